"""A tiny edition written by code: two square municipalities, seven parks, five sites, 3,300 people.

Everything lies in a rectangle of 8 by 4 km in EPSG:32645, so that figures can be worked out by
hand: `west` (x from 370 to 374 km) and `east` (374 to 378 km), y from 6,256 to 6,260 km. One park
and one site are off the map, one park is planned, and some texts are hostile on purpose.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import rasterio
from affine import Affine
from shapely import LineString, Point, box

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CRS = "EPSG:32645"
WEST, SOUTH = 370_000.0, 6_256_000.0
HOSTILE = "<script>alert(1)</script> \"A\" & 'B'"
HOSTILE_RU = '<img src=x onerror=alert(1)> «Ё» "Щ" </script>'
FORMULA = '=HYPERLINK("http://example.org";"x")'
LONG_RU = "Длинное примечание, которое не помещается в поле шейп-файла. " * 4
PEOPLE = {"cell_1": 1000, "cell_2": 500, "cell_3": 800, "cell_4": 600, "cell_5": 400}
OFF_THE_MAP = {"parks": 1, "sites": 1}

COLOURS = {
    "industrial": ("#5D4037", "diagonal", "industry"),
    "innovation": ("#2166AC", "dots", "rocket"),
    "research_educational": ("#332288", "crossed", "college"),
    "historical_cultural": ("#E6AB02", "horizontal", "historic"),
    "medical": ("#E41A1C", "plus", "hospital"),
    "sport": ("#44AA99", "none", "stadium"),
}
TITLES_RU = {
    "industrial": "Промышленные",
    "innovation": "Инновационные",
    "research_educational": "Научно-образовательные",
    "historical_cultural": "Историко-культурные",
    "medical": "Медицинские",
    "sport": "Спортивные",
    "nuclear": "Ядерный",
    "timber": "Лесной",
    "residential": "Жильё",
    "forest": "Лес",
    "water": "Вода",
    "primary": "Главные улицы",
    "": "Вне кластеров",
}
LANDUSE = {"residential": "#E9E4DC", "forest": "#DDE8D3", "water": "#C9DDE8"}
UNITS = {"area_ha": "ha", "area_km2": "km²", "population": "people", "speed_kmh": "km/h"}

Frames = dict[str, gpd.GeoDataFrame | pd.DataFrame]


def write_small_edition(folder: Path) -> Path:
    """Write the edition into a folder, which is made, and give the folder back."""
    folder.mkdir(parents=True, exist_ok=True)
    records = []
    for layer_id, frame in frames().items():
        if isinstance(frame, gpd.GeoDataFrame):
            path = f"{layer_id}.fgb"
            kind = frame.geometry.dropna().geom_type.iloc[0]
            pyogrio.write_dataframe(
                frame,
                folder / path,
                driver="FlatGeobuf",
                layer=layer_id,
                geometry_type=kind,
                SPATIAL_INDEX="NO",
            )
        else:
            path = f"{layer_id}.csv"
            frame.to_csv(folder / path, index=False, encoding="utf-8", lineterminator="\n")
        records.append(_record(layer_id, path, folder, frame))
    _write_landcover(folder / "landcover.tif")
    records.append(_record("landcover", "landcover.tif", folder, None))
    (folder / "programme.toml").write_text(PROGRAMME, encoding="utf-8", newline="\n")
    records.append(_record("programme", "programme.toml", folder, None))
    (folder / "catalogue.toml").write_text(HEAD + "\n".join(records), encoding="utf-8")
    return folder


def frames() -> Frames:
    """Give what the edition's vector layers and tables hold."""
    return {
        "municipalities": _municipalities(),
        "water": _layer([("lake", "Lake", "Озеро", _square(7.0, 3.0, 500))]),
        "streets": _streets(),
        "rivers": _rivers(),
        "settlements": _settlements(),
        "landuse": _landuse(),
        "population": _population(),
        "parks": _parks(),
        "sites": _sites(),
        "clusters": pd.DataFrame(
            {
                "id": ["nuclear", "timber"],
                "name_en": ["Nuclear technologies", HOSTILE],
                "name_ru": ["Ядерные технологии", HOSTILE_RU],
                "source": ["test", "test"],
            }
        ),
        "projects": pd.DataFrame(
            {
                "id": ["project_1", "project_2"],
                "name_en": ["A reactor", FORMULA],
                "name_ru": ["Реактор", "-2+3"],
                "cluster": ["nuclear", "timber"],
                "park_type": ["industrial", ""],
                "grouping": ["", ""],
                "site_id": ["site_1", ""],
                "investment_rub_bn": [26.3, None],
                "jobs": pd.array([300, None], dtype="Int64"),
                "state": ["under_way", "planned"],
                "source": ["test", "test"],
            }
        ),
    }


