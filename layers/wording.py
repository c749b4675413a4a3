"""Words and numbers as each language writes them.

Texts come from the files `locale/<language>/LC_MESSAGES/*.po`, read when first asked for; each text
stands in one of them. English is the language of the keys. Numbers follow CLDR: 1,234.5 in English,
1 234,5 with a no-break space (U+00A0) in Russian; below zero stands a minus (U+2212), no hyphen.
"""

from __future__ import annotations

import gettext
import io
import math
from functools import cache
from numbers import Number
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final

from babel.messages import Catalog, mofile, pofile

from geo import SHARE, AtlasError, Said, said
from layers._errors import LanguageError
from layers.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from babel.messages import Message

    from geo import Figure

__all__ = [
    "AGENT",
    "PRODUCT",
    "RUB_BN",
    "figure",
    "interval",
    "length",
    "length_interval",
    "money",
    "msg",
    "number",
    "people",
    "percent",
    "plural",
    "told",
    "translator",
    "written",
]

LOCALE: Final = Path(__file__).resolve().parent.parent / "locale"
WHOLE_BELOW: Final = 1000
METRES_BELOW: Final = 995
WHOLE_FROM: Final = 100
TENS: Final = 10
TENTHS: Final = 0.1
FINEST: Final = 4
THIRDS: Final = 3
SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"
_NOT_A_NUMBER: Final = "not a number"
RUB_BN: Final = "RUB bn"
"""Unit of a figure that is a sum in billions of roubles: see `money`."""
_MARKS: Final = {
    "en": str.maketrans("-", MINUS),
    "ru": str.maketrans("-,.", f"{MINUS}{SPACE},"),
}


def msg(text: str) -> str:
    """Mark a constant as a key of translation; it is translated where it is shown.

    Examples
    --------
    >>> msg("Map")
    'Map'
    """
    return text


