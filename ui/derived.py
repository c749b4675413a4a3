"""What the map draws that no file holds: land within reach, and the cells that are served.

Both come from the engine by the edition and a few plain values, which stand in the address of the
answer; nothing of a session goes in. What reaches out is chosen by one word: the id of a feature,
a class of the layer's style (a park type, a cluster), or `all`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from geo import ValueRangeError, said
from geo.coverage import ALL_TYPES, distance_to_nearest_m, service_area
from layers.vocabulary import ID, POPULATION
from ui.features import form_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers import Edition

__all__ = [
    "DISTANCE_M",
    "MAX_RADIUS_M",
    "RADIUS_M",
    "SERVED_RADIUS",
    "chosen_features",
    "parse_radii",
    "reach",
    "served_cells",
    "write_radii",
]

MAX_RADIUS_M = 50_000
MAX_RADII = 8
_MAX_TEXT = 64
RADIUS_M = "radius_m"
SERVED_RADIUS = "served_radius"
DISTANCE_M = "distance_m"


def write_radii(radii_m: Iterable[float]) -> str:
    """Write radii the one way that addresses hold them: whole metres, ascending, comma between.

    Raises
    ------
    ValueRangeError
        There are none, more than `MAX_RADII`, or one is not from 1 to `MAX_RADIUS_M` metres.

    Examples
    --------
    >>> write_radii([2000, 500.0])
    '500,2000'
    """
    radii = sorted({round(radius) for radius in radii_m})
    if not 1 <= len(radii) <= MAX_RADII or radii[0] < 1 or radii[-1] > MAX_RADIUS_M:
        raise ValueRangeError(
            said(
                "The radii must be 1 to {most} lengths of 1 to {most_m} m; `{came}` came. "
                "Choose radii in that range.",
                most=MAX_RADII,
                most_m=MAX_RADIUS_M,
                came=", ".join(map(str, radii)),
            )
        )
    return ",".join(map(str, radii))


def parse_radii(text: str) -> list[int]:
    """Read radii from an address.

    Raises
    ------
    ValueRangeError
        The text is not what `write_radii` writes.

    Examples
    --------
    >>> parse_radii("500,2000")
    [500, 2000]
    """
    words = text.split(",")
    if not all(word.isascii() and word.isdigit() for word in words) or len(text) > _MAX_TEXT:
        raise ValueRangeError(
            said(
                "The radii must be whole metres with commas between; `{text}` came. Write "
                "them as 500,1000.",
                text=text[:_MAX_TEXT],
            )
        )
    radii = [int(word) for word in words]
    if write_radii(radii) != text:
        raise ValueRangeError(
            said(
                "The radii must ascend and differ; `{text}` came. Write `{sorted_radii}`.",
                text=text,
                sorted_radii=write_radii(radii),
            )
        )
    return radii


def chosen_features(edition: Edition, layer_id: str, chosen: str) -> gpd.GeoDataFrame:
    """Give the features of a layer that one word chooses.

    Parameters
    ----------
    edition
        The edition that holds the layer.
    layer_id
        A vector layer.
    chosen
        The id of a feature, else a value of the style's column, else `all`.

    Returns
    -------
    GeoDataFrame
        At least one feature with a place, in the measuring CRS.

    Raises
    ------
    UnknownLayerError
        The edition has no such vector layer.
    ValueRangeError
        The word chooses nothing that has a place.
    """
    frame = form_of(edition, layer_id)
    column = edition.record(layer_id).style.column
    picked = frame[frame[ID].astype(str) == chosen]
    if picked.empty and column in frame.columns:
        picked = frame[frame[column].astype(str) == chosen]
    if picked.empty and chosen == ALL_TYPES:
        picked = frame
    if picked.empty:
        raise ValueRangeError(
            said(
                "Layer `{layer_id}` must have the feature or class asked for, with a place "
                "on the map; `{came}` came. Ask for an id, a class of the layer, or `{word}`.",
                layer_id=layer_id,
                came=chosen[:_MAX_TEXT],
                word=ALL_TYPES,
            )
        )
    return picked


def reach(
    edition: Edition, layer_id: str, chosen: str, radii_m: Iterable[float]
) -> gpd.GeoDataFrame:
    """Give the land within each radius of what is chosen, overlaps merged.

    Returns
    -------
    GeoDataFrame
        `id` (the radius), `radius_m`, `area_ha`, the greatest radius first, so that drawing in
        this order leaves the small ones on top.
    """
    supply = chosen_features(edition, layer_id, chosen)
    rings = service_area(supply, radii_m=radii_m).sort_values(RADIUS_M, ascending=False)
    rings = rings.reset_index(drop=True)
    rings[ID] = rings[RADIUS_M].astype(int).astype(str)
    return rings[[ID, RADIUS_M, "area_ha", rings.geometry.name]]


def served_cells(
    edition: Edition,
    layer_id: str,
    chosen: str,
    radii_m: Iterable[float],
    demand_id: str = POPULATION,
) -> gpd.GeoDataFrame:
    """Give the demand's cells with the smallest radius in which each is served.

    A cell counts at its centroid, as in every coverage figure.

    Returns
    -------
    GeoDataFrame
        `id`, `population`, `distance_m` (whole metres), `served_radius` (metres; NaN beyond the
        greatest radius), in the measuring CRS.
    """
    cells = form_of(edition, demand_id)
    supply = chosen_features(edition, layer_id, chosen)
    distance_m = distance_to_nearest_m(cells, supply).to_numpy()
    steps = np.append(np.sort(np.asarray(list(radii_m), dtype=float)), np.nan)
    kept = [name for name in (ID, POPULATION) if name in cells.columns]
    answer = gpd.GeoDataFrame(cells[kept], geometry=cells.geometry, crs=cells.crs)
    answer[DISTANCE_M] = distance_m.round().astype(int)
    answer[SERVED_RADIUS] = steps[np.searchsorted(steps[:-1], distance_m)]
    return answer
