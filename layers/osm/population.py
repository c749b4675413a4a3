"""People spread over buildings, so that every given total holds to the person.

``people = total x living floor area / living floor area of the municipality``, whole people by
largest remainder. A municipality without such buildings has its people on residential land
(multi-storey land weighs 7 times low housing by area), one without such land at its settlements.
Totals come from a table, from the boundary's tag `population`, or from the edition built upon;
where nobody says, the total itself is an estimate: living floor area over the area a person, and
without any such floor it stays unknown.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import said
from layers._errors import FileError
from layers.vocabulary import LANDUSE_CLASS, MUNICIPALITY, POPULATION, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["BASES", "CELL_M", "grid", "read_totals", "spread", "whole_people"]

CELL_M: Final = 100.0
HIGH_WEIGHT: Final = 7.0
BASES: Final = {
    "boundaries": Words("the file of boundaries", "файл границ"),
    "table": Words("given in a table of totals", "задано таблицей итогов"),
    "tag": Words("OpenStreetMap, tag of the boundary", "OpenStreetMap, тег границы"),
    "edition": Words("the edition built upon", "исходное издание"),
    "file": Words("sum of the file of buildings", "сумма по файлу зданий"),
    "norm": Words(
        "estimate: living floor area by the floor area a person",
        "оценка: жилая площадь, делённая на площадь на человека",
    ),
    "": Words("not known", "неизвестно"),
}
"""How a municipality's total is known."""

_TOTAL_COLUMNS: Final = ("municipality", POPULATION)
_SPOT_M: Final = 10.0


def read_totals(path: str | Path) -> pd.DataFrame:
    """Read a table of totals: columns `municipality`, `population` and, if known, `year`.

    Raises
    ------
    FileError
        The table cannot be read, lacks a column, or a population is no whole number of people.
    """
    file = Path(path).expanduser()
    try:
        table = pd.read_csv(file, sep=None, engine="python", encoding="utf-8-sig")
    except (OSError, ValueError, csv.Error) as error:
        raise FileError(
            said(
                "Expected a table of totals as CSV in UTF-8; reading `{file}` failed: {error}.",
                file=file.name,
                error=str(error),
            )
        ) from error
    lacking = [one for one in _TOTAL_COLUMNS if one not in table.columns]
    if lacking:
        raise FileError(
            said(
                "Expected the columns {columns} in `{file}`; {lacking} not there. Add them; "
                "`year` may stand beside.",
                columns=", ".join(_TOTAL_COLUMNS),
                file=file.name,
                lacking=", ".join(lacking),
            )
        )
    numbers = pd.to_numeric(table[POPULATION], errors="coerce")
    faulty = ~(numbers >= 0) | (numbers % 1 != 0)
    if faulty.any():
        first = table[faulty].iloc[0]
        raise FileError(
            said(
                "Expected whole numbers of people in `{file}`; `{came}` came for "
                "`{municipality}`. Correct it.",
                file=file.name,
                came=first[POPULATION],
                municipality=first["municipality"],
            )
        )
    years = pd.to_numeric(table["year"], errors="coerce") if "year" in table else np.nan
    return pd.DataFrame(
        {
            MUNICIPALITY: table["municipality"].astype(str).str.strip(),
            POPULATION: numbers.astype("int64"),
            "year": pd.Series(years, index=table.index).astype("Int64"),
        }
    )


