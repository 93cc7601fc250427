"""Write the list of the golden site anew."""

import tempfile
from pathlib import Path

from tests.golden import LIST, build, change, prepare

with tempfile.TemporaryDirectory() as folder:
    root = prepare(Path(folder))
    change(root)
    LIST.write_text("".join(f"{line}\n" for line in build(root)), encoding="utf-8")
