"""Names of several words as one: particles in a row, in the shape of a text and behind a verb of speech."""

from __future__ import annotations

import pytest
from tests.speaking import said

from sphinx_newsroom.text.statements import shape

ONE_NAME = (
    "Ursula von der Leyen",
    "Ludwig Mies van der Rohe",
    "Manuel de la Torre",
    "Oscar de la Renta",
    "Maria da la Cruz",
    "Jan van den Berg",
    "Peter van de Velde",
    "Rosa von zu Guttenberg",
    "Karl-Theodor zu Guttenberg",
    "Abd al bin Said",
    "Ali bin al Hussein",
    "Lucia de la del Rio",
    "Anna van ter Meer",
    "J. van der Post",
    "Jean-Luc de la Tour",
    "Vasco da Gama",
    "Manuel de Falla",
    "Otto von Bismarck",
    "Walther von der Vogelweide",
    "Egon von der Heide",
)
NOT_ONE = (
    "Ursula von der",
    "Ursula von der leyen",
    "Manuel de la torre",
    "Roe and van der Berg",
    "Roe of der Berg",
    "Roe said von der Leyen",
    "Roe, van der Berg",
    "Roe the von der Leyen",
    "Roe in la Paz",
    "Roe. von der Leyen",
    "van der Berg",
    "de la Torre",
    "Roe van der der",
    "Roe at la Scala",
    "Roe vonder Leyen",
    "Roe van-der Berg",
    "Roe for el Nino",
    "Roe or den Haag",
    "Roe von  ",
    "Roe de",
)


@pytest.mark.parametrize("name", ONE_NAME)
def test_several_particles_belong_to_one_name(name: str) -> None:
    assert shape._NAME.fullmatch(name)


@pytest.mark.parametrize("words", NOT_ONE)
def test_other_words_end_a_name(words: str) -> None:
    assert not shape._NAME.fullmatch(words)


@pytest.mark.parametrize("name", ONE_NAME)
def test_who_has_particles_may_be_she(name: str) -> None:
    text = f"Brown said that crime is a threat. Then came {name}. She added that nobody is safe there."
    assert [words for _, _, words in said(text)] == ["crime is a threat."]
