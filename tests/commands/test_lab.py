"""``sslgrade lab`` as a user meets it; the experiments themselves are tested in tests/labs."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.commands.lab import rows, short_of
from sslgrade.content import catalogue as catalogues
from sslgrade.labs import lab as labs
from sslgrade.labs.lab import Lab, Outcome, Table
from sslgrade.report.text import Style

Run = Callable[..., Any]
ROOT = Path(__file__).parents[2]
LISTING = """\
context-pays      Context pays, until memorisation starts (ntp_loss)
dino-collapse     Two ways to collapse without negatives (dino_loss, ema_center)
ln-n-ceiling      The ceiling of ln N (mi_bound)
mask-ratio        How much to hide (mae_loss)
mlm-has-no-joint  A masked model has no joint (mlm_loss)
plain-digits      When pretraining does not pay (nt_xent, mae_loss,
                  cross_entropy)
scaling           Loss against size and data (ntp_loss)
shifted-digits    The augmentation decides the invariance (nt_xent, mae_loss,
                  cross_entropy)
temperature       What the temperature decides (info_nce)

Next: sslgrade lab NAME
"""
SCREEN = """\
A title
A claim that is put to the test.

  mi_bound: the reference (no workspace here)

      held-out
size  accuracy
one      0.500
two          –

✓ It did.
seed 0 · 1.0 s CPU · sha256 ff

