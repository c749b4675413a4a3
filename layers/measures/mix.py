"""How mixed the land uses of zones are: entropy, concentration and diversity, on any inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo import SHARE, UNCLASSIFIED, fitting_utm
from geo.diversity import class_mix
from layers import method_words as words
from layers._statistic import Statistic, described
from layers.inputs import placed, with_ids
from layers.measure import Chart, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.measures._uses import (
    CLASS_COLUMN,
    NO_INTERVAL,
    ORDER,
    PRIORITY,
    USES,
    Head,
    class_areas,
    finished,
    outside,
    overlap_words,
    top_down,
    without_overlaps,
)
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyproj import CRS

    from geo.overlaps import Order
    from layers.inputs import Input

__all__ = ["MEASURES", "mix"]

SOURCES: Final = (
    "C. E. Shannon, A Mathematical Theory of Communication, 1948; A. O. Hirschman, National Power "
    "and the Structure of Foreign Trade, 1945; O. C. Herfindahl, Concentration in the U.S. Steel "
    "Industry, 1950; E. H. Simpson, Measurement of Diversity, Nature 163, 1949; M. O. Hill, "
    "Diversity and Evenness, Ecology 54, 1973"
)
FORMULA: Final = msg(
    "p = the class's share of the classified land of the zone; mix = -sum(p ln p) / ln K, K = "
    "number of classes present, and number of classes possible; HHI = sum(p²); Simpson = 1 - HHI; "
    "Hill numbers of order 0, 1, 2 = classes present, exp(-sum(p ln p)), 1 / HHI"
)


def mix(
    uses: Input,
    zones: Input,
    *,
    class_column: str,
    classes_possible: int = 0,
    zone_column: str | None = None,
    order: Order = "rows",
    priority: Iterable[Sequence[Any]] = (),
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure how mixed the land uses of each zone are.

    Parameters
    ----------
    uses
        Polygons of land use.
    zones
        Polygons to report by; each is measured by itself, so they may overlap.
    class_column
        Column of `uses` with the class.
    classes_possible
        K of the second entropy: how many classes a zone could hold; 0 takes those of the layer.
    zone_column
        Column of `zones` that names them; None takes `id` where it is there, else numbers them.
    order, priority
        Who keeps land under several polygons: as in `landuse`.
    crs
        The measuring CRS; None takes the UTM zone that fits the zones.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows of `geo.diversity.class_mix`; the layer is the zones with these figures.

    Raises
    ------
    EmptyError
        No zone meets the land use.
    ValueRangeError
        A zone holds more classes than are possible.
    CrsError, GeometryError, ColumnError
        By the first fault of an input.
    """
    crs = crs or fitting_utm(zones.frame)
    uses, areas = placed(uses, crs), with_ids(placed(zones, crs), zone_column)
    name = zone_column or ID
    priority = top_down(uses, class_column, order, priority)
    uses, found = without_overlaps(uses, class_column, order, priority)
    hectares = class_areas(uses, areas, class_column, name)
    possible = classes_possible or uses.frame[class_column].nunique()
    rows = class_mix(hectares, classes_possible=possible)
    said, overlapping = overlap_words(found, order, priority)
    bare, lying_outside = outside(hectares)
    statistic = described(
        words.MIX,
        FORMULA,
        rows,
        [uses, areas],
        crs,
        {
            words.CLASSES: class_column,
            words.ZONES: areas.id,
            words.POSSIBLE: possible,
            **said,
            **bare,
            **(stated or {}),
        },
        notes=[*overlapping, *lying_outside, NO_INTERVAL],
    )
    land = hectares[hectares["class"] != UNCLASSIFIED].groupby("class", as_index=False)
    whole = class_mix(land["area_ha"].sum().assign(zone=1), classes_possible=possible).iloc[0]
    heads = (
        Head(msg("Mix of all zones together"), whole["mix_possible"]),
        Head(msg("As many classes as if all were equal"), whole["hill_1"]),
        Head(msg("Chance that two places differ in use"), whole["simpson"], SHARE),
    )
    layer = areas.frame[[name, areas.frame.geometry.name]].rename(columns={name: "zone"})
    layer = layer.merge(rows, on="zone", validate="one_to_one")
    return finished(statistic, heads, source=SOURCES, layer=layer)


MEASURES: Final = (
    Measure(
        id="mix",
        family="landuse",
        title=msg("Mix of land uses"),
        lead=msg("How evenly, and among how many classes, is the land of each zone shared?"),
        function=mix,
        roles=(USES, Role("zones", msg("Zones"), ("polygon",), ("municipalities", "parks"))),
        settings=(
            Setting(
                "classes_possible",
                msg("Classes possible (0: those of the layer)"),
                "whole",
                0,
                least=0,
                flag="possible",
            ),
            ORDER,
            PRIORITY,
            CLASS_COLUMN,
            declared.ZONE_COLUMN,
        ),
        columns=(
            declared.ZONE,
            Column("mix_present", msg("Mix, classes present"), 3),
            Column("mix_possible", msg("Mix, classes possible"), 3),
            Column("classes_present", msg("Classes present")),
            Column("classes_possible", msg("Classes possible")),
            Column("hhi", msg("Herfindahl-Hirschman index"), 3),
            Column("simpson", msg("Simpson's diversity"), 3),
            Column("hill_0", msg("Hill number of order 0")),
            Column("hill_1", msg("Hill number of order 1"), 2),
            Column("hill_2", msg("Hill number of order 2 (inverse Simpson)"), 2),
        ),
        charts=(Chart("bars", msg("Mix of land uses, by zone"), "zone", "mix_possible"),),
        look=Look("mix_possible", "steps", msg("Mix, classes possible")),
    ),
)
