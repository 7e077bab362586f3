"""Input designs of ntp_loss: packed and padded rows, misleading ids, extremes, poison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

ROWS, LENGTH, WORDS = 3, 8, 11
LARGE_ROWS, LARGE_LENGTH, LARGE_WORDS = 2, 6, 200
PAD, NOBODY, EOS, FIRST_WORD = 0, 1, 2, 3
LABELS = 30
IGNORED = -100
GRID = 64.0


def on_grid(x: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/64, which float32 holds exactly even beside an offset of 1e4."""
    return np.round(x * GRID) / GRID


def split(rng: Rng, total: int, parts: int, least: int = 2) -> list[int]:
    """Cut ``total`` into ``parts`` random sizes of at least ``least``."""
    spare = total - parts * least
    cuts = np.sort(rng.integers(spare + 1, size=parts - 1))
    return [int(size) + least for size in np.diff([0, *cuts, spare])]


def batch(
    rng: Rng,
    rows: Sequence[Sequence[int]],
    *,
    words: int = WORDS,
    pad: int = PAD,
    scale: float = 1.5,
) -> Inputs:
    """Lay out documents of the given lengths, with random logits; a negative length is padding.

    Words differ within a row, a document of two tokens or more ends with EOS, and labels are
    neither sorted nor consecutive.
    """
    tokens = np.full((len(rows), sum(map(abs, rows[0]))), pad, dtype=np.int64)
    segment_ids = np.zeros_like(tokens)
    for b, lengths in enumerate(rows):
        text = rng.permutation(np.arange(FIRST_WORD, words))[: tokens.shape[1]]
        names = iter(rng.permutation(np.arange(1, LABELS)))
        start = 0
        for length in lengths:
            end = start + abs(length)
            if length > 0:
                segment_ids[b, start:end] = next(names)
                tokens[b, start:end] = text[start:end]
                if length > 1:
                    tokens[b, end - 1] = EOS
            start = end
    logits = rng.normal(size=(*tokens.shape, words)) * scale
    return {"logits": logits, "tokens": tokens, "segment_ids": segment_ids}


