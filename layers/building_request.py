"""What a new edition is to be made of, as a person asks for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from layers.reading import VECTOR_SUFFIXES

__all__ = ["OVERPASS", "Request", "file_of", "is_vector", "sha256_of"]

OVERPASS: Final = "overpass"


@dataclass(frozen=True, slots=True)
class Request:
    """What a new edition is to be made of.

    Attributes
    ----------
    output
        Its folder, not there yet.
    osm
        An extract (`.osm.pbf`), `overpass`, or empty: then only other files and `base` give layers.
    overpass
        The address of the Overpass server.
    area
        A file of boundaries, or names of boundaries in OpenStreetMap; empty with buildings of a
        file: around them.
    level
        The administrative level of the municipalities within the boundaries named.
    base
        An edition that gives what OpenStreetMap does not.
    totals, tags, buildings, sites, green
        Files: totals by municipality, a table of tags, buildings, sites and green areas of another
        source. Green areas make the land use of an edition without an extract.
    crs
        The measuring CRS; empty takes that of `base`, else the UTM zone that fits.
    title, title_en
        What the edition is called in Russian and in English; empty takes the name of the edition
        built upon, else of the first municipality.
    date
        The date of the data, as YYYY-MM-DD; empty takes that of the file.
    """

    output: Path
    osm: str = ""
    overpass: str = ""
    area: tuple[str, ...] = ()
    level: int | None = None
    base: str = ""
    totals: str = ""
    tags: str = ""
    buildings: str = ""
    sites: str = ""
    green: str = ""
    crs: str = ""
    title: str = ""
    title_en: str = ""
    date: str = ""


def file_of(spec: str) -> Path:
    """Give the file of `FILE` or `FILE:layer`."""
    whole = Path(spec).expanduser()
    return whole if whole.is_file() else Path(spec.rpartition(":")[0]).expanduser()


def is_vector(spec: str) -> bool:
    """Tell whether a text names a vector file that is there."""
    path = file_of(spec)
    return path.suffix.lower() in VECTOR_SUFFIXES and path.is_file()


def sha256_of(spec: str) -> str:
    """Hash the file of `FILE` or `FILE:layer`."""
    with file_of(spec).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
