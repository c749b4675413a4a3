"""Ways of getting there: in a straight line, or over the streets on foot, by bicycle or by car.

On foot and by bicycle the speed is one for all streets; cars take that of each street. One-way
streets bind bicycles and cars. The way to and from the streets is walked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from geo import ValueRangeError, build_network, said
from layers.measure import Choice, Setting
from layers.vocabulary import ONEWAY, SPEED_KMH
from layers.wording import msg

if TYPE_CHECKING:
    from geo import Network
    from layers.inputs import Input

__all__ = [
    "IN_LINE",
    "MODES",
    "MODE_KMH",
    "OVER_STREETS",
    "STRAIGHT",
    "Mode",
    "mode_setting",
    "network_of",
    "speed_setting",
]

Mode = Literal["straight", "foot", "bicycle", "car"]

STRAIGHT: Final = "straight"

MODE_KMH: Final[dict[str, float | None]] = {"foot": 5.0, "bicycle": 15.0, "car": None}
"""Speed of each way over the streets in km/h; None where each street has its own."""

MODES: Final = (
    Choice("foot", msg("on foot")),
    Choice("bicycle", msg("by bicycle")),
    Choice("car", msg("by car")),
)
"""The ways over the streets."""


IN_LINE: Final = (("mode", (STRAIGHT,)),)
OVER_STREETS: Final = (("mode", tuple(one.value for one in MODES)),)
"""Where a setting matters: `layers.measure.Setting.applies`."""


def mode_setting(default: Mode = "foot", *, straight: bool = False) -> Setting:
    """Declare the choice of the way of getting there, the straight line among them or not.

    Examples
    --------
    >>> [one.value for one in mode_setting(straight=True).choices]
    ['straight', 'foot', 'bicycle', 'car']
    """
    line = (Choice(STRAIGHT, msg("in a straight line")),) if straight else ()
    return Setting("mode", msg("Way"), "choice", default, choices=(*line, *MODES))


def speed_setting() -> Setting:
    """Declare the speed of cars: a column of the streets, or one number for all."""
    return Setting(
        "speed_kmh",
        msg("Speed, km/h"),
        "speed",
        SPEED_KMH,
        of="network",
        flag="speed",
        on_page=False,
    )


def network_of(streets: Input, mode: str, speed_kmh: str | float = SPEED_KMH) -> Network:
    """Build the network of a way of getting there from streets that are placed.

    Parameters
    ----------
    streets
        Lines in a measuring CRS that share a vertex wherever one can turn; a column `oneway`
        says which may be passed in one direction only.
    mode
        "foot", "bicycle" or "car".
    speed_kmh
        Speed of cars: a column with km/h, or one speed for all.

    Raises
    ------
    ValueRangeError
        There is no such way over the streets, or a speed is not above zero.
    CrsError, GeometryError, EmptyError, ColumnError
        By the first fault of the streets.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from layers.inputs import Input
    >>> street = gpd.GeoDataFrame({"speed_kmh": [60]}, crs="EPSG:32645", geometry=[
    ...     shapely.LineString([(350000, 6250000), (351000, 6250000)])])
    >>> networks = [network_of(Input(street, "street", "ab"), mode) for mode in MODE_KMH]
    >>> [round(network.edges.seconds.item()) for network in networks]
    [720, 240, 60]
    """
    if mode not in MODE_KMH:
        raise ValueRangeError(
            said(
                "expected a way over the streets among {known}, got `{mode}`: choose one",
                known=list(MODE_KMH),
                mode=mode,
            )
        )
    oneway = ONEWAY if ONEWAY in streets.frame.columns and mode != "foot" else None
    return build_network(streets.frame, speed_kmh=MODE_KMH[mode] or speed_kmh, oneway=oneway)
