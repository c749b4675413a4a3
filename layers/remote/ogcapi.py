"""OGC API Features: the collections of a server listed, their features read page by page.

Features come as GeoJSON in WGS 84 (OGC 17-069r4, requirement 16), cut by the server to the box
that is asked for; the pages are found by their `next` links.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urljoin

import pyogrio

from geo import said
from layers.remote.address import with_parameters
from layers.remote.offer import Box, Offer, Read, chosen, stacked
from layers.remote.web import ASK_KEEPER, CUT_OUT, Answer, Session

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["is_ogcapi", "offers", "read"]

_DATA: Final = ("data", "http://www.opengis.net/def/rel/ogc/1.0/data")
_GEOJSON: Final = ("application/geo+json", "application/vnd.geo+json", "application/json")
_PAGES: Final = 100_000


def is_ogcapi(page: dict[str, Any]) -> bool:
    """Tell whether an object is a landing page, a list of collections or one collection."""
    return _listed(page) is not None or bool(_link(page, *_DATA)) or bool(_link(page, "items"))


def offers(session: Session, page: dict[str, Any], url: str) -> list[Offer]:
    """List the collections of features.

    Parameters
    ----------
    session
        The server.
    page
        What it answered at the address: a landing page, the list, or one collection.
    url
        Where that came from.
    """
    return [
        Offer(str(one["id"]), str(one.get("title") or ""), "", "")
        for one in _collections(session, page, url)[0]
    ]


def read(session: Session, page: dict[str, Any], url: str, box: Box | None) -> Read:
    """Read a collection.

    Parameters
    ----------
    session
        The server; its address names the collection.
    page, url
        As in `offers`.
    box
        The area wanted; None takes all.

    Raises
    ------
    SourceError
        The collection is not there or empty, or the server fails or sends too much.
    """
    found, base = _collections(session, page, url)
    there = [Offer(str(one["id"])) for one in found]
    name = chosen(session.address, there).name
    collection = next(one for one in found if str(one["id"]) == name)
    items = _link(collection, "items")
    asked = urljoin(base, items or f"{base.partition('?')[0].rstrip('/')}/{quote(name)}/items")
    parameters: dict[str, object] = {"limit": session.limits.page}
    if box:
        parameters["bbox"] = ",".join(f"{side:.7f}" for side in box)
    frames = _pages(session, with_parameters(asked, parameters))
    frame = stacked(session.address, frames)
    return Read(frame, session.sha256, f"{session.address.shown}#{name}")


def _pages(session: Session, url: str) -> list[gpd.GeoDataFrame]:
    frames: list[gpd.GeoDataFrame] = []
    seen: set[str] = set()
    number, before = 0, list[Any]()
    while url:
        if url in seen or len(seen) > _PAGES:
            raise session.fault(said("its pages lead in a circle"), ASK_KEEPER)
        seen.add(url)
        page, answer = session.json(url)
        features = page.get("features")
        if page.get("type") != "FeatureCollection" or not isinstance(features, list):
            raise session.unlike(answer, said("features"))
        if not features:
            break
        if features == before:
            raise session.fault(
                said("each of its pages is the same: it does not page"),
                said("Ask who keeps the server; its WFS, where it has one, may page."),
            )
        before = features
        number += len(features)
        if number > session.limits.features:
            raise session.fault(
                said("it holds more than {most} features there", most=session.limits.features),
                CUT_OUT,
            )
        frames.append(_frame(session, answer, len(features)))
        following = _link(page, "next")
        url = urljoin(answer.url, following) if following else ""
    return frames


def _frame(session: Session, answer: Answer, number: int) -> gpd.GeoDataFrame:
    try:
        frame = pyogrio.read_dataframe(answer.body)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise session.fault(
            said("its GeoJSON cannot be read: {error}", error=str(error)), ASK_KEEPER
        ) from error
    if len(frame) != number:
        raise session.fault(
            said(
                "its GeoJSON cannot be read: {read} of {number} features came out of it",
                read=len(frame),
                number=number,
            ),
            ASK_KEEPER,
        )
    return frame


def _collections(
    session: Session, page: dict[str, Any], url: str
) -> tuple[list[dict[str, Any]], str]:
    """Give the collections of features, and the address that their list has."""
    listed = _listed(page)
    if listed is None and not _link(page, *_DATA) and "id" in page:
        return [page], urljoin(url, ".")
    if listed is None:
        url = urljoin(url, _link(page, *_DATA))
        page, answer = session.json(url)
        listed, url = _listed(page), answer.url
        if listed is None:
            raise session.unlike(answer, said("its collections"))
    known = [
        one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str | int)
    ]
    return [one for one in known if one.get("itemType", "feature") == "feature"], url


def _listed(page: dict[str, Any]) -> list[Any] | None:
    listed = page.get("collections")
    return listed if isinstance(listed, list) else None


def _link(page: dict[str, Any], *relations: str) -> str:
    """Give the address of a link, that to GeoJSON or JSON before others."""
    links = page.get("links")
    there = [
        one
        for one in (links if isinstance(links, list) else [])
        if isinstance(one, dict)
        and one.get("rel") in relations
        and isinstance(one.get("href"), str)
    ]
    ranked = sorted(there, key=lambda one: _rank(one.get("type")))
    return str(ranked[0]["href"]) if ranked else ""


def _rank(kind: object) -> int:
    return _GEOJSON.index(kind) if kind in _GEOJSON else len(_GEOJSON)