def whole_people(weights: NDArray[Any], total: int) -> NDArray[np.int64]:
    """Share a number of people by weights into whole numbers, by largest remainder.

    Examples
    --------
    >>> whole_people(np.array([1.0, 1.0, 1.0]), 10).tolist()
    [4, 3, 3]
    """
    exact = weights / weights.sum() * total
    parts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(-np.round(exact - parts, 9), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts


def spread(
    municipalities: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    landuse: gpd.GeoDataFrame | None,
    settlements: gpd.GeoDataFrame | None,
    table: Mapping[str, Mapping[str, Any]],
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]:
    """Spread the people of each municipality.

    Parameters
    ----------
    municipalities
        `id`, `population` (missing where unknown) and `population_basis`.
    buildings
        `municipality`, `living_m2` and, where their file says it, `population`.
    landuse, settlements
        The mosaic and the places, where there are any.
    table
        The parts of the table of tags: [people] and [residential].

    Returns
    -------
    tuple
        The municipalities with the totals filled in that can be; the buildings with `population`;
        where people live: `x, y, population, municipality, landuse_class, spread_over`
        (buildings, land or settlements).
    """
    given = POPULATION in buildings.columns
    zones = municipalities.copy()
    homes = buildings.copy() if given else buildings.assign(**{POPULATION: 0})
    held = []
    for row, zone in zip(zones.index, zones.itertuples(), strict=True):
        mine = np.flatnonzero(homes[MUNICIPALITY].to_numpy() == zone.id)
        weight = homes[POPULATION if given else "living_m2"].to_numpy(dtype=float)[mine]
        total, basis = zone.population, zone.population_basis
        if pd.isna(total) and weight.sum() == 0:
            continue
        if pd.isna(total):
            per_person = float(table["people"]["m2_per_person"])
            total = round(weight.sum()) if given else round(weight.sum() / per_person)
            basis = "file" if given else "norm"
            zones.loc[row, [POPULATION, "population_basis"]] = [total, basis]
        if weight.sum() > 0:
            people = whole_people(weight, int(total))
            homes.loc[homes.index[mine], POPULATION] = people
            held.append(_at_buildings(homes.iloc[mine], people))
        elif total > 0:
            held.append(_elsewhere(zone, int(total), landuse, settlements, table["residential"]))
    homes[POPULATION] = homes[POPULATION].astype("int64")
    return zones, homes, pd.concat(held, ignore_index=True) if held else _held([], [], "", [])


def grid(
    held: pd.DataFrame, municipalities: gpd.GeoDataFrame, cell_m: float = CELL_M
) -> gpd.GeoDataFrame:
    """Gather people into square cells; a cell on a border has one part for each municipality.

    A part's centre lies in its municipality, so that statistics, which count a cell where its
    centre lies, find the municipality's total.

    Returns
    -------
    geopandas.GeoDataFrame
        `id, name_en, name_ru, population, cell_m, municipality, landuse_class, spread_over`.
    """
    lived = held[held[POPULATION] > 0]
    cell = lived.assign(
        column=np.floor(lived["x"] / cell_m).astype("int64"),
        line=np.floor(lived["y"] / cell_m).astype("int64"),
    ).sort_values(POPULATION, ascending=False, kind="stable")
    keys = ["line", "column", MUNICIPALITY]
    cells = cell.groupby(keys, sort=True).agg(
        {POPULATION: "sum", LANDUSE_CLASS: "first", "spread_over": "first"}
    )
    cells = cells.reset_index()
    low = cells[["column", "line"]].to_numpy(dtype=float) * cell_m
    boxes = shapely.box(*low.T, *(low + cell_m).T)
    zones = dict(zip(municipalities["id"], municipalities.geometry, strict=True))
    shapes = np.array(
        [_part(box, zones[one]) for box, one in zip(boxes, cells[MUNICIPALITY], strict=True)],
        dtype=object,
    )
    place = [f"{x / 1000:.1f} {y / 1000:.1f}" for x, y in low]
    number = [f"{x:.0f}_{y:.0f}" for x, y in low]
    return gpd.GeoDataFrame(
        {
            "id": [
                f"cell_{one}-{zone}" for one, zone in zip(number, cells[MUNICIPALITY], strict=True)
            ],
            "name_en": [f"Cell {one}" for one in place],
            "name_ru": [f"Ячейка {one}" for one in place],
            POPULATION: cells[POPULATION].to_numpy(dtype="int64"),
            "cell_m": int(cell_m),
            MUNICIPALITY: cells[MUNICIPALITY],
            LANDUSE_CLASS: cells[LANDUSE_CLASS],
            "spread_over": cells["spread_over"],
        },
        geometry=shapes,
        crs=municipalities.crs,
    )


def _part(box: Any, zone: Any) -> Any:
    """Give a cell's part in a zone, its centre in the zone too."""
    if shapely.contains(zone, box):
        return box
    own = max(shapely.get_parts(shapely.intersection(box, zone)), key=shapely.area)
    if shapely.contains_properly(zone, own.centroid):
        return own
    middle, half = own.representative_point(), _SPOT_M / 2
    return shapely.box(middle.x - half, middle.y - half, middle.x + half, middle.y + half)


def _at_buildings(homes: gpd.GeoDataFrame, people: NDArray[np.int64]) -> pd.DataFrame:
    where = shapely.point_on_surface(homes.geometry.to_numpy())
    zone, ground = homes[MUNICIPALITY].iloc[0], homes[LANDUSE_CLASS].to_numpy()
    return _held(shapely.get_coordinates(where), people, zone, ground, "buildings")


def _elsewhere(
    zone: Any,
    total: int,
    landuse: gpd.GeoDataFrame | None,
    settlements: gpd.GeoDataFrame | None,
    residential: Mapping[str, Any],
) -> pd.DataFrame:
    """Put people on residential land, else at the settlements, else in the middle of the zone."""
    if landuse is not None:
        mine = landuse[
            (landuse[MUNICIPALITY] == zone.id)
            & landuse[LANDUSE_CLASS].isin([residential["low"], residential["high"]])
        ]
        if len(mine):
            return _on_land(mine, total, residential, zone.id)
    if settlements is not None:
        mine = settlements[settlements[MUNICIPALITY] == zone.id]
        if len(mine):
            weight = mine[POPULATION].fillna(0).to_numpy(dtype=float) + 1
            people = whole_people(weight, total)
            places = shapely.get_coordinates(mine.geometry.to_numpy())
            return _held(places, people, zone.id, "", "settlements")
    middle = zone.geometry.representative_point()
    return _held([(middle.x, middle.y)], [total], zone.id, "", "settlements")


def _on_land(
    land: gpd.GeoDataFrame, total: int, residential: Mapping[str, Any], zone: str
) -> pd.DataFrame:
    """Spread people over the cells of residential land by its area."""
    west, south, east, north = land.total_bounds
    x = np.arange(west // CELL_M * CELL_M, east, CELL_M)
    y = np.arange(south // CELL_M * CELL_M, north, CELL_M)
    shapes = land.geometry.to_numpy()
    parts = []
    for line in y:
        boxes = shapely.box(x, line, x + CELL_M, line + CELL_M)
        box, piece = shapely.STRtree(shapes).query(boxes, predicate="intersects")
        area = shapely.area(shapely.intersection(boxes[box], shapes[piece]))
        parts.append(pd.DataFrame({"x": x[box], "y": line, "piece": piece, "area": area}))
    cells = pd.concat(parts, ignore_index=True)
    cells = cells[cells["area"] > 0]
    uses = land[LANDUSE_CLASS].to_numpy()[cells["piece"]]
    weight = cells["area"] * np.where(uses == residential["high"], HIGH_WEIGHT, 1.0)
    middle = cells[["x", "y"]].to_numpy() + CELL_M / 2
    return _held(middle, whole_people(weight.to_numpy(), total), zone, uses, "land")


def _held(
    places: Any, people: Any, zone: str, uses: Any = "", over: str = "buildings"
) -> pd.DataFrame:
    places = np.asarray(places, dtype=float).reshape(-1, 2)
    return pd.DataFrame(
        {
            "x": places[:, 0],
            "y": places[:, 1],
            POPULATION: np.asarray(people, dtype="int64"),
            MUNICIPALITY: zone,
            LANDUSE_CLASS: uses,
            "spread_over": over,
        }
    )
