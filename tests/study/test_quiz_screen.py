from __future__ import annotations

import pytest

from sslgrade.content.catalogue import content_root
from sslgrade.content.quiz import Item, bank
from sslgrade.content.quiz_draw import draw
from sslgrade.grading.quiz import mark, parts
from sslgrade.report.text import Style, width
from sslgrade.study.quiz_screen import asked, choices, help_text, marked, prompt

ITEMS = list(bank(content_root()).items.values())
WRONG = {
    "single_choice": ["a"],
    "multiple_choice": ["none"],
    "numeric": ["-1"],
    "predict_output": ["?"],
    "spot_the_bug": ["1", "a"],
    "derivation": ["0"],
}


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_screen_of_the_bank_fits(item: Item, columns: int) -> None:
    look, question = Style(width=columns), draw(item, 1)
    order = " ".join(str(n) for n in range(len(item.steps), 0, -1))
    answers = WRONG.get(item.kind, [order])
    lines = asked(question, "10 of 10", "your last check of info_nce_grad raised it", look)
    lines += [*choices(question, look), *marked(question, mark(question, answers), look)]
    for part in range(parts(question)):
        lines += [prompt(question, part), *help_text(question, part, look)]
    code = {f"    {line}" for line in item.code.split("\n")}
    for line in lines:
        is_code = line in code or line[6:] in item.code.split("\n") or line[6:] in item.fixed
        assert width(line) <= (80 if is_code else columns), line


def test_kinds_say_what_to_type() -> None:
    prompts = {item.kind: prompt(draw(item, 1), 0) for item in ITEMS}
    assert prompts["multiple_choice"] == "All that are right, such as `a c`: "
    assert prompts["ordering"] == "The numbers in order, such as `2 1 3`: "
    assert prompts["predict_output"] == "It prints: "
    assert prompts["spot_the_bug"] == "Which line? "
    assert prompts["derivation"].startswith("A formula in ")
