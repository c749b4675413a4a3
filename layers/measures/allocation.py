"""Which park serves what, on any inputs: people and land by the nearest, or soonest, supply."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import shapely

from geo import SHARE, ValueRangeError, fitting_utm, said
from geo.allocation import UNALLOCATED
from geo.allocation import allocation as allocated_to
from geo.allocation_zones import network_zones, straight_zones
from geo.uncertainty import DRAWS
from layers import method_words as words
from layers._over_streets import direction_setting, reached_by
from layers._statistic import SEED, Headline, Statistic, described
from layers.inputs import METRES, placed, with_ids, with_metres
from layers.measure import Chart, Choice, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.travel import STRAIGHT, mode_setting, network_of, speed_setting
from layers.vocabulary import ID, SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from pyproj import CRS

    from geo.isochrones import Direction
    from layers.inputs import Input

__all__ = ["MEASURES", "allocation"]

TITLE: Final = msg("allocation to the nearest")
STRAIGHT_FORMULA: Final = msg(
    "each place of demand goes to the supply that is nearest in a straight line, from its centroid "
    "to the edge, to the first by id of several equally near; allocated = sum of their weights; "
    "zone = land nearer to the supply than to any other; p90 = least distance within which nine "
    "tenths of the weight lie"
)
STREETS_FORMULA: Final = msg(
    "each place of demand goes to the supply that is reached soonest over the streets, the ways to "
    "and from them on foot included, to the first by id of several equally soon; allocated = sum "
    "of their weights; zone = places whose nearest street leads to the supply soonest; p90 = least "
    "time within which nine tenths of the weight lie"
)
COMPETE: Final = msg("Demand is shared among")
TOGETHER: Final = msg("all supply together")
BY_TYPE: Final = msg("supply of one type, type by type")
AREA: Final = msg("Area parted")
BOX: Final = msg("the box around demand and supply")
ZONES_NOTE: Final = msg(
    "People are counted by their own nearest supply, not by the outline of the zones."
)
LARGEST: Final = msg("People allocated to the largest")
NOBODY: Final = msg("People allocated to none")
MOST: Final = msg("Share of the largest")


def allocation(
    demand: Input,
    supply: Input,
    network: Input | None = None,
    area: Input | None = None,
    *,
    by: str | None,
    weight: str | None,
    mode: str = STRAIGHT,
    among: str = "all",
    direction: Direction = "to_supply",
    speed_kmh: str | float = SPEED_KMH,
    draws: int = DRAWS,
    seed: int = SEED,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Allocate demand, and the land of an area, to the nearest or the soonest supply.

    Parameters
    ----------
    demand
        Points, or polygons and lines that count at their centroid.
    supply
        Points, lines or polygons; over the streets they count at their centroid.
    network
        Lines that share a vertex wherever one can turn; needed but for the straight line.
    area
        Polygons that the zones part; None takes the box around demand and supply.
    by
        Column of `supply` with the type; None makes all one type.
    weight
        Column of `demand` with people, floors or jobs; None makes each feature count one.
    mode
        "straight", "foot", "bicycle" or "car".
    among
        "all": all supply shares the demand. "type": supply of each type shares the whole demand.
    direction
        "to_supply" or "from_supply".
    speed_kmh
        Speed of cars: a column of `network` with km/h, or one speed for all.
    draws, seed
        Random draws behind the interval (0 for none) and their seed.
    crs
        The measuring CRS; None takes the UTM zone that fits the demand.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``by, id, allocated, share, area_ha``, and ``distance_mean_m, distance_p90_m`` in a
        straight line or ``time_mean_min, time_p90_min`` over the streets, with the ends ``_low``,
        ``_high`` of people, share and mean; "unallocated" last,
        of each type where `among` is "type". The layer is the zones, with the same figures.

    Raises
    ------
    ValueRangeError
        The way leads over streets and there are none.
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    if mode != STRAIGHT and network is None:
        raise ValueRangeError(
            said(
                "`allocation`: expected streets for the way `{mode}`, got none: name a layer "
                "of lines, or choose `{straight}`",
                mode=mode,
                straight=STRAIGHT,
            )
        )
    crs = crs or fitting_utm(demand.frame)
    demand, supply = placed(demand, crs), with_ids(placed(supply, crs), None)
    region = placed(area, crs) if area else None
    within = region.frame if region else _box(demand.frame, supply.frame)
    draws = draws if supply.metres().any() else 0
    parted = by if among == "type" else None
    inputs, notes, net = [demand, supply], [ZONES_NOTE], None
    spoken: dict[str, Any] = {}
    if mode != STRAIGHT and network is not None:
        streets = placed(network, crs)
        net = network_of(streets, mode, speed_kmh)
        inputs.append(streets)
        spoken, heard = reached_by(net, mode, speed_kmh, direction, demand=demand, supply=supply)
        notes += heard
        zones = network_zones(net, supply.frame, within, by=parted, direction=direction)
    else:
        zones = straight_zones(supply.frame, within, by=parted)
    rows = allocated_to(
        demand.frame,
        with_metres(supply),
        by=parted,
        weight=weight,
        network=net,
        direction=direction,
        precision=METRES if draws else None,
        draws=draws,
        seed=seed,
    )
    rows = rows.merge(zones[["by", "id", "area_ha"]], on=["by", "id"], how="left")
    names = ("time_mean_min", "time_p90_min") if net else ("distance_mean_m", "distance_p90_m")
    of_way = ["mean", "mean_low", "mean_high", "p90"]
    way = [names[0], f"{names[0]}_low", f"{names[0]}_high", names[1]]
    rows = rows.rename(columns=dict(zip(of_way, way, strict=True)))
    rows["area_ha"] = rows["area_ha"].where(rows["id"] == UNALLOCATED, rows["area_ha"].fillna(0.0))
    if by and parted is None:
        types = supply.frame.set_index(ID)[by].to_dict()
        rows["by"] = [
            types.get(one, by_all) for one, by_all in zip(rows["id"], rows["by"], strict=True)
        ]
    found = described(
        TITLE,
        STREETS_FORMULA if net else STRAIGHT_FORMULA,
        rows[[*rows.columns.drop(["area_ha", *way]), "area_ha", *way]],
        [*inputs, *([region] if region else [])],
        crs,
        {
            **spoken,
            COMPETE: BY_TYPE if parted else TOGETHER,
            words.TYPES: by or words.NO_TYPES,
            words.WEIGHT: weight or words.EACH_ONE,
            words.COUNTED_AT: words.CENTROID,
            AREA: region.id if region else BOX,
            **({words.MOVED: words.SUPPLY_MOVED} if draws else {}),
            **(stated or {}),
        },
        notes=notes,
        draws=draws,
        seed=seed,
    )
    keys = ["id", "by"] if parted else ["id"]
    layer = zones[[*keys, "geometry"]].merge(found.rows, on=keys, how="left")
    return replace(found, layer=layer, headlines=_headlines(found))


def _box(*frames: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    bounds = [shapely.box(*frame.total_bounds) for frame in frames]
    box = shapely.box(*shapely.total_bounds(bounds))
    return gpd.GeoDataFrame(geometry=[box.buffer(1.0)], crs=frames[0].crs)


def _headlines(found: Statistic) -> tuple[Headline, ...]:
    """Give what goes to the largest, and to none; of the first type where types are apart."""
    first = found.rows["by"].iloc[0]
    apart = found.rows["id"].eq(UNALLOCATED).sum() > 1
    rows = found.rows[found.rows["by"] == first] if apart else found.rows
    one: pd.DataFrame = rows[rows["id"] != UNALLOCATED]
    top = one.loc[one["allocated"].idxmax()]
    of_top = {"id": top["id"], "by": top["by"]}
    none = {"id": UNALLOCATED, "by": rows["by"].iloc[-1]}
    return (
        Headline(LARGEST, found.figure("allocated", msg("people"), **of_top)),
        Headline(MOST, found.figure("share", SHARE, **of_top)),
        Headline(NOBODY, found.figure("allocated", msg("people"), **none)),
    )


MEASURES: Final = (
    Measure(
        id="allocation",
        family="coverage",
        title=msg("Which park serves whom"),
        lead=msg("How many people, and what land, have each park as their nearest?"),
        function=allocation,
        roles=(
            declared.DEMAND,
            declared.SUPPLY,
            declared.NETWORK,
            Role(
                "area",
                msg("Area parted"),
                ("polygon",),
                ("municipalities",),
                optional=True,
                usual=True,
            ),
        ),
        settings=(
            mode_setting(STRAIGHT, straight=True),
            Setting(
                "among",
                msg("Demand is shared among"),
                "choice",
                "all",
                choices=(
                    Choice("all", msg("all supply together")),
                    Choice("type", msg("supply of one type, type by type")),
                ),
            ),
            direction_setting(),
            speed_setting(),
            declared.BY_COLUMN,
            declared.WEIGHT_COLUMN,
        ),
        columns=(
            declared.TYPE,
            Column("id", msg("Place")),
            Column("allocated", msg("People allocated")),
            Column("allocated_low", msg("Allocated, low")),
            Column("allocated_high", msg("Allocated, high")),
            declared.SHARE,
            declared.SHARE_LOW,
            declared.SHARE_HIGH,
            declared.AREA_HA,
            Column("distance_mean_m", msg("Mean distance, m")),
            Column("distance_mean_m_low", msg("Mean distance, low, m")),
            Column("distance_mean_m_high", msg("Mean distance, high, m")),
            Column("distance_p90_m", msg("Distance of nine tenths, m")),
            Column("time_mean_min", msg("Mean time, min"), 1),
            Column("time_mean_min_low", msg("Mean time, low, min"), 1),
            Column("time_mean_min_high", msg("Mean time, high, min"), 1),
            Column("time_p90_min", msg("Time of nine tenths, min"), 1),
        ),
        charts=(
            Chart(
                "bars",
                msg("People allocated"),
                "id",
                "allocated",
                low="allocated_low",
                high="allocated_high",
            ),
        ),
        look=Look("by", "classes", msg("Type")),
        drawn=True,
    ),
)
