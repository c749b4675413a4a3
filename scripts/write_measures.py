"""Write the reference of all measures, `docs/measures.md`, from what they declare.

    .venv/bin/python scripts/write_measures.py

Formulae and sources stand on the method cards, so each measure is computed once on the Tomsk
edition, without draws.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from layers import statistics as stats  # noqa: E402 - the folder of the atlas comes first
from layers.edition import DEFAULT_EDITION, open_edition  # noqa: E402
from layers.measure import FAMILIES  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers import Edition
    from layers.measure import Measure, Role, Setting

REFERENCE = ROOT / "docs" / "measures.md"
TITLES = {
    "coverage": "Coverage",
    "proximity": "Proximity",
    "landuse": "Land use",
    "landcover": "Land cover",
}
HEAD = """# Measures

Written by `scripts/write_measures.py` from what the measures declare. Each is a page of the atlas
under Statistics and a command of the terminal, `python cli.py stats ID`, which takes layers of the
edition by their id or files of any kind that the atlas reads. `--json` gives rows and method card,
`-o` a file.
"""


def reference(edition: Edition) -> str:
    """Give the text of the reference."""
    parts = [HEAD]
    for family in FAMILIES:
        parts.append(f"## {TITLES[family]}\n")
        parts += (
            "\n".join(_measure(edition, measure))
            for measure in stats.MEASURES.values()
            if measure.family == family
        )
    return "\n".join(parts)


def _measure(edition: Edition, measure: Measure) -> Iterator[str]:
    method = stats.edition_statistic(edition, measure.id, draws=0).method
    yield f"### `{measure.id}`: {measure.title}\n"
    yield f"{measure.lead}\n"
    yield f"- Formula: {method.formula}."
    if method.source:
        yield f"- Source: {method.source}."
    interval = "5th to 95th percentile of random moves within the precision of places"
    yield f"- Interval: {interval if measure.drawn else 'none'}."
    yield f"- Inputs: {'; '.join(map(_role, measure.roles))}."
    if measure.settings:
        yield f"- Settings: {'; '.join(map(_setting, measure.settings))}."
    yield f"- Rows: {', '.join(f'`{one.name}`' for one in measure.columns)}.\n"


def _role(role: Role) -> str:
    layers = " or ".join(f"`{one}`" for one in role.layers)
    kind = ", optional" if role.optional else ""
    return f"`--{role.name}` ({', '.join(role.kinds)}{kind}; {layers})"


def _setting(setting: Setting) -> str:
    if setting.choices:
        said = ", ".join(one.value for one in setting.choices)
    elif setting.kind == "table":
        said = f"a table of {', '.join(one.name for one in setting.columns)}"
    else:
        said = setting.kind
    known = setting.default is not None and setting.kind != "table"
    return f"`--{setting.option}` ({said}{f'; {_plain(setting.default)}' if known else ''})"


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(_plain, value))
    return f"{value:g}" if isinstance(value, int | float) else str(value)


if __name__ == "__main__":
    REFERENCE.write_text(reference(open_edition(DEFAULT_EDITION)), encoding="utf-8", newline="\n")
