"""What is on the map: editions, their catalogue, their words; reading, writing, statistics."""

from layers._errors import (
    EditionError,
    FileError,
    FormatError,
    LanguageError,
    UnknownLayerError,
)
from layers.catalogue import Catalogue, Field, LayerRecord, View, parse_catalogue
from layers.edition import Edition, Raster, open_edition
from layers.styles import Style, StyleClass
from layers.vocabulary import Words

__all__ = [
    "Catalogue",
    "Edition",
    "EditionError",
    "Field",
    "FileError",
    "FormatError",
    "LanguageError",
    "LayerRecord",
    "Raster",
    "Style",
    "StyleClass",
    "UnknownLayerError",
    "View",
    "Words",
    "open_edition",
    "parse_catalogue",
]