def _xy(east_km: float, north_km: float) -> tuple[float, float]:
    return WEST + east_km * 1000, SOUTH + north_km * 1000


def _square(east_km: float, north_km: float, side_m: float):
    """Give a square around a place, in kilometres from the south-western corner."""
    x, y = _xy(east_km, north_km)
    return box(x - side_m / 2, y - side_m / 2, x + side_m / 2, y + side_m / 2)


def _layer(rows: list, **columns: list) -> gpd.GeoDataFrame:
    ids, english, russian, shapes = zip(*rows, strict=True)
    common = {
        "source": ["test"] * len(rows),
        "precision": ["approximate"] * len(rows),
        "status": ["existing"] * len(rows),
    }
    data = {"id": list(ids), "name_en": list(english), "name_ru": list(russian)}
    return gpd.GeoDataFrame({**data, **common, **columns}, geometry=list(shapes), crs=CRS)


def _municipalities() -> gpd.GeoDataFrame:
    rows = [
        ("west", "West", "Запад", box(*_xy(0, 0), *_xy(4, 4))),
        ("east", "East", "Восток", box(*_xy(4, 0), *_xy(8, 4))),
    ]
    return _layer(rows, area_km2=[16.0, 16.0], population=[1500, 1800], population_year=2016)


def _streets() -> gpd.GeoDataFrame:
    """Give a street from west to east along y = 2 km and one across at x = 4 km, cut each 1 km."""
    along = [LineString([_xy(k, 2), _xy(k + 1, 2)]) for k in range(8)]
    across = [LineString([_xy(4, k), _xy(4, k + 1)]) for k in range(4)]
    rows = [
        (f"street_{k}", "Lenin Avenue", "пр. Ленина", line)
        for k, line in enumerate(along + across, 1)
    ]
    return _layer(
        rows,
        street_id=["lenin"] * 8 + ["kirov"] * 4,
        road_class=["primary"] * 12,
        speed_kmh=[60] * 12,
        length_m=[1000.0] * 12,
        precision_m=[300] * 12,
    )


def _rivers() -> gpd.GeoDataFrame:
    """Give a brook, 20 m wide, from south to north along x = 0.9 km, through park 1."""
    return _layer(
        [("brook", "Brook", "Ручей", LineString([_xy(0.9, 0), _xy(0.9, 4)]))], width_m=[20.0]
    )


def _settlements() -> gpd.GeoDataFrame:
    rows = [
        ("town", "Town", "Город", Point(_xy(2, 2))),
        ("village", "Village", "Деревня", Point(_xy(6, 1))),
    ]
    return _layer(
        rows,
        kind=["city", "village"],
        population=[1500.0, None],
        municipality=["west", "east"],
    )


def _landuse() -> gpd.GeoDataFrame:
    parts = [
        ("use_1", "residential", "west", (0, 0, 4, 3)),
        ("use_2", "forest", "west", (0, 3, 4, 4)),
        ("use_3", "residential", "east", (4, 0, 6, 4)),
        ("use_4", "forest", "east", (6, 0, 8, 3)),
        ("use_5", "water", "east", (6, 3, 8, 4)),
    ]
    rows = [
        (key, use.title(), TITLES_RU[use], box(*_xy(*at[:2]), *_xy(*at[2:])))
        for key, use, _, at in parts
    ]
    return _layer(
        rows,
        landuse_class=[one[1] for one in parts],
        basis=["rule"] * 5,
        municipality=[one[2] for one in parts],
    )


def _population() -> gpd.GeoDataFrame:
    at = [(1.25, 1.25), (2.25, 2.25), (4.75, 1.25), (5.25, 2.25), (5.75, 3.25)]
    rows = [
        (key, "Cell", "Ячейка", _square(*place, 500)) for key, place in zip(PEOPLE, at, strict=True)
    ]
    return _layer(
        rows,
        population=list(PEOPLE.values()),
        municipality=["west", "west", "east", "east", "east"],
        landuse_class=["residential"] * 5,
    )


