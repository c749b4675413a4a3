"""Point patterns: whether places stand in clumps, at random, or apart from each other.

The nearest-neighbour ratio R is that of Clark, P. J. and Evans, F. C. (1954), Distance to Nearest
Neighbor as a Measure of Spatial Relationships in Populations, Ecology 35, 445-453: the mean
distance to the nearest other place over the mean that as many places would have at random in the
same area. R is 1 at random, towards 0 in clumps, 2 on a square lattice, 2.149 at the most. All
hangs on the area of study, so it is stated. Within polygons the expected mean and its error are
those of Donnelly, K. P. (1978), Simulations to Determine the Variance and Edge Effect of Total
Nearest-Neighbour Distance, in Hodder, I. (ed.), Simulation Studies in Archaeology, 91-95, which
allow for neighbours beyond the edge; they suppose an area of compact outline. The hull of the
places themselves takes no such correction, and makes them look farther apart than they are.
"""

from __future__ import annotations

from math import erfc, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geo._draws import drawn_moves, metres_of_disc
from geo._errors import EmptyError, GeometryError
from geo._said import said
from geo._types import ALL_TYPES, by_type
from geo._validate import POLYGONS, require, require_same_crs
from geo.resampling import ends
from geo.uncertainty import DRAWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "nearest_neighbour_interval",
    "nearest_neighbour_links",
    "nearest_neighbour_ratio",
    "study_area",
]

_PAIR = 2
_M2_PER_KM2 = 1_000_000


class _Study(NamedTuple):
    """The area of study, and whether its edge is corrected for."""

    shape: Any
    corrected: bool


def study_area(places: gpd.GeoDataFrame, study: gpd.GeoDataFrame | None = None) -> Any:
    """Return the area in which a pattern is judged: polygons merged, or the hull of the places.

    Parameters
    ----------
    places
        Features in a measuring CRS, at their centroid.
    study
        Polygons in the same CRS; None takes the convex hull of the places.

    Returns
    -------
    shapely.Geometry
        A polygon or multipolygon with an area above zero.

    Raises
    ------
    CrsError, GeometryError, EmptyError
        By the first fault of a frame; the places lie on one line, so that their hull has no area.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame(crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350010, 350000], [6250000, 6250000, 6250010]))
    >>> study_area(spots).area
    50.0
    """
    return _study(places, study).shape


def nearest_neighbour_ratio(
    places: gpd.GeoDataFrame, *, by: str | None = None, study: gpd.GeoDataFrame | None = None
) -> pd.DataFrame:
    """Return the nearest-neighbour ratio of places, by type and for all together.

    ``R = mean distance to the nearest other place of the type / expected mean``. Without edge
    correction ``expected = 0.5 sqrt(A / n)`` and ``error = 0.26136 / sqrt(n^2 / A)``; with it
    ``expected = 0.5 sqrt(A / n) + (0.0514 + 0.0412 / sqrt(n)) P / n`` and
    ``error = sqrt(0.0703 A / n^2 + 0.037 P sqrt(A / n^5))``, A being the area, P its perimeter and
    n the number of places. ``z = (mean - expected) / error``; p is two-sided, of the normal
    distribution.

    Parameters
    ----------
    places
        Features at their centroid, in a measuring CRS.
    by
        Column with the type; None judges all together only.
    study
        Polygons of the area of study in the same CRS: places outside are left out and the edge is
        corrected for. None takes the convex hull of all places, without correction.

    Returns
    -------
    pandas.DataFrame
        Types by name, then "all": ``by, places, mean_m, expected_m, neighbour_ratio, z, p,
        area_km2``. NaN where a type has fewer than two places in the area.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault; fewer than two places in the area, or a hull without area.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame(crs="EPSG:32645", geometry=gpd.points_from_xy(
    ...     [350000, 350100, 350000, 350100], [6250000, 6250000, 6250100, 6250100]))
    >>> nearest_neighbour_ratio(spots)[["mean_m", "expected_m", "neighbour_ratio"]].values.tolist()
    [[100.0, 25.0, 4.0]]
    """
    area = _study(places, study)
    xy, groups = _grouped(places, by, area)
    rows = [
        {"by": kind, "places": len(mine), **_ratio(xy[mine], area)} for kind, mine in groups.items()
    ]
    return pd.DataFrame(rows).assign(area_km2=area.shape.area / _M2_PER_KM2)


