"""The zip of a presentation written so that the same inputs give the same bytes.

python-pptx dates each entry, and XlsxWriter each chart's workbook, with the moment of writing. Here
every entry, those of the workbooks too, carries the date of the data instead.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Final

__all__ = ["dated"]

WORKBOOK: Final = ".xlsx"
ABOUT: Final = "docProps/core.xml"
MOMENT: Final = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*")
EARLIEST: Final = dt.date(1980, 1, 1)
"""A zip knows no earlier date."""


def dated(content: bytes, date: dt.date) -> bytes:
    """Give a package anew, its entries and those of its workbooks dated `date`.

    Parameters
    ----------
    content
        A PPTX or XLSX.
    date
        What it says it was made on; 1980 where it is earlier, in the dates of entries.

    Examples
    --------
    >>> buffer = io.BytesIO()
    >>> with zipfile.ZipFile(buffer, "w") as package:
    ...     package.writestr("a.xml", "<a/>")
    >>> again = dated(buffer.getvalue(), dt.date(2026, 5, 4))
    >>> zipfile.ZipFile(io.BytesIO(again)).getinfo("a.xml").date_time
    (2026, 5, 4, 0, 0, 0)
    """
    buffer = io.BytesIO()
    stamp = max(date, EARLIEST)
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            part = given.read(name)
            if name.endswith(WORKBOOK):
                part = dated(part, date)
            elif name == ABOUT:
                part = MOMENT.sub(rb"\g<1>" + f"{date}T00:00:00Z".encode(), part)
            entry = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, part)
    return buffer.getvalue()
