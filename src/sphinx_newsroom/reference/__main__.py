"""``python -m sphinx_newsroom.reference docs/reference`` writes the reference anew."""

from __future__ import annotations

import sys

from sphinx_newsroom.reference import main

sys.exit(main(sys.argv[1:]))
