"""Buildings brought in from a file, and taken out again, against pyogrio alone.

Seeded buildings with Cyrillic texts, one in a hundred of them broken, as a GeoPackage and as a
Shapefile in CP1251. What comes in is checked to be all that was written; what goes out is read
back. Run as `flock /tmp/bench.lock python benchmarks/files.py`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import Time, machine, show, timed
from layers import open_edition
from layers.importing import import_file
from layers.own import joined, own_layers
from layers.writing import export_layer

if TYPE_CHECKING:
    from layers import Edition
    from layers.importing import Imported

SIZES = (1_000, 10_000, 100_000)
BROKEN = 100
FORMATS = (("gpkg", "GPKG", {}), ("shp", "ESRI Shapefile", {"encoding": "CP1251"}))
RUNS = 3


def made_buildings(count: int) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(7)
    east, north = rng.uniform(360_000, 380_000, count), rng.uniform(6_250_000, 6_270_000, count)
    width, depth = rng.uniform(8, 60, count), rng.uniform(8, 25, count)
    shapes = shapely.box(east, north, east + width, north + depth)
    bow = np.stack(
        [
            np.stack([east, north], 1),
            np.stack([east + width, north + depth], 1),
            np.stack([east + width, north], 1),
            np.stack([east, north + depth], 1),
            np.stack([east, north], 1),
        ],
        1,
    )
    shapes[::BROKEN] = shapely.polygons(bow[::BROKEN])
    return gpd.GeoDataFrame(
        {
            "name": [f"ул. Набережная реки Ушайки, {n}" for n in range(count)],
            "floors": rng.integers(1, 17, count),
            "people": rng.gamma(2, 30, count).round(1),
        },
        geometry=shapes,
        crs="EPSG:32645",
    )


def brought_in(
    buildings: gpd.GeoDataFrame, edition: Edition, folder: Path
) -> tuple[Imported, list[tuple[str, Time, Time]]]:
    rows = []
    for suffix, driver, options in FORMATS:
        path = folder / f"in.{suffix}"
        pyogrio.write_dataframe(buildings, path, driver=driver, **options)
        ours, came = timed(lambda path=path: import_file(path, edition), RUNS)
        plain, _ = timed(lambda path=path: pyogrio.read_dataframe(path), RUNS)
        assert len(came.frame) == len(buildings), "features lost"
        assert list(came.frame["name"]) == list(buildings["name"]), "texts lost"
        assert len(came.report) == len(buildings[::BROKEN]), "repairs not told"
        rows.append((f"{suffix}, {len(buildings):,}", ours, plain))
    return came, rows


def taken_out(came: Imported, edition: Edition, folder: Path) -> tuple[str, Time, Time]:
    layer = own_layers(came, "Здания")[0]
    whole, layer_id = joined(edition, [layer]), layer.record.id
    path, peer = folder / "out.gpkg", folder / "peer.gpkg"
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(timed(lambda: export_layer(whole, layer_id, "gpkg", None, path), 1)[0])
        peer.unlink(missing_ok=True)
        plain = timed(lambda: pyogrio.write_dataframe(layer.frame, peer, driver="GPKG"), 1)[0]
        theirs.append(plain)
    back = pyogrio.read_dataframe(path, layer=layer_id)
    assert list(back["name"]) == list(layer.frame["name"]), "texts lost on the way out"
    assert np.allclose(back.area, layer.frame.area), "areas changed on the way out"
    return (f"gpkg, {len(layer.frame):,}", min(ours), min(theirs))


def main() -> None:
    edition = open_edition()
    came, gone = [], []
    for count in SIZES:
        with tempfile.TemporaryDirectory() as name:
            last, rows = brought_in(made_buildings(count), edition, Path(name))
            came += rows
            gone.append(taken_out(last, edition, Path(name)))
    print("In: read, placed, mended, mapped; the peer reads only.\n")
    show("pyogrio", came)
    print("\nOut: with style, source and licence beside; the peer writes only.\n")
    show("pyogrio", gone)
    print(f"\n{machine('geopandas', 'shapely', 'pyogrio')}")


if __name__ == "__main__":
    main()
