"""The wrong info_nce functions that believers write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def info_nce(q: np.ndarray, k: np.ndarray, *, tau: float) -> Any:
        if tau <= 0 or q.shape != k.shape:
            raise ValueError("tau must be positive, and q and k of one shape")
        u, v = steps.unit(q, "q"), steps.unit(k, "k")
        s = steps.temper(steps.similarity(u, v), tau)
        return steps.finish(steps.surprise(s), tau)

    return {"info_nce": info_nce}


def _unit(x: np.ndarray, side: str) -> np.ndarray:
    return np.asarray(x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12))


def _similarity(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.asarray(u @ v.T)


def _temper(cosine: np.ndarray, tau: float) -> np.ndarray:
    return cosine / tau


def _lse(s: np.ndarray, axis: int) -> np.ndarray:
    m = s.max(axis=axis, keepdims=True)
    return np.asarray(np.squeeze(m, axis) + np.log(np.exp(s - m).sum(axis=axis)))


def _surprise(s: np.ndarray) -> np.ndarray:
    return np.asarray(_lse(s, 1) - np.diagonal(s))


def _finish(losses: np.ndarray, tau: float) -> float:
    return float(losses.mean())


RECIPE = Recipe(
    {
        "unit": _unit,
        "similarity": _similarity,
        "temper": _temper,
        "surprise": _surprise,
        "finish": _finish,
    },
    _build,
)

# The lengths of the embeddings


@misconception(
    "nce-no-norm",
    title="InfoNCE of raw dot products",
    belief="A dot product is a similarity, so it can be used as it is.",
    hint="Multiply q by 10: a cosine does not move, your loss does. What has to happen to every "
    "row before the dot products?",
    evidence=[
        "https://github.com/google-research/big_vision/issues/115",
        "https://github.com/HobbitLong/SupContrast/issues/100",
        "https://github.com/moein-shariatnia/OpenAI-CLIP/pull/28",
    ],
    recipe=RECIPE,
    step="unit",
)
def no_norm(x: np.ndarray, side: str) -> Any:
    return x


_ONE_SIDE = "One normalised side is enough to get the angle."


@misconception(
    "nce-norm-one-side",
    variant="queries",
    title="InfoNCE with normalised queries and raw keys",
    belief=_ONE_SIDE,
    hint="Make one key ten times longer: its column grows, as if that key were likelier from the "
    "start. Which side is not normalised yet?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="unit",
)
def norm_queries_only(x: np.ndarray, side: str) -> Any:
    return _unit(x, side) if side == "q" else x


@misconception(
    "nce-norm-one-side",
    variant="keys",
    title="InfoNCE with normalised keys and raw queries",
    belief=_ONE_SIDE,
    hint="Make one query ten times longer: its row gets sharper, as if it had a temperature of its "
    "own. Which side is not normalised yet?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="unit",
)
def norm_keys_only(x: np.ndarray, side: str) -> Any:
    return _unit(x, side) if side == "k" else x


@misconception(
    "nce-norm-axis",
    title="InfoNCE with columns of unit length",
    belief="Normalising means dividing by the norm; the axis sorts itself out.",
    hint="Which axis is one embedding? Print the norm of one row after your normalisation.",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="unit",
)
def norm_axis(x: np.ndarray, side: str) -> Any:
    return x / np.linalg.norm(x, axis=0, keepdims=True)


@misconception(
    "nce-norm-global",
    title="InfoNCE with one norm for the whole batch",
    belief="norm(x) without an axis gives the norm of every row.",
    hint="Print the norm of one row after normalising: it should be 1. How many norms does your "
    "call return?",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="unit",
)
def norm_global(x: np.ndarray, side: str) -> Any:
    return x / np.linalg.norm(x)


@misconception(
    "nce-norm-squared",
    title="InfoNCE with embeddings divided by their squared norm",
    belief="The sum of squares is the norm.",
    hint="A row of length 2 should become a row of length 1; yours has length 1/2. What is missing "
    "after the sum of squares?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="unit",
)
def norm_squared(x: np.ndarray, side: str) -> Any:
    return x / (x * x).sum(axis=-1, keepdims=True)


@misconception(
    "nce-euclidean",
    title="InfoNCE of negative squared distances",
    belief="Minus the distance is as good a similarity as the cosine.",
    hint="For unit vectors -||u - v||^2 = 2 cos - 2. The 2 cancels in the softmax, the factor does "
    "not: at which temperature do you really compute?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="similarity",
)
def euclidean(u: np.ndarray, v: np.ndarray) -> Any:
    return -((u[:, None, :] - v[None, :, :]) ** 2).sum(axis=-1)


# The temperature


@misconception(
    "nce-tau-multiplied",
    title="InfoNCE with similarities times tau",
    belief="A smaller temperature makes smaller logits.",
    hint="Cold (a small tau) means sharper. Halve tau: do your probabilities get sharper or "
    "flatter?",
    evidence=["https://github.com/LAION-AI/CLAP/issues/57 (confusion about t)"],
    recipe=RECIPE,
    step="temper",
)
def tau_multiplied(cosine: np.ndarray, tau: float) -> Any:
    return cosine * tau


@misconception(
    "nce-tau-missing",
    title="InfoNCE without a temperature",
    belief="A constant factor inside does not matter.",
    hint="With cosines in [-1, 1] and no temperature, how small can the loss get for a perfect "
    "batch of N pairs?",
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
    "nce-tau-twice",
    title="InfoNCE with similarities over tau squared",
    belief="The temperature scales the embeddings, so both sides are divided by it.",
    hint="Count the divisions in (q / tau) @ (k / tau).T: how often does tau divide one cosine?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def tau_twice(cosine: np.ndarray, tau: float) -> Any:
    return cosine / tau**2


@misconception(
    "nce-tau-negatives-only",
    title="InfoNCE with the temperature on the negatives only",
    belief="The temperature weighs the negatives.",
    hint="Positive and negatives answer the same question, in one softmax. Which of your logits "
    "has not been divided by tau?",
    evidence=["https://github.com/RElbers/info-nce-pytorch/pull/17"],
    recipe=RECIPE,
    step="temper",
)
def tau_negatives_only(cosine: np.ndarray, tau: float) -> Any:
    return np.where(np.eye(len(cosine), dtype=bool), cosine, cosine / tau)


@misconception(
    "nce-tau-outside",
    title="tau times InfoNCE",
    belief="The temperature scales the loss.",
    hint="Your value is exactly tau times ours. MoCo v3 multiplies by 2 tau on purpose, to keep "
    "the gradient's size; this contract does not.",
    evidence=["https://github.com/drboog/Lafite/issues/25"],
    recipe=RECIPE,
    step="finish",
)
def tau_outside(losses: np.ndarray, tau: float) -> Any:
    return tau * losses.mean()


# Who competes with whom


@misconception(
    "nce-positive-not-in-denominator",
    title="InfoNCE with only the negatives in the denominator",
    belief="The denominator holds the negatives.",
    hint="Can your loss be negative? A cross-entropy cannot: the right answer is one of the "
    "candidates. (Leaving it out on purpose is another loss, DCL.)",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/252",
        "https://github.com/KevinMusgrave/pytorch-metric-learning/issues/699",
        "lightly dcl_loss.py (by design)",
    ],
    recipe=RECIPE,
    step="surprise",
)
def positive_not_in_denominator(s: np.ndarray) -> Any:
    negatives = np.where(np.eye(len(s), dtype=bool), -np.inf, s)
    return _lse(negatives, 1) - np.diagonal(s)


@misconception(
    "nce-positive-twice",
    title="InfoNCE with the positive counted twice in the denominator",
    belief="The numerator has to be added to the sum of all candidates.",
    hint="With a single pair the quiz has one answer and the loss is 0; yours is ln 2. Is the "
    "positive already in the sum over all keys?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def positive_twice(s: np.ndarray) -> Any:
    return np.logaddexp(_lse(s, 1), np.diagonal(s)) - np.diagonal(s)


@misconception(
    "nce-mean-in-denominator",
    title="InfoNCE with a mean in the denominator",
    belief="The denominator averages over the candidates.",
    hint="Your value is ln N below ours on every input, so its gradient is right. Sum or mean: "
    "which one makes probabilities that add up to 1?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def mean_in_denominator(s: np.ndarray) -> Any:
    return _lse(s, 1) - np.log(len(s)) - np.diagonal(s)


@misconception(
    "nce-columns",
    title="InfoNCE of the keys: softmax down the columns",
    belief="The similarity matrix is symmetric anyway, so the axis does not matter.",
    hint="Swap q and k: your value becomes ours. Who asks in this loss, the queries or the keys, "
    "and which axis runs over the candidates?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def columns(s: np.ndarray) -> Any:
    return _lse(s, 0) - np.diagonal(s)


@misconception(
    "nce-symmetric",
    title="the average of both directions",
    belief="A contrastive loss is symmetric.",
    hint="You compute the CLIP loss. This exercise asks for one direction: only the queries ask.",
    evidence=["pytorch/pytorch PR 195380 (one-directional on purpose)"],
    recipe=RECIPE,
    step="surprise",
)
def symmetric(s: np.ndarray) -> Any:
    return (_lse(s, 1) + _lse(s, 0)) / 2 - np.diagonal(s)


@misconception(
    "nce-flat-softmax",
    title="one softmax over all N x N pairs",
    belief="All pairs of the batch compete with each other.",
    hint="How many questions does the batch ask, one or N? Over which axis does a question have "
    "its candidates?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def flat_softmax(s: np.ndarray) -> Any:
    return _lse(s.reshape(1, -1), 1) - np.diagonal(s)


# From similarities to a loss


@misconception(
    "nce-no-exp",
    title="a ratio of similarities without exp",
    belief="A similarity over the sum of similarities is a probability.",
    hint="Similarities can be negative, probabilities cannot: what makes them positive first?",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="surprise",
)
def no_exp(s: np.ndarray) -> Any:
    return -np.log(np.diagonal(s) / s.sum(axis=1))


@misconception(
    "double-softmax",
    title="cross-entropy of probabilities",
    belief="Cross-entropy wants probabilities, so the logits go through softmax first.",
    hint="Feed a perfect batch at a low temperature: the loss must go to 0. Yours stops early. How "
    "often were the logits normalised?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/654",
        "https://github.com/mlelarge/graph_neural_net/pull/37",
    ],
    recipe=RECIPE,
    step="surprise",
)
def double_softmax(s: np.ndarray) -> Any:
    return _surprise(np.exp(s - _lse(s, 1)[:, None]))


@misconception(
    "nce-log-of-mean",
    title="minus the log of the mean probability",
    belief="Averaging before or after the log gives the same number.",
    hint="One hopeless query must cost a lot, but your mean hides it. Average the surprises, not "
    "the probabilities.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="finish",
)
def log_of_mean(losses: np.ndarray, tau: float) -> Any:
    return -np.log(np.exp(-losses).mean())


@misconception(
    "nce-sum",
    title="InfoNCE summed over the queries",
    belief="The optimizer does not care about the factor N.",
    hint="Your value is exactly N times ours. A mean does not grow with the batch.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="finish",
)
def summed(losses: np.ndarray, tau: float) -> Any:
    return losses.sum()


@misconception(
    "log2-nats",
    title="InfoNCE in bits",
    belief="Bits and nats are the same thing.",
    hint="Your number is exactly 1.4427 times ours: which base does the contract ask for?",
    evidence=[
        "https://github.com/EleutherAI/lm-evaluation-harness/pull/242",
        "https://github.com/harvardnlp/TextFlow/issues/8",
    ],
    recipe=RECIPE,
    step="finish",
)
def bits(losses: np.ndarray, tau: float) -> Any:
    return losses.mean() / np.log(2.0)


# Right on paper, fragile on a computer


@misconception(
    "nce-exp-ratio",
    title="log of exp over a sum of exp, as written on paper",
    belief="The formula of the paper is the code: exp of the positive over the sum of exp.",
    hint="Cosines are at most 1, but 1/tau is not: what is exp(1 / 1e-4)? Write lse(s) - s_pos.",
    evidence=["github.com/0suh/cs231n_2021 assignment3/cs231n/simclr/contrastive_loss.py"],
    recipe=RECIPE,
    step="surprise",
)
def exp_ratio(s: np.ndarray) -> Any:
    e = np.exp(s)
    return -np.log(np.diagonal(e) / e.sum(axis=1))


@misconception(
    "lse-no-max",
    title="log-sum-exp of the raw logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees 1/tau. Which number may it see safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def lse_no_max(s: np.ndarray) -> Any:
    return np.log(np.exp(s).sum(axis=1)) - np.diagonal(s)


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
def log_of_shifted_softmax(s: np.ndarray) -> Any:
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return -np.log(np.diagonal(e) / e.sum(axis=1))


@misconception(
    "global-max",
    variant="log-sum-exp",
    title="one maximum for the whole matrix",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One query is certain, another in doubt: their largest logits are thousands apart when it "
    "is cold. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def global_max(s: np.ndarray) -> Any:
    m = s.max()
    return m + np.log(np.exp(s - m).sum(axis=1)) - np.diagonal(s)


@misconception(
    "global-max",
    variant="softmax",
    title="one maximum for the whole matrix, then the log of softmax",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One query is certain, another in doubt: their largest logits are thousands apart when it "
    "is cold. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def global_max_softmax(s: np.ndarray) -> Any:
    e = np.exp(s - s.max())
    return -np.log(np.diagonal(e) / e.sum(axis=1))


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
def eps_in_log(s: np.ndarray) -> Any:
    return -np.log(np.exp(-_surprise(s)) + 1e-8)


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
def smaller_eps_in_log(s: np.ndarray) -> Any:
    return -np.log(np.exp(-_surprise(s)) + 1e-12)
