"""Mark answers to quiz questions: correct, partly or wrong, with the feedback of what was given."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sslgrade.content.quiz_draw import Question, number
from sslgrade.content.quiz_expression import ExpressionError, parse, same

Verdict = Literal["correct", "partly", "wrong"]
CLOSE = 0.05
"""A number this near, relatively, is partly right: it was rounded on the way."""
_SAME_PRINT = 5e-4
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(\D|$))")


class AnswerError(Exception):
    """What was typed is no answer to this question; the message says what was expected."""


@dataclass(frozen=True)
class Mark:
    """What an answer is worth, what is said to it, and the beliefs that it shows."""

    verdict: Verdict
    feedback: tuple[str, ...]
    misconceptions: tuple[str, ...] = ()


def parts(question: Question) -> int:
    """Return how many things are asked: spot the bug asks for a line, then for a belief."""
    return 2 if question.item.kind == "spot_the_bug" else 1


def letters(question: Question) -> str:
    """Return the letters of the options."""
    return "abcdefghij"[: len(question.options)]


def check(question: Question, text: str, part: int = 0) -> None:
    """Refuse what cannot be an answer.

    Raises
    ------
    AnswerError
        Says what was found and what was expected.
    """
    _READ[_step(question, part)](question, text)


def mark(question: Question, answers: Sequence[str]) -> Mark:
    """Mark an answer; one text for each part."""
    kind = question.item.kind
    if kind == "spot_the_bug":
        return _spot(question, _line(question, answers[0]), _letter(question, answers[1]))
    return _MARK[kind](question, answers[0])


def expected(question: Question) -> str:
    """Write the right answer as a learner could have given it."""
    item = question.item
    if item.kind == "numeric":
        return f"{number(question.answer)} {item.unit}".strip()
    if item.kind == "derivation":
        return item.answer
    if item.kind == "predict_output":
        return item.output
    if item.kind == "ordering":
        return " ".join(str(place) for place in question.key)
    right = [
        f"{letter}) {option.text}"
        for letter, option in zip(letters(question), question.options, strict=True)
        if option.correct
    ]
    if item.kind == "spot_the_bug":
        return f"line {_lines(item.lines)}, and {right[0]}"
    return "\n".join(right)


def _step(question: Question, part: int) -> str:
    if question.item.kind == "spot_the_bug":
        return "line" if part == 0 else "single_choice"
    return question.item.kind


def _letter(question: Question, text: str) -> int:
    given = text.strip().lower().rstrip(".)")
    known = letters(question)
    if len(given) != 1 or given not in known:
        raise AnswerError(f"found {text.strip()!r}, expected one letter from a to {known[-1]}.")
    return known.index(given)


def _letters(question: Question, text: str) -> set[int]:
    known = letters(question)
    given = re.sub(r"[\s,;.)]+", "", text.lower())
    if given == "none":
        return set()
    if not given or any(letter not in known for letter in given):
        raise AnswerError(
            f"found {text.strip()!r}, expected letters from a to {known[-1]}, such as `a c`, "
            "or `none`."
        )
    return {known.index(letter) for letter in given}


def _line(question: Question, text: str) -> int:
    last = len(question.item.code.split("\n"))
    given = text.strip().lower().removeprefix("line").strip()
    if not given.isdecimal() or not 1 <= int(given) <= last:
        raise AnswerError(f"found {text.strip()!r}, expected a line number from 1 to {last}.")
    return int(given)


def _number(question: Question, text: str) -> float:
    typed = _THOUSANDS.sub("", text.strip())
    unit = question.item.unit
    if unit and typed.lower().endswith(unit.lower()):
        typed = typed[: -len(unit)].strip()
    try:
        value = parse(typed).value({})
    except ExpressionError:
        value = math.nan
    if not math.isfinite(value):
        raise AnswerError(
            f"found {text.strip()!r}, expected a number, such as `0.5`, or a formula of numbers, "
            "such as `log(256)/2`."
        )
    return value


def _order(question: Question, text: str) -> tuple[int, ...]:
    size = len(question.shown)
    given = re.findall(r"\d+", text) if re.fullmatch(r"[\d\s,;>.-]*", text.strip()) else []
    order = tuple(int(place) for place in given)
    if len(given) == 1 and len(given[0]) == size:
        order = tuple(int(digit) for digit in given[0])
    if sorted(order) != list(range(1, size + 1)):
        example = " ".join(str(place) for place in range(size, 0, -1))
        raise AnswerError(
            f"found {text.strip()!r}, expected each number from 1 to {size} once, "
            f"such as `{example}`."
        )
    return order


def _printed(question: Question, text: str) -> str:
    if not text.strip():
        raise AnswerError("found nothing, expected what the code prints.")
    return text.strip()


def _formula(question: Question, text: str) -> str:
    try:
        parse(text, tuple(question.item.variables))
    except ExpressionError as error:
        raise AnswerError(str(error)) from None
    return text.strip()


def _single(question: Question, text: str) -> Mark:
    option = question.options[_letter(question, text)]
    verdict: Verdict = "correct" if option.correct else "wrong"
    named = (option.misconception,) if option.misconception else ()
    return Mark(verdict, (option.feedback,), named)


def _multiple(question: Question, text: str) -> Mark:
    chosen = _letters(question, text)
    told, named, slips = [], [], 0
    for place, (letter, option) in enumerate(zip(letters(question), question.options, strict=True)):
        if option.correct == (place in chosen):
            if option.correct:
                told.append(f"{letter}) {option.feedback}")
            continue
        slips += 1
        missed = "you left it out. " if option.correct else ""
        told.append(f"{letter}) {missed}{option.feedback}")
        if option.misconception:
            named.append(option.misconception)
    some = any(question.options[place].correct for place in chosen)
    verdict: Verdict = "correct" if not slips else "wrong"
    if slips and some and slips <= len(question.options) // 2:
        verdict = "partly"
    return Mark(verdict, tuple(told), tuple(named))


def _numeric(question: Question, text: str) -> Mark:
    value, answer = _number(question, text), question.answer
    tolerance = question.item.tolerance
    if math.isclose(value, answer, rel_tol=tolerance, abs_tol=1e-9):
        return Mark("correct", ())
    for trap, wrong in question.traps:
        if math.isclose(value, trap, rel_tol=tolerance, abs_tol=1e-9):
            return Mark("wrong", (wrong.feedback,), (wrong.misconception,))
    if 0 < tolerance < CLOSE and math.isclose(value, answer, rel_tol=CLOSE):
        asked = f"within {number(100 * tolerance)} % was asked"
        return Mark("partly", (f"Close, but rounded on the way: {asked}.",))
    return Mark("wrong", ("No known slip gives this number; compare it with the way below.",))


def _ordering(question: Question, text: str) -> Mark:
    given = [question.shown[place - 1] for place in _order(question, text)]
    if given == sorted(given):
        return Mark("correct", ())
    for wrong in question.item.wrong:
        if list(wrong.answer) == given:
            return Mark("wrong", (wrong.feedback,), (wrong.misconception,))
    size = len(given)
    pairs = [(a, b) for a in range(size) for b in range(a + 1, size)]
    right = sum(given[a] < given[b] for a, b in pairs)
    first = next(place for place in range(size) if given[place] != place)
    told = f"The order is right up to step {first}." if first else "Another step comes first."
    return Mark("partly" if 2 * right > len(pairs) else "wrong", (told,))


def _equal_print(given: str, wanted: str) -> bool:
    one, two = _words(given), _words(wanted)
    if len(one) != len(two):
        return "".join(one) == "".join(two)
    return all(_equal_word(a, b) for a, b in zip(one, two, strict=True))


def _words(printed: str) -> list[str]:
    """Split what is printed; the brackets and commas of an array need not be typed."""
    return re.sub(r"[\[\](),]", " ", printed.lower()).split()


def _equal_word(given: str, wanted: str) -> bool:
    if given == wanted:  # also nan, which equals no number
        return True
    try:
        return math.isclose(float(given), float(wanted), rel_tol=1e-9, abs_tol=_SAME_PRINT)
    except ValueError:
        return False


def _predict(question: Question, text: str) -> Mark:
    given = _printed(question, text)
    if _equal_print(given, question.item.output):
        return Mark("correct", ())
    for wrong in question.item.wrong:
        if _equal_print(given, str(wrong.answer)):
            return Mark("wrong", (wrong.feedback,), (wrong.misconception,))
    return Mark("wrong", ("No known slip prints this; go through it line by line.",))


def _derivation(question: Question, text: str) -> Mark:
    variables = question.item.variables
    names = tuple(variables)
    given = parse(_formula(question, text), names)
    rng = random.Random(question.seed)
    if same(given, parse(question.item.answer, names), variables, rng):
        return Mark("correct", ())
    for wrong in question.item.wrong:
        if same(given, parse(str(wrong.answer), names), variables, rng):
            return Mark("wrong", (wrong.feedback,), (wrong.misconception,))
    return Mark("wrong", ("It differs from the answer, and no known slip gives it.",))


def _lines(lines: Sequence[int]) -> str:
    return " or ".join(str(line) for line in lines)


def _spot(question: Question, line: int, chosen: int) -> Mark:
    item, option = question.item, question.options[chosen]
    found = line in item.lines
    told = f"Line {line} is the one." if found else f"It is line {_lines(item.lines)}, not {line}."
    verdict: Verdict = "wrong"
    if found or option.correct:
        verdict = "correct" if found and option.correct else "partly"
    named = (option.misconception,) if option.misconception else ()
    return Mark(verdict, (told, option.feedback), named)


_READ: dict[str, Callable[[Question, str], object]] = {
    "single_choice": _letter,
    "multiple_choice": _letters,
    "numeric": _number,
    "ordering": _order,
    "predict_output": _printed,
    "line": _line,
    "derivation": _formula,
}
_MARK: dict[str, Callable[[Question, str], Mark]] = {
    "single_choice": _single,
    "multiple_choice": _multiple,
    "numeric": _numeric,
    "ordering": _ordering,
    "predict_output": _predict,
    "derivation": _derivation,
}
