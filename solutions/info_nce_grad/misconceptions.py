"""The wrong info_nce_grad functions that believers write.

Left out: nce-mean-in-denominator, whose loss is off by the constant ln N, so that its gradient is
exactly the right one. nce-exp-ratio and lse-no-max are one thing here: a softmax of raw logits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def info_nce_grad(q: np.ndarray, k: np.ndarray, *, tau: float) -> Any:
        if tau <= 0 or q.shape != k.shape:
            raise ValueError("tau must be positive, and q and k of one shape")
        length_q, length_k = steps.lengths(q, "q"), steps.lengths(k, "k")
        u, v = q / length_q, k / length_k
        cosine = u @ v.T
        s, slope, slope_tau = steps.temper(cosine, tau)
        ds = steps.average(steps.residual(s))
        dcos = ds * slope
        du, dv = steps.chain(dcos, u, v)
        dq = steps.pull(du, u, length_q)
        dk = steps.pull(dv, v, length_k)
        return steps.finish(dq, dk, (ds * slope_tau).sum(), s, tau)

    return {"info_nce_grad": info_nce_grad}


def _lengths(x: np.ndarray, side: str) -> Any:
    return np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)


def _temper(cosine: np.ndarray, tau: float) -> tuple[Any, Any, Any]:
    """The logits, their slope in the cosines, and their slope in tau."""
    return cosine / tau, 1.0 / tau, -cosine / tau**2


def _softmax(s: np.ndarray, axis: int) -> np.ndarray:
    e = np.exp(s - s.max(axis=axis, keepdims=True))
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


def _residual(s: np.ndarray) -> Any:
    return _softmax(s, 1) - np.eye(len(s))


def _average(residual: np.ndarray) -> Any:
    return residual / len(residual)


def _chain(dcos: np.ndarray, u: np.ndarray, v: np.ndarray) -> tuple[Any, Any]:
    return dcos @ v, dcos.T @ u


def _pull(slope: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return (slope - u * (u * slope).sum(axis=-1, keepdims=True)) / length


def _finish(dq: Any, dk: Any, dtau: Any, s: np.ndarray, tau: float) -> tuple[Any, Any, Any]:
    return dq, dk, dtau


RECIPE = Recipe(
    {
        "lengths": _lengths,
        "temper": _temper,
        "residual": _residual,
        "average": _average,
        "chain": _chain,
        "pull": _pull,
        "finish": _finish,
    },
    _build,
)

# Lost on the way back


@misconception(
    "nce-no-projection",
    variant="slope of the unit rows",
    title="the slope of the unit rows",
    belief="Normalising is preprocessing, so the way back ends at the unit rows.",
    hint="Multiply dq with q, row by row: it must be 0, because length does not matter. The "
    "normalisation is part of the loss: go back through it too.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def stops_at_unit(slope: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return slope


@misconception(
    "nce-no-projection",
    variant="divided by the length",
    title="the slope without its projection",
    belief="The length is a constant of the row, so normalising only divides by it.",
    hint="Multiply dq with q, row by row: it must be 0, because length does not matter. Which part "
    "of G v has to go?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_projection(slope: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return slope / length


@misconception(
    "nce-no-inverse-norm",
    title="the projected slope without 1 / norm",
    belief="The projection is the whole Jacobian of the normalisation.",
    hint="Double q: dq must halve, because long vectors turn slower. For rows of length 1 yours is "
    "right.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_inverse_norm(slope: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return slope - u * (u * slope).sum(axis=-1, keepdims=True)


@misconception(
    "nce-grad-no-tau",
    variant="embeddings",
    title="embedding slopes without 1 / tau",
    belief="tau is a constant, and constants drop out of a derivative.",
    hint="Your dq is exactly tau times ours. s = cos / tau: what is ds / dcos?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def grad_no_tau(cosine: np.ndarray, tau: float) -> Any:
    return cosine / tau, 1.0, -cosine / tau**2


@misconception(
    "nce-grad-no-tau",
    variant="embeddings and tau",
    title="all slopes without 1 / tau",
    belief="tau is a constant, and constants drop out of a derivative.",
    hint="Your slopes are exactly tau times ours. s = cos / tau: what is ds / dcos, and what is "
    "ds / dtau?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def grad_no_tau_at_all(cosine: np.ndarray, tau: float) -> Any:
    return cosine / tau, 1.0, -cosine / tau


@misconception(
    "nce-grad-no-n",
    title="slopes of the sum over queries",
    belief="The factor 1/N belongs to the learning rate.",
    hint="Your slopes are exactly N times ours. The loss is a mean: where does 1/N enter on the "
    "way back?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_no_n(residual: np.ndarray) -> Any:
    return residual


@misconception(
    "nce-g-untransposed",
    title="G u as the slope of the keys",
    belief="The matrix of similarities is symmetric, so G serves both sides.",
    hint="Your dq is right, your dk is not. Column j of the matrix belongs to key j: over which "
    "axis does dk add up?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="chain",
)
def g_untransposed(dcos: np.ndarray, u: np.ndarray, v: np.ndarray) -> Any:
    return dcos @ v, dcos @ u


@misconception(
    "nce-stop-keys",
    title="no slope in the keys",
    belief="Keys are labels, as in MoCo.",
    hint="In this exercise both sides learn: the loss changes when a key turns. Your dk is 0 "
    "everywhere.",
    evidence=[
        "MoCo builder.py (by design)",
        "https://github.com/mlfoundations/open_clip/issues/616",
    ],
    recipe=RECIPE,
    step="chain",
)
def stop_keys(dcos: np.ndarray, u: np.ndarray, v: np.ndarray) -> Any:
    return dcos @ v, np.zeros_like(v)


@misconception(
    "nce-grad-sign",
    title="the slopes with the opposite sign",
    belief="A gradient is the direction in which to go.",
    hint="Gradient descent subtracts the gradient. A small step along your dq lowers the loss, so "
    "it is minus the slope: prediction minus truth.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="residual",
)
def grad_sign(s: np.ndarray) -> Any:
    return -_residual(s)


@misconception(
    "nce-grad-no-positive",
    title="the push of all keys without the pull of the positive",
    belief="The gradient of a log-sum-exp is its softmax, and that is the gradient.",
    hint="Rows of the slope in the logits must sum to 0; yours sum to 1/N. Which term of "
    "lse_i - s_ii has not been differentiated yet?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="residual",
)
def no_positive(s: np.ndarray) -> Any:
    return _softmax(s, 1)


@misconception(
    "nce-dtau-sign",
    title="dtau with the opposite sign",
    belief="The logits are proportional to tau.",
    hint="A higher temperature makes logits smaller. What is the derivative of 1 / tau?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def dtau_sign(cosine: np.ndarray, tau: float) -> Any:
    return cosine / tau, 1.0 / tau, cosine / tau**2


@misconception(
    "nce-dtau-cosine",
    title="dtau with a 1 / tau missing",
    belief="ds / dtau is minus the cosine over tau.",
    hint="Your dq and dk are right, your dtau is exactly tau times ours. Differentiate cos / tau "
    "in tau: how many factors 1/tau are there?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def dtau_cosine(cosine: np.ndarray, tau: float) -> Any:
    return cosine / tau, 1.0 / tau, -cosine / tau


@misconception(
    "nce-dtau-extra-tau",
    title="dtau with a 1 / tau too many",
    belief="Differentiating 1/tau gives 1/tau squared, and it multiplies the logits.",
    hint="Your dq and dk are right, your dtau is exactly 1/tau times ours. The logits already hold "
    "one 1/tau.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def dtau_extra(cosine: np.ndarray, tau: float) -> Any:
    return cosine / tau, 1.0 / tau, -cosine / tau**3


@misconception(
    "nce-dtau-zero",
    title="no slope in tau",
    belief="tau is a setting, and settings do not learn.",
    hint="Your dtau is 0 everywhere. The loss changes when tau does, so it has a slope in it.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def dtau_zero(cosine: np.ndarray, tau: float) -> Any:
    return cosine / tau, 1.0 / tau, np.zeros_like(cosine)


# The right gradient of a wrong loss


@misconception(
    "nce-no-norm",
    title="the gradient of InfoNCE of raw dot products",
    belief="A dot product is a similarity, so it can be used as it is.",
    hint="Multiply q by 10: the loss must not move, so the slope must become a tenth. What has to "
    "happen to every row before the dot products?",
    evidence=[
        "https://github.com/google-research/big_vision/issues/115",
        "https://github.com/HobbitLong/SupContrast/issues/100",
        "https://github.com/moein-shariatnia/OpenAI-CLIP/pull/28",
    ],
    entry="info_nce_grad",
)
def no_norm(q: np.ndarray, k: np.ndarray, *, tau: float) -> Any:
    s = q @ k.T / tau
    ds = _residual(s) / len(q)
    return ds @ k / tau, ds.T @ q / tau, -(ds * s).sum() / tau


@misconception(
    "nce-norm-one-side",
    variant="queries",
    title="the gradient with normalised queries and raw keys",
    belief="One normalised side is enough to get the angle.",
    hint="Make one key ten times longer: your loss moves, and dk points along k. Which side is not "
    "normalised yet?",
    evidence=["own experience"],
    entry="info_nce_grad",
)
def norm_queries_only(q: np.ndarray, k: np.ndarray, *, tau: float) -> Any:
    length = _lengths(q, "q")
    u = q / length
    s = u @ k.T / tau
    ds = _residual(s) / len(q)
    return _pull(ds @ k / tau, u, length), ds.T @ u / tau, -(ds * s).sum() / tau


@misconception(
    "nce-norm-one-side",
    variant="keys",
    title="the gradient with normalised keys and raw queries",
    belief="One normalised side is enough to get the angle.",
    hint="Make one query ten times longer: your loss moves, and dq points along q. Which side is "
    "not normalised yet?",
    evidence=["own experience"],
    entry="info_nce_grad",
)
def norm_keys_only(q: np.ndarray, k: np.ndarray, *, tau: float) -> Any:
    length = _lengths(k, "k")
    v = k / length
    s = q @ v.T / tau
    ds = _residual(s) / len(q)
    return ds @ v / tau, _pull(ds.T @ q / tau, v, length), -(ds * s).sum() / tau


@misconception(
    "nce-norm-axis",
    title="the gradient with columns of unit length",
    belief="Normalising means dividing by the norm; the axis sorts itself out.",
    hint="Which axis is one embedding? Print the norm of one row after your normalisation.",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="lengths",
)
def norm_axis(x: np.ndarray, side: str) -> Any:
    return np.linalg.norm(x, axis=0, keepdims=True)


@misconception(
    "nce-norm-global",
    title="the gradient with one norm for the whole batch",
    belief="norm(x) without an axis gives the norm of every row.",
    hint="Print the norm of one row after normalising: it should be 1. How many norms does your "
    "call return?",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="lengths",
)
def norm_global(x: np.ndarray, side: str) -> Any:
    return np.linalg.norm(x)


@misconception(
    "nce-norm-squared",
    title="the gradient with embeddings divided by their squared norm",
    belief="The sum of squares is the norm.",
    hint="A row of length 2 should become a row of length 1; yours has length 1/2. What is missing "
    "after the sum of squares?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="lengths",
)
def norm_squared(x: np.ndarray, side: str) -> Any:
    return (x * x).sum(axis=-1, keepdims=True)


@misconception(
    "nce-tau-missing",
    title="the gradient of InfoNCE without a temperature",
    belief="A constant factor inside does not matter.",
    hint="Your slopes do not change with tau, and dtau is 0. Where do the cosines meet tau?",
    evidence=[
        "https://github.com/ustcllm/RecStudio/issues/21",
        "https://github.com/openai/CLIP/issues/48",
    ],
    recipe=RECIPE,
    step="temper",
)
def tau_missing(cosine: np.ndarray, tau: float) -> Any:
    return cosine, 1.0, np.zeros_like(cosine)


@misconception(
    "nce-tau-multiplied",
    title="the gradient of InfoNCE with similarities times tau",
    belief="A smaller temperature makes smaller logits.",
    hint="Cold (a small tau) means sharper. Halve tau: does P get sharper or flatter?",
    evidence=["https://github.com/LAION-AI/CLAP/issues/57 (confusion about t)"],
    recipe=RECIPE,
    step="temper",
)
def tau_multiplied(cosine: np.ndarray, tau: float) -> Any:
    return cosine * tau, tau, cosine


@misconception(
    "nce-tau-twice",
    title="the gradient of InfoNCE with similarities over tau squared",
    belief="The temperature scales the embeddings, so both sides are divided by it.",
    hint="Count the divisions in (q / tau) @ (k / tau).T: how often does tau divide one cosine?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def tau_twice(cosine: np.ndarray, tau: float) -> Any:
    return cosine / tau**2, 1.0 / tau**2, -2.0 * cosine / tau**3


@misconception(
    "nce-tau-negatives-only",
    title="the gradient with the temperature on the negatives only",
    belief="The temperature weighs the negatives.",
    hint="Positive and negatives answer the same question, in one softmax. Which of your logits "
    "has not been divided by tau?",
    evidence=["https://github.com/RElbers/info-nce-pytorch/pull/17"],
    recipe=RECIPE,
    step="temper",
)
def tau_negatives_only(cosine: np.ndarray, tau: float) -> Any:
    positive = np.eye(len(cosine), dtype=bool)
    s = np.where(positive, cosine, cosine / tau)
    return s, np.where(positive, 1.0, 1.0 / tau), np.where(positive, 0.0, -cosine / tau**2)


@misconception(
    "nce-tau-outside",
    title="the gradient of tau times InfoNCE",
    belief="The temperature scales the loss.",
    hint="Your dq is exactly tau times ours, and your dtau has the loss itself in it. MoCo v3 "
    "multiplies by 2 tau on purpose; this contract does not.",
    evidence=["https://github.com/drboog/Lafite/issues/25"],
    recipe=RECIPE,
    step="finish",
)
def tau_outside(dq: Any, dk: Any, dtau: Any, s: np.ndarray, tau: float) -> Any:
    m = s.max(axis=1)
    loss = (m + np.log(np.exp(s - m[:, None]).sum(axis=1)) - np.diagonal(s)).mean()
    return tau * dq, tau * dk, loss + tau * dtau


@misconception(
    "nce-columns",
    title="the gradient of a softmax down the columns",
    belief="The similarity matrix is symmetric anyway, so the axis does not matter.",
    hint="Swap q and k: your dq becomes our dk. Who asks in this loss, the queries or the keys, "
    "and which axis runs over the candidates?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="residual",
)
def columns(s: np.ndarray) -> Any:
    return _softmax(s, 0) - np.eye(len(s))


@misconception(
    "nce-symmetric",
    title="the gradient of the average of both directions",
    belief="A contrastive loss is symmetric.",
    hint="You differentiate the CLIP loss. This exercise asks for one direction: only the queries "
    "ask.",
    evidence=["pytorch/pytorch PR 195380 (one-directional on purpose)"],
    recipe=RECIPE,
    step="residual",
)
def symmetric(s: np.ndarray) -> Any:
    return (_softmax(s, 0) + _softmax(s, 1)) / 2 - np.eye(len(s))


@misconception(
    "nce-flat-softmax",
    title="the gradient of one softmax over all N x N pairs",
    belief="All pairs of the batch compete with each other.",
    hint="How many questions does the batch ask, one or N? Over which axis must P sum to 1?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="residual",
)
def flat_softmax(s: np.ndarray) -> Any:
    e = np.exp(s - s.max())
    return len(s) * e / e.sum() - np.eye(len(s))


@misconception(
    "nce-positive-not-in-denominator",
    title="the gradient with only the negatives in the denominator",
    belief="The denominator holds the negatives.",
    hint="Your positive pulls with full force even when the pair is solved. The right answer is "
    "one of the candidates. (Leaving it out on purpose is another loss, DCL.)",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/252",
        "https://github.com/KevinMusgrave/pytorch-metric-learning/issues/699",
        "lightly dcl_loss.py (by design)",
    ],
    recipe=RECIPE,
    step="residual",
)
def positive_not_in_denominator(s: np.ndarray) -> Any:
    positive = np.eye(len(s), dtype=bool)
    return _softmax(np.where(positive, -np.inf, s), 1) - positive


@misconception(
    "nce-positive-twice",
    title="the gradient with the positive counted twice in the denominator",
    belief="The numerator has to be added to the sum of all candidates.",
    hint="With a single pair there is nothing to learn, and your loss still has ln 2. Is the "
    "positive already in the sum over all keys?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="residual",
)
def positive_twice(s: np.ndarray) -> Any:
    doubled = _softmax(s + np.log(2.0) * np.eye(len(s)), 1)
    return doubled - np.eye(len(s))


# Right on paper, fragile on a computer


@misconception(
    "unstable-softmax",
    title="a softmax of exp over sum, as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Cosines are at most 1, but 1/tau is not: what is exp(1 / 1e-4)? Which constant may be "
    "subtracted from every row first?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
        "https://github.com/HobbitLong/SupContrast/issues/104",
    ],
    recipe=RECIPE,
    step="residual",
)
def unstable_softmax(s: np.ndarray) -> Any:
    e = np.exp(s)
    return e / e.sum(axis=1, keepdims=True) - np.eye(len(s))


@misconception(
    "global-max",
    title="one maximum for the whole matrix",
    belief="Any constant may be subtracted, so one constant for all rows is enough.",
    hint="One query is certain, another in doubt: their largest logits are thousands apart when it "
    "is cold. Whose maximum do you subtract?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="residual",
)
def global_max(s: np.ndarray) -> Any:
    e = np.exp(s - s.max())
    return e / e.sum(axis=1, keepdims=True) - np.eye(len(s))
