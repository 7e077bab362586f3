"""The wrong ntp_loss_and_grad functions that believers write.

Seven steps: which token is asked for, which pairs count, what is replaced, log-probabilities, the
slope of a pair, the divisors of loss and gradient, where the gradient is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def ntp_loss_and_grad(
        logits: np.ndarray,
        tokens: np.ndarray,
        segment_ids: np.ndarray,
        *,
        num_items: int | None = None,
    ) -> Pair:
        if not logits.shape[:2] == tokens.shape == segment_ids.shape:
            raise ValueError("shapes differ")
        targets, counted = steps.shift(tokens), steps.counted(tokens, segment_ids)
        z, t = steps.clean(logits, targets, counted)
        log_p = steps.log_p(z)
        nll = -np.take_along_axis(log_p, t[..., None], axis=-1)[..., 0]
        over, under = steps.divisors(counted, num_items)
        loss = (counted * nll).sum() * over
        return loss, steps.store(counted[..., None] * steps.slope(log_p, t) * under)

    return {"ntp_loss_and_grad": ntp_loss_and_grad}


def _left(values: np.ndarray, by: int = 1) -> Any:
    """Shift to the left and fill up with 0."""
    shifted = np.zeros_like(values)
    shifted[:, :-by] = values[:, by:]
    return shifted


def _counted(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    right = _left(segment_ids)
    return (segment_ids == right) & (right != 0)


def _clean(logits: np.ndarray, targets: np.ndarray, counted: np.ndarray) -> Pair:
    return np.where(counted[..., None], logits, 0.0), np.where(counted, targets, 0)


def _log_p(z: np.ndarray) -> Any:
    s = z - z.max(axis=-1, keepdims=True)
    return s - np.log(np.exp(s).sum(axis=-1, keepdims=True))


def _one_hot(log_p: np.ndarray, t: np.ndarray) -> Any:
    return (np.arange(log_p.shape[-1]) == t[..., None]).astype(float)


def _slope(log_p: np.ndarray, t: np.ndarray) -> Any:
    return np.exp(log_p) - _one_hot(log_p, t)


def _one_over(count: Any) -> Any:
    return 1.0 / count if count > 0 else 0.0


def _divisors(counted: np.ndarray, num_items: int | None) -> Pair:
    """Return what the sums of loss and gradient are multiplied by."""
    share = _one_over(counted.sum() if num_items is None else num_items)
    return share, share


def _store(dlogits: np.ndarray) -> Any:
    return dlogits


RECIPE = Recipe(
    {
        "shift": _left,
        "counted": _counted,
        "clean": _clean,
        "log_p": _log_p,
        "slope": _slope,
        "divisors": _divisors,
        "store": _store,
    },
    _build,
)

# The divisor. accum-num-items-twice needs several calls: it is a quiz item.

_MEANS: dict[str, Any] = {
    "title": "each micro-batch divided by its own count",
    "belief": "The average of averages is the average.",
    "hint": "Put 1 pair into one micro-batch and 50 into the other. Do they weigh alike? "
    "num_items says how many pairs the whole step has.",
    "evidence": [
        "https://github.com/huggingface/transformers/pull/34191",
        "https://github.com/karpathy/nanochat/pull/59",
        "https://github.com/ml-explore/mlx-lm/pull/1413",
        "https://github.com/MakazhanAlpamys/Soup/issues/932",
    ],
}


@misconception("grad-accum-mean", **_MEANS, recipe=RECIPE, step="divisors")
def accum_mean(counted: np.ndarray, num_items: int | None) -> Pair:
    share = _one_over(counted.sum())
    return share, share


@misconception(
    "accum-mean-over-items",
    title="the micro-batch's own mean, divided by num_items once more",
    belief="Each level divides by its own count.",
    hint="How often do you divide? One division, by the pairs of the step, is all.",
    evidence=[
        "https://github.com/unslothai/unsloth-zoo/pull/1023",
        "https://github.com/huggingface/transformers/issues/35203",
    ],
    recipe=RECIPE,
    step="divisors",
)
def mean_over_items(counted: np.ndarray, num_items: int | None) -> Pair:
    share = _one_over(counted.sum())
    if num_items is not None:
        share *= _one_over(num_items)
    return share, share


@misconception(
    "accum-loss-only",
    title="num_items in the loss, the batch's own count in the gradient",
    belief="num_items is for the number that is logged.",
    hint="Your loss is right. Is your gradient the slope of that loss?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="divisors",
)
def items_in_the_loss_only(counted: np.ndarray, num_items: int | None) -> Pair:
    return _divisors(counted, num_items)[0], _one_over(counted.sum())


@misconception(
    "accum-grad-only",
    title="num_items in the gradient, the batch's own count in the loss",
    belief="num_items is for the optimizer; the loss is logged per batch.",
    hint="Your gradient is right. Do the losses of your micro-batches add up to the full batch's?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="divisors",
)
def items_in_the_gradient_only(counted: np.ndarray, num_items: int | None) -> Pair:
    return _one_over(counted.sum()), _divisors(counted, num_items)[1]


@misconception(
    "grad-missing-mean",
    title="a gradient without the division of the mean",
    belief="p - y is the gradient; the division is a matter of the loss.",
    hint="Every entry of the gradient carries the factor that the loss carries. Which one?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="divisors",
)
def grad_missing_mean(counted: np.ndarray, num_items: int | None) -> Pair:
    return _divisors(counted, num_items)[0], 1.0


_POSITIONS: dict[str, Any] = {
    "title": "a division by the number of positions, not of pairs",
    "belief": "T tokens make T predictions.",
    "hint": "How many neighbours do T tokens form, and how many of them are in your sum?",
    "evidence": ["https://github.com/kimiyoung/transformer-xl/issues/131"],
}


@misconception("ntp-div-positions", variant="B * T", **_POSITIONS, recipe=RECIPE, step="divisors")
def div_positions(counted: np.ndarray, num_items: int | None) -> Pair:
    share = _one_over(counted.size if num_items is None else num_items)
    return share, share


@misconception(
    "ntp-div-positions", variant="B * (T - 1)", **_POSITIONS, recipe=RECIPE, step="divisors"
)
def div_neighbours(counted: np.ndarray, num_items: int | None) -> Pair:
    share = _one_over(counted[:, 1:].size if num_items is None else num_items)
    return share, share


@misconception(
    "accum-zero-is-none",
    title="num_items = 0 taken for None",
    belief="`if num_items:` asks whether a number was given.",
    hint="What is `bool(0)`? Ask `num_items is None`.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="divisors",
)
def zero_is_none(counted: np.ndarray, num_items: int | None) -> Pair:
    return _divisors(counted, num_items or None)


@misconception(
    "empty-nan",
    title="a division by a count of 0",
    belief="It never happens that no pair counts.",
    hint="What is the mean of nothing? Our contract answers 0, with a gradient of 0.",
    evidence=[
        "https://github.com/pytorch/pytorch/issues/116349",
        "https://github.com/pytorch/pytorch/issues/70348",
        "https://github.com/meta-pytorch/torchtune/issues/2341",
    ],
    recipe=RECIPE,
    step="divisors",
)
def empty_nan(counted: np.ndarray, num_items: int | None) -> Pair:
    share = np.float64(1.0) / (counted.sum() if num_items is None else num_items)
    return share, share


# The gradient.


@misconception(
    "grad-off-by-one",
    title="a gradient stored at t + 1",
    belief="The gradient lives where the target lives.",
    hint="The prediction of token t + 1 was made at position t, and so was its gradient.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="store",
)
def grad_off_by_one(dlogits: np.ndarray) -> Any:
    moved = np.zeros_like(dlogits)
    moved[:, 1:] = dlogits[:, :-1]
    return moved


@misconception(
    "grad-p-only",
    title="a gradient without the target",
    belief="The derivative of log-softmax is softmax.",
    hint="Sum your gradient over the vocabulary: shifting all logits changes nothing, so it is 0.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="slope",
)
def grad_p_only(log_p: np.ndarray, t: np.ndarray) -> Any:
    return np.exp(log_p)


@misconception(
    "grad-sign",
    title="a gradient that points the other way, y - p",
    belief="The gradient pulls the prediction towards the target.",
    hint="It is the optimizer that goes downhill. Which way does the loss grow?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="slope",
)
def grad_sign(log_p: np.ndarray, t: np.ndarray) -> Any:
    return -_slope(log_p, t)


# Which token is asked for, and which pairs count.


@misconception(
    "ntp-no-shift",
    title="cross-entropy with the token that was just read",
    belief="The label of position t is token t.",
    hint="Position t has already read token t. What should it predict?",
    evidence=[
        "https://github.com/tatsu-lab/stanford_alpaca/issues/45",
        "https://github.com/tloen/alpaca-lora/issues/365",
        "https://github.com/huggingface/transformers/issues/35066",
    ],
    recipe=RECIPE,
    step="shift",
)
def no_shift(tokens: np.ndarray) -> Any:
    return tokens


@misconception(
    "ntp-double-shift",
    title="a loss that predicts the token after next",
    belief="Both the data set and the model must shift.",
    hint="Count the shifts between your text and the softmax. The next token is one away.",
    evidence=[
        "https://github.com/huggingface/transformers/pull/47395",
        "https://github.com/huggingface/transformers/pull/44642",
        "https://github.com/huggingface/transformers/pull/562",
        "https://github.com/LLM360/amber-train/issues/6",
    ],
    recipe=RECIPE,
    step="shift",
)
def double_shift(tokens: np.ndarray) -> Any:
    return _left(tokens, 2)


@misconception(
    "ntp-pad-counted",
    title="a loss that counts the padding",
    belief="Pads are tokens like any others.",
    hint="Append ten columns of padding: the loss must stay as it is.",
    evidence=[
        "https://github.com/axolotl-ai-cloud/axolotl/pull/3988",
        "https://github.com/ml-explore/mlx-lm/pull/1855",
        "https://github.com/neulab/xnmt/pull/229",
    ],
    recipe=RECIPE,
    step="counted",
)
def pad_counted(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _left(np.ones(tokens.shape, dtype=bool))


@misconception(
    "ntp-mask-by-input",
    title="a mask by the input: the last real token is asked for a pad",
    belief="The mask goes with the input.",
    hint="What is the last real token of a row asked for? A weight belongs to the target.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="counted",
)
def mask_by_input(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    counted = segment_ids != 0
    counted[:, -1] = False
    return counted


@misconception(
    "ntp-cross-doc",
    title="a loss across the borders between documents",
    belief="EOS separates documents well enough.",
    hint="Can the end of one book tell you the first word of another? Compare both segments.",
    evidence=[
        "https://github.com/meta-pytorch/torchtune/issues/1177",
        "https://github.com/huggingface/transformers/issues/25452",
        "https://github.com/huggingface/trl/issues/805",
    ],
    recipe=RECIPE,
    step="counted",
)
def cross_doc(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return (_left(segment_ids) != 0) & (segment_ids != 0)


# Stability: equal to the reference on ordinary logits, told apart by the extremes that break.


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
    step="log_p",
)
def unstable_softmax(z: np.ndarray) -> Any:
    e = np.exp(z)
    return np.log(e / e.sum(axis=-1, keepdims=True))


@misconception(
    "lse-no-max",
    title="log-sum-exp of the raw logits",
    belief="Taking the log outside the fraction is enough for stability.",
    hint="You moved the log, but exp still sees the raw number. Which number may it see safely?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="log_p",
)
def lse_no_max(z: np.ndarray) -> Any:
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


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
def log_of_shifted_softmax(z: np.ndarray) -> Any:
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.log(e / e.sum(axis=-1, keepdims=True))


# The edges: equal to the reference wherever everything is in order.


@misconception(
    "neg-index-wrap",
    title="a loss that uses the label of a pad as an index",
    belief="Ignored labels are harmless, because they get masked later.",
    hint="What is row[-100]? With 7 words it is an error, with 200 it is word 100. Replace the "
    "label before you index.",
    evidence=["own experience", "https://github.com/huggingface/transformers/issues/3499"],
    recipe=RECIPE,
    step="clean",
)
def neg_index_wrap(logits: np.ndarray, targets: np.ndarray, counted: np.ndarray) -> Pair:
    return np.where(counted[..., None], logits, 0.0), targets


@misconception(
    "mask-multiplied",
    title="a loss that multiplies what does not count by 0",
    belief="Anything times a weight of 0 is 0.",
    hint="What is 0 times inf? Replace these logits before the arithmetic starts.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="clean",
)
def mask_multiplied(logits: np.ndarray, targets: np.ndarray, counted: np.ndarray) -> Pair:
    return logits, np.where(counted, targets, 0)
