"""Hot spots on any inputs: where people, long ways or places gather beyond chance.

What is judged is a column (people), the distance to the nearest place of supply, or how many of
these lie within each feature. Nothing is moved within its precision here: p, corrected for the
number of features, says how sure a spot is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo import (
    GREATEST_RADIUS_M,
    Figure,
    ValueRangeError,
    distance_to_nearest_m,
    fitting_utm,
    said,
)
from geo.hotspots import hot_spots, morans_i, neighbourhoods
from layers import method_words as words
from layers._statistic import SEED, Headline, Statistic, described
from layers.inputs import placed, require_column, with_ids
from layers.measure import Chart, Choice, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "hotspots"]

HOTSPOTS: Final = msg("hot spots")
FORMULA: Final = msg(
    "Gi* = (sum of the values in the neighbourhood - W mean) / (s sqrt((n W - W^2) / (n - 1))), W "
    "being the number of features in the neighbourhood, itself among them, s the standard "
    "deviation; hot above zero, cold below"
)
SOURCE: Final = "J. K. Ord, A. Getis, Local Spatial Autocorrelation Statistics, 1995 (PySAL esda)"
VALUE: Final = msg("What is judged")
NEIGHBOURS: Final = msg("Neighbours")
BAND: Final = msg("Neighbours within, m")
NEAREST: Final = msg("Number of nearest neighbours")
CORRECTION: Final = msg("Correction of p")
FDR: Final = msg("false discovery rate, Benjamini and Hochberg")
UNCORRECTED: Final = msg("none")
PERMUTED: Final = msg("Permutations behind p, 0 for the normal distribution")
PERMUTED_SEED: Final = msg("Seed of the permutations")
ALONE: Final = msg("Without a neighbour, not judged")
MORAN_P: Final = msg("p-value of Moran's I")
SURE: Final = msg(
    "A spot of 95 % means that of all spots so called no more than 5 % are expected to be chance, "
    "where p is corrected; else each by itself is that sure."
)
SMOOTHED: Final = msg(
    "Neighbourhoods overlap, so a spot reaches as far beyond its cause as its neighbourhood does."
)
COARSE: Final = msg(
    "p from permutations is at least 2 / (permutations + 1): with few of them no spot can be sure."
)
NOBODY: Final = msg(
    "No feature could be judged: none has a neighbour so near, or each has all for neighbours. "
    "Choose another distance or number."
)

VALUES: Final = (
    Choice("column", msg("the column of people")),
    Choice("distance", msg("distance to the nearest of the supply")),
    Choice("count", msg("how many of the supply lie within")),
)
WAYS: Final = (
    Choice("band", msg("within a distance")),
    Choice("nearest", msg("a number of nearest")),
)
SPOTS: Final = {
    99: msg("hot spot, 99 %"),
    95: msg("hot spot, 95 %"),
    90: msg("hot spot, 90 %"),
    0: msg("neither"),
    -90: msg("cold spot, 90 %"),
    -95: msg("cold spot, 95 %"),
    -99: msg("cold spot, 99 %"),
}
NOT_JUDGED: Final = msg("not judged")


def hotspots(
    demand: Input,
    supply: Input | None = None,
    *,
    value: str = "column",
    weight: str | None = None,
    neighbours: str = "band",
    band_m: float = 1000.0,
    nearest: int = 8,
    correct: bool = True,
    permutations: int = 0,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Find where high values, or low ones, gather beyond what chance would bring together.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid.
    supply
        Places whose distance or number is judged; needed for "distance" and "count".
    value
        "column" judges `weight`, "distance" the straight line to the nearest of `supply`, "count"
        how many of `supply` lie within each polygon of `demand`.
    weight
        Column of `demand` with people, needed for "column"; people are reported where it is given.
    neighbours
        "band": all within `band_m`; "nearest": the `nearest` ones.
    band_m
        Greatest distance of a neighbour in metres.
    nearest
        Number of neighbours.
    correct
        Whether p is corrected for the number of features.
    permutations
        Permutations behind p; 0 takes the normal distribution.
    crs
        The measuring CRS; None takes the UTM zone that fits the demand.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        A row a class, from hot to cold: ``spot, features, features_share, people, people_share,
        value_mean``; people are missing where there is no column of them. The layer holds the
        features with ``value, z, p, spot``.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input; supply or a column is missing where it is judged.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from layers.inputs import Input
    >>> row = gpd.GeoDataFrame({"people": [9, 9, 9, 0, 0, 0, 0, 0, 0]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy(range(350000, 350900, 100), [6250000] * 9))
    >>> found = hotspots(Input(row, "row", "ab"), weight="people", band_m=100, correct=False)
    >>> found.rows.loc[found.rows["features"] > 0, ["spot", "features", "people"]].values.tolist()
    [['hot spot, 99 %', 1, 9.0], ['hot spot, 95 %', 1, 9.0], ['neither', 7, 9.0]]
    """
    crs = crs or fitting_utm(demand.frame)
    demand = with_ids(placed(demand, crs), None)
    around = placed(supply, crs) if supply else None
    values = _values(demand, around, value, weight)
    near = neighbourhoods(
        demand.frame,
        band_m=band_m if neighbours == "band" else None,
        nearest=nearest if neighbours == "nearest" else None,
    )
    spots = hot_spots(values, near, correct=correct, permutations=permutations, seed=SEED)
    moran = morans_i(values, near)
    named = spots["level"].map(SPOTS).where(spots["z"].notna(), NOT_JUDGED)
    known = weight is not None and weight in demand.frame.columns
    people = demand.frame[weight].astype(float) if known else None
    used = [demand, *([around] if around and value != "column" else [])]
    by_band = neighbours == "band"
    found = described(
        HOTSPOTS,
        FORMULA,
        _rows(named, values, people),
        used,
        crs,
        {
            VALUE: {one.value: one.title for one in VALUES}[value],
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            **({BAND: band_m} if by_band else {NEAREST: nearest}),
            CORRECTION: FDR if correct else UNCORRECTED,
            PERMUTED: permutations,
            **({PERMUTED_SEED: SEED} if permutations else {}),
            ALONE: int(spots["z"].isna().sum()),
            **({MORAN_P: round(moran.p, 6)} if np.isfinite(moran.p) else {}),
            **(stated or {}),
        },
        notes=[SURE, SMOOTHED, *([COARSE] if permutations else [])]
        if spots["z"].notna().any()
        else [NOBODY],
    )
    found = replace(found, method=replace(found.method, source=SOURCE))
    layer = demand.frame[[ID, demand.frame.geometry.name]].assign(
        value=values, z=spots["z"].fillna(0), p=spots["p"], spot=named
    )
    return replace(found, layer=layer, headlines=_headlines(found, moran.value, counted=known))