def documents(segment_ids: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Yield row, start and end of every document."""
    for b, row in enumerate(segment_ids):
        for label in np.unique(row[row != 0]):
            (places,) = np.nonzero(row == label)
            yield b, int(places[0]), int(places[-1]) + 1


def pairs(inputs: Inputs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, position and answer of every pair of neighbours in a document."""
    found = [
        (b, t, inputs["tokens"][b, t + 1])
        for b, start, end in documents(inputs["segment_ids"])
        for t in range(start, end - 1)
    ]
    rows, positions, answers = np.array(found).T
    return rows, positions, answers


def uneven(rng: Rng, *, pad: int = PAD) -> Inputs:
    """Return rows of two documents each, with uneven padding on the right."""
    padding = rng.permutation([0, 2, 4])
    return batch(rng, [(*split(rng, LENGTH - p, 2), -p) for p in padding], pad=pad)


@probe(
    "one document a row",
    "ntp_loss",
    reveals="no shift, a shift to the wrong side, a shift too far, a row that wraps around",
)
def one_document(rng: Rng) -> Inputs:
    return batch(rng, [(LENGTH,)] * ROWS)


@probe("documents packed without padding", "ntp_loss", reveals="borders ignored")
def packed(rng: Rng) -> Inputs:
    return batch(rng, [split(rng, LENGTH, parts) for parts in rng.permutation([1, 2, 3])])


@probe(
    "uneven padding on the right",
    "ntp_loss",
    reveals="padding counted, a mean of means, a division by positions",
)
def right_padding(rng: Rng) -> Inputs:
    return uneven(rng)


@probe("padding on the left", "ntp_loss", reveals="padding asked for a word")
def left_padding(rng: Rng) -> Inputs:
    padding = rng.permutation([1, 2, 4])
    return batch(rng, [(-p, *split(rng, LENGTH - p, 2)) for p in padding])


@probe(
    "a row of nothing but padding", "ntp_loss", reveals="a row that takes part in a mean of rows"
)
def row_of_padding(rng: Rng) -> Inputs:
    rows = [(-LENGTH,), (*split(rng, 5, 2), -3), split(rng, LENGTH, 2)]
    return batch(rng, [rows[i] for i in rng.permutation(ROWS)])


@probe(
    "padding with the EOS id",
    "ntp_loss",
    reveals="EOS taken for padding: a model that never learns to stop",
)
def pad_is_eos(rng: Rng) -> Inputs:
    return uneven(rng, pad=EOS)


@probe("id 0 in the middle of a text", "ntp_loss", reveals="padding recognised by its token id")
def id_zero_in_text(rng: Rng) -> Inputs:
    padding = rng.permutation([0, 1, 2])
    inputs = batch(rng, [(*split(rng, LENGTH - p, 2, least=3), -p) for p in padding])
    for b, start, _ in documents(inputs["segment_ids"]):
        inputs["tokens"][b, start + 1] = PAD
    return inputs


@probe("200 words", "ntp_loss", reveals="a sum over the vocabulary in low precision")
def large_vocabulary(rng: Rng) -> Inputs:
    rows = [(*split(rng, 5, 2), -1), (LARGE_LENGTH,)]
    return batch(rng, rows, words=LARGE_WORDS, scale=2.0)


@probe("sure and wrong", "ntp_loss", reveals="an epsilon or a floor that caps the largest losses")
def sure_and_wrong(rng: Rng) -> Inputs:
    inputs = uneven(rng)
    for b, t, answer in zip(*pairs(inputs), strict=True):
        row = inputs["logits"][b, t]
        row[answer] = row.max() - rng.uniform(24.0, 26.0)
    return inputs


@probe("logits that every precision holds exactly", "ntp_loss", reveals="a gradient that gets lost")
def held_exactly(rng: Rng) -> Inputs:
    inputs = uneven(rng)
    shape = inputs["logits"].shape
    size = 1.0 + rng.integers(16, 48, size=shape) / GRID
    return {**inputs, "logits": rng.choice([-1.0, 1.0], shape) * size}


def _offset(rng: Rng, offset: Any) -> Inputs:
    inputs = uneven(rng)
    return {**inputs, "logits": on_grid(inputs["logits"]) + offset}


@probe("every logit 1e4 up", "ntp_loss", kind="stability", reveals="exp of a raw logit")
def offset_up(rng: Rng) -> Inputs:
    return _offset(rng, 1e4)


@probe("every logit 725 up", "ntp_loss", kind="stability", reveals="exp of a raw logit")
def just_too_large(rng: Rng) -> Inputs:
    return _offset(rng, 725.0)


@probe("every logit 1e4 down", "ntp_loss", kind="stability", reveals="the log of an empty sum")
def offset_down(rng: Rng) -> Inputs:
    return _offset(rng, -1e4)


def idle(inputs: Inputs) -> np.ndarray:
    """Return True at positions that do not count."""
    found = np.ones(inputs["tokens"].shape, dtype=bool)
    rows, positions, _ = pairs(inputs)
    found[rows, positions] = False
    return found


@probe(
    "positions far apart",
    "ntp_loss",
    kind="stability",
    reveals="one maximum for all positions, or a mean of all logits",
)
def rows_apart(rng: Rng) -> Inputs:
    inputs = uneven(rng)
    levels = rng.choice([0.0, 3e3], size=(ROWS, LENGTH))
    # The highest pair shares no row and no column with a lowest one, and is not in the first row:
    # the maximum of a row, of a column or of the first row breaks otherwise.
    rows, positions, _ = pairs(inputs)
    top = rng.integers(1, ROWS)
    highest = rng.choice(positions[rows == top])
    levels[top, highest] = 1e4
    for b in range(ROWS):
        if b != top:
            levels[b, rng.choice(positions[(rows == b) & (positions != highest)])] = -1e4
    logits = on_grid(inputs["logits"]) + levels[..., None]
    b, t = rng.permutation(np.argwhere(idle(inputs)[:, :-1]))[0]
    logits[b, t, NOBODY] = -1e30  # harmless when multiplied by 0, but not in a mean
    return {**inputs, "logits": logits}


@probe("one target 900 nats below", "ntp_loss", kind="stability", reveals="the log of softmax")
def target_far_below(rng: Rng) -> Inputs:
    inputs = uneven(rng)
    logits = rng.uniform(-1.0, 1.0, size=inputs["logits"].shape)
    rows, positions, answers = pairs(inputs)
    one = rng.integers(len(answers))
    logits[rows[one], positions[one], answers[one]] -= 900.0
    return {**inputs, "logits": on_grid(logits)}


@probe(
    "logits in the thousands", "ntp_loss", kind="stability", reveals="a shift that is no maximum"
)
def logits_in_thousands(rng: Rng) -> Inputs:
    inputs = uneven(rng)
    logits = rng.uniform(-4e3, 4e3, size=inputs["logits"].shape)
    rows, positions, answers = pairs(inputs)
    logits[rows, positions, answers] = rng.permutation(np.linspace(6e3, 1e4, len(answers)))
    one = rng.integers(len(answers))  # one wrong answer, at a cost that float32 holds exactly
    other = (answers[one] + rng.integers(1, WORDS)) % WORDS
    losing = logits[rows[one], positions[one], answers[one]]
    logits[rows[one], positions[one], other] = losing + 1024.0
    return {**inputs, "logits": on_grid(logits)}


@probe("padding with the label -100", "ntp_loss", kind="edge", reveals="a label used as an index")
def labels_out_of_range(rng: Rng) -> Inputs:
    padding = rng.permutation([1, 2, 4])
    return batch(rng, [(*split(rng, LENGTH - p, 2), -p) for p in padding], pad=IGNORED)


@probe(
    "inf and NaN where nothing counts",
    "ntp_loss",
    kind="edge",
    reveals="multiplying by a weight of 0",
)
def poisoned_logits(rng: Rng) -> Inputs:
    inputs = uneven(rng)
    places = rng.permutation(np.argwhere(idle(inputs)))
    for (b, t), value in zip(places, (np.nan, np.inf, -np.inf), strict=False):
        inputs["logits"][b, t, rng.integers(WORDS)] = value
    return inputs


@probe("no pair at all", "ntp_loss", kind="edge", reveals="0 divided by 0")
def no_pair(rng: Rng) -> Inputs:
    return batch(rng, [(1,) * LENGTH, (1, 1, 2 - LENGTH), (-LENGTH,)])


@probe("a single column", "ntp_loss", kind="edge", reveals="a row without a neighbour")
def one_column(rng: Rng) -> Inputs:
    return {
        "logits": rng.normal(size=(2, 1, WORDS)),
        "tokens": rng.integers(FIRST_WORD, WORDS, size=(2, 1)),
        "segment_ids": np.array([[1], [0]]),
    }


@probe("one token too few", "ntp_loss", kind="error", reveals="a shape that does not fit")
def tokens_too_few(rng: Rng) -> Inputs:
    inputs = batch(rng, [(LENGTH,)] * ROWS)
    return {**inputs, "tokens": inputs["tokens"][:, :-1]}


def _small(logits: Any, tokens: Any, segment_ids: Any) -> Inputs:
    return {
        "logits": np.array(logits, dtype=np.float64),
        "tokens": np.array(tokens, dtype=np.int64),
        "segment_ids": np.array(segment_ids, dtype=np.int64),
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    values = (0.0, 1.0, -1.0, 2.0)
    for pair, a, b in product(((0, 1), (1, 0)), values, values):
        yield _small([[[a, b], [0.0, 0.0]]], [pair], [(1, 1)])
    for pair, a in product(((0, 1), (1, 0), (1, 1)), values[1:]):
        yield _small([[[a, 0.0], [0.0, a]]], [pair], [(1, 1)])
    three = [[[1.0, 0.0], [0.0, 2.0], [-1.0, 0.0]]]
    segments: list[tuple[int, ...]] = [(1, 1, 1), (1, 1, 2), (1, 2, 2), (1, 1, 0), (0, 1, 1)]
    for tokens, segment in product(product((0, 1), repeat=3), segments):
        yield _small(three, [tokens], [segment])
    for one, other in product(((1, 1, 1), (1, 1, 0), (1, 2, 2), (0, 0, 0)), repeat=2):
        if any(one) or any(other):
            yield _small(three * 2, [(0, 1, 1), (1, 0, 1)], [one, other])
    for far in (30.0, 1000.0):
        yield _small([[[0.0, far], [0.0, 0.0]]], [(1, 0)], [(1, 1)])
    yield _small([[[1000.0, 1000.0], [0.0, 0.0]]], [(1, 0)], [(1, 1)])
    yield _small([three[0]], [(0, 1, IGNORED)], [(1, 1, 0)])
    yield _small([[[1.0, 0.0], [np.inf, 0.0]]], [(0, 1)], [(1, 1)])
    yield _small([[[1.0, 0.0], [0.0, 1.0]]], [(0, 1)], [(1, 2)])
    yield _small([[[1.0, 0.0]]], [[1]], [[1]])
