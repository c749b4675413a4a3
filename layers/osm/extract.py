"""An extract cut to an area: of a country's file only what touches a box, references completed.

The file is streamed, never held: node places stand in an index on disk, of the objects kept only
the numbers stay in memory (a bit each). What is kept: nodes with a tag of the table in the box,
ways with one that touch it, and relations with one that have a way there, whole, with all their
members. A way is looked at vertex by vertex where its first vertex lies within a degree of the
box; one that starts farther off is left out.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import osmium

from geo import said
from geo._progress import tell
from layers._errors import FileError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

__all__ = [
    "RELATION_TYPES",
    "Boundary",
    "Box",
    "boundary_relations",
    "cut",
    "cut_relations",
    "require_osm",
]

SUFFIXES: Final = (".pbf", ".osm", ".bz2", ".gz", ".xml")
RELATION_TYPES: Final = ("multipolygon", "boundary")
NAME_KEYS: Final = ("name", "name:ru", "name:en", "official_name", "int_name")

_PER_DEGREE: Final = 10_000_000
_TOLD_EVERY: Final = 50_000
_THOUSANDTHS: Final = 1000


class Box(NamedTuple):
    """West, south, east and north in degrees of WGS 84."""

    west: float
    south: float
    east: float
    north: float

    def grown(self, degrees: float) -> Box:
        """Give the box with a margin on all sides.

        Examples
        --------
        >>> Box(1, 2, 3, 4).grown(1)
        Box(west=0, south=1, east=4, north=5)
        """
        return Box(
            self.west - degrees, self.south - degrees, self.east + degrees, self.north + degrees
        )


class Boundary(NamedTuple):
    """A relation of an administrative boundary: its number, level and tags."""

    id: int
    level: int
    tags: dict[str, str]


def require_osm(path: Path) -> None:
    """Refuse what is no file of OpenStreetMap data.

    Raises
    ------
    FileError
        The file is not there, has another suffix, or does not begin as such a file does.
    """
    if not path.is_file() or path.suffix.lower() not in SUFFIXES:
        came = (
            said("is not a file")
            if not path.is_file()
            else said("ends in `{suffix}`", suffix=path.suffix)
        )
        raise FileError(
            said(
                "Expected an OpenStreetMap extract as `.osm.pbf` (or `.osm`); `{path}` "
                "{came}. Take one from a provider of extracts, or name `overpass`.",
                path=path,
                came=came,
            )
        )
    try:
        osmium.io.Reader(str(path)).header()
    except RuntimeError as error:
        raise _unreadable(path, error) from error


def boundary_relations(
    source: Path, names: Collection[str], level: int | None = None
) -> tuple[list[Boundary], list[Boundary]]:
    """Find boundaries by name, and those of one administrative level.

    Parameters
    ----------
    source
        The extract.
    names
        Names as OpenStreetMap has them, or `relation:NUMBER`.
    level
        The administrative level of the units sought besides; None for none.

    Returns
    -------
    tuple of list
        The boundaries named, in the order of the names; the others of the level.

    Raises
    ------
    FileError
        A name fits no boundary or several: the message lists them.
    """
    found: dict[str, list[Boundary]] = {name: [] for name in names}
    others = []
    for relation in _objects(source, osmium.osm.RELATION, "boundary"):
        tags = dict(relation.tags)
        if tags.get("boundary") != "administrative":
            continue
        written = tags.get("admin_level", "")
        one = Boundary(relation.id, int(written) if written.isdigit() else 0, tags)
        called = {tags.get(key) for key in NAME_KEYS} | {f"relation:{relation.id}"}
        for name in found.keys() & called:
            found[name].append(one)
        if level is not None and one.level == level:
            others.append(one)
    for name, those in found.items():
        if len(those) != 1:
            listed = "; ".join(
                f"relation:{one.id} (level {one.level}, {one.tags.get('name', '')})"
                for one in those
            )
            came = (
                said("{count} came: {listed}", count=len(those), listed=listed)
                if those
                else said("none came")
            )
            raise FileError(
                said(
                    "Expected one administrative boundary named `{name}` in `{source}`; {came}. "
                    "Name it as `relation:NUMBER`, or hand over a file of boundaries.",
                    name=name,
                    source=source.name,
                    came=came,
                )
            )
    return [those[0] for those in found.values()], others


def cut_relations(source: Path, relations: Iterable[int], target: Path) -> Path:
    """Write relations with all their members into a file of their own.

    Raises
    ------
    FileError
        The extract is broken.
    """
    kept = osmium.IdTracker()
    for number in relations:
        kept.add_relation(number)
    _write(source, kept, target)
    return target


def cut(source: Path, box: Box, keys: Collection[str], target: Path, scratch: Path) -> Path:
    """Write what an edition needs of an extract into a file of its own.

    Parameters
    ----------
    source
        The extract, of any size.
    box
        The area.
    keys
        Keys of the tags that matter.
    target
        The file, ending in `.osm.pbf`; it appears when it is whole.
    scratch
        A folder for the index of node places: 16 bytes a node of the extract.

    Raises
    ------
    FileError
        The extract is broken or ends too early.
    """
    kept, seen = osmium.IdTracker(), osmium.IdTracker()
    wanted = frozenset(keys)
    units = Box(*(round(side * _PER_DEGREE) for side in box))
    index = scratch / "places.idx"
    index.unlink(missing_ok=True)
    try:
        store = f"sparse_file_array,{index}"
        for one in _objects(source, osmium.osm.NODE | osmium.osm.WAY, store=store):
            matters = any(tag.k in wanted for tag in one.tags)
            if one.is_node():
                if matters and _is_within(one.location, units):
                    kept.add_node(one.id)
            elif _touches(one.nodes, units):
                seen.add_way(one.id)
                if matters:
                    kept.add_way(one.id)
    finally:
        index.unlink(missing_ok=True)
    for one in _objects(source, osmium.osm.RELATION, *wanted):
        is_area = one.tags.get("type") in RELATION_TYPES and (
            one.tags.get("boundary") != "administrative"
        )
        if is_area and seen.contains_any_references(one):
            kept.add_relation(one.id)
    _write(source, kept, target)
    return target


def _touches(nodes: Any, units: Box) -> bool:
    """Tell whether a way has a vertex in the box; vertices without a place do not count."""
    for place, node in enumerate(nodes):
        spot = node.location
        if _is_within(spot, units):
            return True
        if place == 0 and spot.valid() and not _is_within(spot, units.grown(_PER_DEGREE)):
            return False
    return False


def _is_within(spot: Any, units: Box) -> bool:
    return bool(units.west <= spot.x <= units.east and units.south <= spot.y <= units.north)


def _write(source: Path, kept: osmium.IdTracker, target: Path) -> None:
    """Write the objects kept, and all that they refer to, in the order of the source."""
    beside = target.with_name(f".{target.name}")
    beside.unlink(missing_ok=True)
    try:
        kept.complete_backward_references(str(source), relation_depth=1)
        with osmium.SimpleWriter(str(beside)) as writer:
            for one in osmium.FileProcessor(str(source)).with_filter(kept.id_filter()):
                writer.add(one)
        beside.replace(target)
    except RuntimeError as error:
        raise _unreadable(source, error) from error
    finally:
        beside.unlink(missing_ok=True)


def _objects(
    source: Path, kinds: osmium.osm.osm_entity_bits, *keys: str, store: str = ""
) -> Iterator[Any]:
    """Give the objects of some kinds that have one of the keys, and say how far reading has come.

    With a store, ways know the places of their nodes, and of the nodes only the tagged come.
    """
    try:
        reading = osmium.FileProcessor(str(source), kinds)
        if keys:
            reading = reading.with_filter(osmium.filter.KeyFilter(*keys))
        if store:
            untagged = osmium.filter.EmptyTagFilter()
            untagged.enable_for(osmium.osm.NODE)
            reading = reading.with_locations(store).with_filter(untagged)
        for number, one in enumerate(reading):
            if number % _TOLD_EVERY == 0:
                tell(int(_read_share(source) * _THOUSANDTHS), _THOUSANDTHS)
            yield one
    except RuntimeError as error:
        raise _unreadable(source, error) from error


def _read_share(source: Path) -> float:
    """Say what part of a file this process has read, where the system tells it; else 0."""
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        return 0.0
    for one in descriptors.iterdir():
        try:
            if one.resolve() == source.resolve():
                told = Path(f"/proc/self/fdinfo/{one.name}").read_text(encoding="ascii")
                return int(told.split()[1]) / os.path.getsize(source)  # noqa: PTH202
        except OSError:
            continue
    return 0.0


def _unreadable(path: Path, error: Exception) -> FileError:
    return FileError(
        said(
            "Expected a whole OpenStreetMap extract; reading `{file}` failed: {error}. "
            "Download it anew, and check its sum where the provider gives one.",
            file=path.name,
            error=str(error),
        )
    )
