"""What a statistic is computed from: a frame, where it came from and how far its places hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo import (
    PRECISION_M,
    ColumnError,
    CrsError,
    EmptyError,
    GeometryError,
    LayerRef,
    joined,
    on_the_map,
    reproject,
    said,
    worst_precision,
)
from layers.repair import made_valid
from layers.vocabulary import ID, PRECISION

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

    from layers.edition import Edition, Raster

__all__ = [
    "METRES",
    "PRECISION_COLUMN_M",
    "Input",
    "RasterInput",
    "edition_input",
    "edition_raster",
    "file_input",
    "file_raster",
    "placed",
    "require_column",
    "with_ids",
    "with_metres",
]

METRES: Final = "metres within which the place is known"
"""Column that `with_metres` adds: the precision of each feature in metres."""

PRECISION_COLUMN_M: Final = "precision_m"
"""Column with a feature's own precision in metres, where it is known better than by a word."""

_SHOWN: Final = 8
_M2_PER_HA: Final = 10_000
_GREATEST_CHANGE: Final = 0.01
"""Greatest share of a layer's area that mending may change."""

_POLYGON_TYPES: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True, eq=False)
class Input:
    """A layer or a file that a statistic is computed from.

    Attributes
    ----------
    frame
        Its features, in any CRS.
    id
        The layer's id in its edition, or the name of the file.
    sha256
        Hash of the bytes that were read.
    precision
        A word of `geo.PRECISION_M` for all features, or the column that holds one for each;
        empty where nothing is known.
    generalised
        True where geometry is simplified or drawn by hand; None where nobody says.
    off_the_map
        Features left out because their place is unknown.
    repaired
        Geometries that were invalid and were made valid.
    repaired_from_ha, repaired_to_ha
        Their area before and after.
    """

    frame: gpd.GeoDataFrame
    id: str
    sha256: str
    precision: str = ""
    generalised: bool | None = None
    off_the_map: int = 0
    repaired: int = 0
    repaired_from_ha: float = 0.0
    repaired_to_ha: float = 0.0

    def words(self) -> list[str]:
        """Give the precision of each feature as a word, empty where it is unknown.

        Raises
        ------
        ColumnError
            The column that should hold it is not there.
        """
        if not self.precision or self.precision in PRECISION_M:
            return [self.precision] * len(self.frame)
        if self.precision not in self.frame.columns:
            raise ColumnError(
                said(
                    "`{name}`: expected a column `{precision}` with the precision, got "
                    "{columns}: name one of these, or a word among {known}",
                    name=self.id,
                    precision=self.precision,
                    columns=_columns(self.frame),
                    known=list(PRECISION_M),
                )
            )
        return [str(word) for word in self.frame[self.precision].fillna("").to_numpy(dtype=object)]

    def metres(self) -> NDArray[np.float64]:
        """Give how far each feature may lie from its true place; 0 where nobody says."""
        stated = np.array([PRECISION_M.get(word, 0.0) for word in self.words()])
        if PRECISION_COLUMN_M not in self.frame.columns:
            return stated
        own: NDArray[np.float64] = pd.to_numeric(
            self.frame[PRECISION_COLUMN_M], errors="coerce"
        ).to_numpy(dtype=float, na_value=np.nan)
        return np.where(np.isfinite(own) & (own >= 0), own, stated)

    def reference(self) -> LayerRef:
        """Give the reference of the method card, with the worst precision of its features."""
        return LayerRef(self.id, self.sha256, worst_precision(self.words()))


