"""Words and numbers in both languages, to the character."""

from __future__ import annotations

import pytest

from geo import CrsError, joined, said
from layers import LanguageError
from layers.vocabulary import LANGUAGES
from layers.wording import interval, length, number, people, percent, plural, told, translator

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "digits", "english", "russian"),
    [
        (1234.56, 1, "1,234.6", f"1{NBSP}234,6"),
        (1234.0, 1, "1,234", f"1{NBSP}234"),
        (1234567, 0, "1,234,567", f"1{NBSP}234{NBSP}567"),
        (0, 0, "0", "0"),
        (0.125, 2, "0.12", "0,12"),
        (-5.5, 1, "\u22125.5", "\u22125,5"),
    ],
)
def test_numbers_follow_the_language(value, digits, english, russian):
    assert number(value, "en", digits) == english
    assert number(value, "ru", digits) == russian


def test_no_number_holds_a_space_that_the_fonts_lack():
    written = [number(10**9 + 0.5, lang, 1) for lang in LANGUAGES]
    written += [percent(12345.678, lang, 1) for lang in LANGUAGES]
    assert not [text for text in written if "\u202f" in text or " " in text]


def test_percent_has_its_sign_as_the_language_sets_it():
    assert percent(0.413, "en") == "41%"
    assert percent(0.413, "ru") == f"41{NBSP}%"
    assert percent(0.4137, "ru", 1) == f"41,4{NBSP}%"
    assert percent(1, "en") == "100%"


@pytest.mark.parametrize(
    ("count", "written"),
    [(0, "0"), (7.4, "7"), (987, "987"), (999.6, "1,000"), (1234, "1,230"), (523_614, "524,000")],
)
def test_people_keep_three_figures_that_count(count, written):
    assert people(count, "en") == written


def test_an_interval_is_written_once_where_both_ends_read_the_same():
    assert interval(38.2, 44.9, lambda value: number(value, "ru")) == "38–45"
    assert interval(38.2, 38.3, lambda value: number(value, "en")) == "38"


@pytest.mark.parametrize(
    ("metres", "english", "russian"),
    [
        (4, f"0{NBSP}m", f"0{NBSP}м"),
        (847, f"850{NBSP}m", f"850{NBSP}м"),
        (994.9, f"990{NBSP}m", f"990{NBSP}м"),
        (996, f"1{NBSP}km", f"1{NBSP}км"),
        (2340, f"2.3{NBSP}km", f"2,3{NBSP}км"),
    ],
)
def test_lengths_change_from_metres_to_kilometres(metres, english, russian):
    assert length(metres, "en") == english
    assert length(metres, "ru") == russian


def test_english_is_the_language_of_the_keys():
    assert translator("en")("Map") == "Map"
    assert translator("ru")("") == ""


def test_counted_phrases_take_the_english_forms():
    say = plural("en")
    assert [say("{n} thing", "{n} things", n) for n in (1, 2, 1500)] == [
        "1 thing",
        "2 things",
        "1,500 things",
    ]


@pytest.mark.parametrize("say", [translator, plural])
def test_a_language_that_is_not_spoken_is_refused(say):
    with pytest.raises(LanguageError, match="must be one of `en`, `ru`; `kk` came"):
        say("kk")


COLUMN = "`{name}`: expected column `{column}`, got {there}: name one of these, or add it"


def test_an_error_is_told_in_each_language():
    error = CrsError(said(COLUMN, name=said("zones"), column="id", there=["a", "b"]))
    assert told(error, "en") == str(error)
    assert told(error, "ru") == (
        "`зоны`: ожидался столбец `id`, получены: [`a`, `b`]: назовите один из них "
        "или добавьте столбец"
    )


def test_faults_told_together_keep_their_lines():
    whole = joined("\n", [said("a measuring CRS"), "of a file", said("degrees")])
    assert told(whole, "ru") == "СК для измерений\nof a file\nв градусах"


@pytest.mark.parametrize(
    ("template", "value", "russian"),
    [
        ("{x}", 0.5, "0,5"),
        ("{x}", 500.0, "500"),
        ("{x}", -1, "−1"),
        ("{x:,}", 12345, f"12{NBSP}345"),
        ("{x:.1%}", 0.005, f"0,5{NBSP}%"),
        ("`{x}`", 0.5, "`0.5`"),
        ("{x}", [500.0, 1.5], "[500; 1,5]"),
        ("{x}", (3, 2), "(3, 2)"),
        ("{x}", ["a", said("degrees")], "[`a`, в градусах]"),
        ("{x}", "a.shp", "a.shp"),
        ("{x:g}", float("nan"), "не число"),
        ("{x}", [float("-inf")], "[\u2212\u221e]"),
    ],
)
def test_values_are_told_as_russian_writes_them(template, value, russian):
    assert told(said(template, x=value), "ru") == russian


@pytest.mark.parametrize("text", ["", "of a file", said("of {a}", a="b"), said("odd {brace")])
def test_what_no_catalogue_knows_stays_as_it_is(text):
    assert told(text, "ru") == text
