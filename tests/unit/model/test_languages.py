from __future__ import annotations

import pytest

from sphinx_newsroom.model.languages import direction, language_name


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
