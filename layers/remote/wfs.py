"""WFS: the feature types of a server listed, one of them read page by page.

Asked in version 2.0 (OGC 09-025r2), with an older server in its own; features come as GML in the
type's default system, whose axes are put into the order east, north. Texts stay texts: a number is
made of a value only where the server's schema calls it one, so that codes keep their zeros.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyogrio
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo import said
from layers.remote.address import with_parameters
from layers.remote.markup import MarkupError, head, named, parse, require_whole, texts
from layers.remote.offer import Box, Offer, Read, chosen, stacked
from layers.remote.web import ASK_KEEPER, CUT_OUT, Answer, Session

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import geopandas as gpd

__all__ = ["is_wfs", "offers", "parsed_crs", "read"]

WANTED: Final = said("a WFS")

_XML: Final = "text/xml, application/xml;q=0.9, */*;q=0.1"
_VERSION: Final = "2.0.0"
_EPSG: Final = re.compile(r"EPSG(?::[^:]*:|/[^/]*/|:|#|\.xml#)(\d{4,6})$", re.IGNORECASE)
_NUMBERS: Final = {"double", "float", "decimal"}
_WHOLE: Final = {
    *("integer", "int", "long", "short", "byte", "unsignedInt", "unsignedLong", "unsignedShort"),
    *("nonNegativeInteger", "positiveInteger"),
}
_BLOCK: Final = 64
_CORNERS: Final = ("lowerCorner", "upperCorner")
"""What GDAL makes of a feature's own box."""

pyogrio.set_gdal_config_options({"GML_FIELDTYPES": "ALWAYS_STRING", "GML_DOWNLOAD_SCHEMA": "NO"})


class _Service:
    """What a server says of itself."""

    def __init__(self, root: Element) -> None:
        self.version = root.get("version", _VERSION)
        self.types = [one for one in named(root, "FeatureType") if texts(one, "Name")]

    @property
    def pages(self) -> bool:
        return self.version >= "2"

    def offers(self) -> list[Offer]:
        return [
            Offer(texts(one, "Name"), texts(one, "Title"), "", _short(_said_crs(one)))
            for one in self.types
        ]


def is_wfs(answer: Answer) -> bool:
    """Tell whether an answer is the capabilities of a WFS."""
    try:
        return head(answer.body)[0] == "WFS_Capabilities"
    except MarkupError:
        return False


def offers(session: Session) -> list[Offer]:
    """List the feature types.

    Raises
    ------
    SourceError
        The server cannot be reached, or does not answer as a WFS.
    """
    return _service(session).offers()


def read(session: Session, box: Box | None) -> Read:
    """Read a feature type.

    Parameters
    ----------
    session
        The server; its address names the type.
    box
        The area wanted; None takes all.

    Raises
    ------
    SourceError
        The type is not there or empty, or the server fails or sends too much.
    """
    service = _service(session)
    name = chosen(session.address, service.offers()).name
    stated = _said_crs(next(one for one in service.types if texts(one, "Name") == name))
    kinds = _schema(session, service, name)
    parameters = _parameters(service, name)
    crs = parsed_crs(stated)
    if box and crs is not None:
        parameters["BBOX"] = _box(box, crs, stated, service.version)
    pages = [_typed(page, kinds) for page in _pages(session, service, parameters)]
    frame = stacked(session.address, pages)
    if frame.crs is None and crs is not None:
        frame = frame.set_crs(crs)
    return Read(frame, session.sha256, f"{session.address.shown}#{name}")


def _service(session: Session) -> _Service:
    asked = {"SERVICE": "WFS", "VERSION": _VERSION, "REQUEST": "GetCapabilities"}
    answer = session.get(with_parameters(session.address.url, asked), _XML)
    if not is_wfs(answer):
        raise session.unlike(answer, said("what it offers"))
    return _Service(_parsed(session, answer))


def _parsed(session: Session, answer: Answer) -> Element:
    try:
        return parse(answer.body)
    except MarkupError as error:
        raise session.fault(
            said("its answer cannot be read: {error}", error=error.said), ASK_KEEPER
        ) from error


def _parameters(service: _Service, name: str) -> dict[str, object]:
    return {
        "SERVICE": "WFS",
        "VERSION": service.version,
        "REQUEST": "GetFeature",
        "TYPENAMES" if service.pages else "TYPENAME": name,
    }


