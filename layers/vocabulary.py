"""The words that layers, statistics, pages and exports share, each declared once.

A word that a person reads exists in every language of `LANGUAGES`: in a file as a
column with the language at its end (`name_en`, `name_ru`), in a catalogue as a key of
that form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo import said
from layers._errors import LanguageError

__all__ = [
    "CLUSTER",
    "GEOMETRIES",
    "GROUPS",
    "HATCHES",
    "ID",
    "KIND",
    "KINDS",
    "LANDUSE_CLASS",
    "LANGUAGES",
    "MUNICIPALITY",
    "NAME",
    "ONEWAY",
    "OWN",
    "PARK_TYPE",
    "PARK_TYPES",
    "POPULATION",
    "PRECISION",
    "PRECISIONS",
    "SHOWN_GROUPS",
    "SOURCE",
    "SPEED_KMH",
    "STATUS",
    "STATUSES",
    "WIDTH_M",
    "Words",
    "in_language",
]

LANGUAGES: Final = ("en", "ru")

PARK_TYPES: Final = (
    "industrial",
    "innovation",
    "research_educational",
    "historical_cultural",
    "medical",
    "sport",
)
STATUSES: Final = ("existing", "construction", "planned", "concept", "superseded", "unknown")
PRECISIONS: Final = ("exact", "street", "approximate", "settlement")

ID: Final = "id"
NAME: Final = "name"
SOURCE: Final = "source"
PRECISION: Final = "precision"
STATUS: Final = "status"
PARK_TYPE: Final = "park_type"
CLUSTER: Final = "cluster"
KIND: Final = "kind"
LANDUSE_CLASS: Final = "landuse_class"
POPULATION: Final = "population"
MUNICIPALITY: Final = "municipality"
SPEED_KMH: Final = "speed_kmh"
ONEWAY: Final = "oneway"
WIDTH_M: Final = "width_m"

OWN: Final = "own"
GROUPS: Final = ("parks", "clusters", "programme", "base", "statistics")
"""Groups of a catalogue's layers in the order of the legend."""

SHOWN_GROUPS: Final = (OWN, *GROUPS)
"""The same with what a person brought, which comes first."""

KINDS: Final = ("vector", "raster", "table", "document")
GEOMETRIES: Final = ("point", "line", "polygon")
HATCHES: Final = ("none", "diagonal", "dots", "crossed", "plus", "horizontal")


@dataclass(frozen=True, slots=True)
class Words:
    """One text in every language of the atlas."""

    en: str = ""
    ru: str = ""

    def say(self, lang: str) -> str:
        """Give the text in one language.

        Parameters
        ----------
        lang
            One of `LANGUAGES`.

        Raises
        ------
        LanguageError
            The atlas does not speak `lang`.

        Examples
        --------
        >>> Words("Parks", "Парки").say("ru")
        'Парки'
        """
        if lang not in LANGUAGES:
            raise LanguageError(_unknown_language(lang))
        return str(getattr(self, lang))


def in_language(column: str, lang: str) -> str:
    """Name the column that holds `column` in one language.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.

    Examples
    --------
    >>> in_language("name", "ru")
    'name_ru'
    """
    if lang not in LANGUAGES:
        raise LanguageError(_unknown_language(lang))
    return f"{column}_{lang}"


def _unknown_language(lang: str) -> str:
    known = ", ".join(f"`{code}`" for code in LANGUAGES)
    return said(
        "The language must be one of {known}; `{lang}` came. Ask for one of these.",
        known=known,
        lang=lang,
    )
