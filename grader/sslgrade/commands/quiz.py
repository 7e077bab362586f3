"""``sslgrade quiz``: asks, explains, and schedules what comes back when."""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

import click

from sslgrade.commands._group import command as make
from sslgrade.commands._shared import echo, say, style
from sslgrade.content import catalogue as catalogues
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import Bank, bank
from sslgrade.content.quiz_bugs import FAMILY as BUGS
from sslgrade.content.quiz_draw import Question, fresh
from sslgrade.grading.quiz import AnswerError, check, mark, parts
from sslgrade.report.text import Style, wrap
from sslgrade.study import quiz_screen as screen
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.progress import store as progress_store
from sslgrade.study.quiz_memory import Memory
from sslgrade.study.quiz_memory import store as memory_store
from sslgrade.study.quiz_session import Diagnosed, Pick, Quiz, diagnosed, next_due
from sslgrade.study.quiz_spacing import clock, wait
from sslgrade.study.store import Store
from sslgrade.study.workspace import Workspace, find


@make(
    "quiz",
    "Practise",
    "sslgrade quiz             what is due, then new questions",
    "sslgrade quiz infonce     one family; `bugs` is spot the bug",
    "sslgrade quiz --due       only what is due",
)
@click.argument("family", required=False, metavar="[FAMILY]")
@click.option("--due", is_flag=True, help="Only what is due, or raised by a failed check.")
@click.option(
    "--count",
    type=click.IntRange(1, 500),
    default=10,
    show_default=True,
    metavar="N",
    help="At most so many.",
)
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="The same numbers again.")
def command(family: str | None, due: bool, count: int, seed: int | None) -> None:
    """Ask questions, explain the answers, and bring them back in time.

    A question comes back when you are about to forget it (FSRS). A failed check puts the questions
    about its misconception first. Numbers are fresh every time.
    """
    look = style()
    ladder = catalogues.catalogue()
    questions = bank(ladder.root)
    if not questions.families:
        raise StudyError(
            "this installation has no quiz: it came without solutions, and the quiz holds its "
            "keys. `sslgrade check` works here; ask your instructor for the rest."
        )
    if family is not None:
        _need_family(questions, family)
    workspace = find(Path.cwd())
    memory = memory_store(workspace, say)
    quiz = Quiz(questions, ladder, memory.read())
    picks = quiz.picks(_diagnosed(workspace), clock(), family=family, due_only=due)
    if workspace is None:
        kept = f"No workspace here, so what comes back when is kept in {shown(memory.path)}."
        echo("\n".join(wrap(kept, look.width, cut=False)), look)
    if not picks:
        echo("\n".join(wrap(_nothing(quiz, family, due), look.width)), look)
        return
    rng = random.Random(seed)
    counts = _ask_all(picks[:count], quiz, memory, look, rng)
    left = len(picks) - sum(counts.values())
    words = ["sslgrade quiz", *([family] if family else []), *(["--due"] if due else [])]
    echo("\n".join(["", *_summary(memory, counts, left, " ".join(words))]), look)


def _need_family(questions: Bank, family: str) -> None:
    if family == BUGS:
        return
    try:
        questions.family(family)
    except ContentError as error:
        raise StudyError(f"{str(error).rstrip('.')} or {BUGS}.") from None


def _diagnosed(workspace: Workspace | None) -> list[Diagnosed]:
    if workspace is None:
        return []
    return diagnosed(progress_store(workspace.state, say).read())


def _nothing(quiz: Quiz, family: str | None, due: bool) -> str:
    following = next_due(quiz.memory)
    when = f" The next one is due {wait(following, clock())}." if following else ""
    which = f"sslgrade quiz {family}" if family else "sslgrade quiz"
    if due:
        return f"Nothing is due.{when} `{which}` asks new ones."
    return f"You have met every question here, and none is due.{when}"


def _ask_all(
    picks: list[Pick], quiz: Quiz, memory: Store[Memory], look: Style, rng: random.Random
) -> Counter[str]:
    """Ask one after the other; every answer is on disk before the next question is shown."""
    counts: Counter[str] = Counter()
    for place, pick in enumerate(picks, 1):
        seen = quiz.memory.items.get(pick.item.id)
        question = fresh(pick.item, seen.seed if seen else None, rng)
        echo("\n".join(screen.asked(question, f"{place} of {len(picks)}", pick.why, look)), look)
        answers = _answers(question, look)
        if answers is None:
            break
        found = mark(question, answers)
        with memory.changing() as remembered:
            remembered.answered(pick.item.id, found.verdict, question.seed)
        counts[found.verdict] += 1
        echo("\n".join(screen.marked(question, found, look)), look)
    return counts


def _answers(question: Question, look: Style) -> list[str] | None:
    """Ask until every part has an answer; None when the learner stops."""
    answers: list[str] = []
    echo("", look)
    while len(answers) < parts(question):
        part = len(answers)
        text = _line(screen.prompt(question, part), look)
        if text is None or text.lower() in ("q", "quit"):
            return None
        if text == "?":
            echo("\n".join(screen.help_text(question, part, look)), look)
            continue
        try:
            check(question, text, part)
        except AnswerError as error:
            echo("\n".join(wrap(f"{error} `?` explains, `q` stops.", look.width, "  ")), look)
            continue
        answers.append(text)
        if len(answers) < parts(question):
            echo("\n".join(["", *screen.choices(question, look), ""]), look)
    return answers


def _line(prompt: str, look: Style) -> str | None:
    """Read one line; None at the end of input. A piped answer is printed, to be readable."""
    click.echo(look.final(prompt), nl=False, color=look.colour)
    try:
        text = sys.stdin.readline()
    except UnicodeDecodeError:
        return ""
    if not text:
        click.echo()
        return None
    if not sys.stdin.isatty():
        click.echo(look.final(text.rstrip("\r\n")))
    return text.strip()


def _summary(memory: Store[Memory], counts: Counter[str], left: int, again: str) -> list[str]:
    if not counts:
        return ["Stopped before the first answer. Nothing was changed."]
    told = [
        f"{counts[verdict]} {word}"
        for verdict, word in (("correct", "right"), ("partly", "partly"), ("wrong", "not right"))
        if counts[verdict]
    ]
    lines = [f"{', '.join(told)}."]
    following = next_due(memory.read())
    if following is not None:
        lines.append(f"The next one comes back {wait(following, clock())}: sslgrade quiz --due")
    if left > 0:
        lines.append(f"{left} more {'is' if left == 1 else 'are'} waiting: {again}")
    return lines
