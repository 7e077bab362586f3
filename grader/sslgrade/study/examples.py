"""The shipped example submissions, and the verdict that each must get."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sslgrade.content.catalogue import content_root
from sslgrade.content.modules import ContentError
from sslgrade.report.model import Report


def folder() -> Path:
    """Where the submissions are: one of them is right, so they are as private as solutions."""
    return content_root() / "solutions" / "_demo"


@dataclass(frozen=True)
class Example:
    """One submission: ``says`` is what the learner believes to have written.

    ``outcome`` is a status, or the reason of an error; ``named`` a misconception that must be
    named, where solutions are installed; ``cpu_s`` a smaller budget than the exercise's.
    """

    file: str
    exercise: str
    says: str
    outcome: str
    named: str = ""
    cpu_s: float | None = None

    @property
    def source(self) -> bytes:
        """The submission."""
        try:
            return (folder() / self.file).read_bytes()
        except FileNotFoundError:
            raise ContentError(
                "the demo's submissions are not part of this installation: it has no solutions. "
                "`sslgrade init DIR` begins the course."
            ) from None

    def keeps_promise(self, report: Report) -> bool:
        """Whether a report says what the demo promises."""
        got = report.reason if report.status == "error" else report.status
        full_marks = report.score == report.max_score
        if got != self.outcome or full_marks != (report.status == "passed"):
            return False
        if not self.named or report.mode == "public":
            return True
        return report.diagnosis is not None and self.named in report.diagnosis.misconceptions


EXAMPLES = (
    Example(
        "mlm_loss_right.py",
        "mlm_loss",
        "Right, in a style of its own: it gathers the selected tokens first.",
        "passed",
    ),
    Example(
        "mlm_loss_per_sentence.py",
        "mlm_loss",
        "It runs, falls during training, and is wrong: it averages per sentence.",
        "failed",
        named="mlm-mean-of-means",
    ),
    Example(
        "info_nce_grad_without_tau.py",
        "info_nce_grad",
        "A gradient that lacks one factor: 1/τ.",
        "failed",
        named="nce-grad-no-tau",
    ),
    Example(
        "info_nce_endless.py",
        "info_nce",
        "It never ends; its CPU time is limited, here to 2 seconds.",
        "time",
        cpu_s=2.0,
    ),
    Example(
        "mlm_loss_liar.py",
        "mlm_loss",
        "It lies: an array that says of itself that it equals anything.",
        "failed",
    ),
)