PRODUCT: Final = msg("INO Tomsk Atlas")
"""What the program calls itself: to servers, and as the source of what it estimates."""
AGENT: Final = f"{PRODUCT.replace(' ', '-')}/0.1"


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    if lang not in LANGUAGES:
        known = ", ".join(f"`{code}`" for code in LANGUAGES)
        raise LanguageError(
            said(
                "The language must be one of {known}; `{lang}` came. Ask for one of these.",
                known=known,
                lang=lang,
            )
        )
    messages: list[Message] = []
    for path in sorted((LOCALE / lang / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            messages += pofile.read_po(file, locale=lang)
    if not messages:
        return gettext.NullTranslations()
    together = Catalog(locale=lang)
    # In the order of a compiled catalogue: Babel sorts by a slow comparison of what it is given.
    for message in sorted(messages, key=_first_id):
        together[message.id] = message
    compiled = io.BytesIO()
    mofile.write_mo(compiled, together)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _first_id(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def translator(lang: str) -> Callable[[str], str]:
    """Give the function that turns an English key into one language.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.

    Examples
    --------
    >>> translator("en")("Map")
    'Map'
    """
    catalogue = _catalogue(lang)

    def translate(message: str) -> str:
        return catalogue.gettext(message) if message else ""

    return translate


def plural(lang: str) -> Callable[[str, str, int], str]:
    """Give the function that chooses the form of a counted phrase and fills in `{n}`.

    Examples
    --------
    >>> plural("en")("{n} park", "{n} parks", 3)
    '3 parks'
    """
    catalogue = _catalogue(lang)

    def choose(one: str, many: str, n: int) -> str:
        return catalogue.ngettext(one, many, n).format(n=number(n, lang, 0))

    return choose


def number(value: float, lang: str, digits: int = 0) -> str:
    """Write a number with up to `digits` decimals.

    Examples
    --------
    >>> number(1234.56, "en", 1)
    '1,234.6'
    >>> number(1234.56, "ru", 1).replace(SPACE, "_")
    '1_234,6'
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{MINUS * (value < 0)}\u221e"
    text = f"{value:,.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.translate(_MARKS[lang])


def percent(share: float, lang: str, digits: int | None = 0) -> str:
    """Write a share from 0 to 1 in percent, the sign after a no-break space in Russian.

    `digits` None writes two figures that count: shares may be very small.

    Examples
    --------
    >>> percent(0.413, "en"), percent(0.0132, "en", 1)
    ('41%', '1.3%')
    >>> percent(0.413, "en", None), percent(0.00071, "en", None)
    ('41%', '0.071%')
    """
    if digits is None:
        size = math.floor(math.log10(abs(share) * 100)) if share else 1
        digits = min(max(1 - size, 0), FINEST)
    return number(share * 100, lang, digits) + ("%" if lang == "en" else f"{SPACE}%")


def people(count: float, lang: str) -> str:
    """Write a number of people: whole below 1,000, else rounded to three figures that count.

    Examples
    --------
    >>> people(123456, "en")
    '123,000'
    >>> people(987, "en")
    '987'
    """
    whole = round(count)
    if whole >= WHOLE_BELOW:
        step = 10 ** (len(str(whole)) - 3)
        whole = round(whole / step) * step
    return number(whole, lang)


def figure(value: float, unit: str, lang: str) -> str:
    """Write the number of a figure as its unit asks: people rounded, shares in percent.

    Examples
    --------
    >>> figure(325_571, "people", "en"), figure(0.0007, "share", "en"), figure(88.413, "ha", "en")
    ('326,000', '0.07%', '88.4')
    """
    if unit == "people":
        return people(value, lang)
    if unit == SHARE:
        return percent(value, lang, None)
    if unit == RUB_BN:
        return number(value, lang, 1 if abs(value) >= TENS else THIRDS)
    whole = float(value).is_integer() or not math.isfinite(value) or abs(value) >= WHOLE_FROM
    fine = 1 if abs(value) >= TENS else 2 if abs(value) >= TENTHS else FINEST
    return number(value, lang, 0 if whole else fine)


def written(one: Figure, lang: str) -> str:
    """Write a figure in a line: number, interval in brackets, unit; a share's unit is its sign.

    Examples
    --------
    >>> from geo import Figure, Method
    >>> card = Method("coverage", "", "EPSG:32645", ())
    >>> written(Figure(0.42, "share", 0.31, 0.48, card), "en")
    '42% (31–48%)'
    >>> written(Figure(7.5, "ha", None, None, card), "en")
    '7.5 ha'
    >>> written(Figure(250.0, RUB_BN, None, None, card), "en").replace(SPACE, " ")
    'RUB 250 bn'
    """
    if one.unit == RUB_BN:
        return money(one.value, lang)
    ends = ""
    if one.low is not None and one.high is not None:
        ends = f" ({interval(one.low, one.high, lambda end: figure(end, one.unit, lang))})"
    unit = "" if one.unit == SHARE else translator(lang)(one.unit)
    return f"{figure(one.value, one.unit, lang)}{ends} {unit}".rstrip()


def money(rub_bn: float, lang: str) -> str:
    """Write a sum in billions of roubles as the language writes it.

    Examples
    --------
    >>> money(250, "en").replace(SPACE, " "), money(3.79, "ru").replace(SPACE, " ")
    ('RUB 250 bn', '3,79 млрд ₽')
    """
    before, after = translator(lang)("RUB|bn").split("|")
    parts = (before, figure(rub_bn, RUB_BN, lang), after)
    return SPACE.join(part for part in parts if part).replace(" ", SPACE)


def interval(low: float, high: float, write: Callable[[float], str]) -> str:
    """Write an interval with a dash, once only where both ends read the same, one sign of percent.

    Examples
    --------
    >>> interval(38, 45, lambda value: number(value, "en"))
    '38–45'
    >>> interval(0.38, 0.45, lambda value: percent(value, "en"))
    '38–45%'
    """
    first, last = write(low), write(high)
    if first == last:
        return first
    return f"{first.removesuffix('%').rstrip(SPACE)}–{last}"


def length(metres: float, lang: str) -> str:
    r"""Write a distance: metres below 1 km, else kilometres with one decimal.

    Examples
    --------
    >>> length(850, "en"), length(2340, "en")
    ('850\xa0m', '2.3\xa0km')
    """
    say = translator(lang)
    if metres < METRES_BELOW:
        return f"{number(round(metres, -1), lang)}{SPACE}{say('m')}"
    return f"{number(metres / 1000, lang, 1)}{SPACE}{say('km')}"


def length_interval(low_m: float, high_m: float, lang: str) -> str:
    r"""Write an interval of distances: the unit once where both ends have the same.

    Examples
    --------
    >>> length_interval(4737, 5424, "en"), length_interval(320, 1200, "en")
    ('4.7–5.4\xa0km', '320\xa0m–1.2\xa0km')
    """
    low, high = length(low_m, lang), length(high_m, lang)
    if low == high:
        return low
    return f"{low.removesuffix(SPACE + high.partition(SPACE)[2])}–{high}"


def told(what: AtlasError | str, lang: str) -> str:
    """Say in one language what an error, or another sentence made by `said`, says in English.

    Templates go through the catalogue, and so do the sentences among their values; numbers are
    written as the language does, those in backticks as they were typed. Text that was not made by
    `said` stays as it is.

    Examples
    --------
    >>> told(said("`{name}`: expected column `{column}`", name="zones", column="id"), "en")
    '`zones`: expected column `id`'
    >>> told("a text of the file", "ru")
    'a text of the file'
    """
    sentence = what.said if isinstance(what, AtlasError) else what
    if not isinstance(sentence, Said) or lang == LANGUAGES[0]:
        return str(sentence)
    template = translator(lang)(sentence.template)
    if not sentence.values:
        return template
    text = ""
    for words, name, spec, _ in Formatter().parse(template):
        text += words
        if name is not None:
            quoted = text.endswith("`")
            text += _value_told(sentence.values[name], spec or "", lang, quoted=quoted)
    return text


def note(what: str, lang: str) -> str:
    """Say a note in one language: a key of translation, or a sentence made by `said`.

    Examples
    --------
    >>> note("Map", "ru"), note(said("at {here}", here="X"), "en")
    ('Карта', 'at X')
    """
    return told(what, lang) if isinstance(what, Said) else translator(lang)(what)


def _value_told(value: object, spec: str, lang: str, *, quoted: bool) -> str:
    """Write a value of a sentence; what a list holds stands in brackets, its texts in backticks."""
    if isinstance(value, Said):
        return told(value, lang)
    if isinstance(value, list | tuple):
        items = [_value_told(one, spec, lang, quoted=quoted) for one in value]
        if not quoted:
            items = [
                f"`{item}`" if isinstance(one, str) and not isinstance(one, Said) else item
                for item, one in zip(items, value, strict=True)
            ]
        inside = ("; " if any("," in item for item in items) else ", ").join(items)
        return f"({inside})" if isinstance(value, tuple) else f"[{inside}]"
    text = format(value, spec)
    if quoted or not isinstance(value, Number):
        return text
    if isinstance(value, float) and not math.isfinite(value):
        return translator(lang)(_NOT_A_NUMBER) if math.isnan(value) else number(value, lang)
    return text.removesuffix(".0").translate(_MARKS[lang]).replace("%", f"{SPACE}%")
