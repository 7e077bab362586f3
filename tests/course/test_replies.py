import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.content.quiz import bank
from sslgrade.content.quiz_draw import draw
from sslgrade.course import replies
from sslgrade.course.submissions import Reply
from sslgrade.notebook.quiz import SEED


def reply(item: str, answer: str, student: str = "ann") -> Reply:
    return Reply(student, "hw1", item, answer)


def choices(item: str) -> tuple[str, str]:
    """The letters of the right option and of a wrong one that names a belief."""
    options = draw(bank(catalogue().root).items[item], SEED).options
    right = next("abcdef"[i] for i, option in enumerate(options) if option.correct)
    wrong = next("abcdef"[i] for i, o in enumerate(options) if not o.correct and o.misconception)
    return right, wrong


@pytest.fixture
def item() -> str:
    items = bank(catalogue().root).items.values()
    return next(
        i.id
        for i in items
        if i.kind == "single_choice" and any(o.misconception for o in i.options if not o.correct)
    )


def test_answers_get_a_score_and_the_beliefs_they_show(item: str) -> None:
    right, wrong = choices(item)
    said: list[str] = []
    found = list(replies.marked([reply(item, right), reply(item, wrong, "bob")], said.append))
    assert [(a.student, a.answer, a.score) for a in found] == [
        ("ann", right, 1.0),
        ("bob", wrong, 0.0),
    ]
    assert found[0].misconceptions == ()
    assert len(found[1].misconceptions) == 1
    assert said == []


def test_what_is_no_answer_earns_nothing_and_none_at_all_is_no_answer(item: str) -> None:
    said: list[str] = []
    given = [reply(item, "zzz"), reply(item, "  ", "bob"), reply(item, "\ud800", "cy")]
    found = list(replies.marked(given, said.append))
    assert [(a.student, a.answer, a.score) for a in found] == [
        ("ann", "zzz", 0.0),
        ("cy", "?", 0.0),
    ]


def test_an_unknown_item_is_told_once() -> None:
    said: list[str] = []
    given = [reply("no-such", "a"), reply("no-such", "b", "bob")]
    assert list(replies.marked(given, said.append)) == []
    assert said == ["This installation has no quiz item no-such: its answers were not marked."]


def test_an_answer_that_breaks_the_marking_harms_nobody(
    item: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, _ = choices(item)
    mark = replies.mark  # type: ignore[attr-defined]

    def brittle(question: object, answer: str) -> object:
        if answer == "boom":
            raise RecursionError
        return mark(question, answer)  # type: ignore[arg-type]

    monkeypatch.setattr(replies, "mark", brittle)
    said: list[str] = []
    found = list(replies.marked([reply(item, "boom"), reply(item, right, "bob")], said.append))
    assert [a.student for a in found] == ["bob"]
    assert said == [f"ann, {item}: the answer cannot be marked; mark it by hand."]


def test_nothing_was_asked() -> None:
    assert list(replies.marked([], print)) == []
