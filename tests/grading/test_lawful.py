"""A law that is broken otherwise speaks against a name, though all values are right."""

from __future__ import annotations

from sslgrade.content.catalogue import catalogue
from sslgrade.grading.grade import grade_with
from sslgrade.grading.trusted import TrustedRunner, functions_of
from sslgrade.report.model import Report

EMPTY_IS_NAN = """import numpy as np
def mlm_loss(logits, labels, selected, input_ids, attention_mask):
    z, y = logits[selected], labels[selected]
    return (np.logaddexp.reduce(z, 1) - z[np.arange(len(y)), y]).mean()
"""
AND_MORE = EMPTY_IS_NAN.replace(
    "    z, y", "    selected = selected & (input_ids != 2)\n    z, y", 1
)
"""One id of the vocabulary is left out too, which no value probe happens to select."""


def graded(source: str) -> Report:
    return grade_with(
        TrustedRunner(functions_of(source, "submission")), catalogue().get("mlm_loss"), "numpy", 3
    )


def test_nan_for_an_empty_selection_is_named() -> None:
    report = graded(EMPTY_IS_NAN)
    assert report.diagnosis is not None
    assert report.diagnosis.misconceptions == ("empty-nan",)


def test_it_is_not_named_where_a_law_is_broken_that_it_keeps() -> None:
    report = graded(AND_MORE)
    assert report.diagnosis is None
    failed = {check.id for check in report.checks if check.status == "failed"}
    assert failed == {"edges", "laws"}
