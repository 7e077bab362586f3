"""The wrong masks and attention weights that believers write.

Six steps: past, same document, real (they make the mask); hide, soften, repair (they make weights).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def causal_mask(segment_ids: np.ndarray) -> Any:
        length = segment_ids.shape[1]
        past = steps.past(np.ones((length, length), dtype=bool))
        return past & steps.together(segment_ids) & steps.real(segment_ids)

    def attention_weights(scores: np.ndarray, mask: np.ndarray) -> Any:
        if scores.shape != mask.shape:
            raise ValueError("shapes differ")
        return steps.repair(steps.soften(steps.hide(scores, mask)), mask)

    return {"causal_mask": causal_mask, "attention_weights": attention_weights}


def _together(segment_ids: np.ndarray) -> Any:
    return segment_ids[:, :, None] == segment_ids[:, None, :]


def _real(segment_ids: np.ndarray) -> Any:
    return (segment_ids != 0)[:, None, :]


def _hide(scores: np.ndarray, mask: np.ndarray) -> Any:
    return np.where(mask, scores, -np.inf)


def _soften(s: np.ndarray, axis: int = -1) -> Any:
    e = np.exp(s - s.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _repair(weights: np.ndarray, mask: np.ndarray) -> Any:
    return np.where(mask.any(axis=-1, keepdims=True), weights, 0.0)


RECIPE = Recipe(
    {
        "past": np.tril,
        "together": _together,
        "real": _real,
        "hide": _hide,
        "soften": _soften,
        "repair": _repair,
    },
    _build,
)

# The mask.

_TRIU: dict[str, Any] = {
    "title": "a mask that shows the future and hides the past",
    "belief": "The upper triangle is the one that counts, or True means hidden.",
    "hint": "Perturb the last token: which rows change? Only the last one may.",
    "evidence": [
        "https://github.com/karpathy/nanoGPT/issues/170",
        "https://github.com/paiml/entrenar/issues/310",
        "https://github.com/huggingface/transformers/issues/48745",
    ],
}


@misconception("causal-triu", variant="triu", **_TRIU, recipe=RECIPE, step="past")
def triu(square: np.ndarray) -> Any:
    return np.triu(square)


@misconception(
    "causal-triu", variant="triu without the diagonal", **_TRIU, recipe=RECIPE, step="past"
)
def strict_triu(square: np.ndarray) -> Any:
    return np.triu(square, k=1)


@misconception("causal-triu", variant="all inverted", **_TRIU, entry="causal_mask")
def inverted(segment_ids: np.ndarray) -> Any:
    return ~(np.tril(_together(segment_ids)) & _real(segment_ids))


@misconception(
    "causal-strict",
    title="a mask that hides a position from itself",
    belief="A token must not see itself.",
    hint="May position 3 use token 3? It is asked for token 4.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="past",
)
def strict(square: np.ndarray) -> Any:
    return np.tril(square, k=-1)


@misconception(
    "causal-both-ways",
    title="a mask without the causal triangle",
    belief="The mask separates documents; the order is in the positions.",
    hint="What is position 1 asked for, and can it see that token?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="past",
)
def both_ways(square: np.ndarray) -> Any:
    return square


_NO_BLOCK: dict[str, Any] = {
    "title": "a causal mask that does not separate documents",
    "belief": "New position numbers separate the documents of a row.",
    "hint": "Change a word in document 1: may anything in document 2 move?",
    "evidence": [
        "https://github.com/DeepOpt-com/WrinkleFree-Monorepo/issues/53",
        "https://github.com/huggingface/nanoVLM/pull/204",
        "https://github.com/huggingface/trl/issues/784",
    ],
}


@misconception(
    "packed-no-block", variant="the key is real", **_NO_BLOCK, recipe=RECIPE, step="together"
)
def no_block(segment_ids: np.ndarray) -> Any:
    return np.ones_like(_together(segment_ids))


@misconception(
    "packed-no-block", variant="both are real", **_NO_BLOCK, recipe=RECIPE, step="together"
)
def no_block_both_real(segment_ids: np.ndarray) -> Any:
    return (segment_ids != 0)[:, :, None] & _real(segment_ids)


@misconception("packed-no-block", variant="the triangle alone", **_NO_BLOCK, entry="causal_mask")
def triangle_alone(segment_ids: np.ndarray) -> Any:
    return np.tril(np.ones_like(_together(segment_ids)))


@misconception(
    "causal-pad-visible",
    title="a mask that takes padding for one more document",
    belief="Padding has label 0, and equal labels may see each other.",
    hint="Whom may a pad look at? The contract says: nobody, not even itself.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="real",
)
def pad_visible(segment_ids: np.ndarray) -> Any:
    return np.ones_like(_real(segment_ids))


@misconception(
    "causal-self-always",
    title="a mask where padding sees itself",
    belief="Every position must see something, or the softmax gives NaN.",
    hint="Rows of padding are all False here; the softmax has to cope with them.",
    evidence=["own experience"],
    entry="causal_mask",
)
def self_always(segment_ids: np.ndarray) -> Any:
    mask = np.tril(_together(segment_ids)) & _real(segment_ids)
    return mask | np.eye(segment_ids.shape[1], dtype=bool)


# The weights.

_FILL: dict[str, Any] = {
    "title": "hiding with a finite number instead of -inf",
    "belief": "-10000, or -1e9, is as good as minus infinity.",
    "hint": "Let all visible scores be lower than your number: who wins? And what does a row get "
    "that sees nothing at all?",
    "evidence": ["https://github.com/karpathy/minGPT/issues/75"],
}


def _keep(weights: np.ndarray, mask: np.ndarray) -> Any:
    return weights


def _filled(scores: np.ndarray, mask: np.ndarray, fill: float, *, repair: bool) -> Any:
    weights = _soften(np.where(mask, scores, fill))
    return _repair(weights, mask) if repair else weights


def _biased(scores: np.ndarray, mask: np.ndarray, bias: float, *, repair: bool) -> Any:
    weights = _soften(scores + np.where(mask, 0.0, bias))
    return _repair(weights, mask) if repair else weights


@misconception("finite-mask-fill", variant="-1e4", **_FILL, entry="attention_weights")
def fill_1e4(scores: np.ndarray, mask: np.ndarray) -> Any:
    return _filled(_checked(scores, mask), mask, -1e4, repair=False)


@misconception("finite-mask-fill", variant="-1e4, repaired", **_FILL, entry="attention_weights")
def fill_1e4_repaired(scores: np.ndarray, mask: np.ndarray) -> Any:
    return _filled(_checked(scores, mask), mask, -1e4, repair=True)


@misconception("finite-mask-fill", variant="-1e9", **_FILL, entry="attention_weights")
def fill_1e9(scores: np.ndarray, mask: np.ndarray) -> Any:
    return _filled(_checked(scores, mask), mask, -1e9, repair=False)


@misconception("finite-mask-fill", variant="-1e9, repaired", **_FILL, entry="attention_weights")
def fill_1e9_repaired(scores: np.ndarray, mask: np.ndarray) -> Any:
    return _filled(_checked(scores, mask), mask, -1e9, repair=True)


@misconception("finite-mask-fill", variant="-1e10", **_FILL, entry="attention_weights")
def fill_1e10(scores: np.ndarray, mask: np.ndarray) -> Any:
    return _filled(_checked(scores, mask), mask, -1e10, repair=False)


@misconception("finite-mask-fill", variant="the smallest float", **_FILL, entry="attention_weights")
def fill_smallest(scores: np.ndarray, mask: np.ndarray) -> Any:
    smallest = float(np.finfo(np.float32).min)
    return _filled(_checked(scores, mask), mask, smallest, repair=False)


@misconception("finite-mask-fill", variant="-1e4 added", **_FILL, entry="attention_weights")
def bias_1e4(scores: np.ndarray, mask: np.ndarray) -> Any:
    return _biased(_checked(scores, mask), mask, -1e4, repair=False)


@misconception("finite-mask-fill", variant="-1e9 added", **_FILL, entry="attention_weights")
def bias_1e9(scores: np.ndarray, mask: np.ndarray) -> Any:
    return _biased(_checked(scores, mask), mask, -1e9, repair=False)


@misconception(
    "finite-mask-fill", variant="-1e9 added, repaired", **_FILL, entry="attention_weights"
)
def bias_1e9_repaired(scores: np.ndarray, mask: np.ndarray) -> Any:
    return _biased(_checked(scores, mask), mask, -1e9, repair=True)


def _checked(scores: np.ndarray, mask: np.ndarray) -> np.ndarray:
    if scores.shape != mask.shape:
        raise ValueError("shapes differ")
    return scores


@misconception(
    "masked-row-nan",
    title="a softmax over nothing",
    belief="It never happens that a row sees nothing.",
    hint="What is the softmax of a row of -inf? Our contract answers zeros.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="repair",
)
def masked_row_nan(weights: np.ndarray, mask: np.ndarray) -> Any:
    return weights


@misconception(
    "mask-after-softmax",
    title="a softmax over everything, masked afterwards",
    belief="What is hidden may be set to 0 at the end.",
    hint="Do your rows still sum to 1? The hidden scores took their share before you hid them.",
    evidence=["own experience"],
    entry="attention_weights",
)
def mask_after_softmax(scores: np.ndarray, mask: np.ndarray) -> Any:
    return np.where(mask, _soften(_checked(scores, mask)), 0.0)


@misconception(
    "mask-with-zero",
    title="scores multiplied by the mask before the softmax",
    belief="A score of 0 is no score.",
    hint="What does a hidden score of 0 contribute to the softmax? exp(0) is 1.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="hide",
)
def mask_with_zero(scores: np.ndarray, mask: np.ndarray) -> Any:
    return np.where(mask, scores, 0.0)


@misconception(
    "attention-mask-inverted",
    title="a softmax over what should be hidden",
    belief="True in a mask means hidden.",
    hint="Where the mask is True, does your weight vanish? Here True means visible.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="hide",
)
def attention_mask_inverted(scores: np.ndarray, mask: np.ndarray) -> Any:
    return np.where(mask, -np.inf, scores)


@misconception(
    "softmax-wrong-axis",
    title="a softmax over the queries",
    belief="The axis is a detail of the layout.",
    hint="Sum your weights over j for one i: it must be 1.",
    evidence=["own experience"],
    entry="attention_weights",
)
def softmax_wrong_axis(scores: np.ndarray, mask: np.ndarray) -> Any:
    weights = _soften(_hide(_checked(scores, mask), mask), axis=1)
    return np.where(mask, weights, 0.0)


@misconception(
    "unstable-softmax",
    title="exp over sum, as written on paper",
    belief="Softmax is exp over sum, and the computer follows the formula.",
    hint="Add 1000 to every score: the answer must not change. What does exp(1000) give?",
    evidence=[
        "https://github.com/Lightning-Universe/lightning-bolts/issues/811",
        "https://github.com/HobbitLong/SupContrast/issues/104",
    ],
    recipe=RECIPE,
    step="soften",
)
def unstable_softmax(s: np.ndarray) -> Any:
    e = np.exp(s)
    return e / e.sum(axis=-1, keepdims=True)


_GLOBAL: dict[str, Any] = {
    "title": "one maximum for all rows",
    "belief": "Any constant may be subtracted, so one constant for all rows is enough.",
    "hint": "One row has scores around 0, another around 10000. Whose maximum do you subtract?",
    "evidence": ["own experience"],
}


@misconception("global-max", variant="visible scores", **_GLOBAL, recipe=RECIPE, step="soften")
def global_max(s: np.ndarray) -> Any:
    e = np.exp(s - s.max())
    return e / e.sum(axis=-1, keepdims=True)


@misconception("global-max", variant="all scores", **_GLOBAL, entry="attention_weights")
def global_max_of_all(scores: np.ndarray, mask: np.ndarray) -> Any:
    e = np.exp(_hide(_checked(scores, mask) - scores[np.isfinite(scores)].max(), mask))
    return _repair(e / e.sum(axis=-1, keepdims=True), mask)


@misconception(
    "max-over-hidden",
    title="a maximum over hidden scores too",
    belief="The maximum of the row is the maximum of the row.",
    hint="Let one hidden score be 1e9: what is left of the visible ones after the subtraction?",
    evidence=["own experience"],
    entry="attention_weights",
)
def max_over_hidden(scores: np.ndarray, mask: np.ndarray) -> Any:
    largest = np.nan_to_num(_checked(scores, mask), posinf=0.0).max(axis=-1, keepdims=True)
    e = np.exp(_hide(scores - largest, mask))
    return _repair(e / e.sum(axis=-1, keepdims=True), mask)


@misconception(
    "mask-multiplied",
    title="hidden exponentials multiplied by 0",
    belief="Anything times a mask of 0 is 0.",
    hint="What is 0 times inf? Replace hidden scores before the arithmetic starts.",
    evidence=["own experience"],
    entry="attention_weights",
)
def mask_multiplied(scores: np.ndarray, mask: np.ndarray) -> Any:
    largest = np.where(mask, _checked(scores, mask), -np.inf).max(axis=-1, keepdims=True)
    e = np.exp(scores - largest) * mask
    return _repair(e / e.sum(axis=-1, keepdims=True), mask)
