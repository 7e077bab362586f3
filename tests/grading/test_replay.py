"""A replay script shows the same failing numbers as the check, on the learner's own file."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sslgrade.content.catalogue import Exercise
from sslgrade.content.modules import ContentError
from sslgrade.grading.grade import grade
from sslgrade.grading.replay import script

WRONG = "def square_loss(pred, target):\n    return ((pred - target) ** 2).sum()\n"


def test_the_script_repeats_the_numbers_of_the_check(square_loss: Exercise, tmp_path: Path) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text(WRONG, encoding="utf-8")
    report = grade(WRONG.encode(), square_loss, "numpy", seed=9)
    text = script(mine, square_loss, "numpy", 9, "ordinary")
    repro = tmp_path / "repro.py"
    repro.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(repro)], capture_output=True, text=True, check=True, timeout=60
    )
    found = re.search(r"you ([\d.]+)   expected ([\d.]+)", report.checks[0].message)
    assert found is not None
    yours, expected = (float(line.split()[-1]) for line in done.stdout.splitlines())
    assert f"{yours:.5g}" == found[1]
    assert f"{expected:.5g}" == found[2]


def test_an_unknown_probe_lists_those_there_are(square_loss: Exercise) -> None:
    with pytest.raises(ContentError) as caught:
        script("mine.py", square_loss, "numpy", 1, "ordinry")
    assert str(caught.value) == (
        "square_loss has no probe 'ordinry'; use one of: ordinary, far_apart."
    )
