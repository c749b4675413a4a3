"""Names in both languages out of OpenStreetMap's tags: what is not said in Latin is transliterated.

Transliteration follows ICAO Doc 9303, as Russian passports do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.vocabulary import Words

__all__ = ["english_name", "latin", "russian_name", "slug"]

_SMALL: Final = {
    **dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True)),
    **dict(
        zip("жхцчшщъьюя", ("zh", "kh", "ts", "ch", "sh", "shch", "ie", "", "iu", "ia"), strict=True)
    ),
}
_LATIN: Final = str.maketrans(
    {**_SMALL, **{one.upper(): other.capitalize() for one, other in _SMALL.items()}}
)


def latin(text: str) -> str:
    """Write a Russian text in Latin letters.

    Examples
    --------
    >>> latin("Щёкинский район")
    'Shchekinskii raion'
    """
    return text.translate(_LATIN)


def english_name(tags: Mapping[str, str], fallback: Words | None = None) -> str:
    """Give an object's name for readers of English; the fallback's where it has none.

    Examples
    --------
    >>> english_name({"name": "Томь"}), english_name({"name": "Томь", "name:en": "Tom"})
    ('Tom', 'Tom')
    """
    name = tags.get("name:en") or tags.get("int_name") or latin(tags.get("name", ""))
    return name or (fallback.en if fallback else "")


def russian_name(tags: Mapping[str, str], fallback: Words | None = None) -> str:
    """Give an object's name for readers of Russian; the fallback's where it has none.

    Examples
    --------
    >>> russian_name({"name": "Томь"})
    'Томь'
    """
    name = tags.get("name:ru") or tags.get("name", "")
    return name or (fallback.ru if fallback else "")


def slug(text: str) -> str:
    """Make an id of a name: small Latin letters, digits and underscores.

    Examples
    --------
    >>> slug("ЗАТО Северск")
    'zato_seversk'
    """
    words = "".join(one if one.isascii() and one.isalnum() else " " for one in latin(text).lower())
    return "_".join(words.split())
