"""Layers as the browser gets them: only the columns that the map reads, rounded, as GeoJSON.

Three forms of a layer exist: the layer itself, its `points` (one representative point for each
feature, where labels and icons of polygons stand, so that they are not repeated in each tile) and
its `edges` (borders drawn once although two neighbours share them, so that their dashes do not
fill each other's gaps). Features without a place are left out. Coordinates are rounded point by
point, never simplified, so that shared borders stay equal.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import parse_crs, reproject
from layers.vocabulary import ID, LANGUAGES, NAME, PRECISION, STATUS, in_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers import Edition, LayerRecord

__all__ = ["DECIMALS", "FORMS", "OUTLINE", "as_geojson", "browser_columns", "form_of"]

DECIMALS = 6
"""Decimals of a degree that go to the browser: 0.11 m northwards."""

OUTLINE = "outline"
FORMS = ("", "points", "edges")


def browser_columns(record: LayerRecord) -> list[str]:
    """Name the columns that the map draws, filters, labels or tells by, in the record's order.

    These are the id, the names, the style's column and label, status, precision, kind of outline,
    and every number.
    """
    label = record.style.label
    wanted = {ID, STATUS, PRECISION, OUTLINE, record.style.column, label}
    wanted |= {in_language(name, lang) for name in (NAME, label) for lang in LANGUAGES}
    return [
        field.name
        for field in record.fields
        if field.name in wanted or field.type in {"int", "float"}
    ]


def form_of(edition: Edition, layer_id: str, form: str = "") -> gpd.GeoDataFrame:
    """Give a layer in one of its forms, slim, in the edition's measuring CRS.

    Parameters
    ----------
    edition
        The edition that holds the layer.
    layer_id
        A vector layer of it.
    form
        One of `FORMS`: empty for the layer itself, `points`, or `edges`.

    Returns
    -------
    GeoDataFrame
        Columns of `browser_columns`; `edges` has none but the geometry. No null geometry.

    Raises
    ------
    UnknownLayerError
        The edition has no such vector layer.
    ValueError
        `form` is not one of `FORMS`.
    """
    if form not in FORMS:
        raise ValueError(f"`form` must be one of {FORMS}; `{form}` came. Ask for one of these.")
    frame = edition.frame(layer_id)
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    if form == "edges":
        return _edges(frame)
    kept = [name for name in browser_columns(edition.record(layer_id)) if name in frame.columns]
    slim = gpd.GeoDataFrame(frame[kept], geometry=frame.geometry, crs=frame.crs)
    if form == "points":
        slim = slim.set_geometry(slim.representative_point())
    return slim.reset_index(drop=True)


def _edges(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    borders = shapely.union_all(frame.geometry.boundary.to_numpy())
    lines = shapely.get_parts(shapely.line_merge(borders))
    return gpd.GeoDataFrame(geometry=lines, crs=frame.crs)


def as_geojson(frame: gpd.GeoDataFrame) -> bytes:
    """Write a frame as GeoJSON in WGS 84, coordinates rounded to `DECIMALS`.

    Parameters
    ----------
    frame
        Features in any CRS, without null geometries.

    Returns
    -------
    bytes
        UTF-8, without spaces; properties that are missing in a feature are left out of it.

    Examples
    --------
    >>> one = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(84.98765432, 56.5)], crs=4326)
    >>> as_geojson(one).decode().split("features")[1]
    '":[{"type":"Feature","properties":{"id":"a"},"geometry":{"type":"Point","coordinates":[84.987654,56.5]}}]}'
    """
    degrees = reproject(frame, parse_crs("EPSG:4326"))
    rounded = shapely.transform(degrees.geometry.to_numpy(), lambda xy: np.round(xy, DECIMALS))
    features = ",".join(
        f'{{"type":"Feature","properties":{_compact(properties)},"geometry":{geometry}}}'
        for properties, geometry in zip(
            properties_of(frame), shapely.to_geojson(rounded), strict=True
        )
    )
    return f'{{"type":"FeatureCollection","features":[{features}]}}'.encode()


def properties_of(frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Give each feature's attributes as plain Python values, without the missing ones."""
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    names = list(table.columns)
    columns = [table[name].astype(object).where(table[name].notna(), None) for name in names]
    for values in zip(*columns, strict=True) if names else [()] * len(table):
        yield {
            name: _plain(value)
            for name, value in zip(names, values, strict=True)
            if value is not None
        }


def _plain(value: Any) -> Any:
    """Turn numpy's scalars into Python's, and floats without a fraction into whole numbers."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
