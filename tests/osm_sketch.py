"""Extracts of OpenStreetMap data drawn by tests, in kilometres from a corner near Tomsk.

`Sketch` numbers nodes, ways and relations as they come; `town()` draws a town and a district beside
it, with what real extracts have: holes, shared nodes, one-ways, broken ways, Cyrillic names.
"""

from __future__ import annotations

from pathlib import Path

import osmium
from osmium.osm import mutable

LON, LAT = 84.8918, 56.4298
LON_PER_KM, LAT_PER_KM = 1 / 61.77, 1 / 111.4


class Sketch:
    """Objects in the order in which they were drawn."""

    def __init__(self):
        self.nodes, self.ways, self.relations = {}, {}, {}
        self._at = {}

    def node(self, x, y, **tags):
        """Give the number of the node at a place; one place without tags is one node."""
        if not tags and (x, y) in self._at:
            return self._at[x, y]
        number = len(self.nodes) + 1
        self.nodes[number] = (LON + x * LON_PER_KM, LAT + y * LAT_PER_KM, tags)
        if not tags:
            self._at[x, y] = number
        return number

    def way(self, *places, **tags):
        """Draw a way through places (or through the numbers of nodes)."""
        numbers = [one if isinstance(one, int) else self.node(*one) for one in places]
        self.ways[len(self.ways) + 1] = (numbers, tags)
        return len(self.ways)

    def box(self, west, south, east, north, **tags):
        """Draw a closed way around a rectangle."""
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        return self.way(*corners, **tags)

    def relation(self, *members, **tags):
        """Draw a relation of ways, each with its role."""
        self.relations[len(self.relations) + 1] = (members, {"type": "multipolygon", **tags})
        return len(self.relations)

    def write(self, path, lacking=()):
        """Write the extract, some nodes left out; give its path."""
        path = Path(path)
        with osmium.SimpleWriter(str(path), overwrite=True) as file:
            for number, (lon, lat, tags) in self.nodes.items():
                if number not in lacking:
                    file.add_node(mutable.Node(id=number, location=(lon, lat), tags=_plain(tags)))
            for number, (nodes, tags) in self.ways.items():
                file.add_way(mutable.Way(id=number, nodes=nodes, tags=_plain(tags)))
            for number, (members, tags) in self.relations.items():
                listed = [("w", way, role) for way, role in members]
                file.add_relation(mutable.Relation(id=number, members=listed, tags=_plain(tags)))
        return path


def _plain(tags):
    """Give tags as they are written: `name__en` stands for `name:en`."""
    return {key.replace("__", ":"): value for key, value in tags.items()}


def town():
    """Draw a town of 4 by 4 km and a district of 4 by 4 km to the east of it.

    Town: 1,000 people; district: 200. Streets: one from west to east along y = 2 through both, one
    across at x = 2 that shares a node with it, a bridge at x = 3 that does not, a one-way drawn
    against its direction at x = 1, a roundabout. Land: housing with a hole where a school stands,
    a forest as a relation with a hole, a lake.
    """
    one = Sketch()
    shared = one.way((4, 0), (4, 4))
    west = one.way((4, 4), (0, 4), (0, 0), (4, 0))
    east = one.way((4, 0), (8, 0), (8, 4), (4, 4))
    for outer, name, english, people in (
        (west, "Город Ёлкин", "Yolkin", "1000"),
        (east, "Ёлкинский район", None, "200"),
    ):
        tags = {"name__en": english} if english else {}
        one.relation(
            (shared, "outer"),
            (outer, "outer"),
            type="boundary",
            boundary="administrative",
            admin_level="6",
            name=name,
            population=people,
            **tags,
        )
    one.way(
        *[(x, 2) for x in (0, 1, 2, 3.5, 4, 6, 8)],
        highway="primary",
        name="проспект Щорса",
        maxspeed="RU:urban",
    )
    one.way((2, 0), (2, 2), (2, 4), highway="residential", name="улица Ленина")
    one.way((3, 0), (3, 4), highway="trunk", bridge="yes", oneway="yes")
    one.way((1, 2), (1, 3), highway="secondary", oneway="-1", maxspeed="30 mph")
    one.way(
        (6, 2), (6.1, 2.1), (6.2, 2), (6.1, 1.9), (6, 2), highway="tertiary", junction="roundabout"
    )
    one.way((2, 3), (2.5, 3), highway="footway")
    one.way((2, 1), (1.5, 1), highway="service", access="private")
    hole = one.box(0.4, 0.4, 0.8, 0.8)
    housing = one.box(0.2, 0.2, 1.8, 1.8)
    one.relation((housing, "outer"), (hole, "inner"), landuse="residential", name="Микрорайон")
    one.box(0.45, 0.45, 0.7, 0.7, amenity="school", name="Школа № 1")
    clearing = one.box(5, 2.8, 5.5, 3.2)
    wood = one.box(4.5, 2.5, 7, 3.5)
    one.relation((wood, "outer"), (clearing, "inner"), natural="wood")
    one.box(6.5, 2.6, 7.5, 3.0, natural="water", name="озеро Ясное")
    one.box(2.2, 0.2, 2.8, 1.0, landuse="industrial", name="Завод «Ёлка»")
    one.box(2.2, 2.2, 2.6, 2.6, amenity="university", name="Ёлкинский университет")
    one.box(2.2, 2.8, 2.4, 3.0, amenity="hospital", name="Больница")
    one.box(0.2, 2.2, 0.5, 2.5, leisure="stadium", name="Труд")
    one.box(4.2, 0.2, 5.8, 1.8, landuse="residential")
    for place in range(4):
        x = 0.9 + place * 0.1
        one.box(x, 0.3, x + 0.05, 0.32, building="apartments", building__levels="5")
        one.box(4.4 + place * 0.1, 0.4, 4.41 + place * 0.1, 0.41, building="house")
    one.box(1.0, 1.0, 1.02, 1.02, building="yes", height="9")
    one.box(2.4, 0.4, 2.6, 0.6, building="industrial")
    one.node(1.1, 1.1, place="town", name="Ёлкин", name__en="Yolkin", population="1000")
    one.node(5, 1, place="village", name="Дальнее")
    one.node(2.5, 1.5, man_made="works", name="Кирпичный завод")
    one.way((0, 1.9), (4, 1.9), (8, 1.9), railway="rail", usage="main", name="Тайга — Томск")
    one.way((3.2, 0), (3.2, 4), waterway="river", name="Томь", width="40 m")
    return one


def city(blocks):
    """Draw a city of blocks of 100 m: two ways and a house a block, 100,000 people.

    Streets meet at (blocks + 1)² junctions.
    """
    one = Sketch()
    side = blocks / 10
    ring = one.box(0, 0, side, side)
    one.relation(
        (ring, "outer"),
        type="boundary",
        boundary="administrative",
        admin_level="6",
        name="Большой",
        population="100000",
    )
    for line in range(blocks + 1):
        for step in range(blocks):
            across, start, end = line / 10, step / 10, (step + 1) / 10
            one.way((across, start), (across, end), highway="residential", name=f"улица {line}")
            one.way((start, across), (end, across), highway="tertiary")
    for column in range(blocks):
        for row in range(blocks):
            x, y = column / 10 + 0.02, row / 10 + 0.02
            levels = str(1 + (column + row) % 9)
            one.box(x, y, x + 0.02, y + 0.01, building="apartments", building__levels=levels)
    return one