@dataclass(frozen=True, slots=True, eq=False)
class RasterInput:
    """A raster that a statistic is computed from.

    Attributes
    ----------
    raster
        Its first band.
    id
        The layer's id in its edition, or the name of the file.
    sha256
        Hash of the bytes that were read.
    precision, precision_m
        How far its cells may lie from their true place; empty and 0 where nobody says.
    generalised
        True where it was made of generalised layers; None where nobody says.
    """

    raster: Raster
    id: str
    sha256: str
    precision: str = ""
    precision_m: float = 0.0
    generalised: bool | None = None
    off_the_map: int = 0
    repaired: int = 0
    repaired_from_ha: float = 0.0
    repaired_to_ha: float = 0.0

    def words(self) -> list[str]:
        """Give the precision as a word, empty where it is unknown."""
        return [self.precision]

    def metres(self) -> NDArray[np.float64]:
        """Give the precision in metres."""
        return np.array([self.precision_m])

    def reference(self) -> LayerRef:
        """Give the reference of the method card."""
        return LayerRef(self.id, self.sha256, self.precision)


def edition_input(
    edition: Edition,
    layer_id: str,
    where: Mapping[str, Collection[Any]] | None = None,
    *,
    filled: str | None = None,
) -> Input:
    """Make an input of a vector layer of an edition; features off the map are dropped and counted.

    Parameters
    ----------
    edition
        The edition.
    layer_id
        A vector layer.
    where
        Values that features must have, by column.
    filled
        Column in which features must have a value.

    Raises
    ------
    UnknownLayerError, EditionError
        The edition cannot give the layer.
    ColumnError
        A column of `where` is not there.
    EmptyError
        No feature is left, or none has a known place.

    Examples
    --------
    >>> from layers import open_edition
    >>> edition_input(open_edition(), "municipalities", {"id": ["tomsk"]}).frame["id"].tolist()
    ['tomsk']
    """
    record = edition.record(layer_id)
    frame = edition.frame(layer_id)
    chosen = np.ones(len(frame), dtype=bool)
    for column, values in (where or {}).items():
        require_column(frame, column, layer_id)
        chosen &= frame[column].isin(list(values)).to_numpy()
    if filled is not None:
        require_column(frame, filled, layer_id)
        chosen &= (frame[filled].fillna("").astype(str).str.strip() != "").to_numpy()
    if not chosen.any():
        wanted = joined(
            ", ",
            (
                said("`{column}` among {values}", column=column, values=list(values)[:_SHOWN])
                for column, values in (where or {}).items()
            ),
        )
        raise EmptyError(
            said(
                "`{layer_id}`: expected features with {wanted}, got none among {rows}: "
                "choose other values",
                layer_id=layer_id,
                wanted=wanted or said("a value of `{column}`", column=filled),
                rows=len(frame),
            )
        )
    one = Input(
        frame=frame[chosen],
        id=layer_id,
        sha256=record.sha256,
        precision=PRECISION if PRECISION in frame.columns else record.precision,
        generalised=record.generalised,
    )
    return _without_unplaced(one)


def edition_raster(edition: Edition, layer_id: str = "landcover") -> RasterInput:
    """Make an input of a raster layer of an edition.

    Raises
    ------
    UnknownLayerError, EditionError
        The edition cannot give the layer.
    """
    record = edition.record(layer_id)
    return RasterInput(
        edition.raster(layer_id),
        layer_id,
        record.sha256,
        record.precision,
        record.precision_m,
        record.generalised,
    )


def file_input(frame: gpd.GeoDataFrame, sha256: str, label: str) -> Input:
    """Make an input of a file that was read: see `layers.reading.read_vector`.

    A column `precision` with words of `geo.PRECISION_M`, as in the atlas's own exports, is heeded.

    Raises
    ------
    EmptyError
        No feature has a place.
    """
    known = PRECISION in frame.columns and frame[PRECISION].dropna().isin(list(PRECISION_M)).all()
    return _without_unplaced(Input(frame, label, sha256, PRECISION if known else ""))


def file_raster(raster: Raster, sha256: str, label: str) -> RasterInput:
    """Make an input of a raster file that was read: see `layers.reading.read_raster`."""
    return RasterInput(raster, label, sha256)


