"""In which formats and coordinate systems a layer can be taken away.

A format carries some kinds of layers and not others, and GeoJSON carries WGS 84 only (RFC 7946).
What cannot be done is refused before anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyproj import CRS

from geo import crs_name, parse_crs
from layers._errors import FormatError
from layers.wording import translator

__all__ = ["CRS_CHOICES", "FORMATS", "WGS84", "CrsChoice", "Format", "find_format", "target_crs"]

WGS84: Final = CRS.from_epsg(4326)


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its id in the terminal, its suffix, and the kinds of layers it carries."""

    id: str
    suffix: str
    kinds: tuple[str, ...]

    def title(self, lang: str) -> str:
        """Give what a list calls the format in one language."""
        _ = translator(lang)
        titles = {
            "gpkg": _("GeoPackage"),
            "geojson": _("GeoJSON (WGS 84 only)"),
            "shp": _("Shapefile (zipped)"),
            "csv": _("CSV table"),
            "tif": _("GeoTIFF"),
            "toml": _("TOML document"),
        }
        return titles[self.id]


@dataclass(frozen=True, slots=True)
class CrsChoice:
    """A coordinate system offered for export; `id` is a text for `geo.parse_crs`."""

    id: str

    def title(self, lang: str) -> str:
        """Give what a list calls the system in one language."""
        _ = translator(lang)
        titles = {
            "EPSG:4326": _("WGS 84, degrees (EPSG:4326)"),
            "EPSG:32645": _("UTM zone 45N, metres (EPSG:32645)"),
            "MSK-70:4": _("MSK-70 zone 4, metres"),
        }
        return titles[self.id]

    def accuracy(self, lang: str) -> str:
        """Say in one language how far coordinates in the system can be trusted."""
        _ = translator(lang)
        notes = {
            "EPSG:4326": _("The conversion itself loses nothing."),
            "EPSG:32645": _("The conversion itself loses nothing."),
            "MSK-70:4": _(
                "MSK-70 by its public parameters: good to metres, not to cadastral accuracy."
            ),
        }
        return notes[self.id]


FORMATS: Final = (
    Format("gpkg", ".gpkg", ("vector", "table")),
    Format("geojson", ".geojson", ("vector",)),
    Format("shp", ".shp", ("vector",)),
    Format("csv", ".csv", ("vector", "table")),
    Format("tif", ".tif", ("raster",)),
    Format("toml", ".toml", ("document",)),
)
CRS_CHOICES: Final = (CrsChoice("EPSG:4326"), CrsChoice("EPSG:32645"), CrsChoice("MSK-70:4"))


def find_format(fmt: str, kind: str) -> Format:
    """Find a format that carries layers of a kind.

    Parameters
    ----------
    fmt
        Id of the format.
    kind
        One of `vocabulary.KINDS`.

    Raises
    ------
    FormatError
        There is no such format, or it does not carry such layers.

    Examples
    --------
    >>> find_format("gpkg", "vector").suffix
    '.gpkg'
    """
    fitting = ", ".join(f"`{one.id}`" for one in FORMATS if kind in one.kinds)
    for one in FORMATS:
        if one.id == fmt and kind in one.kinds:
            return one
    known = any(one.id == fmt for one in FORMATS)
    came = f"`{fmt}` does not carry it" if known else f"`{fmt}` came"
    raise FormatError(f"Expected a format for a layer of kind `{kind}`; {came}. Use {fitting}.")


def target_crs(fmt: Format, crs: str | CRS | None, default: CRS) -> CRS:
    """Decide in which system a file is written.

    Parameters
    ----------
    fmt
        The format.
    crs
        What was asked: a text for `geo.parse_crs`, a system, or None.
    default
        The system where none was asked; GeoJSON is always in WGS 84.

    Raises
    ------
    CrsError
        The text names no system.
    FormatError
        The format cannot carry the system.

    Examples
    --------
    >>> target_crs(find_format("geojson", "vector"), None, CRS.from_epsg(32645)).to_epsg()
    4326
    """
    asked = parse_crs(crs) if isinstance(crs, str) and crs.strip() else crs
    wanted = asked if isinstance(asked, CRS) else None
    if fmt.id != "geojson":
        return wanted or default
    if wanted and not wanted.equals(WGS84, ignore_axis_order=True):
        raise FormatError(
            f"Expected WGS 84 for GeoJSON, the one system it can carry (RFC 7946); "
            f"`{crs_name(wanted)}` came. Take GeoJSON in `EPSG:4326`, or another format "
            f"(`gpkg`, `shp`, `csv`) in this system."
        )
    return WGS84
