"""Cells that no spreadsheet runs, and tables that every reader reads back."""

from __future__ import annotations

import csv
import io

import pytest

from sslgrade.course.exports.sheets import cell, sheet, unsafe


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1", "＋1", "\u00a0=1", "\n-2"],
)
def test_formulas_are_disarmed(text: str) -> None:
    assert unsafe(text)
    assert str(cell(text)).startswith("'")


@pytest.mark.parametrize("text", ["", "ada", "a=b", "1-2", "'=1", "é", "1e5"])
def test_other_texts_stay(text: str) -> None:
    assert not unsafe(text)
    assert cell(text) == text


@pytest.mark.parametrize("number", [0, -3, 2.5, -0.5])
def test_numbers_stay_numbers(number: float) -> None:
    assert cell(number) == number


def test_a_table_is_read_back_whole() -> None:
    texts = ['a,"b"', "two\nlines", "ünï ✓", "; |", "\x00\x1b[1m"]
    data = sheet(["text", "n"], [[text, n] for n, text in enumerate(texts)])
    assert data.startswith(b"\xef\xbb\xbftext,n\r\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == [*texts[:4], "\\x00\\x1b[1m"]
    assert all(len(row) == 2 for row in rows)


def test_half_a_surrogate_pair_is_no_reason_to_stop() -> None:
    assert sheet(["a"], [["x\ud800"]]).decode("utf-8-sig").split("\r\n")[1] in ("x?", "x\\ud800")
