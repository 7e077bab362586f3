"""Turn an item into a question that can be asked: numbers drawn, options shuffled, by a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sslgrade.content.quiz import Item, Option, Wrong
from sslgrade.content.quiz_expression import parse

_SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Question:
    """An item as it is asked this time."""

    item: Item
    seed: int
    text: str
    explanation: str
    options: tuple[Option, ...] = ()
    answer: float = 0.0  # numeric
    traps: tuple[tuple[float, Wrong], ...] = ()  # numeric: what each belief would give
    shown: tuple[int, ...] = ()  # ordering: the right place, from 0, of each step as it is shown
    values: Mapping[str, float] | None = None

    @property
    def key(self) -> tuple[int, ...]:
        """The shown numbers, from 1, of the ordering's steps in the right order."""
        return tuple(self.shown.index(place) + 1 for place in range(len(self.shown)))


def number(value: float) -> str:
    """Write a number as a reader wants it: whole where it is whole, else five digits."""
    if abs(value - round(value)) < 1e-9 and abs(value) < 1e12:
        return f"{round(value):,}" if abs(value) >= 10000 else str(round(value))
    return f"{value:.5g}"


def fill(text: str, values: Mapping[str, float]) -> str:
    """Put the values of ``{formulas}`` into a text."""
    return _SLOT.sub(lambda m: number(parse(m[1], values).value(values)), text)


def combinations(item: Item) -> int:
    """Count the different draws of a numeric item."""
    count = 1
    for values in item.params.values():
        count *= len(values)
    return count


def draw(item: Item, seed: int) -> Question:
    """Draw a question; the same seed gives the same question."""
    rng = random.Random(f"{item.id}/{seed}")
    if item.kind == "numeric":
        return _numeric(item, seed, {n: float(rng.choice(v)) for n, v in item.params.items()})
    options = list(item.options)
    shown = list(range(len(item.steps)))
    if item.shuffle:
        rng.shuffle(options)
        while len(shown) > 1 and shown == sorted(shown):
            rng.shuffle(shown)
    return Question(
        item,
        seed,
        item.question,
        item.explanation,
        options=tuple(options),
        shown=tuple(shown),
    )


def _numeric(item: Item, seed: int, values: dict[str, float]) -> Question:
    answer = parse(item.answer, values).value(values)
    known = {**values, "answer": answer}
    traps = []
    for wrong in item.wrong:
        value = parse(str(wrong.answer), values).value(values)
        told = replace(wrong, feedback=fill(wrong.feedback, {**known, "yours": value}))
        traps.append((value, told))
    return Question(
        item,
        seed,
        fill(item.question, values),
        fill(item.explanation, known),
        answer=answer,
        traps=tuple(traps),
        values=values,
    )


def fresh(item: Item, last: int | None, rng: random.Random) -> Question:
    """Draw a question that differs from the one of seed ``last``, where the item allows it."""
    question = draw(item, rng.randrange(1 << 30))
    if last is None or combinations(item) < 2:
        return question
    before = draw(item, last)
    for _ in range(20):
        if question.values != before.values:
            break
        question = draw(item, rng.randrange(1 << 30))
    return question
