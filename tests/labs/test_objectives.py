"""The two tracks of one objective must agree; slopes against finite differences of the value."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.grading.trusted import TrustedRunner, functions_of
from sslgrade.labs import objectives
from sslgrade.labs.losses import Losses
from sslgrade.labs.objectives import OBJECTIVES
from sslgrade.labs.whose import decide, losses_for
from sslgrade.study.errors import StudyError

from .conftest import quiet

RNG = np.random.default_rng(5)
Z1, Z2 = RNG.normal(size=(2, 6, 4))
LOGITS = RNG.normal(size=(3, 5, 7))
TOKENS = RNG.integers(0, 7, (3, 5)).astype(np.int32)
SELECTED = RNG.random((3, 5)) < 0.4
IMAGES = RNG.random((3, 8, 8, 1))
PREDICTED = RNG.random((3, 16, 4))
REMOVED = RNG.random((3, 16)) < 0.5
STUDENT, TEACHER = RNG.normal(size=(2, 2, 4, 6))
CENTER = RNG.normal(size=6)

# objective, call of the losses with the array that is varied, that array, which answer is its slope
CALLS: list[tuple[str, Callable[[Losses, Any], Any], Any, int]] = [
    ("nt_xent", lambda f, x: objectives.nt_xent(f, x, Z2, 0.5), Z1, 1),
    ("nt_xent", lambda f, x: objectives.nt_xent(f, Z1, x, 0.5), Z2, 2),
    ("info_nce", lambda f, x: objectives.info_nce(f, x, Z2, 0.5), Z1, 1),
    ("info_nce", lambda f, x: objectives.info_nce(f, Z1, x, 0.5), Z2, 2),
    ("mae", lambda f, x: objectives.mae(f, IMAGES, x, REMOVED, 2), PREDICTED, 1),
    ("cross_entropy", lambda f, x: objectives.cross_entropy(f, x, TOKENS[0]), LOGITS[0], 1),
    ("dino", lambda f, x: objectives.dino(f, x, TEACHER, CENTER, 0.5, 0.3), STUDENT, 1),
    ("mlm", lambda f, x: objectives.mlm(f, x, TOKENS, SELECTED), LOGITS, 1),
    ("ntp", lambda f, x: objectives.ntp(f, x, TOKENS), LOGITS, 1),
]


def losses_of(ladder: Catalogue, objective: str, backend: str) -> Losses:
    exercises = OBJECTIVES[objective].exercises(backend)
    functions: dict[str, Any] = {}
    for name in exercises:
        functions |= functions_of(ladder.get(name).reference_source(backend), name)
    return Losses("reference", backend, exercises, lambda: TrustedRunner(functions, backend))


@pytest.mark.parametrize(("name", "call", "array", "at"), CALLS)
def test_slopes_are_those_of_the_value(
    ladder: Catalogue, name: str, call: Any, array: Any, at: int
) -> None:
    losses = losses_of(ladder, name, "jax")
    along, step = RNG.normal(size=array.shape), 1e-5
    rise = (
        (call(losses, array + step * along)[0] - call(losses, array - step * along)[0]) / 2 / step
    )
    assert float((call(losses, array)[at] * along).sum()) == pytest.approx(rise, rel=1e-4)


@pytest.mark.parametrize(
    ("name", "call", "array", "at"), [c for c in CALLS if OBJECTIVES[c[0]].numpy]
)
def test_both_tracks_agree(ladder: Catalogue, name: str, call: Any, array: Any, at: int) -> None:
    there, here = (call(losses_of(ladder, name, b), array) for b in ("numpy", "jax"))
    assert there[0] == pytest.approx(here[0], rel=1e-6)
    np.testing.assert_allclose(there[at], here[at], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("backend", ["numpy", "jax"])
@pytest.mark.parametrize("objective", ["ntp", "ntp_value"])
def test_the_value_alone_is_that_of_value_and_slope(
    ladder: Catalogue, objective: str, backend: str
) -> None:
    alone = objectives.ntp_value(losses_of(ladder, objective, backend), LOGITS, TOKENS)
    both = objectives.ntp(losses_of(ladder, "ntp", backend), LOGITS, TOKENS)
    assert alone == pytest.approx(both[0], rel=1e-6)


def test_a_numpy_file_cannot_train_with_nt_xent() -> None:
    assert OBJECTIVES["nt_xent"].exercises("numpy") == ()


def test_all_exercises_exist_on_their_track(ladder: Catalogue) -> None:
    for objective in OBJECTIVES.values():
        for backend in ("numpy", "jax"):
            for name in objective.exercises(backend):
                assert backend in ladder.get(name).manifest.backends


@pytest.mark.parametrize("backend", ["numpy", "jax"])
def test_the_centre_follows_the_mean_output(ladder: Catalogue, backend: str) -> None:
    found = objectives.center(losses_of(ladder, "dino", backend), CENTER, TEACHER, 0.9)
    np.testing.assert_allclose(found, 0.9 * CENTER + 0.1 * TEACHER.mean(axis=(0, 1)), rtol=1e-5)


@pytest.mark.parametrize(
    ("source", "objective", "files", "call", "message"),
    [
        (
            "def mae_loss(imgs, pred, mask, *, p, norm_pix):\n    return 0.5\n",
            "mae",
            ("mae_loss",),
            lambda f: objectives.mae(f, IMAGES, PREDICTED, REMOVED, 2),
            "mae_loss returned one value during the lab, expected 2. ",
        ),
        (
            "def mae_loss(imgs, pred, mask, *, p, norm_pix):\n    return 0.5, 0.5\n",
            "mae",
            ("mae_loss",),
            lambda f: objectives.mae(f, IMAGES, PREDICTED, REMOVED, 2),
            "mae_loss returned a gradient with () during the lab, expected finite (3, 16, 4). ",
        ),
        (
            "def mae_loss(imgs, pred, mask, *, p, norm_pix):\n    return 'low', pred\n",
            "mae",
            ("mae_loss",),
            lambda f: objectives.mae(f, IMAGES, PREDICTED, REMOVED, 2),
            "mae_loss raised ReturnType: returned a str",
        ),
        (
            "raise SystemExit(0)\n",
            "mae",
            ("mae_loss",),
            lambda f: objectives.mae(f, IMAGES, PREDICTED, REMOVED, 2),
            "your mae_loss.py stopped the lab: ",
        ),
    ],
)
def test_a_file_that_changed_since_it_passed_is_answered_in_words(
    make: Any, ladder: Catalogue, source: str, objective: str, files: Any, call: Any, message: str
) -> None:
    workspace = make("numpy", dict.fromkeys(files, source))
    whose = decide(objective, ladder, workspace, quiet)
    assert whose.by == "yours"
    losses = losses_for(whose, ladder, workspace, quiet)
    with pytest.raises(StudyError) as raised:
        call(losses)
    losses.close()
    assert message in str(raised.value)
    assert str(raised.value).endswith("or take the reference: --reference.")
