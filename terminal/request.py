"""What was typed, with the edition opened where it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from layers import Edition, open_edition

if TYPE_CHECKING:
    import argparse

__all__ = ["Request"]


@dataclass(frozen=True)
class Request:
    """What was typed, with the edition opened where it is needed."""

    asked: argparse.Namespace

    @cached_property
    def edition(self) -> Edition:
        """The edition named, or the one that stands by default."""
        return open_edition(self.asked.edition)
