"""The story of an edition: the one it ships, else one made of its parks, so that each has one."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from layers.story.figures import offered
from layers.story.files import read_story
from layers.story.place import bounds, drawable, extent
from layers.story.records import Step, Story, StoryView
from layers.vocabulary import LANGUAGES, PARK_TYPE, Words
from layers.wording import msg, translator

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.edition import Edition
    from layers.styles import StyleClass

__all__ = ["edition_story", "made_story", "view_of"]

RADIUS_M: Final = 1000
"""Within which people are counted, as on the map page at first."""
SCREEN: Final = (760.0, 560.0)
"""Pixels of the map beside the text at 1366 by 768, into which a view must fit."""
NEAREST: Final = 14.0
TILE: Final = 512.0
"""Pixels of the whole world at zoom 0, as MapLibre counts."""

WHOLE: Final = msg("The agglomeration, its parks and the sites of its clusters.")
OF_TYPE: Final = msg("Parks of this type on the map.")


@lru_cache(maxsize=8)
def edition_story(edition: Edition) -> Story:
    """Give the story that an edition ships, else the one made of its parks.

    Raises
    ------
    StoryError
        The story that it ships has faults.
    """
    return read_story(edition) or made_story(edition)


def made_story(edition: Edition) -> Story:
    """Make a story of an edition's parks: the whole, then each type with its view and its share.

    Parameters
    ----------
    edition
        The edition; one without parks gets the one step that shows it whole.

    Examples
    --------
    >>> from layers import open_edition
    >>> story = made_story(open_edition())
    >>> [step.id for step in story.steps][:3]
    ['agglomeration', 'industrial', 'innovation']
    """
    names = offered(edition)
    title = Words(**{lang: edition.title(lang) for lang in LANGUAGES})
    drawn = drawable(edition)
    shown = tuple(one.id for one in drawn if one.style.visible) or tuple(one.id for one in drawn)
    base = tuple(one.id for one in drawn if one.group == "base" and one.style.visible)
    steps = [
        Step(
            id="agglomeration",
            title=title,
            text=_in_languages(WHOLE),
            view=_first_view(edition),
            layers=shown,
            figures=_known(names, f"coverage.all.{RADIUS_M}", "account.projects.listed"),
        )
    ]
    parks = edition.frame("parks") if "parks" in edition.records else None
    if parks is not None and PARK_TYPE in parks.columns:
        placed = parks[parks.geometry.notna()]
        for one in edition.record("parks").style.classes:
            members = placed[placed[PARK_TYPE] == one.value]
            if len(members) and one.value:
                steps.append(_of_type(one, members, base, names))
    return Story(title, tuple(steps))


def view_of(frame: gpd.GeoDataFrame, screen: tuple[float, float] = SCREEN) -> StoryView:
    """Give the nearest view that holds some features, by the projection of web maps.

    Parameters
    ----------
    frame
        Features in any CRS; at least one has a place.
    screen
        Width and height in pixels that they must fit.

    Examples
    --------
    >>> import shapely, geopandas as gpd
    >>> box = gpd.GeoDataFrame(geometry=[shapely.box(84.5, 56.0, 85.5, 56.4)], crs="EPSG:4326")
    >>> view = view_of(box)
    >>> round(view.lon, 2), round(view.lat, 2), round(view.zoom, 1)
    (85.0, 56.2, 9.1)
    """
    west, south, east, north = bounds(frame)
    top, bottom = _mercator(north), _mercator(south)
    across, along = (east - west) / 360, bottom - top
    fits = [
        math.log2(side / TILE / size)
        for side, size in zip(screen, (across, along), strict=True)
        if size > 0
    ]
    middle = math.degrees(math.atan(math.sinh(math.pi * (1 - (top + bottom)))))
    zoom = max(min([NEAREST, *fits]), 3.0)
    return StoryView(round((west + east) / 2, 4), round(middle, 4), round(zoom, 2))


def _mercator(lat: float) -> float:
    """Give the place of a latitude between the map's top (0) and bottom (1)."""
    return (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2


def _first_view(edition: Edition) -> StoryView:
    west, south, east, north = extent(edition)
    view = edition.view
    inside = west <= view.lon <= east and south <= view.lat <= north
    lon, lat = (view.lon, view.lat) if inside else ((west + east) / 2, (south + north) / 2)
    return StoryView(lon, lat, view.zoom)


def _of_type(
    one: StyleClass, members: gpd.GeoDataFrame, base: tuple[str, ...], names: dict[str, Words]
) -> Step:
    value = str(one.value)
    return Step(
        id=re.sub("[^a-z0-9_-]", "-", value.lower()).strip("-_")[:40] or "type",
        title=one.titles,
        text=_in_languages(OF_TYPE),
        view=view_of(members),
        layers=(*base, f"parks/{value}"),
        figures=_known(names, f"coverage.{value}.{RADIUS_M}", f"served.{value}.{RADIUS_M}"),
    )


def _known(names: dict[str, Words], *wanted: str) -> tuple[str, ...]:
    return tuple(one for one in wanted if one in names)


def _in_languages(text: str) -> Words:
    return Words(**{lang: translator(lang)(text) for lang in LANGUAGES})
