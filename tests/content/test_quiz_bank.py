"""The bank itself: all its proofs, and the proofs themselves on banks that are wrong."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from sslgrade.authoring.quiz import faults
from sslgrade.content.catalogue import content_root
from sslgrade.content.quiz import Item, bank
from sslgrade.content.quiz_draw import draw, number
from sslgrade.grading.quiz import mark

LADDER = Path(__file__).parent.parent / "study" / "ladder"
BANK = bank(content_root())
HEAD = 'format_version = 1\nfamily = "small"\ntitle = "Small"\norder = 1\n'
FOOT = '\nid = "a-1"\ndifficulty = 1\nexercise = "mean_loss"\nderivation = true\n'
CHOICE = f"""{HEAD}
[[item]]{FOOT}kind = "single_choice"
question = "What is a mean?"
explanation = "Sum over count."
related = []

[[item.option]]
text = "sum over count"
correct = true
feedback = "Yes."

[[item.option]]
text = "the middle value"
misconception = "median"
feedback = "That is the median."
"""
NUMERIC = f"""{HEAD}
[[item]]{FOOT}kind = "numeric"
question = "The mean of 0 and {{x}}?"
explanation = "{{x}}/2 = {{answer}}."
answer = "x/2"

[item.params]
x = [1, 2, 3, 4, 5, 6, 7, 8]

[item.proof]
code = "print((0 + x) / 2)"

[[item.wrong]]
answer = "x"
misconception = "sum"
feedback = "Divide by 2."
"""
PREDICT = f"""{HEAD}
[[item]]{FOOT}kind = "predict_output"
question = "What does this print?"
explanation = "1 + 1."
code = "print(1 + 1)"
output = "2"

[[item.wrong]]
answer = "11"
misconception = "text"
feedback = "These are numbers."
"""
SPOT = f"""{HEAD}
[[item]]{FOOT}kind = "spot_the_bug"
question = "The mean?"
explanation = "Sum over count."
code = "total = sum(x)\\nmean = total"
lines = [2]
fixed = "mean = total / len(x)"

[item.proof]
code = "x = [1.0, 2.0]"
shows = "mean"

[[item.option]]
text = "divide by the count"
correct = true
feedback = "Yes."

[[item.option]]
text = "multiply by the count"
misconception = "times"
feedback = "No, divide."
"""


def test_every_proof_of_the_bank_holds() -> None:
    assert faults(content_root()) == []


def test_the_bank_has_every_kind_and_is_large() -> None:
    kinds = Counter(item.kind for item in BANK.items.values())
    assert len(BANK.items) >= 120
    assert len(kinds) == 7
    assert min(kinds.values()) >= 5


@pytest.mark.parametrize("item", BANK.items.values(), ids=lambda item: item.id)
def test_every_wrong_answer_of_the_bank_gets_its_own_feedback(item: Item) -> None:
    for seed in range(3):
        question = draw(item, seed)
        for value, trap in question.traps:
            found = mark(question, [repr(value)])
            assert (found.verdict, found.misconceptions) == ("wrong", (trap.misconception,))
        for option, letter in zip(question.options, "abcdefgh", strict=False):
            if item.kind == "single_choice" and not option.correct:
                assert mark(question, [letter]).feedback == (option.feedback,)
        for wrong in item.wrong:
            if item.kind in ("predict_output", "derivation"):
                assert mark(question, [str(wrong.answer)]).feedback == (wrong.feedback,)
    if item.kind == "numeric":
        assert mark(question, [number(question.answer)]).verdict == "correct"


@pytest.mark.parametrize("text", [CHOICE, NUMERIC, PREDICT, SPOT])
def test_a_good_bank_has_no_fault(tmp_path: Path, text: str) -> None:
    assert faults(_root(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        (
            CHOICE,
            "sum over count",
            "the sum of all over their count",
            "options: the right one is the longest (31 characters, the others at most 16), which "
            "gives it away. Shorten it, or lengthen another.",
        ),
        (
            CHOICE,
            'text = "the middle value"',
            'text = "None of the above"',
            "options: 'none of the above' is no option of its own. Write it out.",
        ),
        (
            CHOICE,
            'misconception = "median"',
            "correct = true",
            "options: found 2 right of 2, expected exactly one right.",
        ),
        (
            CHOICE,
            'exercise = "mean_loss"',
            'exercise = "mean"',
            "exercise: no exercise 'mean'. Name one that `sslgrade list` shows.",
        ),
        (
            CHOICE,
            "related = []",
            'related = ["median/x"]',
            "related: no exercise 'median', as in median/x. Remove it.",
        ),
        (
            NUMERIC,
            'answer = "x/2"',
            'answer = "x/3"',
            "its proof finds 1.5, the answer is 1. Correct one of them.",
        ),
        (
            NUMERIC,
            "x = [1, 2, 3, 4, 5, 6, 7, 8]",
            "x = [1, 2]",
            "params: 2 different answers, expected at least 8. Add values, so that the item can be "
            "met again.",
        ),
        (
            NUMERIC,
            'answer = "x"',
            'answer = "x/2 + x - x"',
            "wrong: x/2 + x - x equals the answer at {'x': 1}. Change the values.",
        ),
        (
            NUMERIC,
            'answer = "x/2"',
            'answer = "y/2"',
            "a formula is not understood: 'y' is not known here: expected x, exp, log, ln, log2, "
            "log10, sqrt, abs, floor, min, max.",
        ),
        (
            NUMERIC,
            'code = "print((0 + x) / 2)"',
            'code = "print(z)"',
            "its code raised NameError: name 'z' is not defined. Mend it.",
        ),
        (
            PREDICT,
            'output = "2"',
            'output = "3"',
            "its code prints '2', expected '3'. Correct one.",
        ),
        (
            SPOT,
            "x = [1.0, 2.0]",
            "x = [1.0]",
            "code: with the bug and mended it shows the same, '1.0'. Change the setup.",
        ),
        (SPOT, "lines = [2]", "lines = [3]", "lines: found [3], expected numbers from 1 to 2."),
    ],
)
def test_each_fault_of_a_bank_is_told(
    tmp_path: Path, text: str, old: str, new: str, message: str
) -> None:
    assert old in text
    found = faults(_root(tmp_path, text.replace(old, new)))
    assert f"small.toml: a-1: {message}" in found


def test_an_id_that_is_taken_is_told(tmp_path: Path) -> None:
    root = _root(tmp_path, CHOICE)
    other = CHOICE.replace('family = "small"', 'family = "zmall"')
    (root / "concept" / "quiz" / "zmall.toml").write_text(other)
    assert faults(root) == ["zmall.toml: a-1: this id is in small.toml too. Rename one of them."]


def _root(tmp_path: Path, text: str) -> Path:
    root = tmp_path / "content"
    shutil.copytree(LADDER, root)
    (root / "concept" / "quiz").mkdir(parents=True)
    (root / "concept" / "quiz" / "small.toml").write_text(text, encoding="utf-8")
    return root
