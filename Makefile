# `make html` builds the archive's site, `make test` checks the program. Both make the environment .venv first: 430 MB in
# a minute or two for the site, 850 MB in two to four for the tests. `make test-system` installs a browser and feed readers.
# Another Python: `make html PYTHON=python3.13`. Options of the command: `make html OPTIONS="-W --fresh"`.
# The very packages of requirements.lock, each held to its hash: `make html LOCKED=1`; `make lock` renews that file.

PYTHON ?= python3
OPTIONS ?=
PORT ?= 8000
LOCKED ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install
SOURCES := requirements.txt pyproject.toml
CATALOGUES := src/sphinx_newsroom/locales
INSTALLED := $(VENV)/$(if $(LOCKED),.locked,.html)

.PHONY: html check serve test test-system quick test-formats golden screenshots fuzz words lock clean

html: $(INSTALLED)
	$(BIN)/newsroom build $(OPTIONS)

check: $(INSTALLED)
	$(BIN)/newsroom check

serve: $(INSTALLED)
	$(BIN)/newsroom serve --port $(PORT)

test: $(VENV)/.test
	@PYTHON=$(BIN)/python .ci/system
	@$(call step,ruff) && $(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet src tests
	@$(call step,mypy) && $(BIN)/mypy
	@$(call step,lint-imports) && $(BIN)/lint-imports
	@$(call step,pytest) && $(PYTEST) -o tmp_path_retention_policy=$$(.ci/temporary --keep)

# What tests need of the system, as root: a Chromium, feed readers, nginx.
test-system: $(VENV)/.test
	@PYTHON=$(BIN)/python .ci/system install

# What needs neither a browser nor a build, within a minute.
quick: $(VENV)/.test
	@$(PYTEST) --quick -q

# What reads our files with packages that weigh 500 MB: pyarrow, pandas, polars, DuckDB, reader, styles of citations.
test-formats: $(VENV)/.test
	@$(call install,-e ".[formats]")
	$(BIN)/python -m pytest -n 0 -q -rs -k "parquet or pandas or polars or duckdb or reader_ or citation or style" \
	tests/unit/analysis/test_archive.py tests/unit/outputs/test_citations.py tests/unit/outputs/test_tables_described.py \
	tests/build/test_export.py tests/build/test_translated_release.py tests/feeds/test_readers.py

# Hostile inputs that nobody thought of; `make fuzz OPTIONS=--help` says what can be asked for.
fuzz: $(VENV)/.test
	CHROMIUM=$$(PYTHON=$(BIN)/python .ci/system browser) \
	$(BIN)/python -m tests.hostile.fuzz $(OPTIONS)

# The list of the golden site's files, where a change of some is meant; git shows which.
golden: $(VENV)/.test
	$(BIN)/python -m tests.golden

# Every kind of page of the built archive, wide and narrow, light and dark, into _build/screenshots.
screenshots: $(VENV)/.test
	$(BIN)/newsroom build
	CHROMIUM=$$(PYTHON=$(BIN)/python .ci/system browser) \
	$(BIN)/python bench/pages/run.py $(OPTIONS)

# Collects what the archive says to readers, and brings the catalogues of all languages up to date; see CONTRIBUTING.md.
words: $(VENV)/.test
	$(BIN)/pybabel -q extract --mapping-file pyproject.toml --no-default-keywords --keywords "say say_as:1c,2 plural:1,2 unnumbered:1,2" \
	--keywords "translatable pieces sayAs:1c,2 pluralPieces:1,2" --add-location file --sort-by-file --no-wrap --omit-header \
	--output-file $(CATALOGUES)/newsroom.pot src/sphinx_newsroom
	for language in $(CATALOGUES)/*/; do $(BIN)/pybabel -q update --domain newsroom --no-fuzzy-matching --no-wrap \
	--ignore-obsolete --ignore-pot-creation-date --input-file $(CATALOGUES)/newsroom.pot --output-dir $(CATALOGUES) \
	--locale $$(basename "$$language"); done

# For every Python from 3.11 up and every system at once. What builds the extension itself is a part of it.
lock: $(VENV)/pyvenv.cfg
	$(PIP) --quiet uv
	printf '%s\n' '-r requirements.txt' hatchling editables | \
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-package sphinx-newsroom --custom-compile-command "make lock" --output-file requirements.lock -

clean:
	rm -rf $(VENV) _build

# An unfinished environment is removed.
$(VENV)/pyvenv.cfg:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "$(PYTHON) is not Python 3.11 or later; install one, or name it: make html PYTHON=python3.13" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || \
	{ echo "$(PYTHON) lacks venv or ensurepip; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "making the environment $(VENV)"
	@mkdir -p $(VENV) && ( $(call watched,"$(PYTHON)" -m venv $(VENV)) ) || { rm -rf $(VENV); exit 1; }

$(VENV)/.html: $(SOURCES) | $(VENV)/pyvenv.cfg
	@echo "installing what the archive needs: about 95 packages"
	@$(call install,-r requirements.txt)
	@rm -f $(VENV)/.locked
	@touch $@

$(VENV)/.locked: requirements.lock $(SOURCES) | $(VENV)/pyvenv.cfg
	@echo "installing the packages of requirements.lock"
	@$(call install,--require-hashes -r requirements.lock)
	@$(call install,--no-deps --no-build-isolation -e .)
	@rm -f $(VENV)/.html
	@touch $@

$(VENV)/.test: $(INSTALLED)
	@echo "installing what the tests need: some 100 packages more"
	@$(call install,-e "$(OF_TESTS)")
	@touch $@

OF_TESTS := .[test,notebooks]

step = echo "== $(1)"

PYTEST = CHROMIUM=$$(PYTHON=$(BIN)/python .ci/system browser) TMPDIR=$$(.ci/temporary) \
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 2 --dist worksteal

# venv and pip say little while they work, so every three seconds a line says how far they are.
# --no-compile: Python compiles only the modules that it uses.
watched = ( began=$$(date +%s); while sleep 3; do \
	echo "  $$(($$(date +%s) - began)) s, $$(grep -c ^Collecting $(VENV)/pip.log) packages found," \
	"$$(ls $(VENV)/lib/python*/site-packages 2>/dev/null | grep -c dist-info) installed:" \
	"$$(sed -n '$$ s/^ *\([^:(]\{1,60\}\).*/\1/p' $(VENV)/pip.log)"; done ) & shown=$$!; trap "kill $$shown" EXIT; \
	$(1) > $(VENV)/pip.log 2>&1 || { tail -n 20 $(VENV)/pip.log >&2; exit 1; }
install = $(call watched,$(PIP) --no-compile --progress-bar off $(1))
