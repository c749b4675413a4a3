"""The text that goes beside every export: what the file is, whose, how good, how it was moved.

Its words are in the language asked; names of coordinate operations are PROJ's own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo import OperationNote, crs_name, crs_note
from layers.wording import number, translator

if TYPE_CHECKING:
    from pyproj import CRS

    from layers._drivers import Losses
    from layers.catalogue import LayerRecord
    from layers.edition import Edition
    from layers.formats import Format

__all__ = ["Contents", "sidecar", "unit_words"]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an export holds.

    Attributes
    ----------
    files
        Names of the files written, the main one first.
    features
        How many features or rows; None for rasters and documents.
    off_the_map
        How many of them have no geometry.
    crs
        The target system; None where there are no coordinates.
    operations
        The coordinate operations from the source file to the target; none where nothing moved.
    """

    format: Format
    files: tuple[str, ...]
    features: int | None
    off_the_map: int
    crs: CRS | None
    operations: tuple[OperationNote, ...]
    losses: Losses


def sidecar(edition: Edition, record: LayerRecord, contents: Contents, lang: str) -> str:
    """Write the text that accompanies an export.

    Parameters
    ----------
    edition
        Where the layer comes from.
    record
        The layer.
    contents
        What was written.
    lang
        The reader's language.

    Returns
    -------
    str
        Paragraphs of plain text, lines ended by a line feed.

    Raises
    ------
    LanguageError
        The atlas does not speak `lang`.
    """
    title = record.title(lang)
    parts = [
        [title, "=" * len(title)],
        _origin(edition, record, lang),
        _trust(record, lang),
        _amount(contents, lang),
        _place(contents, lang),
        _format_notes(contents, lang),
        _columns(record, lang),
        _classes(record, lang),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _origin(edition: Edition, record: LayerRecord, lang: str) -> list[str]:
    _ = translator(lang)
    told = [
        (_("Edition"), f"{edition.title(lang)} ({edition.id})"),
        (_("Layer"), record.id),
        (_("Source"), record.source(lang)),
        (_("Licence"), record.licence),
        (_("Attribution"), record.attribution(lang)),
        (_("Date"), record.date),
        (_("Made by"), record.built_by),
        (_("Source file"), record.path),
        (_("SHA-256 of the source file"), record.sha256),
    ]
    return [f"{name}: {text}" for name, text in told if text]


def _trust(record: LayerRecord, lang: str) -> list[str]:
    _ = translator(lang)
    lines = []
    if record.precision_m > 0:
        phrase = (
            _("Precision: generalised geometry; places are good to plus or minus {metres} m.")
            if record.generalised
            else _("Precision: places are good to plus or minus {metres} m.")
        )
        lines.append(phrase.format(metres=number(record.precision_m, lang)))
    elif record.generalised:
        lines.append(_("Precision: generalised geometry."))
    note = record.note(lang)
    return [*lines, _("Note") + f": {note}"] if note else lines


def _amount(contents: Contents, lang: str) -> list[str]:
    if contents.features is None:
        return []
    _ = translator(lang)
    if contents.crs is None:
        return [_("Rows: {n}").format(n=number(contents.features, lang))]
    lines = [_("Features: {n}").format(n=number(contents.features, lang))]
    off = number(contents.off_the_map, lang)
    lines.append(
        _("Off the map (place not known; kept as rows without geometry): {n}").format(n=off)
    )
    return lines


def _place(contents: Contents, lang: str) -> list[str]:
    if contents.crs is None:
        return []
    _ = translator(lang)
    lines = [_("Coordinate system: {name}").format(name=_crs_title(contents.crs, lang))]
    if not contents.operations:
        lines.append(_("The coordinates stand as in the source file; no operation was needed."))
    for operation in contents.operations:
        lines.append(_("Coordinate operation (PROJ): {name}").format(name=operation.name))
        if math.isnan(operation.accuracy_m):
            lines.append(_("Accuracy of the operation: not known to PROJ"))
        else:
            metres = number(operation.accuracy_m, lang, 2)
            lines.append(_("Accuracy of the operation: {metres} m").format(metres=metres))
    if crs_note(contents.crs):
        lines.append(
            _("MSK-70 by its public parameters: good to metres, not to cadastral accuracy.")
        )
    return lines


def _crs_title(crs: CRS, lang: str) -> str:
    _ = translator(lang)
    if crs_note(crs):
        return _("MSK-70 zone {zone}").format(zone=crs.name.rpartition(" ")[2])
    name = crs_name(crs)
    return name if name == crs.name else f"{crs.name} ({name})"


def _format_notes(contents: Contents, lang: str) -> list[str]:
    _ = translator(lang)
    losses = contents.losses
    lines = []
    if contents.format.dressed:
        lines.append(_("The style goes along: QML for QGIS, SLD for map servers."))
    if contents.format.id in {"csv", "dxf", "xlsx"}:
        lines.append(
            _(
                "Text cells that begin with =, +, -, @ or a tab carry an apostrophe in front, "
                "so that no spreadsheet runs them as formulas; such cells here: {n}."
            ).format(n=number(losses.guarded, lang))
        )
    if contents.format.id == "shp":
        fields = next(one for one in contents.files if one.endswith("_fields.csv"))
        lines.append(
            _("Column names are cut to 10 characters; {file} gives them in full.").format(
                file=fields
            )
        )
    if losses.cut:
        texts = next(one for one in contents.files if one.endswith("_texts.csv"))
        template = (
            _("Texts longer than 32,767 letters are cut: {n}; {file} gives them in full.")
            if contents.format.id == "xlsx"
            else _(
                "Texts longer than 254 bytes, or with letters that the encoding lacks, "
                "are changed: {n}; {file} gives them in full."
            )
        )
        lines.append(template.format(n=number(losses.cut, lang), file=texts))
    if contents.format.id == "dxf":
        table = next(one for one in contents.files if one.endswith(".csv"))
        lines.append(
            _("A DXF holds outlines only; {file} gives the columns of each feature.").format(
                file=table
            )
        )
    if contents.format.id == "tif" and contents.operations:
        lines.append(_("Each cell has the value of the nearest cell of the source."))
    return lines


def _columns(record: LayerRecord, lang: str) -> list[str]:
    _ = translator(lang)
    lines = [
        f"- {one.name}: " + ", ".join(filter(None, (one.title(lang), unit_words(one.unit, lang))))
        for one in record.fields
    ]
    return [_("Columns"), *lines] if lines else []


def unit_words(unit: str, lang: str) -> str:
    """Give a unit of the catalogue as the language writes it.

    Examples
    --------
    >>> unit_words("bn RUB", "en")
    'RUB bn'
    """
    _ = translator(lang)
    return {"bn RUB": _("RUB bn")}.get(unit, _(unit))


def _classes(record: LayerRecord, lang: str) -> list[str]:
    _ = translator(lang)
    coded = [one for one in record.style.classes if one.code is not None]
    return [_("Classes"), *(f"- {one.code}: {one.title(lang)}" for one in coded)] if coded else []
