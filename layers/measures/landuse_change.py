"""Change of land use on any inputs: what becomes of what, and what each class gains and loses.

The state after is either a layer of its own, or what is laid over the state before: then the land
under each polygon becomes what a table says of its type, and all other land stays as it is.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final, Literal

from geo import SHARE, OverlapWarning, fitting_utm
from geo.change import class_balance, laid_over, land_change
from layers import method_words as words
from layers._statistic import described
from layers.inputs import placed, with_ids
from layers.measure import Chart, Choice, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.measures._uses import NO_INTERVAL, Head, finished
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyproj import CRS

    from geo.change import Change
    from layers._statistic import Statistic
    from layers.inputs import Input

__all__ = ["BECOMES", "MEASURES", "landuse_balance", "landuse_change"]

AfterIs = Literal["laid_over", "whole"]
Rows = Literal["changed", "all"]

BECOMES: Final = (
    ("industrial", "industry_storage"),
    ("innovation", "education_science"),
    ("research_educational", "education_science"),
    ("medical", "health"),
    ("sport", "recreation_green"),
    ("historical_cultural", ""),
)
"""What the land under a park becomes; land under a blank class stays as it is."""

CHANGE: Final = msg("change of land use")
CHANGE_FORMULA: Final = msg(
    "area(from, to) = land of class from in the state before and of class to in the state after; "
    "what no polygon of a state covers is unclassified in it; share = area / area of the zone"
)
BALANCE_FORMULA: Final = msg(
    "gain = area after - area that stays; loss = area before - area that stays; "
    "net = after - before; swap = 2 min(gain, loss), land lost in one place and gained in another"
)
PONTIUS: Final = (
    "R. G. Pontius, E. Shusas, M. McEachern, Detecting Important Categorical Land Changes while "
    "Accounting for Persistence, Agriculture, Ecosystems and Environment 101, 2004"
)
STATE_AFTER: Final = msg("The state after")
TURNS_INTO: Final = msg("Land under a type becomes")
AFTER_CLASSES: Final = msg("Classes after by column")
STAYS: Final = msg("as it is")
SUPPOSED: Final = msg(
    "The state after is supposed: the land under each polygon becomes what the table says of its "
    "type. The table is the atlas's own and can be edited; nobody has decided this use of the land."
)
NOTHING_CHANGES: Final = msg("No land changes its class between the two states.")
SAME_LAYER: Final = msg("Both states are the same layer: choose another to see a change.")
STATES_OVERLAP: Final = msg("Polygons of a state overlap; there the earlier one keeps the land.")
_STATES: Final = {
    "laid_over": msg("the layer laid over the state before"),
    "whole": msg("the layer alone"),
}


def landuse_change(
    before: Input,
    after: Input,
    zones: Input | None = None,
    *,
    before_class: str,
    after_class: str,
    after_is: AfterIs = "laid_over",
    becomes: Iterable[Sequence[Any]] = BECOMES,
    land: Rows = "changed",
    zone_column: str | None = None,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure the hectares that go from each class of land use to each other.

    Parameters
    ----------
    before, after
        Polygons of the two states, or of what is laid over the first.
    zones
        Polygons to which both are cut; None takes all land of either state.
    before_class, after_class
        Column with the class, or the type, of either.
    after_is
        "laid_over": `after` covers part of the land, the rest stays. "whole": it is all there is.
    becomes
        Rows of a type of `after` and the class that its land becomes, blank for land that stays;
        types left out become a class of their own. Only for what is laid over.
    land
        "changed": only land that changes its class. "all": land that keeps it too, so that the
        rows sum to the zone.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    crs
        The measuring CRS; None takes the UTM zone that fits the state before.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``[zone,] from, to, area_ha, share``; the layer is the land that changes.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    found, statistic = _found(
        (before, after, zones),
        (before_class, after_class),
        (after_is, becomes),
        zone_column,
        crs,
        CHANGE_FORMULA,
        stated,
    )
    changed = found.matrix["from"] != found.matrix["to"]
    rows = found.matrix if land == "all" else found.matrix[changed].reset_index(drop=True)
    return _finished(found, statistic, rows)


def landuse_balance(
    before: Input,
    after: Input,
    zones: Input | None = None,
    *,
    before_class: str,
    after_class: str,
    after_is: AfterIs = "laid_over",
    becomes: Iterable[Sequence[Any]] = BECOMES,
    zone_column: str | None = None,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure what each class of land use gains and loses between two states.

    Parameters
    ----------
    before, after, zones, before_class, after_class, after_is, becomes, zone_column, crs, stated
        As in `landuse_change`.

    Returns
    -------
    Statistic
        Rows ``[zone,] class, before_ha, after_ha, gain_ha, loss_ha, net_ha, swap_ha``; the layer
        is the land that changes.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    found, statistic = _found(
        (before, after, zones),
        (before_class, after_class),
        (after_is, becomes),
        zone_column,
        crs,
        BALANCE_FORMULA,
        stated,
    )
    return _finished(found, statistic, class_balance(found.matrix), source=PONTIUS)


def _found(
    inputs: tuple[Input, Input, Input | None],
    columns: tuple[str, str],
    supposed: tuple[AfterIs, Iterable[Sequence[Any]]],
    zone_column: str | None,
    crs: CRS | None,
    formula: str,
    stated: Mapping[str, Any] | None,
) -> tuple[Change, Statistic]:
    """Return the change, and the statistic without its rows."""
    crs = crs or fitting_utm(inputs[0].frame)
    before, after = (placed(one, crs) for one in inputs[:2])
    areas = with_ids(placed(inputs[2], crs), zone_column) if inputs[2] else None
    (before_class, after_class), (after_is, becomes) = columns, supposed
    table = {row[0]: row[1] if str(row[1]).strip() else None for row in becomes}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", OverlapWarning)
        new, column = after.frame, after_class
        if after_is == "laid_over":
            new, column = _laid(before, after, columns, table), "class"
        found = land_change(
            before.frame,
            new,
            before_class=before_class,
            after_class=column,
            zones=areas.frame if areas else None,
            zone_column=zone_column or ID,
        )
    overlapping = any(issubclass(one.category, OverlapWarning) for one in caught)
    notes = [
        (SUPPOSED, after_is == "laid_over"),
        (STATES_OVERLAP, overlapping),
        (SAME_LAYER, before.reference() == after.reference()),
        (NOTHING_CHANGES, found.land.empty),
        (NO_INTERVAL, True),
    ]
    into = [f"{kind} → {use or STAYS}" for kind, use in table.items()]
    statistic = described(
        CHANGE,
        formula,
        found.matrix,
        [before, after, *([areas] if areas else [])],
        crs,
        {
            words.CLASSES: before_class,
            AFTER_CLASSES: after_class,
            STATE_AFTER: _STATES[after_is],
            **({TURNS_INTO: into} if after_is == "laid_over" else {}),
            **({words.ZONES: areas.id} if areas else {}),
            **(stated or {}),
        },
        notes=[note for note, holds in notes if holds],
    )
    return found, statistic


def _laid(before: Input, after: Input, columns: tuple[str, str], table: Mapping[Any, Any]) -> Any:
    return laid_over(
        before.frame, after.frame, base_class=columns[0], top_class=columns[1], becomes=table
    )


def _finished(found: Change, statistic: Statistic, rows: Any, source: str = "") -> Statistic:
    total_ha = float(found.matrix["area_ha"].sum())
    changed_ha = float(found.land["area_ha"].sum())
    balance = class_balance(found.matrix.drop(columns="zone", errors="ignore"))
    heads = (
        Head(msg("Land that changes its class"), changed_ha, msg("ha")),
        Head(msg("Share of all land"), changed_ha / total_ha if total_ha else 0.0, SHARE),
        Head(msg("Only changes places"), float(balance["swap_ha"].sum()) / 2, msg("ha")),
    )
    return finished(statistic, heads, source=source, layer=found.land, rows=rows)


_ROLES: Final = (
    Role("before", msg("State before"), ("polygon",), ("landuse",)),
    Role("after", msg("State after"), ("polygon",), ("parks", "landuse", "built_up")),
    Role("zones", msg("Zones"), ("polygon",), ("municipalities",), optional=True, usual=True),
)
_SETTINGS: Final = (
    Setting(
        "after_is",
        STATE_AFTER,
        "choice",
        "laid_over",
        choices=tuple(Choice(value, title) for value, title in _STATES.items()),
    ),
    Setting(
        "becomes",
        TURNS_INTO,
        "table",
        BECOMES,
        columns=(declared.TYPE, declared.CLASS),
    ),
    Setting("before_class", msg("Column of classes before"), "column", of="before", on_page=False),
    Setting("after_class", msg("Column of classes after"), "column", of="after", on_page=False),
    declared.ZONE_COLUMN,
)
_LOOK: Final = Look("from", "classes", msg("Class before"))

MEASURES: Final = (
    Measure(
        id="landuse_change",
        family="landuse",
        title=msg("What the land turns into"),
        lead=msg("Which classes of land do the parks take, and what does the land become?"),
        function=landuse_change,
        roles=_ROLES,
        settings=(
            Setting(
                "land",
                msg("Rows"),
                "choice",
                "changed",
                choices=(
                    Choice("changed", msg("land that changes")),
                    Choice("all", msg("all land")),
                ),
            ),
            *_SETTINGS,
        ),
        columns=(
            declared.ZONE,
            Column("from", msg("Before")),
            Column("to", msg("After")),
            declared.AREA_HA,
            declared.SHARE,
        ),
        charts=(
            Chart("flow", msg("From class to class, ha"), "from", "area_ha", "to", facet="zone"),
        ),
        look=_LOOK,
    ),
    Measure(
        id="landuse_balance",
        family="landuse",
        title=msg("What each class of land gains and loses"),
        lead=msg("How much does each class of land gain and lose, and how much only moves?"),
        function=landuse_balance,
        roles=_ROLES,
        settings=_SETTINGS,
        columns=(
            declared.ZONE,
            declared.CLASS,
            Column("before_ha", msg("Before, ha"), 1),
            Column("after_ha", msg("After, ha"), 1),
            Column("gain_ha", msg("Gain, ha"), 1),
            Column("loss_ha", msg("Loss, ha"), 1),
            Column("net_ha", msg("Net change, ha"), 1),
            Column("swap_ha", msg("Swap, ha"), 1),
        ),
        charts=(Chart("bars", msg("Net change by class, ha"), "class", "net_ha", facet="zone"),),
        look=_LOOK,
    ),
)
