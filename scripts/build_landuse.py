"""Build the land-use mosaic and the built-up areas from the drawn patches, streets and rivers.

Every place in the three municipalities gets one class. From the top: main road and railway
corridors; water; the patches of towns in the order of their ids, fitted to blocks; villages that
have no patch; patches of forest, field and floodplain in the order of their ids, with natural
edges; and where nothing is drawn, a rule: land of Tomsk and Seversk where streets are dense is
low-rise housing; land by the great rivers is floodplain; flat wet land far from roads is bog;
open country (near settlements and roads, more to the east and south of Tomsk than elsewhere) is
farmland; the rest is forest. Farmland, drawn or by rule, is dotted with groves. Edges made by rule
follow smooth seeded noise: they look like the country, they do not map it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from _claims import Claim, claims
from _country import neighbourhoods
from _edition import CRS, edition_folder, precision_class, read_layer, write_layer
from _mosaic import crossing_outline, faces_between
from _noise import without_small_holes

if TYPE_CHECKING:
    from pathlib import Path

    from _mosaic import Faces

__all__ = ["main"]

CLASSES = {
    "residential_low": ("Low-rise housing", "Малоэтажная застройка"),
    "residential_high": ("Multi-storey housing", "Многоэтажная застройка"),
    "public_business": ("Public and business land", "Общественно-деловая застройка"),
    "education_science": ("Education and science", "Образование и наука"),
    "health": ("Health care", "Здравоохранение"),
    "industry_storage": ("Industry and storage", "Промышленность и склады"),
    "transport": ("Roads and railways", "Дороги и железные дороги"),
    "recreation_green": ("Parks and recreation", "Парки и отдых"),
    "special": ("Special use", "Специальное назначение"),
    "agriculture": ("Farmland", "Сельскохозяйственные земли"),
    "forest": ("Forest", "Лес"),
    "other_natural": ("Floodplain and bog", "Пойма и болото"),
    "water": ("Water", "Вода"),
}
BUILT = (
    "residential_low",
    "residential_high",
    "public_business",
    "education_science",
    "health",
    "industry_storage",
    "special",
    "transport",
)
SMALLEST_DRAWN_M2 = 4000.0
SMALLEST_RULE_M2 = 15_000.0
SMALLEST_FILL_M2 = 30_000.0
"""Left-over pockets of a town smaller than this go to their neighbours."""
NARROWEST_M = 26.0
SOFT_M = 60.0
BUILT_UP_PRECISION_M = 5000
"""The worst of the villages."""


def landuse(edition: Path) -> gpd.GeoDataFrame:
    """Resolve the claims into a coverage of the municipalities, one row a connected patch."""
    order, groves = claims(edition)
    order.append(groves)
    municipalities = read_layer(edition, "municipalities")
    places = read_layer(edition, "settlements")
    places = places[places["municipality"] != ""].reset_index(drop=True)
    whole = shapely.coverage_union_all(municipalities.geometry.to_numpy())
    around = neighbourhoods(places, shapely.buffer(whole, 5000.0))
    faces = _faces(municipalities, whole, [*(claim.shapes for claim in order), around])

    points = shapely.point_on_surface(faces.shapes)
    zone = _first_around(points, municipalities.geometry.to_numpy())
    municipality = municipalities["id"].to_numpy()[zone]
    holder = _holder(points, municipality, order)
    near = np.maximum(_first_around(points, around), 0)
    about = pd.DataFrame(
        {
            "municipality": municipality,
            "holder": holder,
            "place": places["id"].str.removeprefix("place_").to_numpy()[near],
            "place_en": places["name_en"].to_numpy()[near],
            "place_ru": places["name_ru"].to_numpy()[near],
            "landuse_class": [order[i].landuse_class for i in holder],
            "key": [order[i].key for i in holder],
        }
    )
    ruled = about["key"] == ""
    about.loc[ruled, "key"] = about["landuse_class"] + "_" + about["place"]
    label, _ = pd.factorize(about["key"] + "@" + about["municipality"], sort=True)
    fixed = about["landuse_class"].isin(["water", "transport"]).to_numpy().astype(int)
    fill = ruled & (about["landuse_class"] == "residential_low")
    smallest_m2 = np.where(ruled & (fixed == 0), SMALLEST_RULE_M2, SMALLEST_DRAWN_M2)
    smallest_m2[fill] = SMALLEST_FILL_M2
    final = faces.absorbed(label, fixed, zone, smallest_m2=smallest_m2, narrowest_m=NARROWEST_M)
    says = about.assign(label=label).drop_duplicates("label").set_index("label")
    return _features(faces, final, says, order)


def _faces(
    municipalities: gpd.GeoDataFrame, whole: shapely.Geometry, shapes: list[np.ndarray]
) -> Faces:
    """Cut the municipalities along the edges of all shapes."""
    outline = shapely.get_rings(municipalities.geometry.to_numpy())
    rings = shapely.get_rings(shapely.get_parts(np.concatenate(shapes)))
    lines = shapely.linestrings(shapely.get_coordinates(rings), indices=_ring_numbers(rings))
    lines = lines[shapely.intersects(lines, whole)]
    outline = shapely.linestrings(shapely.get_coordinates(outline), indices=_ring_numbers(outline))
    return faces_between(np.concatenate([crossing_outline(lines, outline), outline]), whole)


def _ring_numbers(rings: np.ndarray) -> np.ndarray:
    """Tell for each coordinate the number of its ring."""
    return shapely.get_coordinates(rings, return_index=True)[1]


def _first_around(points: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Find the first of the shapes that holds each point; -1 where none does."""
    at, shape = shapely.STRtree(shapes).query(points, predicate="within")
    first = np.full(len(points), len(shapes))
    np.minimum.at(first, at, shape)
    return np.where(first == len(shapes), -1, first)


