"""Every kind of question, answered right and wrong in a real terminal, and a kill in the middle."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.commands.terminal import Terminal

from sslgrade.content.catalogue import catalogue
from sslgrade.content.quiz import Option, bank
from sslgrade.content.quiz_draw import Question, fresh, number
from sslgrade.grading.quiz import letters
from sslgrade.study.quiz_memory import Memory
from sslgrade.study.quiz_session import Quiz
from sslgrade.study.quiz_spacing import clock, due_at

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

SEED = 5
LADDER = catalogue()
KINDS = {item.kind for item in bank(LADDER.root).items.values()}


@dataclass(frozen=True)
class Answer:
    """What is typed, and what must be said to it."""

    typed: tuple[str, ...]
    verdict: str
    feedback: str


def choices(question: Question) -> list[tuple[str, Option]]:
    return list(zip(letters(question), question.options, strict=True))


def right(question: Question) -> Answer:
    item = question.item
    correct = [(name, o) for name, o in choices(question) if o.correct]
    typed: tuple[str, ...]
    typed, feedback = ("",), ""
    if item.kind == "numeric":
        typed = (number(question.answer),)
    elif item.kind == "ordering":
        typed = (" ".join(str(place) for place in question.key),)
    elif item.kind == "predict_output":
        typed = (item.output.replace("\n", " "),)
    elif item.kind == "derivation":
        typed = (item.answer,)
    else:
        typed, feedback = (" ".join(name for name, _ in correct),), correct[0][1].feedback
        if item.kind == "spot_the_bug":
            typed = (str(item.lines[0]), *typed)
    return Answer(typed, "✓ Right.", feedback)


def wrong(question: Question) -> Answer:
    """Answer as a known belief does."""
    item = question.item
    believed = [(name, o) for name, o in choices(question) if not o.correct]
    verdict = "✗ Not right."
    if item.kind == "numeric":
        value, trap = question.traps[0]
        return Answer((repr(float(value)),), verdict, trap.feedback)
    if item.kind == "ordering":
        steps = item.wrong[0].answer
        typed = " ".join(str(question.shown.index(int(step)) + 1) for step in steps)
        return Answer((typed,), verdict, item.wrong[0].feedback)
    if item.kind in ("predict_output", "derivation"):
        return Answer((str(item.wrong[0].answer),), verdict, item.wrong[0].feedback)
    name, option = believed[0]
    if item.kind == "spot_the_bug":
        code = range(1, len(item.code.split("\n")) + 1)
        line = next(place for place in code if place not in item.lines)
        return Answer((str(line), name), verdict, option.feedback)
    return Answer((name,), verdict, option.feedback)


def asked(answered: Memory) -> list[Question]:
    """Return the questions that a session with this seed asks, in order."""
    rng = random.Random(SEED)
    picks = Quiz(bank(LADDER.root), LADDER, answered).picks(
        [], clock(), family=None, due_only=False
    )
    return [fresh(pick.item, None, rng) for pick in picks]


def both_ways(questions: list[Question]) -> list[Answer]:
    """Answer each kind right, then wrong, and so on, until every kind had both."""
    times: dict[str, int] = {}
    answers = []
    for question in questions:
        kind = question.item.kind
        times[kind] = times.get(kind, 0) + 1
        answers.append(right(question) if times[kind] % 2 else wrong(question))
        if len(times) == len(KINDS) and min(times.values()) >= 2:
            return answers
    raise AssertionError(f"too few questions of a kind: {times}")


def plain(text: str) -> str:
    return " ".join(text.split())


def answer(terminal: Terminal, place: int, given: Answer) -> None:
    """Type one answer, and look at what is said to it."""
    for text in given.typed:
        terminal.until(terminal.asks)
        terminal.type(text)
    terminal.until(lambda: f"\n{place + 1} of " in terminal.printed())
    said = plain(terminal.printed().split(f"\n{place} of ")[-1])
    assert given.verdict in said
    assert plain(given.feedback) in said


def test_every_kind_right_and_wrong_and_nothing_is_lost_in_a_kill(
    tmp_path: Path, terminals: Callable[..., Terminal]
) -> None:
    (tmp_path / "sslgrade.toml").write_text('format_version = 1\nbackend = "numpy"\n')
    terminal = terminals("quiz", columns=80, lines=50)
    terminal.shell(tmp_path)
    questions = asked(Memory())
    answers = both_ways(questions)
    terminal.type(f"sslgrade quiz --count 500 --seed {SEED}")
    for place, given in enumerate(answers, 1):
        answer(terminal, place, given)
    (child,) = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text().split()
    os.kill(int(child), signal.SIGKILL)
    terminal.wait("Killed")
    state = json.loads((tmp_path / ".sslgrade" / "quiz.json").read_text())
    kept = Memory.parse(state).items
    assert list(kept) == sorted(q.item.id for q in questions[: len(answers)])
    assert all(due_at(seen.card) > clock() or seen.last == "wrong" for seen in kept.values())
    after = terminal.run(f"sslgrade quiz --count 1 --seed {SEED}", "q")
    assert plain(asked(Memory.parse(state))[0].text)[:60] in plain(after)
