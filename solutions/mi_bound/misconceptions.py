"""The wrong mi_bound functions that believers write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def mi_bound(scores: np.ndarray) -> Any:
        losses = steps.surprise(steps.critic(scores))
        return steps.bound(losses, len(scores))

    return {"mi_bound": mi_bound}


def _critic(scores: np.ndarray) -> np.ndarray:
    return scores


def _lse(s: np.ndarray, axis: int) -> np.ndarray:
    m = s.max(axis=axis, keepdims=True)
    return np.asarray(np.squeeze(m, axis) + np.log(np.exp(s - m).sum(axis=axis)))


def _surprise(s: np.ndarray) -> np.ndarray:
    return np.asarray(_lse(s, 1) - np.diagonal(s))


def _bound(losses: np.ndarray, n: int) -> Any:
    return np.log(n) - losses.mean()


RECIPE = Recipe({"critic": _critic, "surprise": _surprise, "bound": _bound}, _build)


def _without_diagonal(s: np.ndarray) -> np.ndarray:
    return np.where(np.eye(len(s), dtype=bool), -np.inf, s)


# From the loss to the bound


@misconception(
    "mi-unbounded",
    title="ln N plus the loss",
    belief="Larger is better, so everything adds up.",
    hint="A quiz with N answers carries at most ln N nats, and yours carries more, the more the "
    "worse the critic. What does a loss do to what you know?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="bound",
)
def unbounded(losses: np.ndarray, n: int) -> Any:
    return np.log(n) + losses.mean()


@misconception(
    "mi-no-log-n",
    title="minus the loss",
    belief="ln N is a constant and can be dropped.",
    hint="A perfect critic has loss 0 and must reveal ln N nats; yours reveals none. What would "
    "guessing have cost?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="bound",
)
def no_log_n(losses: np.ndarray, n: int) -> Any:
    return -losses.mean()


@misconception(
    "mi-loss",
    title="the loss itself",
    belief="InfoNCE is the mutual information.",
    hint="Make the critic worse and your number grows. How is the loss related to what is gained "
    "over guessing?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="bound",
)
def only_loss(losses: np.ndarray, n: int) -> Any:
    return losses.mean()


@misconception(
    "mi-log-negatives",
    title="ln(N - 1) minus the loss",
    belief="The ceiling is set by the number of negatives.",
    hint="With equal scores nothing is revealed, and yours is below 0. How many candidates does a "
    "guesser choose from?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="bound",
)
def log_negatives(losses: np.ndarray, n: int) -> Any:
    return np.log(n - 1) - losses.mean()


@misconception(
    "mi-clipped",
    title="the bound cut off at 0",
    belief="Information is never negative, so neither is its bound.",
    hint="The information is never negative, a lower bound of it may be: it says how good the "
    "critic is. Return it as it is.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="bound",
)
def clipped(losses: np.ndarray, n: int) -> Any:
    return max(np.log(n) - losses.mean(), 0.0)


@misconception(
    "mi-sum",
    title="ln N minus the summed loss",
    belief="The loss of a batch is the sum over its questions.",
    hint="Every question can reveal ln N, so the losses have to be averaged before they are "
    "compared with it.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="bound",
)
def summed(losses: np.ndarray, n: int) -> Any:
    return np.log(n) - losses.sum()


@misconception(
    "log2-nats",
    variant="everything in bits",
    title="the bound in bits",
    belief="Bits and nats are the same thing.",
    hint="Your number is exactly 1.4427 times ours: which base does the contract ask for?",
    evidence=[
        "https://github.com/EleutherAI/lm-evaluation-harness/pull/242",
        "https://github.com/harvardnlp/TextFlow/issues/8",
    ],
    recipe=RECIPE,
    step="bound",
)
def bits(losses: np.ndarray, n: int) -> Any:
    return (np.log(n) - losses.mean()) / np.log(2.0)


@misconception(
    "log2-nats",
    variant="ln N in bits",
    title="log2 N minus a loss in nats",
    belief="Bits and nats are the same thing.",
    hint="A perfect critic must reveal ln N nats, and yours reveals log2 N. Which unit has L?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="bound",
)
def mixed_units(losses: np.ndarray, n: int) -> Any:
    return np.log2(n) - losses.mean()


# The quiz


@misconception(
    "mi-positive-dropped",
    title="a bound without the right pair in the sum",
    belief="The sum runs over the negatives.",
    hint="Your bound can exceed ln N, and then it bounds nothing. The right answer is one of the N "
    "candidates.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def positive_dropped(s: np.ndarray) -> Any:
    return _lse(_without_diagonal(s), 1) - np.diagonal(s)


@misconception(
    "mi-donsker-varadhan",
    title="the Donsker-Varadhan bound with one average over all wrong pairs",
    belief="All lower bounds of the mutual information are one.",
    hint="Yours averages exp over all wrong pairs of the batch and then takes one log. It has no "
    "ceiling. InfoNCE asks every query its own question.",
    evidence=["own experience"],
    entry="mi_bound",
)
def donsker_varadhan(scores: np.ndarray) -> Any:
    n = len(scores)
    wrong = _without_diagonal(scores).reshape(1, -1)
    return np.diagonal(scores).mean() - (_lse(wrong, 1)[0] - np.log(max(n * (n - 1), 1)))


@misconception(
    "nce-columns",
    title="the bound of the keys: softmax down the columns",
    belief="The matrix of scores is symmetric anyway, so the axis does not matter.",
    hint="Add 5 to one row: the bound must not move, and yours does. Who asks, the queries or the "
    "keys?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def columns(s: np.ndarray) -> Any:
    return _lse(s, 0) - np.diagonal(s)


@misconception(
    "nce-symmetric",
    title="the average of both directions",
    belief="Mutual information is symmetric, so its bound is too.",
    hint="Both directions are bounds, each of its own. This exercise asks for one: only the "
    "queries ask.",
    evidence=["pytorch/pytorch PR 195380 (one-directional on purpose)"],
    recipe=RECIPE,
    step="surprise",
)
def symmetric(s: np.ndarray) -> Any:
    return (_lse(s, 1) + _lse(s, 0)) / 2 - np.diagonal(s)


@misconception(
    "nce-positive-twice",
    title="a bound with the right pair counted twice",
    belief="The numerator has to be added to the sum of all candidates.",
    hint="With a single pair nothing is revealed: 0. Yours is -ln 2. Is the right pair already in "
    "the sum over all keys?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def positive_twice(s: np.ndarray) -> Any:
    return np.logaddexp(_lse(s, 1), np.diagonal(s)) - np.diagonal(s)


@misconception(
    "double-softmax",
    title="cross-entropy of probabilities",
    belief="Cross-entropy wants probabilities, so the scores go through softmax first.",
    hint="A perfect critic must reach ln N, and yours stops early. How often were the scores "
    "normalised?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/654",
        "https://github.com/mlelarge/graph_neural_net/pull/37",
    ],
    recipe=RECIPE,
    step="critic",
)
def double_softmax(scores: np.ndarray) -> Any:
    return np.exp(scores - _lse(scores, 1)[:, None])


@misconception(
    "mi-normalised-scores",
    title="scores divided by their row's norm",
    belief="A critic has to be normalised, like embeddings.",
    hint="The scores are the logits of the quiz, not embeddings. Multiply them by 10: the quiz "
    "gets sharper, and your bound does not move.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="critic",
)
def normalised(scores: np.ndarray) -> Any:
    return scores / np.linalg.norm(scores, axis=1, keepdims=True)


@misconception(
    "mi-temperature",
    title="scores divided by a temperature of 0.07",
    belief="InfoNCE always has a temperature.",
    hint="The critic's scores are logits as they are. Where does the 0.07 come from?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="critic",
)
def tempered(scores: np.ndarray) -> Any:
    return scores / 0.07


# Right on paper, fragile on a computer


@misconception(
    "nce-exp-ratio",
    title="log of exp over a sum of exp, as written on paper",
    belief="The formula of the paper is the code: exp of the positive over the sum of exp.",
    hint="A critic is not bounded: what is exp(1000)? Write lse(s) - s_pos, with the row maximum "
    "taken out of the exponent.",
    evidence=["github.com/0suh/cs231n_2021 assignment3/cs231n/simclr/contrastive_loss.py"],
    recipe=RECIPE,
    step="surprise",
)
def exp_ratio(s: np.ndarray) -> Any:
    e = np.exp(s)
    return -np.log(np.diagonal(e) / e.sum(axis=1))


@misconception(
    "lse-no-max",
    title="log-sum-exp of the raw scores",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees the raw score. Which number may it see safely?",
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
    title="one maximum for the whole matrix",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One row has scores around 0, another around 10000. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def global_max(s: np.ndarray) -> Any:
    m = s.max()
    return m + np.log(np.exp(s - m).sum(axis=1)) - np.diagonal(s)


@misconception(
    "eps-in-log",
    title="log(p + 1e-8)",
    belief="A small epsilon protects the log without changing anything.",
    hint="How low can your bound get for a critic that is surely wrong? It should have no floor.",
    evidence=["https://github.com/Lightning-Universe/lightning-bolts/issues/681"],
    recipe=RECIPE,
    step="surprise",
)
def eps_in_log(s: np.ndarray) -> Any:
    return -np.log(np.exp(-_surprise(s)) + 1e-8)
