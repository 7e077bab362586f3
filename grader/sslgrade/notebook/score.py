"""What ``sslgrade.check`` returns: a plain number that shows its report where HTML can be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sslgrade.report.model import Report

if TYPE_CHECKING:
    from typing import Self


class Score(float):
    """The points, from 0 to the exercise's maximum; ``report`` says how they came about.

    nbgrader reads the text of a cell's value as its points, so that the text is the number alone.
    """

    report: Report
    notes: tuple[str, ...]

    def __new__(cls, report: Report, notes: tuple[str, ...] = ()) -> Self:
        """Make the score of a report; ``notes`` are lines below its face."""
        score = super().__new__(cls, min(max(report.score, 0), report.max_score))
        score.report, score.notes = report, notes
        return score

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.report, self.notes

    @property
    def text(self) -> str:
        """The report as the terminal shows it."""
        from sslgrade.report.terminal import render
        from sslgrade.report.text import Style

        return render(self.report, Style())

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(float.__repr__(self))

    def _repr_html_(self) -> str:
        from sslgrade.report.html import render

        return render(self.report, notes=self.notes)
