"""Features of a table: points by its columns of coordinates, or shapes by a column of WKT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo import said
from layers._errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["features_of"]

_LONGITUDE: Final = ("lon", "lng", "long", "longitude", "долгота")
_LATITUDE: Final = ("lat", "latitude", "широта")
_EAST: Final = ("x", "east", "easting", "восток", "восточная", "коорд_x", "x_coord")
_NORTH: Final = ("y", "north", "northing", "север", "северная", "коорд_y", "y_coord")
_WKT: Final = ("wkt", "geometry_wkt", "geom_wkt", "geometry", "geom")
_GREATEST_LONGITUDE: Final = 180
_GREATEST_LATITUDE: Final = 90
_WGS84: Final = CRS.from_epsg(4326)


def features_of(table: pd.DataFrame, name: str) -> gpd.GeoDataFrame:
    """Make features of a table by its columns of coordinates, or of WKT.

    Parameters
    ----------
    table
        Rows, a feature each; one without coordinates becomes a feature without a place.
    name
        The file's name, for messages.

    Returns
    -------
    geopandas.GeoDataFrame
        In WGS 84 where the coordinates are degrees; else the CRS is unknown.

    Raises
    ------
    FileError
        There are no such columns, or what stands in them cannot be read.
    """
    wkt = _column(table, _WKT)
    if wkt is not None:
        shapes = _shapes(table[wkt], name)
        return gpd.GeoDataFrame(table.drop(columns=wkt), geometry=shapes, crs=None)
    lon, lat = _column(table, _LONGITUDE), _column(table, _LATITUDE)
    if lon is not None and lat is not None:
        x = _numbers(table[lon], name, _GREATEST_LONGITUDE)
        y = _numbers(table[lat], name, _GREATEST_LATITUDE)
        return _points(table, x, y, _WGS84)
    east, north = _column(table, _EAST), _column(table, _NORTH)
    if east is None or north is None:
        raise FileError(
            said(
                "Expected columns `lon` and `lat` with degrees of WGS 84 in `{name}`, or `x` "
                "and `y` or `wkt`; the file has: {columns}. Rename the columns of the "
                "coordinates.",
                name=name,
                columns=", ".join(map(str, table.columns)),
            )
        )
    x, y = _numbers(table[east], name, np.inf), _numbers(table[north], name, np.inf)
    degrees = (x.abs().max() <= _GREATEST_LONGITUDE) and (y.abs().max() <= _GREATEST_LATITUDE)
    return _points(table, x, y, _WGS84 if degrees else None)


def _points(table: pd.DataFrame, x: pd.Series, y: pd.Series, crs: CRS | None) -> gpd.GeoDataFrame:
    points = gpd.GeoSeries.from_xy(x, y, crs=crs)
    unknown = (x.isna() | y.isna()).to_numpy()
    return gpd.GeoDataFrame(table, geometry=points.mask(unknown), crs=crs)


def _shapes(texts: pd.Series, name: str) -> Any:
    given = (texts.notna() & (texts.astype(str).str.strip() != "")).to_numpy()
    words = np.array([str(one) if there else None for one, there in zip(texts, given, strict=True)])
    shapes = shapely.from_wkt(words, on_invalid="ignore")
    faulty = given & shapely.is_missing(shapes)
    if faulty.any():
        raise FileError(
            said(
                "Expected WKT in the column `{column}` of `{name}`; `{came}` came, and "
                "{faulty} rows in all hold none. Correct them.",
                column=texts.name,
                name=name,
                came=str(texts[faulty].iloc[0])[:60],
                faulty=int(faulty.sum()),
            )
        )
    return shapes


def _column(table: pd.DataFrame, names: Iterable[str]) -> str | None:
    there = {str(column).strip().lower(): column for column in table.columns}
    return next((there[name] for name in names if name in there), None)


def _numbers(values: pd.Series, name: str, greatest: float) -> pd.Series:
    texts = values.astype("string").str.strip().str.replace(",", ".", regex=False)
    given = texts.notna() & (texts != "")
    numbers = pd.to_numeric(texts, errors="coerce").astype(float)
    faulty = given.to_numpy() & ~(numbers.abs() <= greatest).to_numpy()
    if faulty.any():
        wanted = (
            said("degrees from -{greatest} to {greatest}", greatest=greatest)
            if np.isfinite(greatest)
            else said("numbers")
        )
        raise FileError(
            said(
                "Expected {wanted} in the column `{column}` of `{name}`; `{came}` came, and "
                "{faulty} rows in all hold no such number. Correct them, or name the columns "
                "`x` and `y` where they hold metres.",
                wanted=wanted,
                column=values.name,
                name=name,
                came=values[faulty].iloc[0],
                faulty=int(faulty.sum()),
            )
        )
    return numbers
