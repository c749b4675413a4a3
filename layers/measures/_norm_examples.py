"""Norms to start from: examples that show how a norm is written, not what the law asks."""

from __future__ import annotations

from typing import Final

from layers.wording import msg

__all__ = ["EXAMPLES"]

TO_WORK: Final = msg(
    "example after SNiP 2.07.01-89*, clause 6.2: 90 % of workers reach work within 37 min, cities "
    "of 500,000; not checked against SP 42.13330.2016, which took its place"
)
OPEN_SPACE: Final = msg(
    "example after the metadata of SDG indicator 11.7.1 (UN-Habitat, 2021): open public space "
    "within 400 m; it asks for this of people, not of a historical park"
)
POLYCLINIC: Final = msg(
    "example after regional norms of planning (docs.cntd.ru/document/906507363): polyclinics "
    "within 1,000 m; not checked against SP 42.13330.2016"
)
SPORT: Final = msg(
    "example after regional norms of Voronezh oblast, table 38, no longer in force "
    "(docs.cntd.ru/document/438843475): sports complexes of a residential district within 1,500 m; "
    "0.7 ha for 1,000 people: unchecked"
)
ASSUMED: Final = msg("example of the atlas, taken from no norm")
EXAMPLES: Final = (
    ("industrial", None, 37.0, None, None, 0.9, TO_WORK),
    ("innovation", None, 37.0, None, None, 0.9, TO_WORK),
    ("research_educational", 3000.0, None, None, None, 0.8, ASSUMED),
    ("historical_cultural", 400.0, None, None, None, 0.8, OPEN_SPACE),
    ("medical", 1000.0, None, None, None, 0.8, POLYCLINIC),
    ("sport", 1500.0, None, None, 0.7, 0.8, SPORT),
)
"""Rows to start from: examples that show how a norm is written, to be replaced by those in force.

Each names the text, and the place in it, where its number was read, and what was not checked. The
text of SP 42.13330.2016 was not at hand. Which of them bind is for whoever applies them to say.
Shares of 0.8 are the atlas's own.
"""
