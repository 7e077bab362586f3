"""Input designs of mlm_loss: uneven masks, kept tokens, padding, extremes, and edge policy.

Only the probes of the check on uneven masks select unevenly: one mistake should not cost every
check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

SENTENCES, TOKENS, CLASSES = 4, 7, 9
LARGE = (2, 6, 200)
MASK, PAD, FIRST_WORD = 1, 2, 3
IGNORED = -100
COUNTS = (1, 2, 4, 6)
EVEN, MANY, ALL = (3, 3, 3, 3), (6, 6, 6, 6), (7, 7, 7, 7)
GRID = 64.0


def on_grid(x: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/64, which float32 holds exactly even beside an offset of 1e4."""
    return np.round(x * GRID) / GRID


def words(rng: Rng, shape: tuple[int, ...], classes: int = CLASSES) -> np.ndarray:
    """Draw ordinary ids; the last class is a label on purpose alone."""
    return rng.integers(FIRST_WORD, classes - 1, size=shape)


def select(rng: Rng, allowed: np.ndarray, counts: Sequence[int] | np.ndarray) -> np.ndarray:
    """Select so many of the allowed tokens of every sentence."""
    selected = np.zeros(allowed.shape, dtype=bool)
    for b, count in enumerate(counts):
        selected[b, rng.permutation(np.flatnonzero(allowed[b]))[:count]] = True
    return selected


def another_word(ids: np.ndarray, classes: int) -> np.ndarray:
    """Return a word that is not the given one."""
    return np.where(ids + 1 < classes - 1, ids + 1, FIRST_WORD)


def corrupt(rng: Rng, inputs: Inputs) -> None:
    """Give back some selected tokens: a quarter of them kept, a quarter replaced by a word."""
    ids, original, classes = inputs["input_ids"], inputs["labels"], inputs["logits"].shape[-1]
    where = rng.permutation(np.argwhere(inputs["selected"]))
    for j, (b, t) in enumerate(where):
        if j % 4 == 0:
            ids[b, t] = original[b, t]
        elif j % 4 == 1:
            ids[b, t] = another_word(original[b, t], classes)


def put_end_ids(rng: Rng, inputs: Inputs) -> None:
    """Make the first and the last id right answers, and id 0 an ordinary token elsewhere, too."""
    selected, last = inputs["selected"], inputs["logits"].shape[-1] - 1
    asked = rng.permutation(np.argwhere(selected))
    idle = rng.permutation(np.argwhere(~selected & inputs["attention_mask"]))
    for (b, t), word in zip((asked[0], asked[1], idle[0]), (0, last, 0), strict=True):
        was = inputs["input_ids"][b, t] == inputs["labels"][b, t]
        inputs["labels"][b, t] = word
        if was:
            inputs["input_ids"][b, t] = word


def batch(
    rng: Rng,
    counts: Sequence[int] | np.ndarray,
    *,
    tokens: int = TOKENS,
    classes: int = CLASSES,
    attention_mask: np.ndarray | None = None,
    scale: float = 1.3,
) -> Inputs:
    """Return a batch where every selected token became [MASK] and labels are the original ids."""
    shape = (len(counts), tokens)
    visible = np.ones(shape, dtype=bool) if attention_mask is None else attention_mask
    labels = np.where(visible, words(rng, shape, classes), PAD)
    selected = select(rng, visible, counts)
    return {
        "logits": rng.normal(size=(*shape, classes)) * scale,
        "labels": labels,
        "selected": selected,
        "input_ids": np.where(selected, MASK, labels),
        "attention_mask": visible,
    }


def uneven(rng: Rng) -> Inputs:
    """Return a batch with 1, 2, 4 and 6 selected tokens in its sentences, in any order."""
    return batch(rng, rng.permutation(COUNTS))


@probe(
    "uneven masks",
    "mlm_loss",
    reveals="a mean of means, another denominator, tokens that are not asked for",
)
def uneven_masks(rng: Rng) -> Inputs:
    return uneven(rng)


@probe(
    "a sentence without a selected token",
    "mlm_loss",
    reveals="what a mean of means does with an empty sentence",
)
def an_empty_sentence(rng: Rng) -> Inputs:
    return batch(rng, rng.permutation((0, 2, 3, 5)))


