"""The wrong cross_entropy functions that believers write.

Where a believer may either copy the textbook gradient p - y or differentiate the own wrong loss,
both are here, as variants of one misconception.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def cross_entropy(logits: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> Pair:
        if not len(logits) == len(targets) == len(weights):
            raise ValueError("N differs")
        z, t = steps.clean(logits, targets, weights)
        nll, slope = steps.rows(steps.log_p(z), t, z)
        loss, dlogits = steps.average(nll, slope, weights)
        return loss, dlogits

    return {"cross_entropy": cross_entropy}


def _clean(logits: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> Pair:
    return np.where((weights > 0)[:, None], logits, 0.0), np.where(weights > 0, targets, 0)


def _log_p(z: np.ndarray) -> Any:
    s = z - z.max(axis=1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


def _rows(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    return -_at(log_p, t), np.exp(log_p) - _one_hot(log_p, t)


def _average(nll: np.ndarray, slope: np.ndarray, weights: np.ndarray) -> Pair:
    total = weights.sum() if weights.any() else 1.0
    return (weights * nll).sum() / total, weights[:, None] * slope / total


RECIPE = Recipe({"clean": _clean, "log_p": _log_p, "rows": _rows, "average": _average}, _build)


def _at(values: np.ndarray, t: np.ndarray) -> Any:
    return values[np.arange(len(t)), t]


def _one_hot(like: np.ndarray, t: np.ndarray) -> Any:
    y = np.zeros(like.shape)
    y[np.arange(len(t)), t] = 1.0
    return y


def _softmax(z: np.ndarray, axis: int = 1) -> Any:
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _column(values: np.ndarray) -> Any:
    return values[:, None]


# Stability: equal to the reference on ordinary logits, told apart by the extremes that break.


@misconception(
    "unstable-softmax",
    title="log of exp over sum, as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Add 1000 to every logit: the answer must not change. What does exp(1000) give?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
        "https://github.com/HobbitLong/SupContrast/issues/104",
    ],
    recipe=RECIPE,
    step="log_p",
)
def unstable_softmax(z: np.ndarray) -> Any:
    e = np.exp(z)
    return np.log(e / e.sum(axis=1, keepdims=True))


@misconception(
    "lse-no-max",
    title="log-sum-exp of the raw logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees the raw number. Which number may it see safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def lse_no_max(z: np.ndarray) -> Any:
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


@misconception(
    "log-of-shifted-softmax",
    title="log of a stable softmax",
    belief="Subtracting the maximum makes everything after it stable, the log too.",
    hint="Your softmax is stable, your log is not: log(exp(-900)) is -inf on a computer and -900 "
    "on paper. Can you get to the logarithm without building p?",
    evidence=["github.com/0suh/cs231n_2021 assignment1/cs231n/classifiers/softmax.py"],
    recipe=RECIPE,
    step="log_p",
)
def log_of_shifted_softmax(z: np.ndarray) -> Any:
    return np.log(_softmax(z))


@misconception(
    "log-of-shifted-softmax",
    variant="one-hot times log",
    title="one-hot times the log of a stable softmax",
    belief="Subtracting the maximum makes everything after it stable, the log too.",
    hint="Your softmax is stable, your log is not: log(exp(-900)) is -inf on a computer, and 0 "
    "times -inf is NaN. Can you get to the logarithm without building p?",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="rows",
)
def one_hot_log(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    y, p = _one_hot(log_p, t), _softmax(z)
    return -(y * np.log(p)).sum(axis=1), p - y


@misconception(
    "global-max",
    variant="log-sum-exp",
    title="one maximum for the whole batch",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One row has logits around 0, another around 10000. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def global_max(z: np.ndarray) -> Any:
    s = z - z.max()
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


@misconception(
    "global-max",
    variant="softmax",
    title="one maximum for the whole batch, then the log of softmax",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One row has logits around 0, another around 10000. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def global_max_softmax(z: np.ndarray) -> Any:
    e = np.exp(z - z.max())
    return np.log(e / e.sum(axis=1, keepdims=True))


_EPS_BELIEF = "A small epsilon protects the log without changing anything."
_EPS_HINT = (
    "How large can your loss get when the model is surely wrong? It should be unbounded. With "
    "lse minus the target's logit there is no log of 0 to protect."
)
_EPS_EVIDENCE = [
    "https://github.com/KevinMusgrave/pytorch-metric-learning/blob/216a792/src/"
    "pytorch_metric_learning/losses/ntxent_loss.py (log(num/den + small_val))",
    "https://github.com/Lightning-Universe/lightning-bolts/issues/681",
]


def _with_eps(log_p: np.ndarray, t: np.ndarray, eps: float) -> tuple[Any, Any, Any]:
    """Return the loss of every row, the textbook slope and the true one."""
    hit, slope = np.exp(_at(log_p, t)), _rows(log_p, t, log_p)[1]
    return -np.log(hit + eps), slope, slope * _column(hit / (hit + eps))


@misconception(
    "eps-in-log",
    variant="1e-8, gradient p - y",
    title="-log(p + 1e-8)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=_EPS_EVIDENCE,
    recipe=RECIPE,
    step="rows",
)
def eps_in_log(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    nll, textbook, _ = _with_eps(log_p, t, 1e-8)
    return nll, textbook


@misconception(
    "eps-in-log",
    variant="1e-8, its own gradient",
    title="-log(p + 1e-8) and its gradient",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=_EPS_EVIDENCE,
    recipe=RECIPE,
    step="rows",
)
def eps_in_log_own_slope(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    nll, _, own = _with_eps(log_p, t, 1e-8)
    return nll, own


@misconception(
    "eps-in-log",
    variant="1e-12, gradient p - y",
    title="-log(p + 1e-12)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def smaller_eps_in_log(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    nll, textbook, _ = _with_eps(log_p, t, 1e-12)
    return nll, textbook


@misconception(
    "eps-in-log",
    variant="1e-12, its own gradient",
    title="-log(p + 1e-12) and its gradient",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def smaller_eps_in_log_own_slope(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    nll, _, own = _with_eps(log_p, t, 1e-12)
    return nll, own


@misconception(
    "eps-in-log",
    variant="clip at 1e-7",
    title="-log of p clipped at 1e-7",
    belief="Clipping p away from 0 protects the log without changing anything.",
    hint=_EPS_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def clipped(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    p = np.exp(log_p)
    return -np.log(np.clip(_at(p, t), 1e-7, 1.0)), p - _one_hot(p, t)


@misconception(
    "eps-in-log",
    variant="clip at 1e-7, its own gradient",
    title="-log of p clipped at 1e-7 and its gradient",
    belief="Clipping p away from 0 protects the log without changing anything.",
    hint=_EPS_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def clipped_own_slope(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    nll, slope = _rows(log_p, t, z)
    floor = -np.log(1e-7)
    return np.minimum(nll, floor), slope * _column(nll < floor)


# Another loss.


@misconception(
    "double-softmax",
    variant="gradient p - y",
    title="cross-entropy of logits that went through softmax first",
    belief="Cross-entropy wants probabilities.",
    hint="Feed a perfect prediction: the loss must go to 0. Yours stops early: were the inputs "
    "already normalised?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/654",
        "https://github.com/Lightning-Universe/lightning-bolts/issues/662",
        "https://github.com/mlelarge/graph_neural_net/pull/37",
        "https://github.com/gitabcworld/MatchingNetworks/issues/5",
    ],
    recipe=RECIPE,
    step="log_p",
)
def double_softmax(z: np.ndarray) -> Any:
    return _log_p(_softmax(z))


@misconception(
    "double-softmax",
    variant="its own gradient",
    title="cross-entropy of logits that went through softmax first, and its gradient",
    belief="Cross-entropy wants probabilities.",
    hint="Feed a perfect prediction: the loss must go to 0. Yours stops early: were the inputs "
    "already normalised?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/654",
        "https://github.com/Lightning-Universe/lightning-bolts/issues/662",
        "https://github.com/mlelarge/graph_neural_net/pull/37",
        "https://github.com/gitabcworld/MatchingNetworks/issues/5",
    ],
    recipe=RECIPE,
    step="rows",
)
def double_softmax_own_slope(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    p = np.exp(log_p)
    nll, slope = _rows(_log_p(p), t, z)
    return nll, p * (slope - _column((slope * p).sum(axis=1)))


@misconception(
    "softmax-wrong-axis",
    variant="gradient p - y",
    title="softmax over the batch",
    belief="The axis is a detail of the layout.",
    hint="Sum exp of your log-probabilities over the classes of one row: it must be 1.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def softmax_wrong_axis(z: np.ndarray) -> Any:
    return _log_p(z.T).T


@misconception(
    "softmax-wrong-axis",
    variant="its own gradient",
    title="softmax over the batch, and its gradient",
    belief="The axis is a detail of the layout.",
    hint="Sum exp of your log-probabilities over the classes of one row: it must be 1.",
    evidence=["own experience"],
    entry="cross_entropy",
)
def softmax_wrong_axis_own_slope(
    logits: np.ndarray, targets: np.ndarray, weights: np.ndarray
) -> Pair:
    z, t = _clean(logits, targets, weights)
    loss, _ = _average(-_at(_log_p(z.T).T, t), z, weights)
    y = _one_hot(z, t) * _column(weights / (weights.sum() if weights.any() else 1.0))
    return loss, _softmax(z, axis=0) * y.sum(axis=0) - y


@misconception(
    "no-log",
    variant="gradient p - y",
    title="minus the probability of the target",
    belief="Maximising p and maximising log p are the same.",
    hint="A confident mistake must cost more than 1. What does yours cost at most?",
    evidence=["https://github.com/yyliu01/IT2/issues/3 (paper equation without -log)"],
    recipe=RECIPE,
    step="rows",
)
def no_log(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    nll, slope = _rows(log_p, t, z)
    return -np.exp(-nll), slope


@misconception(
    "no-log",
    variant="its own gradient",
    title="minus the probability of the target, and its gradient",
    belief="Maximising p and maximising log p are the same.",
    hint="A confident mistake must cost more than 1. What does yours cost at most?",
    evidence=["https://github.com/yyliu01/IT2/issues/3 (paper equation without -log)"],
    recipe=RECIPE,
    step="rows",
)
def no_log_own_slope(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    nll, slope = _rows(log_p, t, z)
    return -np.exp(-nll), _column(np.exp(-nll)) * slope


@misconception(
    "log2-nats",
    variant="gradient p - y",
    title="cross-entropy in bits",
    belief="Bits and nats are the same thing.",
    hint="Your number is exactly 1.4427 times ours: which base does the contract ask for?",
    evidence=[
        "https://github.com/EleutherAI/lm-evaluation-harness/pull/242",
        "https://github.com/harvardnlp/TextFlow/issues/8",
    ],
    recipe=RECIPE,
    step="rows",
)
def log2_nats(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    nll, slope = _rows(log_p, t, z)
    return nll / np.log(2.0), slope


@misconception(
    "log2-nats",
    variant="its own gradient",
    title="cross-entropy in bits, and its gradient",
    belief="Bits and nats are the same thing.",
    hint="Your number is exactly 1.4427 times ours: which base does the contract ask for?",
    evidence=[
        "https://github.com/EleutherAI/lm-evaluation-harness/pull/242",
        "https://github.com/harvardnlp/TextFlow/issues/8",
    ],
    recipe=RECIPE,
    step="rows",
)
def log2_nats_own_slope(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    nll, slope = _rows(log_p, t, z)
    return nll / np.log(2.0), slope / np.log(2.0)


_BRIER_BELIEF = "Any distance between two distributions will do."
_BRIER_HINT = "Squared error is bounded by 2, likelihood is not: what does a sure mistake cost?"


def _brier(log_p: np.ndarray, t: np.ndarray) -> tuple[Any, Any, Any]:
    """Return the squared error of every row, the textbook slope and the true one."""
    p = np.exp(log_p)
    off = p - _one_hot(p, t)
    return (off**2).sum(axis=1), off, 2.0 * p * (off - _column((off * p).sum(axis=1)))


@misconception(
    "brier",
    variant="sum over classes, gradient p - y",
    title="squared error between p and the one-hot target",
    belief=_BRIER_BELIEF,
    hint=_BRIER_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def brier(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    error, textbook, _ = _brier(log_p, t)
    return error, textbook


@misconception(
    "brier",
    variant="sum over classes, its own gradient",
    title="squared error between p and the one-hot target, and its gradient",
    belief=_BRIER_BELIEF,
    hint=_BRIER_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def brier_own_slope(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    error, _, own = _brier(log_p, t)
    return error, own


@misconception(
    "brier",
    variant="mean over classes, gradient p - y",
    title="mean squared error between p and the one-hot target",
    belief=_BRIER_BELIEF,
    hint=_BRIER_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def brier_mean(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    error, textbook, _ = _brier(log_p, t)
    return error / log_p.shape[1], textbook


@misconception(
    "brier",
    variant="mean over classes, its own gradient",
    title="mean squared error between p and the one-hot target, and its gradient",
    belief=_BRIER_BELIEF,
    hint=_BRIER_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def brier_mean_own_slope(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    error, _, own = _brier(log_p, t)
    return error / log_p.shape[1], own / log_p.shape[1]


# Another average.


_IGNORED: dict[str, Any] = {
    "title": "the plain mean over all rows",
    "belief": "Cross-entropy is a mean, so every row counts alike.",
    "hint": "Double one weight: your loss stays where it is. Where do the weights enter?",
    "evidence": ["own experience"],
}


@misconception(
    "weights-ignored", variant="of cleaned rows", **_IGNORED, recipe=RECIPE, step="average"
)
def weights_ignored(nll: np.ndarray, slope: np.ndarray, weights: np.ndarray) -> Pair:
    return nll.mean(), slope / len(nll)


@misconception("weights-ignored", variant="of rows as they come", **_IGNORED, entry="cross_entropy")
def weights_never_read(logits: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> Pair:
    nll, slope = _rows(_log_p(logits), targets, logits)
    return nll.mean(), slope / len(nll)


@misconception(
    "weights-divide-by-n",
    title="the weighted sum divided by N",
    belief="A mean divides by the number of rows.",
    hint="Double all weights: a weighted mean must not move. What should the divisor be?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def weights_divide_by_n(nll: np.ndarray, slope: np.ndarray, weights: np.ndarray) -> Pair:
    return (weights * nll).mean(), weights[:, None] * slope / len(nll)


@misconception(
    "weights-divide-by-count",
    title="the weighted sum divided by the number of rows that count",
    belief="A mean divides by the number of rows whose weight is not 0.",
    hint="Double all weights: a weighted mean must not move. Weights are more than a mask.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def weights_divide_by_count(nll: np.ndarray, slope: np.ndarray, weights: np.ndarray) -> Pair:
    count = max(np.count_nonzero(weights), 1)
    return (weights * nll).sum() / count, weights[:, None] * slope / count


@misconception(
    "weights-as-mask",
    title="the plain mean over the rows whose weight is not 0",
    belief="A weight says whether a row counts, not how much.",
    hint="Double one weight: your loss stays where it is. How much should that row count?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def weights_as_mask(nll: np.ndarray, slope: np.ndarray, weights: np.ndarray) -> Pair:
    return _average(nll, slope, (weights > 0).astype(float))


@misconception(
    "sum-not-mean",
    title="the weighted sum",
    belief="The loss of a batch is the sum of its losses.",
    hint="Give the same batch twice: the loss must not change. What do you divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def sum_not_mean(nll: np.ndarray, slope: np.ndarray, weights: np.ndarray) -> Pair:
    return (weights * nll).sum(), weights[:, None] * slope


# The right loss with another gradient.


@misconception(
    "grad-p-only",
    title="softmax as the gradient, without the label",
    belief="The derivative of softmax cross-entropy is p.",
    hint="Rows of the logit gradient must sum to 0: shifting all logits changes nothing. What is "
    "missing from p?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def grad_p_only(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    return _rows(log_p, t, z)[0], np.exp(log_p)


@misconception(
    "grad-diag-jacobian",
    title="p (1 - p) as the gradient",
    belief="Softmax is differentiated entry by entry, like a sigmoid.",
    hint="Raising one logit lowers all other probabilities. Which entry of the gradient is "
    "negative?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def grad_diag_jacobian(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    p = np.exp(log_p)
    return -_at(log_p, t), p * (1.0 - p)


@misconception(
    "grad-sign",
    title="y - p as the gradient",
    belief="The gradient is the step that lowers the loss.",
    hint="Raise the target's logit a little: the loss falls. Which sign has the slope there?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="rows",
)
def grad_sign(log_p: np.ndarray, t: np.ndarray, z: np.ndarray) -> Pair:
    nll, slope = _rows(log_p, t, z)
    return nll, -slope


@misconception(
    "grad-missing-mean",
    title="a gradient without the division by the sum of the weights",
    belief="The mean only scales the loss, so the gradient can leave it out.",
    hint="Your gradient is ours times the sum of the weights. What does the loss divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_missing_mean(nll: np.ndarray, slope: np.ndarray, weights: np.ndarray) -> Pair:
    return _average(nll, slope, weights)[0], weights[:, None] * slope


@misconception(
    "grad-divide-by-n",
    title="a gradient divided by N",
    belief="The gradient of a mean is divided by the number of rows.",
    hint="Your loss divides by the sum of the weights. Does your gradient?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_divide_by_n(nll: np.ndarray, slope: np.ndarray, weights: np.ndarray) -> Pair:
    return _average(nll, slope, weights)[0], weights[:, None] * slope / len(nll)


@misconception(
    "grad-unweighted",
    title="a gradient without the weights, (p - y) / N",
    belief="The weights belong to the loss; its gradient is p - y, averaged.",
    hint="A row of weight 0 cannot move the loss. What does your gradient say about that row?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_unweighted(nll: np.ndarray, slope: np.ndarray, weights: np.ndarray) -> Pair:
    return _average(nll, slope, weights)[0], slope / len(nll)


# The edges: equal to the reference wherever every row is in order.


@misconception(
    "neg-index-wrap",
    title="cross-entropy that uses the ignored label as an index",
    belief="Ignored labels are harmless, because they get masked later.",
    hint="What is row[-100]? With 200 classes it is class 100, with 7 it is an error. Replace the "
    "label before you index.",
    evidence=[
        "own experience",
        "https://github.com/huggingface/transformers/issues/3499",
        "https://github.com/huggingface/transformers/issues/14651",
    ],
    recipe=RECIPE,
    step="clean",
)
def neg_index_wrap(logits: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> Pair:
    return np.where((weights > 0)[:, None], logits, 0.0), targets


_MULTIPLIED: dict[str, Any] = {
    "title": "cross-entropy that multiplies ignored rows by 0",
    "belief": "Anything times a weight of 0 is 0.",
    "hint": "What is 0 times inf? Replace the ignored row before the arithmetic starts.",
    "evidence": ["own experience"],
}


@misconception(
    "mask-multiplied", variant="nothing replaced", **_MULTIPLIED, recipe=RECIPE, step="clean"
)
def mask_multiplied(logits: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> Pair:
    return logits, np.where(weights > 0, targets, 0)


@misconception(
    "mask-multiplied", variant="inf alone replaced", **_MULTIPLIED, recipe=RECIPE, step="clean"
)
def nan_multiplied(logits: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> Pair:
    return np.where(np.isinf(logits), 0.0, logits), np.where(weights > 0, targets, 0)


@misconception(
    "mask-multiplied", variant="NaN alone replaced", **_MULTIPLIED, recipe=RECIPE, step="clean"
)
def inf_multiplied(logits: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> Pair:
    return np.where(np.isnan(logits), 0.0, logits), np.where(weights > 0, targets, 0)


@misconception(
    "empty-nan",
    title="a mean that divides by a weight sum of 0",
    belief="It never happens that no row counts.",
    hint="What is the mean of nothing? Our contract answers 0, with a gradient of 0.",
    evidence=[
        "https://github.com/pytorch/pytorch/issues/116349",
        "https://github.com/pytorch/pytorch/issues/70348",
        "https://github.com/meta-pytorch/torchtune/issues/2341",
    ],
    recipe=RECIPE,
    step="average",
)
def empty_nan(nll: np.ndarray, slope: np.ndarray, weights: np.ndarray) -> Pair:
    share = weights / weights.sum()
    return (share * nll).sum(), share[:, None] * slope
