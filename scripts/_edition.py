"""What every builder of the edition shares: reading the facts, and writing layers that repeat."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import Transformer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "CRS",
    "basis_words",
    "edition_folder",
    "planar",
    "precision_class",
    "read_facts",
    "read_layer",
    "write_layer",
]

CRS = "EPSG:32645"

ROOT = Path(__file__).resolve().parent.parent
_PRECISION_CLASSES = ((10, "exact"), (300, "street"), (1000, "approximate"))
_BASIS_WORDS = {
    "calibrated": ("calibrated on addresses and boundaries", "выверено по адресам и границам"),
    "general knowledge": ("general knowledge, to be verified", "общие сведения, требует проверки"),
}


def edition_folder(arguments: Sequence[str] | None = None) -> Path:
    """Read `--edition FOLDER` from the command line; the shipped edition when it is absent."""
    parser = argparse.ArgumentParser(description="Build layers of an edition from its facts.")
    parser.add_argument(
        "--edition",
        type=Path,
        default=ROOT / "data" / "tomsk",
        help="the folder of the edition, with its facts/ inside",
    )
    folder: Path = parser.parse_args(arguments).edition
    if not (folder / "facts").is_dir():
        parser.error(f"expected a folder with `facts` inside, got `{folder}`; name an edition")
    return folder


def read_facts(edition: Path, name: str) -> pd.DataFrame:
    """Read one table of `facts/`, empty cells as empty text in the columns of text."""
    table = pd.read_csv(edition / "facts" / f"{name}.csv", encoding="utf-8")
    words = table.select_dtypes(exclude="number").columns
    table[words] = table[words].fillna("")
    return table


def planar(lon: Iterable[float], lat: Iterable[float]) -> np.ndarray:
    """Degrees of WGS 84 to metres of the edition, an (n, 2) array on the grid of the edition."""
    forward = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    east, north = forward.transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.round(np.column_stack([east, north]), 2)


def precision_class(precision_m: float) -> str:
    """Name the class of precision that a distance in metres falls into."""
    for limit_m, name in _PRECISION_CLASSES:
        if precision_m <= limit_m:
            return name
    return "settlement"


def basis_words(basis: str) -> tuple[str, str]:
    """Say in English and in Russian how a place in the facts is known."""
    return _BASIS_WORDS[basis]


def read_layer(edition: Path, name: str) -> gpd.GeoDataFrame:
    """Read a layer that another builder has written."""
    path = edition / f"{name}.fgb"
    if not path.is_file():
        raise SystemExit(f"expected `{path}`, which is not there; run its builder first")
    frame: gpd.GeoDataFrame = pyogrio.read_dataframe(path)
    words = frame.drop(columns="geometry").select_dtypes(exclude="number").columns
    frame[words] = frame[words].fillna("")
    return frame


def write_layer(frame: gpd.GeoDataFrame, edition: Path, name: str) -> Path:
    """Write `NAME.fgb` in the order of the rows: beside its place first, then renamed.

    Coordinates are rounded to the grid of the edition; without a spatial index the rows keep
    their order and the same rows give the same bytes.
    """
    rounded = frame.copy()
    rounded.geometry = gpd.GeoSeries(
        shapely.transform(frame.geometry.to_numpy(), lambda xy: np.round(xy, 2)),
        index=frame.index,
        crs=CRS,
    )
    path = edition / f"{name}.fgb"
    with tempfile.TemporaryDirectory(dir=edition, prefix=f".{name}-") as folder:
        beside = Path(folder) / path.name
        pyogrio.write_dataframe(
            rounded, beside, driver="FlatGeobuf", layer=name, SPATIAL_INDEX="NO"
        )
        beside.replace(path)
    print(f"{path.name}: {len(rounded)} features, {path.stat().st_size / 1000:.0f} kB")
    return path
