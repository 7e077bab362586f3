import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.course import runs
from sslgrade.course.graded import Answered, Override, Result, Submitted
from sslgrade.course.store import Store, StoreError

Report = Callable[..., dict[str, Any]]
A, B = "aa" * 32, "bb" * 32
TEXT = "cc" * 32


@pytest.fixture
def run(store: Store) -> int:
    return runs.begin(store, "hw1", "s" * 64).id


def result(report: dict[str, Any], key: str = A, source: bytes = b"x = 1\n") -> Result:
    return Result(key, TEXT, "bundle", report, source)


def test_what_was_kept_comes_back(store: Store, run: int, report: Report) -> None:
    assert store.add(result(report(score=3)), run)
    store.submit("hw1", [Submitted("ann", "square_loss", A, "hw1/ann/x.py", "2026-01-02")])
    (row,) = store.rows()
    assert row.report == report(score=3)
    assert (row.assignment, row.student, row.exercise) == ("hw1", "ann", "square_loss")
    assert (row.backend, row.key, row.score, row.max_score) == ("numpy", A, 3, 4)
    assert (row.override, row.source, row.submitted_at) == (None, "x = 1\n", "2026-01-02")
    assert row.graded_at.endswith("Z")


def test_a_key_is_kept_once_and_the_first_stands(store: Store, run: int, report: Report) -> None:
    assert store.add(result(report()), run)
    assert not store.add(result(report(score=0), source=b"other"), run)
    store.submit("hw1", [Submitted(name, "square_loss", A, "") for name in ("ann", "bob")])
    assert [(r.student, r.score, r.source) for r in store.rows()] == [
        ("ann", 4, "x = 1\n"),
        ("bob", 4, "x = 1\n"),
    ]
    assert store.known([A, B]) == {A}


def test_equal_reports_lie_there_once(store: Store, run: int, report: Report) -> None:
    for n in range(50):
        store.add(result(report(cpu_s=n / 10), key=f"{n:064x}"), run)
    assert store.base.execute("SELECT count(*) FROM verdicts").fetchone() == (1,)
    store.submit("hw1", [Submitted("ann", "square_loss", f"{7:064x}", "")])
    (row,) = store.rows()
    assert row.report["cpu_s"] == 0.7


def test_the_newest_submission_counts(store: Store, run: int, report: Report) -> None:
    store.add(result(report(score=1)), run)
    store.add(result(report(score=2), key=B), run)
    store.submit("hw1", [Submitted("ann", "square_loss", A, "old.py")])
    store.submit("hw1", [Submitted("ann", "square_loss", B, "new.py")])
    assert [row.score for row in store.rows()] == [2]


def test_what_is_not_graded_yet_is_no_row(store: Store) -> None:
    store.submit("hw1", [Submitted("ann", "square_loss", A, "")])
    assert list(store.rows()) == []


def test_rows_come_in_order_and_of_one_assignment(store: Store, run: int, report: Report) -> None:
    store.add(result(report()), run)
    for assignment in ("hw2", "hw1"):
        rows = [Submitted(s, e, A, "") for s in ("bob", "ann") for e in ("y", "x")]
        store.submit(assignment, rows)
    assert [(r.student, r.exercise) for r in store.rows("hw1")] == [
        ("ann", "x"),
        ("ann", "y"),
        ("bob", "x"),
        ("bob", "y"),
    ]
    assert [r.assignment for r in store.rows()] == ["hw1"] * 4 + ["hw2"] * 4
    assert list(store.rows("hw3")) == []
    assert store.assignments() == ["hw1", "hw2"]
    assert store.standing("hw2") == [("x", "passed", 2), ("y", "passed", 2)]


def test_bytes_that_are_no_text_are_kept_and_shown(store: Store, run: int, report: Report) -> None:
    store.add(result(report(), source=b"\xff\x00x"), run)
    store.submit("hw1", [Submitted("ann", "square_loss", A, "")])
    assert [r.source for r in store.rows()] == ["\ufffd\x00x"]


def test_the_newest_override_counts_and_all_stay(store: Store, run: int, report: Report) -> None:
    store.add(result(report(score=1)), run)
    store.submit("hw1", [Submitted("ann", "square_loss", A, "")])
    made = [Override(3, "by hand", "kim", "t1"), Override(2.5, "late", "lee", "t2")]
    for one in made:
        store.override("hw1", "ann", "square_loss", one)
    (row,) = store.rows()
    assert (row.score, row.report["score"], row.override) == (2.5, 1, made[1])
    store.override("hw1", "ann", "square_loss", Override(None, "my mistake", "lee", "t3"))
    (row,) = store.rows()
    assert (row.score, row.override) == (1, None)
    assert [o.reason for *_, o in store.overrides("hw1")] == ["by hand", "late", "my mistake"]
    assert [o.reason for *_, o in store.overrides("hw1", "bob")] == []
    assert store.maxima("ann", "square_loss") == {"hw1": 4}


def test_overrides_of_one_second_count_in_the_order_they_were_made(
    store: Store, run: int, report: Report
) -> None:
    store.add(result(report(score=1)), run)
    store.submit("hw1", [Submitted("ann", "square_loss", A, "")])
    for score in (3, 2):
        store.override("hw1", "ann", "square_loss", Override(score, "r", "w", "t"))
    assert [row.score for row in store.rows()] == [2]


def test_answers(store: Store) -> None:
    first = Answered("hw1", "ann", "mlm-01", "b", 0.0, ("mlm_loss/mean",))
    second = Answered("hw1", "ann", "mlm-02", "16", 0.5, ())
    store.answer([second, first])
    assert list(store.answers("hw1")) == [first, second]
    changed = Answered("hw1", "ann", "mlm-01", "a", 1.0, ())
    store.answer([changed])
    assert list(store.answers()) == [changed, second]
    assert list(store.answers("hw2")) == []


def test_outdated_finds_the_newest_result_of_a_text(store: Store, run: int, report: Report) -> None:
    assert store.outdated(TEXT) is None
    store.add(result(report()), run)
    store.add(result(report(), key=B), run)
    assert store.outdated(TEXT) == B


def test_a_reader_sees_what_a_writer_has_just_written(
    store: Store, run: int, report: Report
) -> None:
    with Store.open(store.path, read_only=True) as reader:
        for n in range(3):
            store.add(result(report(), key=f"{n:064x}"), run)
            store.submit("hw1", [Submitted(f"s{n}", "square_loss", f"{n:064x}", "")])
            assert len(list(reader.rows())) == n + 1
        with pytest.raises(StoreError, match=r"cannot be opened \(attempt to write a readonly"):
            reader.answer([Answered("hw1", "ann", "q", "a", 1.0, ())])


KILLED = """
import os, signal, sys
from sslgrade.course.graded import Answered
from sslgrade.course.store import Store
store = Store.open(sys.argv[1])
for n in range(100):
    store.answer([Answered("hw1", f"s{n:02}", "q", "a", 1.0, ())])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_written_outlives_kill_9(store: Store) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(store.path)], env=os.environ, check=False
    )
    assert done.returncode == -9
    with Store.open(store.path, read_only=True) as reader:
        assert len(list(reader.answers())) == 100


def test_a_full_disk_is_told_and_nothing_is_lost(
    store: Store, run: int, report: Report, tmp_path: Path
) -> None:
    store.add(result(report()), run)
    pages = store.base.execute("PRAGMA page_count").fetchone()[0]
    store.base.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="cannot grow: the disk is full"):
        store.add(result(report(), key=B, source=os.urandom(100_000)), run)
    assert store.known([A, B]) == {A}
