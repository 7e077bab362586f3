import pickle
from dataclasses import replace

import pytest

from sslgrade.notebook.score import Score
from sslgrade.report.model import Report


class Printer:
    """What IPython hands to ``_repr_pretty_``."""

    def __init__(self) -> None:
        self.said = ""

    def text(self, text: str) -> None:
        self.said += text


@pytest.mark.parametrize(
    ("points", "value", "text"), [(3, 3.0, "3.0"), (9, 4.0, "4.0"), (-1, 0.0, "0.0")]
)
def test_a_score_is_a_float_between_0_and_the_maximum(
    passed: Report, points: int, value: float, text: str
) -> None:
    score = Score(replace(passed, score=points))
    assert isinstance(score, float)
    assert score == value
    assert repr(score) == str(score) == text
    printer = Printer()
    score._repr_pretty_(printer, False)
    assert printer.said == text


def test_its_faces_are_the_reports(passed: Report) -> None:
    score = Score(passed, ("a note",))
    assert score.text.startswith("square_loss · numpy")
    assert "a note" in score._repr_html_()
    assert score.report is passed


def test_it_can_be_pickled(passed: Report) -> None:
    again = pickle.loads(pickle.dumps(Score(passed, ("a note",))))
    assert (again, again.report, again.notes) == (3.0, passed, ("a note",))
