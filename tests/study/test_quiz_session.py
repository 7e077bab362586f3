from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sslgrade.content.catalogue import Catalogue, catalogue
from sslgrade.content.quiz import Bank, Family, Item, Option, bank
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
        ["b-1", "a check of mean_loss raised it"],
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


def test_diagnoses_are_read_from_failed_checks_the_latest_first_also_of_mended_code() -> None:
    records = {
        "info_nce/numpy/1": Record(named={"a": "2", "b": "1"}, failed_at="2"),
        "info_nce/jax/1": Record(named={"b": "3"}, failed_at="3"),
        "mlm_loss/numpy/1": Record(status="passed", passed_at="5", named={"c": "4"}),
        "ntp_loss/numpy/1": Record(failed_at="6"),
        "ntp_loss/numpy/2": Record(status="passed"),
    }
    assert [(d.id, d.at) for d in diagnosed(Progress(records))] == [
        ("ntp_loss/", "6"),
        ("mlm_loss/c", "4"),
        ("info_nce/b", "3"),
        ("info_nce/", "3"),
        ("info_nce/a", "2"),
    ]


def test_a_failed_capstone_raises_the_items_written_for_it(quiz: Quiz, ladder: Catalogue) -> None:
    nameless = Diagnosed("mean_loss", "", SUM.at)
    assert names(quiz, [nameless], "b", True) == []
    manifest = ladder.root / "exercises" / "mean_loss" / "exercise.toml"
    text = manifest.read_text().replace("backends =", "capstone = true\nbackends =")
    manifest.write_text(text)
    capstone = Quiz(quiz.bank, Catalogue(ladder.root), quiz.memory)
    why = "a check of mean_loss raised it"
    # b-2 was answered after half past eleven: not again
    capstone.memory.items["b-2"].last_at = "2026-03-01T11:45:00Z"
    assert names(capstone, [nameless], "b", True) == [["b-1", why]]
    assert names(capstone, [nameless, SUM], None, True) == [
        ["b-1", why],
        ["a-1", why],
        ["a-2", why],
        ["a-3", why],
    ]


def test_a_failed_capstone_of_the_ladder_raises_what_it_teaches() -> None:
    content = catalogue()
    real = Quiz(bank(content.root), content, Memory())
    at = "2026-03-01T11:30:00Z"
    raised = {
        name: {pick.item.id for pick in real.raised([Diagnosed(exercise, misconception, at)])}
        for name, exercise, misconception in (
            ("contrastive", "train_contrastive", ""),
            ("lm", "train_lm", ""),
            ("future", "train_lm", "lm-future-visible"),
            ("still", "train_contrastive", "contrast-no-augmentation"),
            ("test set", "train_contrastive", "probe-fitted-on-test"),
        )
    }
    assert raised["contrastive"] >= {
        *("claim-01", "claim-02", "claim-03", "claim-07", "claim-10", "claim-12", "mae-05")
    }
    assert raised["lm"] == {"claim-04"}
    assert "ntp-09" in raised["future"]
    assert raised["still"] >= {"claim-02", "claim-08", "claim-11"}
    assert "claim-12" in raised["test set"]


def test_the_next_due_is_the_earliest(memory: Memory) -> None:
    assert next_due(Memory()) is None
    assert next_due(memory) == NOW - timedelta(minutes=59)
