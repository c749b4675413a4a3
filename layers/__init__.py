"""What is on the map: editions, their catalogue, their words; reading, writing, statistics."""

from layers._errors import (
    EditionError,
    FileError,
    FormatError,
    LanguageError,
    SeveralLayersError,
    SourceError,
    StoryError,
    UnknownLayerError,
)
from layers.catalogue import Catalogue, Field, LayerRecord, View
from layers.catalogue_reading import parse_catalogue
from layers.edition import Edition, Raster, open_edition
from layers.programme import Programme, parse_programme, read_programme
from layers.styles import Style, StyleClass
from layers.vocabulary import Words
from layers.writing import CRS_CHOICES, FORMATS, Export, export_bytes, export_layer

__all__ = [
    "CRS_CHOICES",
    "FORMATS",
    "Catalogue",
    "Edition",
    "EditionError",
    "Export",
    "Field",
    "FileError",
    "FormatError",
    "LanguageError",
    "LayerRecord",
    "Programme",
    "Raster",
    "SeveralLayersError",
    "SourceError",
    "StoryError",
    "Style",
    "StyleClass",
    "UnknownLayerError",
    "View",
    "Words",
    "export_bytes",
    "export_layer",
    "open_edition",
    "parse_catalogue",
    "parse_programme",
    "read_programme",
]
