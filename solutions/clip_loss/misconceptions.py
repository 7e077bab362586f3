"""The wrong clip_loss functions that believers write.

Left out: gather-no-grad and local-labels-no-offset, which need more than one device.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

CAP = math.log(100.0)


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def clip_loss(img: np.ndarray, txt: np.ndarray, log_scale: float) -> Any:
        if img.shape != txt.shape:
            raise ValueError("img and txt must have the same shape")
        length_img, length_txt = steps.lengths(img), steps.lengths(txt)
        u, v = img / length_img, txt / length_txt
        cosine = u @ v.T
        # The factor of the cosines, and its slope in log_scale.
        scale, slope = steps.scaling(float(log_scale))
        loss, ds = steps.quiz(scale * cosine)
        du, dv = steps.chain(ds, scale, u, v)
        dlog_scale = (ds * cosine).sum() * slope
        return loss, steps.pull(du, u, length_img), steps.pull(dv, v, length_txt), dlog_scale

    return {"clip_loss": clip_loss}


def _lengths(x: np.ndarray) -> Any:
    return np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)


def _scaling(log_scale: float) -> tuple[float, float]:
    scale = math.exp(min(log_scale, CAP))
    return scale, scale if log_scale <= CAP else 0.0


def _log_softmax(s: np.ndarray, axis: int) -> np.ndarray:
    s = s - s.max(axis=axis, keepdims=True)
    return np.asarray(s - np.log(np.exp(s).sum(axis=axis, keepdims=True)))


def _ask(s: np.ndarray, axis: int) -> tuple[Any, Any]:
    """One direction: its loss, and its slope in s."""
    log_p = _log_softmax(s, axis)
    return -np.diagonal(log_p).mean(), (np.exp(log_p) - np.eye(len(s))) / len(s)


def _quiz(s: np.ndarray) -> tuple[Any, Any]:
    (rows, ds_rows), (cols, ds_cols) = _ask(s, 1), _ask(s, 0)
    return (rows + cols) / 2, (ds_rows + ds_cols) / 2


def _chain(ds: np.ndarray, scale: float, u: np.ndarray, v: np.ndarray) -> tuple[Any, Any]:
    return scale * ds @ v, scale * ds.T @ u


def _pull(slope: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return (slope - u * (u * slope).sum(axis=-1, keepdims=True)) / length


RECIPE = Recipe(
    {"lengths": _lengths, "scaling": _scaling, "quiz": _quiz, "chain": _chain, "pull": _pull},
    _build,
)

# The parameter


@misconception(
    "clip-scale-no-exp",
    title="the CLIP loss with the parameter itself as the scale",
    belief="The parameter is the scale.",
    hint="CLIP starts at 1/0.07 = 14.3, stored as 2.66. Your logits are 2.66 times the cosines: "
    "what undoes a logarithm?",
    evidence=["https://github.com/BAAI-DCAI/M3D/issues/52"],
    recipe=RECIPE,
    step="scaling",
)
def scale_no_exp(log_scale: float) -> tuple[float, float]:
    return min(log_scale, CAP), 1.0 if log_scale <= CAP else 0.0


@misconception(
    "clip-scale-no-exp",
    variant="no cap",
    title="the CLIP loss with the parameter itself as the scale, uncapped",
    belief="The parameter is the scale.",
    hint="CLIP starts at 1/0.07 = 14.3, stored as 2.66. Your logits are 2.66 times the cosines: "
    "what undoes a logarithm?",
    evidence=["https://github.com/BAAI-DCAI/M3D/issues/52"],
    recipe=RECIPE,
    step="scaling",
)
def scale_no_exp_no_cap(log_scale: float) -> tuple[float, float]:
    return log_scale, 1.0


@misconception(
    "clip-exp-of-tau",
    title="the CLIP loss with exp of the temperature as the scale",
    belief="t in the paper's pseudocode is the temperature, and exp(t) scales the logits.",
    hint="exp(0.07) is 1.07, and the scale should start at 14.3. The exponential of which quantity "
    "is 1/0.07?",
    evidence=["https://github.com/LAION-AI/CLAP/issues/57"],
    recipe=RECIPE,
    step="scaling",
)
def exp_of_tau(log_scale: float) -> tuple[float, float]:
    tau = math.exp(-min(log_scale, CAP))
    return math.exp(tau), -tau * math.exp(tau) if log_scale <= CAP else 0.0


@misconception(
    "clip-exp-divides",
    variant="capped",
    title="the CLIP loss with logits divided by exp of the parameter",
    belief="The parameter is a temperature, and exp only keeps it positive.",
    hint="The parameter is log(1/tau): a larger one must make the quiz sharper, and yours makes it "
    "flatter. Multiply or divide?",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="scaling",
)
def exp_divides(log_scale: float) -> tuple[float, float]:
    scale = math.exp(-min(log_scale, CAP))
    return scale, -scale if log_scale <= CAP else 0.0


@misconception(
    "clip-exp-divides",
    variant="no cap",
    title="the CLIP loss with logits divided by exp of the parameter, uncapped",
    belief="The parameter is a temperature, and exp only keeps it positive.",
    hint="The parameter is log(1/tau): a larger one must make the quiz sharper, and yours makes it "
    "flatter. Multiply or divide?",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="scaling",
)
def exp_divides_no_cap(log_scale: float) -> tuple[float, float]:
    scale = math.exp(-log_scale)
    return scale, -scale


@misconception(
    "clip-no-clamp",
    title="the CLIP loss without a cap on the scale",
    belief="The optimizer will behave.",
    hint="What stops the scale from growing forever, once all pairs of a batch are right? The "
    "paper caps it at 100, and the contract puts the cap inside the loss.",
    evidence=[
        "https://github.com/openai/CLIP/issues/46",
        "https://github.com/openai/CLIP/pull/530",
        "https://github.com/cfoster0/CLAP/issues/28",
    ],
    recipe=RECIPE,
    step="scaling",
)
def no_clamp(log_scale: float) -> tuple[float, float]:
    return math.exp(log_scale), math.exp(log_scale)


@misconception(
    "clip-clamp-outside",
    title="a cap without its slope",
    belief="The cap limits the value, and the gradient goes through as before.",
    hint="Your loss does not change when log_scale grows above ln 100, so its slope there is 0; "
    "yours is not. (Clamping between the training steps is another arrangement.)",
    evidence=["own experience"],
    recipe=RECIPE,
    step="scaling",
)
def clamp_outside(log_scale: float) -> tuple[float, float]:
    scale = math.exp(min(log_scale, CAP))
    return scale, scale


@misconception(
    "clip-slope-in-scale",
    title="the slope in the scale for the slope in its logarithm",
    belief="The scale is what is learned, so its slope is what is asked for.",
    hint="Your dlog_scale is ours divided by the scale. The parameter goes through exp: what is "
    "d scale / d log_scale?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="scaling",
)
def slope_in_scale(log_scale: float) -> tuple[float, float]:
    return math.exp(min(log_scale, CAP)), 1.0 if log_scale <= CAP else 0.0


@misconception(
    "clip-scale-frozen",
    title="no slope in log_scale",
    belief="The temperature is a setting, and settings do not learn.",
    hint="Your dlog_scale is 0 everywhere. In CLIP the scale is learned: how does the loss change "
    "with it?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="scaling",
)
def scale_frozen(log_scale: float) -> tuple[float, float]:
    return math.exp(min(log_scale, CAP)), 0.0


# The two directions


@misconception(
    "clip-sum-directions",
    title="the sum of both directions",
    belief="Two losses add.",
    hint="With all embeddings equal the loss must be ln N, and yours is 2 ln N. Sum or mean?",
    evidence=["google-research/simclr objective.py: loss_a + loss_b (by design)"],
    recipe=RECIPE,
    step="quiz",
)
def sum_directions(s: np.ndarray) -> Any:
    (rows, ds_rows), (cols, ds_cols) = _ask(s, 1), _ask(s, 0)
    return rows + cols, ds_rows + ds_cols


_ONE_BELIEF = "If every image finds its text, every text finds its image."


@misconception(
    "clip-one-direction",
    variant="images ask",
    title="the direction from image to text alone",
    belief=_ONE_BELIEF,
    hint="Does every text find its image? Swap img and txt: your value moves, CLIP's does not.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="quiz",
)
def images_ask(s: np.ndarray) -> Any:
    return _ask(s, 1)


@misconception(
    "clip-one-direction",
    variant="texts ask",
    title="the direction from text to image alone",
    belief=_ONE_BELIEF,
    hint="Does every image find its text? Swap img and txt: your value moves, CLIP's does not.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="quiz",
)
def texts_ask(s: np.ndarray) -> Any:
    return _ask(s, 0)


@misconception(
    "clip-no-softmax",
    title="mean similarity of the pairs as the loss",
    belief="Pulling the pairs together is the whole loss.",
    hint="What keeps every image from matching every text? Probabilities need a sum over the "
    "candidates.",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="quiz",
)
def no_softmax(s: np.ndarray) -> Any:
    return -np.diagonal(s).mean(), -np.eye(len(s)) / len(s)


@misconception(
    "clip-flat-softmax",
    title="one softmax over all N x N pairs",
    belief="All pairs of the batch compete with each other.",
    hint="How many questions does the batch ask: one, or 2N? Over which axis does an image have "
    "its candidates?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="quiz",
)
def flat_softmax(s: np.ndarray) -> Any:
    log_p = _log_softmax(s.reshape(1, -1), 1).reshape(s.shape)
    return -np.diagonal(log_p).mean(), np.exp(log_p) - np.eye(len(s)) / len(s)


@misconception(
    "nce-sum",
    title="the CLIP loss summed over the pairs",
    belief="The optimizer does not care about the factor N.",
    hint="Your value is exactly N times ours. A mean does not grow with the batch.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="quiz",
)
def summed(s: np.ndarray) -> Any:
    loss, ds = _quiz(s)
    return len(s) * loss, len(s) * ds


# Soft targets: similar images in a batch share the label mass


def _soft(
    img: np.ndarray, txt: np.ndarray, log_scale: float, sharp: bool, learn: bool
) -> tuple[Any, Any, Any, Any]:
    length_img, length_txt = _lengths(img), _lengths(txt)
    u, v = img / length_img, txt / length_txt
    cosine = u @ v.T
    scale, slope = _scaling(float(log_scale))
    sharpness = scale if sharp else 1.0
    alike = (u @ u.T + v @ v.T) / 2
    log_targets = _log_softmax(sharpness * alike, 1)
    targets = np.exp(log_targets)
    log_rows, log_cols = _log_softmax(scale * cosine, 1), _log_softmax(scale * cosine, 0)
    n = len(img)
    loss = -(targets * (log_rows + log_cols)).sum() / (2 * n)
    ds = (np.exp(log_rows) + np.exp(log_cols) * targets.sum(axis=0) - 2 * targets) / (2 * n)
    du, dv, dscale = scale * ds @ v, scale * ds.T @ u, (ds * cosine).sum()
    if learn:
        dt = -(log_rows + log_cols) / (2 * n)
        da = targets * (dt - (targets * dt).sum(axis=1, keepdims=True))
        both = sharpness * (da + da.T) / 2
        du, dv = du + both @ u, dv + both @ v
        dscale = dscale + (da * alike).sum() * sharp
    return loss, _pull(du, u, length_img), _pull(dv, v, length_txt), dscale * slope


_SOFT_BELIEF = "Similar images in a batch should share the label mass, as in a well-known tutorial."
_SOFT_HINT = (
    "Which text belongs to image i? CLIP's answer is i, not a distribution: a perfect batch should "
    "have a loss near 0, and yours does not."
)
_SOFT_EVIDENCE = ["github.com/moein-shariatnia/OpenAI-CLIP CLIP.py"]


@misconception(
    "clip-soft-targets",
    variant="fixed, temperature 1",
    title="cross-entropy with similarities as soft targets",
    belief=_SOFT_BELIEF,
    hint=_SOFT_HINT,
    evidence=_SOFT_EVIDENCE,
    entry="clip_loss",
)
def soft_targets(img: np.ndarray, txt: np.ndarray, log_scale: float) -> Any:
    return _soft(img, txt, log_scale, sharp=False, learn=False)


@misconception(
    "clip-soft-targets",
    variant="learned, temperature 1",
    title="cross-entropy with similarities as soft targets that learn",
    belief=_SOFT_BELIEF,
    hint=_SOFT_HINT,
    evidence=_SOFT_EVIDENCE,
    entry="clip_loss",
)
def soft_targets_learn(img: np.ndarray, txt: np.ndarray, log_scale: float) -> Any:
    return _soft(img, txt, log_scale, sharp=False, learn=True)


@misconception(
    "clip-soft-targets",
    variant="fixed, sharpened by the scale",
    title="cross-entropy with sharpened similarities as soft targets",
    belief=_SOFT_BELIEF,
    hint=_SOFT_HINT,
    evidence=_SOFT_EVIDENCE,
    entry="clip_loss",
)
def sharp_targets(img: np.ndarray, txt: np.ndarray, log_scale: float) -> Any:
    return _soft(img, txt, log_scale, sharp=True, learn=False)


@misconception(
    "clip-soft-targets",
    variant="learned, sharpened by the scale",
    title="cross-entropy with sharpened similarities as soft targets that learn",
    belief=_SOFT_BELIEF,
    hint=_SOFT_HINT,
    evidence=_SOFT_EVIDENCE,
    entry="clip_loss",
)
def sharp_targets_learn(img: np.ndarray, txt: np.ndarray, log_scale: float) -> Any:
    return _soft(img, txt, log_scale, sharp=True, learn=True)


# Lengths and the way back, as in info_nce_grad


@misconception(
    "nce-no-norm",
    title="the CLIP loss of raw dot products",
    belief="A dot product is a similarity, so it can be used as it is.",
    hint="Multiply img by 10: a cosine does not move, your loss does. What has to happen to every "
    "row first?",
    evidence=[
        "https://github.com/google-research/big_vision/issues/115",
        "https://github.com/HobbitLong/SupContrast/issues/100",
        "https://github.com/moein-shariatnia/OpenAI-CLIP/pull/28",
    ],
    entry="clip_loss",
)
def no_norm(img: np.ndarray, txt: np.ndarray, log_scale: float) -> Any:
    scale, slope = _scaling(float(log_scale))
    dots = img @ txt.T
    loss, ds = _quiz(scale * dots)
    return loss, scale * ds @ txt, scale * ds.T @ img, (ds * dots).sum() * slope


@misconception(
    "nce-norm-axis",
    title="the CLIP loss with columns of unit length",
    belief="Normalising means dividing by the norm; the axis sorts itself out.",
    hint="Which axis is one embedding? Print the norm of one row after your normalisation.",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="lengths",
)
def norm_axis(x: np.ndarray) -> Any:
    return np.linalg.norm(x, axis=0, keepdims=True)


@misconception(
    "nce-norm-global",
    title="the CLIP loss with one norm for the whole batch",
    belief="norm(x) without an axis gives the norm of every row.",
    hint="Print the norm of one row after normalising: it should be 1. How many norms does your "
    "call return?",
    evidence=["https://github.com/tensorflow/similarity/issues/237"],
    recipe=RECIPE,
    step="lengths",
)
def norm_global(x: np.ndarray) -> Any:
    return np.linalg.norm(x)


@misconception(
    "nce-no-projection",
    variant="slope of the unit rows",
    title="the slope of the unit rows",
    belief="Normalising is preprocessing, so the way back ends at the unit rows.",
    hint="Multiply dimg with img, row by row: it must be 0, because length does not matter. The "
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
    hint="Multiply dimg with img, row by row: it must be 0, because length does not matter. Which "
    "part of it has to go?",
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
    hint="Double img: dimg must halve, because long vectors turn slower. For rows of length 1 "
    "yours is right.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_inverse_norm(slope: np.ndarray, u: np.ndarray, length: Any) -> Any:
    return slope - u * (u * slope).sum(axis=-1, keepdims=True)


@misconception(
    "nce-grad-no-tau",
    title="embedding slopes without the scale",
    belief="The scale is a constant, and constants drop out of a derivative.",
    hint="Your dimg is ours divided by the scale. S = scale * cos: what is dS / dcos?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="chain",
)
def grad_no_scale(ds: np.ndarray, scale: float, u: np.ndarray, v: np.ndarray) -> Any:
    return ds @ v, ds.T @ u


@misconception(
    "nce-g-untransposed",
    title="dS u as the slope of the texts",
    belief="A symmetric loss has a symmetric matrix, so dS serves both sides.",
    hint="Your dimg is right, your dtxt is not. The loss is symmetric in its arguments, its matrix "
    "is not: over which axis does dtxt add up?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="chain",
)
def g_untransposed(ds: np.ndarray, scale: float, u: np.ndarray, v: np.ndarray) -> Any:
    return scale * ds @ v, scale * ds @ u


@misconception(
    "nce-stop-keys",
    title="no slope in the texts",
    belief="The texts are labels, and labels do not learn.",
    hint="In CLIP both towers learn: the loss changes when a text turns. Your dtxt is 0.",
    evidence=["https://github.com/mlfoundations/open_clip/issues/616"],
    recipe=RECIPE,
    step="chain",
)
def stop_texts(ds: np.ndarray, scale: float, u: np.ndarray, v: np.ndarray) -> Any:
    return scale * ds @ v, np.zeros_like(v)


# Right on paper, fragile in float32, where exp(100) does not exist


def _fragile(s: np.ndarray, surprise: Callable[[np.ndarray], Any]) -> tuple[Any, Any]:
    e = np.exp(s)
    p_rows, p_cols = e / e.sum(axis=1, keepdims=True), e / e.sum(axis=0, keepdims=True)
    loss = (surprise(s).mean() + surprise(s.T).mean()) / 2
    return loss, ((p_rows + p_cols) / 2 - np.eye(len(s), dtype=s.dtype)) / len(s)


@misconception(
    "nce-exp-ratio",
    title="log of exp over a sum of exp, as written on paper",
    belief="The formula of the paper is the code: exp of the positive over the sum of exp.",
    hint="The scale goes up to 100, and exp(100) is inf in float32. Write lse(s) - s_pos, with the "
    "row maximum taken out of the exponent.",
    evidence=["github.com/0suh/cs231n_2021 assignment3/cs231n/simclr/contrastive_loss.py"],
    recipe=RECIPE,
    step="quiz",
)
def exp_ratio(s: np.ndarray) -> Any:
    return _fragile(s, lambda s: -np.log(np.diagonal(np.exp(s)) / np.exp(s).sum(axis=1)))


@misconception(
    "lse-no-max",
    title="log-sum-exp of the raw logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees a logit of 100, and float32 ends at exp(88). Which "
    "number may it see safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="quiz",
)
def lse_no_max(s: np.ndarray) -> Any:
    # Where the losses are read from logsumexp, the slopes come from a softmax of the same numbers.
    return _fragile(s, lambda s: np.log(np.exp(s).sum(axis=1)) - np.diagonal(s))


@misconception(
    "log-of-shifted-softmax",
    title="log of a stable softmax",
    belief="Subtracting the maximum makes everything after it stable, the log too.",
    hint="Your softmax is stable, your log is not: exp(-200) is 0 in float32, and its log is -inf. "
    "Can you get to the logarithm without building p?",
    evidence=["github.com/0suh/cs231n_2021 assignment1/cs231n/classifiers/softmax.py"],
    recipe=RECIPE,
    step="quiz",
)
def log_of_shifted_softmax(s: np.ndarray) -> Any:
    def softmax(axis: int) -> np.ndarray:
        e = np.exp(s - s.max(axis=axis, keepdims=True))
        return np.asarray(e / e.sum(axis=axis, keepdims=True))

    rows, cols = softmax(1), softmax(0)
    loss = -(np.log(np.diagonal(rows)).mean() + np.log(np.diagonal(cols)).mean()) / 2
    return loss, ((rows + cols) / 2 - np.eye(len(s), dtype=s.dtype)) / len(s)
