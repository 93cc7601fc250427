"""The case forms of Russian and Ukrainian names."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED
from tests.helpers.tables import rows

from sphinx_newsroom.text.inflection import inflections, installed

ADDRESSES = SHARED / "data/releases/ua-president.jsonl.gz"
both = pytest.mark.skipif(not (installed("ru") and installed("uk")), reason="needs both dictionaries")

PERSONS = rows("""
    uk | Володимир Зеленський | Володимира Зеленського; Володимиру Зеленському; Володимирові Зеленському
    uk | Володимир Зеленський | Володимиром Зеленським; Володимире Зеленський
    ru | Владимир Путин | Владимира Путина; Владимиру Путину; Владимиром Путиным; Владимире Путине
    ru | Лев Толстой | Льва Толстого; Льву Толстому; Львом Толстым; Льве Толстом
    uk | Андрій Єрмак | Андрія Єрмака; Андрію Єрмаку; Андрієві Єрмаку; Андрієм Єрмаком
    uk | В’ячеслав Чорновіл | В’ячеслава Чорновола; В’ячеславом Чорноволом
    ru | Мария Захарова | Марии Захаровой; Марию Захарову; Марией Захаровой
    uk | Ірина Верещук | Ірини Верещук; Ірині Верещук; Ірину Верещук; Іриною Верещук; Ірино Верещук
    uk | Марченко Олена Іванівна | Марченко Олени Іванівни; Марченко Оленою Іванівною
    uk | Марія Залужна | Марії Залужної; Марію Залужну
    uk | Зузана Чапутова | Зузани Чапутової; Зузані Чапутовій
    uk | Магдалена Андерссон | Магдалени Андерссон; Магдаленою Андерссон
    ru | Кристалина Георгиева | Кристалины Георгиевой; Кристалиной Георгиевой
    ru | Саша Петрова | Саши Петровой; Сашей Петровой
    ru | Саша Петров | Саши Петрова; Сашей Петровым
    uk | Кімбал Маск | Кімбала Маска; Кімбалом Маском
    uk | Гітанас Наусєда | Гітанаса Наусєди; Гітанасом Наусєдою
    uk | Андрій Ціхоцький | Андрія Ціхоцького; Андрієм Ціхоцьким
    uk | Володимир Сидунець | Володимира Сидунця; Володимиру Сидунцю
    ru | Йенс Столтенберг | Йенса Столтенберга; Йенсом Столтенбергом
    ru | Виктор Цой | Виктора Цоя; Виктором Цоем
    uk | Кім Віталій Олександрович | Кіма Віталія Олександровича; Кімом Віталієм Олександровичем
    ru | Ванин, Михаил Валентинович | Ванина, Михаила Валентиновича
    uk | В. О. Зеленський | В. О. Зеленського; В. О. Зеленським
    uk | Іван Нечуй-Левицький | Івана Нечуя-Левицького; Івана Нечуй-Левицького; Іваном Нечуєм-Левицьким
    uk | Жан-Клод Юнкер | Жан-Клода Юнкера; Жан-Клодом Юнкером
    uk | Урсула фон дер Ляєн | Урсули фон дер Ляєн; Урсулою фон дер Ляєн
    uk | Пан Гі Мун | Пан Гі Муна; Пан Гі Муном
    uk | ЗЕЛЕНСЬКИЙ | ЗЕЛЕНСЬКОГО; ЗЕЛЕНСЬКОМУ
    uk | Зеленський | Зеленського; Зеленському; Зеленським
    uk | Шевченко | Шевченка; Шевченку; Шевченкові; Шевченком
    ru | Захарова | Захаровой; Захарову
    ru | Фёдор Королёв | Фёдора Королёва; Федора Королева; Федор Королев
    ru | Петр Королев | Петра Королева; Петром Королевым
    uk-UA | Денис Шмигаль | Дениса Шмигаля
     | Мария Захарова | Марии Захаровой
     | Сергій Шойгу | Сергія Шойгу
     | Сергей Лавров | Сергеем Лавровым
""")

NOT_PERSONS = rows("""
    uk | Юлія Бойко | Юлії Бойка; Юлії Бойко Юлії; Юлію Бойку
    uk | Ірина Верещук | Ірини Верещука
    ru | Катрин Денёв | Катрин Денёва
    ru | Никита Сова | Никиты Совой
    ru | Сергей Захаров | Сергея Захаровой
    uk | Володимир Зеленський | Володимира Зеленський; Володимир Зеленського; Володимиру Зеленського
    uk | Зеленський | Зеленські; Зеленських
    ru | Захарова | Захаровы; Захарова; Захаров; Захаровым
    ru | Пётр Порошенко | Петра Порошенка
    uk | Джастін Трюдо | Джастіна Трюда
    uk | Рафаель Гроссі | Рафаеля Гросса
    ru | Петр Королев | Пётра Королёва; Петра Королёва
    ru | Василий Васильевич | Василия Василиевича
    uk | Магдалена Андерссон | Маґдалени Андерссон
    uk | В’ячеслав Чорновіл | В'ячеслава Чорновола
     | Евгений Зайцев | Евгеного Зайцева
