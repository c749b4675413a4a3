"""Build the population grid: people of 2016 spread over residential land, conserved to the person.

Cells stand on one grid: the country is divided into blocks of 500 m; a block that touches the
residential land of Tomsk or Seversk is cut into cells of 100 m, any other into cells of 250 m.
A cell's weight is its hectares of multi-storey housing times 7 plus its hectares of low-rise
housing (about 225 and 32 people to the hectare in Tomsk). Where the population of a settlement is
known it is spread over that settlement's patches; what is left of the municipality's total goes to
the rest of its residential land. Fractions of people are settled by largest remainder, so every
known total and every municipal total holds exactly. A cell on a border belongs to the municipality
in which its centre lies, where statistics count it, so that they find the same totals.
"""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from _edition import CRS, edition_folder, precision_class, read_layer, write_layer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from layers.osm.population import whole_people

__all__ = ["main", "whole_people"]

WEIGHT = {"residential_high": 7.0, "residential_low": 1.0}
CITIES = {"tomsk": "place_tomsk", "seversk": "place_seversk"}
BLOCK_M = 500
TOWN_CELL_M = 100
COUNTRY_CELL_M = 250
NEAR_M = 150.0
"""A patch is a settlement's when the settlement's point lies in it or this near."""
SMALLEST_PIECE_M2 = 50.0


def population(edition: Path) -> gpd.GeoDataFrame:
    """Spread the municipal totals over cells of residential land."""
    municipalities = read_layer(edition, "municipalities").set_index("id")
    homes = read_layer(edition, "landuse")
    homes = homes[homes["landuse_class"].isin(WEIGHT)].reset_index(drop=True)
    places = read_layer(edition, "settlements")
    homes["pool"] = _pools(homes, places)
    cells = _cells(homes)
    pieces = _pieces(cells, homes, municipalities)
    totals = _totals(pieces, municipalities["population"], places)
    people = np.zeros(len(cells), dtype=np.int64)
    for pool, own in pieces.groupby("pool", sort=True):
        weight = own.groupby("cell")["weight"].sum()
        people[weight.index] += whole_people(weight.to_numpy(), totals[pool])
    return _features(cells, pieces, people)


