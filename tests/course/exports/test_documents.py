"""Documents that others send: right ones are read, wrong ones are named field by field."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sslgrade.course.exports.documents import reports as read
from sslgrade.report.model import SCHEMA
from sslgrade.study.errors import StudyError

TIP = " Make it with `sslgrade check ID --json`."


def document(**changes: Any) -> bytes:
    return json.dumps({"schema": SCHEMA, **changes}).encode()


def test_what_check_prints_is_read(reports: dict[str, Any]) -> None:
    found = read(document(reports=list(reports.values())))
    assert [r["score"] for r in found] == [5, 3, 0]
    assert found[1]["diagnosis"]["misconceptions"] == ["mlm-sum"]
    assert found[1]["checks"][0]["message"] == "you 2   expected 1"


def test_fields_of_a_newer_sslgrade_do_no_harm(reports: dict[str, Any]) -> None:
    assert read(document(reports=[{**reports["right"], "new": 1}], extra=2))[0]["score"] == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", f"found no JSON, expected a {SCHEMA} document." + TIP),
        (b"{" * 100_000, f"found no JSON, expected a {SCHEMA} document." + TIP),
        (
            b"[]",
            "the document: Input should be a valid dictionary or instance of _Document, found '[]'",
        ),
        (
            b'{"schema": "x", "reports": []}',
            "schema: Input should be 'sslgrade/check/v1', found 'x'",
        ),
        (document(), f"reports: Field required; expected {SCHEMA}." + TIP),
        (document(reports=[]), "reports: List should have at least 1 item after validation, not 0"),
    ],
)
def test_no_such_document(text: bytes, message: str) -> None:
    with pytest.raises(StudyError) as caught:
        read(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"score": 6}, "reports.0: score 6 is above max_score 5"),
        ({"score": 1.5}, "reports.0.score: Input should be a valid integer, found '1.5'"),
        ({"score": -1}, "reports.0.score: Input should be greater than or equal to 0, found '-1'"),
        ({"score": True}, "reports.0.score: Input should be a valid integer, found 'True'"),
        ({"status": "great"}, "reports.0.status: Input should be 'passed', 'failed', 'error'"),
    ],
)
def test_a_wrong_field_is_named(
    reports: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    with pytest.raises(StudyError) as caught:
        read(document(reports=[{**reports["right"], **change}]))
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(f"; expected {SCHEMA}." + TIP)


def test_points_of_a_check_above_its_maximum(reports: dict[str, Any]) -> None:
    check = {**reports["right"]["checks"][0], "points": 3}
    with pytest.raises(StudyError, match=r"^reports\.0: check uneven_masks: points are above"):
        read(document(reports=[{**reports["right"], "checks": [check]}]))


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sslgrade.course.exports.documents.LARGEST", 10)
    with pytest.raises(StudyError, match=r"^found 11 bytes, expected at most 10"):
        read(b"x" * 11)