@probe(
    "kept and replaced tokens",
    "mlm_loss",
    reveals="only [MASK] asked for, labels read from the input, the first or the last id left out",
)
def kept_tokens(rng: Rng) -> Inputs:
    inputs = batch(rng, EVEN)
    corrupt(rng, inputs)
    put_end_ids(rng, inputs)
    return inputs


@probe(
    "padding on both sides, labels of -1 outside the selection",
    "mlm_loss",
    reveals="a mask read from another array",
)
def ragged(rng: Rng) -> Inputs:
    place = np.arange(TOKENS)
    visible = np.stack([place < 7, place < 5, place >= 3, place < 6])
    inputs = batch(rng, (2, 2, 2, 2), attention_mask=visible)
    corrupt(rng, inputs)
    order = rng.permutation(SENTENCES)
    inputs = {name: value[order] for name, value in inputs.items()}
    return {**inputs, "labels": np.where(inputs["selected"], inputs["labels"], -1)}


@probe(
    "200 classes, labels of -100 outside the selection",
    "mlm_loss",
    reveals="another ignore index, sizes taken for granted",
)
def ignored_labels(rng: Rng) -> Inputs:
    inputs = batch(rng, (4, 4), tokens=LARGE[1], classes=LARGE[2])
    corrupt(rng, inputs)
    put_end_ids(rng, inputs)
    return {**inputs, "labels": np.where(inputs["selected"], inputs["labels"], IGNORED)}


def put(logits: np.ndarray, classes: np.ndarray, values: Any) -> None:
    """Write one logit of every token."""
    np.put_along_axis(
        logits, classes[..., None], np.broadcast_to(values, classes.shape)[..., None], -1
    )


@probe("sure and wrong", "mlm_loss", reveals="an epsilon or a floor that caps the largest losses")
def sure_and_wrong(rng: Rng) -> Inputs:
    inputs = batch(rng, EVEN)
    far = inputs["logits"].max(axis=-1) - rng.uniform(24.0, 26.0, size=(SENTENCES, TOKENS))
    put(inputs["logits"], inputs["labels"], far)
    return inputs


def _offset(rng: Rng, offset: float) -> Inputs:
    inputs = batch(rng, ALL)
    return {**inputs, "logits": on_grid(inputs["logits"]) + offset}


@probe("every logit 1e4 up", "mlm_loss", kind="stability", reveals="exp of a raw logit")
def offset_up(rng: Rng) -> Inputs:
    return _offset(rng, 1e4)


@probe("every logit 1e4 down", "mlm_loss", kind="stability", reveals="the log of an empty sum")
def offset_down(rng: Rng) -> Inputs:
    return _offset(rng, -1e4)


@probe(
    "tokens far apart",
    "mlm_loss",
    kind="stability",
    reveals="one maximum for all tokens, or a mean of all logits",
)
def tokens_apart(rng: Rng) -> Inputs:
    inputs = batch(rng, EVEN)
    selected, offset = inputs["selected"], np.zeros((SENTENCES, TOKENS))
    # The highest token shares no sentence and no place with a lowest one, and is not in the first
    # sentence: the maximum of a sentence, of a place or of the first sentence breaks otherwise.
    top = rng.integers(1, SENTENCES)
    highest = rng.choice(np.flatnonzero(selected[top]))
    for b, row in enumerate(selected):
        places = rng.permutation(np.flatnonzero(row))
        offset[b, places] = 3e3, 5e3, 3e3
        low = highest if b == top else places[places != highest][0]
        offset[b, low] = 1e4 if b == top else -1e4
    logits = on_grid(inputs["logits"]) + offset[..., None]
    b, t = rng.permutation(np.argwhere(~selected))[0]
    logits[b, t, CLASSES - 1] = -1e30  # harmless when multiplied by 0, but not in a mean
    return {**inputs, "logits": logits}


@probe("one label 900 nats below", "mlm_loss", kind="stability", reveals="the log of softmax")
def label_far_below(rng: Rng) -> Inputs:
    inputs = batch(rng, MANY)
    b, t = rng.permutation(np.argwhere(inputs["selected"]))[0]
    inputs["logits"][b, t, inputs["labels"][b, t]] -= 900.0
    return {**inputs, "logits": on_grid(inputs["logits"])}


