# `make html` builds the archive's site, `make test` checks the program. Both make the environment .venv first.
# Another Python: `make html PYTHON=python3.13`. Options of the command: `make html OPTIONS="-W --fresh"`.

PYTHON ?= python3
OPTIONS ?=
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
SOURCES := requirements.txt pyproject.toml

.PHONY: html check serve test fuzz clean

html: $(VENV)/.html
	$(BIN)/newsroom build $(OPTIONS)

check: $(VENV)/.html
	$(BIN)/newsroom check

serve: html
	@echo "Read it at http://localhost:$(PORT)/ (Ctrl-C ends this)"
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

test: $(VENV)/.test
	.ci/readers
	browser=$$(.ci/browser $(BIN)/python) && export CHROMIUM="$$browser" && \
	$(BIN)/ruff check && \
	$(BIN)/ruff format --check --quiet src tests && \
	$(BIN)/mypy && \
	$(BIN)/lint-imports && \
	$(BIN)/python -m pytest -n 2

# Hostile inputs that nobody thought of; `make fuzz OPTIONS=--help` says what can be asked for.
fuzz: $(VENV)/.test
	browser=$$(.ci/browser $(BIN)/python) && export CHROMIUM="$$browser" && \
	$(BIN)/python -m tests.hostile.fuzz $(OPTIONS)

clean:
	rm -rf $(VENV) _build

# An environment that was begun and not finished is of no use, so it goes again.
$(VENV)/pyvenv.cfg:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "$(PYTHON) is not Python 3.11 or later; install one, or name it: make html PYTHON=python3.13" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || \
	{ echo "$(PYTHON) lacks venv or ensurepip; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "making the environment $(VENV)"
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.html: $(SOURCES) | $(VENV)/pyvenv.cfg
	@echo "installing what the archive needs"
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.test: $(VENV)/.html
	@echo "installing what the tests need"
	$(PIP) -e ".[test,notebooks]"
	@touch $@
