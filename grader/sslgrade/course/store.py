"""The class's results: what was handed in, what it was worth, and who said otherwise.

One SQLite file in WAL mode with a single writer, so that a report can be read while a run goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sslgrade.course.database import StoreError, connect, faults, transaction
from sslgrade.course.graded import STORE_NAME, Answered, Graded, Override, Result, Submitted
from sslgrade.course.packing import Measured, digest, join, pack, split, unpack
from sslgrade.study.store import now

if TYPE_CHECKING:
    from typing import Self

__all__ = [
    "STORE_NAME",
    "Answered",
    "Graded",
    "Override",
    "Result",
    "Store",
    "StoreError",
    "Submitted",
]


_LATEST = """
  SELECT assignment, student, exercise, score, reason, who, made_at FROM (
    SELECT *, row_number() OVER (
      PARTITION BY assignment, student, exercise ORDER BY made_at DESC, id DESC
    ) AS age FROM overrides
  ) WHERE age = 1 AND score IS NOT NULL
"""
_ROWS = f"""
  SELECT s.assignment, s.student, s.exercise, r.backend, hex(s.key), v.document, r.score,
         r.max_score, o.score, o.reason, o.who, o.made_at, t.packed, s.submitted_at, r.graded_at,
         r.cpu_s, r.wall_s, r.peak_rss_mb
  FROM submissions s
  JOIN results r ON r.key = s.key
  JOIN verdicts v ON v.id = r.verdict
  JOIN sources t ON t.result = r.id
  LEFT JOIN ({_LATEST}) o USING (assignment, student, exercise)
