"""In which formats, encodings and coordinate systems a layer can be taken away.

A format carries some kinds of layers and not others; GeoJSON (RFC 7946) and KML carry WGS 84 only.
What cannot be done is refused before anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyproj import CRS

from geo import crs_name, parse_crs, said
from layers._errors import FormatError
from layers.wording import translator

__all__ = [
    "CRS_CHOICES",
    "ENCODINGS",
    "FORMATS",
    "WGS84",
    "CrsChoice",
    "Format",
    "crs_choices",
    "find_encoding",
    "find_format",
    "target_crs",
]

WGS84: Final = CRS.from_epsg(4326)
ENCODINGS: Final = {"utf-8": "UTF-8", "cp1251": "CP1251"}
"""Encodings of texts in a Shapefile, and what GDAL calls them; the first unless told otherwise."""

_MSK70_ZONES: Final = range(1, 7)
_MSK70: Final = "MSK-70:"


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its id in the terminal, its suffix, and the kinds of layers it carries.

    `wgs84_only` where its definition knows no other system; `encoded` where texts can be written
    in several encodings; `dressed` where a style goes along as QML and SLD.
    """

    id: str
    suffix: str
    kinds: tuple[str, ...]
    wgs84_only: bool = False
    encoded: bool = False
    dressed: bool = False

    def title(self, lang: str) -> str:
        """Give what a list calls the format in one language."""
        _ = translator(lang)
        titles = {
            "gpkg": _("GeoPackage"),
            "geojson": _("GeoJSON (WGS 84 only)"),
            "shp": _("Shapefile (zipped)"),
            "kml": _("KML (WGS 84 only)"),
            "fgb": _("FlatGeobuf"),
            "parquet": _("GeoParquet"),
            "dxf": _("DXF drawing"),
            "csv": _("CSV table"),
            "xlsx": _("XLSX workbook"),
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
        if self.id.startswith(_MSK70):
            zone = self.id.removeprefix(_MSK70)
            return _("MSK-70 zone {zone}, metres").format(zone=zone)
        titles = {
            "EPSG:4326": _("WGS 84, degrees (EPSG:4326)"),
            "EPSG:32645": _("UTM zone 45N, metres (EPSG:32645)"),
            "EPSG:20915": _("GSK-2011, Gauss-Kruger zone 15, metres (EPSG:20915)"),
            "EPSG:28415": _("Pulkovo 1942, Gauss-Kruger zone 15, metres (EPSG:28415)"),
            "EPSG:20015": _("Pulkovo 1995, Gauss-Kruger zone 15, metres (EPSG:20015)"),
        }
        return titles.get(self.id) or f"{parse_crs(self.id).name} ({self.id})"

    def accuracy(self, lang: str) -> str:
        """Say in one language how far coordinates in the system can be trusted."""
        _ = translator(lang)
        if self.id.startswith(_MSK70):
            return _("MSK-70 by its public parameters: good to metres, not to cadastral accuracy.")
        if parse_crs(self.id).datum == WGS84.datum or self.id == "EPSG:4326":
            return _("The conversion itself loses nothing.")
        return _("Good to the metres of PROJ's datum shift, which the text beside names.")


FORMATS: Final = (
    Format("gpkg", ".gpkg", ("vector", "table"), dressed=True),
    Format("geojson", ".geojson", ("vector",), wgs84_only=True, dressed=True),
    Format("shp", ".shp", ("vector",), encoded=True, dressed=True),
    Format("kml", ".kml", ("vector",), wgs84_only=True),
    Format("fgb", ".fgb", ("vector",), dressed=True),
    Format("parquet", ".parquet", ("vector",), dressed=True),
    Format("dxf", ".dxf", ("vector",)),
    Format("csv", ".csv", ("vector", "table")),
    Format("xlsx", ".xlsx", ("vector", "table")),
    Format("tif", ".tif", ("raster",), dressed=True),
    Format("toml", ".toml", ("document",)),
)
CRS_CHOICES: Final = (
    *map(CrsChoice, ("EPSG:4326", "EPSG:32645", "EPSG:20915", "EPSG:28415", "EPSG:20015")),
    *(CrsChoice(f"{_MSK70}{zone}") for zone in _MSK70_ZONES),
)


def crs_choices(own: CRS) -> tuple[CrsChoice, ...]:
    """Give the systems offered for an edition: its own measuring CRS is always among them.

    Examples
    --------
    >>> [one.id for one in crs_choices(CRS.from_epsg(32636))][:2]
    ['EPSG:4326', 'EPSG:32636']
    """
    if any(parse_crs(one.id) == own for one in CRS_CHOICES):
        return CRS_CHOICES
    return (CRS_CHOICES[0], CrsChoice(crs_name(own)), *CRS_CHOICES[1:])


def find_encoding(fmt: Format, encoding: str | None) -> str:
    """Find what GDAL calls the encoding of a file's texts.

    Parameters
    ----------
    fmt
        The format.
    encoding
        One of `ENCODINGS`; None takes UTF-8.

    Raises
    ------
    FormatError
        There is no such encoding, or the format knows UTF-8 only.

    Examples
    --------
    >>> find_encoding(find_format("shp", "vector"), "cp1251")
    'CP1251'
    """
    wanted = (encoding or next(iter(ENCODINGS))).lower()
    known = ENCODINGS if fmt.encoded else {"utf-8": "UTF-8"}
    if wanted not in known:
        raise FormatError(
            said(
                "Expected an encoding of the format `{format}` among {known}; `{encoding}` "
                "came. Use one of these.",
                format=fmt.id,
                known=", ".join(known),
                encoding=encoding,
            )
        )
    return known[wanted]


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
    came = (
        said("`{format}` does not carry it", format=fmt)
        if known
        else said("`{format}` came", format=fmt)
    )
    raise FormatError(
        said(
            "Expected a format for a layer of kind `{kind}`; {came}. Use {fitting}.",
            kind=kind,
            came=came,
            fitting=fitting,
        )
    )


def target_crs(fmt: Format, crs: str | CRS | None, default: CRS) -> CRS:
    """Decide in which system a file is written.

    Parameters
    ----------
    fmt
        The format.
    crs
        What was asked: a text for `geo.parse_crs`, a system, or None.
    default
        The system where none was asked; GeoJSON and KML are always in WGS 84.

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
    if not fmt.wgs84_only:
        return wanted or default
    if wanted and not wanted.equals(WGS84, ignore_axis_order=True):
        raise FormatError(
            said(
                "Expected WGS 84 for `{format}`, the one system it can carry; `{came}` came. "
                "Take it in `EPSG:4326`, or another format (`gpkg`, `shp`, `csv`) in this "
                "system.",
                format=fmt.id,
                came=crs_name(wanted),
            )
        )
    return WGS84
