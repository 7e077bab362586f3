"""The wrong ema_update and center_update functions that believers write.

Left out: an update that exchanges teacher and student (on every input the same as exchanging m and
1 - m), and one that writes into its arguments (it returns the right values; the check that asks
again sees it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Leaves = dict[str, Any]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def ema_update(teacher: Leaves, student: Leaves, *, m: float) -> Leaves:
        if teacher.keys() != student.keys():
            raise ValueError("teacher and student have different leaves")
        updated: Leaves = {}
        for name in teacher:
            new = steps.mix(teacher[name], student[name], m, "weights")
            updated[name] = steps.leaf(name, teacher[name], student[name], new)
        return updated

    def center_update(center: np.ndarray, teacher_out: np.ndarray, *, m: float) -> Any:
        return steps.centre(center, steps.seen(teacher_out, center), m, steps.mix)

    return {"ema_update": ema_update, "center_update": center_update}


def _mix(old: Any, new: Any, m: float, what: str) -> Any:
    return m * old + (1 - m) * new


def _leaf(name: str, teacher: Any, student: Any, new: Any) -> Any:
    return new


def _seen(teacher_out: np.ndarray, center: np.ndarray) -> Any:
    return teacher_out


def _centre(center: np.ndarray, rows: np.ndarray, m: float, mix: Callable[..., Any]) -> Any:
    return mix(center, rows.mean(axis=(0, 1)), m, "centre")


RECIPE = Recipe({"mix": _mix, "leaf": _leaf, "seen": _seen, "centre": _centre}, _build)

# How old and new are mixed.

_SWAP_BELIEF = "m is the weight of what is new."
_SWAP_HINT = (
    "With m = 0.9, how much of the OLD value should be left? Try m = 1: nothing may change."
)
_SWAP_EVIDENCE = [
    "https://github.com/saltoricristiano/cosmix-uda/issues/21 (swapped buffers in the proposed fix)"
]


@misconception(
    "dino-ema-swapped",
    variant="weights and centre",
    title="averages in which m weighs the new value",
    belief=_SWAP_BELIEF,
    hint=_SWAP_HINT,
    evidence=_SWAP_EVIDENCE,
    recipe=RECIPE,
    step="mix",
)
def swapped(old: Any, new: Any, m: float, what: str) -> Any:
    return (1 - m) * old + m * new


@misconception(
    "dino-ema-swapped",
    variant="weights",
    title="an average of the weights in which m weighs the student",
    belief=_SWAP_BELIEF,
    hint=_SWAP_HINT,
    evidence=_SWAP_EVIDENCE,
    recipe=RECIPE,
    step="mix",
)
def weights_swapped(old: Any, new: Any, m: float, what: str) -> Any:
    return _mix(new, old, m, what) if what == "weights" else _mix(old, new, m, what)


@misconception(
    "dino-ema-swapped",
    variant="centre",
    title="a centre in which m weighs the new mean",
    belief=_SWAP_BELIEF,
    hint=_SWAP_HINT,
    evidence=_SWAP_EVIDENCE,
    recipe=RECIPE,
    step="mix",
)
def centre_swapped(old: Any, new: Any, m: float, what: str) -> Any:
    return _mix(new, old, m, what) if what == "centre" else _mix(old, new, m, what)


_KEEP_BELIEF = "The new part is added to what is there."
_KEEP_HINT = (
    "Average two equal values: they must stay what they are. Yours grow. What happens to the old "
    "value before the new part is added?"
)


@misconception(
    "ema-old-not-scaled",
    variant="weights and centre",
    title="averages that add (1 - m) of the new value to all of the old one",
    belief=_KEEP_BELIEF,
    hint=_KEEP_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="mix",
)
def old_not_scaled(old: Any, new: Any, m: float, what: str) -> Any:
    return old + (1 - m) * new


@misconception(
    "ema-old-not-scaled",
    variant="weights",
    title="weights to which (1 - m) of the student is added",
    belief=_KEEP_BELIEF,
    hint=_KEEP_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="mix",
)
def old_weights_not_scaled(old: Any, new: Any, m: float, what: str) -> Any:
    return old + (1 - m) * new if what == "weights" else _mix(old, new, m, what)


@misconception(
    "ema-old-not-scaled",
    variant="centre",
    title="a centre to which (1 - m) of the new mean is added",
    belief=_KEEP_BELIEF,
    hint=_KEEP_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="mix",
)
def old_centre_not_scaled(old: Any, new: Any, m: float, what: str) -> Any:
    return old + (1 - m) * new if what == "centre" else _mix(old, new, m, what)


# The weights.


@misconception(
    "ema-teacher-is-student",
    title="a teacher that is a copy of the student",
    belief="The teacher is the student of the last step.",
    hint="Set m = 1: the teacher must not move. Where is m used?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="leaf",
)
def teacher_is_student(name: str, teacher: Any, student: Any, new: Any) -> Any:
    return student


_BUFFERS_BELIEF = "A network is its trained parameters."
_BUFFERS_HINT = "List every leaf of the dict, not only those that an optimiser trains."
_BUFFERS_EVIDENCE = [
    "https://github.com/saltoricristiano/cosmix-uda/issues/21",
    "https://github.com/facebookresearch/moco/issues/70",
    "https://github.com/CuriousAI/mean-teacher/issues/9",
]


@misconception(
    "ema-buffers",
    variant="left as they are",
    title="an average of the parameters that leaves the running statistics alone",
    belief=_BUFFERS_BELIEF,
    hint=_BUFFERS_HINT,
    evidence=_BUFFERS_EVIDENCE,
    recipe=RECIPE,
    step="leaf",
)
def buffers_left_alone(name: str, teacher: Any, student: Any, new: Any) -> Any:
    return teacher if "running" in name else new


@misconception(
    "ema-buffers",
    variant="copied from the student",
    title="an average of the parameters that copies the student's running statistics",
    belief="Running statistics are averages already, so they are copied.",
    hint="Our contract averages every leaf, whatever its name. Which leaves does yours copy?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="leaf",
)
def buffers_copied(name: str, teacher: Any, student: Any, new: Any) -> Any:
    return student if "running" in name else new


@misconception(
    "ema-weights-only",
    title="an average of the leaves called weight",
    belief="What is learned is in the weights.",
    hint="Print the names of the leaves that your loop changes. Are the biases among them?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="leaf",
)
def weights_only(name: str, teacher: Any, student: Any, new: Any) -> Any:
    return new if name.endswith("weight") else teacher


# The centre.


@misconception(
    "dino-center-probs",
    title="a centre of the teacher's probabilities",
    belief="The centre is the mean output, and the output is a softmax.",
    hint="Add 5 to all logits: the centre should follow, yours stays between 0 and 1. It is "
    "subtracted from raw logits, before softmax.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="seen",
)
def centre_of_probabilities(teacher_out: np.ndarray, center: np.ndarray) -> Any:
    e = np.exp(teacher_out - teacher_out.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    "dino-center-of-centered",
    title="a centre of logits that were centred before",
    belief="What the teacher puts out is the centred output.",
    hint="Feed logits that all equal the centre: it should stay. Yours decays towards 0. Average "
    "the raw output.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="seen",
)
def centre_of_centred(teacher_out: np.ndarray, center: np.ndarray) -> Any:
    return teacher_out - center


@misconception(
    "dino-center-first-view",
    title="a centre of the first view alone",
    belief="The views show the same images, so one of them is enough.",
    hint="Change a logit of the second view: the centre must move. Which axes does your mean take?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="seen",
)
def centre_of_first_view(teacher_out: np.ndarray, center: np.ndarray) -> Any:
    return teacher_out[:1]


@misconception(
    "dino-center-sum",
    variant="views",
    title="a centre summed over the views",
    belief="A mean over the batch is enough; the views are added.",
    hint="Give every view twice: the centre must not change. How many rows are there in all?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="centre",
)
def centre_sums_views(
    center: np.ndarray, rows: np.ndarray, m: float, mix: Callable[..., Any]
) -> Any:
    return mix(center, rows.mean(axis=1).sum(axis=0), m, "centre")


@misconception(
    "dino-center-sum",
    variant="images",
    title="a centre summed over the images",
    belief="A mean over the views is enough; the batch is added.",
    hint="Give every image twice: the centre must not change. How many rows are there in all?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="centre",
)
def centre_sums_images(
    center: np.ndarray, rows: np.ndarray, m: float, mix: Callable[..., Any]
) -> Any:
    return mix(center, rows.mean(axis=0).sum(axis=0), m, "centre")


@misconception(
    "dino-center-sum",
    variant="all rows",
    title="a centre summed over all rows",
    belief="A constant factor does not matter for a centre.",
    hint="Give every image twice: the centre must not change. How many rows are there in all?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="centre",
)
def centre_sums_all(center: np.ndarray, rows: np.ndarray, m: float, mix: Callable[..., Any]) -> Any:
    return mix(center, rows.sum(axis=(0, 1)), m, "centre")


@misconception(
    "dino-center-per-view",
    title="a centre that takes one step per view",
    belief="Every view is a batch, so each of them updates the centre.",
    hint="Exchange the two views: the centre must not change. How many steps does yours take?",
    evidence=["https://github.com/lightly-ai/lightly/pull/2062 (update per micro-batch)"],
    recipe=RECIPE,
    step="centre",
)
def centre_per_view(center: np.ndarray, rows: np.ndarray, m: float, mix: Callable[..., Any]) -> Any:
    for view in rows:
        center = mix(center, view.mean(axis=0), m, "centre")
    return center


@misconception(
    "dino-center-no-ema",
    title="the mean of this batch as the centre",
    belief="The centre is what the teacher says on average, now.",
    hint="Set m = 1: the centre must stay. Where does the old centre enter?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="centre",
)
def centre_no_ema(center: np.ndarray, rows: np.ndarray, m: float, mix: Callable[..., Any]) -> Any:
    return rows.mean(axis=(0, 1))


@misconception(
    "dino-center-scalar",
    title="one number for all outputs as the centre",
    belief="mean() is the mean over the rows.",
    hint="An output that is large everywhere should get a large centre. How many numbers does your "
    "mean return?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="centre",
)
def centre_scalar(center: np.ndarray, rows: np.ndarray, m: float, mix: Callable[..., Any]) -> Any:
    return mix(center, rows.mean(), m, "centre")
