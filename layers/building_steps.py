"""The steps by which a new edition is built; each layer is kept when it is done."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import osmium
import shapely

from geo import CrsError, crs_name, fitting_utm, parse_crs, require_measuring, said
from layers._errors import FileError
from layers.building_files import Facts
from layers.building_request import OVERPASS, Request, file_of, is_vector, sha256_of
from layers.building_words import DRAWN, file_source, osm_source
from layers.edition import open_edition
from layers.edition_records import pattern_records
from layers.osm import boundaries, places
from layers.osm.buildings import buildings, buildings_of_file, settled
from layers.osm.extract import Box, cut, require_osm
from layers.osm.landuse import built_up, green_areas, mosaic
from layers.osm.names import latin
from layers.osm.overpass import Overpass, download, fetch_boundaries
from layers.osm.population import grid, read_totals, spread
from layers.osm.reader import WGS84, Harvest, read_extract
from layers.osm.streets import streets
from layers.osm.tags import DEFAULT_TAGS, TagTable, read_tags
from layers.reading import read_vector
from layers.vocabulary import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyproj import CRS

__all__ = ["Steps"]

MARGIN_DEGREES: Final = 0.01
BORDER_M: Final = 10.0


class Steps:
    """The steps of one build; each is done once, and its layer kept in the folder of the build.

    Parameters
    ----------
    request
        What is asked for.
    work
        The folder of the build.
    told
        Is told the name of each step as it begins.
    server
        How to ask the Overpass server; None asks the address of the request politely.
    """

    def __init__(
        self,
        request: Request,
        work: Path,
        told: Callable[[str], None],
        server: Overpass | None,
    ) -> None:
        self.asked = request
        self.work = work
        self.told = told
        self.base = open_edition(request.base) if request.base else None
        self.table: TagTable = read_tags(request.tags or None)
        self.patterns = pattern_records(None if self.base is None else self.base.root)
        self.server = server or (Overpass(request.overpass) if request.osm == OVERPASS else None)
        if request.osm and request.osm != OVERPASS:
            require_osm(Path(request.osm).expanduser())

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layers that were built, in the order in which maps draw them."""
        made = {"municipalities": self._kept("municipalities", self._municipalities)}
        if self.asked.osm or self.asked.green:
            made["landuse"] = self._kept("landuse", self._landuse)
        if self.asked.osm:
            made["built_up"] = self._kept("built-up land", self._built_up)
            for name in ("water", "rivers", "streets", "railway", "settlements"):
                made[name] = self._kept(name, getattr(self, f"_{name}"))
        if self.asked.osm or self.asked.buildings:
            made |= self._people(made)
        if self.asked.sites or (self.asked.osm and not self._base_has("sites")):
            made["sites"] = self._kept("sites", self._sites)
        if not self._base_has("parks") and self.asked.osm:
            made["parks"] = self._kept("parks", self._parks)
        return {name: frame for name, frame in made.items() if len(frame)}

    def facts(self, built: Iterable[str]) -> Facts:
        """Give what the records say of the build as a whole."""
        osm = self.asked.osm
        of_osm = osm_source(
            "Overpass" if osm == OVERPASS else Path(osm).name,
            "" if osm in ("", OVERPASS) else sha256_of(osm),
            self._date,
        )
        sources = dict.fromkeys(built, of_osm) | {"landcover": of_osm}
        if self.asked.buildings:
            of_file = file_source(Path(self.asked.buildings).name, sha256_of(self.asked.buildings))
            sources |= dict.fromkeys(("buildings", "population"), of_file)
        if self.asked.green:
            of_green = file_source(Path(self.asked.green).name, sha256_of(self.asked.green))
            sources |= dict.fromkeys(("landuse", "landcover"), of_green)
        if self.asked.sites:
            sources["sites"] = file_source(Path(self.asked.sites).name, sha256_of(self.asked.sites))
        if not self.asked.area:
            sources["municipalities"] = DRAWN
        elif self._of_file:
            sources["municipalities"] = file_source(
                Path(self._of_file).name, sha256_of(self._of_file)
            )
        free = {name for name, one in sources.items() if one is of_osm}
        return Facts(
            title=self._title,
            crs=self.crs,
            base=self.base,
            date=self._date,
            sources=sources,
            open_data=frozenset(free),
            broken=self._left_out(),
            tags=Path(self.asked.tags).expanduser() if self.asked.tags else DEFAULT_TAGS,
            view=self.base.view if self.base is not None and self._is_here else None,
            drawn=not self.asked.area,
        )

    def _left_out(self) -> dict[str, int]:
        """Count what was not taken over, by why."""
        broken = dict(self._harvest.broken) if self.asked.osm else {}
        if self.asked.buildings:
            lost = len(self._building_file) - len(gpd.read_parquet(self._paths["buildings"]))
            name = "buildings of the file without an area, or outside the municipalities"
            broken |= {name: lost} if lost else {}
        return broken

    @cached_property
    def _date(self) -> str:
        """The date of the data: as asked, else as the extract says, else of the file."""
        if self.asked.date:
            return self.asked.date
        source = next((one for one in (self.asked.osm, self.asked.buildings) if one), "")
        if source == OVERPASS:
            return datetime.now(UTC).date().isoformat()
        if source and source == self.asked.osm:
            said = osmium.io.Reader(source).header().get("osmosis_replication_timestamp")
            if said:
                return str(said)[:10]
        file = file_of(source or self.asked.area[0])
        return datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat()

    @cached_property
    def _of_file(self) -> str:
        """The file of boundaries that was handed over, empty where there is none."""
        area = self.asked.area
        return area[0] if len(area) == 1 and is_vector(area[0]) else ""

    def _kept(self, name: str, make: Callable[[], gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
        """Give the layer of a step, made now or before the build was stopped."""
        path = self.work / f"{name.replace(' ', '_')}.parquet"
        if not path.is_file():
            self.told(name)
            beside = path.with_suffix(".part")
            make().to_parquet(beside)
            beside.replace(path)
        return gpd.read_parquet(path)

    @cached_property
    def crs(self) -> CRS:
        """The measuring CRS: as asked, else of the edition built upon, else the fitting zone."""
        asked = parse_crs(self.asked.crs) if self.asked.crs else None
        base = None if self.base is None else self.base.crs
        if asked is not None and base is not None and asked != base:
            raise CrsError(
                said(
                    "expected the CRS of the edition built upon, `{base}`, got `{asked}`: leave "
                    "--crs out, or build without --from",
                    base=crs_name(base),
                    asked=crs_name(asked),
                )
            )
        chosen = asked or base or fitting_utm(self._outlines)
        require_measuring(self._outlines.to_crs(chosen), "the area")
        return chosen

    @cached_property
    def _outlines(self) -> gpd.GeoDataFrame:
        """The boundaries as they were handed over or found."""
        area = self.asked.area
        if not area:
            return boundaries.around_buildings(self._building_file, self._asked_title)
        if self._of_file:
            frame, _, label = read_vector(self._of_file)
            return boundaries.from_file(frame, label)
        if not self.asked.osm:
            raise FileError(
                said(
                    "Expected a file of boundaries in --area, for no extract was named to seek "
                    "`{area}` in; name a file, or an extract with --osm.",
                    area=area[0],
                )
            )
        if self.server is None:
            source = Path(self.asked.osm).expanduser()
        else:
            source = self.work / "named.osm"
            if not source.is_file():
                self.told("boundaries of the Overpass server")
                fetch_boundaries(self.server, area, self.asked.level, source)
        return boundaries.from_extract(source, area, self.asked.level, self.work)

    def _municipalities(self) -> gpd.GeoDataFrame:
        source = Path(self._of_file).name if self._of_file else "OpenStreetMap"
        if not self.asked.area:
            source = DRAWN.en
        zones = boundaries.municipalities(self._outlines, self.crs, self.base, source)
        if self.asked.totals:
            zones = boundaries.with_totals(zones, read_totals(self.asked.totals))
        return zones

    @cached_property
    def _zones(self) -> gpd.GeoDataFrame:
        return self._kept("municipalities", self._municipalities)

    @cached_property
    def _area(self) -> shapely.Geometry:
        return shapely.union_all(self._zones.geometry.to_numpy())

    @property
    def _asked_title(self) -> Words:
        english = self.asked.title_en or latin(self.asked.title) or "Area"
        return Words(english, self.asked.title or "Территория")

    @cached_property
    def _is_here(self) -> bool:
        """Whether the edition built upon opens its map in the area."""
        if self.base is None:
            return False
        view = self.base.view
        spot = gpd.GeoSeries.from_xy([view.lon], [view.lat], crs=WGS84).to_crs(self.crs)
        return bool(shapely.intersects(self._area, spot.iloc[0]))

    @cached_property
    def _reach(self) -> shapely.Geometry:
        """The area and what runs along its border: rivers and roads often are the border."""
        return shapely.buffer(self._area, BORDER_M)

    @cached_property
    def _title(self) -> Words:
        first = self._zones.iloc[0]
        if self.asked.title:
            return self._asked_title
        if self.base is not None and self._is_here:
            return Words(self.base.title("en"), self.base.title("ru"))
        return Words(str(first["name_en"]), str(first["name_ru"]))

    @cached_property
    def _harvest(self) -> Harvest:
        """What the extract holds within the area, read once a build."""
        piece = self.work / "area.osm.pbf"
        if not piece.is_file():
            box = Box(*self._zones.to_crs(WGS84).total_bounds.tolist()).grown(MARGIN_DEGREES)
            source = Path(self.asked.osm).expanduser()
            if self.server is not None:
                source = self.work / "tiles.osm.pbf"
                if not source.is_file():
                    self.told("tiles of the Overpass server")
                    download(self.server, box, self.table.keys(), source, self.work)
            self.told("the extract, cut to the area")
            cut(source, box, self.table.keys(), piece, self.work)
        self.told("objects of the area")
        return read_extract(piece, self.table)

    @cached_property
    def _building_file(self) -> gpd.GeoDataFrame:
        frame, _, label = read_vector(self.asked.buildings)
        return frame.assign(source=label)

    @cached_property
    def _buildings(self) -> gpd.GeoDataFrame:
        """Buildings with their floors, before anybody lives in them."""
        if self.asked.buildings:
            return buildings_of_file(self._building_file, self.crs, self.table)
        return buildings(self._harvest.areas.pop("building").frame(self.crs), self.table)

    def _landuse(self) -> gpd.GeoDataFrame:
        titles = {
            str(one.get("value")): Words(one["title_en"], one["title_ru"])
            for one in self.patterns["landuse"]["style"]["class"]
        }
        if self.asked.green:
            frame, _, label = read_vector(self.asked.green)
            areas = green_areas(frame, label, self.crs, self.table)
            homes = self._zones.iloc[:0].assign(floors=0.0)
        else:
            areas, homes = self._harvest.areas.pop("landuse").frame(self.crs), self._buildings
        return mosaic(
            areas,
            self._zones,
            homes,
            self.table.parts["residential"],
            titles,
            "file" if self.asked.green else "osm",
        )

    def _built_up(self) -> gpd.GeoDataFrame:
        land = self._kept("landuse", self._landuse)
        return built_up(land, self.table.parts["residential"])

    def _water(self) -> gpd.GeoDataFrame:
        return places.water(self._harvest.areas["water"].frame(self.crs), self._area)

    def _rivers(self) -> gpd.GeoDataFrame:
        return places.lines(self._harvest.lines["waterway"].frame(self.crs), self._reach)

    def _railway(self) -> gpd.GeoDataFrame:
        return places.lines(self._harvest.lines["railway"].frame(self.crs), self._reach)

    def _streets(self) -> gpd.GeoDataFrame:
        words = self.table.parts["maxspeed"]
        roads, self._harvest.roads = self._harvest.roads, []
        return streets(roads, self.crs, words, self._reach)

    def _settlements(self) -> gpd.GeoDataFrame:
        found = self._harvest.points["settlement"].frame(self.crs)
        return places.settlements(found, self._zones)

    def _sites(self) -> gpd.GeoDataFrame:
        if self.asked.sites:
            frame, _, label = read_vector(self.asked.sites)
            return places.sites_of_file(frame, label, self._zones, self.table)
        points = self._harvest.points["site"].frame(self.crs)
        return places.sites(points, self._harvest.areas["site"].frame(self.crs), self._zones)

    def _parks(self) -> gpd.GeoDataFrame:
        return places.parks(self._harvest.areas["site"].frame(self.crs), self._zones)

    @property
    def _paths(self) -> dict[str, Path]:
        """Where the layers of the people are kept: municipalities, buildings, the grid."""
        names = {"municipalities": "totals", "buildings": "homes", "population": "cells"}
        return {name: self.work / f"{file}.parquet" for name, file in names.items()}

    def _people(self, made: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
        """Give the municipalities with their totals, the buildings with people, and the grid."""
        paths = list(self._paths.values())
        if not all(one.is_file() for one in paths):
            self.told("people")
            land, towns = made.get("landuse"), made.get("settlements")
            homes = settled(self._buildings, land, self._zones, self.table.parts["people"])
            zones, homes, held = spread(self._zones, homes, land, towns, self.table.parts)
            for path, frame in zip(paths, (zones, homes, grid(held, zones)), strict=True):
                frame.to_parquet(path)
        zones, homes, cells = map(gpd.read_parquet, paths)
        return {"municipalities": zones, "buildings": homes, "population": cells}

    def _base_has(self, layer: str) -> bool:
        """Tell whether the edition built upon has features of a layer in the area."""
        if self.base is None or layer not in self.base.records:
            return False
        frame = self.base.frame(layer).to_crs(self.crs)
        placed = frame.geometry[frame.geometry.notna()].to_numpy()
        return bool(shapely.intersects(self._area, placed).any())
