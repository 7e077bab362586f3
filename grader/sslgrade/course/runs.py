"""Runs of ``course grade``: each has a secret of its own, from which the seeds of probes come.

The secret stays in the store. A run that was killed is taken up with the same secret, so that all
of its submissions meet the same numbers.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path

from sslgrade import __version__
from sslgrade.course.database import faults, transaction
from sslgrade.course.store import Store
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.store import now, write_atomically

_SEED_BYTES = 6
"""A seed fits into what JSON readers of other languages keep exactly: 2^53."""
_FEWEST = 32


@dataclass(frozen=True)
class Run:
    """One run; ``resumed`` when an earlier one was stopped before it had finished."""

    id: int
    secret: str
    resumed: bool = False

    def seed(self, exercise: str, backend: str) -> int:
        """Return the seed of all probes of one exercise in this run."""
        text = f"{self.secret}/{exercise}/{backend}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:_SEED_BYTES], "big")


def begin(store: Store, assignment: str, secret: str | None = None) -> Run:
    """Begin a run, or take up the last one of this assignment that did not finish."""
    with faults(store.path), transaction(store.base):
        open_one = store.base.execute(
            "SELECT id, secret FROM runs WHERE assignment = ? AND finished_at IS NULL "
            "ORDER BY id DESC LIMIT 1",
            (assignment,),
        ).fetchone()
        if open_one is not None and secret in (None, open_one[1]):
            return Run(open_one[0], open_one[1], resumed=True)
        made = secret or secrets.token_hex(_FEWEST)
        found = store.base.execute(
            "INSERT INTO runs (uid, assignment, secret, version, started_at) "
            "VALUES (?, ?, ?, ?, ?)",
            (uuid.uuid4().hex, assignment, made, __version__, now()),
        )
        assert found.lastrowid is not None
        return Run(found.lastrowid, made)


def finish(store: Store, run: Run) -> None:
    """Note that a run has graded all it was given."""
    with faults(store.path), transaction(store.base):
        store.base.execute("UPDATE runs SET finished_at = ? WHERE id = ?", (now(), run.id))


def read_secret(path: Path) -> str:
    """Read the secret that several shards share from a file, or make that file.

    Raises
    ------
    StudyError
        The file cannot be read or written, or holds no secret.
    """
    try:
        text = path.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        text = secrets.token_hex(_FEWEST)
        try:
            path.touch(mode=0o600, exist_ok=False)
            write_atomically(path, text.encode() + b"\n")
            path.chmod(0o600)
        except OSError as error:
            raise StudyError(
                f"{shown(path)} cannot be written: {error.strerror}. Name another --seed-file."
            ) from None
    except OSError as error:
        raise StudyError(
            f"{shown(path)} cannot be read: {error.strerror}. Name another --seed-file."
        ) from None
    if len(text) < _FEWEST or not text.isalnum():
        raise StudyError(
            f"{shown(path)} holds no secret; expected at least {_FEWEST} letters and digits that "
            "no learner knows. Delete it: `sslgrade course grade` then makes one."
        )
    return text
