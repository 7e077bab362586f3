"""The wrong ntp_chunked functions that believers write.

Seven steps: where the cuts are, which labels and weights belong to a chunk, what is replaced,
log-probabilities, the slope of a row, the divisors of loss and gradient, and what becomes of dW.
A function that computes the right numbers from one large matrix has no misconception here: the
memory check tells its author.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]
Cut = tuple[int, int]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def ntp_chunked(
        hidden: np.ndarray, W: np.ndarray, targets: np.ndarray, weights: np.ndarray, *, chunk: int
    ) -> Any:
        steps.guard(chunk)
        if not len(hidden) == len(targets) == len(weights):
            raise ValueError("shapes differ")
        t, cuts = steps.clean(targets, weights), steps.cuts(len(hidden), chunk)
        loss, dhidden, dW = 0.0, np.zeros_like(hidden), np.zeros_like(W)
        for start, stop in cuts:
            h = hidden[start:stop]
            labels, w = steps.slices(t, weights, start, stop)
            log_p = steps.log_p(h @ W.T, hidden[:chunk] @ W.T)
            nll = -log_p[np.arange(len(h)), labels]
            over, under = steps.divisors(weights, w, cuts)
            loss += (w * nll).sum() * over
            dz = steps.slope(log_p, labels, w) * under
            dhidden[start:stop] = dz @ W
            dW = steps.gather(dW, dz.T @ h)
        return loss, dhidden, steps.finish(dW, cuts)

    return {"ntp_chunked": ntp_chunked}


def _guard(chunk: int) -> None:
    if chunk < 1:
        raise ValueError("chunk must be at least 1")


def _clean(targets: np.ndarray, weights: np.ndarray) -> Any:
    return np.where(weights > 0, targets, 0)


def _cuts(n: int, chunk: int) -> Sequence[Cut]:
    return [(start, min(start + chunk, n)) for start in range(0, n, chunk)]


def _slices(targets: np.ndarray, weights: np.ndarray, start: int, stop: int) -> Pair:
    return targets[start:stop], weights[start:stop]


def _log_p(z: np.ndarray, first: np.ndarray) -> Any:
    s = z - z.max(axis=1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


def _one_hot(log_p: np.ndarray, t: np.ndarray) -> Any:
    return (np.arange(log_p.shape[1]) == t[:, None]).astype(float)


def _slope(log_p: np.ndarray, t: np.ndarray, w: np.ndarray) -> Any:
    return w[:, None] * (np.exp(log_p) - _one_hot(log_p, t))


def _one_over(total: Any) -> Any:
    return 1.0 / total if total > 0 else 0.0


def _divisors(weights: np.ndarray, w: np.ndarray, cuts: Sequence[Cut]) -> Pair:
    """Return what a chunk's sums of loss and gradient are multiplied by."""
    share = _one_over(weights.sum())
    return share, share


def _gather(dW: np.ndarray, part: np.ndarray) -> Any:
    return dW + part


def _finish(dW: np.ndarray, cuts: Sequence[Cut]) -> Any:
    return dW


RECIPE = Recipe(
    {
        "guard": _guard,
        "clean": _clean,
        "cuts": _cuts,
        "slices": _slices,
        "log_p": _log_p,
        "slope": _slope,
        "divisors": _divisors,
        "gather": _gather,
        "finish": _finish,
    },
    _build,
)

# The divisor.


@misconception(
    "chunk-mean-of-means",
    title="the mean of the chunks' means",
    belief="The average of averages is the average.",
    hint="In one chunk you are right. Give one chunk a weight of 0.1 and another a weight of 10: "
    "do they count alike? Divide by the weights of all rows.",
    evidence=[
        "https://github.com/huggingface/transformers/pull/34191",
        "https://github.com/karpathy/nanochat/pull/59",
    ],
    recipe=RECIPE,
    step="divisors",
)
def mean_of_means(weights: np.ndarray, w: np.ndarray, cuts: Sequence[Cut]) -> Pair:
    share = _one_over(w.sum()) / len(cuts)
    return share, share


@misconception(
    "chunk-sum-of-means",
    title="the sum of the chunks' means",
    belief="Every chunk returns its loss, and losses are added.",
    hint="In one chunk you are right, in three your loss is about three times ours. A sum may be "
    "added up, a mean may not: what does each chunk divide by?",
    evidence=["https://github.com/NVIDIA-NeMo/Automodel/issues/3803"],
    recipe=RECIPE,
    step="divisors",
)
def sum_of_means(weights: np.ndarray, w: np.ndarray, cuts: Sequence[Cut]) -> Pair:
    share = _one_over(w.sum())
    return share, share


@misconception(
    "chunk-divided-again",
    title="the right mean, divided by the number of chunks",
    belief="What is accumulated over k pieces is divided by k at the end.",
    hint="Every row already has its share of the whole. How often do you divide?",
    evidence=[
        "https://github.com/unslothai/unsloth-zoo/pull/1023",
        "https://github.com/huggingface/transformers/issues/35203",
    ],
    recipe=RECIPE,
    step="divisors",
)
def divided_again(weights: np.ndarray, w: np.ndarray, cuts: Sequence[Cut]) -> Pair:
    share = _one_over(weights.sum()) / len(cuts)
    return share, share


