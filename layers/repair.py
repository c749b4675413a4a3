"""Geometry as it came, and as it can be used: what was wrong, what was done, feature by feature.

Nothing goes in silence. Coordinates that are no numbers, and rings that enclose nothing, leave a
feature without a place (its row stays); broken polygons are made valid with their structure kept
(holes stay holes), and their area before and after is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.wording import msg

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

__all__ = [
    "COLUMNS",
    "EMPTY",
    "NOT_FINITE",
    "NO_AREA",
    "Repair",
    "made_valid",
    "repaired",
]

NO_PLACE: Final = msg("no geometry")
EMPTY: Final = msg("empty geometry")
NOT_FINITE: Final = msg("coordinates that are no finite numbers")
INVALID: Final = msg("invalid polygon")
NO_AREA: Final = msg("polygon without area")
LEFT: Final = msg("left as it is, without a place")
EMPTIED: Final = msg("place taken away, row kept")
MENDED: Final = msg("made valid")

COLUMNS: Final = ("row", "id", "problem", "detail", "done", "area_before_ha", "area_after_ha")
"""Columns of a repair report."""

_M2_PER_HA: Final = 10_000
_POLYGONS: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


class Repair(NamedTuple):
    """A frame that can be used, and the report of what was done to it.

    Parameters
    ----------
    frame
        All rows that came, in their order.
    report
        A row a feature that was not as it should be: `COLUMNS`; areas in hectares, NaN where no
        CRS to measure in is known.
    """

    frame: gpd.GeoDataFrame
    report: pd.DataFrame


def made_valid(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return polygons made valid, their structure kept; what has no area comes back empty."""
    valid: NDArray[Any] = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    return valid


def repaired(
    frame: gpd.GeoDataFrame, id_column: str = "id", measuring: CRS | None = None
) -> Repair:
    """Mend the geometry of a frame, and report each feature that needed it.

    Parameters
    ----------
    frame
        Any features.
    id_column
        Column that names features in the report, where it is there.
    measuring
        The CRS in which areas are told; None takes the frame's own.

    Returns
    -------
    Repair
        The frame and the report.

    Examples
    --------
    >>> import geopandas as gpd
    >>> bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    >>> came = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[bow, None], crs="EPSG:32645")
    >>> made = repaired(came)
    >>> made.report[["id", "problem", "area_before_ha", "area_after_ha"]].values.tolist()
    [['a', 'invalid polygon', 0.0, 0.5], ['b', 'no geometry', nan, nan]]
    """
    shapes = np.asarray(frame.geometry.array).copy()
    ids = frame[id_column] if id_column in frame.columns else pd.Series("", index=frame.index)
    missing, empty = shapely.is_missing(shapes), shapely.is_empty(shapes)
    faulty = ~missing & ~empty & ~_finite(shapes)
    polygon = np.isin(shapely.get_type_id(shapes), _POLYGONS) & ~faulty
    broken = polygon & ~shapely.is_valid(shapes)
    detail = np.full(len(shapes), "", dtype=object)
    detail[broken] = shapely.is_valid_reason(shapes[broken])
    before, after = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    before[broken] = _hectares(shapes[broken], frame.crs, measuring)
    shapes[broken] = made_valid(shapes[broken])
    after[broken] = _hectares(shapes[broken], frame.crs, measuring)
    flat = broken & shapely.is_empty(shapes)
    shapes[faulty | flat] = None
    cases = [
        (missing, NO_PLACE, LEFT),
        (empty, EMPTY, LEFT),
        (faulty, NOT_FINITE, EMPTIED),
        (flat, NO_AREA, EMPTIED),
        (broken & ~flat, INVALID, MENDED),
    ]
    rows = [
        (
            row + 1,
            ids.iloc[row],
            problem,
            detail[row],
            done,
            before[row],
            after[row],
        )
        for which, problem, done in cases
        for row in np.flatnonzero(which).tolist()
    ]
    report = pd.DataFrame(sorted(rows, key=lambda one: one[0]), columns=list(COLUMNS))
    return Repair(frame.set_geometry(shapes, crs=frame.crs), report)


def _hectares(shapes: NDArray[Any], crs: CRS | None, measuring: CRS | None) -> NDArray[np.float64]:
    """Return areas in hectares; NaN where no CRS to measure in is known."""
    places = gpd.GeoSeries(shapes, crs=crs)
    if crs is not None and measuring is not None:
        places = places.to_crs(measuring)
    if places.crs is not None and not places.crs.is_projected:
        return np.full(len(shapes), np.nan)
    return np.asarray(places.area / _M2_PER_HA)


def _finite(shapes: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell of which geometries all coordinates are finite numbers."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    strange = np.bincount(owner[~np.isfinite(xy).all(axis=1)], minlength=len(shapes))
    return np.asarray(strange == 0)
