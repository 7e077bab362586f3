"""The way there and back through nbgrader's exchange, with its own commands."""

import json
import re
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

from tests.course.conftest import Course, by_id, nbgrader
from tests.course.learners import PER_SENTENCE


@pytest.fixture
def learner(nbgrader_course: Course, tmp_path: Path) -> Path:
    """A learner's own folder; it knows the exchange and the course's name, and nothing else."""
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    where = f'\nc.Exchange.root = "{exchange}"\n'
    with (nbgrader_course.root / "nbgrader_config.py").open("a") as config:
        config.write(where)
    folder = tmp_path / "learner"
    folder.mkdir()
    settings = f'c = get_config()\nc.CourseDirectory.course_id = "ssl101"{where}'
    (folder / "nbgrader_config.py").write_text(settings)
    return folder


def test_the_round_trip(nbgrader_course: Course, learner: Path) -> None:
    course = nbgrader_course.root
    nbgrader((course, "release_assignment ps1"), (learner, "fetch_assignment ps1"))
    fetched = learner / "ps1" / "ps1.ipynb"
    assert fetched.read_bytes() == nbgrader_course.released.read_bytes()

    notebook = json.loads(fetched.read_text())
    by_id(notebook)["mlm_loss-solution"]["source"] = PER_SENTENCE
    fetched.write_text(json.dumps(notebook))
    nbgrader(
        (learner, "submit ps1"),
        (course, "collect ps1"),
        (course, "autograde ps1"),
        (course, "generate_feedback ps1"),
        (course, "release_feedback ps1"),
        (learner, "fetch_feedback ps1"),
    )
    (page,) = (learner / "ps1" / "feedback").rglob("ps1.html")
    told = re.sub(r"<[^>]+>", "", page.read_text())
    assert "ps1 (Score: 5.0 / 22.0)" in told
    assert "This is exactly what “the mean over sentences of their mean surprise” computes." in told
