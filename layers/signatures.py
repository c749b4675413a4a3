"""What a file begins with, judged before GDAL opens it.

GDAL goes by the content, whatever the name says: a text called `park.kml` may be a description that
opens other files of the machine, or asks a server. Each type has to begin as its kind does, and
such descriptions are refused wherever they stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo import said

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["unlike"]

_HEAD: Final = 1 << 16
_BOM: Final = b"\xef\xbb\xbf"

_BEGINNINGS: Final = {
    ".gpkg": re.compile(rb"SQLite format 3\0"),
    ".fgb": re.compile(rb"fgb"),
    ".shp": re.compile(rb"\x00\x00\x27\x0a"),
    ".geojson": re.compile(rb"\s*\{"),
    ".json": re.compile(rb"\s*\{"),
    ".kml": re.compile(rb"\s*<(?:.*?<)?(?:\w+:)?kml\b", re.DOTALL),
    ".tab": re.compile(rb"\s*!table", re.IGNORECASE),
    ".dxf": re.compile(rb".*?SECTION", re.DOTALL),
    ".pbf": re.compile(rb".{0,16}OSMHeader", re.DOTALL),
}
"""How a file of a type begins; types that are not here are not opened by GDAL."""

_DESCRIPTIONS: Final = re.compile(
    rb"<OGRVRTDataSource|<VRTDataset|<OGRWFSDataSource|<GDAL_W|gdal_streamed_alg"
    rb"|^\s*open table",
    re.IGNORECASE | re.MULTILINE,
)


def unlike(path: Path) -> str:
    """Say in what a file is not of the type that its suffix names; empty where it is.

    Examples
    --------
    >>> from layers.edition import DEFAULT_EDITION
    >>> unlike(DEFAULT_EDITION / "parks.fgb")
    ''
    """
    beginning = _BEGINNINGS.get(path.suffix.lower())
    if beginning is None:
        return ""
    with path.open("rb") as file:
        head = file.read(_HEAD).removeprefix(_BOM)
    if _DESCRIPTIONS.search(head):
        return said("it is a description that opens other files")
    if not beginning.match(head):
        return said(
            "it does not begin as a file of the type `{suffix}` does", suffix=path.suffix.lower()
        )
    return ""
