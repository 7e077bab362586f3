"""Reads ``sslgrade/check/v1`` back: what others send us is validated before it is believed."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sslgrade.report.model import SCHEMA, CheckKind, CheckStatus, Mode, Reason, Status
from sslgrade.study.errors import StudyError

Points = Annotated[int, Field(ge=0, le=10_000, strict=True)]
LARGEST = 16 * 1024 * 1024


class _Model(BaseModel):
    # A newer sslgrade may add fields; those that are read here must be right.
    model_config = ConfigDict(extra="ignore")


class _Check(_Model):
    id: str
    entry: str
    kind: CheckKind
    status: CheckStatus
    points: Points
    max_points: Points
    probe: str | None = None
    message: str = ""
    title: str = ""


class _Diagnosis(_Model):
    misconceptions: list[str]
    title: str
    hint: str
    belief: str = ""


class _Isolation(_Model):
    level: str


class _Report(_Model):
    exercise: str
    backend: str
    status: Status
    reason: Reason | None
    mode: Mode
    score: Points
    max_score: Points
    checks: list[_Check]
    diagnosis: _Diagnosis | None
    relation: str | None
    isolation: _Isolation
    cpu_s: float
    wall_s: float
    message: str = ""

    @model_validator(mode="after")
    def _sums(self) -> _Report:
        if self.score > self.max_score:
            raise ValueError(f"score {self.score} is above max_score {self.max_score}")
        for check in self.checks:
            if check.points > check.max_points:
                raise ValueError(f"check {check.id}: points are above max_points")
        return self


class _Document(_Model):
    schema_: Literal["sslgrade/check/v1"] = Field(alias="schema")
    reports: list[_Report] = Field(min_length=1)


def reports(text: bytes) -> list[dict[str, Any]]:
    """Return the reports of a document.

    Raises
    ------
    StudyError
        It is no such document; the message names the field and what was found.
    """
    tip = "Make it with `sslgrade check ID --json`."
    if len(text) > LARGEST:
        raise StudyError(f"found {len(text)} bytes, expected at most {LARGEST}. {tip}")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise StudyError(f"found no JSON, expected a {SCHEMA} document. {tip}") from None
    try:
        document = _Document.model_validate(data)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "the document"
        found = "" if fault["type"] == "missing" else f", found {str(fault['input'])[:60]!r}"
        what = fault["msg"].removeprefix("Value error, ")
        raise StudyError(f"{where}: {what}{found}; expected {SCHEMA}. {tip}") from None
    return [report.model_dump() for report in document.reports]
