from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.quiz_schema import faults

PATH = Path("small.toml")


def choice(**changes: Any) -> dict[str, Any]:
    return {
        "id": "a-1",
        "kind": "single_choice",
        "difficulty": 1,
        "exercise": "mean_loss",
        "question": "One?",
        "explanation": "One.",
        "derivation": True,
        "option": [
            {"text": "yes", "correct": True, "feedback": "Right."},
            {"text": "no", "misconception": "no-one", "feedback": "It is."},
        ],
        **changes,
    }


def told(item: dict[str, Any]) -> list[str]:
    data = {"format_version": 1, "family": "small", "title": "S", "order": 1, "item": [item]}
    return faults(PATH, data)


def test_an_item_that_is_no_table_is_told_by_its_place() -> None:
    data = {"format_version": 1, "family": "small", "title": "S", "order": 1, "item": ["x"]}
    assert faults(PATH, data) == [
        "small.toml: item 1: Input should be a valid dictionary or instance of ItemModel, "
        "found 'x'. Correct it."
    ]


def test_a_good_item_has_no_fault() -> None:
    assert told(choice()) == []


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (choice(derivation=False), "a-1: expected a source, or derivation = true. Correct it."),
        (choice(option=[]), "a-1: a single_choice item needs option. Correct it."),
        (choice(answer="2"), "a-1: a single_choice item has no answer. Correct it."),
        (
            choice(option=[{"text": "no", "feedback": "It is."}]),
            "a-1.option.0: a wrong option names its misconception. Correct it.",
        ),
        (
            choice(option=[{"text": "no", "misconception": "no-one"}]),
            "a-1.option.0.feedback: Field required. Add this field.",
        ),
        (
            choice(option=[{"text": "y", "correct": True, "feedback": "f", "misconception": "m"}]),
            "a-1.option.0: a correct option has no misconception. Correct it.",
        ),
        (
            choice(related=["mean_loss"]),
            "a-1.related.0: String should match pattern '^[a-z][a-z0-9_]*/[a-z][a-z0-9_-]*$', "
            "found 'mean_loss'. Correct it.",
        ),
        (choice(kind="numeric"), "a-1: a numeric item needs answer. Correct it."),
    ],
)
def test_every_fault_is_one_line(item: dict[str, Any], message: str) -> None:
    assert told(item) == [f"small.toml: {message}"]