def placed(one: Input, crs: CRS) -> Input:
    """Bring an input into a measuring CRS; unplaced features leave, broken polygons are mended.

    Mending keeps the structure: rings are made valid, holes stay holes, what has no area goes.

    Raises
    ------
    CrsError
        The frame has no CRS, or coordinates have no place in `crs`.
    EmptyError
        No feature has a place.
    GeometryError
        Mending would change the area of the layer's polygons by more than 1 %.
    """
    if one.frame.crs is None:
        raise CrsError(
            said(
                "`{layer}`: expected a CRS, got none: write the file with the CRS of its "
                "coordinates",
                layer=one.id,
            )
        )
    one = _without_unplaced(one)
    one = replace(one, frame=reproject(one.frame, crs))
    shapes = np.asarray(one.frame.geometry.array)
    broken = np.isin(shapely.get_type_id(shapes), _POLYGON_TYPES) & ~shapely.is_valid(shapes)
    return _without_unplaced(_mended(one, shapes, broken)) if broken.any() else one


def with_ids(one: Input, column: str | None) -> Input:
    """Give each feature an id: that of a column, or, where `column` is None, of `id` if there.

    Where neither is there, features are numbered from 1 in their order, in a column `id`.

    Raises
    ------
    ColumnError
        The column named is not there.
    """
    if column is not None:
        require_column(one.frame, column, one.id)
    if (column or ID) in one.frame.columns:
        return one
    return replace(one, frame=one.frame.assign(**{ID: range(1, len(one.frame) + 1)}))


def with_metres(one: Input) -> gpd.GeoDataFrame:
    """Give the frame with the precision of each feature in metres in the column `METRES`."""
    return one.frame.assign(**{METRES: one.metres()})


def _mended(one: Input, shapes: NDArray[Any], broken: NDArray[np.bool_]) -> Input:
    """Make broken polygons valid, and count them; refuse where the layer's area would change."""
    made = shapes.copy()
    made[broken] = made_valid(shapes[broken])
    before_m2, after_m2 = (shapely.area(each[broken]).sum() for each in (shapes, made))
    if abs(after_m2 - before_m2) > _GREATEST_CHANGE * shapely.area(shapes).sum():
        first = shapes[np.flatnonzero(broken)[0]]
        raise GeometryError(
            said(
                "`{layer}`: expected valid polygons, {broken} of {rows} are not ({reason}), "
                "and repairing them would change their area from {before_ha:.4f} to "
                "{after_ha:.4f} ha, which is more than {most:.0%} of the layer: "
                "repair them where they were drawn",
                layer=one.id,
                broken=int(broken.sum()),
                rows=len(shapes),
                reason=shapely.is_valid_reason(first),
                before_ha=before_m2 / _M2_PER_HA,
                after_ha=after_m2 / _M2_PER_HA,
                most=_GREATEST_CHANGE,
            )
        )
    return replace(
        one,
        frame=one.frame.set_geometry(made, crs=one.frame.crs),
        repaired=one.repaired + int(broken.sum()),
        repaired_from_ha=one.repaired_from_ha + float(before_m2) / _M2_PER_HA,
        repaired_to_ha=one.repaired_to_ha + float(after_m2) / _M2_PER_HA,
    )


def _without_unplaced(one: Input) -> Input:
    frame, absent = on_the_map(one.frame)
    if frame.empty:
        raise EmptyError(
            said(
                "`{layer}`: expected features with a place, got none ({absent} without "
                "geometry): check the layer",
                layer=one.id,
                absent=absent,
            )
        )
    return replace(one, frame=frame, off_the_map=one.off_the_map + absent)


def require_column(frame: gpd.GeoDataFrame, column: str, name: str) -> None:
    """Refuse a frame without a column, and name those that it has.

    Raises
    ------
    ColumnError
        The column is not there.
    """
    if column not in frame.columns:
        raise ColumnError(
            said(
                "`{name}`: expected column `{column}`, got {there}: name one of these, or add it",
                name=name,
                column=column,
                there=_columns(frame),
            )
        )


def _columns(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(column) for column in frame.columns if column != frame.geometry.name]
