"""Input designs of ntp_accumulate: micro-batches with 1 and 50 pairs of one optimizer step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

ROWS, LENGTH, SHORT, WORDS = 2, 27, 10, 7
STEP_PAIRS = ROWS * (LENGTH - 1) - 1
PAD, EOS, FIRST_WORD = 0, 2, 3
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
    num_items: int | None = None,
    pad: int = PAD,
) -> Inputs:
    """Lay out documents of the given lengths, with random logits; a negative length is padding.

    Words differ from their neighbours, a document of two tokens or more ends with EOS, and labels
    are neither sorted nor consecutive.
    """
    tokens = np.full((len(rows), sum(map(abs, rows[0]))), pad, dtype=np.int64)
    segment_ids = np.zeros_like(tokens)
    for b, lengths in enumerate(rows):
        steps = rng.integers(1, WORDS - FIRST_WORD, size=tokens.shape[1])
        text = FIRST_WORD + np.cumsum(steps) % (WORDS - FIRST_WORD)
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
    return {
        "logits": rng.normal(size=(*tokens.shape, WORDS)) * 1.5,
        "tokens": tokens,
        "segment_ids": segment_ids,
        "num_items": num_items,
    }


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
    rows, positions, answers = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return rows, positions, answers


def uneven(rng: Rng, num_items: int | None = None) -> Inputs:
    """Return packed documents with uneven padding on the right and on the left.

    They form 8 pairs: neither the 20 positions nor the 18 neighbours are twice as many.
    """
    rows = [(*split(rng, SHORT - 5, 2), -5), (-1, *split(rng, SHORT - 3, 2), -2)]
    return batch(rng, [rows[i] for i in rng.permutation(ROWS)], num_items=num_items)


def step_of_51(rng: Rng) -> Inputs:
    """Return a full batch of 51 pairs, one of them in a document of its own."""
    rows = [(2, LENGTH - 2), (LENGTH,)]
    return batch(rng, [rows[i] for i in rng.permutation(ROWS)])


def micro_batches(full: Inputs) -> tuple[Inputs, Inputs]:
    """Return the document of one pair, and all others: what a micro-batch lacks is padding."""
    short = np.zeros(full["tokens"].shape, dtype=bool)
    for b, start, end in documents(full["segment_ids"]):
        short[b, start:end] = end - start == 2
    return _part(full, short), _part(full, ~short)


def _part(full: Inputs, kept: np.ndarray) -> Inputs:
    return {
        **full,
        "tokens": np.where(kept, full["tokens"], PAD),
        "segment_ids": np.where(kept, full["segment_ids"], 0),
        "num_items": STEP_PAIRS,
    }


def loss_only(inputs: Inputs) -> Mapping[str, Any]:
    """Judge the loss and leave the gradient to the probes that ask for it."""
    return {"dlogits": np.zeros(inputs["logits"].shape, dtype=bool)}


@probe(
    "a batch on its own",
    "ntp_loss_and_grad",
    reveals="the wrong pairs, a division by positions",
    graded=loss_only,
)
def on_its_own(rng: Rng) -> Inputs:
    return uneven(rng)


@probe(
    "a batch on its own, with the gradient",
    "ntp_loss_and_grad",
    reveals="a gradient in the wrong place, without its divisor, without the target",
)
def on_its_own_slope(rng: Rng) -> Inputs:
    return uneven(rng)


@probe(
    "a micro-batch with 1 of 51 pairs",
    "ntp_loss_and_grad",
    reveals="a divisor of its own: one pair weighs as much as fifty",
)
def one_of_51_pairs(rng: Rng) -> Inputs:
    at = int(rng.integers(2, LENGTH - 3))
    rows = [(-at, 2, at + 2 - LENGTH), (1, 1, 2 - LENGTH)]
    return batch(rng, [rows[i] for i in rng.permutation(ROWS)], num_items=STEP_PAIRS)


@probe(
    "a micro-batch with 50 of 51 pairs",
    "ntp_loss_and_grad",
    reveals="a divisor that is nearly right",
)
def fifty_of_51_pairs(rng: Rng) -> Inputs:
    rows = [(-2, LENGTH - 2), (LENGTH,)]
    return batch(rng, [rows[i] for i in rng.permutation(ROWS)], num_items=STEP_PAIRS)


@probe(
    "packed documents of a step with 51 pairs",
    "ntp_loss_and_grad",
    reveals="a number of items that reaches only the loss",
)
def packed_of_51_pairs(rng: Rng) -> Inputs:
    return uneven(rng, STEP_PAIRS)


def _offset(rng: Rng, offset: Any) -> Inputs:
    inputs = uneven(rng, STEP_PAIRS)
    return {**inputs, "logits": on_grid(inputs["logits"]) + offset}


@probe("every logit 725 up", "ntp_loss_and_grad", kind="stability", reveals="exp of a raw logit")
def offset_up(rng: Rng) -> Inputs:
    return _offset(rng, 725.0)


@probe(
    "positions far apart",
    "ntp_loss_and_grad",
    kind="stability",
    reveals="one maximum for all positions",
)
def rows_apart(rng: Rng) -> Inputs:
    levels = np.array([0.0, 1e4, -1e4, 3e3])[rng.permuted(np.arange(ROWS * SHORT) % 4)]
    return _offset(rng, levels.reshape(ROWS, SHORT, 1))


@probe(
    "one target 900 nats below", "ntp_loss_and_grad", kind="stability", reveals="the log of softmax"
)
def target_far_below(rng: Rng) -> Inputs:
    inputs = uneven(rng, STEP_PAIRS)
    logits = rng.uniform(-1.0, 1.0, size=inputs["logits"].shape)
    rows, positions, answers = pairs(inputs)
    one = rng.integers(len(answers))
    logits[rows[one], positions[one], answers[one]] -= 900.0
    return {**inputs, "logits": on_grid(logits)}


@probe(
    "logits in the thousands",
    "ntp_loss_and_grad",
    kind="stability",
    reveals="a shift that is no maximum",
)
def logits_in_thousands(rng: Rng) -> Inputs:
    inputs = uneven(rng, STEP_PAIRS)
    logits = rng.uniform(-4e3, 4e3, size=inputs["logits"].shape)
    rows, positions, answers = pairs(inputs)
    logits[rows, positions, answers] = rng.permutation(np.linspace(6e3, 1e4, len(answers)))
    one = rng.integers(len(answers))  # one wrong answer, at a cost that float32 holds exactly
    other = (answers[one] + rng.integers(1, WORDS)) % WORDS
    losing = logits[rows[one], positions[one], answers[one]]
    logits[rows[one], positions[one], other] = losing + 1024.0
    return {**inputs, "logits": on_grid(logits)}


@probe("num_items = 0", "ntp_loss_and_grad", kind="edge", reveals="a 0 that is taken for None")
def no_items(rng: Rng) -> Inputs:
    return uneven(rng, 0)


@probe("no pair at all", "ntp_loss_and_grad", kind="edge", reveals="0 divided by 0")
def no_pair(rng: Rng) -> Inputs:
    return batch(rng, [(1,) * 6 + (6 - SHORT,), (-SHORT,)])


@probe(
    "no pair in a step with 51 pairs",
    "ntp_loss_and_grad",
    kind="edge",
    reveals="an empty micro-batch that breaks the step",
)
def no_pair_of_51(rng: Rng) -> Inputs:
    return batch(rng, [(1,) * 6 + (6 - SHORT,), (-SHORT,)], num_items=STEP_PAIRS)


@probe(
    "padding with the label -100",
    "ntp_loss_and_grad",
    kind="edge",
    reveals="a label used as an index",
)
def labels_out_of_range(rng: Rng) -> Inputs:
    inputs = uneven(rng, STEP_PAIRS)
    padding = inputs["segment_ids"] == 0
    return {**inputs, "tokens": np.where(padding, IGNORED, inputs["tokens"])}


@probe(
    "inf and NaN where nothing counts",
    "ntp_loss_and_grad",
    kind="edge",
    reveals="multiplying by a weight of 0",
)
def poisoned_logits(rng: Rng) -> Inputs:
    inputs = uneven(rng, STEP_PAIRS)
    idle = np.ones((ROWS, SHORT), dtype=bool)
    rows, positions, _ = pairs(inputs)
    idle[rows, positions] = False
    places = rng.permutation(np.argwhere(idle))
    for (b, t), value in zip(places, (np.nan, np.inf, -np.inf), strict=False):
        inputs["logits"][b, t, rng.integers(WORDS)] = value
    return inputs


@probe("one token too few", "ntp_loss_and_grad", kind="error", reveals="a shape that does not fit")
def tokens_too_few(rng: Rng) -> Inputs:
    inputs = uneven(rng)
    return {**inputs, "tokens": inputs["tokens"][:, :-1]}


def _small(logits: Any, tokens: Any, segment_ids: Any, num_items: int | None) -> Inputs:
    return {
        "logits": np.array(logits, dtype=np.float64),
        "tokens": np.array(tokens, dtype=np.int64),
        "segment_ids": np.array(segment_ids, dtype=np.int64),
        "num_items": num_items,
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    values = (0.0, 1.0, -1.0, 2.0)
    for num_items, pair, a, b in product((None, 2), ((0, 1), (1, 0)), values, values[:2]):
        yield _small([[[a, b], [0.0, 1.0]]], [pair], [(1, 1)], num_items)
    three = [[[1.0, 0.0], [0.0, 2.0], [-1.0, 0.0]]]
    segments: list[tuple[int, ...]] = [(1, 1, 1), (1, 1, 2), (1, 2, 2), (1, 1, 0), (0, 1, 1)]
    for num_items, tokens, segment in product((None, 4), product((0, 1), repeat=3), segments):
        yield _small(three, [tokens], [segment], num_items)
    for one, other in product(((1, 1, 1), (1, 1, 0), (1, 2, 2)), repeat=2):
        yield _small(three * 2, [(0, 1, 1), (1, 0, 1)], [one, other], None)
    yield _small([[[0.0, 1000.0], [0.0, 0.0]]], [(1, 0)], [(1, 1)], None)
    yield _small([[[1000.0, 1000.0], [0.0, 0.0]]], [(1, 0)], [(1, 1)], None)
    yield _small([[[1.0, 0.0], [0.0, 1.0]]], [(0, 1)], [(1, 1)], 0)
    yield _small([[[1.0, 0.0], [0.0, 1.0]]], [(0, 1)], [(1, 2)], None)
    yield _small(three, [(0, 1, IGNORED)], [(1, 1, 0)], None)
    yield _small([[[1.0, 0.0], [np.inf, 0.0]]], [(0, 1)], [(1, 1)], None)
