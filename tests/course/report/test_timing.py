"""What is known of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lxml import html

from sslgrade.course.graded import Graded
from sslgrade.course.report.gather import gather
from sslgrade.course.report.timing import MOST_DAYS, timing

Row = Callable[..., Graded]


def cells(rows: list[Graded], caption: str) -> list[list[str]]:
    page = html.fromstring(f"<div>{timing(gather(rows, []))}</div>")
    found = page.xpath(f"//table[caption='{caption}']/tbody/tr")
    return [[c.text_content() for c in row.xpath("th|td")] for row in found]


def test_submissions_are_counted_by_day(row: Row) -> None:
    rows = [row("a", 2), row("b", 2), replace(row("c", 2), submitted_at="2026-11-22T00:00:00Z")]
    rows.append(replace(row("d", 2), submitted_at=None))
    assert cells(rows, "Submissions by day") == [["2026-11-20", "2"], ["2026-11-22", "1"]]


def test_the_last_days_are_shown(row: Row) -> None:
    rows = [
        replace(row(f"s{n}", 2), submitted_at=f"2026-{1 + n // 28:02}-{1 + n % 28:02}T00:00:00Z")
        for n in range(MOST_DAYS + 3)
    ]
    shown = cells(rows, "Submissions by day")
    assert len(shown) == MOST_DAYS
    assert shown[0][0] == "2026-01-04"


def test_cpu_time_leaves_out_what_was_not_run(row: Row) -> None:
    rows = [row("a", 2, cpu_s=0.1), row("b", 2, cpu_s=0.3), row("c", 2, cpu_s=0.0)]
    assert cells(rows, "CPU time of a submission") == [["mlm_loss", "0.20", "0.30"]]


def test_what_is_not_known_is_said(row: Row) -> None:
    rows = [replace(row("a", 2, cpu_s=0.0), submitted_at=None)]
    told = timing(gather(rows, []))
    assert "<table" not in told
    assert "which hints they took, stays in their own workspaces" in told
