"""Input designs of ntp_targets: packed documents, padding, and ids that mislead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

ROWS, LENGTH = 3, 10
PAD, EOS, FIRST_WORD, WORDS = 0, 2, 3, 60
LABELS = 30


def split(rng: Rng, total: int, parts: int, least: int = 2) -> list[int]:
    """Cut ``total`` into ``parts`` random sizes of at least ``least``."""
    spare = total - parts * least
    cuts = np.sort(rng.integers(spare + 1, size=parts - 1))
    return [int(size) + least for size in np.diff([0, *cuts, spare])]


def batch(rng: Rng, rows: Sequence[Sequence[int]], *, pad: int = PAD) -> Inputs:
    """Lay out documents of the given lengths; a negative length is that much padding.

    Words differ within a row, a document of two tokens or more ends with EOS, and labels are
    neither sorted nor consecutive.
    """
    tokens = np.full((len(rows), sum(map(abs, rows[0]))), pad, dtype=np.int64)
    segment_ids = np.zeros_like(tokens)
    for b, lengths in enumerate(rows):
        words = rng.permutation(np.arange(FIRST_WORD, FIRST_WORD + WORDS))[: tokens.shape[1]]
        names = iter(rng.permutation(np.arange(1, LABELS)))
        start = 0
        for length in lengths:
            end = start + abs(length)
            if length > 0:
                segment_ids[b, start:end] = next(names)
                tokens[b, start:end] = words[start:end]
                if length > 1:
                    tokens[b, end - 1] = EOS
            start = end
    return {"tokens": tokens, "segment_ids": segment_ids}


def documents(segment_ids: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Yield row, start and end of every document."""
    for b, row in enumerate(segment_ids):
        for label in np.unique(row[row != 0]):
            (places,) = np.nonzero(row == label)
            yield b, int(places[0]), int(places[-1]) + 1


def asked(inputs: Inputs) -> Mapping[str, Any]:
    """Judge a target where a document goes on, and in the last column, which must be 0."""
    graded = np.zeros(inputs["tokens"].shape, dtype=bool)
    for b, start, end in documents(inputs["segment_ids"]):
        graded[b, start : end - 1] = True
    graded[:, -1] = True
    return {"targets": graded}


@probe(
    "one document a row",
    "ntp_targets",
    reveals="no shift, a shift to the wrong side, a shift too far, a row that wraps around",
    graded=asked,
)
def one_document(rng: Rng) -> Inputs:
    return batch(rng, [(LENGTH,)] * ROWS)


@probe("documents packed without padding", "ntp_targets", reveals="borders ignored", graded=asked)
def packed(rng: Rng) -> Inputs:
    return batch(rng, [split(rng, LENGTH, parts) for parts in rng.permutation([1, 2, 3])])


@probe(
    "documents of a single token",
    "ntp_targets",
    reveals="a pair where there is no neighbour",
    graded=asked,
)
def single_tokens(rng: Rng) -> Inputs:
    rows = [(1, 5, 1, -3), (4, 1, 1, 4), (1, 1, 6, -2)]
    return batch(rng, [rows[i] for i in rng.permutation(ROWS)])


@probe(
    "uneven padding on the right",
    "ntp_targets",
    reveals="a weight that belongs to the input instead of the target",
    graded=asked,
)
def right_padding(rng: Rng) -> Inputs:
    padding = rng.permutation([1, 3, 5])
    return batch(rng, [(*split(rng, LENGTH - p, 2), -p) for p in padding])


@probe("padding on the left", "ntp_targets", reveals="padding asked for a word", graded=asked)
def left_padding(rng: Rng) -> Inputs:
    padding = rng.permutation([1, 2, 4])
    return batch(rng, [(-p, *split(rng, LENGTH - p, 2)) for p in padding])


@probe(
    "padding with the EOS id",
    "ntp_targets",
    reveals="EOS taken for padding: a model that never learns to stop",
    graded=asked,
)
def pad_is_eos(rng: Rng) -> Inputs:
    padding = rng.permutation([0, 2, 3])
    return batch(rng, [(*split(rng, LENGTH - p, 2), -p) for p in padding], pad=EOS)


@probe(
    "id 0 in the middle of a text",
    "ntp_targets",
    reveals="padding recognised by its token id",
    graded=asked,
)
def id_zero_in_text(rng: Rng) -> Inputs:
    padding = rng.permutation([0, 2, 3])
    inputs = batch(rng, [(*split(rng, LENGTH - p, 2, least=3), -p) for p in padding])
    for b, start, _ in documents(inputs["segment_ids"]):
        inputs["tokens"][b, start + 1] = PAD
    return inputs


@probe("a single column", "ntp_targets", kind="edge", reveals="a row without a neighbour")
def one_column(rng: Rng) -> Inputs:
    tokens = rng.integers(FIRST_WORD, WORDS, size=(2, 1))
    return {"tokens": tokens, "segment_ids": np.array([[1], [0]])}


@probe(
    "nothing but padding",
    "ntp_targets",
    kind="edge",
    reveals="padding taken for one long document",
    graded=asked,
)
def only_padding(rng: Rng) -> Inputs:
    tokens = rng.integers(FIRST_WORD, WORDS, size=(ROWS, LENGTH))
    return {"tokens": tokens, "segment_ids": np.zeros((ROWS, LENGTH), dtype=np.int64)}


@probe(
    "segments with a row too few", "ntp_targets", kind="error", reveals="a shape that does not fit"
)
def one_row_too_few(rng: Rng) -> Inputs:
    inputs = batch(rng, [(LENGTH,)] * ROWS)
    return {**inputs, "segment_ids": inputs["segment_ids"][:-1]}


def _small(tokens: Any, segment_ids: Any) -> Inputs:
    return {
        "tokens": np.array(tokens, dtype=np.int64),
        "segment_ids": np.array(segment_ids, dtype=np.int64),
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    for tokens in ([5, 6], [5, 0]):
        yield _small([tokens], [[1, 1]])
    yield _small([[5, 6, 7]], [[1, 1, 1]])
    for segments in product((1, 2, 0), repeat=2):
        yield _small([[5, 6]], [segments])
    rows = [s for s in product((1, 2, 0), repeat=3) if s[0] == s[1] or s[0] != s[2] or not s[0]]
    for tokens, segments in product(([5, 6, 7], [5, 0, 6], [5, 6, 0], [5, 2, 2]), rows):
        yield _small([tokens], [segments])
    for segments in ((1, 1, 2, 2), (1, 1, 0, 0), (0, 1, 1, 1), (3, 1, 1, 0), (0, 0, 4, 4)):
        yield _small([[5, 6, 7, 8]], [segments])
    for one, other in product(((1, 1), (1, 2), (1, 0), (0, 1)), repeat=2):
        yield _small([[5, 6], [7, 8]], [one, other])
    yield _small([[5]], [[1]])
    yield _small([[5, 6]], [[0, 0]])