def nearest_neighbour_links(
    places: gpd.GeoDataFrame, *, study: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Return the way from each place to its nearest other place: what the mean is taken of.

    Parameters
    ----------
    places, study
        As in `nearest_neighbour_ratio`.

    Returns
    -------
    geopandas.GeoDataFrame
        A line a place in the area, on the place's index: ``distance_m, geometry``. Places at one
        spot have a line without length.

    Raises
    ------
    CrsError, GeometryError, EmptyError
        As in `nearest_neighbour_ratio`.

    Examples
    --------
    >>> spots = gpd.GeoDataFrame(crs="EPSG:32645", geometry=gpd.points_from_xy(
    ...     [350000, 350100, 350000], [6250000, 6250000, 6250300]))
    >>> nearest_neighbour_links(spots)["distance_m"].tolist()
    [100.0, 100.0, 300.0]
    """
    xy, groups = _grouped(places, None, _study(places, study))
    rows = groups[ALL_TYPES]
    metres, near = _nearest_other(xy[rows])
    lines = shapely.linestrings(np.stack([xy[rows], xy[rows][near]], axis=1))
    return gpd.GeoDataFrame(
        {"distance_m": metres}, index=places.index[rows], geometry=lines, crs=places.crs
    )


def nearest_neighbour_interval(
    places: gpd.GeoDataFrame,
    *,
    by: str | None = None,
    study: gpd.GeoDataFrame | None = None,
    precision: str = "precision",
    draws: int = DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the interval of the means and ratios that `nearest_neighbour_ratio` returns.

    Places move within their precision; the area of study stays, and so does who counts in it.

    Parameters
    ----------
    places, by, study
        As in `nearest_neighbour_ratio`.
    precision
        Column with a word of `PRECISION_M` or a number of metres.
    draws, seed
        Number of draws, 1 or more, and the generator's seed.

    Returns
    -------
    pandas.DataFrame
        ``by, mean_m_low, mean_m_high, neighbour_ratio_low, neighbour_ratio_high``, in the same
        order.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        As in `nearest_neighbour_ratio`; the precision is missing or unheard of; no draw.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame({"known_to_m": [0] * 4}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350100] * 2, [6250000] * 2 + [6250100] * 2))
    >>> nearest_neighbour_interval(spots, precision="known_to_m", draws=3).values.tolist()
    [['all', 100.0, 100.0, 4.0, 4.0]]
    """
    area = _study(places, study)
    xy, groups = _grouped(places, by, area)
    require(places, "places", full=[precision])
    moves = drawn_moves(metres_of_disc(places[precision], "places"), draws, seed)

    def found(at: NDArray[np.float64]) -> NDArray[np.float64]:
        ratios = [_ratio(at[mine], area) for mine in groups.values()]
        return np.array([[one["mean_m"], one["neighbour_ratio"]] for one in ratios])

    low, high = ends(found(xy), [found(xy + moves[:, draw]) for draw in range(draws)])
    return pd.DataFrame(
        {
            "by": list(groups),
            "mean_m_low": low[:, 0],
            "mean_m_high": high[:, 0],
            "neighbour_ratio_low": low[:, 1],
            "neighbour_ratio_high": high[:, 1],
        }
    )


def _study(places: gpd.GeoDataFrame, study: gpd.GeoDataFrame | None) -> _Study:
    require(places, "places")
    if study is not None:
        require(study, "study", kinds=POLYGONS)
        require_same_crs(places=places, study=study)
        return _Study(shapely.union_all(np.asarray(study.geometry.array)), corrected=True)
    hull = shapely.convex_hull(shapely.multipoints(_middles(places)))
    if hull.area == 0:
        raise GeometryError(
            said(
                "`places`: expected places that span an area, got one line or one spot: give "
                "polygons as the area of study"
            )
        )
    return _Study(hull, corrected=False)


def _grouped(
    places: gpd.GeoDataFrame, by: str | None, area: _Study
) -> tuple[NDArray[np.float64], dict[Any, NDArray[np.int64]]]:
    """Return the places' x and y, and the rows of each type that lie in the area; "all" last."""
    if by is not None:
        require(places, "places", full=[by])
    xy = _middles(places)
    within = np.flatnonzero(shapely.intersects_xy(area.shape, *xy.T)) if area.corrected else None
    inside = np.arange(len(xy)) if within is None else within
    if len(inside) < _PAIR:
        raise EmptyError(
            said(
                "`places`: expected two or more in the area of study, got {inside} of "
                "{places}: choose a larger area or other places",
                inside=len(inside),
                places=len(places),
            )
        )
    groups = {group.kind: group.rows for group in by_type(places, by, "places")}
    groups[ALL_TYPES] = np.arange(len(xy))
    return xy, {kind: rows[np.isin(rows, inside)] for kind, rows in groups.items()}


def _middles(places: gpd.GeoDataFrame) -> NDArray[np.float64]:
    xy: NDArray[np.float64] = shapely.get_coordinates(
        shapely.centroid(np.asarray(places.geometry.array))
    )
    return xy


def _nearest_other(
    xy: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the distance to the nearest other place, and which it is."""
    metres, rows = KDTree(xy).query(xy, k=_PAIR)
    own = rows[:, 0] == np.arange(len(xy))
    return metres[:, 1], np.where(own, rows[:, 1], rows[:, 0])


def _ratio(xy: NDArray[np.float64], area: _Study) -> dict[str, float]:
    count = len(xy)
    if count < _PAIR:
        return dict.fromkeys(("mean_m", "expected_m", "neighbour_ratio", "z", "p"), np.nan)
    mean_m = float(_nearest_other(xy)[0].mean())
    area_m2, edge_m = area.shape.area, area.shape.length
    expected_m = 0.5 * sqrt(area_m2 / count)
    error_m = 0.26136 / sqrt(count**2 / area_m2)
    if area.corrected:
        expected_m += (0.0514 + 0.0412 / sqrt(count)) * edge_m / count
        spread = 0.0703 * area_m2 / count**2 + 0.037 * edge_m * sqrt(area_m2 / count**5)
        error_m = sqrt(spread)
    z = (mean_m - expected_m) / error_m
    return {
        "mean_m": mean_m,
        "expected_m": expected_m,
        "neighbour_ratio": mean_m / expected_m,
        "z": z,
        "p": erfc(abs(z) / sqrt(2)),
    }
