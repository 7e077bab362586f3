import pickle
from pathlib import Path
from typing import Any

import pytest

import sslgrade
from sslgrade.content import catalogue as catalogues
from sslgrade.content.catalogue import catalogue
from sslgrade.content.quiz import bank
from sslgrade.content.quiz_draw import draw
from sslgrade.grading.quiz import AnswerError
from sslgrade.notebook.quiz import SEED, asked, how, mark_of, marked, quiz
from sslgrade.notebook.source import CheckError

ITEMS = bank(catalogue().root).items


@pytest.fixture
def class_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without solutions, as a class gets it."""
    (tmp_path / "exercises").mkdir()
    monkeypatch.setattr(catalogues, "content_root", lambda: tmp_path)


def test_it_is_part_of_the_package() -> None:
    assert sslgrade.quiz is quiz
    assert "quiz" in sslgrade.__all__


def test_without_an_answer_the_question_is_shown() -> None:
    told = quiz("mlm-03")
    assert told.text.startswith(
        "Why does BERT leave 10 % of the selected tokens unchanged?\n\n  a)"
    )
    assert told.text.endswith('mlm_03 = ""  # one letter from a to d')
    assert (told, told.verdict) == (0.0, "")


def test_a_right_answer() -> None:
    told = quiz("mlm-03", " B) ")
    assert told == 2.0
    assert told.text == (
        "You answered B). Right.\n"
        "Yes: it softens the mismatch between pre-training and fine-tuning inputs."
    )


def test_a_wrong_answer_is_told_what_it_shows_and_not_the_key() -> None:
    told = quiz("mlm-01", "b")
    assert (told, told.verdict) == (0.0, "wrong")
    assert told.misconceptions
    assert told.text.startswith("You answered b. Not right.\n")
    right = next(o for o in ITEMS["mlm-01"].options if o.correct)
    assert right.text not in told.text
    assert right.feedback not in told.text


@pytest.mark.parametrize("answer", ["4", 4, 4.0, "4 positions", "200*0.2*0.1"])
def test_numbers(answer: Any) -> None:
    assert quiz("mlm-02", answer) == 2.0


@pytest.mark.parametrize(
    ("item", "answer", "text"),
    [
        ("mlm-03", "zz", "Not marked: found 'zz', expected one letter from a to d."),
        (
            "mlm-08",
            "4",
            "Not marked: found '4', expected a line number and a letter, such as `4 b`.",
        ),
        ("mlm-08", "x b", "Not marked: found 'x', expected a line number from 1 to "),
    ],
)
def test_what_is_no_answer(item: str, answer: str, text: str) -> None:
    told = quiz(item, answer)
    assert told.text.startswith(text)
    assert told == 0.0


@pytest.mark.parametrize("answer", ["", None, "  "])
def test_not_answered(class_installation: None, answer: Any) -> None:
    assert quiz("mlm-03", answer).text == (
        "Not answered yet. Write your answer between the quotes above, then run both cells."
    )


def test_without_keys_an_answer_is_recorded(class_installation: None) -> None:
    told = quiz("mlm-03", "b")
    assert told.text == "Recorded: b. It is marked when the notebook is graded."
    assert (told, told.verdict) == (0.0, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mlm-3x",), "no question 'mlm-3x'. Did you mean mlm-13?"),
        (
            (3,),
            'found int, expected the question\'s id in quotes. Write `sslgrade.quiz("mlm-03")`.',
        ),
        (
            ("mlm-03", ["b"]),
            'found list, expected your answer in quotes. Write `sslgrade.quiz("mlm-03", "…")`.',
        ),
        (
            ("mlm-03", True),
            'found bool, expected your answer in quotes. Write `sslgrade.quiz("mlm-03", "…")`.',
        ),
    ],
)
def test_mistakes(arguments: Any, message: str) -> None:
    with pytest.raises(CheckError) as error:
        quiz(*arguments)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize("item", ITEMS)
def test_every_question_can_be_shown_and_answered(item: str) -> None:
    from sslgrade.grading.quiz import expected, letters

    question = draw(ITEMS[item], SEED)
    assert how(question) in asked(question).text
    kind = question.item.kind
    right = [k for k, o in zip(letters(question), question.options, strict=True) if o.correct]
    answer = {
        "single_choice": "".join(right),
        "multiple_choice": " ".join(right) or "none",
        "spot_the_bug": f"{(question.item.lines or (0,))[0]} {''.join(right)}",
    }.get(kind, expected(question))
    assert marked(question, answer) == 2.0
    with pytest.raises(AnswerError):
        mark_of(question, "" if kind == "predict_output" else "§")


def test_its_face_is_escaped() -> None:
    face = quiz("mlm-10", "<script>")._repr_html_()
    assert "&lt;script&gt;" in face
    assert "<script" not in face
    assert "0 / 2" in face


def test_it_survives_pickling() -> None:
    told = quiz("mlm-03", "b")
    again = pickle.loads(pickle.dumps(told))
    assert (again, again.text, again.verdict) == (told, told.text, told.verdict)
