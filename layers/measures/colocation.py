"""Co-location on any inputs: which types of place have which as nearest neighbours unduly often."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np

from geo import Figure, ValueRangeError, fitting_utm, said
from geo.colocation import PERMUTATIONS, colocation_interval, colocation_quotients, neighbour_lines
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._statistic import SEED, Headline, Statistic, described
from layers.inputs import METRES, placed, require_column
from layers.measure import Chart, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "colocation"]

COLOCATION: Final = msg("co-location")
FORMULA: Final = msg(
    "quotient from A to B = (number of places of A whose nearest other place is of B / places of "
    "A) / (places of B / all other places), of B less one where A is B; neighbours equally near "
    "share a place in equal parts; p is two-sided, from dealing out the types anew over the places"
)
SOURCE: Final = "T. F. Leslie, B. J. Kronenfeld, The Colocation Quotient, 2011"
DEALT: Final = msg("Permutations of the types")
OTHER_TYPES: Final = msg("Types of the others by column")
BOTH_WAYS: Final = msg(
    "The quotient is not symmetric: A may sit by B while B sits by its own kind, so both "
    "directions are given. Above 1 is nearness beyond chance, below 1 avoidance."
)
FEW: Final = msg(
    "Where a type has few places, one neighbour more or less changes its quotient much: read p."
)
BY_CHANCE: Final = msg("Of many pairs some have a low p by chance: about one in twenty up to 0.05.")
EACH_MOVED: Final = msg("each place, evenly within its precision")

TIMES: Final = "\u00d7"
"""Unit of a figure that is so many times what chance would bring."""

_TYPE: Final = "type of place"
_SIGNIFICANT: Final = 0.05


def colocation(
    places: Input,
    others: Input | None = None,
    *,
    by: str | None = None,
    others_by: str | None = None,
    permutations: int = PERMUTATIONS,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Find which types of place have which as their nearest neighbours.

    Parameters
    ----------
    places
        Points, or polygons and lines that count at their centroid.
    others
        More places of other types, judged together with the first; None leaves them out.
    by
        Column of `places` with the type; None makes all one type, named as the input.
    others_by
        The same of `others`.
    permutations
        Permutations behind p, 0 for none.
    draws, seed
        Random draws behind the interval (0 for none) and their seed, the permutations' too.
    crs
        The measuring CRS; None takes the UTM zone that fits the places.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        A row an ordered pair of types: ``by, near, places, neighbours, nearest, clq, clq_low,
        clq_high, p``. The ends are NaN where no precision is known. The layer holds a line from
        each place to its nearest.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input; a type stands in both inputs.

    Examples
    --------
    >>> from layers.inputs import Input
    >>> spots = gpd.GeoDataFrame({"kind": ["a", "b", "b", "a"]}, crs="EPSG:32645",
    ...     geometry=gpd.points_from_xy([350000, 350010, 350500, 350520], [6250000] * 4))
    >>> found = colocation(Input(spots, "spots", "ab"), by="kind", permutations=0)
    >>> found.rows[["by", "near", "clq"]].values.tolist()[:2]
    [['a', 'a', 0.0], ['a', 'b', 1.5]]
    """
    crs = crs or fitting_utm(places.frame)
    inputs = [placed(one, crs) for one in (places, others) if one]
    together = _together(inputs, [by, others_by], crs)
    rows = colocation_quotients(together, by=_TYPE, permutations=permutations, seed=seed)
    rows = rows.rename(columns={"colocation_quotient": "clq"})
    draws = draws if together[METRES].any() else 0
    low = high = np.full(len(rows), np.nan)
    if draws:
        ends = colocation_interval(together, by=_TYPE, precision=METRES, draws=draws, seed=seed)
        low = ends["colocation_quotient_low"].to_numpy()
        high = ends["colocation_quotient_high"].to_numpy()
    rows.insert(6, "clq_low", low)
    rows.insert(7, "clq_high", high)
    found = described(
        COLOCATION,
        FORMULA,
        rows,
        inputs,
        crs,
        {
            words.TYPES: by or words.NO_TYPES,
            **({OTHER_TYPES: others_by or words.NO_TYPES} if others else {}),
            words.ORIGINS_AT: words.CENTROID,
            DEALT: permutations,
            **({words.MOVED: EACH_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[BOTH_WAYS, FEW, *([BY_CHANCE] if permutations else [])],
        draws=draws,
        seed=seed,
    )
    found = replace(found, method=replace(found.method, source=SOURCE))
    return replace(found, layer=neighbour_lines(together, by=_TYPE), headlines=_headlines(found))


def _together(inputs: list[Input], columns: list[str | None], crs: CRS) -> gpd.GeoDataFrame:
    """Put the places of all inputs in one frame with their types and precision."""
    types = []
    for one, column in zip(inputs, columns, strict=False):
        if column is not None:
            require_column(one.frame, column, one.id)
        own = one.frame[column].to_numpy(dtype=object) if column else [one.id] * len(one.frame)
        types.append(np.array(own, dtype=object))
    shared = sorted(set(map(str, types[0])) & set(map(str, types[-1]))) if types[1:] else []
    if shared:
        raise ValueRangeError(
            said(
                "`{second}`: expected types other than those of `{first}`, both have "
                "{shared}: rename them, or choose another column",
                second=inputs[1].id,
                first=inputs[0].id,
                shared=shared,
            )
        )
    return gpd.GeoDataFrame(
        {_TYPE: np.concatenate(types), METRES: np.concatenate([one.metres() for one in inputs])},
        geometry=np.concatenate([np.asarray(one.frame.geometry.array) for one in inputs]),
        crs=crs,
    )


def _headlines(found: Statistic) -> tuple[Headline, ...]:
    rows = found.rows
    significant = float((rows["p"] <= _SIGNIFICANT).sum())
    counted = Headline(
        msg("Pairs of types that sit together or apart with p up to 0.05"),
        Figure(significant, msg("pairs"), None, None, found.method),
    )
    apart = rows[(rows["by"] != rows["near"]) & rows["clq"].notna()]
    if apart.empty:
        return (counted,)
    best = replace(found, rows=apart.nlargest(1, "clq")).figure("clq", TIMES)
    return (Headline(msg("Greatest quotient of two different types"), best), counted)


MEASURES: Final = (
    Measure(
        id="colocation",
        family="proximity",
        title=msg("Co-location"),
        lead=msg(
            "Which types of place have which as nearest neighbours more often than by chance?"
        ),
        function=colocation,
        roles=(
            Role(
                "places",
                msg("Places"),
                ("point", "line", "polygon"),
                ("sites", "parks", "settlements"),
            ),
            Role(
                "others",
                msg("Places of other types"),
                ("point", "line", "polygon"),
                ("parks", "sites"),
                optional=True,
                usual=True,
            ),
        ),
        settings=(
            Setting("by", msg("Column of types"), "column", of="places", on_page=False),
            Setting(
                "others_by",
                msg("Column of the others' types"),
                "column",
                of="others",
                on_page=False,
            ),
            Setting("permutations", DEALT, "whole", PERMUTATIONS, least=0, most=99_999),
        ),
        columns=(
            declared.TYPE,
            Column("near", msg("Type of the neighbour")),
            Column("places", msg("Places")),
            Column("neighbours", msg("Places of the neighbour's type")),
            Column("nearest", msg("Have it nearest"), 1),
            Column("clq", msg("Co-location quotient"), 2),
            Column("clq_low", msg("Co-location quotient, low"), 2),
            Column("clq_high", msg("Co-location quotient, high"), 2),
            Column("p", msg("p-value"), 3),
        ),
        charts=(
            Chart(
                "heat",
                msg("Co-location quotient: from the type to that of its neighbour"),
                "by",
                "clq",
                "near",
                low="clq_low",
                high="clq_high",
            ),
        ),
        look=Look("near", "classes", msg("Type of the neighbour")),
        drawn=True,
    ),
)
