"""The wrong ntp_targets functions that believers write.

Shift and weights are two steps, so that two mistakes at once can be recognised. Where a believer
also shifts the weights along, that whole function is a variant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def ntp_targets(tokens: np.ndarray, segment_ids: np.ndarray) -> Pair:
        if tokens.shape != segment_ids.shape:
            raise ValueError("shapes differ")
        targets, counted = steps.shift(tokens), steps.counted(tokens, segment_ids)
        return steps.fill(targets, counted), np.asarray(counted, dtype=float)

    return {"ntp_targets": ntp_targets}


def _left(values: np.ndarray, by: int = 1) -> Any:
    """Shift to the left and fill up with 0."""
    shifted = np.zeros_like(values)
    shifted[:, :-by] = values[:, by:]
    return shifted


def _right(values: np.ndarray) -> Any:
    """Shift to the right and fill up with 0."""
    shifted = np.zeros_like(values)
    shifted[:, 1:] = values[:, :-1]
    return shifted


def _counted(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    right = _left(segment_ids)
    return (segment_ids == right) & (right != 0)


def _fill(targets: np.ndarray, counted: np.ndarray) -> Any:
    return targets


RECIPE = Recipe({"shift": _left, "counted": _counted, "fill": _fill}, _build)

# The shift.

_NO_SHIFT: dict[str, Any] = {
    "title": "targets that are the tokens themselves",
    "belief": "The label of position t is token t.",
    "hint": "Position t has already read token t. What should it predict?",
    "evidence": [
        "https://github.com/tatsu-lab/stanford_alpaca/issues/45",
        "https://github.com/tloen/alpaca-lora/issues/365",
        "https://github.com/huggingface/transformers/issues/35066",
    ],
}


@misconception(
    "ntp-no-shift", variant="the right weights", **_NO_SHIFT, recipe=RECIPE, step="shift"
)
def no_shift(tokens: np.ndarray) -> Any:
    return tokens


@misconception("ntp-no-shift", variant="every real token counts", **_NO_SHIFT, entry="ntp_targets")
def no_shift_all_real(tokens: np.ndarray, segment_ids: np.ndarray) -> Pair:
    return tokens, (segment_ids != 0).astype(float)


_REVERSE: dict[str, Any] = {
    "title": "targets shifted to the right, so that the past is predicted",
    "belief": "Labels are the tokens shifted by one; it matters little which way.",
    "hint": "Write down which position answers for token 3 of 'a b c d'. Has it read it already?",
    "evidence": ["own experience"],
}


@misconception(
    "ntp-reverse-shift", variant="the right weights", **_REVERSE, recipe=RECIPE, step="shift"
)
def reverse_shift(tokens: np.ndarray) -> Any:
    return _right(tokens)


@misconception(
    "ntp-reverse-shift", variant="weights shifted along", **_REVERSE, entry="ntp_targets"
)
def reverse_shift_both(tokens: np.ndarray, segment_ids: np.ndarray) -> Pair:
    left = _right(segment_ids)
    return _right(tokens), ((segment_ids == left) & (left != 0)).astype(float)


_DOUBLE: dict[str, Any] = {
    "title": "targets shifted twice",
    "belief": "Both the data set and the model must shift.",
    "hint": "Count the shifts between your text and your targets. The next token is one away.",
    "evidence": [
        "https://github.com/huggingface/transformers/pull/47395",
        "https://github.com/huggingface/transformers/pull/44642",
        "https://github.com/huggingface/transformers/pull/562",
        "https://github.com/LLM360/amber-train/issues/6",
    ],
}


@misconception(
    "ntp-double-shift", variant="the right weights", **_DOUBLE, recipe=RECIPE, step="shift"
)
def double_shift(tokens: np.ndarray) -> Any:
    return _left(tokens, 2)


@misconception("ntp-double-shift", variant="weights shifted along", **_DOUBLE, entry="ntp_targets")
def double_shift_both(tokens: np.ndarray, segment_ids: np.ndarray) -> Pair:
    right = _left(segment_ids, 2)
    return _left(tokens, 2), ((segment_ids == right) & (right != 0)).astype(float)


_ROLL: dict[str, Any] = {
    "title": "targets that are rolled, with the first token at the end",
    "belief": "np.roll is the shift.",
    "hint": "Where does the first token go when you roll left? Our contract asks for 0 there.",
    "evidence": ["own experience"],
}


@misconception("ntp-roll-wrap", variant="each row", **_ROLL, recipe=RECIPE, step="shift")
def roll_wrap(tokens: np.ndarray) -> Any:
    return np.roll(tokens, -1, axis=1)


@misconception("ntp-roll-wrap", variant="without an axis", **_ROLL, recipe=RECIPE, step="shift")
def roll_wrap_flat(tokens: np.ndarray) -> Any:
    return np.roll(tokens, -1)


@misconception("ntp-roll-wrap", variant="segments too", **_ROLL, entry="ntp_targets")
def roll_wrap_segments(tokens: np.ndarray, segment_ids: np.ndarray) -> Pair:
    right = np.roll(segment_ids, -1, axis=1)
    counted = (segment_ids == right) & (right != 0)
    return np.roll(tokens, -1, axis=1), counted.astype(float)


_IGNORE: dict[str, Any] = {
    "title": "a mark like -100 in the last column, where our contract asks for 0",
    "belief": "What does not count carries the ignore index.",
    "hint": "Your weight already says that the last position does not count. Its target is 0 here.",
    "evidence": ["own experience"],
}


@misconception("ntp-ignore-index", variant="-100", **_IGNORE, recipe=RECIPE, step="fill")
def ignore_index(targets: np.ndarray, counted: np.ndarray) -> Any:
    return np.where(counted, targets, -100)


@misconception("ntp-ignore-index", variant="-1", **_IGNORE, recipe=RECIPE, step="fill")
def ignore_index_minus_one(targets: np.ndarray, counted: np.ndarray) -> Any:
    return np.where(counted, targets, -1)


# The weights.

_PAD_COUNTED: dict[str, Any] = {
    "title": "weights that count the padding",
    "belief": "Pads are tokens like any others.",
    "hint": "Append ten columns of padding: the sum of your weights must not change.",
    "evidence": [
        "https://github.com/axolotl-ai-cloud/axolotl/pull/3988",
        "https://github.com/ml-explore/mlx-lm/pull/1855",
        "https://github.com/neulab/xnmt/pull/229",
    ],
}


@misconception(
    "ntp-pad-counted", variant="all pairs", **_PAD_COUNTED, recipe=RECIPE, step="counted"
)
def pad_counted(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _left(np.ones(tokens.shape))


@misconception(
    "ntp-pad-counted", variant="pairs of padding", **_PAD_COUNTED, recipe=RECIPE, step="counted"
)
def pad_pairs_counted(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    counted = np.zeros(tokens.shape, dtype=bool)
    counted[:, :-1] = segment_ids[:, 1:] == segment_ids[:, :-1]
    return counted


_BY_INPUT: dict[str, Any] = {
    "title": "weights that ask whether the input is real, not the target",
    "belief": "The mask goes with the input.",
    "hint": "What is the last real token of a row asked for? A weight belongs to the target.",
    "evidence": ["own experience"],
}


@misconception(
    "ntp-mask-by-input", variant="T - 1 positions", **_BY_INPUT, recipe=RECIPE, step="counted"
)
def mask_by_input(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    counted = segment_ids != 0
    counted[:, -1] = False
    return counted


@misconception(
    "ntp-mask-by-input", variant="all T positions", **_BY_INPUT, recipe=RECIPE, step="counted"
)
def mask_by_input_everywhere(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return segment_ids != 0


_CROSS: dict[str, Any] = {
    "title": "weights that ignore the borders between documents",
    "belief": "EOS separates documents well enough.",
    "hint": "Can the end of one book tell you the first word of another? Compare both segments.",
    "evidence": [
        "https://github.com/meta-pytorch/torchtune/issues/1177",
        "https://github.com/huggingface/transformers/issues/25452",
        "https://github.com/huggingface/trl/issues/805",
    ],
}


@misconception(
    "ntp-cross-doc", variant="the target is real", **_CROSS, recipe=RECIPE, step="counted"
)
def cross_doc(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _left(segment_ids) != 0


@misconception(
    "ntp-cross-doc", variant="both ends are real", **_CROSS, recipe=RECIPE, step="counted"
)
def cross_doc_both_real(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return (_left(segment_ids) != 0) & (segment_ids != 0)


_TOKEN_ID: dict[str, Any] = {
    "title": "weights that recognise padding by its token id",
    "belief": "The padding id only occurs as padding.",
    "hint": "Padding is where there is no document, whatever the token is called.",
    "evidence": ["https://github.com/mosaicml/examples/issues/457"],
}


@misconception("ntp-mask-token-id", variant="ids alone", **_TOKEN_ID, recipe=RECIPE, step="counted")
def mask_token_id(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _left(tokens) != 0


@misconception(
    "ntp-mask-token-id", variant="ids and segments", **_TOKEN_ID, recipe=RECIPE, step="counted"
)
def mask_token_id_in_documents(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _counted(tokens, segment_ids) & (_left(tokens) != 0)


_EOS: dict[str, Any] = {
    "title": "weights that leave out the last token of every document",
    "belief": "EOS is padding.",
    "hint": "Who teaches the model to stop, if EOS is never a target?",
    "evidence": [
        "https://github.com/huggingface/transformers/issues/23530",
        "https://github.com/huggingface/trl/issues/976",
        "https://github.com/huggingface/open-r1/pull/494",
        "https://github.com/mlabonne/llm-course/issues/33",
    ],
}


@misconception(
    "ntp-eos-dropped", variant="ends of documents", **_EOS, recipe=RECIPE, step="counted"
)
def eos_dropped(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    return _counted(tokens, segment_ids) & (_left(segment_ids) == _left(segment_ids, 2))


@misconception(
    "ntp-eos-dropped", variant="the id found in the padding", **_EOS, recipe=RECIPE, step="counted"
)
def eos_dropped_by_id(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    padding = tokens[segment_ids == 0]
    pad_id = padding[0] if padding.size else -1
    return _counted(tokens, segment_ids) & (_left(tokens) != pad_id)


@misconception(
    "ntp-weight-off-by-one",
    title="weights stored at the target's place instead of the input's",
    belief="A weight belongs to the target, so it stands where the target stood.",
    hint="Your targets moved one place to the left. Did your weights move along?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="counted",
)
def weight_off_by_one(tokens: np.ndarray, segment_ids: np.ndarray) -> Any:
    left = _right(segment_ids)
    return (segment_ids == left) & (left != 0)
