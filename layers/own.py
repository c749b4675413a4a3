"""A person's own layers beside those of an edition, for one session, the edition itself untouched.

A layer that was imported becomes a record and a frame like those of the catalogue; an edition
joined with such layers maps, measures and exports them as it does its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geo import crs_name, said
from layers._errors import UnknownLayerError
from layers.catalogue import Field, LayerRecord
from layers.edition import Edition, Raster
from layers.importing import Imported, plain_columns
from layers.raster_import import stops
from layers.schema import CAME, TITLES
from layers.styles import Style, StyleClass
from layers.vocabulary import (
    GEOMETRIES,
    ID,
    LANGUAGES,
    NAME,
    OWN,
    Words,
)
from layers.wording import translator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.raster_import import ImportedRaster

__all__ = ["OwnLayer", "is_own", "joined", "own_layers", "own_raster", "weight"]

_PREFIX: Final = "own_"
_COLOURS: Final = ("#B5179E", "#C2185B", "#7B1FA2")
"""Colours that no class of the atlas has."""
_DIGITS: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class OwnLayer:
    """A layer of a person's own: what a catalogue would say of it, and its features.

    Attributes
    ----------
    record
        Its id begins with `own_` and names the content, so two of one id are the same.
    content
        A frame with a column `id` of texts, or a raster; in a measuring CRS.
    """

    record: LayerRecord
    content: gpd.GeoDataFrame | Raster

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """Its features.

        Raises
        ------
        UnknownLayerError
            It is a raster.
        """
        if isinstance(self.content, Raster):
            raise UnknownLayerError(
                said(
                    "Expected a layer with features; `{id}` is a raster. Ask for another.",
                    id=self.record.id,
                )
            )
        return self.content

    @property
    def weight(self) -> int:
        """About how many bytes it takes."""
        if isinstance(self.content, Raster):
            return int(self.content.array.nbytes)
        return weight(self.frame)


def weight(frame: gpd.GeoDataFrame) -> int:
    """Give about how many bytes a frame takes: its columns, its vertices, its features."""
    columns = frame.drop(columns=frame.geometry.name).memory_usage(deep=True).sum()
    points = shapely.get_num_coordinates(np.asarray(frame.geometry.array)).sum()
    return int(columns) + 16 * int(points) + 200 * len(frame)


def is_own(layer_id: str) -> bool:
    """Say whether a layer is one that a person brought, by its id."""
    return layer_id.startswith(_PREFIX)


def own_layers(came: Imported, title: str) -> list[OwnLayer]:
    """Make layers of what was imported: one for each of points, lines and polygons that came.

    Parameters
    ----------
    came
        The import.
    title
        What to call it in every language; where it comes apart, the part is added.

    Returns
    -------
    list of OwnLayer
        Polygons first. Features without a place go with the first, so that none is lost.
    """
    frame = came.frame
    shapes = np.asarray(frame.geometry.array)
    placed = np.array([shape is not None for shape in shapes]) & ~shapely.is_empty(shapes)
    sizes = np.where(placed, shapely.get_dimensions(shapes), -1)
    there = sorted({int(size) for size in sizes if size >= 0}, reverse=True) or [0]
    made = []
    for size in there:
        rows = (sizes == size) | ((sizes < 0) & (size == there[0]))
        made.append(_layer(came, frame[rows], title, GEOMETRIES[size], apart=len(there) > 1))
    return made


def own_raster(
    came: ImportedRaster, title: str, names: Mapping[int, str] | None = None
) -> OwnLayer:
    """Make a layer of a raster that was imported.

    Parameters
    ----------
    came
        The import.
    title
        What to call it in every language.
    names
        What a person calls its classes, by code; empty keeps the name made up for it.
    """
    said = {code: name.strip() for code, name in (names or {}).items() if name.strip()}
    classes = {
        code: replace(one, titles=Words(said[code], said[code])) if code in said else one
        for code, one in came.raster.classes.items()
    }
    how = (came.crs.to_wkt(), str(came.band), str(sorted(said.items())), str(len(classes)))
    style = Style(column="value", classes=tuple(classes.values()) or stops(came))
    record = _record(came, Words(title, title), "", title, how, style)
    return OwnLayer(record, replace(came.raster, classes=classes))


def _layer(
    came: Imported, frame: gpd.GeoDataFrame, title: str, geometry: str, *, apart: bool
) -> OwnLayer:
    kept = _with_text_ids(frame)
    titles = Words(title, title)
    if apart:
        parts = {"point": ("points", "точки"), "line": ("lines", "линии")}
        en, ru = parts.get(geometry, ("polygons", "полигоны"))
        titles = Words(f"{title}, {en}", f"{title}, {ru}")
    names = [name for name in (f"{NAME}_ru", f"{NAME}_en") if name in kept.columns]
    how = (str(came.is_swapped), came.encoding, came.mapping.as_json())
    record = _record(came, titles, geometry, title, (came.crs.to_wkt(), *how), Style())
    colour = _COLOURS[int(record.sha256, 16) % len(_COLOURS)]
    look = StyleClass(
        value="",
        titles=titles,
        fill="" if geometry == "line" else colour,
        fill_opacity=0.35 if geometry == "polygon" else 1.0,
        line=colour,
        line_width=2.0 if geometry == "line" else 1.2,
    )
    style = Style(classes=(look,), label=NAME if names else "")
    fields = tuple(_field(kept, str(name)) for name in kept.columns if name != "geometry")
    return OwnLayer(replace(record, fields=fields, style=style), kept)


def _record(
    came: Imported | ImportedRaster,
    titles: Words,
    geometry: str,
    title: str,
    how: Sequence[str],
    style: Style,
) -> LayerRecord:
    """Make the record of a layer that came; what it was, and how it was taken, names it."""
    digest = hashlib.sha256("\n".join((came.sha256, geometry, title, *how)).encode()).hexdigest()
    content = came.frame if isinstance(came, Imported) else came.raster
    return LayerRecord(
        id=f"{_PREFIX}{digest[:_DIGITS]}",
        titles=titles,
        group=OWN,
        kind="vector" if geometry else "raster",
        path=came.label,
        geometry=geometry,
        crs=crs_name(content.crs),
        date="",
        licence="",
        attributions=Words(),
        sources=Words(came.label, came.label),
        notes=Words(),
        precision="",
        precision_m=0.0,
        generalised=False,
        built_by="",
        sha256=digest,
        fields=(),
        style=style,
    )


def _with_text_ids(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give each feature a text that names it alone; ids that do not are numbered anew."""
    said = frame[ID].astype(str) if ID in frame.columns else None
    good = said is not None and frame[ID].notna().all() and said.is_unique
    ids = said.to_numpy() if good and said is not None else [str(n + 1) for n in range(len(frame))]
    columns = plain_columns(frame)
    came = columns.pop(ID, None)
    if came is not None and not good:
        columns[f"{ID}{CAME}"] = came
    shapes = frame.geometry.to_numpy()
    return gpd.GeoDataFrame({ID: ids, **columns}, geometry=shapes, crs=frame.crs).reset_index(
        drop=True
    )


def _field(frame: gpd.GeoDataFrame, name: str) -> Field:
    kinds = {"i": "int", "u": "int", "f": "float"}
    said = TITLES.get(name)
    titles = (
        Words(**{one: translator(one)(said) for one in LANGUAGES}) if said else Words(name, name)
    )
    return Field(name, kinds.get(frame[name].dtype.kind, "text"), "", titles)


def joined(edition: Edition, layers: Sequence[OwnLayer]) -> Edition:
    """Join an edition with a person's own layers.

    Parameters
    ----------
    edition
        The edition; it stays as it is, and gives its layers to the one returned.
    layers
        Layers in the edition's measuring CRS.

    Returns
    -------
    Edition
        One whose hash is that of both; the edition itself where there are no layers.
    """
    if not layers:
        return edition
    digest = hashlib.sha256(edition.sha256.encode())
    for one in layers:
        digest.update(one.record.id.encode())
    records = (*edition.catalogue.records, *(one.record for one in layers))
    return Edition(
        edition.root,
        replace(edition.catalogue, records=records),
        digest.hexdigest(),
        beneath=edition,
        held={one.record.id: one.content for one in layers},
    )
