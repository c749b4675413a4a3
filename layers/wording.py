"""Words and numbers as each language writes them.

Texts come from the files `locale/<language>/LC_MESSAGES/*.po`, read when first asked for; each text
stands in one of them. English is the language of the keys. Numbers follow CLDR: 1,234.5 in English,
1 234,5 with a no-break space (U+00A0) in Russian.
"""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages import Catalog, mofile, pofile
from babel.numbers import format_decimal, format_percent

from layers._errors import LanguageError
from layers.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["interval", "length", "msg", "number", "people", "percent", "plural", "translator"]

LOCALE: Final = Path(__file__).resolve().parent.parent / "locale"
NARROW_SPACE: Final = "\u202f"
WHOLE_BELOW: Final = 1000
METRES_BELOW: Final = 995
SPACE: Final = "\u00a0"


def msg(text: str) -> str:
    """Mark a constant as a key of translation; it is translated where it is shown.

    Examples
    --------
    >>> msg("Map")
    'Map'
    """
    return text


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    if lang not in LANGUAGES:
        known = ", ".join(f"`{code}`" for code in LANGUAGES)
        raise LanguageError(
            f"The language must be one of {known}; `{lang}` came. Ask for one of these."
        )
    together = Catalog(locale=lang)
    for path in sorted((LOCALE / lang / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in pofile.read_po(file, locale=lang):
                together[message.id] = message
    if not len(together):
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    mofile.write_mo(compiled, together)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


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
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return _plain(format_decimal(value, format=pattern, locale=lang))


def percent(share: float, lang: str, digits: int = 0) -> str:
    """Write a share from 0 to 1 in percent, the sign after a no-break space in Russian.

    Examples
    --------
    >>> percent(0.413, "en")
    '41%'
    """
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    sign = "%" if lang == "en" else f"{SPACE}%"
    return _plain(format_percent(share, format=f"{pattern}%", locale=lang)).removesuffix("%") + sign


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


def interval(low: float, high: float, write: Callable[[float], str]) -> str:
    """Write an interval with a dash, once only where both ends read the same.

    Examples
    --------
    >>> interval(38, 45, lambda value: number(value, "en"))
    '38–45'
    """
    first, last = write(low), write(high)
    return first if first == last else f"{first}–{last}"


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


def _plain(text: str) -> str:
    return text.replace(NARROW_SPACE, SPACE)
