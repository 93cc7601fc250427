"""The pages of the archive that ships, by the Nu Html Checker of the W3C."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.helpers.node_tools import package

from .shipped import KINDS

OF_DOCUMENTS = ("Consider using the “h1” element as a top-level heading only", "Trailing slash on void elements")
"""How docutils writes HTML; it says what it is to say."""
OF_POLICY = ("Resource violates Content Security Policy", "Inline script violates Content Security Policy")
"""The checker takes a page for one of another host than its files, since it reads both from a disk; and linked data for
script, which they are not (HTML, "data block"). What Chromium says of the policy, other tests hold."""


@pytest.mark.skipif(shutil.which("java") is None, reason="no Java (Debian: apt-get install default-jre-headless)")
def test_every_page_is_valid_and_every_section_has_a_heading(pytestconfig: pytest.Config, shipped: Path) -> None:
    jar = package(pytestconfig, "vnu-jar") / "build" / "dist" / "vnu.jar"
    pages = [str(shipped / path) for path in (*KINDS, "404.html") if (shipped / path).is_file()]
    command = ["java", "-Xmx512m", "-jar", str(jar), "--format", "json", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [
        f"{Path(message['url']).relative_to(f'file:{shipped}')}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(done.stderr)["messages"]
        if not message["message"].startswith((*OF_DOCUMENTS, *OF_POLICY))
    ]
    assert said == []


def test_no_template_is_copied_into_the_site(shipped: Path) -> None:
    found = [path.name for path in (shipped / "_static").rglob("*") if path.suffix in (".html", ".jinja", ".css_t")]
    assert found == []
