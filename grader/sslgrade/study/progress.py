"""What one learner has reached: a record per exercise, backend and content hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sslgrade.report.model import Report
from sslgrade.study.store import Say, Store, now

FORMAT_VERSION = 1


@dataclass
class Record:
    """One exercise on one backend, as its content was when it was graded."""

    status: str = "not_started"
    score: int = 0
    best_score: int = 0
    max_score: int = 0
    checks: int = 0
    first_at: str = ""
    last_at: str = ""
    passed_at: str | None = None
    seed: int | None = None
    probe: str | None = None
    diagnosis: list[str] = field(default_factory=list)
    diagnosis_title: str = ""
    diagnosis_hint: str = ""
    named: dict[str, str] = field(default_factory=dict)  # every misconception ever named, and when
    failed_at: str = ""
    hints: list[str] = field(default_factory=list)
    solution_at: str | None = None
    gave_up: bool = False

    @property
    def passed(self) -> bool:
        """Whether it passed at least once."""
        return self.passed_at is not None

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Record:
        """Read one record; anything of the wrong type is a TypeError."""
        record = cls(**data)
        for name, default in asdict(cls()).items():
            value = getattr(record, name)
            kinds = (int, str, type(None)) if default is None else type(default)
            if not isinstance(value, kinds):
                raise TypeError(name)
            if isinstance(value, dict):
                value = [*value, *value.values()]
            if isinstance(value, list) and not all(isinstance(item, str) for item in value):
                raise TypeError(name)
        return record

    def add(self, report: Report) -> None:
        """Take the outcome of one check."""
        self.status, self.score, self.max_score = report.status, report.score, report.max_score
        self.best_score = max(self.best_score, report.score)
        self.checks += 1
        self.last_at = now()
        self.first_at = self.first_at or self.last_at
        if report.status == "passed":
            self.passed_at = self.passed_at or self.last_at
        wrong = (c for c in report.checks if c.status == "failed" and c.kind != "property")
        failed = [c.probe for c in wrong if c.probe]
        self.seed, self.probe = report.seed, failed[0] if failed else None
        found = report.diagnosis
        self.diagnosis = list(found.misconceptions) if found else []
        self.diagnosis_title = found.title if found else ""
        self.diagnosis_hint = found.hint if found else ""
        self.named |= dict.fromkeys(self.diagnosis, self.last_at)
        if report.status == "failed":
            self.failed_at = self.last_at


@dataclass
class Progress:
    """All records, by ``exercise/backend/content hash``."""

    records: dict[str, Record] = field(default_factory=dict)

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Progress:
        """Read the document of a state file."""
        return cls({str(k): Record.parse(v) for k, v in document["records"].items()})

    def dump(self) -> dict[str, Any]:
        """Return the document of a state file."""
        return {"records": {key: asdict(record) for key, record in self.records.items()}}

    def find(self, exercise: str, backend: str, content: str) -> Record | None:
        """Return the record of an exercise as its content is now."""
        return self.records.get(f"{exercise}/{backend}/{content}")

    def get(self, exercise: str, backend: str, content: str) -> Record:
        """Return that record, begun if it is not there yet."""
        return self.records.setdefault(f"{exercise}/{backend}/{content}", Record())

    def earlier(self, exercise: str, backend: str, content: str) -> Record | None:
        """Return the latest record of an earlier state of the exercise, if there is one."""
        prefix = f"{exercise}/{backend}/"
        old = [
            record
            for key, record in self.records.items()
            if key.startswith(prefix) and key != prefix + content and record.checks
        ]
        return max(old, key=lambda record: record.last_at, default=None)


def store(state: Path, say: Say) -> Store[Progress]:
    """Return the progress file in a workspace's state folder."""
    return Store(
        state / "progress.json", FORMAT_VERSION, Progress.parse, Progress.dump, Progress, say
    )
