"""Prove the quiz bank: every key recomputed or executed, no cue, no dangling id.

``faults`` is what ``sslgrade author check`` calls. Code runs in the isolated worker, as a learner's
does: one worker for all NumPy items, one for the JAX items.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from sslgrade.authoring.quiz_run import Job, printed, proof_jobs
from sslgrade.content.catalogue import Catalogue, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import Family, Item, build, folder, load
from sslgrade.content.quiz_bugs import bugs
from sslgrade.content.quiz_draw import fill
from sslgrade.content.quiz_expression import ExpressionError, parse, same
from sslgrade.content.quiz_schema import faults as schema_faults

FEWEST_DRAWS = 8
_BANNED = ("all of the above", "none of the above", "both a and")
_WIDEST = 74


def faults(root: Path) -> list[str]:
    """Every fault of the bank as one line each, with the item and the mend; empty when it holds."""
    paths = sorted(folder(root).glob("*.toml"))
    if not paths:
        return [f"{folder(root)}: no quiz files found. Restore concept/quiz/."]
    try:
        data = {path: load(path) for path in paths}
    except ContentError as error:
        return [str(error)]
    found = [fault for path in paths for fault in schema_faults(path, data[path])]
    if found:
        return found
    families = [build(data[path]) for path in paths]
    for path, family in zip(paths, families, strict=True):
        if family.name != path.stem:
            found.append(f"{path}: family: found {family.name!r}, expected {path.stem!r}.")
    found += _twice(families)
    ladder = catalogue(root)
    known = _Known(ladder)
    sound: list[Item] = []
    for item in (item for family in families for item in family.items):
        static = list(_static(item))
        told = [*static, *known.dangling(item)]
        found += [f"{item.family}.toml: {item.id}: {fault}" for fault in told]
        sound += [] if static else [item]
    return found + known.generated() + executed(sound)


def _twice(families: list[Family]) -> list[str]:
    seen: dict[str, str] = {}
    found = []
    for family in families:
        for item in family.items:
            if item.id in seen:
                found.append(
                    f"{family.name}.toml: {item.id}: this id is in {seen[item.id]}.toml too. "
                    "Rename one of them."
                )
            seen.setdefault(item.id, family.name)
    return found


class _Known:
    """What the exercises hold: read once."""

    def __init__(self, ladder: Catalogue) -> None:
        self.ladder = ladder
        self.ids: dict[str, set[str]] = {}

    def misconceptions(self, exercise: str) -> set[str]:
        if exercise not in self.ids:
            pieces = self.ladder.get(exercise).misconceptions()
            self.ids[exercise] = {piece.id for piece in pieces}
        return self.ids[exercise]

    def dangling(self, item: Item) -> Iterator[str]:
        """Tell of exercises and misconceptions that are named but not there."""
        if item.exercise not in self.ladder.ids:
            yield f"exercise: no exercise {item.exercise!r}. Name one that `sslgrade list` shows."
        for name in item.related:
            exercise, misconception = name.split("/")
            if exercise not in self.ladder.ids:
                yield f"related: no exercise {exercise!r}, as in {name}. Remove it."
                continue
            try:
                there = self.misconceptions(exercise)
            except ContentError as error:
                yield f"related: {name} cannot be looked up: {error}"
                continue
            if there and misconception not in there:
                yield f"related: {exercise} has no misconception {misconception!r}. Remove it."

    def generated(self) -> list[str]:
        """Prove the items that are made from misconceptions."""
        found = []
        for name in self.ladder.ids:
            try:
                made = bugs(self.ladder.get(name))
            except ContentError:
                continue  # told by the proofs of that exercise
            found += [f"{i.id}: {fault}" for i in made.values() for fault in _options(i)]
        return found


def _static(item: Item) -> Iterator[str]:
    yield from _options(item, cue=True)
    if any(len(line) > _WIDEST for line in (item.code + "\n" + item.fixed).split("\n")):
        yield f"code: a line is longer than {_WIDEST} characters. Break it."
    try:
        yield from {
            "numeric": _numeric,
            "derivation": _derivation,
            "ordering": _ordering,
            "spot_the_bug": _spot,
        }.get(item.kind, _nothing)(item)
    except ExpressionError as error:
        yield f"a formula is not understood: {error}"
    if item.kind in ("numeric", "derivation", "spot_the_bug") and item.proof is None:
        yield "proof: missing. Write code that finds the answer a second way."


def _nothing(item: Item) -> Iterator[str]:
    yield from ()


def _options(item: Item, *, cue: bool = False) -> Iterator[str]:
    if not item.options:
        return
    right = [option for option in item.options if option.correct]
    many = item.kind == "multiple_choice"
    if not right or (len(right) > 1 and not many) or len(right) == len(item.options):
        wanted = "at least one right and one wrong" if many else "exactly one right"
        yield f"options: found {len(right)} right of {len(item.options)}, expected {wanted}."
        return
    texts = [option.text.lower() for option in item.options]
    if len(set(texts)) < len(texts):
        yield "options: two are the same. Change one."
    for phrase in _BANNED:
        if any(phrase in text for text in texts):
            yield f"options: {phrase!r} is no option of its own. Write it out."
    longest = max(len(option.text) for option in item.options if not option.correct)
    if cue and not many and len(right[0].text) > longest:
        yield (
            f"options: the right one is the longest ({len(right[0].text)} characters, the others "
            f"at most {longest}), which gives it away. Shorten it, or lengthen another."
        )


def _numeric(item: Item) -> Iterator[str]:
    names = tuple(item.params)
    draws = [
        dict(zip(names, values, strict=True)) for values in itertools.product(*item.params.values())
    ]
    answer = parse(item.answer, names)
    answers = {round(answer.value(draw), 12) for draw in draws}
    if len(answers) < FEWEST_DRAWS:
        yield (
            f"params: {len(answers)} different answers, expected at least {FEWEST_DRAWS}. "
            "Add values, so that the item can be met again."
        )
    for values in draws:
        want = answer.value(values)
        if not math.isfinite(want):
            yield f"answer: no number at {values}."
            return
        known = {**values, "answer": want, "yours": want}
        for text in (item.question, item.explanation):
            if "nan" in fill(text, known).split():
                yield f"a {{formula}} of the text has no value at {values}."
                return
        given = {"the answer": want}
        for wrong in item.wrong:
            fill(wrong.feedback, known)
            got = parse(str(wrong.answer), names).value(values)
            for other, value in given.items():
                if math.isclose(got, value, rel_tol=max(item.tolerance, 1e-9)):
                    yield f"wrong: {wrong.answer} equals {other} at {values}. Change the values."
                    return
            given[str(wrong.answer)] = got


def _derivation(item: Item) -> Iterator[str]:
    names, rng = tuple(item.variables), random.Random(0)
    answer = parse(item.answer, names)
    if "q" in names:
        yield "variables: `q` stops the quiz. Rename it."
    if not same(answer, answer, item.variables, rng):
        yield "answer: it has no value in the variables' range. Correct one of them."
    for wrong in item.wrong:
        if same(parse(str(wrong.answer), names), answer, item.variables, rng):
            yield f"wrong: {wrong.answer} equals the answer. Remove it."


def _ordering(item: Item) -> Iterator[str]:
    right = tuple(range(len(item.steps)))
    for wrong in item.wrong:
        order = tuple(wrong.answer)
        if tuple(sorted(order)) != right or order == right:  # type: ignore[type-var]
            yield f"wrong: {list(order)} is no other order of {list(right)}. Correct it."


def _spot(item: Item) -> Iterator[str]:
    lines = item.code.split("\n")
    if not all(1 <= line <= len(lines) for line in item.lines):
        yield f"lines: found {list(item.lines)}, expected numbers from 1 to {len(lines)}."
    elif item.fixed == lines[item.lines[0] - 1]:
        yield "fixed: it is the same as the wrong line. Write the mended line."


def executed(items: Sequence[Item]) -> list[str]:
    """Run every proof and every printed program in the worker, and compare."""
    jobs: list[Job] = []
    for item in items:
        jobs += proof_jobs(item)
    if find_spec("jax") is None:  # without the extra, the JAX items are proved elsewhere
        jobs = [job for job in jobs if job.backend != "jax"]
    found = []
    outputs = dict(zip(jobs, printed(jobs), strict=True))
    for job, output in outputs.items():
        fault = job.judge(output, outputs)
        if fault:
            found.append(f"{job.item.family}.toml: {job.item.id}: {fault}")
    return found