""")

BODIES = rows("""
    uk | Верховна Рада України | Верховної Ради України; Верховній Раді України; Верховну Раду України
    uk | Рада Європи | Ради Європи; Раді Європи; Раду Європи; Радою Європи
    uk | Рада національної безпеки і оборони | Ради національної безпеки і оборони
    uk | Міністерство оборони України | Міністерства оборони України; Міністерстві оборони України
    uk | Офіс Президента України | Офісу Президента України; Офісом Президента України
    uk | Європейський Союз | Європейського Союзу; Європейському Союзі; Європейськім Союзі
    uk | Збройні Сили України | Збройних Сил України; Збройним Силам України; Збройними Силами України
    uk | Держава Ізраїль | Держави Ізраїль; Державою Ізраїль
    uk | Організація Об’єднаних Націй | Організації Об’єднаних Націй
    uk | Об’єднані Арабські Емірати | Об’єднаних Арабських Еміратів
    uk | Торгово-промислова палата | Торгово-промислової палати
    uk | Соціальна, гуманітарна та культурна комісія | Соціальної, гуманітарної та культурної комісії
    uk | Національна комісія, що здійснює регулювання | Національної комісії, що здійснює регулювання
    uk | Національне антикорупційне бюро | Національного антикорупційного бюро
    uk | Державна установа «Офіс розвитку» | Державної установи «Офіс розвитку»
    uk | Уповноважений Верховної Ради | Уповноваженого Верховної Ради; Уповноваженому Верховної Ради
    uk | ВЕРХОВНА РАДА УКРАЇНИ | ВЕРХОВНОЇ РАДИ УКРАЇНИ
    ru | Организация Объединённых Наций | Организации Объединённых Наций; Организации Объединенных Наций
    ru | Большая семёрка | Большой семёрки; Большой семерки; Большую семёрку; Большая семерка
    ru | Большая семерка | Большой семерки; Большую семерку
    ru | Экономическая и валютная комиссия | Экономической и валютной комиссии
    ru | Рабочая группа | Рабочей группы; Рабочую группу
    ru | Северо-Кавказский институт | Северо-Кавказского института
    ru | Вооружённые силы | Вооружённых сил; Вооружёнными силами
    ru | Интерфакс-Украина | Интерфакс-Украину
     | Рада Європи | Ради Європи
     | Совет Европы | Совета Европы
""")

NOT_BODIES = rows("""
    uk | Верховна Рада України | Верховної Ради Україні; Верховної Ради Україну
    uk | Рада національної безпеки і оборони | Раді національній безпеці і обороні
    uk | Державна установа «Офіс розвитку» | Державної установи «Офісу розвитку»
    uk | Держава Ізраїль | Держави Ізраїлю
    ru | Министерство иностранных дел | Министерства иностранным делам
    uk | Збройні Сили України | Збройна Сила України; Збройної Сили України
    uk | Європейський Союз | Європейські Союзи; Європейських Союзів; Європейський Союзе
    uk | Рада Європи | Рад Європи; Радо Європи; Радих Європи; Рада Європою
    ru | Совет Безопасности | Советы Безопасности; Советов Безопасности
    uk | Верховна Рада | Верховна Раду; Верховної Раду; Верховна Ради
    ru | Учёный совет | Учёного совет; Учёный совета
    uk | Національне антикорупційне бюро | Національного антикорупційного бюра
    ru | Северо-Кавказский институт | Северокавказского института
    ru | Большая семерка | Большой семёрки; Большая семёрка
    uk | Європейський інвестиційний банк | Європейськім інвестиційному банку