def _parks() -> gpd.GeoDataFrame:
    rows = [
        ("park_1", "Northern", "Северный", _square(1, 1, 500)),
        ("park_2", HOSTILE, HOSTILE_RU, _square(2, 3, 400)),
        ("park_3", "Innovation", "Инновационный", _square(3, 1, 300)),
        ("park_4", "Campus", "Кампус", _square(5, 1, 300)),
        ("park_5", "Clinic", "Клиника", _square(5, 3, 200)),
        ("park_6", "Arena", "Арена", _square(7, 1, 200)),
        ("park_7", "Old town", "Старый город", None),
    ]
    frame = _layer(
        rows,
        park_type=[
            "industrial",
            "industrial",
            "innovation",
            "research_educational",
            "medical",
            "sport",
            "historical_cultural",
        ],
        status_en=["Works"] * 7,
        status_ru=["Работает"] * 7,
        area_ha=[25.0, 16.0, 9.0, 9.0, 4.0, None, None],
        area_basis=["published"] * 5 + ["typical"] * 2,
        outline=["model"] * 7,
        place_basis_en=["Test"] * 7,
        place_basis_ru=["Проверка"] * 7,
        note_en=[FORMULA, *[""] * 6],
        note_ru=["", "Первая строка\nвторая; «кавычки», запятая", LONG_RU, *[""] * 4],
        source_kind=["sourced"] * 7,
        programme_link=["named"] * 7,
    )
    frame["status"] = ["existing"] * 3 + ["planned"] + ["existing"] * 3
    frame["precision"] = ["exact", "street", "approximate", "settlement"] + ["approximate"] * 3
    return frame


def _sites() -> gpd.GeoDataFrame:
    rows = [
        ("site_1", "Reactor", "Реактор", Point(_xy(1, 1))),
        ("site_2", HOSTILE, HOSTILE_RU, Point(_xy(3, 3))),
        ("site_3", "Sawmill", "Лесопилка", Point(_xy(5, 1))),
        ("site_4", "University", "Университет", Point(_xy(7, 3))),
        ("site_5", "Nobody knows where", "Неизвестно где", None),
    ]
    return _layer(
        rows,
        kind=["plant", "plant", "plant", "university", "company"],
        cluster=["nuclear", "nuclear", "timber", "", "timber"],
        park_type=["industrial", "", "industrial", "research_educational", ""],
        grouping=[""] * 5,
        address_en=["1 Lenin Avenue"] * 5,
        address_ru=["пр. Ленина, 1"] * 5,
        investment_rub_bn=[26.3, None, 1.5, None, None],
        note_en=[""] * 5,
        note_ru=[""] * 5,
        source_kind=["sourced"] * 5,
    )


def _write_landcover(path: Path) -> None:
    """Write 50 m cells: 1 (residential) in the west, 2 (forest) in the east, 3 a lake of 1 km²."""
    cells = np.ones((80, 160), dtype=np.uint8)
    cells[:, 80:] = 2
    cells[:20, 140:] = 3
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=160,
        height=80,
        count=1,
        dtype="uint8",
        crs=CRS,
        transform=Affine(50, 0, WEST, 0, -50, SOUTH + 4000),
        nodata=0,
        compress="deflate",
    ) as file:
        file.write(cells, 1)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _record(layer_id: str, path: str, folder: Path, frame: pd.DataFrame | None) -> str:
    kind = {".fgb": "vector", ".csv": "table", ".tif": "raster", ".toml": "document"}
    kind = kind[path[path.rindex(".") :]]
    title = layer_id.capitalize()
    keys = {
        "id": layer_id,
        "title_en": title,
        "title_ru": f"Слой «{layer_id}»",
        "group": GROUP.get(layer_id, "base"),
        "kind": kind,
        "path": path,
        "date": "2026-11-23",
        "licence": "ODbL-1.0",
        "attribution_en": "© OpenStreetMap contributors",
        "attribution_ru": "© участники OpenStreetMap",
        "source_en": f"Written by the tests for {layer_id}",
        "source_ru": "Написано тестами",
        "note_en": "Generalised, plus or minus 1,000 m.",
        "note_ru": "Обобщённая геометрия, ± 1 000 м.",
        "built_by": "tests/small_edition.py",
        "sha256": hashlib.sha256((folder / path).read_bytes()).hexdigest(),
    }
    lines = ["[[layer]]", *(f"{key} = {_text(value)}" for key, value in keys.items())]
    if kind in {"vector", "raster"}:
        lines += [f'crs = "{CRS}"', 'precision = "approximate"', "precision_m = 1000"]
        lines += ["generalised = true"]
    if frame is not None:
        lines += _fields(frame)
    if isinstance(frame, gpd.GeoDataFrame):
        shape = frame.geometry.dropna().geom_type.iloc[0]
        lines.insert(
            1, f'geometry = "{ {"Point": "point", "LineString": "line"}.get(shape, "polygon") }"'
        )
    return "\n".join(lines + _style(layer_id)) + "\n"


