"""The accounts of the programme, kept for all sessions by the edition's hash.

They are records that nobody changes, so they are held as they are, without copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import accounts
from ui import keys
from ui.bounded import Bounded

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from layers import Edition
    from layers.accounts import (
        Action,
        Change,
        ClusterSheet,
        Filter,
        Instruments,
        MedicalAccount,
        Overview,
        ParkSheet,
        Participants,
        Register,
        Roadmap,
    )
    from layers.roadmap_sheet import Sheet

__all__ = [
    "brought",
    "cluster",
    "drop_sheet",
    "instruments",
    "medical_centre",
    "one_site",
    "overview",
    "park",
    "participants",
    "projects",
    "roadmap",
    "take_sheet",
]

_HELD: Final[Bounded[Any]] = Bounded(limit=256)


def _kept(edition: Edition, make: Callable[..., Any], *more: Hashable) -> Any:
    key = (edition.sha256, make.__name__, *more)
    return _HELD.get(key, lambda: make(edition, *more))


def overview(edition: Edition) -> Overview | None:
    """Give the programme's state against its targets, with this session's road map."""
    return _kept(edition, accounts.overview, brought())


def projects(edition: Edition, asked: Filter) -> Register:
    """Give the projects that a filter lets through."""
    return _kept(edition, accounts.projects, asked)


def roadmap(edition: Edition) -> Roadmap:
    """Give the road map, with the actions that this session brought."""
    return _kept(edition, accounts.roadmap, brought())


def participants(edition: Edition) -> Participants:
    """Give everyone who takes part."""
    return _kept(edition, accounts.participants)


def instruments(edition: Edition) -> Instruments:
    """Give the federal instruments."""
    return _kept(edition, accounts.instruments)


def medical_centre(edition: Edition) -> MedicalAccount | None:
    """Give the account of the medical centre."""
    return _kept(edition, accounts.medical_centre)


def one_site(edition: Edition, layer_id: str, feature_id: str) -> tuple[Change, ...]:
    """Tell what would change if all institutes stood at one place."""
    return _kept(edition, accounts.one_site, layer_id, feature_id)


def park(edition: Edition, park_id: str) -> ParkSheet:
    """Give the sheet of a park."""
    return _kept(edition, accounts.park_sheet, park_id)


def cluster(edition: Edition, cluster_id: str) -> ClusterSheet:
    """Give the sheet of a cluster."""
    return _kept(edition, accounts.cluster_sheet, cluster_id)


def brought() -> tuple[Action, ...]:
    """Give the actions of the sheet that this session brought."""
    return tuple(st.session_state.get(keys.ROADMAP, ()))


def take_sheet(sheet: Sheet) -> None:
    """Keep a sheet's actions for this session."""
    st.session_state[keys.ROADMAP] = sheet.actions


def drop_sheet() -> None:
    """Forget the sheet."""
    st.session_state.pop(keys.ROADMAP, None)
