"""Charts as files: title, picture and method on a sheet of its own, as SVG and as PNG."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

from PIL import Image

from reports.charts import Bar, bars
from reports.paper.chart_files import chart_sheet, charts_zip

SVG = "{http://www.w3.org/2000/svg}"
TITLE = 'Жителей рядом <b>"A"</b> & B'


def chart() -> str:
    return bars([Bar("Медицинский", 120), Bar("<i>x</i>", 80)], TITLE, lambda value: f"{value:.0f}")


def test_a_sheet_holds_title_chart_and_method():
    svg, width, height = chart_sheet(chart(), TITLE, ["Метод: подсчёт"])
    root = ET.fromstring(svg)
    found = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert found[0] == TITLE
    assert {"Медицинский", "<i>x</i>", "120", "Метод: подсчёт"} <= set(found)
    assert root.get("width") == f"{width:.1f}pt"
    inner = root.find(f"{SVG}svg")
    assert float(inner.get("y")) + float(inner.get("height")) < height


def test_a_zip_holds_each_chart_twice_and_is_the_same_again():
    charts = [(TITLE, chart()), (f"{TITLE}/../x", chart())]
    made = charts_zip(charts, ["Метод"])
    assert made == charts_zip(charts, ["Метод"])
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        assert [one.rpartition(".")[2] for one in names] == ["svg", "png"] * 2
        assert not any("/" in one or ".." in one for one in names)
        with Image.open(archive.open(names[1])) as picture:
            assert picture.width > 2000
