"""Conflicts on any inputs: territories against water, protected land, hazards, other uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo import ALL_TYPES, GREATEST_RADIUS_M, SHARE, fitting_utm
from geo.conflicts import ANY_CONFLICT, OTHER_USE, conflicts, water_strips
from layers import method_words as words
from layers._statistic import SEED, described
from layers.inputs import METRES, placed, with_ids, with_metres
from layers.measure import Chart, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.measures._uses import CLASS_COLUMN, USES, Head, finished
from layers.vocabulary import ID
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyproj import CRS

    from layers._statistic import Statistic
    from layers.inputs import Input

__all__ = ["DRAWS", "FITS", "MEASURES", "STRIPS", "land_conflicts"]

DRAWS: Final = 30
"""Random moves behind the interval, unless told otherwise."""

STRIPS: Final = ((0.0, 50.0), (10.0, 100.0), (50.0, 200.0))
"""Least length of a river in km, and the strip in m from there on: Water Code, article 65."""

FITS: Final = (
    ("industrial", "industry_storage"),
    ("industrial", "transport"),
    ("innovation", "industry_storage"),
    ("innovation", "education_science"),
    ("innovation", "public_business"),
    ("innovation", "transport"),
    ("research_educational", "education_science"),
    ("research_educational", "public_business"),
    ("research_educational", "health"),
    ("research_educational", "recreation_green"),
    ("research_educational", "transport"),
    ("historical_cultural", "residential_low"),
    ("historical_cultural", "residential_high"),
    ("historical_cultural", "public_business"),
    ("historical_cultural", "education_science"),
    ("historical_cultural", "recreation_green"),
    ("historical_cultural", "transport"),
    ("medical", "health"),
    ("medical", "education_science"),
    ("medical", "public_business"),
    ("medical", "recreation_green"),
    ("medical", "transport"),
    ("sport", "recreation_green"),
    ("sport", "public_business"),
    ("sport", "education_science"),
    ("sport", "transport"),
)
"""Classes of land that fit each type of park."""

STRIP: Final = msg("strip along water")
PROTECTED: Final = msg("protected land")
HAZARD: Final = msg("hazard zone")
_KINDS: Final = (msg("other use"), msg("any conflict"))

CONFLICTS: Final = msg("conflicts of territories")
FORMULA: Final = msg(
    "area = part of the territory within land of the kind, overlaps counted once; any conflict = "
    "all kinds together, overlaps counted once; share = area / area of the territory; strip = "
    "distance from the bank by the river's length, water included"
)
WATER_CODE: Final = (
    "Water Code of the Russian Federation (Law 74-FZ of 2006), article 65, parts 4, 6"
)
STRIP_TABLE: Final = msg("Strip along rivers by length")
LAKE_STRIP: Final = msg("Strip about lakes of 0.5 km² or more, m")
FITTING: Final = msg("Land that fits a type")
MOVED: Final = msg("each territory as a whole, evenly within its precision; the land stays")
DRAWN_LENGTH: Final = msg(
    "Rivers count with the length that is drawn, which is no longer than their own: a strip may be "
    "wider than measured here."
)
OWN_TABLE: Final = msg(
    "Which land fits which type is the atlas's own table, to be edited; it replaces no zoning plan."
)
LAND_STAYS: Final = msg(
    "The interval holds the territories' precision only; how well the water and the land use are "
    "placed is not in it."
)
SINGLY: Final = msg("Territories that overlap each other count singly in the sum.")


def land_conflicts(
    territories: Input,
    rivers: Input | None = None,
    lakes: Input | None = None,
    protected: Input | None = None,
    hazards: Input | None = None,
    uses: Input | None = None,
    *,
    by: str | None = None,
    class_column: str | None = None,
    strips: Iterable[Sequence[Any]] = STRIPS,
    lake_strip_m: float = 50.0,
    fits: Iterable[Sequence[Any]] = FITS,
    river_column: str | None = None,
    width_column: str | None = None,
    id_column: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Measure how much of each territory lies in land that speaks against it.

    Parameters
    ----------
    territories
        Polygons: parks or any others.
    rivers, lakes
        Axes of rivers as lines, and polygons of lakes, both with a protection strip.
    protected, hazards
        Polygons of protected land and of hazards.
    uses
        Polygons of land use.
    by, id_column
        Columns of `territories` with the type and the id; None makes one type, numbers them.
    class_column
        Column of `uses` with the class.
    strips
        Rows of a river's least length in km and the strip in m.
    lake_strip_m
        Strip about lakes of 0.5 km2 or more, in m.
    fits
        Rows of a type and a class of land that fits it; a type left out takes any land.
    river_column, width_column
        Columns of `rivers` with the name of the whole river and its width in m; None makes each
        line a river, of no width.
    draws, seed
        Random moves behind the interval (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the territories.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``territory, by, kind, class, area_ha, share, area_ha_low, area_ha_high``; the layer
        is the land in conflict.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input; nothing is given to conflict with.
    """
    crs = crs or fitting_utm(territories.frame)
    areas = with_ids(placed(territories, crs), id_column)
    optional = (rivers, lakes, protected, hazards, uses)
    water, ponds, kept, danger, land = (placed(one, crs) if one else None for one in optional)
    frame = with_metres(areas)
    frame = frame if by else frame.assign(by=ALL_TYPES)
    table = [(float(row[0]), float(row[1])) for row in strips]
    kinds = {name: one.frame for name, one in ((PROTECTED, kept), (HAZARD, danger)) if one}
    if water or ponds:
        strip = water_strips(
            water.frame if water else None,
            ponds.frame if ponds else None,
            widths=table,
            river_column=river_column,
            width_column=width_column,
            lake_strip_m=lake_strip_m,
        )
        kinds = {STRIP: strip, **kinds} if len(strip) else kinds
    fitting: dict[Any, list[Any]] = {}
    for row in fits:
        fitting.setdefault(row[0], []).append(row[1])
    draws = draws if areas.metres().any() else 0
    found = conflicts(
        frame,
        kinds,
        by=by or "by",
        id_column=id_column or ID,
        uses=land.frame if land else None,
        class_column=class_column or "class",
        fits=fitting,
        precision=METRES,
        draws=draws,
        seed=seed,
    )
    notes = [(DRAWN_LENGTH, water), (OWN_TABLE, land), (LAND_STAYS, draws), (SINGLY, True)]
    inputs = [areas, *(one for one in (water, ponds, kept, danger, land) if one)]
    statistic = described(
        CONFLICTS,
        FORMULA,
        found.rows,
        inputs,
        crs,
        {
            words.TYPES: by or words.NO_TYPES,
            **({words.CLASSES: class_column} if land else {}),
            **({STRIP_TABLE: [f"{km:g} km → {m:g} m" for km, m in table]} if water else {}),
            **({LAKE_STRIP: lake_strip_m} if ponds else {}),
            **({FITTING: [f"{k} → {', '.join(v)}" for k, v in fitting.items()]} if land else {}),
            **({words.MOVED: MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=[note for note, holds in notes if holds],
        draws=draws,
        seed=seed,
    )
    sums = found.rows[found.rows["territory"] == ALL_TYPES].set_index("kind")
    every = sums.loc[ANY_CONFLICT]
    ends = (every["area_ha_low"], every["area_ha_high"]) if draws else (None, None)
    heads = [
        Head(msg("Land of the territories in conflict"), every["area_ha"], msg("ha"), *ends),
        Head(msg("Share of their land"), every["share"], SHARE),
    ]
    labels = ((STRIP, msg("Along water")), (OTHER_USE, msg("On land of another use")))
    for kind, label in labels:
        if kind in sums.index:
            one = sums.loc[kind]
            ends = (one["area_ha_low"], one["area_ha_high"]) if draws else (None, None)
            heads.append(Head(label, one["area_ha"], msg("ha"), *ends))
    return finished(
        statistic, heads, source=WATER_CODE if water or ponds else "", layer=found.pieces
    )


MEASURES: Final = (
    Measure(
        id="conflicts",
        family="landuse",
        title=msg("Conflicts of the land"),
        lead=msg("How much of each park lies along water, in protected or other land?"),
        function=land_conflicts,
        roles=(
            Role("territories", msg("Territories"), ("polygon",), ("parks", "municipalities")),
            Role("rivers", msg("Rivers"), ("line",), ("rivers",), optional=True, usual=True),
            Role("lakes", msg("Lakes"), ("polygon",), ("water",), optional=True, usual=True),
            Role(
                "protected",
                msg("Protected land"),
                ("polygon",),
                ("water", "landuse"),
                optional=True,
            ),
            Role("hazards", msg("Hazards"), ("polygon",), ("water", "landuse"), optional=True),
            Role(USES.name, USES.title, USES.kinds, USES.layers, optional=True, usual=True),
        ),
        settings=(
            Setting(
                "strips",
                STRIP_TABLE,
                "table",
                STRIPS,
                columns=(
                    Column("least_km", msg("River from, km")),
                    Column("strip_m", msg("Strip, m")),
                ),
            ),
            Setting("lake_strip_m", LAKE_STRIP, "number", 50.0, least=0, most=GREATEST_RADIUS_M),
            Setting("fits", FITTING, "table", FITS, columns=(declared.TYPE, declared.CLASS)),
            Setting("by", msg("Column of types"), "column", of="territories", on_page=False),
            CLASS_COLUMN,
            Setting("river_column", msg("Column of rivers"), "column", of="rivers", on_page=False),
            Setting("width_column", msg("Column of widths"), "column", of="rivers", on_page=False),
            Setting("id_column", msg("Column of ids"), "column", of="territories", on_page=False),
        ),
        columns=(
            Column("territory", msg("Territory")),
            declared.TYPE,
            Column("kind", msg("Kind of conflict")),
            declared.CLASS,
            declared.AREA_HA,
            declared.SHARE,
            Column("area_ha_low", msg("Area, low, ha"), 1),
            Column("area_ha_high", msg("Area, high, ha"), 1),
        ),
        charts=(Chart("stack", msg("Land in conflict, by kind"), "territory", "area_ha", "kind"),),
        look=Look("kind", "classes", msg("Kind of conflict")),
        drawn=True,
    ),
)