def _fields(frame: pd.DataFrame) -> list[str]:
    lines = []
    for name, values in frame.items():
        if name == "geometry":
            continue
        kind = {"i": "int", "f": "float"}.get(getattr(values.dtype, "kind", "O"), "text")
        lines += [
            "[[layer.field]]",
            f'name = "{name}"',
            f'type = "{kind}"',
            f'unit = "{UNITS.get(name, "")}"',
            f'title_en = "{name.replace("_", " ").capitalize()}"',
            f'title_ru = "Столбец «{name}»"',
        ]
    return lines


def _style(layer_id: str) -> list[str]:
    if layer_id in {"clusters", "projects", "programme"}:
        return []
    column, values = STYLED.get(layer_id, ("", [""]))
    lines = ["[layer.style]", f"visible = {str(layer_id not in HIDDEN).lower()}"]
    lines += [f'column = "{column}"'] if column else []
    lines += ['label = "name"'] if layer_id in {"parks", "sites", "settlements"} else []
    for code, value in enumerate(values, 1):
        fill, hatch, icon = COLOURS.get(value, (LANDUSE.get(value, "#FFFFFF"), "none", ""))
        lines += ["[[layer.style.class]]"]
        lines += [f'value = "{value}"'] if column or layer_id == "landcover" else []
        lines += [f"code = {code}"] if layer_id == "landcover" else []
        lines += [
            f'title_en = "{(value or layer_id).replace("_", " ").capitalize()}"',
            f'title_ru = "{TITLES_RU[value] if column else "Слой"}"',
            f'fill = "{fill}"',
            "fill_opacity = 0.5",
            f'hatch = "{hatch}"',
            f'line = "{fill if fill != "#FFFFFF" else "#37474F"}"',
            "line_width = 1.4",
            "dash = []",
            *([f'icon = "{icon or "circle"}"'] if layer_id in {"parks", "sites"} else []),
        ]
    return lines


GROUP: Mapping[str, str] = {
    "parks": "parks",
    "sites": "clusters",
    "clusters": "clusters",
    "projects": "programme",
    "programme": "programme",
    "population": "statistics",
    "landuse": "statistics",
    "landcover": "statistics",
}
STYLED: Mapping[str, tuple[str, list[str]]] = {
    "parks": ("park_type", list(COLOURS)),
    "sites": ("cluster", ["nuclear", "timber", ""]),
    "landuse": ("landuse_class", list(LANDUSE)),
    "streets": ("road_class", ["primary"]),
    "landcover": ("landcover", list(LANDUSE)),
}
HIDDEN = {"landuse", "population", "landcover"}

HEAD = f"""\
[edition]
id = "small"
title_en = "Small edition"
title_ru = "Малое издание"
crs = "{CRS}"
view = {{ zoom = 11.5, lon = 84.96, lat = 56.46 }}

"""

PROGRAMME = """\
[programme]
title_en = "Programme"
title_ru = "Программа"
text_en = "A programme for tests."
text_ru = "Программа для проверок."
source = ["test"]

[[point]]
id = "goal"
title_en = "Goal <b>one</b>"
title_ru = "Цель"
text_en = "A goal."
text_ru = "Цель."
source = ["test"]
[[point.value]]
value = 250
unit = "rub_bn"
kind = "target"
text_en = "needed"
text_ru = "требуется"
date = "2016-03-25"
source = ["test"]

[[priority]]
id = "industry"
title_en = "Industry"
title_ru = "Промышленность"
colour = "#5D4037"
source = ["test"]
[[priority.section]]
id = "parks"
title_en = "Parks"
title_ru = "Парки"
park_type = "industrial"

[[roadmap_state]]
id = "done"
title_en = "Done"
title_ru = "Выполнено"
source = ["test"]

[[money]]
id = "total"
rub_bn = 250
kind = "target"
text_en = "needed to 2020"
text_ru = "требуется до 2020 г."
date = "2016"
source = ["test"]

[[event]]
date = "2015-01-14"
kind = "legal"
text_en = "The order was signed."
text_ru = "Распоряжение подписано."
source = ["test"]

[[zone]]
date = "2016"
residents = 30
source = ["test"]

[[agglomeration]]
id = "core"
text_en = "Two municipalities"
text_ru = "Два муниципалитета"
source = ["test"]

[[municipality]]
id = "west"
title_en = "West"
title_ru = "Запад"
area_km2 = 16
population = 1500
date = "2016"
source = ["test"]

[medical_centre]
title_en = "Centre"
title_ru = "Центр"
text_en = "A centre."
text_ru = "Центр."
founded = "2016"
park = "park_5"
institutes = ["site_4"]
head = "site_4"
source = ["test"]

[source.test]
short = "test"
citation_en = "The tests"
citation_ru = "Проверки"
"""
