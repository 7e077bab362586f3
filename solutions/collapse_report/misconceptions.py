"""The wrong collapse_report functions that believers write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def collapse_report(logits: np.ndarray, z: np.ndarray) -> dict[str, Any]:
        if len(logits) != len(z):
            raise ValueError("logits and z have different numbers of rows")
        p, log_p = steps.probabilities(logits)
        rows = steps.over_rows(steps.unit(steps.entropy(p, log_p), "answers"))
        together = steps.entropy_of_mean(p, logits)
        rows, together, spread = steps.compare(rows, steps.unit(together, "answers"), p)
        return {
            "mean_entropy": rows,
            "entropy_of_mean": together,
            "kl_spread": spread,
            "std_mean": steps.deviation(steps.directions(z)),
            "effective_rank": steps.rank(steps.singular_values(z), z, steps.unit),
        }

    return {"collapse_report": collapse_report}


def _plogp(p: np.ndarray, log_p: np.ndarray) -> Any:
    return np.where(p > 0, p * np.where(p > 0, log_p, 0.0), 0.0)


def _log_softmax(x: np.ndarray, axis: int = 1) -> Any:
    s = x - x.max(axis=axis, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=axis, keepdims=True))


def _probabilities(logits: np.ndarray) -> tuple[Any, Any]:
    log_p = _log_softmax(logits)
    return np.exp(log_p), log_p


def _entropy(p: np.ndarray, log_p: np.ndarray) -> Any:
    return -_plogp(p, log_p).sum(axis=-1)


def _over_rows(entropies: np.ndarray) -> Any:
    return entropies.mean()


def _entropy_of_mean(p: np.ndarray, logits: np.ndarray) -> Any:
    mean = p.mean(axis=0)
    return -_plogp(mean, np.log(mean)).sum()


def _unit(nats: Any, what: str) -> Any:
    return nats


def _compare(rows: Any, together: Any, p: np.ndarray) -> tuple[Any, Any, Any]:
    return rows, together, together - rows


def _directions(z: np.ndarray) -> Any:
    return z / np.maximum(np.linalg.norm(z, axis=1, keepdims=True), 1e-12)


def _deviation(u: np.ndarray) -> Any:
    return u.std(axis=0).mean()


def _singular_values(z: np.ndarray) -> Any:
    return np.linalg.svd(z - z.mean(axis=0), compute_uv=False)


def _spread(sigma: np.ndarray, z: np.ndarray) -> bool:
    return bool(sigma.sum() > 1e-5 * np.linalg.norm(z))


def _share_entropy(sigma: np.ndarray) -> Any:
    share = sigma / sigma.sum()
    return -_plogp(share, np.log(share)).sum()


def _rank(sigma: np.ndarray, z: np.ndarray, unit: Callable[..., Any]) -> Any:
    return np.exp(unit(_share_entropy(sigma), "rank")) if _spread(sigma, z) else 0.0


RECIPE = Recipe(
    {
        "probabilities": _probabilities,
        "entropy": _entropy,
        "over_rows": _over_rows,
        "entropy_of_mean": _entropy_of_mean,
        "unit": _unit,
        "compare": _compare,
        "directions": _directions,
        "deviation": _deviation,
        "singular_values": _singular_values,
        "rank": _rank,
    },
    _build,
)

# Entropies.


@misconception(
    "entropies-exchanged",
    title="the two entropies with their names exchanged",
    belief="Mean of the entropies or entropy of the mean: one of them is the other.",
    hint="Let every answer be sure, each of something else. Which of the two entropies is 0 then?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="compare",
)
def entropies_exchanged(rows: Any, together: Any, p: np.ndarray) -> tuple[Any, Any, Any]:
    return together, rows, together - rows


@misconception(
    "kl-spread-sign",
    title="a spread with the sign turned",
    belief="The spread is the mean entropy minus the entropy of the mean.",
    hint="A mean KL divergence is never negative. Which of the two entropies is the larger?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="compare",
)
def spread_sign(rows: Any, together: Any, p: np.ndarray) -> tuple[Any, Any, Any]:
    return rows, together, rows - together


@misconception(
    "kl-spread-reversed",
    title="the mean KL divergence from the mean answer to each answer",
    belief="KL is a distance, so its direction does not matter.",
    hint="Entropy of the mean minus mean entropy is a mean KL too: from each answer to the mean, "
    "or from the mean to each answer?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="compare",
)
def spread_reversed(rows: Any, together: Any, p: np.ndarray) -> tuple[Any, Any, Any]:
    mean = p.mean(axis=0)
    return rows, together, (mean * (np.log(mean) - np.log(p))).sum(axis=1).mean()


@misconception(
    "entropy-of-mean-logits",
    title="the entropy of the softmax of the mean logits",
    belief="The mean answer is the softmax of the mean logits.",
    hint="Let one answer be very sure of A and another of B. What is the mean of their "
    "probabilities, and what does the mean of their logits give?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="entropy_of_mean",
)
def entropy_of_mean_logits(p: np.ndarray, logits: np.ndarray) -> Any:
    log_p = _log_softmax(logits.mean(axis=0), axis=0)
    return -_plogp(np.exp(log_p), log_p).sum()


@misconception(
    "entropy-of-winners",
    title="the entropy of how often each output wins",
    belief="What matters is which output an answer ranks first.",
    hint="Let all answers be nearly undecided, with one output barely ahead. What do the winners "
    "say, and what does the mean answer say?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="entropy_of_mean",
)
def entropy_of_winners(p: np.ndarray, logits: np.ndarray) -> Any:
    share = np.bincount(p.argmax(axis=1), minlength=p.shape[1]) / len(p)
    return -_plogp(share, np.log(share)).sum()


@misconception(
    "entropy-sum-rows",
    title="entropies summed over the batch",
    belief="The entropy of a batch is the sum of its entropies.",
    hint="Give every image twice: the report must not change. What do you divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="over_rows",
)
def entropy_sum_rows(entropies: np.ndarray) -> Any:
    return entropies.sum()


@misconception(
    "entropy-mean-outputs",
    title="-p log p averaged over the K outputs in each answer",
    belief="mean() over the last axis is as good as sum(), up to a constant.",
    hint="A uniform answer must have the entropy ln K. p holds the weights of a mean already.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="entropy",
)
def entropy_mean_outputs(p: np.ndarray, log_p: np.ndarray) -> Any:
    return -_plogp(p, log_p).mean(axis=-1)


@misconception(
    "entropy-over-ln-k",
    title="entropies divided by ln K",
    belief="An entropy lies between 0 and 1.",
    hint="A uniform answer must have the entropy ln K, yours has 1. The contract asks for nats.",
    evidence=["own experience"],
    entry="collapse_report",
)
def entropy_over_ln_k(logits: np.ndarray, z: np.ndarray) -> dict[str, Any]:
    report: dict[str, Any] = RECIPE.with_steps({})["collapse_report"](logits, z)
    names = ("mean_entropy", "entropy_of_mean", "kl_spread")
    return {**report, **{name: report[name] / np.log(logits.shape[1]) for name in names}}


_BITS_EVIDENCE = [
    "https://github.com/EleutherAI/lm-evaluation-harness/pull/242",
    "https://github.com/harvardnlp/TextFlow/issues/8",
]


@misconception(
    "log2-nats",
    variant="entropies",
    title="entropies in bits",
    belief="Bits and nats are the same thing.",
    hint="Your entropies are exactly 1.4427 times ours: which base does the contract ask for?",
    evidence=_BITS_EVIDENCE,
    recipe=RECIPE,
    step="unit",
)
def bits(nats: Any, what: str) -> Any:
    return nats / np.log(2.0) if what == "answers" else nats


@misconception(
    "log2-nats",
    variant="entropies and rank",
    title="entropies in bits, and exp of an entropy in bits",
    belief="Bits and nats are the same thing.",
    hint="exp turns nats back into a count, and 2 to the power of bits does. Which base does the "
    "contract ask for?",
    evidence=_BITS_EVIDENCE,
    recipe=RECIPE,
    step="unit",
)
def bits_everywhere(nats: Any, what: str) -> Any:
    return nats / np.log(2.0)


@misconception(
    "softmax-wrong-axis",
    title="softmax over the batch",
    belief="The axis is a detail of the layout.",
    hint="Sum your probabilities over the K outputs of one image: they must give 1.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="probabilities",
)
def softmax_wrong_axis(logits: np.ndarray) -> tuple[Any, Any]:
    log_p = _log_softmax(logits, axis=0)
    return np.exp(log_p), log_p


# Standard deviation.


@misconception(
    "std-no-norm",
    title="the standard deviation of embeddings of any length",
    belief="The spread of z is the spread of z.",
    hint="Multiply z by 10: a collapsed cloud looks ten times healthier. What should every row "
    "have first?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="directions",
)
def std_no_norm(z: np.ndarray) -> Any:
    return z


@misconception(
    "std-norm-axis",
    title="the standard deviation of columns of unit length",
    belief="Normalising means dividing by the norm; the axis sorts itself out.",
    hint="Which axis is one embedding? Print the norm of one row after your normalisation.",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="directions",
)
def std_norm_axis(z: np.ndarray) -> Any:
    return z / np.linalg.norm(z, axis=0, keepdims=True)


@misconception(
    "std-centred-first",
    title="the standard deviation of directions seen from the mean",
    belief="A deviation needs centred data, so the mean goes before the length.",
    hint="Two embeddings side by side, far from the origin: collapsed or not? Yours calls them "
    "opposites. Length first.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="directions",
)
def std_centred_first(z: np.ndarray) -> Any:
    return _directions(z - z.mean(axis=0))


@misconception(
    "std-ddof1",
    title="the standard deviation divided by B - 1",
    belief="The standard deviation of a sample divides by n - 1.",
    hint="Give every image twice: the report must not change. Our contract divides by B.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="deviation",
)
def std_ddof1(u: np.ndarray) -> Any:
    return u.std(axis=0, ddof=1).mean()


@misconception(
    "std-wrong-axis",
    title="the standard deviation within each embedding",
    belief="std over the last axis is the spread of the embeddings.",
    hint="Make all embeddings equal: the deviation must be 0. Which axis runs over the images?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="deviation",
)
def std_wrong_axis(u: np.ndarray) -> Any:
    return u.std(axis=1).mean()


@misconception(
    "std-all-entries",
    title="the standard deviation of all entries together",
    belief="std() is the mean of the deviations of all dimensions.",
    hint="Make all embeddings equal: the deviation must be 0. How many numbers does your std give?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="deviation",
)
def std_all_entries(u: np.ndarray) -> Any:
    return u.std()


@misconception(
    "std-variance",
    title="the mean variance",
    belief="Variance and standard deviation measure the same thing.",
    hint="Healthy embeddings are near 1 / sqrt(D), yours near 1 / D. What is missing?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="deviation",
)
def std_variance(u: np.ndarray) -> Any:
    return u.var(axis=0).mean()


# Effective rank.


@misconception(
    "rank-participation-ratio",
    title="the participation ratio of the covariance",
    belief="The effective rank is (sum l)^2 / sum l^2 of the covariance's eigenvalues.",
    hint="Two quantities share the name. Ours is exp of the entropy of the singular values, not of "
    "their squares.",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="rank",
)
def participation_ratio(sigma: np.ndarray, z: np.ndarray, unit: Callable[..., Any]) -> Any:
    energy = sigma**2
    return energy.sum() ** 2 / (energy**2).sum() if _spread(sigma, z) else 0.0


@misconception(
    "rank-squared-values",
    title="exp of the entropy of the squared singular values",
    belief="The spectrum is that of the covariance.",
    hint="The eigenvalues of the covariance are squares of our singular values. Shares of which of "
    "the two does the contract ask for?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="rank",
)
def rank_of_squares(sigma: np.ndarray, z: np.ndarray, unit: Callable[..., Any]) -> Any:
    return np.exp(_share_entropy(sigma**2)) if _spread(sigma, z) else 0.0


@misconception(
    "rank-no-exp",
    title="the entropy of the singular values",
    belief="The entropy itself is the rank.",
    hint="Embeddings that spread evenly into 4 directions must have the rank 4, yours is ln 4.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="rank",
)
def rank_no_exp(sigma: np.ndarray, z: np.ndarray, unit: Callable[..., Any]) -> Any:
    return unit(_share_entropy(sigma), "rank") if _spread(sigma, z) else 0.0


@misconception(
    "rank-counted",
    title="the number of singular values above 0",
    belief="The rank is the number of directions that are used at all.",
    hint="Shrink one direction to a thousandth: the effective rank should fall, yours stays.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="rank",
)
def rank_counted(sigma: np.ndarray, z: np.ndarray, unit: Callable[..., Any]) -> Any:
    return float((sigma > 1e-5 * np.linalg.norm(z)).sum())


@misconception(
    "rank-stable",
    title="the stable rank",
    belief="The effective rank is the energy over the energy of the strongest direction.",
    hint="That is the stable rank, sum s^2 / max s^2. Ours weighs all directions by an entropy.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="rank",
)
def rank_stable(sigma: np.ndarray, z: np.ndarray, unit: Callable[..., Any]) -> Any:
    return (sigma**2).sum() / sigma.max() ** 2 if _spread(sigma, z) else 0.0


@misconception(
    "rank-uncentred",
    title="an effective rank of embeddings that were not centred",
    belief="The singular values of z describe its spread.",
    hint="Add 100 to every embedding: nothing has spread, your rank moved.",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="singular_values",
)
def rank_uncentred(z: np.ndarray) -> Any:
    return np.linalg.svd(z, compute_uv=False)


@misconception(
    "rank-normalised",
    title="an effective rank of embeddings at unit length",
    belief="Both numbers about z use the normalised embeddings.",
    hint="Make one embedding ten times longer: our rank falls, yours stays. The rank takes raw z.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="singular_values",
)
def rank_normalised(z: np.ndarray) -> Any:
    return _singular_values(_directions(z))


@misconception(
    "rank-centred-rows",
    title="an effective rank of embeddings from which each row's own mean was taken",
    belief="Centring subtracts the mean along the last axis.",
    hint="Make all embeddings equal: the rank must be 0. The mean of what do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="singular_values",
)
def rank_centred_rows(z: np.ndarray) -> Any:
    return np.linalg.svd(z - z.mean(axis=1, keepdims=True), compute_uv=False)


# Equal to the reference on ordinary inputs.


@misconception(
    "rank-of-nothing",
    title="an effective rank that divides by an energy of 0",
    belief="There is always some spread.",
    hint="Make all embeddings equal. What are the shares of an energy of 0? Our contract says 0.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="rank",
)
def rank_of_nothing(sigma: np.ndarray, z: np.ndarray, unit: Callable[..., Any]) -> Any:
    return np.exp(unit(_share_entropy(sigma), "rank"))


@misconception(
    "zero-row-nan",
    title="a report that divides by the length of a row of zeros",
    belief="No embedding has length 0.",
    hint="What is 0 / 0? cosine_similarity divided by max(length, 1e-12).",
    evidence=["own experience"],
    recipe=RECIPE,
    step="directions",
)
def zero_row_nan(z: np.ndarray) -> Any:
    return z / np.linalg.norm(z, axis=1, keepdims=True)


_ZERO_BELIEF = "A probability is never 0."
_ZERO_HINT = (
    "0 log 0 is 0 on paper and NaN on a computer. A logit 900 below the others has the probability "
    "0. Which terms have to be left out?"
)


@misconception(
    "entropy-zero-log",
    variant="answers and their mean",
    title="entropies with 0 times log 0",
    belief=_ZERO_BELIEF,
    hint=_ZERO_HINT,
    evidence=["own experience"],
    entry="collapse_report",
)
def entropy_zero_log(logits: np.ndarray, z: np.ndarray) -> dict[str, Any]:
    def naive(p: np.ndarray, log_p: np.ndarray) -> Any:
        return -(p * np.log(p)).sum(axis=-1)

    steps = {"entropy": naive, "entropy_of_mean": lambda p, logits: naive(p.mean(axis=0), p)}
    report: dict[str, Any] = RECIPE.with_steps(steps)["collapse_report"](logits, z)
    return report


@misconception(
    "entropy-zero-log",
    variant="mean alone",
    title="an entropy of the mean answer with 0 times log 0",
    belief=_ZERO_BELIEF,
    hint="0 log 0 is 0 on paper and NaN on a computer. What is the mean probability of an output "
    "that nobody uses?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="entropy_of_mean",
)
def entropy_zero_log_mean(p: np.ndarray, logits: np.ndarray) -> Any:
    mean = p.mean(axis=0)
    return -(mean * np.log(mean)).sum()


@misconception(
    "unstable-softmax",
    title="entropies of exp over sum, as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Add 1000 to every logit: the report must not change. What does exp(1000) give?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
        "https://github.com/HobbitLong/SupContrast/issues/104",
    ],
    recipe=RECIPE,
    step="probabilities",
)
def unstable_softmax(logits: np.ndarray) -> tuple[Any, Any]:
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    return p, np.log(p)


@misconception(
    "global-max",
    title="entropies with one maximum for the whole batch",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One row has logits around 0, another around 8000. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="probabilities",
)
def global_max(logits: np.ndarray) -> tuple[Any, Any]:
    e = np.exp(logits - logits.max())
    p = e / e.sum(axis=1, keepdims=True)
    return p, np.log(p)