def _pools(homes: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> np.ndarray:
    """Name for each residential polygon the settlement or the rest to which its people belong.

    Polygons of one drawn patch belong together: to the settlement outside the cities whose point
    lies in or near one of them, else to the city, else to the rest of the municipality.
    """
    patch = homes["id"].str.replace(r"-\d+$", "", regex=True)
    away = places[
        (places["municipality"] != "")
        & ~places["kind"].isin(["city", "closed_city", "city_district"])
    ]
    tree = shapely.STRtree(homes.geometry.to_numpy())
    place, home = tree.query(away.geometry.to_numpy(), predicate="dwithin", distance=NEAR_M)
    gap_m = shapely.distance(away.geometry.to_numpy()[place], homes.geometry.to_numpy()[home])
    found = pd.DataFrame(
        {
            "patch": patch.to_numpy()[home],
            "id": away["id"].to_numpy()[place],
            "same": away["municipality"].to_numpy()[place]
            == homes["municipality"].to_numpy()[home],
            "gap_m": gap_m,
            "known": away["population"].notna().to_numpy()[place],
        }
    )
    found = found[found["same"]].sort_values(["gap_m", "id"], kind="stable")
    village = patch.map(found.drop_duplicates("patch").set_index("patch")["id"])
    known = village.isin(away.loc[away["population"].notna(), "id"])
    municipality = homes["municipality"]
    rest = "rest_" + municipality
    city = municipality.map(CITIES).fillna(rest)
    return np.where(known, village, np.where(village.notna(), rest, city))


def _cells(homes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut the blocks that touch residential land into cells of their size."""
    shapes = homes.geometry.to_numpy()
    west, south, east, north = shapely.total_bounds(shapes) // BLOCK_M * BLOCK_M
    x, y = np.meshgrid(
        np.arange(west, east + BLOCK_M, BLOCK_M), np.arange(south, north + BLOCK_M, BLOCK_M)
    )
    corner = np.column_stack([x.ravel(), y.ravel()])
    blocks = shapely.box(*corner.T, *(corner + BLOCK_M).T)
    block, home = shapely.STRtree(shapes).query(blocks, predicate="intersects")
    fine = np.unique(block[homes["municipality"].isin(list(CITIES)).to_numpy()[home]])
    coarse = np.setdiff1d(np.unique(block), fine)
    parts = []
    for chosen, side_m in ((fine, TOWN_CELL_M), (coarse, COUNTRY_CELL_M)):
        steps = np.arange(0, BLOCK_M, side_m)
        offset = np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2)
        low = (corner[chosen][:, None] + offset).reshape(-1, 2)
        parts.append(pd.DataFrame({"x": low[:, 0], "y": low[:, 1], "cell_m": side_m}))
    table = pd.concat(parts).sort_values(["y", "x"], kind="stable").reset_index(drop=True)
    boxes = shapely.box(
        table["x"], table["y"], table["x"] + table["cell_m"], table["y"] + table["cell_m"]
    )
    return gpd.GeoDataFrame(table, geometry=boxes, crs=CRS)


def _pieces(
    cells: gpd.GeoDataFrame, homes: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Weigh what each cell holds of each residential polygon, within the cell's municipality."""
    shapes = homes.geometry.to_numpy()
    boxes = cells.geometry.to_numpy()
    cell, home = shapely.STRtree(shapes).query(boxes, predicate="intersects")
    area_m2 = np.round(shapely.area(shapely.intersection(boxes[cell], shapes[home])), 2)
    pieces = pd.DataFrame(
        {
            "cell": cell,
            "pool": homes["pool"].to_numpy()[home],
            "municipality": homes["municipality"].to_numpy()[home],
            "landuse_class": homes["landuse_class"].to_numpy()[home],
            "precision_m": homes["precision_m"].to_numpy()[home],
            "weight": area_m2 * homes["landuse_class"].map(WEIGHT).to_numpy()[home] / 1e4,
        }
    )
    pieces = pieces[area_m2 >= SMALLEST_PIECE_M2]
    zones = shapely.STRtree(municipalities.geometry.to_numpy())
    centre, zone = zones.query(shapely.centroid(boxes), predicate="within")
    home_of = pd.Series(municipalities.index[zone], index=centre)
    return pieces[pieces["municipality"] == pieces["cell"].map(home_of)]


def _totals(pieces: pd.DataFrame, municipal: pd.Series, places: gpd.GeoDataFrame) -> dict[str, int]:
    """Settle how many people each pool holds; the pools of a municipality add up to its total."""
    known = places.set_index("id")["population"].dropna()
    totals: dict[str, int] = {}
    for municipality, pools in pieces.groupby("municipality")["pool"].unique().items():
        rest = f"rest_{municipality}"
        local = {pool: int(known[pool]) for pool in sorted(pools) if pool != rest}
        left = int(municipal[municipality]) - sum(local.values())
        if left < 0 or rest not in pools:
            raise SystemExit(
                f"expected settlements of `{municipality}` within its {municipal[municipality]} "
                f"people and land for the rest, {left} are left; correct the facts"
            )
        totals |= {**local, rest: left}
    return totals


def _features(
    cells: gpd.GeoDataFrame, pieces: pd.DataFrame, people: np.ndarray
) -> gpd.GeoDataFrame:
    """Describe the cells in which somebody lives."""
    first = pieces.sort_values(["cell", "weight"], ascending=[True, False], kind="stable")
    first = first.drop_duplicates("cell").set_index("cell")
    lived = np.flatnonzero(people > 0)
    table, first = cells.iloc[lived], first.loc[lived]
    place = (
        (table["x"] / 1000).map("{:.2f}".format) + " " + (table["y"] / 1000).map("{:.2f}".format)
    )
    code = table["x"].astype(int).astype(str) + "_" + table["y"].astype(int).astype(str)
    return gpd.GeoDataFrame(
        {
            "id": "cell_" + code.to_numpy(),
            "name_en": "Cell " + place.to_numpy(),
            "name_ru": "Ячейка " + place.to_numpy(),
            "population": people[lived],
            "cell_m": table["cell_m"].to_numpy(),
            "municipality": first["municipality"].to_numpy(),
            "landuse_class": first["landuse_class"].to_numpy(),
            "source": "INO Tomsk Atlas",
            "precision": [precision_class(metres) for metres in first["precision_m"]],
            "precision_m": first["precision_m"].to_numpy(),
            "status": "existing",
        },
        geometry=table.geometry.to_numpy(),
        crs=CRS,
    )


def main() -> None:
    """Write the population grid."""
    edition = edition_folder()
    write_layer(population(edition), edition, "population")


if __name__ == "__main__":
    main()
