"""The wrong lm_metrics functions that believers write.

Five steps: what is replaced, the total, the mean, the perplexity, the bits per byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def lm_metrics(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> dict[str, Any]:
        if nll.shape != weights.shape or n_bytes <= 0:
            raise ValueError("shapes differ, or no bytes")
        nll = steps.clean(nll, weights)
        mean = steps.mean(nll, weights)
        return {
            "nll_per_token": mean,
            "perplexity": steps.perplexity(mean, nll, weights),
            "bits_per_byte": steps.bits(nll, weights, n_bytes),
        }

    return {"lm_metrics": lm_metrics}


def _clean(nll: np.ndarray, weights: np.ndarray) -> Any:
    return np.where(weights > 0, nll, 0.0)


def _mean(nll: np.ndarray, weights: np.ndarray) -> Any:
    return (weights * nll).sum() / (weights.sum() if weights.any() else 1.0)


def _perplexity(mean: Any, nll: np.ndarray, weights: np.ndarray) -> Any:
    return np.exp(mean)


def _bits(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> Any:
    return (weights * nll).sum() / np.log(2.0) / n_bytes


RECIPE = Recipe({"clean": _clean, "mean": _mean, "perplexity": _perplexity, "bits": _bits}, _build)


def _row_means(nll: np.ndarray, weights: np.ndarray) -> Any:
    """Return the mean of every row in which something counts."""
    rows = weights.any(axis=1)
    return (weights * nll)[rows].sum(axis=1) / weights[rows].sum(axis=1)


def _mean_of_means(nll: np.ndarray, weights: np.ndarray) -> Any:
    return _row_means(nll, weights).mean() if weights.any() else 0.0


# Perplexity.

_OF_EXP: dict[str, Any] = {
    "title": "a mean of perplexities",
    "belief": "Perplexities average like losses.",
    "hint": "Average in log space, and exponentiate once, at the end.",
    "evidence": [
        "https://github.com/magenta/magenta/pull/239",
        "https://github.com/meta-pytorch/torcheval/issues/154",
        "https://github.com/macournoyer/neuralconvo/issues/67",
    ],
}


@misconception("ppl-mean-of-exp", variant="of rows", **_OF_EXP, recipe=RECIPE, step="perplexity")
def mean_of_exp(mean: Any, nll: np.ndarray, weights: np.ndarray) -> Any:
    return np.exp(_row_means(nll, weights)).mean() if weights.any() else 1.0


@misconception("ppl-mean-of-exp", variant="of tokens", **_OF_EXP, recipe=RECIPE, step="perplexity")
def mean_of_exp_tokens(mean: Any, nll: np.ndarray, weights: np.ndarray) -> Any:
    return (weights * np.exp(nll)).sum() / weights.sum() if weights.any() else 1.0


_OF_MEANS: dict[str, Any] = {
    "title": "the exponential of a mean of row means",
    "belief": "A mean of batch losses is the mean over tokens.",
    "hint": "Row 1 has 6 tokens, row 2 has 2. Do they count alike?",
    "evidence": ["own experience"],
}


@misconception(
    "ppl-mean-of-means", variant="loss and perplexity", **_OF_MEANS, recipe=RECIPE, step="mean"
)
def mean_of_means(nll: np.ndarray, weights: np.ndarray) -> Any:
    return _mean_of_means(nll, weights)


@misconception(
    "ppl-mean-of-means", variant="perplexity", **_OF_MEANS, recipe=RECIPE, step="perplexity"
)
def perplexity_of_mean_of_means(mean: Any, nll: np.ndarray, weights: np.ndarray) -> Any:
    return np.exp(_mean_of_means(nll, weights))


@misconception(
    "ppl-base-two",
    title="2 to the power of nats",
    belief="Perplexity is 2 to the entropy, whatever its unit.",
    hint="The base of the power is the base of the logarithm: yours are nats.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="perplexity",
)
def base_two(mean: Any, nll: np.ndarray, weights: np.ndarray) -> Any:
    return 2.0**mean


_NO_WEIGHTS: dict[str, Any] = {
    "title": "padding counted in the mean",
    "belief": "Positions that do not count are zero and do no harm.",
    "hint": "Zeros in the sum are harmless; in the count they are not.",
    "evidence": ["own experience"],
}


@misconception("ppl-no-weights", variant="weighted sum", **_NO_WEIGHTS, recipe=RECIPE, step="mean")
def no_weights(nll: np.ndarray, weights: np.ndarray) -> Any:
    return (weights * nll).mean()


@misconception("ppl-no-weights", variant="plain mean", **_NO_WEIGHTS, entry="lm_metrics")
def plain_mean(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> Any:
    if nll.shape != weights.shape or n_bytes <= 0:
        raise ValueError("shapes differ, or no bytes")
    mean = nll.mean()
    return {
        "nll_per_token": mean,
        "perplexity": np.exp(mean),
        "bits_per_byte": nll.sum() / np.log(2.0) / n_bytes,
    }


@misconception(
    "ppl-counted-weights",
    title="a weighted sum divided by the number of tokens that count",
    belief="Weights are a mask of 0 and 1.",
    hint="Halve all weights: the mean must stay as it is. By what do you divide?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="mean",
)
def counted_weights(nll: np.ndarray, weights: np.ndarray) -> Any:
    return (weights * nll).sum() / max(np.count_nonzero(weights), 1)


# Bits per byte.


@misconception(
    "bpb-nats",
    title="nats per byte",
    belief="Nats are bits.",
    hint="From nats to bits: one division by ln 2.",
    evidence=["https://github.com/EleutherAI/lm-evaluation-harness/pull/242"],
    recipe=RECIPE,
    step="bits",
)
def nats_per_byte(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> Any:
    return (weights * nll).sum() / n_bytes


@misconception(
    "bpb-times-ln2",
    title="nats multiplied by ln 2",
    belief="The factor between nats and bits is ln 2, one way or the other.",
    hint="Is a bit more or less than a nat? ln 2 nats are one bit, so there are more bits.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="bits",
)
def times_ln2(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> Any:
    return (weights * nll).sum() * np.log(2.0) / n_bytes


_PER_TOKEN: dict[str, Any] = {
    "title": "bits per token, not per byte",
    "belief": "A token is a byte.",
    "hint": "Count the bytes of the text in UTF-8: that is n_bytes. Where is it in your formula?",
    "evidence": [
        "https://github.com/facebookresearch/adaptive-span/issues/17",
        "https://github.com/karpathy/nanochat/pull/693",
        "https://github.com/sign/WeLT/pull/61",
    ],
}


@misconception("bpb-per-token", variant="bits", **_PER_TOKEN, recipe=RECIPE, step="bits")
def bits_per_token(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> Any:
    return _mean(nll, weights) / np.log(2.0)


@misconception(
    "bpb-per-token", variant="divided by the bytes too", **_PER_TOKEN, recipe=RECIPE, step="bits"
)
def bits_per_token_and_byte(nll: np.ndarray, weights: np.ndarray, n_bytes: int) -> Any:
    return _mean(nll, weights) / np.log(2.0) / n_bytes


# Characters in the place of bytes cannot be expressed: n_bytes is given.

# The edges.


@misconception(
    "mask-multiplied",
    title="a total that multiplies what does not count by 0",
    belief="Anything times a weight of 0 is 0.",
    hint="What is 0 times inf? Replace these surprises before you multiply.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="clean",
)
def mask_multiplied(nll: np.ndarray, weights: np.ndarray) -> Any:
    return nll


@misconception(
    "empty-nan",
    title="a mean that divides by a weight sum of 0",
    belief="It never happens that nothing counts.",
    hint="What is the mean of nothing? Our contract answers 0 nats, which is perplexity 1.",
    evidence=[
        "https://github.com/pytorch/pytorch/issues/116349",
        "https://github.com/pytorch/pytorch/issues/70348",
        "https://github.com/meta-pytorch/torchtune/issues/2341",
    ],
    recipe=RECIPE,
    step="mean",
)
def empty_nan(nll: np.ndarray, weights: np.ndarray) -> Any:
    return (weights * nll).sum() / weights.sum()
