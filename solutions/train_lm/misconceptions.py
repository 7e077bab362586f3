"""What believers write in the two objectives. Each runs in NumPy and in JAX."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Array = Any


def xp(array: Array) -> Any:
    """Return the library that an array belongs to."""
    return np if isinstance(array, np.ndarray | np.generic) else array.__array_namespace__()


def surprise(logits: Array, targets: Array) -> Array:
    shifted = logits - xp(logits).max(logits, axis=-1, keepdims=True)
    lse = xp(logits).log(xp(logits).sum(xp(logits).exp(shifted), axis=-1))
    return lse - xp(logits).take_along_axis(shifted, targets[..., None], axis=-1)[..., 0]


def ntp_mask(segment_ids: Array) -> Array:
    length = segment_ids.shape[1]
    same = segment_ids[:, :, None] == segment_ids[:, None, :]
    past = xp(segment_ids).arange(length)[None, :] <= xp(segment_ids).arange(length)[:, None]
    return same & past & (segment_ids[:, None, :] != 0)


def ntp_answers(logits: Array, tokens: Array, segment_ids: Array) -> tuple[Array, Array]:
    nll = surprise(logits[:, :-1], tokens[:, 1:])
    counted = (segment_ids[:, :-1] == segment_ids[:, 1:]) & (segment_ids[:, 1:] != 0)
    return nll, counted


def ntp_mean(nll: Array, counted: Array) -> Array:
    return xp(nll).where(counted, nll, 0.0).sum() / counted.sum()


def mlm_mask(segment_ids: Array) -> Array:
    same = segment_ids[:, :, None] == segment_ids[:, None, :]
    return same & (segment_ids[:, None, :] != 0)


def mlm_input(input_ids: Array, labels: Array) -> Array:
    return input_ids


def mlm_answers(logits: Array, labels: Array) -> Array:
    return surprise(logits, labels)


def mlm_counted(selected: Array, segment_ids: Array) -> Array:
    return selected


def mlm_mean(nll: Array, counted: Array) -> Array:
    return xp(nll).where(counted, nll, 0.0).sum() / counted.sum()


def build(steps: SimpleNamespace) -> dict[str, Callable[..., Any]]:
    def ntp_objective(params: Any, batch: dict[str, Array], apply: Callable[..., Any]) -> Array:
        tokens, segment_ids = batch["tokens"], batch["segment_ids"]
        logits = apply(params, tokens, steps.ntp_mask(segment_ids))
        return steps.ntp_mean(*steps.ntp_answers(logits, tokens, segment_ids))

    def mlm_objective(params: Any, batch: dict[str, Array], apply: Callable[..., Any]) -> Array:
        segment_ids, labels = batch["segment_ids"], batch["labels"]
        seen = steps.mlm_input(batch["input_ids"], labels)
        logits = apply(params, seen, steps.mlm_mask(segment_ids))
        counted = steps.mlm_counted(batch["selected"], segment_ids)
        return steps.mlm_mean(steps.mlm_answers(logits, labels), counted)

    return {"ntp_objective": ntp_objective, "mlm_objective": mlm_objective}


RECIPE = Recipe(
    {
        f.__name__: f
        for f in (
            ntp_mask, ntp_answers, ntp_mean,
            mlm_mask, mlm_input, mlm_answers, mlm_counted, mlm_mean,
        )
    },
    build,
)  # fmt: skip


@misconception(
    "lm-no-shift",
    title="every character predicts itself",
    belief="The label of position t is token t.",
    hint=(
        "Position t has already read token t, so your loss falls to 0 by copying. Which token has "
        "it not read yet?"
    ),
    evidence=[
        "https://github.com/tatsu-lab/stanford_alpaca/issues/45",
        "https://github.com/tloen/alpaca-lora/issues/365",
        "https://github.com/huggingface/transformers/issues/35066",
    ],
    recipe=RECIPE,
    step="ntp_answers",
)
def no_shift(logits: Array, tokens: Array, segment_ids: Array) -> tuple[Array, Array]:
    nll = surprise(logits, tokens)
    counted = segment_ids != 0
    return nll, counted


@misconception(
    "lm-double-shift",
    title="the character after next",
    belief="The data set shifts the labels, and the loss shifts them again.",
    hint="Count the shifts between your text and the softmax. There should be one.",
    evidence=[
        "https://github.com/huggingface/transformers/pull/47395",
        "https://github.com/LLM360/amber-train/issues/6",
    ],
    recipe=RECIPE,
    step="ntp_answers",
)
def double_shift(logits: Array, tokens: Array, segment_ids: Array) -> tuple[Array, Array]:
    nll = surprise(logits[:, :-2], tokens[:, 2:])
    counted = (segment_ids[:, :-2] == segment_ids[:, 2:]) & (segment_ids[:, 2:] != 0)
    return nll, counted


@misconception(
    "lm-future-visible",
    title="a mask that shows the future",
    belief="The mask only has to keep documents and padding apart.",
    hint=(
        "Position t is asked for token t+1 and may look at it: the loss falls to 0 and the model "
        "learns to look one step ahead. Which positions existed when token t was read?"
    ),
    evidence=[
        "https://github.com/karpathy/nanoGPT/issues/170",
        "https://github.com/paiml/entrenar/issues/310",
    ],
    recipe=RECIPE,
    step="ntp_mask",
)
def future_visible(segment_ids: Array) -> Array:
    same = segment_ids[:, :, None] == segment_ids[:, None, :]
    return same & (segment_ids[:, None, :] != 0)


@misconception(
    "lm-documents-mixed",
    title="a causal mask without documents",
    belief="Causal is enough: whatever stands to the left may be used.",
    hint=(
        "Two documents share a row. Change a character of the first one: do the predictions in the "
        "second one move? Compare the segment ids of both positions, too."
    ),
    evidence=[
        "https://github.com/huggingface/nanoVLM/pull/204",
        "https://github.com/huggingface/trl/issues/784",
    ],
    recipe=RECIPE,
    step="ntp_mask",
)
def documents_mixed(segment_ids: Array) -> Array:
    length = segment_ids.shape[1]
    past = xp(segment_ids).arange(length)[None, :] <= xp(segment_ids).arange(length)[:, None]
    return past & (segment_ids[:, None, :] != 0)


@misconception(
    "lm-pairs-across-documents",
    title="the end of one document predicts the next one",
    belief="Every neighbour is a pair, as long as it is not padding.",
    hint="Nothing in a document says which one was packed behind it. Which pairs are real?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="ntp_answers",
)
def pairs_across_documents(logits: Array, tokens: Array, segment_ids: Array) -> tuple[Array, Array]:
    nll = surprise(logits[:, :-1], tokens[:, 1:])
    counted = (segment_ids[:, :-1] != 0) & (segment_ids[:, 1:] != 0)
    return nll, counted


@misconception(
    "lm-pad-counted",
    title="a mean over all positions",
    belief="A mean is a sum divided by B (T-1).",
    hint="Append ten columns of padding: the loss must stay. Divide by the pairs that you counted.",
    evidence=[
        "https://github.com/axolotl-ai-cloud/axolotl/pull/3988",
        "https://github.com/ml-explore/mlx-lm/pull/1855",
    ],
    recipe=RECIPE,
    step="ntp_mean",
)
def pad_counted(nll: Array, counted: Array) -> Array:
    return xp(nll).where(counted, nll, 0.0).mean()


@misconception(
    "lm-mean-of-means",
    title="a mean of the rows' means",
    belief="Every row counts the same.",
    hint="Split one long row in two: a mean over pairs does not notice. One sum, one division.",
    evidence=["https://github.com/linkedin/Liger-Kernel/issues/329"],
    recipe=RECIPE,
    step="ntp_mean",
)
def mean_of_means(nll: Array, counted: Array) -> Array:
    totals = xp(nll).where(counted, nll, 0.0).sum(axis=1)
    return (totals / xp(nll).maximum(counted.sum(axis=1), 1)).mean()


@misconception(
    "lm-all-tokens-asked",
    title="the loss of every real token",
    belief="A masked language model predicts all tokens, hidden or not.",
    hint=(
        "Most of what you average is copying a token that stands in the input. Only the selected "
        "positions are questions."
    ),
    evidence=["https://github.com/CyberZHG/keras-bert/issues/188"],
    recipe=RECIPE,
    step="mlm_counted",
)
def all_tokens_asked(selected: Array, segment_ids: Array) -> Array:
    return segment_ids != 0


@misconception(
    "lm-answer-in-the-input",
    title="the answer stands in the input",
    belief="The model gets the text, and the loss picks the selected positions.",
    hint=(
        "You gave the model the labels, so the hidden characters are visible and the loss falls to "
        "0. Which array of the batch has them hidden?"
    ),
    evidence=["own experience"],
    recipe=RECIPE,
    step="mlm_input",
)
def answer_in_the_input(input_ids: Array, labels: Array) -> Array:
    return labels


@misconception(
    "lm-masked-but-causal",
    title="an MLM that may only look left",
    belief="A language model's mask is causal.",
    hint=(
        "A hole has text on both sides, and nothing to the right of it gives the answer away. "
        "What may a masked language model look at?"
    ),
    evidence=["own experience"],
    recipe=RECIPE,
    step="mlm_mask",
)
def masked_but_causal(segment_ids: Array) -> Array:
    return ntp_mask(segment_ids)


@misconception(
    "lm-masked-and-shifted",
    title="MLM labels shifted as for next-token prediction",
    belief="The logits of position t answer for token t+1.",
    hint="A hole is at position t, and so is the question. Nothing is shifted in an MLM.",
    evidence=["https://github.com/DreamLM/Dream/issues/31"],
    recipe=RECIPE,
    step="mlm_answers",
)
def masked_and_shifted(logits: Array, labels: Array) -> Array:
    return surprise(xp(logits).roll(logits, 1, axis=1), labels)


@misconception(
    "lm-masked-mean-of-positions",
    title="an MLM mean over all positions",
    belief="A mean is a sum divided by B T.",
    hint="15 % of the tokens were asked, so your loss is far too small. Divide by their number.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="mlm_mean",
)
def masked_mean_of_positions(nll: Array, counted: Array) -> Array:
    return xp(nll).where(counted, nll, 0.0).mean()
