"""Layers of what is derived: rings of reach round a park, and cells shaded by who is served.

Served cells run from dark blue (near) to pale blue (far), cells beyond every radius are pale
orange: the pair that readers of every colour sight tell apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.derived import RADIUS_M, SERVED_RADIUS
from ui.map.style import HALO, INK

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["UNSERVED", "reach_layers", "served_colours", "served_layers"]

UNSERVED = "#F2C79B"
_NEAR, _FAR = (0x21, 0x66, 0xAC), (0xD3, 0xE4, 0xF3)


def reach_layers(
    source_id: str, lang: str, km: str, *, colour: str = INK, visible: bool = True
) -> list[dict[str, Any]]:
    """Draw the land within reach: a breath of colour, a dashed ring, its radius on the ring.

    Parameters
    ----------
    source_id
        The id under which `ui.routes.reach_source` stands in `MapSpec.sources`.
    lang
        Language of the numbers.
    km
        The word for kilometres.
    colour
        Of ring and land, as #RRGGBB.
    visible
        Whether the rings are on.
    """
    shown = {"visibility": "visible" if visible else "none"}
    length = ["/", ["get", RADIUS_M], 1000]
    number = ["number-format", length, {"locale": lang, "max-fraction-digits": 1}]
    return [
        {
            "id": f"{source_id}-fill",
            "type": "fill",
            "source": source_id,
            "paint": {"fill-color": colour, "fill-opacity": 0.04},
            "layout": shown,
        },
        {
            "id": f"{source_id}-line",
            "type": "line",
            "source": source_id,
            "paint": {"line-color": colour, "line-width": 1.4, "line-dasharray": [4, 2]},
            "layout": shown,
        },
        {
            "id": f"{source_id}-label",
            "type": "symbol",
            "source": source_id,
            "paint": {"text-color": colour, "text-halo-color": HALO, "text-halo-width": 1.6},
            "layout": {
                **shown,
                "text-field": ["concat", number, "\u00a0", km],
                "text-font": ["Golos Text Medium"],
                "text-size": 12,
                "symbol-placement": "line",
                "symbol-spacing": 500,
            },
        },
    ]


def served_colours(radii_m: Sequence[int]) -> dict[int, str]:
    """Give the colour of each radius, the nearest the darkest; beyond them is `UNSERVED`.

    Examples
    --------
    >>> served_colours([2000, 500])
    {500: '#2166AC', 2000: '#7AA5D0'}
    """
    radii = sorted(radii_m)
    steps = max(len(radii) - 1, 2)
    return {radius: _between(place / steps) for place, radius in enumerate(radii)}


def _between(share: float) -> str:
    parts = (round(near + (far - near) * share) for near, far in zip(_NEAR, _FAR, strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def served_layers(
    source_id: str, radii_m: Sequence[int], *, visible: bool = True
) -> list[dict[str, Any]]:
    """Shade the cells of `ui.routes.served_source` by the smallest radius that serves them."""
    cases = [part for pair in served_colours(radii_m).items() for part in pair]
    return [
        {
            "id": f"{source_id}-fill",
            "type": "fill",
            "source": source_id,
            "paint": {
                "fill-color": ["match", ["get", SERVED_RADIUS], *cases, UNSERVED],
                "fill-opacity": 0.7,
                "fill-antialias": False,
            },
            "layout": {"visibility": "visible" if visible else "none"},
        }
    ]
