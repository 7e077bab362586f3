"""Merges stores: what shards graded on several machines becomes one class."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sslgrade.course.database import StoreError, faults, transaction
from sslgrade.course.store import Store
from sslgrade.study.errors import shown

# In this order, within one transaction: later tables refer to earlier ones by our own numbers.
_STEPS = {
    "runs": """
        INSERT INTO runs (uid, assignment, secret, version, started_at, finished_at)
        SELECT uid, assignment, secret, version, started_at, finished_at FROM other.runs
        WHERE true ON CONFLICT (uid) DO UPDATE
        SET finished_at = coalesce(finished_at, excluded.finished_at)""",
    "verdicts": """
        INSERT INTO verdicts (digest, document)
        SELECT digest, document FROM other.verdicts WHERE true ON CONFLICT DO NOTHING""",
    "results": """
        INSERT INTO results (key, text, exercise, backend, bundle, verdict, run, score, max_score,
                             cpu_s, wall_s, peak_rss_mb, graded_at)
        SELECT t.key, t.text, t.exercise, t.backend, t.bundle, v.id, r.id, t.score, t.max_score,
               t.cpu_s, t.wall_s, t.peak_rss_mb, t.graded_at
        FROM other.results t
        JOIN other.verdicts tv ON tv.id = t.verdict JOIN verdicts v ON v.digest = tv.digest
        JOIN other.runs tr ON tr.id = t.run JOIN runs r ON r.uid = tr.uid
        WHERE true ON CONFLICT (key) DO NOTHING""",
    "sources": """
        INSERT INTO sources (result, packed)
        SELECT r.id, s.packed FROM other.sources s
        JOIN other.results t ON t.id = s.result JOIN results r ON r.key = t.key
        WHERE true ON CONFLICT DO NOTHING""",
    "submissions": """
        INSERT INTO submissions SELECT * FROM other.submissions
        WHERE true ON CONFLICT DO UPDATE SET
        key = excluded.key, path = excluded.path, submitted_at = excluded.submitted_at
        WHERE excluded.submitted_at > coalesce(submissions.submitted_at, '')""",
    "answers": """
        INSERT INTO answers SELECT * FROM other.answers WHERE true ON CONFLICT DO NOTHING""",
    "overrides": """
        INSERT INTO overrides (assignment, student, exercise, score, reason, who, made_at)
        SELECT assignment, student, exercise, score, reason, who, made_at FROM other.overrides o
        WHERE NOT EXISTS (
          SELECT 1 FROM overrides m WHERE m.assignment = o.assignment AND m.student = o.student
          AND m.exercise = o.exercise AND m.score IS o.score AND m.reason = o.reason
          AND m.who = o.who AND m.made_at = o.made_at
        ) ORDER BY o.id""",
}


class Merged(NamedTuple):
    """How many rows came from another store."""

    results: int
    submissions: int


def merge(store: Store, other: Path) -> Merged:
    """Take everything from ``other`` that this store lacks, or nothing at all if that fails.

    A result of the same text stays as it is; of two submissions of one exercise by one learner,
    the later counts; the history of overrides is joined.

    Raises
    ------
    StoreError
        ``other`` is no store of this version, or this one.
    """
    if other.exists() and other.samefile(store.path):
        raise StoreError(f"{shown(other)} cannot be merged into itself. Name the other stores.")
    Store.open(other, read_only=True).close()
    base = store.base
    with faults(other):
        base.execute("ATTACH ? AS other", (f"{other.absolute().as_uri()}?mode=ro",))
        try:
            with transaction(base):
                changed = {name: base.execute(sql).rowcount for name, sql in _STEPS.items()}
        finally:
            base.execute("DETACH other")
    return Merged(changed["results"], changed["submissions"])
