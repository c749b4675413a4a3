"""What many measures declare alike: their roles, their columns by name, and columns of rows."""

from __future__ import annotations

from typing import Final

from layers.measure import Column, Role, Setting
from layers.wording import msg

__all__ = [
    "AREAS",
    "AREA_ENDS",
    "AREA_HA",
    "BY_COLUMN",
    "CLASS",
    "DEMAND",
    "MINUTES",
    "NETWORK",
    "ORIGINS_ID_COLUMN",
    "RADIUS_M",
    "SERVED",
    "SERVED_HIGH",
    "SERVED_LOW",
    "SERVED_SHARE",
    "SHARE",
    "SHARE_HIGH",
    "SHARE_LOW",
    "SUPPLY",
    "TARGETS",
    "TARGETS_BY_COLUMN",
    "TOTAL",
    "TYPE",
    "UNCOVERED",
    "UNCOVERED_ENDS",
    "WEIGHT_COLUMN",
    "ZONE",
    "ZONE_COLUMN",
]

DEMAND: Final = Role("demand", msg("Demand"), ("point", "line", "polygon"), ("population",))
SUPPLY: Final = Role("supply", msg("Supply"), ("point", "line", "polygon"), ("parks", "sites"))
NETWORK: Final = Role("network", msg("Streets"), ("line",), ("streets",), optional=True, usual=True)
AREAS: Final = Role("zones", msg("Areas"), ("polygon",), ("municipalities",), optional=True)

TARGETS: Final = Role("targets", msg("To"), ("point", "line", "polygon"), ("parks", "sites"))

BY_COLUMN: Final = Setting("by", msg("Column of types"), "column", of="supply", on_page=False)
TARGETS_BY_COLUMN: Final = Setting(
    "by", msg("Column of types"), "column", of="targets", on_page=False
)
ORIGINS_ID_COLUMN: Final = Setting(
    "id_column", msg("Column of ids"), "column", of="origins", flag="id", on_page=False
)
WEIGHT_COLUMN: Final = Setting(
    "weight", msg("Column of people"), "column", of="demand", on_page=False
)
ZONE_COLUMN: Final = Setting(
    "zone_column", msg("Column of names"), "column", of="zones", on_page=False
)

ZONE: Final = Column("zone", msg("Zone"))
TYPE: Final = Column("by", msg("Type"))
CLASS: Final = Column("class", msg("Class"))
AREA_HA: Final = Column("area_ha", msg("Area, ha"), 1)
AREA_ENDS: Final = (
    Column("area_ha_low", msg("Area, low, ha"), 1),
    Column("area_ha_high", msg("Area, high, ha"), 1),
)
RADIUS_M: Final = Column("radius_m", msg("Radius, m"))
MINUTES: Final = Column("minutes", msg("Minutes"), 1)
TOTAL: Final = Column("total", msg("People in all"))
SERVED: Final = Column("served", msg("People within"))
SERVED_LOW: Final = Column("served_low", msg("People, low"))
SERVED_HIGH: Final = Column("served_high", msg("People, high"))
SERVED_SHARE: Final = Column("served_share", msg("Share"), 1, share=True)
UNCOVERED: Final = Column("uncovered", msg("People beyond"))
UNCOVERED_ENDS: Final = (
    Column("uncovered_low", msg("People beyond, low")),
    Column("uncovered_high", msg("People beyond, high")),
)
SHARE: Final = Column("share", msg("Share"), 1, share=True)
SHARE_LOW: Final = Column("share_low", msg("Share, low"), 1, share=True)
SHARE_HIGH: Final = Column("share_high", msg("Share, high"), 1, share=True)
