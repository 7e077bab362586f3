import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_the_last_failure_is_replayed_on_the_learners_code(
    sslgrade: Run, mine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sslgrade("check")
    done = sslgrade("replay", "mean_loss")
    assert (done.code, done.err) == (0, "")
    assert done.out == "repro.py shows the probe ordinary of seed 7.\n\nNext: python repro.py\n"
    runpy.run_path("repro.py")
    assert "you:" in capsys.readouterr().out


def test_seed_probe_and_place_can_be_named(sslgrade: Run, tmp_path: Path) -> None:
    Path("s.py").write_text("def mean_loss(x):\n    return sum(x)\n")
    arguments = "replay mean_loss --file s.py --seed 3 --probe ordinary --out out.py"
    assert sslgrade(*arguments.split()).code == 0
    assert "seed 3" in Path("out.py").read_text()
