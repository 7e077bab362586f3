from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sslgrade.commands import demo
from sslgrade.report.model import Report
from sslgrade.study.examples import Example

Run = Callable[..., Any]
EXAMPLES = (
    Example("mlm_loss_right.py", "mean_loss", "It is right.", "passed"),
    Example("mlm_loss_liar.py", "mean_loss", "It is wrong.", "failed", named="sum", cpu_s=2.0),
)


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demo, "EXAMPLES", EXAMPLES)


def test_a_demo_that_keeps_its_promises(sslgrade: Run, grader: Any) -> None:
    done = sslgrade("demo")
    assert (done.code, done.err) == (0, "")
    assert "1 of 2: It is right.\n\nmean_loss · numpy" in done.out
    assert done.out.endswith(f"{demo.END}\n")
    assert [call["limits"].cpu_s for call in grader.calls] == [10.0, 2.0]


def test_a_demo_that_does_not_is_our_fault(
    sslgrade: Run, grader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sslgrade.grading import grade as grading

    def unnamed(*arguments: Any, **options: Any) -> Report:
        report: Report = grader(*arguments, **options)
        return replace(report, diagnosis=None)

    monkeypatch.setattr(grading, "grade", unnamed)
    done = sslgrade("demo")
    assert done.code == 3
    assert (
        done.err
        == """\
sslgrade: the demo expected other verdicts for mlm_loss_liar.py. That is a fault
  of this installation: please report it with the output of `sslgrade doctor`.
"""
    )
