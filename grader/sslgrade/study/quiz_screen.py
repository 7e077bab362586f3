"""A quiz as text: the question, what may be typed, and what an answer was worth."""

from __future__ import annotations

from sslgrade.content.quiz_bugs import FAMILY as BUGS
from sslgrade.content.quiz_draw import Question
from sslgrade.grading.quiz import Mark, expected, letters
from sslgrade.report.text import Style, clean, ends, width, wrap

_KINDS = {
    "single_choice": "one answer",
    "multiple_choice": "every right answer",
    "numeric": "a number",
    "ordering": "an order",
    "predict_output": "what it prints",
    "spot_the_bug": "spot the bug",
    "derivation": "a formula",
}
_VERDICTS = {"correct": "Right.", "partly": "Partly right.", "wrong": "Not right."}
_MARKS = {"correct": "passed", "partly": "skipped", "wrong": "failed"}


def asked(question: Question, place: str, why: str, look: Style) -> list[str]:
    """Lay a question out."""
    item = question.item
    left = f"{place}   {_KINDS[item.kind]}"
    right = why if width(left) + width(why) + 2 <= look.width else "raised by a check"
    lines = ["", look.paint(ends(left, right, look.width), "dim")]
    for paragraph in question.text.strip().split("\n"):
        lines += wrap(paragraph, look.width)
    if item.code:
        lines += ["", *_code(item.code, numbered=item.kind == "spot_the_bug")]
    if question.shown:
        lines.append("")
        for shown, right_place in enumerate(question.shown, 1):
            lines += wrap(item.steps[right_place], look.width, f"  {shown}) ", "     ")
    if item.kind in ("single_choice", "multiple_choice"):
        lines += ["", *choices(question, look)]
    return lines


def choices(question: Question, look: Style) -> list[str]:
    """List the options by letter."""
    lines = []
    for letter, option in zip(letters(question), question.options, strict=True):
        lines += wrap(option.text, look.width, f"  {letter}) ", "     ")
    return lines


def prompt(question: Question, part: int) -> str:
    """Say what to type."""
    kind, last = question.item.kind, letters(question)[-1:]
    if kind == "spot_the_bug":
        asks = (
            "What did they believe?" if question.item.family == BUGS else "What is wrong with it?"
        )
        return f"{asks} (a-{last}) " if part else "Which line? "
    return {
        "single_choice": f"Your answer (a-{last}): ",
        "multiple_choice": "All that are right, such as `a c`: ",
        "numeric": f"Your answer in {question.item.unit}: " if question.item.unit else "A number: ",
        "ordering": "The numbers in order, such as `2 1 3`: ",
        "predict_output": "It prints: ",
        "derivation": f"A formula in {', '.join(question.item.variables)}: ",
    }[kind]


def help_text(question: Question, part: int, look: Style) -> list[str]:
    """Explain what may be typed here."""
    kind = question.item.kind
    if kind == "spot_the_bug":
        kind = "single_choice" if part else kind
    told = {
        "single_choice": "Type one letter and press Enter.",
        "multiple_choice": "Type the letters of all that are right: `a c`; or `none`.",
        "numeric": (
            "Type a number, `0.25` or `1e-3`, or a formula of numbers, `log(256)/2` "
            f"(log is the natural one). {_tolerance(question)}"
        ),
        "ordering": "Type the numbers in the right order, with blanks between: `3 1 2`.",
        "predict_output": "Type what the code prints, as it stands on the screen.",
        "derivation": (
            "Type a formula with + - * / ^, brackets, exp, log, sqrt: `2*x^2 - 1`. Every equal "
            "form counts: it is compared at random points."
        ),
        "spot_the_bug": "Type the number of the line that is wrong; the belief is asked after it.",
    }[kind]
    return wrap(f"{told} `q` stops; what you answered is kept.", look.width, "  ")


def _tolerance(question: Question) -> str:
    percent = 100 * question.item.tolerance
    return f"Within {percent:g} % is right." if percent else "The exact number is asked."


def marked(question: Question, mark: Mark, look: Style) -> list[str]:
    """Say what an answer was worth, why, and where to practise it."""
    item = question.item
    head = f"{look.mark(_MARKS[mark.verdict])} {_VERDICTS[mark.verdict]}"
    told = list(mark.feedback)
    lines = [head]
    if told and item.kind in ("single_choice", "numeric", "predict_output", "derivation"):
        first = wrap(told.pop(0), look.width, " " * (3 + width(_VERDICTS[mark.verdict])), "  ")
        lines = [head + " " + first[0].lstrip(), *first[1:]]
    for text in told:
        lines += wrap(text, look.width, "  ", "     " if text[1:2] == ")" else "  ")
    if mark.verdict != "correct":
        answer = expected(question).split("\n")
        lines += wrap(f"Answer: {answer[0]}", look.width, "  ", "    ")
        for text in answer[1:]:
            lines += wrap(text, look.width, "          ", "    ")
    if item.kind == "spot_the_bug" and item.fixed:
        lines += ["  Mended:", *(f"      {text}" for text in item.fixed.split("\n"))]
    lines += wrap(question.explanation, look.width, "  ")
    if item.source:
        lines += [
            look.paint(t, "dim") for t in wrap(f"[{'; '.join(item.source)}]", look.width, "  ")
        ]
    if mark.verdict != "correct":
        lines.append(f"  Practise it: sslgrade show {item.exercise}")
    return lines


def _code(code: str, *, numbered: bool) -> list[str]:
    lines = clean(code).split("\n")
    if not numbered:
        return [f"    {line}".rstrip() for line in lines]
    return [f"  {place:2d}  {line}".rstrip() for place, line in enumerate(lines, 1)]
