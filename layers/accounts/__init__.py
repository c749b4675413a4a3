"""Accounts of a programme: what pages, artefacts and the terminal all tell, computed once.

One function a part of the page: `overview`, `projects`, `roadmap`, `participants`,
`instruments`, `medical_centre` with its `one_site`, `park_sheet` and `cluster_sheet`. Each gives
a frozen record whose numbers are `geo.Figure` with their method, or published `Value` with date
and sources; `figures` gives all computed numbers of an edition by name, for goldens.
`layers.wording` and `layers.phrases` write them.
"""

from layers.accounts._totals import Part, Total, totals
from layers.accounts.all_figures import figures
from layers.accounts.medical import Change, MedicalAccount, medical_centre, one_site
from layers.accounts.overview import Overview, PointAccount, overview
from layers.accounts.participants import (
    Instruments,
    Participants,
    Takes,
    instruments,
    participants,
)
from layers.accounts.people import UNCOUNTED, uncounted
from layers.accounts.register import Filter, Register, priority_of, projects
from layers.accounts.roadmap import STATES, Action, Roadmap, roadmap
from layers.accounts.sheets import (
    ClusterSheet,
    Neighbour,
    ParkSheet,
    Use,
    cluster_sheet,
    neighbours,
    park_figures,
    park_sheet,
)

__all__ = [
    "STATES",
    "UNCOUNTED",
    "Action",
    "Change",
    "ClusterSheet",
    "Filter",
    "Instruments",
    "MedicalAccount",
    "Neighbour",
    "Overview",
    "ParkSheet",
    "Part",
    "Participants",
    "PointAccount",
    "Register",
    "Roadmap",
    "Takes",
    "Total",
    "Use",
    "cluster_sheet",
    "figures",
    "instruments",
    "medical_centre",
    "neighbours",
    "one_site",
    "overview",
    "park_figures",
    "park_sheet",
    "participants",
    "priority_of",
    "projects",
    "roadmap",
    "totals",
    "uncounted",
]
