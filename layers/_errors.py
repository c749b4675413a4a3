"""What can go wrong with an edition, a file or a request for a layer.

The tree, under the root that `geo` declares::

    AtlasError
    ├── EditionError       (ValueError)   a catalogue or the files that it names
    │   └── StoryError                    a story that the edition cannot show
    ├── FileError          (OSError)      a file that a person handed over or asked for
    │   └── SeveralLayersError            one that holds several layers, none of them named
    ├── SourceError        (OSError)      an address, or the server that answers there
    ├── FormatError        (ValueError)   a format, or a CRS that a format cannot carry
    ├── UnknownLayerError  (LookupError)  a layer that the edition does not have, or of another kind
    └── LanguageError      (LookupError)  a language that the atlas does not speak

Each message says what was expected, what came, and what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import AtlasError, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "EditionError",
    "FileError",
    "FormatError",
    "LanguageError",
    "SeveralLayersError",
    "SourceError",
    "StoryError",
    "UnknownLayerError",
]


class EditionError(AtlasError, ValueError):
    """An edition cannot be opened; `faults` holds every fault, one line each."""

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(joined("\n- ", [message, *self.faults]))


class StoryError(EditionError):
    """A story cannot be told on the edition; `faults` holds every fault, one line each."""


class FileError(AtlasError, OSError):
    """A file cannot be read or written."""


class SeveralLayersError(FileError):
    """A file holds several layers and none was named; `names` has them all."""

    def __init__(self, message: str, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(message)


class SourceError(AtlasError, OSError):
    """An address cannot be read, or its server does not give what was asked of it."""


class FormatError(AtlasError, ValueError):
    """A format is unknown, or cannot carry what was asked of it."""


class UnknownLayerError(AtlasError, LookupError):
    """The edition has no such layer, or has it in another kind."""


class LanguageError(AtlasError, LookupError):
    """The atlas does not speak this language."""
