"""What hosts of static files read: the headers that a page cannot name itself, wherever the site stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.outputs.test_data_bulk import SETTINGS, files, index_of


@pytest.mark.parametrize(
    ("baseurl", "csp", "expected"),
    [
        ("", "default-src 'none'", "/*\n  Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\n"),
        ("https://a.example.org/", "", "/*\n  Content-Security-Policy: frame-ancestors 'none'\n"),
        (
            "https://a.example.org/press/",
            "frame-ancestors x.org",
            "/press/*\n  Content-Security-Policy: frame-ancestors x.org\n",
        ),
    ],
)
def test_each_file_has_the_archives_policy(baseurl: str, csp: str, expected: str) -> None:
    made = files(index_of(), replace(SETTINGS, baseurl=baseurl, csp=csp))
    text = made["_headers"].decode()
    assert text.startswith(expected)
    assert "\n  X-Content-Type-Options: nosniff\n" in text


def test_github_takes_the_site_as_it_is() -> None:
    assert files(index_of())[".nojekyll"] == b""
