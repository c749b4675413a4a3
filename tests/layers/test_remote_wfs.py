"""WFS read by address: MapServer on loopback, and servers that misbehave."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from layers import SourceError
from layers.importing import import_file
from layers.remote import Limits, offers, read_address
from tests import served_layers as served
from tests.servers import answering, reply

pytestmark = pytest.mark.xdist_group("servers")

CAPABILITIES = """<?xml version="1.0" encoding="UTF-8"?>
<WFS_Capabilities version="{version}" xmlns="http://www.opengis.net/wfs/2.0"><FeatureTypeList>
<FeatureType><Name>a:парки</Name><Title>Парки</Title><DefaultCRS>{crs}</DefaultCRS></FeatureType>
</FeatureTypeList></WFS_Capabilities>"""
COLLECTION = """<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0"
 xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:a="http://a" xmlns:xsi="{xsi}"
 xsi:schemaLocation="http://a {schema}" {said}>{members}</wfs:FeatureCollection>"""
XSI = "http://www.w3.org/2001/XMLSchema-instance"
URN = "urn:ogc:def:crs:EPSG::4326"


def refusal(address: str, **limits: float) -> str:
    with pytest.raises(SourceError) as caught:
        read_address(address, None, Limits(**limits))
    return str(caught.value)


def member(number: int, crs: str = URN, place: str = "56.45 84.95") -> str:
    return (
        f'<wfs:member><a:p gml:id="p{number}"><a:code>0{number}</a:code><a:geom><gml:Point '
        f'srsName="{crs}"><gml:pos>{place}</gml:pos></gml:Point></a:geom></a:p></wfs:member>'
    )


def collection(members: str, said: str = "", schema: str = "none.xsd") -> str:
    return COLLECTION.format(xsi=XSI, schema=schema, said=said, members=members)


def wfs(page, version="2.0.0", crs=URN, questions=None):
    """Serve one type, whose pages a function of the start index makes."""

    def answer(asked):
        given = {
            name.upper(): values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()
        }
        if questions is not None:
            questions.append(given)
        text = {
            "GetCapabilities": lambda: CAPABILITIES.format(version=version, crs=crs),
            "DescribeFeatureType": lambda: "<schema/>",
            "GetFeature": lambda: page(int(given.get("STARTINDEX", "0"))),
        }.get(given.get("REQUEST", ""), lambda: "<none/>")()
        reply(asked, text.encode(), "text/xml")

    return answering(answer)


def test_types_are_listed(mapserver):
    assert offers(f"{mapserver}/ogc?service=WFS") == [
        ("ms:parks", "Парки <i>и скверы</i>", "", "EPSG:32645"),
        ("ms:native", "Парки из файла", "", "EPSG:32645"),
    ]


@pytest.mark.parametrize("address", ["ogc?service=wfs#ms:parks", "ogc#parks", "sk42#zones"])
def test_a_type_comes_in_where_it_lies(mapserver, small_edition, address):
    came = import_file(f"{mapserver}/{address}", small_edition)
    assert served.distance_m(came.frame) < 0.01
    ordered = came.frame.sort_values("code")
    assert ordered["наименование"].tolist() == served.NAMES
    assert ordered["code"].tolist() == served.CODES
    assert ordered["area_ha"].tolist() == pytest.approx([0.2 + n for n in range(served.COUNT)])
    assert (came.crs_by, came.is_swapped, came.report.empty) == ("file", False, True)


@pytest.mark.parametrize("layer", ["ogc#parks", "ogc#native", "sk42#zones"])
def test_pages_are_followed_and_none_comes_twice(mapserver, layer):
    read = read_address(f"{mapserver}/{layer}", None, Limits(page=10))
    assert sorted(read.frame["code"]) == served.CODES


@pytest.mark.parametrize("layer", ["ogc#native", "sk42#zones"])
def test_the_server_cuts_to_the_box(mapserver, layer):
    box = (84.89, 56.43, 84.9069, 56.45)
    assert 2 <= len(read_address(f"{mapserver}/{layer}", box).frame) <= 4


def test_too_many_features_are_refused_before_they_come(mapserver):
    assert "more than 24 features" in refusal(f"{mapserver}/ogc#parks", features=24, page=5)


def test_a_type_must_be_named_and_be_there(mapserver):
    assert "it offers 2: `ms:parks`, `ms:native`" in refusal(f"{mapserver}/ogc?service=WFS")
    assert "`lakes` came" in refusal(f"{mapserver}/ogc#lakes")


def test_a_map_without_wfs_says_so(mapserver):
    said = refusal(f"{mapserver}/nothing?service=WFS#parks")
    assert "Expected a WFS at" in said


@pytest.mark.parametrize(
    ("crs", "place"),
    [
        (URN, "56.45 84.95"),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", "56.45 84.95"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "84.95 56.45"),
        ("EPSG:4326", "84.95 56.45"),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", "84.95 56.45"),
    ],
)
def test_axes_come_out_east_then_north(crs, place):
    with wfs(lambda _start: collection(member(1, crs, place)), crs=crs) as address:
        point = read_address(address).frame.geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((84.95, 56.45))


@pytest.mark.parametrize(
    ("version", "crs", "box"),
    [
        ("2.0.0", URN, f"56.0,84.0,57.0,85.0,{URN}"),
        ("1.1.0", URN, f"56.0,84.0,57.0,85.0,{URN}"),
        ("1.0.0", "EPSG:4326", "84.0,56.0,85.0,57.0"),
        ("2.0.0", "EPSG:4326", "84.0,56.0,85.0,57.0,EPSG:4326"),
    ],
)
def test_a_server_is_asked_in_its_version_and_its_order_of_axes(version, crs, box):
    questions = []
    place = "56.45 84.95" if crs == URN else "84.95 56.45"
    page = collection(member(1, crs, place), 'numberMatched="1"')
    with wfs(lambda _start: page, version, crs, questions) as address:
        read_address(address, (84.0, 56.0, 85.0, 57.0))
    asked = questions[-1]
    assert (asked["BBOX"], asked["VERSION"]) == (box, version)
    assert asked.get("TYPENAMES" if version == "2.0.0" else "TYPENAME") == "a:парки"
    assert ("STARTINDEX" in asked) == (version == "2.0.0")


def test_codes_keep_their_zeros_where_the_schema_says_nothing():
    with wfs(lambda _start: collection(member(7))) as address:
        assert read_address(address).frame["code"].tolist() == ["07"]


def test_a_server_that_repeats_its_page_is_refused():
    with wfs(lambda _start: collection(member(1), 'numberMatched="3"')) as address:
        assert "each of its pages is the same" in refusal(address, page=1)


def test_endless_pages_end_at_the_limit():
    with wfs(lambda start: collection(member(start))) as address:
        assert "more than 9 features" in refusal(address, page=1, features=9)


def test_no_schema_is_fetched():
    asked = []

    def elsewhere(request):
        asked.append(request.path)
        reply(request, b"<schema/>", "text/xml")

    with answering(elsewhere) as other:
        page = collection(member(1), schema=f"{other}/schema.xsd")
        with wfs(lambda _start: page) as address:
            assert len(read_address(address).frame) == 1
    assert asked == []


def test_references_are_not_followed():
    asked = []

    def elsewhere(request):
        asked.append(request.path)
        reply(request, b"<gml/>", "text/xml")

    with answering(elsewhere) as other:
        link = f'<a:geom xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{other}/g.gml#g"/>'
        page = collection(f'<wfs:member><a:p gml:id="p">{link}</a:p></wfs:member>' + member(2))
        with wfs(lambda _start: page) as address:
            assert len(read_address(address).frame) == 2
    assert asked == []


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("<html><body>hello</body></html>", "it answered with a page of HTML"),
        (
            "<ServiceExceptionReport><ServiceException code='закрыто'/></ServiceExceptionReport>",
            "it refuses: закрыто",
        ),
        ('{"type": "FeatureCollection"}', "asked for features, it answered with `text/xml`"),
        (collection(""), "none came"),
        (collection(member(1))[:-40], "its GML cannot be read"),
    ],
)
def test_other_things_than_features_are_said(sent, words):
    with wfs(lambda _start: sent) as address:
        assert words in refusal(address)