def _values(demand: Input, supply: Input | None, value: str, weight: str | None) -> pd.Series:
    """Give what is judged, a number a feature of the demand."""
    if value == "column":
        if weight is None:
            raise ValueRangeError(
                said(
                    "`weight`: expected a column of the demand to judge, got none: name one, or "
                    "judge the distance to supply or its number"
                )
            )
        require_column(demand.frame, weight, demand.id)
        return demand.frame[weight]
    if supply is None:
        raise ValueRangeError(
            said(
                "`supply`: expected a layer where `{value}` is judged, got none: name one",
                value=value,
            )
        )
    if value == "distance":
        return distance_to_nearest_m(demand.frame, supply.frame)
    middle = shapely.centroid(np.asarray(supply.frame.geometry.array))
    shapes = np.asarray(demand.frame.geometry.array)
    within = shapely.STRtree(shapes).query(middle, predicate="intersects")[1]
    counts = np.bincount(within, minlength=len(shapes))
    return pd.Series(counts, index=demand.frame.index, name="count")


def _rows(named: pd.Series, values: pd.Series, people: pd.Series | None) -> pd.DataFrame:
    order = [*SPOTS.values(), NOT_JUDGED]
    features = named.value_counts().reindex(order, fill_value=0)
    rows = pd.DataFrame(
        {
            "spot": order,
            "features": features.to_numpy(),
            "features_share": features.to_numpy() / len(named),
            "people": np.nan,
            "people_share": np.nan,
            "value_mean": values.groupby(named).mean().reindex(order).to_numpy(),
        }
    )
    if people is not None:
        rows["people"] = people.groupby(named).sum().reindex(order, fill_value=0).to_numpy()
        total = float(people.sum())
        rows["people_share"] = rows["people"] / total if total else np.nan
    return rows


def _headlines(found: Statistic, moran: float, *, counted: bool) -> tuple[Headline, ...]:
    rows = found.rows.set_index("spot")
    column, unit = ("people", msg("people")) if counted else ("features", msg("features"))

    def within(*spots: str) -> Figure:
        return Figure(float(rows.loc[[*spots], column].sum()), unit, None, None, found.method)

    index = Figure(moran, "", None, None, found.method)
    return (
        Headline(msg("In hot spots, 95 % or surer"), within(SPOTS[99], SPOTS[95])),
        Headline(msg("In cold spots, 95 % or surer"), within(SPOTS[-99], SPOTS[-95])),
        *(
            [Headline(msg("Moran's I, 0 where nothing gathers"), index)]
            if np.isfinite(moran)
            else []
        ),
    )


MEASURES: Final = (
    Measure(
        id="hotspots",
        family="proximity",
        title=msg("Hot spots"),
        lead=msg("Where do people, long ways or places gather beyond chance?"),
        function=hotspots,
        roles=(
            Role(
                "demand",
                msg("Demand"),
                ("point", "line", "polygon"),
                ("population", "settlements", "municipalities"),
            ),
            Role(
                "supply",
                msg("Supply"),
                ("point", "line", "polygon"),
                ("parks", "sites"),
                optional=True,
                usual=True,
            ),
        ),
        settings=(
            Setting("value", VALUE, "choice", "column", choices=VALUES),
            Setting("neighbours", NEIGHBOURS, "choice", "band", choices=WAYS),
            Setting(
                "band_m",
                BAND,
                "number",
                1000.0,
                least=1,
                most=GREATEST_RADIUS_M,
                applies=(("neighbours", ("band",)),),
            ),
            Setting(
                "nearest",
                NEAREST,
                "whole",
                8,
                least=1,
                most=1000,
                applies=(("neighbours", ("nearest",)),),
            ),
            Setting("correct", msg("Correct p for the number of features"), "yes", default=True),
            Setting("permutations", PERMUTED, "whole", 0, least=0, most=9999),
            declared.WEIGHT_COLUMN,
        ),
        columns=(
            Column("spot", msg("Hot or cold")),
            Column("features", msg("Features")),
            Column("features_share", msg("Share of the features"), 1, share=True),
            Column("people", msg("People")),
            Column("people_share", msg("Share of the people"), 1, share=True),
            Column("value_mean", msg("Mean of what is judged"), 1),
        ),
        charts=(Chart("bars", msg("Features in hot and cold spots"), "spot", "features"),),
        look=Look("z", "diverging", msg("Gi*, z-score")),
    ),
)
