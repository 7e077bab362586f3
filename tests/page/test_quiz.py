"""Questions are asked on the page, and never answered there."""

from __future__ import annotations

from sslgrade.content.catalogue import catalogue
from sslgrade.content.quiz import bank
from sslgrade.page.quiz import html

ITEMS = bank(catalogue().root).items


def test_no_questions_no_box() -> None:
    assert html([]) == ""


def test_a_question_names_its_exercise_and_its_command() -> None:
    made = html([ITEMS["mlm-03"], ITEMS["nce-18"]])
    assert '<li id="quiz-mlm-03">Why does BERT leave 10 % of the selected tokens unchanged?' in made
    assert 'href="#exercise-mask_tokens">mask_tokens</a>' in made
    assert "<code>sslgrade quiz mlm</code> or <code>sslgrade quiz infonce</code>" in made


def test_numbers_are_filled_in() -> None:
    for item in ITEMS.values():
        if item.kind == "numeric":
            assert "{" not in html([item]).replace("{}", ""), item.id


def test_nothing_of_the_keys_is_on_it() -> None:
    for item in ITEMS.values():
        made = html([item])
        secret = [item.explanation, *(o.feedback for o in item.options)]
        secret += [o.text for o in item.options] + [w.feedback for w in item.wrong]
        assert not any(text.strip() in made for text in secret if len(text) > 12), item.id
