"""Input designs of mlm_grad: uneven masks, ignored labels, extremes, and edge policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

SENTENCES, TOKENS, CLASSES = 4, 7, 9
LARGE = (2, 6, 300)
MASK = 1
IGNORED = -100
COUNTS = (1, 2, 4, 6)
EVEN, ALL = (3, 3, 3, 3), (7, 7, 7, 7)
GRID = 64.0


def loss_inputs(inputs: Inputs) -> Inputs:
    """Return the same batch as mlm_loss gets it: every selected token hidden, no padding."""
    labels = np.where(inputs["selected"], inputs["labels"], MASK)
    return {
        **inputs,
        "labels": labels,
        "input_ids": np.where(inputs["selected"], MASK, labels),
        "attention_mask": np.ones(labels.shape, dtype=bool),
    }


BRIDGE = {"mlm_loss": loss_inputs}


def on_grid(x: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/64, which float32 holds exactly even beside an offset of 1e4."""
    return np.round(x * GRID) / GRID


def put(logits: np.ndarray, classes: np.ndarray, values: Any) -> None:
    """Write one logit of every token."""
    wanted = np.broadcast_to(values, classes.shape)[..., None]
    np.put_along_axis(logits, classes[..., None], wanted, axis=-1)


def batch(
    rng: Rng,
    counts: Sequence[int] | np.ndarray,
    *,
    tokens: int = TOKENS,
    classes: int = CLASSES,
    scale: float = 1.3,
) -> Inputs:
    """Return a batch with so many selected tokens per sentence; labels are the original ids."""
    shape = (len(counts), tokens)
    selected = np.zeros(shape, dtype=bool)
    for row, count in zip(selected, counts, strict=True):
        row[rng.permutation(tokens)[:count]] = True
    labels = rng.integers(classes - 1, size=shape)  # a class count is more than the largest label
    b, t = rng.permutation(np.argwhere(selected))[0] if selected.any() else (0, 0)
    labels[b, t] = 0
    return {
        "logits": rng.normal(size=(*shape, classes)) * scale,
        "labels": labels,
        "selected": selected,
    }


def uneven(rng: Rng) -> Inputs:
    """Return a batch with 1, 2, 4 and 6 selected tokens in its sentences, in any order."""
    return batch(rng, rng.permutation(COUNTS))


def outside(inputs: Inputs, label: int) -> Inputs:
    """Give every unselected token this label."""
    return {**inputs, "labels": np.where(inputs["selected"], inputs["labels"], label)}


@probe(
    "uneven masks",
    "mlm_grad",
    reveals="a missing mean, another denominator, a gradient where nothing is asked",
)
def uneven_masks(rng: Rng) -> Inputs:
    return uneven(rng)


@probe(
    "a sentence without a selected token",
    "mlm_grad",
    reveals="what a mean of means does with an empty sentence",
)
def an_empty_sentence(rng: Rng) -> Inputs:
    return batch(rng, rng.permutation((0, 2, 3, 5)))


@probe("labels of -1 outside the selection", "mlm_grad", reveals="a mask read from the labels")
def labels_of_minus_one(rng: Rng) -> Inputs:
    inputs = batch(rng, EVEN)
    chosen = np.argwhere(inputs["selected"])
    b, t = chosen[rng.integers(len(chosen))]
    inputs["labels"][b, t] = CLASSES - 1  # the last class is a class like any other
    return outside(inputs, -1)


@probe(
    "300 classes, labels of -100 outside the selection",
    "mlm_grad",
    reveals="sizes taken for granted, another ignore index",
)
def ignored_labels(rng: Rng) -> Inputs:
    return outside(batch(rng, (4, 4), tokens=LARGE[1], classes=LARGE[2], scale=2.0), IGNORED)


def _offset(rng: Rng, offset: float) -> Inputs:
    inputs = batch(rng, ALL)
    return {**inputs, "logits": on_grid(inputs["logits"]) + offset}


@probe("every logit 1e4 up", "mlm_grad", kind="stability", reveals="exp of a raw logit")
def offset_up(rng: Rng) -> Inputs:
    return _offset(rng, 1e4)


@probe("every logit 1e4 down", "mlm_grad", kind="stability", reveals="division by an empty sum")
def offset_down(rng: Rng) -> Inputs:
    return _offset(rng, -1e4)


