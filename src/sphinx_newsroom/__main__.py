"""``python -m sphinx_newsroom`` is the command ``newsroom``."""

import sys

from sphinx_newsroom.cli import main

if __name__ == "__main__":
    sys.exit(main())
