"""Classes and values of a raster in zones against exactextract, with the peak of memory.

A seeded raster of eight classes in patches, a tenth of its cells strewn, and zones with crooked
borders that fill it edge to edge; one of values, noise on a slope. Before the clock our hectares by
exact share are checked to be exactextract's to one part in 10^6 of a zone, and so are mean, sum,
variance and median of the values. exactextract takes classes in its fastest fair way: `unique` and
`frac` in one go from memory; it knows exact shares only, so that it stands against both of ours.
Memory is the peak of a process of its own that reads the raster, a byte a cell.
Run as `flock /tmp/bench.lock python benchmarks/raster.py`.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import exactextract
import numpy as np
from affine import Affine
from exactextract.raster import NumPyRasterSource
from pyproj import CRS
from scipy import ndimage

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.clock import Time, machine, show, timed
from benchmarks.landuse import CORNER, SIDE_M, made_zones
from geo import class_areas
from geo.landscape import class_metrics, landscape_metrics
from geo.patches import patches_of
from geo.zonal import zonal_quantiles, zonal_statistics

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

UTM = CRS.from_epsg(32645)
CLASSES = 8
SIZES = ((2_000, 30), (4_000, 100), (8_000, 300))
MB = 1024
STATISTICS = {"mean": "mean", "sum": "sum", "min": "min", "max": "max", "variance": "variance"}


def made_classes(side: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    coarse = ndimage.gaussian_filter(rng.normal(size=(side // 16 + 4, side // 16 + 4)), 2)
    field = ndimage.zoom(coarse.astype("float32"), 16, order=1)[:side, :side]
    marks = np.quantile(field[::7, ::7], np.linspace(0, 1, CLASSES + 1)[1:-1])
    band = (np.digitize(field, marks) + 1).astype("uint8")
    strewn = rng.random(band.shape, dtype="float32") < 0.1
    band[strewn] = rng.integers(1, CLASSES + 1, int(strewn.sum()), dtype="uint8")
    return band


def made_values(side: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(side, side)) + np.linspace(0, 50, side)


def place(side: int) -> Affine:
    return Affine(SIDE_M / side, 0, CORNER[0], 0, -SIDE_M / side, CORNER[1] + SIDE_M)


def classes_of(band: np.ndarray, zones: gpd.GeoDataFrame, edges: str) -> pd.DataFrame:
    return class_areas(band, place(len(band)), UTM, zones, edges=edges)


def values_of(band: np.ndarray, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    return zonal_statistics(band, place(len(band)), UTM, zones, edges="exact")


def medians_of(band: np.ndarray, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    return zonal_quantiles(band, place(len(band)), UTM, zones, [0.5], edges="exact")


def extracted(band: np.ndarray, zones: gpd.GeoDataFrame, operations: list[str]) -> pd.DataFrame:
    x, y = CORNER
    raster = NumPyRasterSource(
        band, xmin=x, xmax=x + SIDE_M, ymin=y, ymax=y + SIDE_M, srs_wkt=UTM.to_wkt()
    )
    return exactextract.exact_extract(raster, zones, operations, output="pandas")


def require_equal_classes(
    ours: pd.DataFrame, theirs: pd.DataFrame, zones: gpd.GeoDataFrame
) -> None:
    table = ours.pivot_table(index="zone", columns="class", values="area_ha", fill_value=0)
    table = table.drop(columns="unclassified", errors="ignore").reindex(zones["id"])
    area_ha = zones.geometry.area.to_numpy() / 1e4
    peer = np.zeros(table.shape)
    for number, (values, shares) in enumerate(zip(theirs["unique"], theirs["frac"], strict=True)):
        peer[number, np.asarray(values).astype(int) - 1] = shares
    apart = np.abs(table.to_numpy() / area_ha[:, None] - peer).max()
    assert apart < 1e-6, f"shares differ by {apart}"
    print(f"shares of classes differ by {apart:.1e} at most")


def require_equal_values(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    for column, own in STATISTICS.items():
        apart = np.abs(theirs[column].to_numpy() / ours[own].to_numpy() - 1).max()
        assert apart < 1e-6, f"{column} differs by {apart}"


def peak_mb(file: str, zones: int, what: str) -> tuple[int, int]:
    """Return the memory of a process that has read the raster, and its peak when it is done."""
    words = [sys.executable, __file__, "--once", what, file, str(zones)]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    before, peak = (int(line) for line in said.split())
    return before, peak


def once(what: str, file: str, count: int) -> None:
    zones, band = made_zones(count, seed=2), np.load(file)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MB)
    work: dict[str, Callable[[], object]] = {
        "classes by centre": lambda: classes_of(band, zones, "centre"),
        "classes by exact share": lambda: classes_of(band, zones, "exact"),
        "classes by exactextract": lambda: extracted(band, zones, ["unique", "frac"]),
        "values": lambda: values_of(band, zones),
        "landscape metrics": lambda: landscape(band, zones),
    }
    work[what]()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MB)


def show_peaks() -> None:
    """Print peaks; before all else, because a process is charged with its parent's."""
    side, count = SIZES[-1]
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/classes.npy"
        words = [sys.executable, __file__, "--write", file, str(side)]
        subprocess.run(words, check=True)
        for what in (
            "classes by centre",
            "classes by exact share",
            "classes by exactextract",
            "values",
            "landscape metrics",
        ):
            before, peak = peak_mb(file, count, what)
            print(f"{what}, {side**2:,} cells: {before:,} MB with the raster, peak {peak:,} MB")


