"""``python -m sphinx_newsroom.reference docs/reference`` updates the reference."""

from __future__ import annotations

import sys

from sphinx_newsroom.reference import main

sys.exit(main(sys.argv[1:]))
