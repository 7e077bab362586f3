"""Every lab runs, at smoke size; the learner's own loss decides where it drives."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.labs import lab as labs
from sslgrade.labs.lab import Lab, Outcome
from sslgrade.labs.result import Result
from sslgrade.labs.session import Setting, folder_for, perform
from sslgrade.study.workspace import Workspace

from .conftest import quiet

Making = Callable[..., Workspace]
BASELINES = {
    "context-pays": {"none, untrained", "0"},
    "dino-collapse": {"pixels", "random init"},
    "ln-n-ceiling": set(),  # baselines are columns
    "mask-ratio": {"pixels", "random init"},
    "mlm-has-no-joint": {"untrained MLM", "a true joint (pairs of characters)"},
    "plain-digits": {"pixels", "random init"},
    "scaling": {"untrained", "character frequencies"},
    "shifted-digits": {"pixels", "random init", "supervised"},
    "temperature": {"pixels", "random init"},
}


def smoke(lab: Lab, setting: Setting, seed: int = 1) -> Result:
    return perform(lab, setting, setting.whose(lab), seed, size="smoke")[0]


@pytest.mark.parametrize("name", labs.names())
def test_every_lab_runs_beside_its_baselines(reference: Setting, name: str) -> None:
    lab = labs.get(name)
    found = perform(lab, reference, reference.whose(lab), 1, size="smoke")
    result, picture = found
    outcome = result.outcome
    assert {str(row[0]) for row in outcome.table.rows} >= BASELINES[name]
    assert picture.startswith(b"\x89PNG")
    assert outcome.says.endswith(".")
    # Training for a handful of steps shows nothing, and the lab must say so where it depends on it.
    if name in ("shifted-digits", "dino-collapse"):
        assert not outcome.shown
        assert outcome.says.startswith("The effect did not show")
    assert json.loads(result.text())["loss_by"] == "reference"
    assert result.cpu_s > 0


@pytest.mark.parametrize("name", ["ln-n-ceiling", "mask-ratio"])
def test_the_same_seed_gives_the_same_numbers_and_another_does_not(
    reference: Setting, name: str
) -> None:
    lab = labs.get(name)
    once, again, other = (smoke(lab, reference, seed).outcome for seed in (4, 4, 5))
    assert once.table == again.table
    assert once.says == again.says
    assert once.table != other.table


def mine(make: Making, ladder: Catalogue, backend: str, files: dict[str, str]) -> Setting:
    return Setting(ladder, make(backend, files), quiet)


def cells(outcome: Outcome, column: str) -> dict[str, Any]:
    at = outcome.table.columns.index(column)
    return {str(row[0]): row[at] for row in outcome.table.rows}


def test_your_loss_is_measured_wherever_it_passed(
    make: Making, ladder: Catalogue, reference: Setting
) -> None:
    lab = labs.get("ln-n-ceiling")
    wrong = "import numpy as np\n\ndef mi_bound(scores):\n    return 2 * np.log(len(scores))\n"
    result = smoke(lab, mine(make, ladder, "numpy", {"mi_bound": wrong}))
    assert result.loss_by == "yours"
    assert cells(result.outcome, "I = 1") == {
        "2": pytest.approx(1.386294),
        "16": pytest.approx(5.545177),
    }
    assert not result.outcome.shown
    assert result.outcome.says.startswith("The effect did not show: N = 2, 16 report 1.39, 5.55")
    assert smoke(lab, reference).outcome.shown


def test_a_right_file_gives_the_numbers_of_the_reference(
    make: Making, ladder: Catalogue, reference: Setting
) -> None:
    lab = labs.get("temperature")
    source = ladder.get("info_nce").reference_source("jax")
    yours = smoke(lab, mine(make, ladder, "jax", {"info_nce": source}))
    theirs = smoke(lab, reference)
    assert (yours.loss_by, theirs.loss_by) == ("yours", "reference")
    mine_, their = (cells(r.outcome, "pretext loss") for r in (yours, theirs))
    for name, value in their.items():
        assert mine_[name] == (value if value is None else pytest.approx(value, rel=1e-4))


def test_a_wrong_gradient_trains_something_else(
    make: Making, ladder: Catalogue, reference: Setting
) -> None:
    lab = labs.get("mask-ratio")
    right = ladder.get("mae_loss").reference_source("numpy")
    # Same loss, but the slope points uphill: the loss that training ends with must be higher.
    wrong = right + (
        "\n\n_right = mae_loss\n\n\ndef mae_loss(*args, **kwargs):\n"
        "    loss, slope = _right(*args, **kwargs)\n    return loss, -slope\n"
    )
    theirs = cells(smoke(lab, reference).outcome, "pretext loss")
    result = smoke(lab, mine(make, ladder, "numpy", {"mae_loss": wrong}))
    yours = cells(result.outcome, "pretext loss")
    assert result.loss_by == "yours"
    assert all(yours[name] > theirs[name] for name in theirs if theirs[name] is not None)


def test_workers_end_when_a_run_is_stopped(
    make: Making, ladder: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sslgrade.labs import losses

    closed: list[str] = []
    real = losses.Losses.close

    def close(self: losses.Losses) -> None:
        closed.append(self.by)
        real(self)

    monkeypatch.setattr(losses.Losses, "close", close)

    def stopped(bench: Any) -> Outcome:
        bench.losses("mi_bound").value("mi_bound", 1.0)
        raise KeyboardInterrupt

    lab = Lab("stopped", "Stopped", "Stops.", ("mi_bound",), stopped)
    setting = mine(make, ladder, "numpy", {"mi_bound": "def mi_bound(scores):\n    return 1.0\n"})
    with pytest.raises(KeyboardInterrupt):
        smoke(lab, setting)
    assert closed == ["yours"]


def test_results_go_into_the_workspace(make: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make("numpy", {})
    assert folder_for(workspace) == workspace.root / "labs"
    monkeypatch.chdir(workspace.root / "01_any")
    assert folder_for(None) == workspace.root / "01_any" / "labs"