@probe(
    "logits in the thousands",
    "mlm_loss",
    kind="stability",
    reveals="a shift that is not the maximum",
)
def logits_in_thousands(rng: Rng) -> Inputs:
    inputs = batch(rng, MANY)
    labels = inputs["labels"]
    logits = rng.uniform(-1.0, 1.0, size=(SENTENCES, TOKENS, CLASSES))
    put(logits, labels, rng.uniform(1.5, 2.5, size=labels.shape))
    b, t = rng.permutation(np.argwhere(inputs["selected"]))[0]  # one wrong answer among right ones
    logits[b, t, labels[b, t]] = 0.0
    logits[b, t, (labels[b, t] + rng.integers(1, CLASSES)) % CLASSES] = 1.25
    return {**inputs, "logits": on_grid(logits * 1e3)}


@probe(
    "labels of -100 among 9 classes",
    "mlm_loss",
    kind="edge",
    reveals="a label used as an index",
)
def ignored_labels_small_vocabulary(rng: Rng) -> Inputs:
    inputs = batch(rng, EVEN)
    return {**inputs, "labels": np.where(inputs["selected"], inputs["labels"], IGNORED)}


@probe(
    "inf and NaN outside the selection",
    "mlm_loss",
    kind="edge",
    reveals="multiplying by a mask of 0",
)
def wild_logits_outside(rng: Rng) -> Inputs:
    inputs = batch(rng, EVEN)
    places = rng.permutation(np.argwhere(~inputs["selected"]))
    for (b, t), wild in zip(places, (np.inf, np.nan, -np.inf), strict=False):
        inputs["logits"][b, t, rng.integers(CLASSES)] = wild
    return inputs


@probe("nothing selected", "mlm_loss", kind="edge", reveals="0 divided by 0")
def nothing_selected(rng: Rng) -> Inputs:
    inputs = batch(rng, (0,) * SENTENCES)
    return {**inputs, "labels": np.full((SENTENCES, TOKENS), IGNORED)}


@probe(
    "labels for a sentence too few",
    "mlm_loss",
    kind="error",
    reveals="a shape that does not fit",
    raises=("ValueError", "TypeError", "IndexError"),
)
def a_sentence_without_labels(rng: Rng) -> Inputs:
    inputs = batch(rng, (1, 2, 4, 6))
    return {**inputs, "labels": inputs["labels"][:-1]}


def _small(
    logits: Any, labels: Any, selected: Any, input_ids: Any = None, attention_mask: Any = None
) -> Inputs:
    labels, selected = np.array(labels, dtype=np.int64), np.array(selected, dtype=bool)
    shown = np.where(selected, MASK, labels) if input_ids is None else input_ids
    visible = np.ones(labels.shape) if attention_mask is None else attention_mask
    return {
        "logits": np.array(logits, dtype=np.float64),
        "labels": labels,
        "selected": selected,
        "input_ids": np.array(shown, dtype=np.int64),
        "attention_mask": np.array(visible, dtype=bool),
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
        yield _small([z], [labels], [selected], [labels])  # every selected token kept
        if not selected[1]:
            yield _small([z], [labels], [selected], None, [[1, 0]])  # the second one is padding
    for three, labels in product(
        product(((0.0, 0.0, 0.0), (1.0, 0.0, 2.0)), repeat=2), product((0, 1, 2), repeat=2)
    ):
        yield _small([three], [labels], [[1, 1]])
    masks = (((1, 1), (1, 0)), ((1, 0), (1, 1)), ((1, 0), (0, 1)), ((1, 1), (0, 0)))
    sentences = (((0.0, 0.0), (1.0, 0.0)), ((2.0, -1.0), (0.0, 1.0)))
    for mask, pair, labels in product(masks, product(sentences, repeat=2), ((0, 1), (1, 0))):
        yield _small(pair, [labels, (0, 0)], mask)
    for outside in (-1, IGNORED):
        yield _small([[(1.0, 0.0), (0.0, 1.0)]], [[0, outside]], [[1, 0]], [[MASK, 0]])
    yield _small([[(1.0, 0.0), (np.nan, 1.0)]], [[0, 0]], [[1, 0]])
    yield _small([[(1.0, 0.0)]], [[0]], [[0]])
