"""Clustering of places on any inputs: in clumps, at random or apart, by type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import ALL_TYPES, fitting_utm
from geo.pattern import (
    nearest_neighbour_interval,
    nearest_neighbour_links,
    nearest_neighbour_ratio,
)
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._statistic import SEED, Headline, Statistic, described
from layers.inputs import METRES, placed, with_metres
from layers.measure import Chart, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.measures.colocation import EACH_MOVED, TIMES
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "clustering"]

CLUSTERING: Final = msg("clustering of places")
FORMULA: Final = msg(
    "ratio = mean distance to the nearest other place of the type / 0.5 sqrt(A / n), the mean of n "
    "random places in the area of study A; error = 0.26136 / sqrt(n^2 / A); "
    "z = (mean - expected) / error"
)
CORRECTED_FORMULA: Final = msg(
    "ratio = mean distance to the nearest other place of the type / the mean of n random places in "
    "the area of study A with perimeter P: 0.5 sqrt(A / n) + (0.0514 + 0.0412 / sqrt(n)) P / n; "
    "error = sqrt(0.0703 A / n^2 + 0.037 P sqrt(A / n^5)); z = (mean - expected) / error"
)
SOURCE: Final = "P. J. Clark, F. C. Evans, Distance to Nearest Neighbor, 1954"
CORRECTED_SOURCE: Final = f"{SOURCE}; K. P. Donnelly, 1978"
AREA: Final = msg("Area of study")
HULL: Final = msg("the convex hull of the places")
OUTSIDE: Final = msg("Places outside the area of study, left out")
READ: Final = msg(
    "Below 1 places stand in clumps, about 1 at random, above 1 apart from each other; a wider "
    "area of study makes the same places more clumped."
)
NO_CORRECTION: Final = msg(
    "The hull of the places takes no correction for its edge, so they look farther apart than they "
    "are: give an area of study."
)
COMPACT: Final = msg("The correction for the edge supposes an area of compact outline.")


def clustering(
    places: Input,
    zones: Input | None = None,
    *,
    by: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Judge whether places stand in clumps, at random or apart, by their nearest neighbours.

    Parameters
    ----------
    places
        Points, or polygons and lines that count at their centroid.
    zones
        Polygons that make the area of study; None takes the convex hull of the places.
    by
        Column of `places` with the type; None judges all together only.
    draws, seed
        Random draws behind the interval (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the places.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``by, places, mean_m, expected_m, neighbour_ratio, z, p, area_km2`` and the ends of
        the interval of mean and ratio, NaN where no precision is known. The layer holds each place
        and its link to the nearest other one of any type.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from layers.inputs import Input
    >>> corners = gpd.GeoDataFrame(crs="EPSG:32645", geometry=gpd.points_from_xy(
    ...     [350000, 350100] * 2, [6250000] * 2 + [6250100] * 2))
    >>> clustering(Input(corners, "corners", "ab")).rows["neighbour_ratio"].tolist()
    [4.0]
    """
    crs = crs or fitting_utm(places.frame)
    places = placed(places, crs)
    areas = placed(zones, crs) if zones else None
    study = areas.frame if areas else None
    rows = nearest_neighbour_ratio(places.frame, by=by, study=study)
    draws = draws if places.metres().any() else 0
    ends = rows.assign(**dict.fromkeys(_ENDS, np.nan))
    if draws:
        ends = nearest_neighbour_interval(
            with_metres(places), by=by, study=study, precision=METRES, draws=draws, seed=seed
        )
    for column in _ENDS:
        rows[column] = ends[column].to_numpy()
    inside = int(rows.loc[rows["by"] == ALL_TYPES, "places"].item())
    found = described(
        CLUSTERING,
        CORRECTED_FORMULA if areas else FORMULA,
        rows[[one.name for one in _COLUMNS]],
        [places, *([areas] if areas else [])],
        crs,
        {
            words.TYPES: by or words.NO_TYPES,
            words.ORIGINS_AT: words.CENTROID,
            AREA: areas.id if areas else HULL,
            OUTSIDE: len(places.frame) - inside,
            **({words.MOVED: EACH_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[READ, COMPACT if areas else NO_CORRECTION],
        draws=draws,
        seed=seed,
    )
    source = CORRECTED_SOURCE if areas else SOURCE
    found = replace(found, method=replace(found.method, source=source))
    return replace(
        found,
        layer=_layer(places, study, by),
        headlines=(
            Headline(
                msg("Nearest-neighbour ratio of all places"),
                found.figure("neighbour_ratio", TIMES, by=ALL_TYPES),
            ),
            Headline(
                msg("Mean distance to the nearest other place"),
                found.figure("mean_m", msg("m"), by=ALL_TYPES),
            ),
        ),
    )


def _layer(places: Input, study: gpd.GeoDataFrame | None, by: str | None) -> gpd.GeoDataFrame:
    """Give the links to the nearest other place, and on top of them the places."""
    links = nearest_neighbour_links(places.frame, study=study)
    mine = places.frame.loc[links.index]
    links["by"] = ALL_TYPES if by is None else mine[by]
    spots = links.set_geometry(mine.geometry.centroid)
    layer = pd.concat([links[links["distance_m"] > 0], spots], ignore_index=True)
    return gpd.GeoDataFrame(layer[["by", "distance_m", "geometry"]], crs=places.frame.crs)


_ENDS: Final = ("mean_m_low", "mean_m_high", "neighbour_ratio_low", "neighbour_ratio_high")

_COLUMNS: Final = (
    declared.TYPE,
    Column("places", msg("Places")),
    Column("neighbour_ratio", msg("Nearest-neighbour ratio"), 2),
    Column("neighbour_ratio_low", msg("Nearest-neighbour ratio, low"), 2),
    Column("neighbour_ratio_high", msg("Nearest-neighbour ratio, high"), 2),
    Column("z", msg("z-score"), 2),
    Column("p", msg("p-value"), 3),
    Column("mean_m", msg("Mean distance to the nearest, m")),
    Column("mean_m_low", msg("Mean distance to the nearest, low, m")),
    Column("mean_m_high", msg("Mean distance to the nearest, high, m")),
    Column("expected_m", msg("Mean distance at random, m")),
    Column("area_km2", msg("Area of study, km²"), 1),
)
_DISTANCE: Final = Column("distance_m", msg("Distance, m"))

MEASURES: Final = (
    Measure(
        id="clustering",
        family="proximity",
        title=msg("Clumps of places"),
        lead=msg("Do places stand in clumps, at random, or apart from each other?"),
        function=clustering,
        roles=(
            Role(
                "places",
                msg("Places"),
                ("point", "line", "polygon"),
                ("parks", "sites", "settlements"),
            ),
            Role(
                "zones",
                msg("Area of study"),
                ("polygon",),
                ("municipalities",),
                optional=True,
                usual=True,
            ),
        ),
        settings=(Setting("by", msg("Column of types"), "column", of="places", on_page=False),),
        columns=(*_COLUMNS, _DISTANCE),
        charts=(
            Chart(
                "bars",
                msg("Nearest-neighbour ratio: 1 at random, less in clumps"),
                "by",
                "neighbour_ratio",
                low="neighbour_ratio_low",
                high="neighbour_ratio_high",
            ),
        ),
        look=Look("distance_m", "steps", msg("To the nearest other place, m")),
        drawn=True,
    ),
)
