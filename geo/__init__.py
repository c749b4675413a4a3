"""The engine: pure measures on frames and arrays in a measuring CRS, numbers out."""

import geo._environment  # noqa: F401 - before any library reads the variables
from geo._errors import (
    AtlasError,
    ColumnError,
    CrsError,
    EmptyError,
    GeometryError,
    ValueRangeError,
)
from geo._validate import on_the_map
from geo.coverage import distance_to_nearest_m, served, service_area
from geo.crs import (
    OperationNote,
    crs_name,
    crs_note,
    fitting_utm,
    msk70,
    operation_note,
    parse_crs,
    reproject,
    require_measuring,
)
from geo.figure import PRECISION_M, Figure, LayerRef, Method, worst_precision

__all__ = [
    "PRECISION_M",
    "AtlasError",
    "ColumnError",
    "CrsError",
    "EmptyError",
    "Figure",
    "GeometryError",
    "LayerRef",
    "Method",
    "OperationNote",
    "ValueRangeError",
    "crs_name",
    "crs_note",
    "distance_to_nearest_m",
    "fitting_utm",
    "msk70",
    "on_the_map",
    "operation_note",
    "parse_crs",
    "reproject",
    "require_measuring",
    "served",
    "service_area",
    "worst_precision",
]
