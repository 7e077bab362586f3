"""The wrong siglip_loss functions that believers write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def siglip_loss(img: np.ndarray, txt: np.ndarray, t_prime: float, bias: float) -> Any:
        if img.shape != txt.shape:
            raise ValueError("one text per image")
        length_img, length_txt = steps.lengths(img, "img"), steps.lengths(txt, "txt")
        u = img if length_img is None else img / length_img
        v = txt if length_txt is None else txt / length_txt
        c = u @ v.T
        scale, scale_slope = steps.temper(t_prime)
        z, z_scale, z_bias = steps.logits(c, scale, bias)
        loss, g = steps.average(*steps.surprise(z))
        du, dv = steps.back(g, u, v, scale)
        return (
            loss,
            du if length_img is None else steps.pull(du, u, length_img),
            dv if length_txt is None else steps.pull(dv, v, length_txt),
            scale_slope * (g * z_scale).sum(),
            (g * z_bias).sum(),
        )

    return {"siglip_loss": siglip_loss}


def _lengths(x: np.ndarray, side: str) -> Any:
    return np.maximum(np.sqrt((x * x).sum(axis=1, keepdims=True)), 1e-12)


def _temper(t_prime: float) -> Pair:
    """Return the scale and its slope in t_prime."""
    return np.exp(t_prime), np.exp(t_prime)


def _logits(c: np.ndarray, scale: float, bias: float) -> tuple[Any, Any, Any]:
    """Return the logits and their slopes in the scale and in the bias."""
    return scale * c + bias, c, 1.0


def _labels(z: np.ndarray) -> Any:
    return 2.0 * np.eye(len(z)) - 1.0


def _surprise(z: np.ndarray) -> Pair:
    """Return the costs of all pairs and the slopes of their sum in the logits."""
    y = _labels(z)
    return np.logaddexp(0.0, -y * z), -y * np.exp(-np.logaddexp(0.0, y * z))


def _average(costs: np.ndarray, g: np.ndarray) -> Pair:
    return costs.sum() / len(g), g / len(g)


def _back(g: np.ndarray, u: np.ndarray, v: np.ndarray, scale: float) -> Pair:
    return scale * (g @ v), scale * (g.T @ u)


def _pull(slope: np.ndarray, u: np.ndarray, length: np.ndarray) -> Any:
    return (slope - u * (u * slope).sum(axis=1, keepdims=True)) / length


RECIPE = Recipe(
    {
        "lengths": _lengths,
        "temper": _temper,
        "logits": _logits,
        "surprise": _surprise,
        "average": _average,
        "back": _back,
        "pull": _pull,
    },
    _build,
)

# Another divisor.

_SQUARED: dict[str, Any] = {
    "title": "the mean over all N x N pairs",
    "belief": "A mean is a mean.",
    "hint": "Your loss is N times too small. N^2 pairs are summed, and the sum is divided by the "
    "batch size.",
    "evidence": [
        "https://github.com/google-research/big_vision/issues/179",
        "https://github.com/google-research/big_vision/issues/115",
    ],
}


@misconception(
    "siglip-divide-by-n-squared",
    variant="loss and gradients",
    **_SQUARED,
    recipe=RECIPE,
    step="average",
)
def by_n_squared(costs: np.ndarray, g: np.ndarray) -> Pair:
    return costs.mean(), g / g.size


@misconception(
    "siglip-divide-by-n-squared", variant="loss alone", **_SQUARED, recipe=RECIPE, step="average"
)
def by_n_squared_loss(costs: np.ndarray, g: np.ndarray) -> Pair:
    return costs.mean(), g / len(g)


_SUM: dict[str, Any] = {
    "title": "the sum over all pairs",
    "belief": "The loss of a batch is the sum of its costs.",
    "hint": "Your loss is N times ours. What is the sum over all pairs divided by?",
    "evidence": ["own experience"],
}


@misconception("siglip-sum", variant="loss and gradients", **_SUM, recipe=RECIPE, step="average")
def sum_of_costs(costs: np.ndarray, g: np.ndarray) -> Pair:
    return costs.sum(), g


@misconception("siglip-sum", variant="gradients alone", **_SUM, recipe=RECIPE, step="average")
def sum_of_slopes(costs: np.ndarray, g: np.ndarray) -> Pair:
    return costs.sum() / len(g), g


@misconception(
    "siglip-balanced",
    title="the mean over true pairs plus the mean over strangers",
    belief="There are many more negatives than positives, so both get a mean of their own.",
    hint="One sum over all pairs, divided by N: an image pays for one yes and N - 1 no's. The "
    "imbalance is what the bias is for.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def balanced(costs: np.ndarray, g: np.ndarray) -> Pair:
    n = len(g)
    weight = np.where(np.eye(n) == 1, 1.0 / n, 1.0 / max(n * n - n, 1))
    return (weight * costs).sum(), weight * g


# Another set of questions.

_SOFTMAX_BELIEF = "A contrastive loss is a softmax over the batch."
_SOFTMAX_HINT = (
    "Add 1 to the bias: a softmax does not notice, a sigmoid does. SigLIP asks about each pair "
    "on its own."
)


def _cross_entropy(z: np.ndarray, axis: int) -> Pair:
    """Return the surprise at the diagonal, spread over it, and its slopes."""
    s = z - z.max(axis=axis, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=axis, keepdims=True))
    eye = np.eye(len(z))
    return -log_p * eye, np.exp(log_p) - eye


@misconception(
    "siglip-softmax",
    variant="images ask",
    title="a softmax over the texts",
    belief=_SOFTMAX_BELIEF,
    hint=_SOFTMAX_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def softmax_rows(z: np.ndarray) -> Pair:
    return _cross_entropy(z, 1)


@misconception(
    "siglip-softmax",
    variant="both ask",
    title="CLIP's loss, two softmaxes averaged",
    belief=_SOFTMAX_BELIEF,
    hint=_SOFTMAX_HINT,
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def softmax_both(z: np.ndarray) -> Pair:
    (one, d_one), (two, d_two) = _cross_entropy(z, 1), _cross_entropy(z, 0)
    return (one + two) / 2.0, (d_one + d_two) / 2.0


@misconception(
    "siglip-positives-only",
    title="the cost of the true pairs alone",
    belief="Only the pairs that belong together are trained.",
    hint="A model that says yes to everything costs nothing in your loss. Where are the N^2 - N "
    "other questions?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def positives_only(z: np.ndarray) -> Pair:
    costs, g = _surprise(z)
    return costs * np.eye(len(z)), g * np.eye(len(z))


@misconception(
    "siglip-negatives-only",
    title="the cost of the strangers alone",
    belief="The loss pushes apart what does not belong together.",
    hint="A model that says no to everything costs nothing in your loss. Where is the diagonal?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def negatives_only(z: np.ndarray) -> Pair:
    costs, g = _surprise(z)
    return costs * (1.0 - np.eye(len(z))), g * (1.0 - np.eye(len(z)))


@misconception(
    "siglip-labels-zero-one",
    title="labels 0 and 1 where the formula has -1 and +1",
    belief="A binary label is 0 or 1.",
    hint="With a label of 0 a stranger costs log 2, whatever the model says, and its gradient is "
    "0. Which two labels does this formula need?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def labels_zero_one(z: np.ndarray) -> Pair:
    y = np.eye(len(z))
    return np.logaddexp(0.0, -y * z), -y * np.exp(-np.logaddexp(0.0, y * z))


@misconception(
    "siglip-all-positive",
    title="every pair labelled as true",
    belief="The sigmoid of a logit is the probability of a match, and it is maximised.",
    hint="Strangers should get a low logit. What is the sign of their label?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def all_positive(z: np.ndarray) -> Pair:
    return np.logaddexp(0.0, -z), -np.exp(-np.logaddexp(0.0, z))


# Other logits.


@misconception(
    "siglip-bias-outside-label",
    title="a bias that the label does not reach",
    belief="The label belongs to the similarity, and the bias is added at the end.",
    hint="A bias of -10 must make a no cheap and a yes expensive. In your loss it makes both "
    "expensive: put the label around the whole logit.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="logits",
)
def bias_outside_label(c: np.ndarray, scale: float, bias: float) -> tuple[Any, Any, Any]:
    y = _labels(c)
    return scale * c + y * bias, c, y


@misconception(
    "siglip-bias-scaled",
    title="a bias that is multiplied by the scale",
    belief="The bias corrects the similarity.",
    hint="Double the scale with a fixed bias: your offset doubles. The bias is added after the "
    "scale.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="logits",
)
def bias_scaled(c: np.ndarray, scale: float, bias: float) -> tuple[Any, Any, Any]:
    return scale * (c + bias), c + bias, scale


@misconception(
    "siglip-bias-sign",
    title="a bias that is subtracted",
    belief="The bias is a threshold.",
    hint="With b = -10 a fresh model should say no. What does yours say?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="logits",
)
def bias_sign(c: np.ndarray, scale: float, bias: float) -> tuple[Any, Any, Any]:
    return scale * c - bias, c, -1.0


@misconception(
    "siglip-bias-ignored",
    title="logits without the bias",
    belief="The bias is irrelevant.",
    hint="Change the bias: your loss stays where it is. What does a fresh model say about N^2 - N "
    "strangers?",
    evidence=["https://github.com/mlfoundations/open_clip/issues/650"],
    recipe=RECIPE,
    step="logits",
)
def bias_ignored(c: np.ndarray, scale: float, bias: float) -> tuple[Any, Any, Any]:
    return scale * c, c, 0.0


@misconception(
    "siglip-scale-no-exp",
    title="t_prime itself as the scale",
    belief="The parameter is the scale.",
    hint="t_prime may be negative, a scale may not. The parameter is its logarithm.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def scale_no_exp(t_prime: float) -> Pair:
    return t_prime, 1.0


@misconception(
    "siglip-scale-divides",
    title="cosines divided by exp(t_prime)",
    belief="t is a temperature, and temperatures divide.",
    hint="Raise t_prime: the logits must spread. Yours shrink.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def scale_divides(t_prime: float) -> Pair:
    return np.exp(-t_prime), -np.exp(-t_prime)


@misconception(
    "siglip-scale-capped",
    title="a scale capped at 100",
    belief="CLIP's cap on the logit scale belongs to every logit scale.",
    hint="At t_prime = ln 10000 your logits stop at 100. This contract has no cap.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def scale_capped(t_prime: float) -> Pair:
    scale = min(float(np.exp(t_prime)), 100.0)
    return scale, scale if scale < 100.0 else 0.0


# Lengths.

_LENGTHS_EVIDENCE = ["https://github.com/google-research/big_vision/issues/115"]


@misconception(
    "nce-no-norm",
    title="raw dot products in place of cosines",
    belief="The caller has normalised the embeddings.",
    hint="Multiply img by 10: a cosine does not move, your loss does. What has to happen to every "
    "row before the dot products?",
    evidence=_LENGTHS_EVIDENCE,
    recipe=RECIPE,
    step="lengths",
)
def no_norm(x: np.ndarray, side: str) -> Any:
    return None


_ONE_SIDE: dict[str, Any] = {
    "title": "only one side normalised",
    "belief": "One unit vector is enough to make a dot product a similarity.",
    "hint": "Multiply first img, then txt by 10. Which of them moves your loss?",
    "evidence": ["own experience"],
}


@misconception("nce-norm-one-side", variant="images", **_ONE_SIDE, recipe=RECIPE, step="lengths")
def norm_images(x: np.ndarray, side: str) -> Any:
    return _lengths(x, side) if side == "img" else None


@misconception("nce-norm-one-side", variant="texts", **_ONE_SIDE, recipe=RECIPE, step="lengths")
def norm_texts(x: np.ndarray, side: str) -> Any:
    return _lengths(x, side) if side == "txt" else None


# The right loss with other gradients.


@misconception(
    "nce-no-projection",
    title="gradients that leave out the projection",
    belief="Dividing by a length only divides the gradient by it.",
    hint="A push along the row changes its length, not its direction, so it cannot change the "
    "loss. Is your gradient at right angles to the row?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_projection(slope: np.ndarray, u: np.ndarray, length: np.ndarray) -> Any:
    return slope / length


@misconception(
    "nce-no-inverse-norm",
    title="gradients that are not divided by the row's length",
    belief="After normalisation the length no longer matters.",
    hint="Make a row ten times longer: it takes a push ten times as long to turn it as far. What "
    "happens to your gradient?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def no_inverse_norm(slope: np.ndarray, u: np.ndarray, length: np.ndarray) -> Any:
    return _pull(slope, u, np.ones_like(length))


@misconception(
    "grad-wrt-unit-rows",
    title="gradients in the normalised embeddings",
    belief="The gradient ends at the normalised rows.",
    hint="Your gradients are those of u and v. The contract asks for those of img and txt: one "
    "more step back, through the division by the length.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="pull",
)
def unit_rows(slope: np.ndarray, u: np.ndarray, length: np.ndarray) -> Any:
    return slope


@misconception(
    "nce-g-untransposed",
    title="the same matrix of slopes for both sides",
    belief="Both sides see the same matrix.",
    hint="Images are the rows of the logits, texts the columns. Which of the two gradients needs a "
    "transpose?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="back",
)
def g_untransposed(g: np.ndarray, u: np.ndarray, v: np.ndarray, scale: float) -> Pair:
    return scale * (g @ v), scale * (g @ u)


@misconception(
    "grad-no-scale",
    title="embedding gradients without the scale",
    belief="The scale belongs to the logits, and the gradient starts behind them.",
    hint="Double the scale: the logits move twice as far for the same turn. Where is exp(t_prime) "
    "in your dimg?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="back",
)
def no_scale(g: np.ndarray, u: np.ndarray, v: np.ndarray, scale: float) -> Pair:
    return g @ v, g.T @ u


@misconception(
    "grad-wrt-scale",
    title="the slope in the scale handed back as dt_prime",
    belief="The derivative of scale times cosine is the cosine.",
    hint="That is the slope in the scale. The scale is exp(t_prime): one more factor.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="temper",
)
def wrt_scale(t_prime: float) -> Pair:
    return np.exp(t_prime), 1.0


@misconception(
    "grad-sign",
    title="gradients with the opposite sign",
    belief="The gradient is the step that lowers the loss.",
    hint="Raise the bias where all answers are no: the loss falls. Which sign has its slope?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_sign(costs: np.ndarray, g: np.ndarray) -> Pair:
    return costs.sum() / len(g), -g / len(g)


# The logarithm of a sigmoid.

_EPS: dict[str, Any] = {
    "belief": "A small epsilon protects the log without changing anything.",
    "hint": "How much can a surely wrong pair cost in your loss? It should be unbounded. The "
    "logarithm of a sigmoid has a form without a log of 0.",
}


def _with_eps(z: np.ndarray, eps: float) -> tuple[Any, Any, Any]:
    """Return the costs, the textbook slopes and the true ones."""
    y = _labels(z)
    p, textbook = np.exp(-np.logaddexp(0.0, -y * z)), _surprise(z)[1]
    return -np.log(p + eps), textbook, textbook * p / (p + eps)


@misconception(
    "eps-in-log",
    variant="1e-8, textbook gradient",
    title="-log(sigmoid + 1e-8)",
    **_EPS,
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def eps_in_log(z: np.ndarray) -> Pair:
    costs, textbook, _ = _with_eps(z, 1e-8)
    return costs, textbook


@misconception(
    "eps-in-log",
    variant="1e-8, its own gradient",
    title="-log(sigmoid + 1e-8) and its gradient",
    **_EPS,
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def eps_in_log_own_slope(z: np.ndarray) -> Pair:
    costs, _, own = _with_eps(z, 1e-8)
    return costs, own


@misconception(
    "eps-in-log",
    variant="1e-12, textbook gradient",
    title="-log(sigmoid + 1e-12)",
    **_EPS,
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def smaller_eps_in_log(z: np.ndarray) -> Pair:
    costs, textbook, _ = _with_eps(z, 1e-12)
    return costs, textbook


@misconception(
    "eps-in-log",
    variant="1e-12, its own gradient",
    title="-log(sigmoid + 1e-12) and its gradient",
    **_EPS,
    evidence=["own experience"],
    recipe=RECIPE,
    step="surprise",
)
def smaller_eps_in_log_own_slope(z: np.ndarray) -> Pair:
    costs, _, own = _with_eps(z, 1e-12)
    return costs, own


_UNSTABLE: dict[str, Any] = {
    "belief": "The computer follows the formula.",
    "hint": "A true pair with the logit -1000 costs 1000. What do exp(1000) and log(0) give? Write "
    "log(1 + e^x) so that exp never sees a large positive number.",
    "evidence": ["own experience"],
}


@misconception(
    "unstable-log-sigmoid",
    variant="log(1 + exp(-x))",
    title="log(1 + exp(-x)), as written on paper",
    **_UNSTABLE,
    recipe=RECIPE,
    step="surprise",
)
def log_one_plus_exp(z: np.ndarray) -> Pair:
    y = _labels(z)
    return np.log1p(np.exp(-y * z)), -y / (1.0 + np.exp(y * z))


@misconception(
    "unstable-log-sigmoid",
    variant="log(sigmoid(x))",
    title="the log of a stable sigmoid",
    **_UNSTABLE,
    recipe=RECIPE,
    step="surprise",
)
def log_of_sigmoid(z: np.ndarray) -> Pair:
    y = _labels(z)
    p = np.exp(-np.logaddexp(0.0, -y * z))
    return -np.log(p), -y * np.exp(-np.logaddexp(0.0, y * z))


@misconception(
    "unstable-log-sigmoid",
    variant="exp(x) / (1 + exp(x))",
    title="the log of exp(x) / (1 + exp(x)), as written on paper",
    **_UNSTABLE,
    recipe=RECIPE,
    step="surprise",
)
def log_of_ratio(z: np.ndarray) -> Pair:
    y = _labels(z)
    e = np.exp(y * z)
    return -np.log(e / (1.0 + e)), -y / (1.0 + e)
