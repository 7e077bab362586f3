"""JUnit XML, read back with junitparser, as CI systems would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import junitparser
import pytest
from lxml import etree

from sslgrade.course.exports.learners import Learner
from sslgrade.course.exports.results.junit import write

Make = Callable[..., Learner]


def read(*learners: Learner) -> dict[str, junitparser.TestSuite]:
    data = write(learners).files["junit.xml"]
    return {suite.name: suite for suite in junitparser.JUnitXml.fromstring(data)}


def properties(suite: Any) -> dict[str, str]:
    return {p.name: p.value for p in suite.properties()}


def test_the_counts_agree_with_the_cases(learner: Make, reports: dict[str, Any]) -> None:
    suites = read(*(learner(name, report) for name, report in reports.items()))
    for suite in suites.values():
        before = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()  # type: ignore[no-untyped-call]
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == before
    counts = {n: (s.tests, s.failures, s.errors, s.skipped) for n, s in suites.items()}
    assert counts == {
        "right.mlm_loss": (2, 0, 0, 0),
        "wrong.mlm_loss": (2, 1, 0, 0),
        "syntax.mlm_loss": (1, 0, 1, 0),
    }


def test_the_totals_stand_on_top(learner: Make, reports: dict[str, Any]) -> None:
    data = write([learner(n, r) for n, r in reports.items()]).files["junit.xml"]
    root = etree.fromstring(data)
    totals = [root.get(n) for n in ("tests", "failures", "errors", "skipped")]
    assert totals == ["5", "1", "1", "0"]


def test_a_failure_says_what_the_report_says(learner: Make, reports: dict[str, Any]) -> None:
    suite = read(learner("ada", reports["wrong"]))["ada.mlm_loss"]
    failed, passed = suite
    assert (failed.name, failed.result[0].message) == ("uneven masks", "you 2   expected 1")
    assert passed.is_passed
    assert suite._elem.findtext("system-out") == (
        "This is exactly what “the sum over selected tokens, not divided” computes.\n"
        "How large is it for twice the data?"
    )
    assert properties(suite) == {
        "score": "3",
        "max_score": "5",
        "backend": "numpy",
    }


def test_an_error_stands_once(learner: Make, reports: dict[str, Any]) -> None:
    (case,) = read(learner("", reports["syntax"]))["mlm_loss"]
    assert (case.name, case.result[0].type) == ("runs", "syntax")
    assert case.result[0].text == "Python cannot read this file.\nline 1: never closed"


@pytest.mark.parametrize("name", ["a\x00b", "<x>&\"'", "\ud800", "\ufffe", "é\x1b[31m"])
def test_no_name_breaks_the_file(learner: Make, reports: dict[str, Any], name: str) -> None:
    assert len(read(learner(name, reports["right"]))) == 1


def test_what_it_cannot_hold(learner: Make, reports: dict[str, Any]) -> None:
    made = write([learner("ada", reports["wrong"], override=4.5)])
    assert made.notes == [
        "points are kept as properties only: JUnit knows passed or failed: all checks",
        "an instructor's own score is a property only: ada mlm_loss",
    ]
    suite = next(iter(junitparser.JUnitXml.fromstring(made.files["junit.xml"])))
    found = properties(suite)
    assert (found["score"], found["override"]) == ("4.5", "spoke to her")
