"""When an item comes back: FSRS, through the ``fsrs`` package."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from fsrs import Card, Rating, Scheduler

RATINGS = {"correct": Rating.Good, "partly": Rating.Hard, "wrong": Rating.Again}


def clock() -> datetime:
    """Return the time that the schedule goes by."""
    return datetime.now(UTC)


def due_at(card: Mapping[str, Any]) -> datetime:
    """Return when a card is due; a damaged card is a KeyError, TypeError or ValueError."""
    found = _card(card).due
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def review(card: Mapping[str, Any], verdict: str) -> dict[str, Any]:
    """Return the card after one answer."""
    scheduler = Scheduler(enable_fuzzing=False)  # two learners with the same answers see the same
    before = _card(card) if card else Card(card_id=0, due=clock())
    after, _ = scheduler.review_card(before, RATINGS[verdict], clock())
    return dict(after.to_dict())


def _card(card: Mapping[str, Any]) -> Card:
    return Card.from_dict(cast(Any, {**card}))


def wait(moment: datetime, now: datetime) -> str:
    """Write how long it is until a moment, in words."""
    left = moment - now
    if left <= timedelta(0):
        return "now"
    if left <= timedelta(seconds=60):
        return "in a minute"
    for unit, size in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        if left >= size:
            count = round(left / size)
            return f"in {count} {unit}{'s' if count > 1 else ''}"
    return f"in {max(2, round(left / timedelta(minutes=1)))} minutes"
