"""What an edition holds: its catalogue, layer by layer.

A record says of one layer what it is, where it came from, how far to trust it and how it looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from layers.vocabulary import Words, in_language

if TYPE_CHECKING:
    from pyproj import CRS

    from layers.styles import Style

__all__ = ["CATALOGUE", "Catalogue", "Field", "LayerRecord", "View"]

CATALOGUE: Final = "catalogue.toml"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a layer: its name, `text`, `int` or `float`, its unit, and its titles."""

    name: str
    type: str
    unit: str
    titles: Words

    def title(self, lang: str) -> str:
        """Give what a table calls the column in one language."""
        return self.titles.say(lang)


@dataclass(frozen=True, slots=True)
class View:
    """Where the map opens: web-map zoom, longitude and latitude in degrees of WGS 84."""

    zoom: float
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """What the catalogue says of one layer.

    Attributes
    ----------
    id
        Small letters, digits and underscores.
    group, kind, geometry
        Words of `vocabulary.GROUPS`, `KINDS`, `GEOMETRIES`; no geometry but for vectors.
    path
        The file, relative to the edition's folder, never outside it.
    crs
        The CRS of the file as the catalogue writes it; empty for tables and documents.
    precision, precision_m
        The worst precision among the features, as a word and in metres.
    generalised
        True where the geometry is simplified or drawn by hand.
    style
        How the layer looks; without classes where no map draws it.
    sha256
        Hash of the file's bytes.
    """

    id: str
    titles: Words
    group: str
    kind: str
    path: str
    geometry: str
    crs: str
    date: str
    licence: str
    attributions: Words
    sources: Words
    notes: Words
    precision: str
    precision_m: float
    generalised: bool
    built_by: str
    sha256: str
    fields: tuple[Field, ...]
    style: Style

    def title(self, lang: str) -> str:
        """Give the layer's title in one language."""
        return self.titles.say(lang)

    def attribution(self, lang: str) -> str:
        """Give the line that must stand beside the layer wherever it is shown."""
        return self.attributions.say(lang)

    def source(self, lang: str) -> str:
        """Give where the layer came from."""
        return self.sources.say(lang)

    def note(self, lang: str) -> str:
        """Give what must be known before the layer is used."""
        return self.notes.say(lang)

    @property
    def made_of(self) -> str:
        """Its geometry where it has one, else its kind: as roles of measures ask for layers."""
        return self.geometry or self.kind

    def label_column(self, lang: str) -> str:
        """Name the column whose texts name the features on a map; empty where there is none."""
        there = {one.name for one in self.fields}
        wanted = (in_language(self.style.label, lang), self.style.label)
        return next((one for one in wanted if self.style.label and one in there), "")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """An edition's catalogue: its head and its records, in the file's order."""

    id: str
    titles: Words
    subtitles: Words
    crs: CRS
    view: View
    records: tuple[LayerRecord, ...]
