"""The proofs can fail: each spoiled exercise is told what is wrong with it."""

from __future__ import annotations

import pytest

from sslgrade.authoring import statics
from sslgrade.authoring.new import create
from sslgrade.authoring.proof import prove
from sslgrade.content.catalogue import Catalogue, Exercise
from sslgrade.content.modules import ContentError


def spoil(course: Catalogue, file: str, old: str, new: str) -> Exercise:
    """Change one file of the small course, in a copy of its own."""
    import shutil

    root = course.root.parent / "spoiled"
    shutil.copytree(course.root, root)
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return Catalogue(root).get("square_loss")


def test_the_template_holds(square_loss: Exercise) -> None:
    assert statics.faults(square_loss) == []
    tally = prove(square_loss, "numpy", seeds=2, hostile=False)
    assert tally.faults == []
    assert tally.named == tally.caught == tally.runs == 6


def test_an_unwritten_template_is_told(course: Catalogue) -> None:
    create(course.root, "new_loss", "extra")
    found = statics.faults(Catalogue(course.root).get("new_loss"))
    assert "exercises/new_loss/README.md: still says TODO. Write that part." in found


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "exercises/square_loss/exercise.toml",
            'probes = ["ordinary", "far_apart"]',
            'probes = ["ordinary", "far_away"]',
            "square_loss: check 'values': no probe 'far_away'. Write it, or correct the id.",
        ),
        (
            "exercises/square_loss/exercise.toml",
            "numpy = 3, jax = 2",
            "numpy = 4, jax = 2",
            "square_loss: jax has 5 points, numpy 6. Make both tracks worth the same.",
        ),
        (
            "exercises/square_loss/properties.py",
            ", telling=True",
            "",
            "square_loss: square_loss has no telling law. Mark or write one.",
        ),
        (
            "exercises/square_loss/properties.py",
            ", telling=True",
            ', telling=True, backends=["numpy"]',
            "square_loss: no telling law of square_loss is of the jax track. Mark or write one.",
        ),
        (
            "exercises/square_loss/properties.py",
            ", telling=True",
            ', telling=True, backends=["numpy"]',
            "square_loss: check 'laws' has jax points and nothing to check. "
            "Give it a probe or law of that track.",
        ),
        (
            "exercises/square_loss/exercise.toml",
            "vmap = true",
            'vmap = true\nfinite = ["prediction"]',
            "square_loss: check 'traces': square_loss has no argument 'prediction'. "
            "Correct the name.",
        ),
        (
            "exercises/square_loss/exercise.toml",
            "vmap = true",
            'vmap = true\nfinite = ["pred"]',
            "square_loss: check 'traces': `finite` needs probes to take the gradient on. "
            "Name at least one.",
        ),
        (
            "exercises/square_loss/exercise.toml",
            "vmap = true",
            'vmap = true\nstill = ["target"]',
            "square_loss: check 'traces': `still` needs an argument in `autodiff`, "
            "whose gradient flows.",
        ),
        (
            "solutions/square_loss/misconceptions.py",
            'evidence=["own experience"]',
            'evidence=["from memory"]',
            "square_loss: misconception 'square_loss-sum': no confirmed evidence. Give a thread or "
            'paper that was really seen, or "own experience".',
        ),
    ],
)
def test_static_faults(course: Catalogue, file: str, old: str, new: str, fault: str) -> None:
    assert fault in statics.faults(spoil(course, file, old, new))


def test_a_rejected_style_is_told(course: Catalogue) -> None:
    exercise = spoil(
        course, "solutions/square_loss/styles/numpy_where.py", "xp.mean(d * d)", "xp.sum(d * d)"
    )
    tally = prove(exercise, "numpy", seeds=1, hostile=False)
    assert tally.rejections == 1
    assert tally.faults[0].startswith(
        "square_loss: numpy: styles/numpy_where.py is rejected (seed 0): ordinary values: you "
    )


def test_a_wrong_hint_is_told(course: Catalogue) -> None:
    exercise = spoil(
        course, "exercises/square_loss/exercise.toml", "** 2).mean())", "** 3).mean())"
    )
    tally = prove(exercise, "numpy", seeds=1, hostile=False)
    assert any("hint in frame_numpy.py is rejected" in fault for fault in tally.faults)


def test_a_misconception_that_passes_is_told(course: Catalogue) -> None:
    exercise = spoil(
        course, "solutions/square_loss/misconceptions.py", "np.abs(pred - target)",
        "np.abs(pred - target) ** 2",
    )  # fmt: skip
    tally = prove(exercise, "numpy", seeds=1, hostile=False)
    assert tally.faults == [
        "square_loss: numpy: misconception square_loss-absolute passes (seed 0); "
        "add a probe that reveals it"
    ]


def test_two_misconceptions_that_compute_the_same_are_told(course: Catalogue) -> None:
    exercise = spoil(
        course, "solutions/square_loss/misconceptions.py", "squared.sum(axis=1).mean()",
        "squared.sum()",
    )  # fmt: skip
    tally = prove(exercise, "numpy", seeds=1, hostile=False)
    assert tally.unnamed == {"square_loss-sum": 1, "square_loss-row-sums": 1}


def test_a_check_that_a_constant_passes_is_told(course: Catalogue) -> None:
    exercise = spoil(
        course,
        "exercises/square_loss/probes.py",
        '"pred": rng.normal(size=(4, 3)), "target": rng.normal(size=(4, 3))',
        '"pred": np.zeros((4, 3)), "target": np.zeros((4, 3))',
    )
    toml = exercise.folder / "exercise.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('["ordinary", "far_apart"]', '["ordinary"]'), encoding="utf-8")
    exercise = Catalogue(exercise.folder.parent.parent).get("square_loss")
    tally = prove(exercise, "numpy", seeds=1, hostile=False)
    assert any(fault.startswith("square_loss: numpy: constant 0 earns") for fault in tally.faults)


@pytest.mark.parametrize("name", ["Hinge", "01_loss", "a-b", ""])
def test_new_refuses_other_names(course: Catalogue, name: str) -> None:
    with pytest.raises(ContentError) as caught:
        create(course.root, name, "extra")
    assert str(caught.value) == (
        f"id: found {name!r}, expected a plain identifier like hinge_loss "
        "(small letters, digits, underscores). Choose another name."
    )


def test_new_overwrites_nothing(course: Catalogue) -> None:
    with pytest.raises(ContentError, match="exists already; nothing was written"):
        create(course.root, "square_loss", "extra")
