"""The full cycle on real nbgrader: one class, one batch, exactly the right grades and feedback."""

import csv
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

from nbgrader.api import Gradebook
from tests.course.conftest import EXERCISES, QUESTIONS, Course, by_id
from tests.course.learners import LEARNERS, MLM

CHECKS = (*EXERCISES, *QUESTIONS)
LATE = "late"


@dataclass(frozen=True)
class Class:
    """What came of the class."""

    course: Course
    grades: dict[str, dict[str, float | None]]
    log: str

    def feedback(self, student: str) -> str:
        return (self.course.root / "feedback" / student / "ps1" / "ps1.html").read_text()


@pytest.fixture(scope="module")
def graded(pristine: Course, tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Everybody hands in; nbgrader grades them in one batch and writes the feedback."""
    course = pristine.copy(tmp_path_factory.mktemp("class") / "ssl101")
    for name, learner in LEARNERS.items():
        notebook = course.notebook()
        learner.act(notebook, by_id(notebook))
        folder = course.hand_in(name, notebook)
        if learner.files is not None:
            learner.files(folder)
    late = course.notebook()
    by_id(late)["mlm_loss-solution"]["source"] = MLM
    course.hand_in(LATE, late)
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"\nimport sys\nsys.path.append({str(Path(__file__).parent)!r})\n")
        config.write('c.AssignLatePenalties.plugin_class = "late_plugin.HalfOff"\n')
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate="2026-11-22 21:00:00 UTC")
        gradebook.add_student("honest", last_name='Hyphen, "Mary"', first_name="=1+1")
    (course.root / "submitted" / LATE / "ps1" / "timestamp.txt").write_text(
        "2026-11-23 20:00:00 UTC"
    )
    again = "autograde ps1 --student per_sentence --force"
    log = course.nbgrader("autograde ps1", "generate_feedback ps1", "export", again)
    grades: dict[str, dict[str, float | None]] = {}
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        for student in [*LEARNERS, LATE]:
            grades[student] = {
                name: gradebook.find_grade(name, "ps1", "ps1", student).auto_score
                for name in CHECKS
            }
            submission = gradebook.find_submission("ps1", student)
            assert not submission.needs_manual_grade, student
    return Class(course, grades, log)


@pytest.mark.parametrize("name", LEARNERS)
def test_every_learner_gets_what_the_code_earns(graded: Class, name: str) -> None:
    learner = LEARNERS[name]
    expected = dict(zip(CHECKS, (learner.mlm, learner.cosine, *learner.quiz), strict=True))
    assert graded.grades[name] == expected


@pytest.mark.parametrize("name", LEARNERS)
def test_feedback_says_why_and_nothing_hidden(graded: Class, name: str) -> None:
    page = unescape(graded.feedback(name))
    told = re.sub(r"<[^>]+>", "", page)
    for text in LEARNERS[name].says:
        assert text in told
    for face in re.findall(r'<div class="sslgrade".*?</div>', graded.feedback(name), re.DOTALL):
        assert "seed" not in face
        assert "expected" not in face
        assert "Smallest case" not in face
        assert "Your code printed" not in face
        assert "<script" not in face


def test_a_late_submission_is_penalised_by_nbgraders_plug_in(graded: Class) -> None:
    with Gradebook(f"sqlite:///{graded.course.root / 'gradebook.db'}") as gradebook:
        late = gradebook.find_submission("ps1", LATE)
        assert (late.score, late.late_submission_penalty) == (10.0, 5.0)


def test_the_csv_can_be_read_back(graded: Class) -> None:
    with (graded.course.root / "grades.csv").open(newline="") as handle:
        rows = {row["student_id"]: row for row in csv.DictReader(handle)}
    assert set(rows) == {*LEARNERS, LATE}
    assert rows["honest"]["last_name"] == 'Hyphen, "Mary"'
    assert rows["honest"]["first_name"] == "'=1+1"
    assert (rows["honest"]["score"], rows["honest"]["max_score"]) == ("22.0", "22.0")
    assert (rows[LATE]["raw_score"], rows[LATE]["score"]) == ("10.0", "5.0")


def test_nothing_that_links_point_to_was_copied(graded: Class) -> None:
    root = graded.course.root
    copied = {path.name for path in (root / "autograded" / "pipes" / "ps1").iterdir()}
    assert copied == {"ps1.ipynb", "timestamp.txt"}
    kept = {path.name for path in (root / "set_aside" / "pipes" / "ps1").iterdir()}
    assert kept == {"pipe", "dangling", "passwd"}
    assert "BEGIN SOLUTION" not in graded.feedback("link")


def test_no_submission_failed(graded: Class) -> None:
    assert "There was an error" not in graded.log
    assert "Traceback" not in graded.log
