"""What the records of a built edition say: where each layer came from and what to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from layers.vocabulary import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "DRAWN",
    "KEPT",
    "LAYERS",
    "OSM_CREDIT",
    "Said",
    "file_source",
    "osm_source",
    "sources_text",
]


class Said(NamedTuple):
    """What is said of a layer out of OpenStreetMap: its precision and what to know of it."""

    precision: str
    precision_m: int
    note: Words


LAYERS: Final[dict[str, Said]] = {
    "municipalities": Said(
        "exact",
        10,
        Words(
            "Boundaries as they were handed over or mapped. The column “How the population is "
            "known” tells where each total comes from.",
            "Границы взяты такими, какими они переданы или отмечены. Столбец «Откуда известно "
            "население» говорит, откуда взят каждый итог.",
        ),
    ),
    "green": Said(
        "exact",
        10,
        Words(
            "Green areas of a file. What else the land is used for is not known: it is the class "
            "of what is not mapped.",
            "Зелёные насаждения из файла. Чем занята остальная земля, неизвестно: она отнесена к "
            "неотмеченной.",
        ),
    ),
    "landuse": Said(
        "exact",
        10,
        Words(
            "Classes by the edition's table of tags (tags.toml). Where areas overlap, the land "
            "goes to the one that stands first there, then to the smaller. Land that nobody has "
            "mapped is a class of its own.",
            "Классы по таблице тегов издания (tags.toml). Где участки перекрываются, земля "
            "относится к тому, что стоит в ней раньше, затем к меньшему. Неотмеченная земля — "
            "отдельный класс.",
        ),
    ),
    "built_up": Said(
        "exact",
        10,
        Words(
            "Built classes of the land-use layer, joined.",
            "Застроенные классы слоя землепользования, объединённые.",
        ),
    ),
    "water": Said("exact", 10, Words("Water areas as mapped.", "Водные объекты как отмечены.")),
    "rivers": Said(
        "exact",
        10,
        Words(
            "Axes as mapped; where no width is tagged, one is assumed by kind (tags.toml).",
            "Оси как отмечены; где ширина не указана, принята по виду (tags.toml).",
        ),
    ),
    "streets": Said(
        "exact",
        10,
        Words(
            "Roads open to cars, cut at the nodes that they share. Speeds by maxspeed, else by the "
            "table of tags (tags.toml); turn restrictions are not heeded.",
            "Дороги, открытые для автомобилей, разрезаны в общих узлах. Скорость по maxspeed, "
            "иначе по таблице тегов (tags.toml); запреты поворотов не учтены.",
        ),
    ),
    "railway": Said("exact", 10, Words("Tracks as mapped.", "Пути как отмечены.")),
    "settlements": Said(
        "street",
        300,
        Words(
            "Points of settlements as mapped; population where it is tagged.",
            "Точки населённых пунктов как отмечены; население, где оно указано.",
        ),
    ),
    "buildings": Said(
        "exact",
        10,
        Words(
            "Floors as known, by height, or assumed (see the column). People are an estimate: the "
            "municipal total shared by the floor area lived in.",
            "Этажность указана, найдена по высоте или принята (см. столбец). Жители — оценка: итог "
            "муниципального образования разделён по жилой площади этажей.",
        ),
    ),
    "population": Said(
        "street",
        100,
        Words(
            "A model: the total of each municipality holds to the person, cells are estimates. "
            "People stand where buildings are lived in, else on residential land, else at the "
            "settlements.",
            "Модель: итог каждого муниципального образования сохранён до человека, значения в "
            "ячейках — оценка. Жители размещены в жилых зданиях, иначе на жилой земле, иначе в "
            "населённых пунктах.",
        ),
    ),
    "landcover": Said(
        "exact",
        50,
        Words(
            "Rasterised from the land-use layer of this edition, class at the centre of the cell. "
            "Not a satellite classification.",
            "Растр построен по слою землепользования этого издания, класс по центру ячейки. Это не "
            "классификация спутниковых снимков.",
        ),
    ),
    "sites": Said(
        "exact",
        10,
        Words(
            "First sites: candidates, not yet a part of any programme.",
            "Первые объекты: кандидаты, в программу пока не включены.",
        ),
    ),
    "parks": Said(
        "exact",
        10,
        Words(
            "First parks: mapped areas by kind, not yet a part of any programme.",
            "Первые парки: отмеченные территории по виду, в программу пока не включены.",
        ),
    ),
}
"""The layers that a build can make, in the order in which maps draw them."""

KEPT: Final = Words(
    "Kept from the edition “{title}” as it was.", "Взято из издания «{title}» без изменений."
)
DRAWN: Final = Words(
    "Drawn around the buildings: their convex hull and 100 m",
    "Проведена вокруг зданий: их выпуклая оболочка и 100 м",
)
OSM_CREDIT: Final = Words("© OpenStreetMap contributors", "© участники OpenStreetMap")


def osm_source(name: str, sha256: str, date: str) -> Words:
    """Say of which extract a layer is.

    Examples
    --------
    >>> osm_source("town.osm.pbf", "ab" * 32, "2026-11-01").en
    'OpenStreetMap contributors, town.osm.pbf of 2026-11-01 (sha256 abababababab)'
    """
    hashed = f" (sha256 {sha256[:12]})" if sha256 else ""
    return Words(
        f"OpenStreetMap contributors, {name} of {date}{hashed}",
        f"Участники OpenStreetMap, {name} от {date}{hashed}",
    )


def file_source(name: str, sha256: str) -> Words:
    """Say of which file a layer is."""
    hashed = f" (sha256 {sha256[:12]})" if sha256 else ""
    return Words(f"File {name}{hashed}", f"Файл {name}{hashed}")


def sources_text(
    title: str, built: Mapping[str, Words], kept: Mapping[str, str], broken: Mapping[str, int]
) -> str:
    """Write `SOURCES.md` of a built edition.

    Parameters
    ----------
    title
        The edition's.
    built
        Where each layer that was built came from.
    kept
        The layers of the edition built upon, and its title.
    broken
        How many objects of the extract were left out or shortened, by what was wrong.
    """
    lines = [f"# Sources of the edition “{title}”", "", "## Built", ""]
    lines += [f"- `{name}`: {words.en}" for name, words in built.items()]
    lines += ["", f"Data of OpenStreetMap: {OSM_CREDIT.en}, under the ODbL 1.0."]
    lines += ["The rules by which tags became classes stand in `tags.toml`.", ""]
    if kept:
        lines += ["## Kept from another edition", ""]
        lines += [f"- `{name}`: “{base}”" for name, base in kept.items()]
        lines += ["", "Their licences and sources stand in the catalogue, layer by layer.", ""]
    if broken:
        lines += ["## Broken objects of the extract", ""]
        lines += [f"- {what}: {number}" for what, number in broken.items()]
        lines += ["", "They were left out, or cut where places are missing.", ""]
    return "\n".join(lines)