Written: labs/ln-n-ceiling.json, labs/ln-n-ceiling.png
"""


def ran(here: Any) -> Outcome:
    here.stages(1)
    here.stage("the only stage")
    table = Table(("size", "held-out accuracy"), (("one", 0.5), ("two", None)))
    return Outcome(table, "It did.", True, lambda axes: None, {"sha256": "ff"})


@pytest.fixture(autouse=True)
def content(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real ladder: labs know its exercises by name."""
    monkeypatch.setattr(catalogues, "content_root", lambda: ROOT)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lab that measures nothing, and a clock that runs one second."""
    lab = Lab("ln-n-ceiling", "A title", "A claim that is put to the test.", ("mi_bound",), ran)
    monkeypatch.setattr(labs, "get", lambda name: lab)
    ticks = iter([0.0, 1.0])
    monkeypatch.setattr("sslgrade.labs.session.time.process_time", lambda: next(ticks))


def test_without_a_name_all_are_listed(sslgrade: Run) -> None:
    done = sslgrade("lab")
    assert (done.code, done.err) == (0, "")
    assert done.out == LISTING


@pytest.mark.parametrize("arguments", [["lab"], ["lab", "--help"], ["list"]])
def test_nothing_heavy_is_imported_before_a_lab_runs(arguments: list[str]) -> None:
    program = (
        "import sys; from sslgrade.commands._front import run; "
        f"code = run({arguments!r}); heavy = {{'jax', 'sklearn', 'matplotlib', 'scipy'}}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_run_shows_the_claim_whose_loss_it_is_the_table_and_what_it_says(
    sslgrade: Run, quick: None
) -> None:
    done = sslgrade("lab", "ln-n-ceiling")
    assert done.code == 0
    assert done.out == SCREEN
    assert done.err == "ln-n-ceiling: the only stage\n"
    assert sorted(os.listdir("labs")) == ["ln-n-ceiling.json", "ln-n-ceiling.png"]
    assert json.loads(Path("labs/ln-n-ceiling.json").read_text())["says"] == "It did."


def test_json_goes_to_standard_output_and_nothing_else(sslgrade: Run, quick: None) -> None:
    done = sslgrade("lab", "ln-n-ceiling", "--json", "--seed", "7")
    assert done.code == 0
    document = json.loads(done.out)
    assert (document["schema"], document["seed"]) == ("sslgrade/lab/v1", 7)
    assert os.listdir() == []


def test_json_and_files(sslgrade: Run, quick: None) -> None:
    done = sslgrade("lab", "ln-n-ceiling", "--json", "--out", "there")
    assert done.out == Path("there/ln-n-ceiling.json").read_text()


def test_the_reference_on_request(sslgrade: Run, quick: None) -> None:
    done = sslgrade("lab", "ln-n-ceiling", "--reference")
    assert "  mi_bound: the reference (as you asked)\n" in done.out


def test_an_effect_that_does_not_show_is_marked_and_is_no_error(
    sslgrade: Run, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(here: Any) -> Outcome:
        return Outcome(ran(here).table, "The effect did not show.", False, lambda axes: None)

    lab = Lab("ln-n-ceiling", "A title", "A claim.", ("mi_bound",), failed)
    monkeypatch.setattr(labs, "get", lambda name: lab)
    done = sslgrade("lab", "ln-n-ceiling")
    assert done.code == 0
    assert "✗ The effect did not show.\n" in done.out


def test_a_stopped_run_leaves_no_file(
    sslgrade: Run, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(here: Any) -> Outcome:
        ran(here)
        raise KeyboardInterrupt

    lab = Lab("ln-n-ceiling", "A title", "A claim.", ("mi_bound",), stopped)
    monkeypatch.setattr(labs, "get", lambda name: lab)
    done = sslgrade("lab", "ln-n-ceiling")
    assert done.code == 130
    assert done.err.endswith("sslgrade: stopped.\n")
    assert os.listdir("labs") == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["temprature"],
            "no lab 'temprature'. Did you mean temperature? `sslgrade lab` lists them all.",
        ),
        (
            ["scaling", "--seed", "-1"],
            "invalid value for '--seed': -1 is not in the range 0<=x<=4294967295. `sslgrade lab "
            "--help` shows how it is used.",
        ),
        (
            ["ln-n-ceiling", "--out", "taken"],
            "taken is a file; expected a folder. Name one with --out.",
        ),
        (
            ["ln-n-ceiling", "--out", "."],
            "ln-n-ceiling.png exists already and is no result of this lab: it is not overwritten. "
            "Move it, or name another folder with --out.",
        ),
    ],
)
def test_mistakes_in_words(sslgrade: Run, arguments: list[str], message: str) -> None:
    Path("taken").write_text("x")
    Path("ln-n-ceiling.png").write_text("mine")
    done = sslgrade("lab", *arguments)
    assert (done.code, done.out) == (2, "")
    assert " ".join(done.err.split()) == f"sslgrade: {message}"
    assert Path("ln-n-ceiling.png").read_text() == "mine"


def test_a_missing_extra_is_one_line(sslgrade: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sslgrade.labs.bench.find_spec", lambda name: None)
    done = sslgrade("lab", "scaling")
    assert (done.code, done.out) == (2, "")
    assert " ".join(done.err.split()) == (
        "sslgrade: labs need scikit-learn and matplotlib and jax, not installed here. "
        "Install: pip install 'sslgrade[labs]'"
    )


def test_without_solutions_the_exercise_must_be_passed_first(
    sslgrade: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "exercises").symlink_to(ROOT / "exercises")
    monkeypatch.setattr(catalogues, "content_root", lambda: bare)
    done = sslgrade("lab", "temperature")
    assert (done.code, done.out) == (2, "")
    assert " ".join(done.err.split()) == (
        "sslgrade: this lab needs your own loss, because this installation came without "
        "solutions: info_nce must be passed first, in a workspace. Change into yours, or make one: "
        "`sslgrade init DIR`."
    )
    assert not Path("labs").exists()


def test_a_table_is_laid_out_by_width() -> None:
    look = Style(False, True, 80)
    table = Table(("a", "number of something"), (("long name", 1234), ("b", 2e-17)))
    assert rows(table, look) == [
        "           number of",
        "a          something",
        "long name      1,234",
        "b            2.0e-17",
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, "–"),
        (0.0, "0.000"),
        (0.12345, "0.123"),
        (0.0001, "1.0e-04"),
        (-2.5, "-2.500"),
        (12345.6, "1.2e+04"),
        (1234567, "1,234,567"),
        ("text", "text"),
    ],
)
def test_cells_are_short(cell: Any, text: str) -> None:
    assert short_of(cell) == text


def test_recording_says_what_it_found_and_what_it_cost(
    sslgrade: Run, quick: None, tmp_path: Path
) -> None:
    root = tmp_path / "checkout"
    done = sslgrade("author", "labs", "ln-n-ceiling", "--root", str(root))
    assert (done.code, done.out) == (0, "ln-n-ceiling: effect shown, 1.0 s CPU\n")
    names = ["ln-n-ceiling.json", "ln-n-ceiling.png"]
    assert sorted(os.listdir(root / "concept" / "labs")) == names


def test_recording_fails_where_a_lab_costs_too_much(
    sslgrade: Run, quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter([0.0, 91.0])
    monkeypatch.setattr("sslgrade.labs.session.time.process_time", lambda: next(ticks))
    done = sslgrade("author", "labs", "ln-n-ceiling", "--root", str(tmp_path / "checkout"))
    assert done.code == 1
    assert done.out == (
        "ln-n-ceiling: effect shown, 91.0 s CPU\n"
        "over the budget of 90 s CPU: ln-n-ceiling. Make it cheaper.\n"
    )
