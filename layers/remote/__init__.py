"""Layers by address: WFS, OGC API Features and PostGIS, each read within bounds.

Nothing is asked of the network but what a person typed. Features come cut to the edition's area,
and go the same way as those of a file: mended, placed, mapped.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from geo import said
from layers.remote import ogcapi, postgis, wfs
from layers.remote.address import Address, is_address, parse_address
from layers.remote.limits import Limits, usual_limits
from layers.remote.offer import Box, Offer, Read
from layers.remote.web import RefusedError, Session

__all__ = [
    "Address",
    "Box",
    "Limits",
    "Offer",
    "Read",
    "is_address",
    "offers",
    "parse_address",
    "read_address",
]

_WFS: Final = re.compile(r"\bwfs\b", re.IGNORECASE)
_ITEMS: Final = re.compile(r"(/collections/[^/?]+)/items/?(?=\?|$)")


def offers(text: str, limits: Limits | None = None) -> list[Offer]:
    """List what an address offers.

    Parameters
    ----------
    text
        `https://HOST/…` of a WFS or an OGC API, or `postgresql://USER:PASSWORD@HOST/DATABASE`.
    limits
        How long is waited, and how much is taken; None for what is usual.

    Raises
    ------
    SourceError
        The address cannot be read, or nothing of these kinds answers there.
    """
    address = parse_address(text)
    limits = limits or usual_limits()
    if address.scheme == "postgresql":
        return postgis.offers(address, limits)
    session = _session(address, limits)
    found = None if session.wanted == wfs.WANTED else _ogcapi(session)
    return wfs.offers(session) if found is None else ogcapi.offers(session, *found)


def read_address(text: str, box: Box | None = None, limits: Limits | None = None) -> Read:
    """Read the layer that an address names.

    Parameters
    ----------
    text
        As in `offers`, with `#layer` behind it where there are several.
    box
        West, south, east, north in degrees of the area wanted; None takes all.
    limits
        How long is waited, and how much is taken; None for what is usual.

    Raises
    ------
    SourceError
        As in `offers`; the layer is not there, empty within the box, or too large.
    """
    address = parse_address(text)
    limits = limits or usual_limits()
    if address.scheme == "postgresql":
        return postgis.read(address, box, limits)
    session = _session(address, limits)
    found = None if session.wanted == wfs.WANTED else _ogcapi(session)
    return wfs.read(session, box) if found is None else ogcapi.read(session, *found, box)


def _session(address: Address, limits: Limits) -> Session:
    wanted = wfs.WANTED if _WFS.search(address.url) else said("a WFS or OGC API Features")
    return Session(address, limits, wanted)


def _ogcapi(session: Session) -> tuple[dict[str, Any], str] | None:
    """Ask an address as an OGC API; None where it does not answer as one."""
    url = _ITEMS.sub(r"\1", session.address.url)
    try:
        answer = session.get(url, "application/json")
    except RefusedError as error:
        if error.is_locked:
            raise
        return None
    try:
        page = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    known = isinstance(page, dict) and ogcapi.is_ogcapi(page)
    return (page, answer.url) if known else None