@misconception(
    "chunk-row-count",
    title="a division by the number of rows, not by their weights",
    belief="A mean over N rows divides by N.",
    hint="Multiply all weights by 7: a weighted mean stays as it is. What should it divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="divisors",
)
def row_count(weights: np.ndarray, w: np.ndarray, cuts: Sequence[Cut]) -> Pair:
    share = 1.0 / len(weights) if weights.any() else 0.0
    return share, share


@misconception(
    "grad-missing-mean",
    title="a gradient without the division of the mean",
    belief="p - y is the gradient; the division is a matter of the loss.",
    hint="Your loss is right. Every entry of its gradient carries the factor that the loss "
    "carries: which one?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="divisors",
)
def grad_missing_mean(weights: np.ndarray, w: np.ndarray, cuts: Sequence[Cut]) -> Pair:
    return _one_over(weights.sum()), 1.0


@misconception(
    "chunk-grad-own-divisor",
    title="gradients divided by the chunk's own weights",
    belief="The gradient of a chunk is the gradient of its own mean.",
    hint="Your loss is right, in all chunks together. The slope of that loss has its divisor: "
    "which weights are in it?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="divisors",
)
def grad_own_divisor(weights: np.ndarray, w: np.ndarray, cuts: Sequence[Cut]) -> Pair:
    return _one_over(weights.sum()), _one_over(w.sum())


# Where the cuts are, and what belongs to a chunk.


