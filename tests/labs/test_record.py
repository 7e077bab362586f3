import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from sslgrade.content.catalogue import Catalogue, content_root
from sslgrade.labs import lab as labs
from sslgrade.labs.bench import Silent
from sslgrade.labs.record import BUDGET_S, record
from sslgrade.study.errors import StudyError

from .conftest import quiet

RECORDED = content_root() / "concept" / "labs"


def test_results_are_recorded_one_by_one(ladder: Catalogue, tmp_path: Path) -> None:
    names = ["ln-n-ceiling"]
    found = list(
        record(ladder, names, tmp_path, quiet, lambda name: nullcontext(Silent()), size="smoke")
    )
    assert [r.lab.name for r in found] == names
    assert json.loads((tmp_path / "ln-n-ceiling.json").read_text())["seed"] == 0
    assert (tmp_path / "ln-n-ceiling.png").is_file()


def test_a_wrong_name_is_said_before_anything_runs(ladder: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no lab 'nope'"):
        next(record(ladder, ["ln-n-ceiling", "nope"], tmp_path, quiet, pytest.fail))


@pytest.mark.parametrize("name", labs.names())
def test_every_lab_has_a_recorded_result_that_says_what_the_lab_says_now(name: str) -> None:
    lab = labs.get(name)
    found = json.loads((RECORDED / f"{name}.json").read_text())
    assert found["schema"] == "sslgrade/lab/v1"
    assert (found["name"], found["title"], found["claim"]) == (name, lab.title, lab.claim)
    assert (found["seed"], found["loss_by"]) == (0, "reference")
    assert found["cpu_s"] <= BUDGET_S
    assert all(len(row) == len(found["table"]["columns"]) for row in found["table"]["rows"])
    picture = (RECORDED / f"{name}.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 20_000
    assert found["effect_shown"] == ("did not show" not in found["says"])
