"""What the measures of land use share: overlaps by order, zones without data, headlines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from geo import UNCLASSIFIED, EmptyError, Figure, area_by_class, said
from geo.overlaps import resolve_overlaps
from layers._statistic import Headline
from layers.measure import Choice, Role, Setting
from layers.measures import _declared as declared
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    import pandas as pd

    from geo.overlaps import Order, Resolved
    from layers._statistic import Statistic
    from layers.inputs import Input

__all__ = [
    "BUILT",
    "BUILT_TITLE",
    "CLASS_COLUMN",
    "NO_INTERVAL",
    "ORDER",
    "ORDERS",
    "PRIORITY",
    "USES",
    "Head",
    "class_areas",
    "class_list",
    "finished",
    "listed",
    "outside",
    "overlap_words",
    "top_down",
    "without_overlaps",
]

USES: Final = Role("uses", msg("Land use"), ("polygon",), ("landuse",))

ORDER_TITLE: Final = msg("Where polygons overlap, the land goes to")
PAIRS: Final = msg("Pairs of polygons that overlap")
OVERLAPPED: Final = msg("Land under two polygons or more, ha")
LOST: Final = msg("Lost through overlaps, ha")
LOSSES: Final = msg("Most lost, class to class, ha")
PRIORITY_TITLE: Final = msg("Classes from the top down")
OVERLAPS: Final = msg(
    "Polygons of the land use overlap; the method says to whom the land went, and how much it was."
)
OUTSIDE: Final = msg(
    "At least one zone lies outside the land use: all of its land is unclassified."
)
ZONES_OUTSIDE: Final = msg("Zones outside the data")
NO_INTERVAL: Final = msg(
    "Areas of land use carry no interval: the layer says how far its edges may lie off, but not "
    "how the errors of neighbours hang together, and moving polygons apart would tear the land."
)

ORDERS: Final = {
    "rows": msg("the earlier row"),
    "priority": msg("the class earlier in the list (without a list: with less land)"),
    "smallest": msg("the smallest polygon"),
}
BUILT: Final = (
    ("residential",),
    ("residential_low",),
    ("residential_high",),
    ("public_business",),
    ("education_science",),
    ("health",),
    ("industry_storage",),
    ("special",),
)
"""Classes that count as built-up."""

BUILT_TITLE: Final = msg("Classes that are built up")

_SHOWN: Final = 5

CLASS_COLUMN: Final = Setting(
    "class_column",
    msg("Column of classes"),
    "column",
    of="uses",
    flag="class",
    on_page=False,
    needed=True,
)
ORDER: Final = Setting(
    "order",
    ORDER_TITLE,
    "choice",
    "rows",
    choices=tuple(Choice(value, title) for value, title in ORDERS.items()),
)
PRIORITY: Final = Setting(
    "priority",
    PRIORITY_TITLE,
    "table",
    (),
    columns=(declared.CLASS,),
    applies=(("order", ("priority",)),),
)


def class_list(name: str, title: str, default: tuple[tuple[str], ...]) -> Setting:
    """Declare a setting that lists classes, a row each."""
    return Setting(name, title, "table", default, columns=(declared.CLASS,))


def listed(table: Iterable[Sequence[Any]]) -> list[Any]:
    """Give the values of a table of one column, blank ones left out.

    Examples
    --------
    >>> listed([("forest",), ("",), ("water",)])
    ['forest', 'water']
    """
    return [row[0] for row in table if str(row[0]).strip()]


def top_down(
    uses: Input, class_column: str, order: Order, priority: Iterable[Sequence[Any]]
) -> list[tuple[Any]]:
    """Give the classes from the top down as a table: those listed, else those with less land first.

    Nothing where the order goes by something else, or the layer has no such column.
    """
    given = listed(priority)
    if order != "priority" or given or class_column not in uses.frame.columns:
        return [(one,) for one in given]
    areas = uses.frame.geometry.area.groupby(uses.frame[class_column]).sum()
    return [(one,) for one in areas.sort_values(kind="stable").index]


def without_overlaps(
    uses: Input, class_column: str, order: Order, priority: Iterable[Sequence[Any]]
) -> tuple[Input, Resolved]:
    """Give placed land use without overlaps, and what was lost to get there.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of the layer, or of the list of classes.
    """
    found = resolve_overlaps(
        uses.frame, class_column=class_column, order=order, priority=listed(priority)
    )
    return replace(uses, frame=found.land), found


def overlap_words(
    found: Resolved, order: str, priority: Iterable[Sequence[Any]]
) -> tuple[dict[str, Any], list[str]]:
    """Give what the method card says of overlaps, and the note that belongs to it."""
    stated: dict[str, Any] = {ORDER_TITLE: ORDERS[order], PAIRS: found.pairs}
    if order == "priority":
        stated[PRIORITY_TITLE] = listed(priority)
    if not found.pairs:
        return stated, []
    stated |= {OVERLAPPED: round(found.overlapped_ha, 4), LOST: round(found.lost_ha, 4)}
    stated[LOSSES] = [
        f"{row.lost} → {row.kept}: {row.area_ha:.4f}"
        for row in found.losses.head(_SHOWN).itertuples()
    ]
    return stated, [OVERLAPS]


def class_areas(uses: Input, zones: Input, class_column: str, zone_column: str) -> pd.DataFrame:
    """Give the hectares of each class in each zone, of land use without overlaps.

    Raises
    ------
    EmptyError
        No zone meets the land use.
    CrsError, GeometryError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    rows = area_by_class(
        uses.frame, zones.frame, class_column=class_column, zone_column=zone_column
    )
    if (rows["class"] == UNCLASSIFIED).all():
        raise EmptyError(
            said(
                "`{zones}`: expected zones that meet the land use `{uses}`, got "
                "{outside} that lie outside it: choose zones and land use of one place",
                zones=zones.id,
                uses=uses.id,
                outside=len(zones.frame),
            )
        )
    return rows


def outside(rows: pd.DataFrame) -> tuple[dict[str, Any], list[str]]:
    """Give the names of zones that hold no classified land, for the card, and the note."""
    held = set(rows.loc[rows["class"] != UNCLASSIFIED, "zone"])
    bare = [zone for zone in dict.fromkeys(rows["zone"]) if zone not in held]
    return ({ZONES_OUTSIDE: bare}, [OUTSIDE]) if bare else ({}, [])


class Head(NamedTuple):
    """A headline that still lacks its method card."""

    label: str
    value: float
    unit: str = ""
    low: float | None = None
    high: float | None = None


def finished(
    statistic: Statistic,
    heads: Iterable[Head],
    *,
    source: str = "",
    layer: gpd.GeoDataFrame | None = None,
    rows: pd.DataFrame | None = None,
) -> Statistic:
    """Give a statistic with its source, its layer, and headlines that carry its method card.

    `rows` stand in for its own where given.
    """
    method = replace(statistic.method, source=source) if source else statistic.method
    headlines = tuple(
        Headline(head.label, Figure(float(head.value), head.unit, head.low, head.high, method))
        for head in heads
    )
    rows = statistic.rows if rows is None else rows
    return replace(statistic, method=method, rows=rows, layer=layer, headlines=headlines)