@misconception(
    "chunk-last-dropped",
    title="whole chunks only: the rows that are left over are dropped",
    belief="There are N // chunk chunks.",
    hint="How many chunks of 3 make 7 rows? Look at the last rows of your dhidden.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="cuts",
)
def last_dropped(n: int, chunk: int) -> Sequence[Cut]:
    return [(i * chunk, (i + 1) * chunk) for i in range(n // chunk)]


@misconception(
    "chunk-last-overlaps",
    title="a last chunk that takes some rows a second time",
    belief="All chunks need the same size, so the last one starts earlier.",
    hint="With 7 rows and chunks of 3, which rows does your last chunk hold? Rows that come twice "
    "count twice, in the loss and in dW.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="cuts",
)
def last_overlaps(n: int, chunk: int) -> Sequence[Cut]:
    return [(max(min(i, n - chunk), 0), min(i + chunk, n)) for i in range(0, n, chunk)]


@misconception(
    "chunk-labels-of-the-first",
    title="every chunk asked for the targets of the first one",
    belief="Inside the loop, targets[:len(chunk)] are the targets of the chunk.",
    hint="You cut hidden at start. Where do you cut the targets?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="slices",
)
def labels_of_the_first(targets: np.ndarray, weights: np.ndarray, start: int, stop: int) -> Pair:
    return targets[: stop - start], weights[start:stop]


@misconception(
    "chunk-weights-of-the-first",
    title="every chunk weighed with the weights of the first one",
    belief="Inside the loop, weights[:len(chunk)] are the weights of the chunk.",
    hint="You cut hidden and the targets at start. Where do you cut the weights?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="slices",
)
def weights_of_the_first(targets: np.ndarray, weights: np.ndarray, start: int, stop: int) -> Pair:
    return targets[start:stop], weights[: stop - start]


@misconception(
    "chunk-weights-as-mask",
    title="weights used as a mask: positive is 1",
    belief="A weight says whether a row counts.",
    hint="Give one row twice the weight of another. Does it count twice as much? You divide by "
    "the sum of the weights, so multiply by them too.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="slices",
)
def weights_as_mask(targets: np.ndarray, weights: np.ndarray, start: int, stop: int) -> Pair:
    return targets[start:stop], (weights[start:stop] > 0).astype(float)


# The gradient.


@misconception(
    "chunk-dw-overwritten",
    title="a dW that only the last chunk has written",
    belief="Each chunk computes its dW, and the loop returns it.",
    hint="Your loss and dhidden are right. Each chunk has rows of dhidden to itself, but every "
    "word meets the rows of all chunks.",
    evidence=["https://github.com/huggingface/sentence-transformers/pull/3862"],
    recipe=RECIPE,
    step="gather",
)
def dw_overwritten(dW: np.ndarray, part: np.ndarray) -> Any:
    return part


@misconception(
    "chunk-dw-averaged",
    title="a dW averaged over the chunks",
    belief="Accumulated gradients are averaged at the end.",
    hint="Your loss and dhidden are right, and dW is smaller by the number of chunks. The share of "
    "every row is in dz already.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="finish",
)
def dw_averaged(dW: np.ndarray, cuts: Sequence[Cut]) -> Any:
    return dW / len(cuts)


@misconception(
    "chunk-grad-unweighted",
    title="a gradient whose rows all weigh the same",
    belief="Weights are for the loss that is reported.",
    hint="Your loss is right. A row of weight 0 must not move anything: what multiplies its p - y?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="slope",
)
def grad_unweighted(log_p: np.ndarray, t: np.ndarray, w: np.ndarray) -> Any:
    return np.exp(log_p) - _one_hot(log_p, t)


@misconception(
    "chunk-grad-weighted-twice",
    title="a gradient weighed twice",
    belief="The loss is weighted, and so is its gradient.",
    hint="Your loss is right. The weight of a row is one factor of its slope; how often is it in "
    "yours? Look for a second multiplication.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="slope",
)
def grad_weighted_twice(log_p: np.ndarray, t: np.ndarray, w: np.ndarray) -> Any:
    return w[:, None] * _slope(log_p, t, w)


@misconception(
    "grad-p-only",
    title="a gradient without the target",
    belief="The derivative of log-softmax is softmax.",
    hint="Add up your dW over the words: shifting all logits changes nothing, so it is 0.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="slope",
)
def grad_p_only(log_p: np.ndarray, t: np.ndarray, w: np.ndarray) -> Any:
    return w[:, None] * np.exp(log_p)


@misconception(
    "grad-sign",
    title="gradients that point the other way, y - p",
    belief="The gradient pulls the prediction towards the target.",
    hint="It is the optimizer that goes downhill. Which way does the loss grow?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="slope",
)
def grad_sign(log_p: np.ndarray, t: np.ndarray, w: np.ndarray) -> Any:
    return -_slope(log_p, t, w)


@misconception(
    "softmax-wrong-axis",
    title="a softmax over the rows of a chunk",
    belief="axis=0 is the axis of the classes.",
    hint="Which axis of a chunk of logits has V entries? The rows of a chunk know nothing of each "
    "other.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def softmax_over_rows(z: np.ndarray, first: np.ndarray) -> Any:
    s = z - z.max(axis=0)
    return s - np.log(np.exp(s).sum(axis=0))


# Stability: equal to the reference on ordinary logits, told apart by the extremes that break.


@misconception(
    "chunk-first-max",
    title="the maxima of the first chunk, subtracted from all chunks",
    belief="Any constant may be subtracted, so one look at the logits is enough.",
    hint="Ordinary logits are right. Which of your chunks knows the largest logit of its own rows?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def first_max(z: np.ndarray, first: np.ndarray) -> Any:
    s = z - first.max()
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


@misconception(
    "global-max",
    title="one maximum for all rows of a chunk",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="Two rows of a chunk may live thousands apart. What is left of the lower one after exp?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def global_max(z: np.ndarray, first: np.ndarray) -> Any:
    s = z - z.max()
    return s - np.log(np.exp(s).sum(axis=1, keepdims=True))


@misconception(
    "lse-no-max",
    title="log-sum-exp of the raw logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="exp still sees the raw logit, and exp(725) does not exist. Which number may it see "
    "safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def lse_no_max(z: np.ndarray, first: np.ndarray) -> Any:
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


@misconception(
    "unstable-softmax",
    title="log of exp over sum, as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Add 725 to every logit: the answer must not change. What does exp(725) give?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
        "https://github.com/HobbitLong/SupContrast/issues/104",
    ],
    recipe=RECIPE,
    step="log_p",
)
def unstable_softmax(z: np.ndarray, first: np.ndarray) -> Any:
    e = np.exp(z)
    return np.log(e / e.sum(axis=1, keepdims=True))


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
def log_of_shifted_softmax(z: np.ndarray, first: np.ndarray) -> Any:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.log(e / e.sum(axis=1, keepdims=True))


# The edges: equal to the reference wherever everything is in order.


@misconception(
    "neg-index-wrap",
    title="a label of -100 used as an index",
    belief="Ignored labels are harmless, because their weight is 0.",
    hint="What is row[-100]? With 9 words it is an error, with 200 it is word 100. Replace the "
    "label before you index.",
    evidence=["own experience", "https://github.com/huggingface/transformers/issues/3499"],
    recipe=RECIPE,
    step="clean",
)
def neg_index_wrap(targets: np.ndarray, weights: np.ndarray) -> Any:
    return targets


@misconception(
    "empty-nan",
    title="a division by a weight sum of 0",
    belief="It never happens that no row counts.",
    hint="What is the mean of nothing? Our contract answers 0, with gradients of 0.",
    evidence=[
        "https://github.com/pytorch/pytorch/issues/116349",
        "https://github.com/pytorch/pytorch/issues/70348",
        "https://github.com/meta-pytorch/torchtune/issues/2341",
    ],
    recipe=RECIPE,
    step="divisors",
)
def empty_nan(weights: np.ndarray, w: np.ndarray, cuts: Sequence[Cut]) -> Pair:
    share = np.float64(1.0) / weights.sum()
    return share, share


@misconception(
    "chunk-left-to-range",
    title="a chunk below 1 that is left to range",
    belief="range complains when its step makes no sense.",
    hint="range(0, 7, 0) complains, range(0, 7, -3) is empty: your loop never runs and the answer "
    "is 0. Our contract asks for a ValueError.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="guard",
)
def left_to_range(chunk: int) -> None:
    return None
