from collections.abc import Callable
from typing import Any

import pytest

from sslgrade.report.model import CheckResult, Counterexample, Diagnosis, Report
from sslgrade.report.terminal import line, render, summary
from sslgrade.report.text import Style, width

Make = Callable[..., Report]
Check = Callable[..., CheckResult]
PLAIN = Style()


def test_a_failed_report_reads_like_the_design(report: Make, check: Check) -> None:
    found = report(
        checks=(
            check("uniform logits give ln V"),
            check("logit shift"),
            check("empty selection"),
            check(
                "uneven masks", "failed", "you 2.4159   expected 2.0794   (yours ÷ expected 1.162)"
            ),
            check("ragged rows", "failed", "you 2.2001   expected 2.0113"),
        ),
        diagnosis=Diagnosis(
            ("mean_of_means",),
            "mean of sentence means",
            "You divided inside each sentence first; a sentence with one masked token then "
            "weighs as much as one with fifty.",
        ),
    )
    assert (
        render(found, PLAIN)
        == """\
mlm_loss · numpy                                                          4 / 10
  ✓ uniform logits give ln V   ✓ logit shift
  ✓ empty selection
  ✗ uneven masks   you 2.4159   expected 2.0794   (yours ÷ expected 1.162)
  ✗ ragged rows    you 2.2001   expected 2.0113

This is exactly what “mean of sentence means” computes.
  You divided inside each sentence first; a sentence with one masked token then
  weighs as much as one with fifty.

Next: sslgrade hint mlm_loss
isolation L2 · seed 7 · 0.21 s CPU"""
    )


def test_a_passed_report_is_short(report: Make, check: Check) -> None:
    found = report(status="passed", reason=None, score=10, checks=(check("logit shift"),))
    assert (
        render(found, PLAIN, next_step="sslgrade solution mlm_loss")
        == """\
mlm_loss · numpy                                                         10 / 10
  ✓ logit shift

Next: sslgrade solution mlm_loss
isolation L2 · seed 7 · 0.21 s CPU"""
    )


def test_without_a_name_come_relation_and_counterexample(report: Make, check: Check) -> None:
    found = report(
        checks=(check("values", "failed", "you 2   expected 1"),),
        relation="Your result is always 2 times the expected one.",
        counterexample=Counterexample(
            {"logits": "[[0., 1.],\n [2., 3.]]", "tau": "0.5"}, "2", "1", "mlm_loss"
        ),
    )
    assert (
        render(found, PLAIN)
        == """\
mlm_loss · numpy                                                          4 / 10
  ✗ values   you 2   expected 1

  Your result is always 2 times the expected one.

Smallest case of mlm_loss that shows it:
  logits     [[0., 1.],
              [2., 3.]]
  tau        0.5
  yours      2
  expected   1

Next: sslgrade hint mlm_loss
isolation L2 · seed 7 · 0.21 s CPU"""
    )


def test_a_pair_of_misconceptions_computes_together(report: Make) -> None:
    pair = Diagnosis(("a", "b"), "sum and shifted labels", "First hint.\nSecond hint.")
    assert "This is exactly what “sum and shifted labels” together compute.\n" in render(
        report(diagnosis=pair), PLAIN
    )
    assert "\n  First hint.\n  Second hint.\n" in render(report(diagnosis=pair), PLAIN)


def test_skipped_checks_with_one_message_share_a_line(report: Make, check: Check) -> None:
    found = report(
        checks=(
            check("repeat", "skipped", "needs a right value"),
            check("shift", "skipped", "needs a right value"),
        )
    )
    assert "  – repeat · shift\n      needs a right value\n" in render(found, PLAIN)


def test_an_untouched_stub_is_told_so(report: Make, check: Check) -> None:
    found = report(status="not_started", score=0, checks=(check("values", "failed", "raises"),))
    assert (
        render(found, PLAIN)
        == """\
mlm_loss · numpy                                                          0 / 10
  Not begun: the functions are still as the stub left them.

Next: sslgrade show mlm_loss"""
    )


def test_printed_output_is_shown_in_part_and_made_harmless(report: Make) -> None:
    output = "a\x1b[2J\n" + "b\n" * 6 + "".join(f"line {i}\n" for i in range(5))
    shown = render(report(output=output), PLAIN)
    assert "Your code printed:\n  | a\\x1b[2J\n  | b   (6 times)\n  | line 0\n" in shown
    assert "  | line 2\n  … and 2 other lines\n" in shown
    assert "\x1b" not in shown


def test_a_run_without_solutions_or_seed_says_so(report: Make) -> None:
    last = render(report(mode="public", seed=None), PLAIN).splitlines()[-2:]
    assert last == [
        "isolation L2 · 0.21 s CPU · no solutions installed: properties only, no",
        "diagnosis",
    ]


def test_one_line_and_summary(report: Make) -> None:
    passed = report(status="passed", reason=None, score=10)
    assert line(passed, PLAIN) == (
        "✓ mlm_loss · numpy                                                       10 / 10"
    )
    assert summary([passed, report(), report(status="error", score=0)], PLAIN) == (
        "3 checked: 1 passed, 1 failed, 1 with an error                    14 / 30 points"
    )


LONG = "word " * 40 + "x" * 120
HOSTILE: list[dict[str, Any]] = [
    {"message": LONG, "status": "error", "reason": "crash"},
    {"output": LONG},
    {"diagnosis": Diagnosis(("a",), LONG, LONG)},
    {"counterexample": Counterexample({"logits" * 5: LONG}, LONG, LONG)},
    {"relation": LONG},
]


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("changes", HOSTILE)
def test_no_line_is_wider_than_the_terminal(
    report: Make, check: Check, changes: dict[str, Any], columns: int
) -> None:
    checks = (
        check("short", "failed", LONG),
        check(LONG.strip(), "failed", "you 1   expected 2"),
        check("first", "passed"),
        check("second", "skipped", LONG),
    )
    shown = render(report(**{"checks": checks, **changes}), Style(width=columns))
    assert max(width(text) for text in shown.splitlines()) <= columns


def test_colour_paints_only_and_changes_no_text(report: Make, check: Check) -> None:
    import re

    found = report(checks=(check("first"), check("second", "failed", "you 1   expected 2")))
    painted = render(found, Style(colour=True))
    assert "\x1b[32m✓\x1b[0m" in painted
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == render(found, PLAIN)
