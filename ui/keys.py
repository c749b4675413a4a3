"""The names of everything a session or an address remembers, in one place.

Widgets with `bind="query-params"` use these names in the address, so they are short words.
"""

from __future__ import annotations

import re

__all__ = [
    "ABOUT",
    "ASKED",
    "ATLAS",
    "BACKGROUNDS",
    "BACKGROUND_ADD",
    "DEFAULT_RADIUS_M",
    "FLY",
    "GONE",
    "LANG",
    "LAYER",
    "LAYERS",
    "LEFT",
    "MAKE",
    "MAPPING",
    "MAPPING_FILE",
    "MEASURE",
    "MODE",
    "OF",
    "OWN",
    "PACK_LAYERS",
    "PANEL",
    "PART",
    "PROJECTS",
    "RADII_M",
    "RADIUS",
    "REFUSED",
    "ROADMAP",
    "RUN",
    "SEARCH",
    "SELECTED",
    "SHADE",
    "STORY",
    "TELLING",
    "WORKS",
    "visible",
]

UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
"""What must not stand in a name, which is part of addresses and of style rules too."""

LANG = "lang"
MAKE = "make"
ABOUT = "about"
PACK_LAYERS = "pack-layers"
WORKS = "_works"
LAYER = "layer"
LAYERS = "_layers"
MAPPING = "_mapping"
MAPPING_FILE = "_mapping_file"
PROJECTS = "projects"
PART = "part"
OF = "of"
ROADMAP = "_roadmap"
ATLAS = "atlas"
BACKGROUNDS = "_backgrounds"
BACKGROUND_ADD = "_background_add"
SEARCH = "search"
RUN = "_run"
SELECTED = "at"
FLY = "_fly"
PANEL = "_panel"
RADIUS = "radius"
SHADE = "shade"
MEASURE = "measure"
OWN = "_own"
TELLING = "telling"
STORY = "_story"
ASKED = "_asked"
LEFT = "_left"
MODE = "mode"
GONE = "_gone"
REFUSED = "_refused"
RADII_M = (500, 1000, 2000, 3000, 5000)
DEFAULT_RADIUS_M = 1000


def visible(layer_id: str, value: str = "") -> str:
    """Name the switch of a layer, or of one class of it, in the legend.

    Examples
    --------
    >>> visible("parks", "medical"), visible("water")
    ('on-parks-medical', 'on-water')
    """
    plain = UNSAFE.sub("-", value)
    return f"on-{layer_id}-{plain}" if value else f"on-{layer_id}"