""")


def listed(forms: str) -> set[str]:
    return set(forms.split("; "))


@both
@pytest.mark.parametrize(("language", "name", "forms"), PERSONS)
def test_persons(language: str, name: str, forms: str) -> None:
    assert listed(forms) <= set(inflections(name, language, person=True))


@both
@pytest.mark.parametrize(("language", "name", "forms"), NOT_PERSONS)
def test_what_is_no_form_of_a_person(language: str, name: str, forms: str) -> None:
    assert not listed(forms) & set(inflections(name, language, person=True))


@both
@pytest.mark.parametrize(("language", "name", "forms"), BODIES)
def test_bodies(language: str, name: str, forms: str) -> None:
    assert listed(forms) <= set(inflections(name, language, person=False))


@both
@pytest.mark.parametrize(("language", "name", "forms"), NOT_BODIES)
def test_what_is_no_form_of_a_body(language: str, name: str, forms: str) -> None:
    assert not listed(forms) & set(inflections(name, language, person=False))


@both
@pytest.mark.parametrize(
    ("language", "name", "person"),
    [
        ("en", "Володимир Зеленський", True),
        ("be", "Аляксандр Лукашэнка", True),
        ("uk", "Volodymyr Zelenskyi", True),
        ("ru", "", True),
        ("ru", "   ", False),
        ("uk", "Ненсі Пелосі", True),
        ("ru", "В. О.", True),
        ("", "Уладзімер Быкаў", True),
        ("", "Ірына Палякова", True),
        ("", "Қазақстан Республикасы", False),
        ("uk", "НАТО", False),
        ("uk", "ООН", False),
        ("uk", "УкрНДІОЖ НААН", False),
        ("ru", "Минобороны", False),
        ("uk", "«Слуга народу»", False),
        ("uk", "ТОВ «Слуга народу»", False),
        ("uk", "Харківської медичної академії", False),
        ("uk", "72 окрема бригада", False),
    ],
)
def test_no_forms(language: str, name: str, person: bool) -> None:
    assert inflections(name, language, person=person) == ()


def test_nothing_is_loaded_for_names_in_latin_letters() -> None:
    code = (
        "import sys; from sphinx_newsroom.text.inflection import inflections;"
        "inflections('Joe Biden', '', person=True); inflections('Рада', 'bg', person=False);"
        "sys.exit('pymorphy3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def without_dictionaries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    installed.cache_clear()
    yield
    installed.cache_clear()


@pytest.mark.usefixtures("without_dictionaries")
def test_without_its_dictionary_a_language_has_no_forms() -> None:
    assert not installed("uk")
    assert inflections("Володимир Зеленський", "uk", person=True) == ()
    assert inflections("Пётр Королёв", "", person=True) == ()


LETTERS = "абвгдежзийклмнопрстуфхцчшщьюяіїєґёыэъ"
WORDS = st.one_of(
    st.sampled_from(["Рада", "Верховна", "Совет", "Иван", "Олена", "Захарова", "фон", "і", "В.", "ООН", "«Рада»"]),
    st.text(LETTERS + LETTERS.upper() + "'’-", min_size=1, max_size=12),
    st.text(max_size=6),
)
NAMES = st.one_of(st.text(), st.lists(WORDS, max_size=7).map(" ".join))
LANGUAGES = st.sampled_from(["ru", "uk", "", "en"])


@both
@settings(deadline=None)
@given(NAMES, LANGUAGES, st.booleans())
def test_every_form_has_the_words_of_the_name(name: str, language: str, person: bool) -> None:
    forms = inflections(name, language, person=person)
    assert name not in forms
    assert " ".join(name.split()) not in forms
    assert len(set(forms)) == len(forms)
    assert all(len(form.split()) == len(name.split()) for form in forms)
    assert forms == inflections(name, language, person=person)


OCCURRENCES = {
    ("Володимир Зеленський", True): r"Володимир\w* Зеленськ\w+",
    ("Ірина Верещук", True): r"Ірин\w+ Верещук\w*",
    ("Олексій Арестович", True): r"Олексі\w+ Арестович\w*",
    ("Кирило Тимошенко", True): r"Кирил\w+ Тимошенк\w+",
    ("Урсула фон дер Ляєн", True): r"Урсул\w+ фон дер Ляєн\w*",
    ("Анджей Дуда", True): r"Андже\w+ Дуд\w+",
    ("Байден", True): r"Байден\w*",
    ("Верховна Рада", False): r"Верховн\w+ Рад\w+",
    ("Європейський Союз", False): r"Європейськ\w+ Союз\w*",
    ("Збройні Сили України", False): r"Збройн\w+ Сил\w* України",
    ("Офіс Президента", False): r"Офіс\w* Президента",
    ("Сполучені Штати", False): r"Сполучен\w+ Штат\w*",
}


@both
@pytest.mark.skipif(not ADDRESSES.exists(), reason="needs ../shared")
def test_nearly_every_mention_in_real_addresses_is_a_form() -> None:
    with gzip.open(ADDRESSES, "rt", encoding="utf-8") as lines:
        texts = [release["body"] for release in map(json.loads, lines) if release["language"] == "uk"]
    text = "\n".join(texts)
    found = covered = 0
    for (name, person), pattern in OCCURRENCES.items():
        forms = {name, *inflections(name, "uk", person=person)}
        mentions = re.findall(rf"\b{pattern}\b", text)
        found += len(mentions)
        covered += sum(mention in forms for mention in mentions)
    assert found > 400
    assert covered / found >= 0.98
