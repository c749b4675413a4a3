"""What the terminal prints: tables, JSON, and a bar while work goes on."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

from geo import watched

__all__ = ["cell_text", "print_json", "print_table", "progress", "say_step"]

SHOWN_DIGITS: Final = 3
BAR: Final = 40


def progress() -> AbstractContextManager[None]:
    """Draw a bar while work goes on, and name its stages, where a person watches."""
    return watched(_draw_bar, say_step) if sys.stderr.isatty() else nullcontext()


def _draw_bar(share: float) -> None:
    done = "#" * round(share * BAR)
    end = "\r\033[K" if share >= 1 else ""
    print(f"\r[{done:<{BAR}}] {share:4.0%}{end}", end="", file=sys.stderr, flush=True)


def say_step(step: str) -> None:
    """Say which step of long work begins, over the bar where there is one."""
    print(f"\r\033[K{step}" if sys.stderr.isatty() else step, file=sys.stderr, flush=True)


def print_json(value: Any) -> None:
    """Print a value as JSON, letters as they are."""
    print(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, default=str))


def print_table(rows: list[dict[str, Any]]) -> None:
    """Print rows under their names, texts to the left and numbers to the right."""
    if not rows:
        print("no rows")
        return
    names = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    cells = [names, *([cell_text(row[name]) for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [not any(isinstance(row[name], str) for row in rows) for name in names]
    for line in cells:
        padded = (
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(line, widths, right, strict=True)
        )
        print("  ".join(padded).rstrip())


def cell_text(value: Any) -> str:
    """Write a value as a cell of a table: a dash where it is missing, a number in short."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.{SHOWN_DIGITS}f}"
    return " ".join(str(value).split())