def landscape(band: np.ndarray, zones: gpd.GeoDataFrame | None) -> None:
    found = patches_of(band, place(len(band)), UTM, zones)
    class_metrics(found)
    landscape_metrics(found)


def main() -> None:
    show_peaks()
    rows: list[tuple[str, Time, Time]] = []
    for side, count in SIZES:
        band, zones = made_classes(side, seed=1), made_zones(count, seed=2)
        ours, theirs = classes_of(band, zones, "exact"), extracted(band, zones, ["unique", "frac"])
        require_equal_classes(ours, theirs, zones)
        peer, _ = timed(lambda b=band, z=zones: extracted(b, z, ["unique", "frac"]), runs=3)
        name = f"{side**2 / 1e6:.0f} million cells, {len(zones)} zones"
        for edges, title in (("centre", "by centre"), ("exact", "by exact share")):
            time, _ = timed(lambda b=band, z=zones, e=edges: classes_of(b, z, e), runs=5)
            rows.append((f"classes, {title}, {name}", time, peer))
    for side, count in SIZES[:2]:
        band, zones = made_values(side, seed=1), made_zones(count, seed=2)
        require_equal_values(values_of(band, zones), extracted(band, zones, list(STATISTICS)))
        median = extracted(band, zones, ["median"])["median"].to_numpy()
        assert np.allclose(medians_of(band, zones)["quantile_50"], median, rtol=1e-6, atol=1e-6)
        name = f"{side**2 / 1e6:.0f} million cells, {len(zones)} zones"
        time, _ = timed(lambda b=band, z=zones: values_of(b, z), runs=3)
        peer, _ = timed(lambda b=band, z=zones: extracted(b, z, list(STATISTICS)), runs=2)
        rows.append((f"mean, sum, extremes, variance, {name}", time, peer))
        time, _ = timed(lambda b=band, z=zones: medians_of(b, z), runs=1)
        peer, _ = timed(lambda b=band, z=zones: extracted(b, z, ["median"]), runs=1)
        rows.append((f"median, {name}", time, peer))
    show("exactextract", rows)
    side, count = SIZES[-1]
    band, zones = made_classes(side, seed=1), made_zones(count, seed=2)
    for title, where in (("whole", None), ("in zones", zones)):
        time, _ = timed(lambda w=where: landscape(band, w), runs=1)
        print(f"landscape metrics, {side**2:,} cells, {title}: {time.wall:.2f} s, ours alone")
    print(machine("exactextract", "numpy", "scipy", "shapely"))


if __name__ == "__main__":
    if "--write" in sys.argv:
        np.save(sys.argv[-2], made_classes(int(sys.argv[-1]), seed=1))
    elif "--once" in sys.argv:
        once(sys.argv[-3], sys.argv[-2], int(sys.argv[-1]))
    else:
        main()