"""


class Store:
    """One store; open it with :meth:`open`, and close it."""

    def __init__(self, path: Path, *, create: bool = False, read_only: bool = False) -> None:
        self.path = path
        self.base = connect(path, create=create, read_only=read_only)

    @classmethod
    def open(cls, path: Path | str, create: bool = False, *, read_only: bool = False) -> Self:
        """Open a store, or make it; StoreError says why that is impossible."""
        return cls(Path(path), create=create, read_only=read_only)

    def close(self) -> None:
        """Close the file; everything was committed already."""
        self.base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # What reports and exports read.

    def assignments(self) -> list[str]:
        """Return the names of all assignments that anything was handed in for."""
        return [
            row[0]
            for row in self._all(
                "SELECT DISTINCT assignment FROM submissions UNION "
                "SELECT DISTINCT assignment FROM answers ORDER BY 1"
            )
        ]

    def rows(self, assignment: str | None = None) -> Iterator[Graded]:
        """Yield every graded submission, by assignment, student and exercise."""
        where = "" if assignment is None else "WHERE s.assignment = ?"
        given = () if assignment is None else (assignment,)
        sql = f"{_ROWS} {where} ORDER BY s.assignment, s.student, s.exercise"
        with faults(self.path):
            for row in self.base.execute(sql, given):
                yield _graded(row)

    def answers(self, assignment: str | None = None) -> Iterator[Answered]:
        """Yield every quiz answer, by assignment, student and item."""
        where = "" if assignment is None else "WHERE assignment = ?"
        given = () if assignment is None else (assignment,)
        columns = "assignment, student, item, answer, score, misconceptions"
        sql = f"SELECT {columns} FROM answers {where} ORDER BY assignment, student, item"
        with faults(self.path):
            for row in self.base.execute(sql, given):
                name, student, item, answer, score, beliefs = row
                told = tuple(json.loads(beliefs))
                yield Answered(name, student, item, answer, score, told)

    def overrides(
        self, assignment: str | None = None, student: str | None = None
    ) -> Iterator[tuple[str, str, str, Override]]:
        """Yield the whole history of overrides: assignment, student, exercise, override."""
        for row in self._all(
            "SELECT assignment, student, exercise, score, reason, who, made_at FROM overrides "
            "WHERE coalesce(?1, assignment) = assignment AND coalesce(?2, student) = student "
            "ORDER BY made_at, id",
            (assignment, student),
        ):
            yield (row[0], row[1], row[2], Override(*row[3:]))

    def standing(self, assignment: str) -> list[tuple[str, str, int]]:
        """Return how many submissions of each exercise have each status."""
        rows = self._all(
            "SELECT s.exercise, json_extract(v.document, '$.status'), count(*) FROM submissions s "
            "JOIN results r ON r.key = s.key JOIN verdicts v ON v.id = r.verdict "
            "WHERE s.assignment = ? GROUP BY 1, 2 ORDER BY 1, 2",
            (assignment,),
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def maxima(self, student: str, exercise: str) -> dict[str, int]:
        """Return by assignment the most points that one learner's exercise can have."""
        return dict(
            self._all(
                "SELECT s.assignment, r.max_score FROM submissions s "
                "JOIN results r ON r.key = s.key WHERE s.student = ? AND s.exercise = ?",
                (student, exercise),
            )
        )

    # What a grading run reads and writes.

    def known(self, keys: Iterable[str]) -> set[str]:
        """Return which of these texts have been graded."""
        with faults(self.path):
            found = "SELECT 1 FROM results WHERE key = ?"
            return {k for k in keys if self.base.execute(found, (bytes.fromhex(k),)).fetchone()}

    def outdated(self, text: str) -> str | None:
        """Return the key of the newest result that a text has under any bundle."""
        found = self._all(
            "SELECT hex(key) FROM results WHERE text = ? ORDER BY id DESC LIMIT 1",
            (bytes.fromhex(text),),
        )
        return found[0][0].lower() if found else None

    def add(self, result: Result, run: int) -> bool:
        """Keep one result, at once and for good; False if there was one already."""
        body, cost = split(result.report)
        mark = digest(body)
        with faults(self.path), transaction(self.base):
            base = self.base
            key = bytes.fromhex(result.key)
            base.execute(
                "INSERT INTO verdicts (digest, document) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (mark, body),
            )
            verdict = base.execute("SELECT id FROM verdicts WHERE digest = ?", (mark,)).fetchone()
            report = result.report
            done = base.execute(
                "INSERT INTO results (key, text, exercise, backend, bundle, verdict, run, score, "
                "max_score, cpu_s, wall_s, peak_rss_mb, graded_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (
                    key,
                    bytes.fromhex(result.text),
                    report["exercise"],
                    report["backend"],
                    result.bundle,
                    verdict[0],
                    run,
                    report["score"],
                    report["max_score"],
                    *cost,
                    now(),
                ),
            )
            if done.rowcount == 1:
                base.execute(
                    "INSERT INTO sources VALUES (?, ?)", (done.lastrowid, pack(result.source))
                )
            return done.rowcount == 1

    def submit(self, assignment: str, rows: Iterable[Submitted]) -> None:
        """Keep what learners handed in; a newer submission of an exercise replaces the older."""
        with faults(self.path), transaction(self.base):
            self.base.executemany(
                "INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (
                        assignment,
                        s.student,
                        s.exercise,
                        bytes.fromhex(s.key),
                        s.path,
                        s.submitted_at,
                    )
                    for s in rows
                ),
            )

    def answer(self, rows: Iterable[Answered]) -> None:
        """Keep quiz answers; a newer answer to an item replaces the older."""
        with faults(self.path), transaction(self.base):
            self.base.executemany(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (
                        a.assignment,
                        a.student,
                        a.item,
                        a.answer,
                        a.score,
                        json.dumps(a.misconceptions),
                    )
                    for a in rows
                ),
            )

    def override(self, assignment: str, student: str, exercise: str, made: Override) -> None:
        """Keep an instructor's own score; earlier ones stay in the history."""
        with faults(self.path), transaction(self.base):
            self.base.execute(
                "INSERT INTO overrides (assignment, student, exercise, score, reason, who, made_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (assignment, student, exercise, made.score, made.reason, made.who, made.when),
            )

    def _all(self, sql: str, given: tuple[Any, ...] = ()) -> list[Any]:
        with faults(self.path):
            return self.base.execute(sql, given).fetchall()


def _bound(row: Submitted) -> tuple[Any, ...]:
    return (row.student, row.exercise, bytes.fromhex(row.key), row.path, row.submitted_at)


def _graded(row: tuple[Any, ...]) -> Graded:
    override = None if row[8] is None else Override(*row[8:12])
    return Graded(
        assignment=row[0],
        student=row[1],
        exercise=row[2],
        backend=row[3],
        key=row[4].lower(),
        report=join(row[5], Measured(*row[15:18])),
        score=row[6] if override is None else row[8],
        max_score=row[7],
        override=override,
        source=unpack(row[12]).decode("utf-8", "replace"),
        submitted_at=row[13],
        graded_at=row[14],
    )
