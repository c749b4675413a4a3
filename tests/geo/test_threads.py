"""Sessions of the app share frames and ask at the same time: the engine must bear it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely

from geo import area_by_class, coverage_interval, nearest, served
from geo._threads import in_threads, own_copies
from tests.geo.made import boxes, homes, mosaic, stars


def test_many_threads_get_one_answer_from_the_same_frames():
    demand, supply = homes(1500, 4000, 1), stars(20, 4000, 2).assign(precision="street")
    zones, land = mosaic(9, 4000, 3), mosaic(200, 4000, 4)
    options = {"by": "type", "radii_m": (300, 900), "weight": "people", "zones": zones}

    def asked(_):
        return (
            served(demand, supply, **options)["served"].sum(),
            coverage_interval(demand, supply, draws=3, **options)["served_low"].sum(),
            nearest(demand, supply, by="type")["distance_m"].sum(),
            round(area_by_class(land, zones, class_column="use")["area_ha"].sum(), 6),
        )

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(asked, range(24)))) == 1


def test_results_come_in_the_order_of_the_inputs():
    assert in_threads(lambda number: number * 2, range(50)) == list(range(0, 100, 2))


def test_preparing_a_copy_leaves_the_original():
    shapes = np.asarray(boxes([(0, 0, 1, 1)]).geometry.array)
    copies = own_copies(shapes)
    shapely.prepare(copies)
    assert shapely.is_prepared(copies).all()
    assert not shapely.is_prepared(shapes).any()
    assert shapely.equals(copies, shapes).all()
