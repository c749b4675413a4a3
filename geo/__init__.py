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
from geo._numbers import GREATEST_RADIUS_M
from geo._progress import watched
from geo._said import Said, joined, said
from geo._types import ALL_TYPES
from geo._validate import on_the_map
from geo.coverage import OUTSIDE, distance_to_nearest_m, served, service_area
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
from geo.diversity import class_mix
from geo.figure import PRECISION_M, SHARE, Figure, LayerRef, Method, worst_precision
from geo.landcover import class_areas
from geo.landuse import UNCLASSIFIED, area_by_class, land_in_zones
from geo.network import Network, build_network, nearest_over_network, snap_distance_m
from geo.overlaps import OverlapWarning
from geo.proximity import nearest
from geo.uncertainty import coverage_interval, proximity_interval
from geo.zonal import zonal_statistics

__all__ = [
    "ALL_TYPES",
    "GREATEST_RADIUS_M",
    "OUTSIDE",
    "PRECISION_M",
    "SHARE",
    "UNCLASSIFIED",
    "AtlasError",
    "ColumnError",
    "CrsError",
    "EmptyError",
    "Figure",
    "GeometryError",
    "LayerRef",
    "Method",
    "Network",
    "OperationNote",
    "OverlapWarning",
    "Said",
    "ValueRangeError",
    "area_by_class",
    "build_network",
    "class_areas",
    "class_mix",
    "coverage_interval",
    "crs_name",
    "crs_note",
    "distance_to_nearest_m",
    "fitting_utm",
    "joined",
    "land_in_zones",
    "msk70",
    "nearest",
    "nearest_over_network",
    "on_the_map",
    "operation_note",
    "parse_crs",
    "proximity_interval",
    "reproject",
    "require_measuring",
    "said",
    "served",
    "service_area",
    "snap_distance_m",
    "watched",
    "worst_precision",
    "zonal_statistics",
]
