"""A new edition for any agglomeration: layers out of OpenStreetMap beside what another one has.

Each step leaves its layer in a folder beside the new edition (`.NAME.building`): a build that was
stopped goes on where it stood, when the same is asked for again. The edition appears, whole and
checked, by a rename at the end.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo import said
from layers._errors import FileError
from layers.building_files import write_edition
from layers.building_request import OVERPASS, Request
from layers.building_steps import Steps
from layers.edition import Edition, open_edition

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.osm.overpass import Overpass

__all__ = ["OVERPASS", "Request", "build_edition"]


def build_edition(
    request: Request,
    told: Callable[[str], None] = lambda _: None,
    server: Overpass | None = None,
) -> Edition:
    """Build an edition.

    Parameters
    ----------
    request
        What it is to be made of.
    told
        Is told the name of each step as it begins.
    server
        How to ask the Overpass server; None asks the address of the request politely.

    Returns
    -------
    Edition
        The edition, opened.

    Raises
    ------
    FileError, CrsError, EditionError
        A file is not what it should be, the folder is there already, or nothing was asked for.
    """
    output = request.output.expanduser().resolve()
    _require_sense(request, output)
    work = output.with_name(f".{output.name}.building")
    _begin(work, request)
    build = Steps(replace(request, output=output), work, told, server)
    new = work / "edition"
    shutil.rmtree(new, ignore_errors=True)
    layers = build.layers()
    told("the catalogue")
    write_edition(new, layers, build.facts(layers))
    open_edition(new)
    new.rename(output)
    shutil.rmtree(work, ignore_errors=True)
    return open_edition(output)


def _require_sense(request: Request, output: Path) -> None:
    if output.exists():
        raise FileError(
            said(
                "Expected a folder that is not there yet for the new edition; `{output}` is. "
                "Name another, or remove it.",
                output=output,
            )
        )
    if not output.parent.is_dir():
        raise FileError(
            said(
                "Expected a folder to build the edition in; `{parent}` is not a folder. Make "
                "it first.",
                parent=output.parent,
            )
        )
    if not (request.osm or request.base or request.buildings):
        raise FileError(
            said(
                "Expected data for the new edition; none was named. Name an extract with "
                "--osm, an edition with --from, or buildings with --buildings."
            )
        )
    if not (request.area or request.buildings):
        raise FileError(
            said(
                "Expected the area of the new edition; none was named. Name a file of "
                "boundaries, or boundaries of OpenStreetMap, with --area."
            )
        )
    if request.osm and request.green:
        raise FileError(
            said(
                "Expected green areas of one source; an extract and a file of them were named. "
                "Leave out --green: land use is made of the extract."
            )
        )
    if request.osm == OVERPASS and not request.overpass:
        raise FileError(
            said(
                "Expected the address of an Overpass server; none was named. Name one with "
                "--overpass."
            )
        )


def _begin(work: Path, request: Request) -> None:
    """Take up the folder of a build that was stopped, where it was for the same; else a new one."""
    said = asdict(request) | {"output": str(request.output)}
    stamps = [
        [one.stat().st_mtime_ns, one.stat().st_size]
        for key in ("osm", "totals", "tags", "buildings", "sites", "green")
        if (one := Path(str(said[key]).partition(":")[0]).expanduser()).is_file()
    ]
    key = json.dumps([said, stamps], ensure_ascii=False, sort_keys=True)
    file = work / "request.json"
    if not file.is_file() or file.read_text(encoding="utf-8") != key:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        file.write_text(key, encoding="utf-8")
