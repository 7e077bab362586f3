from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.course import runs
from sslgrade.course.batch import Shard, carry_out, plan
from sslgrade.course.engines.tasks import Done, Task
from sslgrade.course.store import Store
from sslgrade.course.submissions import Handed

Report = Callable[..., dict[str, Any]]
Hand = Callable[..., Handed]


class Engine:
    """Stands in for grading; stops after some tasks, as a killed run does."""

    def __init__(self, report: Report, stop_after: int = 10**9, faulty: str = "none") -> None:
        self.report, self.stop_after, self.faulty = report, stop_after, faulty
        self.seen: list[Task] = []

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        for task in tasks:
            if len(self.seen) == self.stop_after:
                raise KeyboardInterrupt
            self.seen.append(task)
            if self.faulty.encode() in task.source:
                yield Done(task.key, fault="no worker")
            else:
                yield Done(task.key, self.report(score=len(task.source) % 5))

    def close(self) -> None:
        """Nothing to end."""


@pytest.fixture
def hand(course: Catalogue) -> Hand:
    exercise = course.get("square_loss")

    def make(student: str, text: str, **more: Any) -> Handed:
        path = Path(f"{student}.py")
        return Handed(student, "hw1", exercise, "numpy", text.encode(), path, **more)

    return make


def grade(store: Store, handed: list[Handed], engine: Engine, **options: Any) -> Any:
    made = plan(store, handed, **options)
    return made, carry_out(store, made, runs.begin(store, "hw1"), engine)


def test_equal_texts_are_graded_once_and_everybody_has_a_row(
    store: Store, hand: Hand, report: Report
) -> None:
    engine = Engine(report)
    handed = [hand("ann", "x = 1\n"), hand("bob", "x = 1\r\n\n"), hand("cy", "x = 2\n")]
    made, done = grade(store, handed, engine)
    assert (made.submissions, made.duplicates, made.kept, done.graded) == (3, 1, 0, 2)
    assert [task.source for task in engine.seen] == [b"x = 1\n", b"x = 2\n"]
    assert [(r.student, r.source) for r in store.rows()] == [
        ("ann", "x = 1\n"),
        ("bob", "x = 1\n"),
        ("cy", "x = 2\n"),
    ]


def test_a_stopped_run_goes_on_where_it_was(store: Store, hand: Hand, report: Report) -> None:
    handed = [hand(f"s{i}", f"x = {i % 8}\n") for i in range(10)]
    seen: list[str] = []
    for stop, fresh in ((3, 3), (2, 2), (100, 3)):
        engine = Engine(report, stop)
        if stop < 100:
            with pytest.raises(KeyboardInterrupt):
                grade(store, handed, engine)
        else:
            made, done = grade(store, handed, engine)
            assert (made.kept, done.graded) == (5 + 2, 3)  # two of the five have a double
        assert len(engine.seen) == fresh
        seen += [task.key for task in engine.seen]
    assert len(seen) == len(set(seen)) == 8
    assert len(list(store.rows())) == 10
    assert store.base.execute("SELECT count(DISTINCT run) FROM results").fetchone() == (1,)


def test_all_submissions_of_a_run_meet_the_same_seed(
    store: Store, hand: Hand, report: Report
) -> None:
    engine = Engine(report)
    grade(store, [hand("ann", "a"), hand("bob", "b")], engine)
    assert len({task.seed for task in engine.seen}) == 1


def test_what_cannot_be_taken_is_a_row_with_its_reason(
    store: Store, hand: Hand, report: Report
) -> None:
    engine = Engine(report)
    handed = [hand("ann", "", fault="is a link"), hand("bob", ""), hand("cy", "", fault="is huge")]
    _, done = grade(store, handed, engine)
    assert done.graded == 3
    assert [task.source for task in engine.seen] == [b""]
    assert [(r.student, r.report["reason"], r.report["message"]) for r in store.rows()] == [
        ("ann", "policy", "is a link"),
        ("bob", None, ""),
        ("cy", "policy", "is huge"),
    ]
    assert {row.report["mode"] for row in store.rows()} == {"hidden"}


def test_what_the_grader_could_not_grade_is_told_and_tried_again(
    store: Store, hand: Hand, report: Report
) -> None:
    handed = [hand("ann", "bad"), hand("bob", "good")]
    _, done = grade(store, handed, Engine(report, faulty="bad"))
    assert (done.graded, done.faults) == (1, ["ann, square_loss: no worker"])
    assert [row.student for row in store.rows()] == ["bob"]
    _, done = grade(store, handed, Engine(report))
    assert (done.graded, done.faults) == (1, [])


def test_a_changed_exercise_keeps_old_results_until_regrade(
    store: Store, hand: Hand, report: Report, course: Catalogue
) -> None:
    handed = [hand("ann", "x"), hand("bob", "x"), hand("cy", "y")]
    grade(store, handed, Engine(report))
    readme = course.get("square_loss").folder / "README.md"
    readme.write_text(readme.read_text() + "\nChanged.\n")
    made, _ = grade(store, [*handed, hand("dan", "new")], Engine(report))
    assert dict(made.outdated) == {"square_loss": 3}
    assert (made.kept, len(made.todo)) == (3, 1)
    assert len(list(store.rows())) == 4
    made, done = grade(store, handed, Engine(report), regrade=True)
    assert (dict(made.outdated), done.graded) == ({}, 2)
    made, _ = grade(store, handed, Engine(report))
    assert (dict(made.outdated), made.kept) == ({}, 3)


def test_shards_are_disjoint_and_complete(store: Store, hand: Hand, report: Report) -> None:
    handed = [hand(f"s{i}", f"x = {i}\n") for i in range(60)]
    parts = [set(plan(store, handed, shard=Shard(i, 4)).todo) for i in (1, 2, 3, 4)]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 60
    assert min(map(len, parts)) > 5
    assert set.union(*parts) == set(plan(store, handed).todo)


def test_progress_counts_every_text(store: Store, hand: Hand, report: Report) -> None:
    told: list[tuple[int, int]] = []
    made = plan(store, [hand("ann", "", fault="no"), hand("bob", "bad"), hand("cy", "y")])
    engine = Engine(report, faulty="bad")
    carry_out(
        store,
        made,
        runs.begin(store, "hw1"),
        engine,
        lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_modules_that_are_sent_along_are_part_of_what_was_handed_in(
    store: Store, hand: Hand, report: Report
) -> None:
    engine = Engine(report)
    handed = [
        hand("ann", "x", modules={"nt_xent": b"1"}),
        hand("bob", "x", modules={"nt_xent": b"2"}),
    ]
    made, _ = grade(store, handed, engine)
    assert made.duplicates == 0
    assert [dict(task.modules) for task in engine.seen] == [{"nt_xent": b"1"}, {"nt_xent": b"2"}]
