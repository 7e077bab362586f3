"""CSV that spreadsheets only read: quoted, in UTF-8, and without formulas.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` is run by spreadsheets; a learner chooses their
own file names. Such texts get an apostrophe first, as OWASP's page on CSV injection advises.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from sslgrade.report.text import clean

_STARTS = ("=", "+", "-", "@")


def unsafe(text: str) -> bool:
    """Whether a spreadsheet may run a text: also after blanks, and in full width."""
    start = unicodedata.normalize("NFKC", text).lstrip()[:1]
    return start in _STARTS if start else False


def cell(value: str | int | float) -> str | int | float:
    """Make one value safe; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    shown = clean(value).encode("utf-8", "replace").decode()
    return f"'{shown}" if unsafe(value) else shown


def sheet(columns: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Write a table; a byte order mark tells Excel that it is UTF-8."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return b"\xef\xbb\xbf" + table.getvalue().encode()
