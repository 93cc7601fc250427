"""Run the command ``newsroom`` with ``python -m sphinx_newsroom``."""

from sphinx_newsroom.cli import as_process

if __name__ == "__main__":
    as_process()