def _pages(
    session: Session, service: _Service, parameters: dict[str, object]
) -> list[gpd.GeoDataFrame]:
    most = session.limits.features
    pages: list[gpd.GeoDataFrame] = []
    start, before = 0, b""
    while True:
        asked = dict(parameters)
        if service.pages:
            asked |= {"COUNT": session.limits.page, "STARTINDEX": start}
        else:
            asked["MAXFEATURES"] = most + 1
        answer = session.get(with_parameters(session.address.url, asked), _XML)
        root, attributes = _head(session, answer)
        if root != "FeatureCollection":
            raise session.unlike(answer, said("features"))
        matched = attributes.get("numberMatched", "")
        page = _features(session, answer)
        number = 0 if page is None else len(page)
        if start + number > most or (matched.isdigit() and int(matched) > most):
            raise session.fault(
                said("it holds more than {most} features there", most=most), CUT_OUT
            )
        if page is None:
            return pages
        if answer.body == before:
            raise session.fault(said("each of its pages is the same: it does not page"), ASK_KEEPER)
        pages.append(page)
        start, before = start + number, answer.body
        more = int(matched) > start if matched.isdigit() else number >= session.limits.page
        if not service.pages or not (more or "next" in attributes):
            return pages


def _head(session: Session, answer: Answer) -> tuple[str, dict[str, str]]:
    try:
        return head(answer.body)
    except MarkupError:
        raise session.unlike(answer, said("features")) from None


def _features(session: Session, answer: Answer) -> gpd.GeoDataFrame | None:
    """Read a page of GML; None where it holds no feature."""
    options = {"WRITE_GFS": "NO", "EXPOSE_GML_ID": "NO"}
    try:
        require_whole(answer.body)
        if not len(pyogrio.list_layers(answer.body)):
            return None
        page = pyogrio.read_dataframe(answer.body, **options)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise session.fault(
            said("its GML cannot be read: {error}", error=getattr(error, "said", str(error))),
            ASK_KEEPER,
        ) from error
    return page if len(page) else None


def _schema(session: Session, service: _Service, name: str) -> dict[str, str]:
    """Give the type of each column as the server's schema has it; empty where it gives none."""
    asked = _parameters(service, name) | {"REQUEST": "DescribeFeatureType"}
    answer = session.get(with_parameters(session.address.url, asked), _XML)
    try:
        root = parse(answer.body)
    except MarkupError:
        return {}
    kinds = {}
    for element in named(root, "element"):
        bases = [one.get("base", "") for one in named(element, "restriction")]
        kind = element.get("type") or next(iter(bases), "")
        kinds[element.get("name", "")] = kind.rpartition(":")[2]
    return kinds


def _typed(page: gpd.GeoDataFrame, kinds: dict[str, str]) -> gpd.GeoDataFrame:
    """Make numbers and yes-or-no of the columns that the schema calls so."""
    made = {}
    for name in page.columns:
        kind = kinds.get(str(name), "")
        if kind in _NUMBERS | _WHOLE:
            numbers = pd.to_numeric(page[name], errors="coerce")
            lost = numbers.isna() & page[name].notna()
            made[name] = page[name] if lost.any() else numbers
        elif kind == "boolean":
            words = {"true": True, "1": True, "false": False, "0": False}
            made[name] = page[name].map(words)
    corners = [name for name in _CORNERS if name in page.columns and name not in kinds]
    return page.assign(**made).drop(columns=corners)


def _said_crs(kind: Element) -> str:
    return texts(kind, "DefaultCRS", "DefaultSRS", "SRS")


def _short(stated: str) -> str:
    found = _EPSG.search(stated)
    return f"EPSG:{found[1]}" if found else stated


def parsed_crs(stated: str) -> CRS | None:
    """Give the system that a server names; None where its name is not known.

    Examples
    --------
    >>> parsed_crs("urn:ogc:def:crs:EPSG::28415").to_epsg(), parsed_crs("local")
    (28415, None)
    """
    if stated.upper().endswith("CRS84"):
        return CRS.from_user_input("OGC:CRS84")
    found = _EPSG.search(stated)
    try:
        return CRS.from_epsg(int(found[1])) if found else None
    except CRSError:
        return None


def _box(box: Box, crs: CRS, stated: str, version: str) -> str:
    """Write a box as the version wants it: since 1.1 in the order of the system's own axes."""
    to_own = Transformer.from_crs(4326, crs, always_xy=True)
    west, south, east, north = to_own.transform_bounds(*box, densify_pts=_BLOCK)
    if version < "1.1":
        return f"{west},{south},{east},{north}"
    is_north_first = crs.axis_info[0].direction.lower() == "north"
    is_plain = stated.upper().startswith("EPSG:")
    sides = (west, south, east, north)
    if is_north_first and not is_plain:
        sides = (south, west, north, east)
    return ",".join([*map(str, sides), stated])
