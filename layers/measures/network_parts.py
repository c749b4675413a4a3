"""The health of the streets on any inputs: parts that do not meet, one-ways that shut."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from geo import SHARE, fitting_utm
from geo.network import MAX_SNAP_M
from geo.network_parts import network_parts as parts_of
from geo.network_parts import served_by_parts
from layers import method_words as words
from layers._over_streets import FAR, MODE, PARTED, STREETS
from layers._statistic import Headline, Statistic, described
from layers.inputs import placed
from layers.measure import Chart, Column, Look, Measure, Role, Setting
from layers.measures import _declared as declared
from layers.travel import MODES, mode_setting, network_of, speed_setting
from layers.vocabulary import NAME, SPEED_KMH, in_language
from layers.wording import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from pyproj import CRS

    from layers.inputs import Input

__all__ = ["MEASURES", "network_parts"]

TITLE: Final = msg("parts of the street network")
FORMULA: Final = msg(
    "part = streets that hang together by shared vertices, one-ways left aside; shut by one-ways = "
    "its streets outside the largest set of junctions that all reach each other; a place uses the "
    "part of its nearest street, within the bound"
)
NAMED_BY: Final = msg("Part named by")
LONGEST: Final = msg("the street of the greatest length in it")
UNNAMED: Final = msg("no street has a name")
ALL_MEET: Final = msg("All streets hang together.")
ONE_WAYS: Final = msg(
    "One-ways keep some streets from being entered or left: look whether they are drawn rightly."
)
COUNT: Final = msg("Parts of the network")
IN_LARGEST: Final = msg("Length in the largest part")
BEYOND: Final = msg("People too far from the streets")


def network_parts(
    network: Input,
    places: Input | None = None,
    *,
    mode: str = "car",
    weight: str | None = None,
    name_column: str | None = None,
    speed_kmh: str | float = SPEED_KMH,
    crs: CRS | None = None,
    stated: Mapping[str, Any] | None = None,
) -> Statistic:
    """Find the parts of the streets that do not meet, and who uses which.

    Parameters
    ----------
    network
        Lines that share a vertex wherever one can turn.
    places
        Points, or polygons and lines at their centroid, that use the streets.
    mode
        "foot", "bicycle" or "car": one-ways bind the last two.
    weight
        Column of `places` with people; None makes each count one.
    name_column
        Column of `network` with the name; None takes `name_en` or `name` where it is there.
    speed_kmh
        Speed of cars: a column of `network` with km/h, or one speed for all.
    crs
        The measuring CRS; None takes the UTM zone that fits the streets.
    stated
        Further parameters for the method card.

    Returns
    -------
    Statistic
        Rows ``part, name, length_km, share, nodes, one_way_km`` and, with places,
        ``places_using, people_using, snap_median_m, snap_greatest_m``; part 0 is places too far
        from the streets. The layer is the parts.

    Raises
    ------
    CrsError, GeometryError, EmptyError, ColumnError, ValueRangeError
        By the first fault of an input.
    """
    crs = crs or fitting_utm(network.frame)
    streets = placed(network, crs)
    used = placed(places, crs) if places else None
    net = network_of(streets, mode, speed_kmh)
    named = name_column or _name_column(streets.frame)
    lines = streets.frame if named else None
    parts = parts_of(net, lines, name_column=named or NAME)
    rows = parts.drop(columns="geometry")
    if used:
        served = served_by_parts(net, used.frame, weight=weight)
        served = served.rename(columns={"places": "places_using", "weight": "people_using"})
        rows = rows.merge(served, on="part", how="right")
        rows = rows[(rows["part"] > 0) | (rows["places_using"] > 0)]
    beyond = rows["part"].eq(0).any()
    notes = [PARTED if len(parts) > 1 else ALL_MEET]
    notes += [ONE_WAYS] if (parts["one_way_km"] > 0).any() else []
    notes += [FAR] if beyond else []
    found = described(
        TITLE,
        FORMULA,
        rows,
        [streets, *([used] if used else [])],
        crs,
        {
            MODE: next(one.title for one in MODES if one.value == mode),
            NAMED_BY: LONGEST if named else UNNAMED,
            **({words.WEIGHT: weight or words.EACH_ONE} if used else {}),
            **({words.MAX_SNAP: MAX_SNAP_M} if used else {}),
            **(stated or {}),
        },
        notes=notes,
    )
    return replace(found, layer=parts, headlines=_headlines(found, len(parts), beyond=bool(beyond)))


def _name_column(streets: gpd.GeoDataFrame) -> str | None:
    known = (in_language(NAME, "ru"), in_language(NAME, "en"), NAME)
    return next((name for name in known if name in streets.columns), None)


def _headlines(found: Statistic, parts: int, *, beyond: bool) -> tuple[Headline, ...]:
    largest = found.figure("share", SHARE, part=1)
    said = [
        Headline(COUNT, replace(largest, value=float(parts), unit="")),
        Headline(IN_LARGEST, largest),
    ]
    if beyond:
        said.append(Headline(BEYOND, found.figure("people_using", msg("people"), part=0)))
    return tuple(said)


MEASURES: Final = (
    Measure(
        id="network_parts",
        family="proximity",
        title=msg("Do the streets hang together"),
        lead=msg("Into how many parts do the streets fall, and who uses a part that is cut off?"),
        function=network_parts,
        roles=(
            STREETS,
            Role(
                "places",
                msg("Places"),
                ("point", "line", "polygon"),
                ("population", "settlements", "sites", "parks"),
                optional=True,
                usual=True,
            ),
        ),
        settings=(
            mode_setting("car"),
            speed_setting(),
            Setting("weight", msg("Column of people"), "column", of="places", on_page=False),
            Setting("name_column", msg("Column of names"), "column", of="network", on_page=False),
        ),
        columns=(
            Column("part", msg("Part")),
            Column("name", msg("Street")),
            Column("length_km", msg("Length, km"), 1),
            declared.SHARE,
            Column("nodes", msg("Junctions and ends")),
            Column("one_way_km", msg("Shut by one-ways, km"), 1),
            Column("places_using", msg("Places that use it")),
            Column("people_using", msg("People who use it")),
            Column("snap_median_m", msg("Median way to the street, m")),
            Column("snap_greatest_m", msg("Farthest way to the street, m")),
        ),
        charts=(Chart("bars", msg("Length by part"), "part", "length_km"),),
        look=Look("part", "classes", msg("Part")),
    ),
)
