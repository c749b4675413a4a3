"""Errors of the engine: one root, and each error is a builtin error too.

The tree::

    AtlasError(Exception)
    +-- CrsError(ValueError)         missing, geographic, distorting or unequal CRS
    +-- GeometryError(ValueError)    wrong type, invalid, empty or missing geometry
    +-- ColumnError(LookupError)     a column that is missing or holds nothing
    +-- EmptyError(ValueError)       nothing to compute from, or nothing that can be reached
    +-- ValueRangeError(ValueError)  a number or a word outside what the formula allows
"""

from __future__ import annotations

__all__ = [
    "AtlasError",
    "ColumnError",
    "CrsError",
    "EmptyError",
    "GeometryError",
    "ValueRangeError",
]


class AtlasError(Exception):
    """Root of every error that the atlas raises on purpose."""

    @property
    def said(self) -> str:
        """The message, with the parts that it was made of where it has them (a `Said`)."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class CrsError(AtlasError, ValueError):
    """A coordinate reference system is missing, cannot measure, or differs from its neighbour's."""


class GeometryError(AtlasError, ValueError):
    """A geometry is of the wrong type, invalid, empty or missing."""


class ColumnError(AtlasError, LookupError):
    """A column is missing, or lacks the values that it must hold."""


class EmptyError(AtlasError, ValueError):
    """There is nothing to compute from, or nothing that can be reached."""


class ValueRangeError(AtlasError, ValueError):
    """A number or a word lies outside what the formula allows."""
