"""The words of method cards: English here, and keys of the translation everywhere else.

Formulae, names of parameters, their values where these are words, and notes. Each stands in the
catalogue of translations; column names, ids and numbers are the same in every language.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ACCESS",
    "CELL",
    "CENTROID",
    "CLASSES",
    "COUNTED_AT",
    "COVERAGE",
    "COVERAGE_FORMULA",
    "EACH_ONE",
    "EMPTY_ZONES",
    "GENERALISED",
    "LANDCOVER",
    "LANDCOVER_CENTRE_FORMULA",
    "LANDCOVER_FORMULA",
    "LANDUSE",
    "LANDUSE_FORMULA",
    "MAX_SNAP",
    "MIX",
    "MOVED",
    "NO",
    "NOT_STATED",
    "NO_TYPES",
    "OFF_THE_MAP",
    "ORIGINS_AT",
    "POSSIBLE",
    "PROXIMITY",
    "PROXIMITY_FORMULA",
    "RADII",
    "REPAIRED",
    "REPAIRED_FROM",
    "REPAIRED_TO",
    "SELF_FOUND",
    "SOME_REPAIRED",
    "SOME_UNPLACED",
    "SPEED",
    "STATUSES",
    "SUPPLY_MOVED",
    "TARGETS_MOVED",
    "TYPES",
    "UNKNOWN_PRECISION",
    "VALUES",
    "WEIGHT",
    "YES",
    "ZONES",
]

COVERAGE: Final = "coverage"
PROXIMITY: Final = "proximity"
LANDUSE: Final = "land use"
LANDCOVER: Final = "land cover"
MIX: Final = "mix of land uses"

COVERAGE_FORMULA: Final = (
    "served = sum of the weights of demand no farther than the radius from the nearest feature of "
    "the type; share = served / total; served + uncovered = total; "
    "area = land within the radius, overlaps counted once"
)
PROXIMITY_FORMULA: Final = (
    "distance = straight line from the place to the edge of the nearest feature of the type, "
    "0 inside it; time = shortest time over the streets, the way to and from them on foot included"
)
LANDUSE_FORMULA: Final = (
    "area = sum of the parts of the class's polygons that lie in the zone; "
    "share = area / area of the zone; what no polygon covers is unclassified"
)
LANDCOVER_FORMULA: Final = (
    "area = sum of the parts of the class's cells that lie in the zone; "
    "share = area / area of the zone; land without data is unclassified"
)
LANDCOVER_CENTRE_FORMULA: Final = (
    "area = number of cells of the class whose centre lies in the zone x area of a cell; "
    "share = area / area of all cells in the zone"
)

RADII: Final = "Radii, m"
TYPES: Final = "Types by column"
WEIGHT: Final = "Weight by column"
ZONES: Final = "Zones"
CLASSES: Final = "Classes by column"
STATUSES: Final = "Statuses counted"
COUNTED_AT: Final = "Demand counts at"
ORIGINS_AT: Final = "Places count at"
GENERALISED: Final = "Generalised geometry"
OFF_THE_MAP: Final = "Left out, place unknown"
REPAIRED: Final = "Invalid geometries repaired"
REPAIRED_FROM: Final = "Their area before, ha"
REPAIRED_TO: Final = "Their area after, ha"
MOVED: Final = "Moved for the interval"
SPEED: Final = "Speed by column"
ACCESS: Final = "Speed to and from the streets, km/h"
MAX_SNAP: Final = "Farthest from the streets, m"
CELL: Final = "Cell size, m"
POSSIBLE: Final = "Classes possible"

YES: Final = "yes"
NO: Final = "no"
NOT_STATED: Final = "not stated"
CENTROID: Final = "the centre of the cell or the centroid of the feature"
EACH_ONE: Final = "each feature counts one"
NO_TYPES: Final = "all features are one type"
SUPPLY_MOVED: Final = "each feature of supply, evenly within its precision; demand stays"
TARGETS_MOVED: Final = "each feature sought, evenly within its precision; the places stay"
VALUES: Final = (
    YES,
    NO,
    NOT_STATED,
    CENTROID,
    EACH_ONE,
    NO_TYPES,
    SUPPLY_MOVED,
    TARGETS_MOVED,
)

SOME_UNPLACED: Final = "Features whose place is unknown are left out: {count}."
SOME_REPAIRED: Final = (
    "Invalid polygons were repaired before measuring: {count}; their area was {before:.4f} ha "
    "before and {after:.4f} ha after."
)
EMPTY_ZONES: Final = "In some zones there is nobody, so there are no shares: {zones}."
UNKNOWN_PRECISION: Final = (
    "At least one of the layers does not say how precise its places are; the precision given is "
    "the worst of those that do."
)
SELF_FOUND: Final = "A feature that is sought among its own kind finds itself, at 0 m."
