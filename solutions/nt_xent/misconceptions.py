"""The wrong nt_xent functions that believers write.

Left out: ntx-false-negatives, an assumption about the data and not a function of the embeddings.
nce-symmetric is here ntx-cross-only: candidates of the other view only are the CLIP loss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def nt_xent(z1: np.ndarray, z2: np.ndarray, *, tau: float) -> Any:
        if tau <= 0 or z1.shape != z2.shape:
            raise ValueError("tau must be positive, and z1 and z2 of one shape")
        u = steps.unit(np.concatenate([z1, z2]))
        s = steps.temper(u @ u.T, tau)
        return steps.average(steps.surprise(s, tau), len(z1))

    return {"nt_xent": nt_xent}


def _unit(x: np.ndarray) -> np.ndarray:
    return np.asarray(x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12))


def _temper(cosine: np.ndarray, tau: float) -> np.ndarray:
    return cosine / tau


def _lse(s: np.ndarray) -> np.ndarray:
    m = s.max(axis=1, keepdims=True)
    return np.asarray(m[:, 0] + np.log(np.exp(s - m).sum(axis=1)))


def _itself(s: np.ndarray) -> np.ndarray:
    return np.eye(len(s), dtype=bool)


def _partners(s: np.ndarray) -> np.ndarray:
    """The matrix that is true at the partner of every row."""
    return np.roll(_itself(s), len(s) // 2, axis=1)


def _filled(s: np.ndarray, value: float = -np.inf) -> np.ndarray:
    return np.where(_itself(s), value, s)


def _positive(s: np.ndarray) -> np.ndarray:
    i = np.arange(len(s))
    return np.asarray(s[i, (i + len(s) // 2) % len(s)])


def _surprise(s: np.ndarray, tau: float) -> np.ndarray:
    return np.asarray(_lse(_filled(s)) - _positive(s))


def _average(losses: np.ndarray, n: int) -> Any:
    return losses.mean()


RECIPE = Recipe(
    {"unit": _unit, "temper": _temper, "surprise": _surprise, "average": _average}, _build
)

# The row itself among its candidates


@misconception(
    "ntx-diagonal",
    title="NT-Xent with every row among its own candidates",
    belief="Every column of the matrix is a candidate.",
    hint="Who is always the best match of row i? With it in the sum, the loss has a floor that no "
    "training can pass.",
    evidence=["https://github.com/alinlab/CSI/issues/49"],
    recipe=RECIPE,
    step="surprise",
)
def diagonal(s: np.ndarray, tau: float) -> Any:
    return _lse(s) - _positive(s)


@misconception(
    "ntx-diag-zero",
    title="NT-Xent with a self-similarity of 0",
    belief="Multiplying by (1 - eye) removes the diagonal.",
    hint="exp(0) is 1, not 0: every row still has itself as a lukewarm candidate. Which logit has "
    "an exponential of 0?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def diag_zero(s: np.ndarray, tau: float) -> Any:
    return _lse(_filled(s, 0.0)) - _positive(s)


@misconception(
    "ntx-fill-minus10",
    title="NT-Xent with a self-similarity of -10 before the division by tau",
    belief="-10 is small enough for a cosine.",
    hint="How big is exp(-10/tau) for tau = 2, and how big for tau = 0.05? Which fill is small at "
    "every temperature?",
    evidence=["https://github.com/taesungp/contrastive-unpaired-translation/issues/47"],
    recipe=RECIPE,
    step="surprise",
)
def fill_minus10(s: np.ndarray, tau: float) -> Any:
    return _lse(_filled(s, -10.0 / tau)) - _positive(s)


@misconception(
    "ntx-label-self",
    title="NT-Xent with every row as its own positive",
    belief="The positive stands on the diagonal, as in InfoNCE.",
    hint="Is finding yourself hard? Your loss is near 0 before any training. Where is the twin of "
    "row 0 in [z1; z2]?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def label_self(s: np.ndarray, tau: float) -> Any:
    return _lse(s) - np.diagonal(s)


@misconception(
    "ntx-cross-diagonal",
    title="NT-Xent with the partners removed as well",
    belief="Every diagonal of the similarity matrix is self-similarity.",
    hint="Your loss is gigantic on every input: the right answer was masked out. Where does the "
    "partner of row i stand, and which diagonal is row i with itself?",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="surprise",
)
def cross_diagonal(s: np.ndarray, tau: float) -> Any:
    # With -inf for -1e9 the loss is inf on every input, which tells a learner enough.
    s = np.where(_partners(s), -1e9, s)
    return _lse(_filled(s)) - _positive(s)


# Who else competes


@misconception(
    "ntx-pos-dropped",
    title="NT-Xent with only the negatives in the denominator",
    belief="The denominator holds the negatives.",
    hint="Can your loss be negative? A cross-entropy cannot: the partner is one of the 2N - 1 "
    "candidates. (Leaving it out on purpose is another loss, DCL.)",
    evidence=["https://github.com/Lightning-Universe/lightning-bolts/issues/252"],
    recipe=RECIPE,
    step="surprise",
)
def pos_dropped(s: np.ndarray, tau: float) -> Any:
    return _lse(np.where(_partners(s), -np.inf, _filled(s))) - _positive(s)


@misconception(
    "ntx-pos-twice",
    title="NT-Xent with the partner among its own negatives",
    belief="The positive, and then everything that is not the row itself, are the candidates.",
    hint="How many candidates does each row have? 2N - 1, but yours has 2N: who is there twice?",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="surprise",
)
def pos_twice(s: np.ndarray, tau: float) -> Any:
    return np.logaddexp(_lse(_filled(s)), _positive(s)) - _positive(s)


@misconception(
    "ntx-cross-only",
    title="NT-Xent with candidates of the other view only",
    belief="NT-Xent is the symmetric CLIP loss.",
    hint="What is your loss when all embeddings are equal: ln N or ln(2N - 1)? Two photographs of "
    "the same view can be confused as well.",
    evidence=["pytorch/pytorch PR 195380 states the difference"],
    recipe=RECIPE,
    step="surprise",
)
def cross_only(s: np.ndarray, tau: float) -> Any:
    second = np.arange(len(s)) >= len(s) // 2
    across = second[:, None] != second[None, :]
    return _lse(np.where(across, s, -np.inf)) - _positive(s)


@misconception(
    "ntx-same-view",
    title="NT-Xent with negatives of the same view only",
    belief="The other view holds the positive, and the own view the negatives.",
    hint="What is your loss when all embeddings are equal: ln N or ln(2N - 1)? The other views of "
    "other images are negatives too.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def same_view(s: np.ndarray, tau: float) -> Any:
    second = np.arange(len(s)) >= len(s) // 2
    within = second[:, None] == second[None, :]
    return _lse(np.where(within | _partners(s), _filled(s), -np.inf)) - _positive(s)


@misconception(
    "ntx-interleaved",
    title="NT-Xent with neighbours as partners",
    belief="The two views of an image stand next to each other.",
    hint="Your batch is [z1; z2]. Where is the partner of row 0? Rows 0 and 1 are two images.",
    evidence=["pages: onlearn.app variant uses (2i,2i+1) layout"],
    recipe=RECIPE,
    step="surprise",
)
def interleaved(s: np.ndarray, tau: float) -> Any:
    i = np.arange(len(s))
    return _lse(_filled(s)) - s[i, i ^ 1]


# The mean


@misconception(
    "ntx-one-sided",
    title="the mean over the first N anchors",
    belief="The second half only repeats the first.",
    hint="Swap z1 and z2: your value moves, the loss does not. How many rows ask a question?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def one_sided(losses: np.ndarray, n: int) -> Any:
    return losses[:n].mean()


@misconception(
    "ntx-sum-of-views",
    title="the sum of both views' means",
    belief="The loss adds the two views' losses, as SimCLR's code does.",
    hint="Your value is exactly twice ours. The official TensorFlow code is twice the paper's "
    "equation; here the mean runs over 2N anchors.",
    evidence=["google-research/simclr objective.py (read)"],
    recipe=RECIPE,
    step="average",
)
def sum_of_views(losses: np.ndarray, n: int) -> Any:
    return losses[:n].mean() + losses[n:].mean()


@misconception(
    "ntx-divide-by-negatives",
    title="the sum over anchors divided by 2(N - 1)",
    belief="The loss is normalised by the number of negatives.",
    hint="Your value is N/(N - 1) times ours. How many questions were asked?",
    evidence=["https://github.com/lucidrains/contrastive-learner/issues/2"],
    recipe=RECIPE,
    step="average",
)
def divide_by_negatives(losses: np.ndarray, n: int) -> Any:
    return losses.sum() / (2 * (n - 1))


@misconception(
    "nce-sum",
    title="NT-Xent summed over the anchors",
    belief="The optimizer does not care about the factor 2N.",
    hint="Your value is exactly 2N times ours. A mean does not grow with the batch.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def summed(losses: np.ndarray, n: int) -> Any:
    return losses.sum()


# Lengths and temperature, as in info_nce


@misconception(
    "nce-no-norm",
    title="NT-Xent of raw dot products",
    belief="A dot product is a similarity, so it can be used as it is.",
    hint="Multiply z1 by 10: a cosine does not move, your loss does. What has to happen to every "
    "row first?",
    evidence=[
        "https://github.com/google-research/big_vision/issues/115",
        "https://github.com/HobbitLong/SupContrast/issues/100",
        "https://github.com/moein-shariatnia/OpenAI-CLIP/pull/28",
    ],
    recipe=RECIPE,
    step="unit",
)
def no_norm(x: np.ndarray) -> Any:
    return x


@misconception(
    "nce-norm-axis",
    title="NT-Xent with columns of unit length",
    belief="Normalising means dividing by the norm; the axis sorts itself out.",
    hint="Which axis is one embedding? Print the norm of one row after your normalisation.",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="unit",
)
def norm_axis(x: np.ndarray) -> Any:
    return x / np.linalg.norm(x, axis=0, keepdims=True)


@misconception(
    "nce-norm-global",
    title="NT-Xent with one norm for the whole batch",
    belief="norm(x) without an axis gives the norm of every row.",
    hint="Print the norm of one row after normalising: it should be 1. How many norms does your "
    "call return?",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="unit",
)
def norm_global(x: np.ndarray) -> Any:
    return x / np.linalg.norm(x)


@misconception(
    "nce-tau-missing",
    title="NT-Xent without a temperature",
    belief="A constant factor inside does not matter.",
    hint="With cosines in [-1, 1] and no temperature, how small can the loss get for a perfect "
    "batch?",
    evidence=[
        "https://github.com/ustcllm/RecStudio/issues/21",
        "https://github.com/openai/CLIP/issues/48",
    ],
    recipe=RECIPE,
    step="temper",
)
def tau_missing(cosine: np.ndarray, tau: float) -> Any:
    return cosine


@misconception(
    "nce-tau-multiplied",
    title="NT-Xent with similarities times tau",
    belief="A smaller temperature makes smaller logits.",
    hint="Cold (a small tau) means sharper. Halve tau: do your probabilities get sharper or "
    "flatter?",
    evidence=["https://github.com/LAION-AI/CLAP/issues/57 (confusion about t)"],
    recipe=RECIPE,
    step="temper",
)
def tau_multiplied(cosine: np.ndarray, tau: float) -> Any:
    return cosine * tau


# Right on paper, fragile on a computer


@misconception(
    "ntx-subtract-e1tau",
    title="a sum over all rows minus exp(1/tau)",
    belief="Subtracting the row's own exponential equals masking it.",
    hint="Exact on paper, fragile in floats: exp(1/tau) overflows when it is cold, and what is "
    "left after the subtraction has lost its digits. Mask it before exp.",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/695",
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
    ],
    recipe=RECIPE,
    step="surprise",
)
def subtract_e1tau(s: np.ndarray, tau: float) -> Any:
    return np.log(np.exp(s).sum(axis=1) - np.exp(1.0 / np.float64(tau))) - _positive(s)


_RATIO: dict[str, Any] = {
    "title": "log of exp over a sum of exp, as written on paper",
    "belief": "The formula of the paper is the code: exp of the positive over the sum of exp.",
    "hint": "Cosines are at most 1, but 1/tau is not: what is exp(1 / 1e-4)? Write lse(s) - s_pos.",
}


@misconception(
    "nce-exp-ratio",
    variant="row itself set to 0",
    **_RATIO,
    evidence=["github.com/0suh/cs231n_2021 assignment3/cs231n/simclr/contrastive_loss.py"],
    recipe=RECIPE,
    step="surprise",
)
def exp_ratio(s: np.ndarray, tau: float) -> Any:
    e = np.exp(s)
    return -np.log(_positive(e) / _filled(e, 0.0).sum(axis=1))


@misconception(
    "nce-exp-ratio",
    variant="row itself times 0",
    **_RATIO,
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="surprise",
)
def exp_ratio_masked(s: np.ndarray, tau: float) -> Any:
    e = np.exp(s) * ~_itself(s)
    return -np.log(_positive(e) / e.sum(axis=1))


@misconception(
    "lse-no-max",
    title="log-sum-exp of the raw logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees 1/tau. Which number may it see safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def lse_no_max(s: np.ndarray, tau: float) -> Any:
    return np.log(np.exp(_filled(s)).sum(axis=1)) - _positive(s)


@misconception(
    "log-of-shifted-softmax",
    title="log of a stable softmax",
    belief="Subtracting the maximum makes everything after it stable, the log too.",
    hint="Your softmax is stable, your log is not: log(exp(-900)) is -inf on a computer and -900 "
    "on paper. Can you get to the logarithm without building p?",
    evidence=["github.com/0suh/cs231n_2021 assignment1/cs231n/classifiers/softmax.py"],
    recipe=RECIPE,
    step="surprise",
)
def log_of_shifted_softmax(s: np.ndarray, tau: float) -> Any:
    s = _filled(s)
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return -np.log(_positive(e) / e.sum(axis=1))


@misconception(
    "ntx-self-sets-max",
    title="a row maximum that includes the row itself",
    belief="Any upper bound of the row is as good as its maximum, and 1/tau is one.",
    hint="You shift by the self-similarity 1/tau, which is masked afterwards: for a row whose "
    "other cosines are small, every exponential left is 0. Mask first, then take the maximum.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def self_sets_max(s: np.ndarray, tau: float) -> Any:
    m = s.max(axis=1)
    return m + np.log(_filled(np.exp(s - m[:, None]), 0.0).sum(axis=1)) - _positive(s)


@misconception(
    "global-max",
    title="one maximum for the whole matrix",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One row is certain, another in doubt: their largest logits are thousands apart when it "
    "is cold. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def global_max(s: np.ndarray, tau: float) -> Any:
    s = _filled(s)
    m = s.max()
    return m + np.log(np.exp(s - m).sum(axis=1)) - _positive(s)


_EPS_BELIEF = "A small epsilon protects the log without changing anything."
_EPS_HINT = (
    "How large can your loss get when the model is surely wrong? It should be unbounded, and yours "
    "has a ceiling."
)
_EPS_EVIDENCE = [
    "https://github.com/KevinMusgrave/pytorch-metric-learning/blob/216a792/src/"
    "pytorch_metric_learning/losses/ntxent_loss.py (log(num/den + small_val))",
    "https://github.com/Lightning-Universe/lightning-bolts/issues/681",
]


@misconception(
    "eps-in-log",
    variant="1e-8",
    title="log(p + 1e-8)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=_EPS_EVIDENCE,
    recipe=RECIPE,
    step="surprise",
)
def eps_in_log(s: np.ndarray, tau: float) -> Any:
    return -np.log(np.exp(-_surprise(s, tau)) + 1e-8)


@misconception(
    "eps-in-log",
    variant="1e-12",
    title="log(p + 1e-12)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def smaller_eps_in_log(s: np.ndarray, tau: float) -> Any:
    return -np.log(np.exp(-_surprise(s, tau)) + 1e-12)
