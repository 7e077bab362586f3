import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.course import runs
from sslgrade.course.graded import Answered, Override, Result, Submitted
from sslgrade.course.merging import Merged, merge
from sslgrade.course.store import Store, StoreError

Report = Callable[..., dict[str, Any]]
A, B = "aa" * 32, "bb" * 32


@pytest.fixture
def other(tmp_path: Path, report: Report) -> Path:
    """Another machine's shard: a result of bob's, one that we have too, an answer, an override."""
    path = tmp_path / "shard2.sqlite"
    with Store.open(path, create=True) as made:
        run = runs.begin(made, "hw1", "s" * 64).id
        made.add(Result(A, A, "bundle", report(score=1), b"theirs"), run)
        made.add(Result(B, B, "bundle", report(score=2), b"bob's"), run)
        made.submit("hw1", [Submitted("bob", "square_loss", B, "bob.py", "t2")])
        made.answer([Answered("hw1", "bob", "mlm-01", "a", 1.0, ())])
        made.override("hw1", "bob", "square_loss", Override(3, "by hand", "kim", "t1"))
        made.override("hw1", "bob", "square_loss", Override(None, "no", "kim", "t2"))
    return path


def dump(store: Store) -> list[str]:
    return list(store.base.iterdump())


def test_shards_become_one_class(store: Store, other: Path, report: Report) -> None:
    run = runs.begin(store, "hw1", "s" * 64).id
    store.add(Result(A, A, "bundle", report(score=4), b"ours"), run)
    store.submit("hw1", [Submitted("ann", "square_loss", A, "ann.py", "t1")])
    assert merge(store, other) == Merged(results=1, submissions=1)
    found = [(r.student, r.score, r.source, r.override) for r in store.rows()]
    assert found == [("ann", 4, "ours", None), ("bob", 2, "bob's", None)]
    assert [a.student for a in store.answers()] == ["bob"]
    assert [o.reason for *_, o in store.overrides()] == ["by hand", "no"]
    assert store.base.execute("PRAGMA foreign_key_check").fetchall() == []


def test_merging_twice_changes_nothing(store: Store, other: Path) -> None:
    merge(store, other)
    before = dump(store)
    assert merge(store, other) == Merged(0, 0)
    assert dump(store) == before


@pytest.mark.parametrize(
    ("ours", "counts"), [("t1", "bob.py"), ("t3", "ours.py"), (None, "bob.py")]
)
def test_the_later_submission_counts(
    store: Store, other: Path, ours: str | None, counts: str
) -> None:
    store.submit("hw1", [Submitted("bob", "square_loss", B, "ours.py", ours)])
    merge(store, other)
    found = store.base.execute("SELECT path FROM submissions").fetchall()
    assert found == [(counts,)]


def test_what_is_no_store_is_refused_and_the_store_stays(store: Store, tmp_path: Path) -> None:
    bad = tmp_path / "bad.sqlite"
    bad.write_bytes(os.urandom(4096))
    before = dump(store)
    for path, why in (
        (bad, "is damaged, or no store at all"),
        (tmp_path / "none.sqlite", "does not exist"),
        (store.path, "cannot be merged into itself. Name the other stores."),
    ):
        with pytest.raises(StoreError, match=why):
            merge(store, path)
    assert dump(store) == before


def test_a_merge_that_fails_takes_nothing(
    store: Store, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sslgrade.course import merging

    monkeypatch.setitem(merging._STEPS, "overrides", "INSERT INTO absent SELECT 1")
    before = dump(store)
    with pytest.raises(StoreError, match="no such table: absent"):
        merge(store, other)
    assert dump(store) == before
    monkeypatch.undo()
    assert merge(store, other).results == 2
