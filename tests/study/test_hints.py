from sslgrade.content.catalogue import Catalogue
from sslgrade.study.hints import following
from sslgrade.study.hints import ladder as hints
from sslgrade.study.progress import Record

DIAGNOSED = Record(diagnosis=["sum"], diagnosis_title="sum", diagnosis_hint="Divide it.")


def test_three_hints_in_order(ladder: Catalogue) -> None:
    steps = hints(ladder.get("mean_loss"), "jax", None)
    assert [(h.heading, h.text) for h in steps] == [
        ("Hint 1 of 3: the concept", "What is a mean?"),
        ("Hint 2 of 3: the direction", "Add, then divide by the count."),
        ("Hint 3 of 3: near-code (jax)", "return x.sum() / x.shape[0]"),
    ]


def test_a_diagnosis_comes_first(ladder: Catalogue) -> None:
    first = hints(ladder.get("mean_loss"), "numpy", DIAGNOSED)[0]
    assert first.key == "diagnosis:sum"
    assert (first.heading, first.text) == ("Your last check computed “sum”", "Divide it.")


def test_following_skips_what_was_given(ladder: Catalogue) -> None:
    steps = hints(ladder.get("mean_loss"), "numpy", DIAGNOSED)
    given: list[str] = []
    while (hint := following(steps, given)) is not None:
        given.append(hint.key)
    assert given == ["diagnosis:sum", "concept", "direction", "code"]
