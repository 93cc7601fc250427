"""The values of conf.py are declared once: each with its default, its check and the message of what it refuses."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from sphinx_newsroom.config import OPTIONS, ConfigError, Settings, settings_from

NOW = "2026-01-01T10:00:00Z"


def settings(**said: Any) -> Settings:
    return settings_from(lambda name, default: said.get(name, default))


def test_a_conf_py_that_says_nothing_gives_the_defaults() -> None:
    found = settings(newsroom_now=NOW)
    assert found == replace(Settings(), now=dt.datetime(2026, 1, 1, 10, tzinfo=dt.UTC))


def test_every_field_is_filled_by_one_value_of_conf_py() -> None:
    names = {option.field: option.name for option in OPTIONS}
    assert len(set(names.values())) == len(OPTIONS)
    assert {field.name for field in fields(Settings)} - set(names) == {
        "project",
        "language",
        "baseurl",
        "has_others",
        "unknown",
        "interfaces",
    }
    assert all(option.name.startswith("newsroom_") and option.meaning.endswith(".") for option in OPTIONS)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_a_value_of_another_type_is_refused(option: Any) -> None:
    wrong_ones: list[Any] = [b"", 1.5] if bool in option.types else [True, b"", 1.5]
    for wrong in wrong_ones:
        with pytest.raises(
            ConfigError, match=rf"{option.name} is .*; write (a text|a whole|a list|keys and|True or).*$"
        ):
            settings(**{option.name: wrong})


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("newsroom_link", "word", "newsroom_link is 'word'; write one of all, paragraph, section, page"),
        ("newsroom_per_page", 0, "newsroom_per_page is 0; write a number from 1 up"),
        ("newsroom_types", {"t" * 300: "T"}, "'tttttttttttttttttttt'… in newsroom_types or newsroom_editions has 300"),
        ("newsroom_editions", {"A b": "x"}, "newsroom_editions has the invalid name 'A b'; use lower-case letters"),
        (
            "newsroom_editions",
            {"a": 2026},
            "newsroom_editions has 2026, which isn't a date or tag; write a date such as '2023-12-31' or a git tag",
        ),
        (
            "newsroom_allow",
            {"words": []},
            "newsroom_allow has the unknown key 'words'; write one of directives, roles, nodes, schemes",
        ),
        ("newsroom_csp", 'a "b"', "newsroom_csp is 'a \"b\"'; write it on one line, without double quotation marks"),
        ("newsroom_report", "press", "newsroom_report is 'press'; write an email address, or the address of a form"),
        ("newsroom_report", "https://a.example/{page}/{id}", "which may have {title} and {revision}, too"),
        ("newsroom_now", "soon", "newsroom_now is 'soon'; write a date-time such as 2026-01-31T10:00:00+01:00"),
        (
            "newsroom_now",
            "9999-12-31T23:59:59-14:00",
            "newsroom_now is '9999-12-31T23:59:59-14:00', too far in the future; write an earlier date and time",
        ),
        ("newsroom_now", "2026-01-31", "newsroom_now is '2026-01-31' without an offset; add one, such as +01:00 or Z"),
    ],
)
def test_what_cannot_be_used_is_said_with_what_to_write(name: str, value: Any, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(**{name: value})
    assert message in str(caught.value)


_SECRET = "https://press:hunter2@hub.example/"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("html_baseurl", _SECRET),
        ("newsroom_websub_hub", _SECRET),
        ("newsroom_license", _SECRET),
        ("newsroom_alerts", f"{_SECRET}{{alert}}"),
        ("newsroom_archives", {"hub": _SECRET}),
    ],
)
def test_no_password_is_published_or_said(name: str, value: Any) -> None:
    """Feeds and pages have these addresses; what is said of conf.py stands in logs of a runner that many read."""
    with pytest.raises(ConfigError, match="contains an address with a name or password") as caught:
        settings(**{name: value})
    assert "hunter2" not in str(caught.value)


def test_what_is_kept_of_a_value() -> None:
    found = settings(
        language="pt_BR",
        html_baseurl="https://a.example/x",
        newsroom_allow={"roles": ["kbd"]},
        newsroom_csp="",
        newsroom_now=NOW,
    )
    assert (found.language, found.baseurl, found.csp) == ("pt-BR", "https://a.example/x/", "")
    assert found.allowed.role("newsroom:kbd")
    assert settings(newsroom_websub_hub="https://a.example/@x?y=@").websub_hub == "https://a.example/@x?y=@"
    for report in ("press+errors@a.example", "https://a.example/new?title={title}&body={page}%20{revision}"):
        assert settings(newsroom_report=report).report == report


@pytest.mark.parametrize("epoch", ["abc", "1.5", "9" * 30, "-99999999999999"])
def test_a_source_date_epoch_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(
        ConfigError, match=r"SOURCE_DATE_EPOCH is '.*', which isn't a valid time; set it to the seconds since 1970"
    ):
        settings()


def test_the_moment_is_that_of_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert settings().now == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    assert settings(newsroom_now=NOW).now.year == 2026


@pytest.mark.parametrize(
    ("values", "origin"),
    [
        ({"html_baseurl": "https://news.example.org/press/"}, "news.example.org/press/log"),
        ({"newsroom_tag": "example.org,2026"}, "example.org,2026/log"),
        (
            {"html_baseurl": "https://new.example.org", "newsroom_log_name": "old.example.org/log"},
            "old.example.org/log",
        ),
    ],
)
def test_a_log_is_called_by_its_address(values: dict[str, Any], origin: str) -> None:
    assert settings_from(lambda name, default: values.get(name, default)).log_origin == origin


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", ["en"]),
        ("project", 5),
        ("author", ["A. Writer"]),
        ("copyright", ["2026", 5]),
    ],
)
def test_what_is_no_text_is_refused_where_sphinx_would_fail(name: str, value: object) -> None:
    with pytest.raises(ConfigError, match=f"{name} is .*; write it in quotation marks"):
        settings(**{name: value})


@pytest.mark.parametrize("name", ["html_extra_path", "html_static_path"])
@pytest.mark.parametrize(
    "value",
    [
        ["."],
        ["releases"],
        ["./releases/2026"],
        ["own", "officials/"],
        ["alerts"],
        ["linked"],
        "releases",
        Path("releases"),
    ],
)
def test_no_sources_are_copied_into_the_site(tmp_path: Path, name: str, value: object) -> None:
    for folder in ("releases/2026", "officials", "own", "linked"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "linked/more").symlink_to(tmp_path / "releases")
    with pytest.raises(ConfigError, match=f"{name} contains .*; put the files to copy into a separate folder"):
        settings_from({name: value}.get, root=tmp_path)
    for harmless in (["own", "gone", "../elsewhere"], [], None, 5, "", "gone"):
        settings_from({name: harmless}.get, root=tmp_path)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("alerts/readers.yaml", "isn't meant for readers"),
        ("alerts/logo.png", "isn't meant for readers"),
        ("releases/draft.md", "isn't an image"),
        ("own/logo.svg", "isn't an image"),
        ("key.pem", "isn't an image"),
    ],
)
def test_no_logo_publishes_what_is_no_picture(tmp_path: Path, value: str, words: str) -> None:
    """A logo may also be a link; its own name says nothing of what it leads to."""
    for path in ("alerts/readers.yaml", "alerts/logo.png", "releases/draft.md", "key.pem", "own/icon.ico", "own/a.PNG"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / "own/logo.svg").symlink_to(tmp_path / "releases/draft.md")
    for name in ("html_logo", "html_favicon"):
        with pytest.raises(
            ConfigError, match=f"{name} names '{value}', which {words} and would be published; use an image"
        ):
            settings_from({name: value}.get, root=tmp_path)
        for harmless in ("own/a.PNG", "own/icon.ico", "https://example.org/logo", "gone", "", None, 5):
            settings_from({name: harmless}.get, root=tmp_path)
    options = {"logo": {"image_light": "own/a.PNG", "image_dark": value}}
    with pytest.raises(ConfigError, match=f"html_theme_options, logo, image_dark names '{value}', which {words}"):
        settings_from({"html_theme_options": options}.get, root=tmp_path)
    unclear: Any
    for unclear in (None, [], {"logo": None}, {"logo": {"text": "A"}}):
        settings_from({"html_theme_options": unclear}.get, root=tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("newsroom_log_name", "a log"),
        ("newsroom_log_name", "a+log"),
        ("newsroom_log_name", ""),
        ("newsroom_log_name", "l" * 256),
        ("newsroom_witnesses", ["a key"]),
        ("newsroom_witnesses", [None]),
        ("newsroom_witnesses", "w+530d903a+AekyeRrm"),
    ],
)
def test_what_names_no_log_and_no_witness_is_refused(name: str, value: object) -> None:
    with pytest.raises(ConfigError, match=name):
        settings_from(lambda asked, default: value if asked == name else default)
