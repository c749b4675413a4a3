"""Sessions of the app share frames and ask at the same time: the engine must bear it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely

from geo import area_by_class, coverage_interval, nearest, served, watched
from geo._threads import in_threads, own_copies
from geo.resampling import of_each_draw
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


def test_threads_within_threads_are_no_more_than_there_are_processors(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    names = set()

    def inner(number):
        names.add(threading.current_thread().name)
        return number

    found = in_threads(lambda row: sum(in_threads(inner, range(row))), range(12))
    assert found == [sum(range(row)) for row in range(12)]
    assert len(names) <= 3


def test_what_is_measured_of_each_draw_is_held_a_few_at_a_time(monkeypatch):
    monkeypatch.setattr("geo.resampling._BYTES_AT_ONCE", 100)
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    held, most = [], []

    def stream():
        for number in range(7):
            held.append(number)
            yield np.full(5, float(number))

    def measured(matrix):
        most.append(len(held) - len(most))
        return float(matrix.sum())

    heard = []
    with watched(heard.append):
        assert of_each_draw(measured, stream(), 7) == [5.0 * number for number in range(7)]
    assert max(most) <= 2
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_preparing_a_copy_leaves_the_original():
    shapes = np.asarray(boxes([(0, 0, 1, 1)]).geometry.array)
    copies = own_copies(shapes)
    shapely.prepare(copies)
    assert shapely.is_prepared(copies).all()
    assert not shapely.is_prepared(shapes).any()
    assert shapely.equals(copies, shapes).all()
