"""`edition build`: a new edition made of OpenStreetMap and other files."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from geo import AtlasError, crs_name
from layers import building
from terminal.printing import progress, say_step

if TYPE_CHECKING:
    import argparse

    from terminal.request import Request

__all__ = ["edition"]


def edition(parser: argparse.ArgumentParser) -> None:
    """Add the actions of `edition`."""
    made = parser.add_subparsers(required=True, metavar="ACTION")
    _add_build(made.add_parser("build", help="make an edition of OpenStreetMap and other files"))


def _add_build(build: argparse.ArgumentParser) -> None:
    build.add_argument("--osm", default="", metavar="FILE.osm.pbf|overpass", help="its data")
    build.add_argument(
        "--overpass", default="", metavar="URL", help="address of the Overpass server to ask"
    )
    build.add_argument(
        "--area",
        action="append",
        default=[],
        metavar="FILE|NAME",
        help="boundaries: a file of polygons, or a name in OpenStreetMap (may be repeated)",
    )
    build.add_argument(
        "--level", type=int, metavar="N", help="admin_level of the municipalities within the area"
    )
    build.add_argument(
        "--from", dest="base", default="", metavar="DIR", help="edition that gives the rest"
    )
    for name, about in (
        ("totals", "CSV of municipality, population, year"),
        ("tags", "TOML of tags instead of the atlas's"),
        ("buildings", "buildings of another source, FILE[:layer]"),
        ("sites", "sites of another source, FILE[:layer]"),
        ("green", "green areas of another source, FILE[:layer]: land use without --osm"),
        ("crs", "the measuring CRS (default: the UTM zone that fits)"),
        ("title", "what the edition is called"),
        ("title-en", "the same in English"),
        ("date", "date of the data, YYYY-MM-DD"),
    ):
        build.add_argument(f"--{name}", default="", metavar=name.upper(), help=about)
    build.add_argument("-o", "--output", required=True, metavar="DIR")
    build.set_defaults(run=_build)


def _build(request: Request) -> None:
    asked = request.asked
    words = {one.name: getattr(asked, one.name) for one in fields(building.Request)}
    wanted = building.Request(**words | {"area": tuple(asked.area), "output": Path(asked.output)})
    try:
        with progress():
            made = building.build_edition(wanted, say_step)
    except KeyboardInterrupt as stop:
        raise AtlasError("Stopped. Run the same command again: it goes on from here.") from stop
    print(made.root)
    broken = made.root / "SOURCES.md"
    print(f"{len(made.records)} layers in {crs_name(made.crs)}; what was left out: {broken}")
