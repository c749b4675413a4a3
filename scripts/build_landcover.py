"""Build the land-cover raster: the land-use mosaic in cells of 50 m, a cloud-optimised GeoTIFF.

A cell takes the class of the polygon that holds its centre; outside the municipalities it is 0
(no data). Cells stand on whole multiples of 50 m. The codes are those of the catalogue.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import rasterio
import rasterio.shutil
from _edition import CRS, edition_folder, read_layer
from rasterio.features import rasterize
from rasterio.transform import from_origin

__all__ = ["CODES", "main"]

CODES = {
    "residential_low": 1,
    "residential_high": 2,
    "public_business": 3,
    "education_science": 4,
    "health": 5,
    "industry_storage": 6,
    "transport": 7,
    "recreation_green": 8,
    "special": 9,
    "agriculture": 10,
    "forest": 11,
    "other_natural": 12,
    "water": 13,
}
CELL_M = 50
NODATA = 0
OVERVIEWS = [2, 4, 8]


def landcover(edition: Path) -> tuple[np.ndarray, rasterio.Affine]:
    """Rasterise the mosaic: codes (rows, columns) and where they lie."""
    mosaic = read_layer(edition, "landuse")
    west, south, east, north = mosaic.total_bounds
    west_m, north_m = np.floor(west / CELL_M) * CELL_M, np.ceil(north / CELL_M) * CELL_M
    columns = int(np.ceil((east - west_m) / CELL_M))
    rows = int(np.ceil((north_m - south) / CELL_M))
    transform = from_origin(west_m, north_m, CELL_M, CELL_M)
    shapes = zip(mosaic.geometry, mosaic["landuse_class"].map(CODES), strict=True)
    codes = rasterize(shapes, (rows, columns), fill=NODATA, transform=transform, dtype="uint8")
    return codes, transform


def write_landcover(codes: np.ndarray, transform: rasterio.Affine, path: Path) -> None:
    """Write the raster with overviews by nearest cell: beside its place first, then renamed."""
    profile = {
        "width": codes.shape[1],
        "height": codes.shape[0],
        "count": 1,
        "dtype": "uint8",
        "crs": CRS,
        "transform": transform,
        "nodata": NODATA,
    }
    with (
        tempfile.TemporaryDirectory(dir=path.parent, prefix=".landcover-") as folder,
        rasterio.MemoryFile() as memory,
    ):
        with memory.open(driver="GTiff", **profile) as raster:
            raster.write(codes, 1)
        beside = Path(folder) / path.name
        with memory.open() as raster:
            rasterio.shutil.copy(
                raster,
                beside,
                driver="COG",
                compress="DEFLATE",
                blocksize=512,
                overview_resampling="nearest",
                overview_count=len(OVERVIEWS),
                num_threads=1,
            )
        beside.replace(path)
    print(f"{path.name}: {codes.shape[0]} x {codes.shape[1]}, {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    """Write the land-cover raster."""
    edition = edition_folder()
    codes, transform = landcover(edition)
    write_landcover(codes, transform, edition / "landcover.tif")


if __name__ == "__main__":
    main()
