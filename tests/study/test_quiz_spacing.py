from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sslgrade.study import quiz_spacing
from sslgrade.study.quiz_spacing import due_at, review, wait

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiz_spacing, "clock", lambda: NOW)


def test_a_wrong_answer_comes_back_first() -> None:
    waits = [due_at(review({}, verdict)) - NOW for verdict in ("wrong", "partly", "correct")]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)


def test_right_answers_move_it_further_away_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    card: dict[str, Any] = {}
    waits, now = [], NOW
    for _ in range(5):
        monkeypatch.setattr(quiz_spacing, "clock", lambda moment=now: moment)
        card = review(card, "correct")
        waits.append(due_at(card) - now)
        now = due_at(card)
    assert waits == sorted(waits)
    assert waits[-1] > timedelta(days=20)


def test_the_same_answers_give_the_same_schedule() -> None:
    assert review({}, "correct") == review({}, "correct")


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=30), "in a minute"),
        (timedelta(minutes=9, seconds=50), "in 10 minutes"),
        (timedelta(minutes=61), "in 1 hour"),
        (timedelta(hours=5), "in 5 hours"),
        (timedelta(days=1, hours=2), "in 1 day"),
        (timedelta(days=12), "in 12 days"),
    ],
)
def test_waiting_times_in_words(left: timedelta, text: str) -> None:
    assert wait(NOW + left, NOW) == text
