"""``python -m sphinx_newsroom`` is the command ``newsroom``."""

from sphinx_newsroom.cli import as_process

if __name__ == "__main__":
    as_process()
