from collections.abc import Callable

import numpy as np
import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.labs.whose import Whose, decide, losses_for, submission
from sslgrade.study.errors import StudyError
from sslgrade.study.workspace import Workspace

from .conftest import quiet

Making = Callable[..., Workspace]
BOUND = "def mi_bound(scores):\n    return 0.25\n"


@pytest.mark.parametrize(
    ("backend", "objective", "files", "passed", "sentence"),
    [
        (
            "numpy",
            "mi_bound",
            ["mi_bound"],
            True,
            "mi_bound: yours (numpy), in the isolated worker",
        ),
        ("jax", "mi_bound", ["mi_bound"], True, "mi_bound: yours (jax), in the isolated worker"),
        (
            "numpy",
            "mi_bound",
            ["mi_bound"],
            False,
            "mi_bound: the reference (mi_bound not passed yet)",
        ),
        ("numpy", "mi_bound", [], True, "mi_bound: the reference (mi_bound not passed yet)"),
        (
            "numpy",
            "nt_xent",
            ["nt_xent"],
            True,
            "nt_xent: the reference (NumPy gives no gradient of it)",
        ),
        (
            "numpy",
            "info_nce",
            ["info_nce"],
            True,
            "info_nce: the reference (info_nce_grad not passed yet)",
        ),
        (
            "numpy",
            "info_nce",
            ["info_nce", "info_nce_grad"],
            True,
            "info_nce and info_nce_grad: yours (numpy), in the isolated worker",
        ),
        # One file of the two: the worker would hold an answer beside it, so the reference has both.
        (
            "jax",
            "dino",
            ["dino_loss"],
            True,
            "dino_loss and ema_center: the reference (ema_center not passed yet)",
        ),
    ],
)
def test_whose(
    make: Making,
    ladder: Catalogue,
    backend: str,
    objective: str,
    files: list[str],
    passed: bool,
    sentence: str,
) -> None:
    workspace = make(backend, dict.fromkeys(files, "x = 1\n"), passed=passed)
    assert decide(objective, ladder, workspace, quiet).sentence() == sentence


def test_the_reference_where_it_is_asked_for_or_alone(make: Making, ladder: Catalogue) -> None:
    workspace = make("numpy", {"mi_bound": BOUND})
    asked = decide("mi_bound", ladder, workspace, quiet, reference=True)
    assert asked.sentence() == "mi_bound: the reference (as you asked)"
    alone = decide("mi_bound", ladder, None, quiet)
    assert alone.sentence() == "mi_bound: the reference (no workspace here)"


def test_a_file_that_is_gone_has_not_passed(make: Making, ladder: Catalogue) -> None:
    workspace = make("numpy", {"mi_bound": BOUND})
    path = workspace.file_of("mi_bound")
    assert path is not None
    path.unlink()
    assert decide("mi_bound", ladder, workspace, quiet).by == "reference"


NEEDS = "this lab needs your own loss, because this installation came without solutions: "


@pytest.mark.parametrize(
    ("backend", "objective", "message"),
    [
        (
            None,
            "dino",
            "dino_loss and ema_center must be passed first, in a workspace. Change into yours, or "
            "make one: `sslgrade init DIR`.",
        ),
        ("numpy", "mi_bound", "mi_bound must be passed first. Next: `sslgrade check mi_bound`."),
        (
            "numpy",
            "nt_xent",
            "nt_xent must be passed first on the JAX track, which gives gradients. Make a "
            "workspace for it: `sslgrade init DIR --backend jax`.",
        ),
    ],
)
def test_without_solutions_the_exercise_comes_first(
    make: Making, bare: Catalogue, backend: str | None, objective: str, message: str
) -> None:
    workspace = make(backend, {}) if backend else None
    with pytest.raises(StudyError) as raised:
        decide(objective, bare, workspace, quiet)
    assert str(raised.value) == NEEDS + message


def test_without_solutions_a_passed_exercise_is_enough(make: Making, bare: Catalogue) -> None:
    workspace = make("numpy", {"mi_bound": BOUND}, content=bare)
    whose = decide("mi_bound", bare, workspace, quiet)
    losses = losses_for(whose, bare, workspace, quiet)
    try:
        assert losses.value("mi_bound", 1.0) == 0.25
    finally:
        losses.close()


def test_the_files_travel_as_modules_with_what_they_build_on(
    make: Making, ladder: Catalogue
) -> None:
    files = {"info_nce": "a = 1\n", "info_nce_grad": "b = 2\n", "cosine_similarity": "c = 3\n"}
    workspace = make("numpy", files)
    made = submission(decide("info_nce", ladder, workspace, quiet), ladder, workspace, quiet)
    assert made.source == (
        b"from info_nce import info_nce\nfrom info_nce_grad import info_nce_grad\n"
    )
    assert made.modules == {name: text.encode() for name, text in files.items()}


def test_a_reference_never_goes_to_a_worker(
    ladder: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sslgrade.worker import launch

    monkeypatch.setattr(launch, "launch", lambda *a, **k: pytest.fail("a worker was started"))
    losses = losses_for(Whose("mi_bound", "reference", "jax", ("mi_bound",)), ladder, None, quiet)
    assert float(losses.value("mi_bound", np.ones((1, 1)))) == 0
