"""What an address offers, and what reading one of it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo import said
from layers._errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from layers.remote.address import Address

__all__ = ["Box", "Offer", "Read", "chosen", "stacked"]

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees of WGS 84."""

_SHOWN = 20


class Offer(NamedTuple):
    """A layer on offer.

    Parameters
    ----------
    name
        What stands behind `#` to ask for it.
    title
        What its keeper calls it; plain text, to be escaped where it is shown.
    geometry, crs
        Its type and system, where the server says so beforehand; else empty.
    """

    name: str
    title: str = ""
    geometry: str = ""
    crs: str = ""


class Read(NamedTuple):
    """A layer that came.

    Parameters
    ----------
    frame
        Its features, in the CRS that the server states or None.
    sha256
        The hash of what came over the wire.
    label
        The address without password, with the layer.
    """

    frame: gpd.GeoDataFrame
    sha256: str
    label: str


def chosen(address: Address, offers: Sequence[Offer]) -> Offer:
    """Give the offer that an address names, with or without its prefix, or the only one there is.

    Raises
    ------
    SourceError
        There are none, none of that name, or several and none is named.
    """
    if not offers:
        raise SourceError(
            said(
                "Expected layers at `{address}`; it offers none. Check the address, and what its "
                "keeper lets you read.",
                address=address.shown,
            )
        )
    listed = ", ".join(f"`{one.name}`" for one in offers[:_SHOWN])
    listed += ", …" if len(offers) > _SHOWN else ""
    if address.layer:
        meant = [one for one in offers if one.name == address.layer]
        meant = meant or [one for one in offers if one.name.rpartition(":")[2] == address.layer]
        if len(meant) == 1:
            return meant[0]
        raise SourceError(
            said(
                "Expected a layer of `{address}`: one of {listed}; `{layer}` came. Name one of "
                "these.",
                address=address.shown,
                listed=listed,
                layer=address.layer,
            )
        )
    if len(offers) > 1:
        raise SourceError(
            said(
                "Expected the layer of `{address}` to be named; it offers {number}: {listed}. "
                "Write `{address}#{first}`.",
                address=address.shown,
                number=len(offers),
                listed=listed,
                first=offers[0].name,
            )
        )
    return offers[0]


def stacked(address: Address, pages: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Put pages on each other; a column that is empty on some takes its type from the others.

    Raises
    ------
    SourceError
        No page has features with a geometry.
    """
    there = [page for page in pages if len(page) and hasattr(page, "crs")]
    if not there:
        raise SourceError(
            said(
                "Expected features at `{address}`; none came. Check the layer; with `import "
                "--anywhere` it is read beyond the edition's area too.",
                address=address.label,
            )
        )
    names = list(dict.fromkeys(name for page in there for name in page.columns))
    systems = {page.crs.to_wkt() if page.crs else "" for page in there}
    if len(systems) > 1:
        raise SourceError(
            said(
                "Expected all pages of `{address}` in one CRS; {number} came. Ask who keeps the "
                "server.",
                address=address.label,
                number=len(systems),
            )
        )
    kept = [
        page.drop(
            columns=[
                name
                for name in page.columns
                if name != page.geometry.name and page[name].isna().all()
            ]
        )
        for page in there
    ]
    return pd.concat(kept, ignore_index=True).reindex(columns=names)
