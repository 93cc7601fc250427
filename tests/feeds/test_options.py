"""The settings that feeds need are checked once, with advice."""

from __future__ import annotations

import pytest

from sphinx_newsroom.config import DEFAULT_TAG, ConfigError, settings_from


def settings(**values: object) -> object:
    return settings_from(lambda name, default: values.get(name, default))


@pytest.mark.parametrize(
    "tag",
    ["example.org,2026", "press@example.org,2000-01", "press.example.org,2026-12-31", DEFAULT_TAG],
)
def test_a_tag_is_an_authority_and_a_date(tag: str) -> None:
    assert settings(newsroom_tag=tag).tag == tag  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "example.org,26",
        "example.org,2026-13",
        "exa mple.org,2026",
        "-example.org,2026",
        "https://example.org,2026",
        "größe.example,2026",
        "example.org,2026\n",
    ],
)
def test_anything_else_is_refused(tag: str) -> None:
    with pytest.raises(ConfigError, match="newsroom_tag"):
        settings(newsroom_tag=tag)


def test_the_tag_does_not_follow_from_anything_else() -> None:
    one = settings(project="A", html_baseurl="https://a.example/")
    other = settings(project="B", html_baseurl="https://b.example/press/")
    assert one.tag == other.tag  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "address",
    [
        "archive.example.org",
        "/press/",
        "javascript:alert(1)",
        "https://größe.example/",
        "https://example.org/a b",
        "https://example.org/?site=a",
        'https://example.org/"',
        "https://",
    ],
)
def test_the_site_has_an_address_that_feeds_can_carry(address: str) -> None:
    with pytest.raises(ConfigError, match="html_baseurl"):
        settings(html_baseurl=address)


@pytest.mark.parametrize("hub", ["hub.example", "javascript:alert(1)", "", "https://hub.example/ x"])
def test_a_hub_is_an_address(hub: str) -> None:
    with pytest.raises(ConfigError, match="newsroom_websub_hub"):
        settings(newsroom_websub_hub=hub)
