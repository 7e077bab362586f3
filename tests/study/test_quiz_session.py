from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.content.quiz import Bank, Family, Item, Option
from sslgrade.study import quiz_spacing
from sslgrade.study.progress import Progress, Record
from sslgrade.study.quiz_memory import Memory
from sslgrade.study.quiz_session import Diagnosed, Quiz, diagnosed, next_due

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def item(name: str, difficulty: int = 1, related: tuple[str, ...] = ()) -> Item:
    options = (Option("a", "f", True), Option("b", "f", misconception="m"))
    return Item(
        id=name,
        family=name.split("-")[0],
        kind="single_choice",
        difficulty=difficulty,
        exercise="mean_loss",
        question="?",
        explanation="!",
        related=related,
        options=options,
    )


A = Family("a", "A", 1, (item("a-1", 2), item("a-2"), item("a-3", 3)))
B = Family("b", "B", 2, (item("b-1", related=("mean_loss/sum",)), item("b-2", 2)))


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Memory:
    """Something answered wrong an hour ago (due) and something right (not due)."""
    monkeypatch.setattr(quiz_spacing, "clock", lambda: NOW - timedelta(hours=1))
    found = Memory()
    found.answered("a-1", "wrong", 1)
    monkeypatch.setattr(quiz_spacing, "clock", lambda: NOW)
    found.answered("b-2", "correct", 1)
    for seen in found.items.values():
        seen.last_at = "2026-03-01T11:00:00Z"
    return found


@pytest.fixture
def quiz(ladder: Catalogue, memory: Memory) -> Quiz:
    return Quiz(Bank((A, B)), ladder, memory)


def names(quiz: Quiz, found: list[Diagnosed], family: str | None, due: bool) -> list[list[str]]:
    return [
        [pick.item.id, pick.why] for pick in quiz.picks(found, NOW, family=family, due_only=due)
    ]


SUM = Diagnosed("mean_loss", "sum", "2026-03-01T11:30:00Z")


def test_due_comes_first_then_new_from_easy_to_hard_across_families(quiz: Quiz) -> None:
    assert names(quiz, [], None, False) == [
        ["a-1", "due"],
        ["a-2", "new"],
        ["b-1", "new"],
        ["a-3", "new"],
    ]


def test_a_failed_check_puts_its_items_first_on_the_due_list(quiz: Quiz) -> None:
    assert names(quiz, [SUM], None, True) == [
        ["b-1", "your last check of mean_loss raised it"],
        ["a-1", "due"],
    ]


def test_an_item_answered_since_the_check_is_not_raised_again(quiz: Quiz, memory: Memory) -> None:
    memory.answered("b-1", "correct", 1)
    memory.items["b-1"].last_at = "2026-03-01T11:31:00Z"
    assert names(quiz, [SUM], None, True) == [["a-1", "due"]]


def test_one_family_only(quiz: Quiz) -> None:
    assert names(quiz, [SUM], "a", True) == [["a-1", "due"]]
    assert names(quiz, [], "b", False) == [["b-1", "new"]]


def test_an_item_that_is_gone_from_the_bank_is_left_out(quiz: Quiz, memory: Memory) -> None:
    memory.items["c-1"] = memory.items["a-1"]
    memory.items["bug/gone/sum"] = memory.items["a-1"]
    memory.items["bug/mean_loss/gone"] = memory.items["a-1"]
    assert names(quiz, [], None, True) == [["a-1", "due"]]


def test_diagnoses_are_read_from_failed_checks_the_latest_first() -> None:
    records = {
        "info_nce/numpy/1": Record(status="failed", diagnosis=["a", "b"], last_at="2"),
        "mlm_loss/numpy/1": Record(status="passed", diagnosis=["c"], last_at="3"),
        "ntp_loss/numpy/1": Record(status="failed", diagnosis=["d"], last_at="4"),
    }
    assert [d.id for d in diagnosed(Progress(records))] == [
        "ntp_loss/d",
        "info_nce/a",
        "info_nce/b",
    ]


def test_the_next_due_is_the_earliest(memory: Memory) -> None:
    assert next_due(Memory()) is None
    assert next_due(memory) == NOW - timedelta(minutes=59)