def _holder(points: np.ndarray, municipality: np.ndarray, order: list[Claim]) -> np.ndarray:
    """Find for each point the claim that holds it; the last claim (groves) only where dotted."""
    shapes = np.concatenate([claim.shapes for claim in order])
    owner = np.repeat(np.arange(len(order)), [len(claim.shapes) for claim in order])
    at, shape = shapely.STRtree(shapes).query(points, predicate="within")
    claim = owner[shape]
    allowed = np.array(
        [
            not order[c].only_in or municipality[p] in order[c].only_in
            for p, c in zip(at, claim, strict=True)
        ]
    )
    grove = len(order) - 1
    holder = np.full(len(points), grove)
    taken = allowed & (claim != grove)
    np.minimum.at(holder, at[taken], claim[taken])
    in_grove = np.zeros(len(points), dtype=bool)
    in_grove[at[claim == grove]] = True
    dotted = np.array([claim.dotted for claim in order])
    holder[in_grove & dotted[holder]] = grove
    return holder


def _features(
    faces: Faces, label: np.ndarray, says: pd.DataFrame, order: list[Claim]
) -> gpd.GeoDataFrame:
    """Join the faces of each connected part and say what it is."""
    part = faces.parts(label)
    by_part = np.argsort(part, kind="stable")
    starts = np.searchsorted(part[by_part], np.arange(part.max() + 2))
    rows = []
    for number in range(int(part.max()) + 1):
        own = by_part[starts[number] : starts[number + 1]]
        shape = shapely.normalize(shapely.coverage_union_all(faces.shapes[own]))
        about = says.loc[label[own[0]]]
        claim = order[about["holder"]]
        words = CLASSES[about["landuse_class"]]
        rows.append(
            {
                "key": f"{about['key']}@{about['municipality']}",
                "name_en": claim.name_en or f"{words[0]} ({about['place_en']})",
                "name_ru": claim.name_ru or f"{words[1]} ({about['place_ru']})",
                "landuse_class": about["landuse_class"],
                "basis": claim.basis,
                "municipality": about["municipality"],
                "source": claim.source,
                "precision": precision_class(claim.precision_m),
                "precision_m": claim.precision_m,
                "status": "existing",
                "geometry": shape,
                "area": shapely.area(shape),
            }
        )
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
    frame = frame.sort_values(["key", "area"], ascending=[True, False], kind="stable")
    number = frame.groupby("key").cumcount() + 1
    frame.insert(0, "id", frame["key"].str.replace("@", "-") + "-" + number.astype(str))
    return frame.drop(columns=["key", "area"]).reset_index(drop=True)


def built_up(mosaic: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Join built land and soften its edge: the calm base of the map."""
    built = mosaic[mosaic["landuse_class"].isin(BUILT)].geometry.to_numpy()
    joined = shapely.buffer(shapely.union_all(built), SOFT_M, quad_segs=4)
    opened = shapely.buffer(joined, -2.2 * SOFT_M, quad_segs=4)
    soft = shapely.simplify(shapely.buffer(opened, 1.2 * SOFT_M, quad_segs=4), 8.0)
    parts = shapely.get_parts(soft)
    parts = parts[shapely.area(parts) >= 60_000]
    parts = np.array([without_small_holes(part, 60_000) for part in parts])
    parts = parts[np.argsort(-shapely.area(parts), kind="stable")]
    near = places.iloc[_namesakes(parts, places)]
    return gpd.GeoDataFrame(
        {
            "id": [f"built_{number:03d}" for number in range(1, len(parts) + 1)],
            "name_en": "Built-up area (" + near["name_en"].to_numpy() + ")",
            "name_ru": "Застроенная территория (" + near["name_ru"].to_numpy() + ")",
            "source": "INO Tomsk Atlas, OpenStreetMap",
            "precision": "settlement",
            "precision_m": BUILT_UP_PRECISION_M,
            "status": "existing",
        },
        geometry=parts,
        crs=CRS,
    )


def _namesakes(parts: np.ndarray, places: gpd.GeoDataFrame) -> np.ndarray:
    """Find the place after which to name each part: the most populous inside, or the nearest."""
    tree = shapely.STRtree(places.geometry.to_numpy())
    found = tree.nearest(shapely.point_on_surface(parts))
    people = places["population"].fillna(0).to_numpy(float)
    part, place = tree.query(parts, predicate="contains")
    for number in np.unique(part):
        inside = place[part == number]
        found[number] = inside[np.argmax(people[inside])]
    return found


def main() -> None:
    """Write the mosaic, and the built-up areas made of it."""
    edition = edition_folder()
    mosaic = landuse(edition)
    write_layer(mosaic, edition, "landuse")
    write_layer(built_up(mosaic, read_layer(edition, "settlements")), edition, "built_up")


if __name__ == "__main__":
    main()
