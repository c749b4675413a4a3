"""The programme's slides: its points, and its money by date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from layers.wording import RUB_BN, figure, plural
from reports.charts.svg import BLUE, ORANGE
from reports.slides.bars import Bar
from reports.slides.letters import SECOND
from reports.slides.tables import Table

if TYPE_CHECKING:
    from reports.slides.making import Pack

__all__ = ["add_figures", "add_money", "add_points"]

COLOURS: Final = {"target": ORANGE, "result": BLUE}
OTHER: Final = "#88A0B0"
CHART: Final = 5.2
MOST_FIGURES: Final = 9
IN_A_ROW: Final = 3
TALLEST: Final = 1.9
SIZES: Final = (16.0, 13.0)
"""Points of letters below great figures that have a slide to themselves."""
NOTE: Final = 0.45


def add_figures(pack: Pack) -> None:
    """Add what the atlas documents of each point as a great figure, with what is stated below."""
    found = [one for one in pack.told.points if one["documented"]][:MOST_FIGURES]
    if not found:
        return
    _ = pack._
    title = _("The programme in figures: what the atlas documents, and what is stated")
    first = [one["documented"][0] for one in found]
    cited = [value["cited"] for one in found for value in one["stated"]]
    slide, body = pack.slide(title, first, cited)
    rows = [found[at : at + IN_A_ROW] for at in range(0, len(found), IN_A_ROW)]
    high = min(body.height / len(rows), TALLEST)
    for row in rows:
        said = [(one["documented"][0]["number"], one["title"], _beside(pack, one)) for one in row]
        said += [("", "", "")] * (IN_A_ROW - len(row))
        place, body = body.below(high)
        pack.deck.figures(slide, place, said, BLUE, SIZES)


def _beside(pack: Pack, one: dict[str, Any]) -> str:
    label = one["documented"][0]["label"]
    if not one["stated"]:
        return str(label)
    return pack._("{documented}; stated: {text}").format(
        documented=label, text=one["stated"][0]["text"]
    )


def add_points(pack: Pack) -> None:
    """Add the points as a table: what is stated, what is reached, what the atlas documents."""
    points = pack.told.points
    if not points:
        return
    title = plural(pack.lang)(
        "{n} point of the programme: what is stated, and what the atlas documents",
        "{n} points of the programme: what is stated, and what the atlas documents",
        len(points),
    )
    _ = pack._
    head = (_("Point"), _("Stated"), _("Reached"), _("Documented in the atlas"))
    rows = tuple(_point(one) for one in points)
    of_rows = [
        (
            one["documented"],
            [f"{value['text']}: {value['cited']}" for value in (*one["stated"], *one["reached"])],
        )
        for one in points
    ]
    pack.add_table(title, Table(head, rows, (2.1, 4.0, 3.0, 3.4)), of_rows)


def _point(one: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{one['number']}. {one['title']}",
        "; ".join(value["text"] for value in one["stated"]) or one["text"],
        "; ".join(value["text"] for value in one["reached"]),
        "; ".join(f"{said['number']} {said['label']}" for said in one["documented"]),
    )


def add_money(pack: Pack) -> None:
    """Add the money: great figures, each sum of each source by its date as bars and as words."""
    if not pack.told.money:
        return
    _ = pack._
    rows = [one for one in pack.told.money if one["value"] is not None]
    totals = [
        said
        for point in pack.told.points
        for said in point["documented"]
        if said["key"].startswith("investment_rub_bn")
    ]
    needed = [one for one in rows if one["kind"] == "target"][-1:]
    title = _("Money: each sum as its source gives it")
    if needed and totals:
        title = _("{needed} needed; documented: {found}").format(
            needed=needed[0]["number"],
            found=", ".join(f"{one['number']} {one['label']}" for one in totals),
        )
    cited = [one["cited"] for one in pack.told.money]
    slide, body = pack.slide(title, totals, cited)
    left, right = body.beside(CHART)
    if rows:
        bars = [
            Bar(
                f"{one['date']}, {one['kind_words']}",
                one["value"],
                figure(one["value"], RUB_BN, pack.lang),
                COLOURS.get(one["kind"], OTHER),
            )
            for one in rows
        ]
        pack.deck.bars(slide, left, _("RUB bn, by the date of the source"), bars)
    said = [(one["number"], f"{one['text']} ({one['date']})", "") for one in needed]
    said += [(one["number"], one["label"], one["aside"]) for one in totals]
    if said:
        right = right.under(pack.deck.figures(slide, right, said), 0.2)
    note = _("Each sum as its source gives it, in the order of dates. Nothing is added up.")
    place, last = right.below(right.height - NOTE, 0.08)
    told = tuple((one["date"], one["number"], one["text"]) for one in pack.told.money)
    head = (_("Date"), _("Sum"), _("What it is"))
    pack.deck.table(slide, place, Table(head, told, (1.5, 1.5, 3.6)))
    pack.deck.text(slide, last, [note], 11, colour=SECOND)