@probe("tokens far apart", "mlm_grad", kind="stability", reveals="one maximum for all tokens")
def tokens_apart(rng: Rng) -> Inputs:
    inputs = batch(rng, EVEN)
    offset = np.zeros((SENTENCES, TOKENS))
    chosen = np.argwhere(inputs["selected"])  # three a sentence: every sentence has a largest
    # In reading order, the largest second: a maximum of the tokens so far spares the first.
    for (b, t), far in zip(chosen, np.resize([3e3, 1e4, -1e4, 5e3], len(chosen)), strict=True):
        offset[b, t] = far
    return {**inputs, "logits": on_grid(inputs["logits"]) + offset[..., None]}


@probe(
    "logits in the thousands",
    "mlm_grad",
    kind="stability",
    reveals="a shift that is not the maximum",
)
def logits_in_thousands(rng: Rng) -> Inputs:
    inputs = batch(rng, EVEN)
    logits = rng.uniform(-1.0, 1.0, size=(SENTENCES, TOKENS, CLASSES))
    steps = rng.integers(CLASSES, size=(SENTENCES, TOKENS))  # 0: the label wins, as it should
    winner = (inputs["labels"] + steps) % CLASSES
    put(logits, winner, rng.uniform(1.5, 2.5, size=winner.shape))
    return {**inputs, "logits": on_grid(logits * 1e3)}


@probe("labels of -100 among 9 classes", "mlm_grad", kind="edge", reveals="a label used as index")
def ignored_labels_small_vocabulary(rng: Rng) -> Inputs:
    return outside(batch(rng, EVEN), IGNORED)


@probe(
    "inf and NaN outside the selection",
    "mlm_grad",
    kind="edge",
    reveals="multiplying by a mask of 0",
)
def wild_logits_outside(rng: Rng) -> Inputs:
    inputs = batch(rng, EVEN)
    places = rng.permutation(np.argwhere(~inputs["selected"]))
    for (b, t), wild in zip(places, (np.inf, np.nan, -np.inf), strict=False):
        inputs["logits"][b, t, rng.integers(CLASSES)] = wild
    return inputs


@probe("nothing selected", "mlm_grad", kind="edge", reveals="0 divided by 0")
def nothing_selected(rng: Rng) -> Inputs:
    return outside(batch(rng, (0,) * SENTENCES), IGNORED)


@probe(
    "labels for a sentence too few",
    "mlm_grad",
    kind="error",
    reveals="a shape that does not fit",
    raises=("ValueError", "TypeError", "IndexError"),
)
def a_sentence_without_labels(rng: Rng) -> Inputs:
    inputs = batch(rng, (1, 2, 4, 6))
    return {**inputs, "labels": inputs["labels"][:-1]}


def _small(logits: Any, labels: Any, selected: Any) -> Inputs:
    return {
        "logits": np.array(logits, dtype=np.float64),
        "labels": np.array(labels, dtype=np.int64),
        "selected": np.array(selected, dtype=bool),
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    values = (0.0, 1.0, -1.0, 2.0)
    for label, a, b in product((0, 1), values, values):
        yield _small([[[a, b]]], [[label]], [[1]])
    rows = ((0.0, 0.0), (1.0, 0.0), (2.0, -1.0))
    for selected, labels, z in product(
        ((1, 0), (0, 1), (1, 1)), product((0, 1), repeat=2), product(rows, repeat=2)
    ):
        yield _small([z], [labels], [selected])
    for three, label in product(((0.0, 0.0, 0.0), (1.0, 0.0, 2.0)), (0, 1, 2)):
        yield _small([[three]], [[label]], [[1]])
    masks = (((1, 1), (1, 0)), ((1, 0), (1, 1)), ((1, 0), (0, 1)), ((1, 1), (0, 0)))
    sentences = (((0.0, 0.0), (1.0, 0.0)), ((2.0, -1.0), (0.0, 1.0)))
    for mask, pair, labels in product(masks, product(sentences, repeat=2), ((0, 1), (1, 0))):
        yield _small(pair, [labels, (0, 0)], mask)
    for other in (-1, IGNORED):
        yield _small([[(1.0, 0.0), (0.0, 1.0)]], [[0, other]], [[1, 0]])
    yield _small([[(1.0, 0.0), (np.nan, 1.0)]], [[0, 0]], [[1, 0]])
    yield _small([[(1.0, 0.0)]], [[0]], [[0]])
