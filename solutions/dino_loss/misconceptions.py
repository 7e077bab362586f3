"""The wrong dino_loss functions that believers write.

A believer's gradient is the slope of the believer's own loss, unless the belief is about the
gradient; where the textbook p - q is as likely, both are here as variants.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]
Views = list[tuple[int, int]]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def dino_loss(
        student: np.ndarray, teacher: np.ndarray, center: np.ndarray, *, ts: float, tt: float
    ) -> Pair:
        (S, B, K), T = student.shape, len(teacher)
        if ts <= 0 or tt <= 0 or S < T or S == T == 1:
            raise ValueError("temperatures must be positive, and there must be a pair of views")
        if teacher.shape[1:] != (B, K) or center.shape != (K,):
            raise ValueError("B or K differs")
        ts, tt = steps.temperatures(ts, tt)
        q = steps.probabilities(steps.teacher_logits(teacher, center, tt))
        log_p = steps.log_probabilities(steps.student_logits(student, center, ts))
        pairs = steps.pairs(T, S)
        total, slopes = 0.0, np.zeros(student.shape)
        for i, v in pairs:
            losses, slope = steps.term(q[i], log_p[v])
            total += losses.sum()
            slopes[v] += slope
        loss, dstudent = steps.average(total, slopes, pairs, ts, T)
        return loss, dstudent

    return {"dino_loss": dino_loss}


def _temperatures(ts: float, tt: float) -> tuple[float, float]:
    return ts, tt


def _teacher_logits(teacher: np.ndarray, center: np.ndarray, tt: float) -> np.ndarray:
    return np.asarray((teacher - center) / tt)


def _student_logits(student: np.ndarray, center: np.ndarray, ts: float) -> np.ndarray:
    return student / ts


def _log_softmax(z: np.ndarray, axis: int = -1) -> Any:
    s = z - z.max(axis=axis, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def _probabilities(z: np.ndarray) -> Any:
    return np.exp(_log_softmax(z))


def _log_probabilities(z: np.ndarray) -> Any:
    return _log_softmax(z)


def _pairs(T: int, S: int) -> Views:
    return [(i, v) for i in range(T) for v in range(S) if v != i]


def _term(q: np.ndarray, log_p: np.ndarray) -> Pair:
    return -(q * log_p).sum(axis=-1), np.exp(log_p) - q


def _average(total: float, slopes: np.ndarray, pairs: Views, ts: float, T: int) -> Pair:
    batch = slopes.shape[1]
    return total / (len(pairs) * batch), slopes / (len(pairs) * batch * ts)


RECIPE = Recipe(
    {
        "temperatures": _temperatures,
        "teacher_logits": _teacher_logits,
        "student_logits": _student_logits,
        "probabilities": _probabilities,
        "log_probabilities": _log_probabilities,
        "pairs": _pairs,
        "term": _term,
        "average": _average,
    },
    _build,
)


def _through_softmax(p: np.ndarray, slope: np.ndarray) -> Any:
    """Take a slope in the probabilities back to the logits."""
    return p * (slope - (p * slope).sum(axis=-1, keepdims=True))


# Who teaches whom.


@misconception(
    "dino-same-view",
    title="a DINO loss in which every view also teaches itself",
    belief="More pairs are more signal, so all teacher views meet all student views.",
    hint="Should a view teach itself? Teacher view i and student view i are the same crop.",
    evidence=["facebookresearch/dino main_dino.py skips v == iq (read)"],
    recipe=RECIPE,
    step="pairs",
)
def same_view(T: int, S: int) -> Views:
    return [(i, v) for i in range(T) for v in range(S)]


@misconception(
    "dino-only-same-view",
    title="a DINO loss that compares every crop with itself alone",
    belief="Teacher and student must agree on the same crop.",
    hint="Which two crops are compared? A crop that only meets itself teaches no invariance.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pairs",
)
def only_same_view(T: int, S: int) -> Views:
    return [(i, i) for i in range(T)]


@misconception(
    "dino-globals-only",
    title="a DINO loss without the local crops",
    belief="The crops pair up: two for the teacher, the same two for the student.",
    hint="Do the small crops learn? The gradient of student views T and above tells.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pairs",
)
def globals_only(T: int, S: int) -> Views:
    return [(i, v) for i in range(T) for v in range(T) if v != i]


@misconception(
    "dino-locals-only",
    title="a DINO loss in which the global crops only teach",
    belief="Global crops are for the teacher, local crops for the student.",
    hint="Does the student see the global crops too? The gradient of its first views tells.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pairs",
)
def locals_only(T: int, S: int) -> Views:
    return [(i, v) for i in range(T) for v in range(T, S)]


# Averages.


@misconception(
    "dino-sum-terms",
    title="a DINO loss summed over the pairs of views",
    belief="The loss of several pairs is their sum, as in the code of DINOv2.",
    hint="Your loss is ours times the number of pairs. How many are there? Divide.",
    evidence=["dinov2 dino_clstoken_loss.py sums (read); dino v1 averages (read)"],
    recipe=RECIPE,
    step="average",
)
def sum_terms(total: float, slopes: np.ndarray, pairs: Views, ts: float, T: int) -> Pair:
    batch = slopes.shape[1]
    return total / batch, slopes / (batch * ts)


@misconception(
    "dino-divide-by-all",
    title="a DINO loss divided by T times S",
    belief="T teacher and S student views make T times S pairs.",
    hint="Count the terms that you added: a view does not meet itself.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def divide_by_all(total: float, slopes: np.ndarray, pairs: Views, ts: float, T: int) -> Pair:
    every = T * slopes.shape[0] * slopes.shape[1]
    return total / every, slopes / (every * ts)


@misconception(
    "dino-sum-batch",
    title="a DINO loss summed over the batch",
    belief="The loss of a batch is the sum of its losses.",
    hint="Give every image twice: the loss must not change. What do you divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def sum_batch(total: float, slopes: np.ndarray, pairs: Views, ts: float, T: int) -> Pair:
    return total / len(pairs), slopes / (len(pairs) * ts)


@misconception(
    "dino-mean-outputs",
    title="a DINO loss averaged over the K outputs",
    belief="mean() over the last axis is as good as sum(), up to a constant.",
    hint="Give the student equal logits: that must cost ln K. q already holds the weights of a "
    "mean over the K outputs.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="term",
)
def mean_outputs(q: np.ndarray, log_p: np.ndarray) -> Pair:
    return -(q * log_p).mean(axis=-1), (np.exp(log_p) - q) / q.shape[-1]


# The centre.


@misconception(
    "dino-no-center",
    title="a DINO loss without the centre",
    belief="Sharpening is enough against collapse.",
    hint="Change center: your loss stays where it is. With a centre of 0 nobody notices.",
    evidence=["https://github.com/facebookresearch/dinov2/issues/407"],
    recipe=RECIPE,
    step="teacher_logits",
)
def no_center(teacher: np.ndarray, center: np.ndarray, tt: float) -> Any:
    return teacher / tt


@misconception(
    "dino-center-sign",
    title="a DINO loss with the centre added",
    belief="The centre is a bias, and a bias is added.",
    hint="An output that is large everywhere should lose its lead. Does adding its mean do that?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="teacher_logits",
)
def center_sign(teacher: np.ndarray, center: np.ndarray, tt: float) -> Any:
    return (teacher + center) / tt


@misconception(
    "dino-center-after-temp",
    title="a DINO loss that subtracts the centre after the temperature",
    belief="Subtracting and dividing may be done in either order.",
    hint="The centre is a mean of raw logits. Are t / tt and the centre in the same unit?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="teacher_logits",
)
def center_after_temp(teacher: np.ndarray, center: np.ndarray, tt: float) -> Any:
    return teacher / tt - center


@misconception(
    "dino-center-batch",
    title="a DINO loss centred with the mean of this batch",
    belief="The centre is the mean of what the teacher says now.",
    hint="Change the argument center: your loss stays where it is. This step uses the centre that "
    "it is given.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="teacher_logits",
)
def center_batch(teacher: np.ndarray, center: np.ndarray, tt: float) -> Any:
    return (teacher - teacher.mean(axis=(0, 1))) / tt


@misconception(
    "dino-center-student",
    title="a DINO loss that centres the student too",
    belief="Teacher and student are compared, so both are centred.",
    hint="Equal student logits must cost ln K. Which side does the centre belong to?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="student_logits",
)
def center_student(student: np.ndarray, center: np.ndarray, ts: float) -> Any:
    return (student - center) / ts


# The temperatures.


@misconception(
    "dino-temps-swapped",
    title="a DINO loss with the two temperatures exchanged",
    belief="A temperature is a temperature.",
    hint="Who must be sharper, the teacher or the student? The smaller temperature is sharper.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temperatures",
)
def temps_swapped(ts: float, tt: float) -> tuple[float, float]:
    return tt, ts


@misconception(
    "dino-no-sharpen",
    title="a DINO loss with the student's temperature for both",
    belief="One temperature is enough for both sides.",
    hint="Change tt: your loss stays where it is. A centre without sharpening drives the outputs "
    "to uniform, and the loss sticks at ln K.",
    evidence=[
        "https://github.com/facebookresearch/dinov2/issues/407 (loss stuck at 8.317765 = ln 4096)",
        "https://github.com/facebookresearch/dinov3/issues/199 (8.3178)",
    ],
    recipe=RECIPE,
    step="temperatures",
)
def no_sharpen(ts: float, tt: float) -> tuple[float, float]:
    return ts, ts


@misconception(
    "dino-no-student-temp",
    title="a DINO loss without the student's temperature",
    belief="Only the teacher is sharpened.",
    hint="Change ts: your loss stays where it is. Where does the student's temperature enter?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temperatures",
)
def no_student_temp(ts: float, tt: float) -> tuple[float, float]:
    return 1.0, tt


@misconception(
    "dino-temps-multiplied",
    title="a DINO loss that multiplies by the temperatures",
    belief="A temperature scales the logits, so it multiplies them.",
    hint="Small is cold, and cold is sharp. Do your probabilities get sharper as tt gets smaller?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temperatures",
)
def temps_multiplied(ts: float, tt: float) -> tuple[float, float]:
    return 1.0 / ts, 1.0 / tt  # z / (1 / t) is z * t


# Another distance.

_REVERSE_BELIEF = "Cross-entropy is symmetric in its arguments."
_REVERSE_HINT = (
    "Target outside, prediction inside the logarithm. Which of the two does the student learn?"
)


@misconception(
    "dino-reverse",
    variant="its own gradient",
    title="the cross-entropy of the teacher under the student",
    belief=_REVERSE_BELIEF,
    hint=_REVERSE_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="term",
)
def reverse(q: np.ndarray, log_p: np.ndarray) -> Pair:
    p, log_q = np.exp(log_p), np.log(q)
    return -(p * log_q).sum(axis=-1), _through_softmax(p, -log_q)


@misconception(
    "dino-reverse",
    variant="gradient p - q",
    title="the cross-entropy of the teacher under the student, with p - q as its gradient",
    belief=_REVERSE_BELIEF,
    hint=_REVERSE_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="term",
)
def reverse_textbook(q: np.ndarray, log_p: np.ndarray) -> Pair:
    p = np.exp(log_p)
    return -(p * np.log(q)).sum(axis=-1), p - q


@misconception(
    "dino-kl",
    title="the KL divergence from teacher to student",
    belief="KL and cross-entropy differ by a constant, and a constant does not matter.",
    hint="Your gradient is right and your value is lower by H(q), the teacher's entropy. Is it a "
    "constant while the teacher moves?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="term",
)
def kl(q: np.ndarray, log_p: np.ndarray) -> Pair:
    return (q * (np.log(q) - log_p)).sum(axis=-1), np.exp(log_p) - q


@misconception(
    "dino-hard",
    title="a DINO loss with the teacher's argmax as label",
    belief="The teacher's answer is the output it ranks first.",
    hint="Nudge a teacher logit that stays below the largest: your loss does not move. What "
    "becomes of the teacher's doubts?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="term",
)
def hard(q: np.ndarray, log_p: np.ndarray) -> Pair:
    label = np.eye(q.shape[-1])[q.argmax(axis=-1)]
    return -(label * log_p).sum(axis=-1), np.exp(log_p) - label


_MSE_BELIEF = "Any distance between two distributions will do."
_MSE_HINT = "A squared error between probabilities is bounded by 2. What does a sure mistake cost?"


@misconception(
    "dino-mse",
    variant="its own gradient",
    title="the squared error between the student's and the teacher's probabilities",
    belief=_MSE_BELIEF,
    hint=_MSE_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="term",
)
def mse(q: np.ndarray, log_p: np.ndarray) -> Pair:
    p = np.exp(log_p)
    return ((p - q) ** 2).sum(axis=-1), _through_softmax(p, 2.0 * (p - q))


@misconception(
    "dino-mse",
    variant="gradient p - q",
    title="the squared error between probabilities, with p - q as its gradient",
    belief=_MSE_BELIEF,
    hint=_MSE_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="term",
)
def mse_textbook(q: np.ndarray, log_p: np.ndarray) -> Pair:
    p = np.exp(log_p)
    return ((p - q) ** 2).sum(axis=-1), p - q


_EPS_BELIEF = "A small epsilon protects the log without changing anything."
_EPS_HINT = (
    "How large can your loss get when the student is surely wrong? It should be unbounded. With "
    "log-softmax there is no log of 0 to protect."
)


def _with_eps(q: np.ndarray, log_p: np.ndarray, eps: float) -> tuple[Any, Any, Any]:
    """Return the loss of every row, the textbook slope and the true one."""
    p = np.exp(log_p)
    own = _through_softmax(p, -q / (p + eps))
    return -(q * np.log(p + eps)).sum(axis=-1), p - q, own


@misconception(
    "eps-in-log",
    variant="1e-8, gradient p - q",
    title="a DINO loss with log(p + 1e-8)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["https://github.com/Lightning-Universe/lightning-bolts/issues/681"],
    recipe=RECIPE,
    step="term",
)
def eps_in_log(q: np.ndarray, log_p: np.ndarray) -> Pair:
    losses, textbook, _ = _with_eps(q, log_p, 1e-8)
    return losses, textbook


@misconception(
    "eps-in-log",
    variant="1e-8, its own gradient",
    title="a DINO loss with log(p + 1e-8), and its gradient",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["https://github.com/Lightning-Universe/lightning-bolts/issues/681"],
    recipe=RECIPE,
    step="term",
)
def eps_in_log_own_slope(q: np.ndarray, log_p: np.ndarray) -> Pair:
    losses, _, own = _with_eps(q, log_p, 1e-8)
    return losses, own


@misconception(
    "eps-in-log",
    variant="1e-12, gradient p - q",
    title="a DINO loss with log(p + 1e-12)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="term",
)
def smaller_eps_in_log(q: np.ndarray, log_p: np.ndarray) -> Pair:
    losses, textbook, _ = _with_eps(q, log_p, 1e-12)
    return losses, textbook


@misconception(
    "eps-in-log",
    variant="1e-12, its own gradient",
    title="a DINO loss with log(p + 1e-12), and its gradient",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="term",
)
def smaller_eps_in_log_own_slope(q: np.ndarray, log_p: np.ndarray) -> Pair:
    losses, _, own = _with_eps(q, log_p, 1e-12)
    return losses, own


@misconception(
    "softmax-wrong-axis",
    variant="gradient p - q",
    title="a DINO loss with softmax over the batch",
    belief="The axis is a detail of the layout.",
    hint="Sum your probabilities over the K outputs of one image: they must give 1.",
    evidence=["own experience"],
    entry="dino_loss",
)
def softmax_wrong_axis(
    student: np.ndarray, teacher: np.ndarray, center: np.ndarray, *, ts: float, tt: float
) -> Pair:
    q = np.exp(_log_softmax((teacher - center) / tt, axis=1))
    return _over_batch(q, _log_softmax(student / ts, axis=1), ts, own=False)


@misconception(
    "softmax-wrong-axis",
    variant="its own gradient",
    title="a DINO loss with softmax over the batch, and its gradient",
    belief="The axis is a detail of the layout.",
    hint="Sum your probabilities over the K outputs of one image: they must give 1.",
    evidence=["own experience"],
    entry="dino_loss",
)
def softmax_wrong_axis_own_slope(
    student: np.ndarray, teacher: np.ndarray, center: np.ndarray, *, ts: float, tt: float
) -> Pair:
    q = np.exp(_log_softmax((teacher - center) / tt, axis=1))
    return _over_batch(q, _log_softmax(student / ts, axis=1), ts, own=True)


def _over_batch(q: np.ndarray, log_p: np.ndarray, ts: float, own: bool) -> Pair:
    total, slopes, pairs = 0.0, np.zeros(log_p.shape), _pairs(len(q), len(log_p))
    for i, v in pairs:
        losses, textbook = _term(q[i], log_p[v])
        total += losses.sum()
        slopes[v] += np.exp(log_p[v]) * q[i].sum(axis=0) - q[i] if own else textbook
    return _average(total, slopes, pairs, ts, len(q))


# The right loss with another gradient.


@misconception(
    "dino-grad-no-ts",
    title="a gradient without 1 / ts",
    belief="The temperature is a constant, so it drops out of the gradient.",
    hint="Your gradient is ours times ts. The logits are divided by ts before softmax sees them.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_no_ts(total: float, slopes: np.ndarray, pairs: Views, ts: float, T: int) -> Pair:
    loss, dstudent = _average(total, slopes, pairs, ts, T)
    return loss, dstudent * ts


@misconception(
    "dino-grad-sign",
    title="q - p as the gradient",
    belief="The gradient is the step that lowers the loss.",
    hint="Raise a logit that the teacher wants: the loss falls. Which sign has the slope there?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_sign(total: float, slopes: np.ndarray, pairs: Views, ts: float, T: int) -> Pair:
    loss, dstudent = _average(total, slopes, pairs, ts, T)
    return loss, -dstudent


@misconception(
    "dino-grad-missing-mean",
    variant="batch",
    title="a gradient without the mean over the batch",
    belief="The mean only scales the loss, so the gradient can leave it out.",
    hint="Your gradient is ours times B. What does the loss divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_sum_batch(total: float, slopes: np.ndarray, pairs: Views, ts: float, T: int) -> Pair:
    loss, dstudent = _average(total, slopes, pairs, ts, T)
    return loss, dstudent * slopes.shape[1]


@misconception(
    "dino-grad-missing-mean",
    variant="pairs",
    title="a gradient without the mean over the pairs of views",
    belief="The mean only scales the loss, so the gradient can leave it out.",
    hint="Your gradient is ours times the number of pairs. What does the loss divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_sum_pairs(total: float, slopes: np.ndarray, pairs: Views, ts: float, T: int) -> Pair:
    loss, dstudent = _average(total, slopes, pairs, ts, T)
    return loss, dstudent * len(pairs)


@misconception(
    "dino-grad-no-target",
    title="the student's probabilities as the gradient, without the teacher's",
    belief="The derivative of a softmax cross-entropy is p.",
    hint="Rows of the gradient must sum to 0: shifting all logits changes nothing. What is missing "
    "from p?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="term",
)
def grad_no_target(q: np.ndarray, log_p: np.ndarray) -> Pair:
    return _term(q, log_p)[0], np.exp(log_p)


# Equal to the reference on ordinary logits, told apart by the extremes that break.


def _on_paper(z: np.ndarray) -> Any:
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    "unstable-softmax",
    variant="teacher",
    title="a DINO loss with the teacher's softmax as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Divided by 0.04, a logit of 30 becomes 750. What is exp(750)?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
        "https://github.com/HobbitLong/SupContrast/issues/104",
    ],
    recipe=RECIPE,
    step="probabilities",
)
def unstable_teacher(z: np.ndarray) -> Any:
    return _on_paper(z)


@misconception(
    "unstable-softmax",
    variant="student",
    title="a DINO loss with the log of the student's exp over sum, as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Add 1000 to every student logit: the loss must not change. What does exp(10000) give?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
        "https://github.com/HobbitLong/SupContrast/issues/104",
    ],
    recipe=RECIPE,
    step="log_probabilities",
)
def unstable_student(z: np.ndarray) -> Any:
    return np.log(_on_paper(z))


@misconception(
    "unstable-softmax",
    variant="both",
    title="a DINO loss with exp over sum on both sides, as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Divided by 0.04, a logit of 30 becomes 750. What is exp(750)?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
        "https://github.com/HobbitLong/SupContrast/issues/104",
    ],
    entry="dino_loss",
)
def unstable_both(
    student: np.ndarray, teacher: np.ndarray, center: np.ndarray, *, ts: float, tt: float
) -> Pair:
    steps = {"probabilities": _on_paper, "log_probabilities": lambda z: np.log(_on_paper(z))}
    loss, slope = RECIPE.with_steps(steps)["dino_loss"](student, teacher, center, ts=ts, tt=tt)
    return loss, slope


@misconception(
    "lse-no-max",
    title="a DINO loss with the log-sum-exp of the raw student logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees the raw number. Which number may it see safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_probabilities",
)
def lse_no_max(z: np.ndarray) -> Any:
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


@misconception(
    "log-of-shifted-softmax",
    title="a DINO loss with the log of the student's stable softmax",
    belief="Subtracting the maximum makes everything after it stable, the log too.",
    hint="Your softmax is stable, your log is not: log(exp(-900)) is -inf on a computer and -900 "
    "on paper. Can you get to the logarithm without building p?",
    evidence=["github.com/0suh/cs231n_2021 assignment1/cs231n/classifiers/softmax.py"],
    recipe=RECIPE,
    step="log_probabilities",
)
def log_of_shifted_softmax(z: np.ndarray) -> Any:
    return np.log(_probabilities(z))


@misconception(
    "global-max",
    title="a DINO loss with one maximum for all student rows",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One row has logits around 0, another around 10000. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_probabilities",
)
def global_max(z: np.ndarray) -> Any:
    s = z - z.max()
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
