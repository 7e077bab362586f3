"""The wrong log_softmax functions that believers write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def log_softmax(x: np.ndarray, *, axis: int = -1) -> np.ndarray:
        axis = steps.choose_axis(axis)
        y = steps.log_probabilities(steps.prepare(x, axis), axis)
        return np.asarray(steps.finish(y))

    return {"log_softmax": log_softmax}


def _prepare(x: np.ndarray, axis: int) -> np.ndarray:
    return x


def _choose_axis(axis: int) -> int:
    return axis


def _log_probabilities(x: np.ndarray, axis: int) -> np.ndarray:
    s = x - x.max(axis=axis, keepdims=True)
    return np.asarray(s - np.log(np.exp(s).sum(axis=axis, keepdims=True)))


def _finish(y: np.ndarray) -> np.ndarray:
    return y


RECIPE = Recipe(
    {
        "prepare": _prepare,
        "choose_axis": _choose_axis,
        "log_probabilities": _log_probabilities,
        "finish": _finish,
    },
    _build,
)


def _softmax(x: np.ndarray, axis: int) -> np.ndarray:
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


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
    step="log_probabilities",
)
def unstable_softmax(x: np.ndarray, axis: int) -> Any:
    e = np.exp(x)
    return np.log(e / e.sum(axis=axis, keepdims=True))


@misconception(
    "lse-no-max",
    title="log-sum-exp of the raw logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees the raw number. Which number may it see safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_probabilities",
)
def lse_no_max(x: np.ndarray, axis: int) -> Any:
    return x - np.log(np.exp(x).sum(axis=axis, keepdims=True))


@misconception(
    "log-of-shifted-softmax",
    title="log of a stable softmax",
    belief="Subtracting the maximum makes everything after it stable, the log too.",
    hint="Your softmax is stable, your log is not: log(exp(-900)) is -inf on a computer and -900 "
    "on paper. Can you get to the logarithm without building p?",
    evidence=["github.com/0suh/cs231n_2021 assignment1/cs231n/classifiers/softmax.py"],
    recipe=RECIPE,
    step="log_probabilities",
)
def log_of_shifted_softmax(x: np.ndarray, axis: int) -> Any:
    return np.log(_softmax(x, axis))


@misconception(
    "global-max",
    variant="log-sum-exp",
    title="one maximum for the whole array",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One row has logits around 0, another around 10000. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_probabilities",
)
def global_max(x: np.ndarray, axis: int) -> Any:
    s = x - x.max()
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


@misconception(
    "global-max",
    variant="softmax",
    title="one maximum for the whole array, then the log of softmax",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One row has logits around 0, another around 10000. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_probabilities",
)
def global_max_softmax(x: np.ndarray, axis: int) -> Any:
    e = np.exp(x - x.max())
    return np.log(e / e.sum(axis=axis, keepdims=True))


@misconception(
    "mean-shift",
    title="log-softmax shifted by the mean",
    belief="Centring the logits keeps the exponents small.",
    hint="How far above the mean can the largest logit be? Which shift leaves no exponent above 0?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_probabilities",
)
def mean_shift(x: np.ndarray, axis: int) -> Any:
    s = x - x.mean(axis=axis, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


@misconception(
    "lse-no-axis",
    title="one sum over the whole array",
    belief="sum() adds up each row.",
    hint="Sum exp of your answer along the axis of the classes: it must be 1 in every slice.",
    evidence=[
        "github.com/Open-Deep-ML/DML-OpenProblem "
        "questions/39_implementation-of-log-softmax-function/solution.py"
    ],
    recipe=RECIPE,
    step="log_probabilities",
)
def lse_no_axis(x: np.ndarray, axis: int) -> Any:
    s = x - x.max()
    return s - np.log(np.exp(s).sum())


@misconception(
    "max-not-added-back",
    title="logits minus the log-sum-exp of the shifted logits",
    belief="The maximum only serves stability, so it can be forgotten after the sum.",
    hint="Add 5 to every logit of a row: does your answer move? The maximum must leave both terms "
    "or neither.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_probabilities",
)
def max_not_added_back(x: np.ndarray, axis: int) -> Any:
    largest = x.max(axis=axis, keepdims=True)
    return x - np.log(np.exp(x - largest).sum(axis=axis, keepdims=True))


@misconception(
    "softmax-not-log",
    title="softmax without the log",
    belief="Softmax and log-softmax are interchangeable.",
    hint="Your answers lie between 0 and 1. What sign has the logarithm of a probability?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_probabilities",
)
def softmax_not_log(x: np.ndarray, axis: int) -> Any:
    return _softmax(x, axis)


_EPS_BELIEF = "A small epsilon protects the log without changing anything."
_EPS_HINT = "How negative can your answer get for a hopeless class? It should have no floor."


@misconception(
    "eps-in-log",
    variant="1e-8",
    title="log(softmax + 1e-8)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["https://github.com/Lightning-Universe/lightning-bolts/issues/681"],
    recipe=RECIPE,
    step="log_probabilities",
)
def eps_in_log(x: np.ndarray, axis: int) -> Any:
    return np.log(_softmax(x, axis) + 1e-8)


@misconception(
    "eps-in-log",
    variant="1e-12",
    title="log(softmax + 1e-12)",
    belief=_EPS_BELIEF,
    hint=_EPS_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_probabilities",
)
def smaller_eps_in_log(x: np.ndarray, axis: int) -> Any:
    return np.log(_softmax(x, axis) + 1e-12)


@misconception(
    "double-softmax",
    title="log-softmax of probabilities",
    belief="Log-softmax wants probabilities, so the logits go through softmax first.",
    hint="Raise one logit to 100: its log-probability must go to 0. Yours stops early. How often "
    "were the logits normalised?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/654",
        "https://github.com/Lightning-Universe/lightning-bolts/issues/662",
        "https://github.com/mlelarge/graph_neural_net/pull/37",
    ],
    recipe=RECIPE,
    step="prepare",
)
def double_softmax(x: np.ndarray, axis: int) -> Any:
    return _softmax(x, axis)


@misconception(
    "axis-ignored",
    title="log-softmax along the last axis, whatever axis says",
    belief="The classes are always in the last axis.",
    hint="Call it with axis=0 and sum exp of the answer down each column. Where is axis used?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="choose_axis",
)
def axis_ignored(axis: int) -> int:
    return -1


@misconception(
    "log2-nats",
    title="log-softmax in bits",
    belief="Bits and nats are the same thing.",
    hint="Your number is exactly 1.4427 times ours: which base does the contract ask for?",
    evidence=[
        "https://github.com/EleutherAI/lm-evaluation-harness/pull/242",
        "https://github.com/harvardnlp/TextFlow/issues/8",
    ],
    recipe=RECIPE,
    step="finish",
)
def log2_nats(y: np.ndarray) -> Any:
    return y / np.log(2.0)


@misconception(
    "rounded-output",
    title="log-softmax rounded to four decimals",
    belief="Four decimals are exact enough.",
    hint="Round when you print, not when you compute: a rounded function also has no gradient.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="finish",
)
def rounded_output(y: np.ndarray) -> Any:
    return np.round(y, 4)
