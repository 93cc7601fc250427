from __future__ import annotations

import pytest
from babel import Locale

from sphinx_newsroom.model.wording import direction, language_name, months_by_name


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        *(
            (tag, "rtl")
            for tag in ("sd", "ug", "ckb", "dv", "ks", "syr", "nqo", "pa-arab", "az-Arab", "uz-Arab", "ar", "he")
        ),
        *((tag, "ltr") for tag in ("en", "ru", "pa", "az", "uz", "ks-Deva", "zh-Hant", "tlh", "")),
    ],
)
def test_direction_is_that_of_the_script(tag: str, expected: str) -> None:
    assert direction(tag) == expected


def test_a_language_names_itself() -> None:
    assert (language_name("ru"), language_name("pt-BR"), language_name("tlh")) == (
        "Русский",
        "Português (Brasil)",
        "tlh",
    )
    assert language_name("en") == Locale("en").get_display_name()  # which is not asked for it


@pytest.mark.parametrize(
    ("tag", "name", "month"),
    [
        ("de", "märz", 3),
        ("fr-CA", "févr", 2),
        ("pt_BR", "dezembro", 12),
        ("ru", "июня", 6),
        ("ru", "июнь", 6),
        ("dy", "june", None),  # a language that nobody has a list of, as pages say of themselves
        ("", "june", None),
        ("../en", "june", None),
    ],
)
def test_months_by_all_their_names(tag: str, name: str, month: int | None) -> None:
    assert months_by_name(tag).get(name) == month
