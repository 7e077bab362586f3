"""Input designs of causal_mask: packed rows, padding, and scores that reveal a weak mask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

ROWS, LENGTH = 3, 6
LABELS = 30
GRID = 64.0


def on_grid(x: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/64, which float32 holds exactly even beside an offset of 5e4."""
    return np.round(x * GRID) / GRID


def split(rng: Rng, total: int, parts: int, least: int = 1) -> list[int]:
    """Cut ``total`` into ``parts`` random sizes of at least ``least``."""
    spare = total - parts * least
    cuts = np.sort(rng.integers(spare + 1, size=parts - 1))
    return [int(size) + least for size in np.diff([0, *cuts, spare])]


def segments(rng: Rng, rows: Sequence[Sequence[int]]) -> np.ndarray:
    """Lay out documents of the given lengths; a negative length is padding.

    Labels are neither sorted nor consecutive.
    """
    laid = []
    for lengths in rows:
        names = iter(rng.permutation(np.arange(1, LABELS)))
        laid.append([np.full(abs(n), next(names) if n > 0 else 0) for n in lengths])
    return np.array([np.concatenate(row) for row in laid], dtype=np.int64)


def documents(segment_ids: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Yield row, start and end of every document."""
    for b, row in enumerate(segment_ids):
        for label in np.unique(row[row != 0]):
            (places,) = np.nonzero(row == label)
            yield b, int(places[0]), int(places[-1]) + 1


def visible(segment_ids: np.ndarray) -> np.ndarray:
    """Return the mask of these documents, document by document."""
    rows, length = segment_ids.shape
    mask = np.zeros((rows, length, length), dtype=bool)
    for b, start, end in documents(segment_ids):
        for i in range(start, end):
            mask[b, i, start : i + 1] = True
    return mask


def scores(rng: Rng, scale: float = 1.5) -> np.ndarray:
    """Return random attention scores."""
    return rng.normal(size=(ROWS, LENGTH, LENGTH)) * scale


def mixed(rng: Rng) -> np.ndarray:
    """Return a mask that is not causal; every row sees something and has something hidden."""
    mask = rng.random((ROWS, LENGTH, LENGTH)) < 0.5
    order = rng.permuted(np.broadcast_to(np.arange(LENGTH), mask.shape), axis=-1)
    return np.asarray((mask | (order <= 1)) & (order != LENGTH - 1))


@probe(
    "one document a row",
    "causal_mask",
    reveals="the wrong triangle, a diagonal left out, no triangle at all",
)
def one_document(rng: Rng) -> Inputs:
    return {"segment_ids": segments(rng, [(LENGTH,)] * ROWS)}


@probe("documents packed into rows", "causal_mask", reveals="a view into another document")
def packed(rng: Rng) -> Inputs:
    return {
        "segment_ids": segments(rng, [split(rng, LENGTH, k) for k in rng.permutation([1, 2, 3])])
    }


@probe("padding on the right", "causal_mask", reveals="padding that looks at something")
def right_padding(rng: Rng) -> Inputs:
    padding = rng.permutation([1, 2, 3])
    return {"segment_ids": segments(rng, [(*split(rng, LENGTH - p, 2), -p) for p in padding])}


@probe("padding on the left", "causal_mask", reveals="padding that is looked at")
def left_padding(rng: Rng) -> Inputs:
    padding = rng.permutation([1, 2, 3])
    return {"segment_ids": segments(rng, [(-p, *split(rng, LENGTH - p, 2)) for p in padding])}


@probe(
    "any mask, not only a causal one",
    "attention_weights",
    reveals="True taken for hidden, the wrong axis, a mask that comes too late",
)
def any_mask(rng: Rng) -> Inputs:
    return {"scores": scores(rng), "mask": mixed(rng)}


@probe("packed documents", "attention_weights", reveals="hidden scores that still take their share")
def packed_scores(rng: Rng) -> Inputs:
    laid = segments(rng, [split(rng, LENGTH, k) for k in rng.permutation([1, 2, 3])])
    return {"scores": scores(rng), "mask": visible(laid)}


@probe("rows of different scale", "attention_weights", reveals="one scale for all rows")
def uneven_scores(rng: Rng) -> Inputs:
    scale = rng.permuted(np.tile([0.1, 1.0, 4.0], ROWS * LENGTH // 3)).reshape(ROWS, LENGTH, 1)
    return {"scores": scores(rng, scale=1.0) * scale, "mask": mixed(rng)}


@probe("every score 1e4 up", "attention_weights", kind="stability", reveals="exp of a raw score")
def scores_up(rng: Rng) -> Inputs:
    return {"scores": on_grid(scores(rng)) + 1e4, "mask": mixed(rng)}


@probe("rows far apart", "attention_weights", kind="stability", reveals="one maximum for all rows")
def rows_apart(rng: Rng) -> Inputs:
    levels = np.array([0.0, 1e4, -1e4])[rng.permuted(np.arange(ROWS * LENGTH) % 3)]
    offset = levels.reshape(ROWS, LENGTH, 1)
    return {"scores": on_grid(scores(rng)) + offset, "mask": mixed(rng)}


@probe(
    "visible scores of -5e4",
    "attention_weights",
    kind="stability",
    reveals="hiding with -10000: the hidden ones win",
)
def visible_far_down(rng: Rng) -> Inputs:
    mask = mixed(rng)
    return {"scores": on_grid(scores(rng)) - np.where(mask, 5e4, 0.0), "mask": mask}


@probe(
    "visible scores below -1e10",
    "attention_weights",
    kind="stability",
    reveals="hiding with -1e9 or -1e10: the hidden ones win",
)
def visible_very_far_down(rng: Rng) -> Inputs:
    mask = mixed(rng)
    first_seen = np.argmax(mask, axis=-1)[..., None] == np.arange(LENGTH)
    far = np.where(first_seen, -2e10, -6e10)
    return {"scores": np.where(mask, far, scores(rng)), "mask": mask}


@probe(
    "hidden scores of 1e9",
    "attention_weights",
    kind="stability",
    reveals="a finite number added to hide, a maximum over hidden scores",
)
def hidden_far_up(rng: Rng) -> Inputs:
    mask = mixed(rng)
    return {"scores": scores(rng) + np.where(mask, 0.0, 1e9), "mask": mask}


@probe(
    "scores in the thousands",
    "attention_weights",
    kind="stability",
    reveals="a shift that is not the maximum",
)
def scores_in_thousands(rng: Rng) -> Inputs:
    spread = rng.permuted(np.broadcast_to(np.arange(LENGTH), (ROWS, LENGTH, LENGTH)), axis=-1)
    return {"scores": (spread - LENGTH / 2) * 3e3, "mask": mixed(rng)}


@probe(
    "rows of padding that see nothing",
    "attention_weights",
    kind="edge",
    reveals="0 divided by 0, or equal shares of nothing",
)
def rows_of_padding(rng: Rng) -> Inputs:
    padding = rng.permutation([1, 2, LENGTH])
    laid = segments(rng, [(*([LENGTH - p] if p < LENGTH else []), -p) for p in padding])
    return {"scores": scores(rng), "mask": visible(laid)}


@probe(
    "inf and NaN among hidden scores",
    "attention_weights",
    kind="edge",
    reveals="multiplying by a mask of 0",
)
def poisoned_scores(rng: Rng) -> Inputs:
    mask, values = mixed(rng), scores(rng)
    hidden = rng.permutation(np.argwhere(~mask))
    for place, value in zip(hidden, (np.nan, np.inf, -np.inf), strict=False):
        values[tuple(place)] = value
    return {"scores": values, "mask": mask}


@probe("a single score", "attention_weights", kind="edge", reveals="a row of one")
def one_score(rng: Rng) -> Inputs:
    return {"scores": rng.normal(size=(2, 1, 1)), "mask": np.array([[[True]], [[False]]])}


@probe("a single column", "causal_mask", kind="edge", reveals="a diagonal left out")
def one_column(rng: Rng) -> Inputs:
    return {"segment_ids": np.array([[int(rng.integers(1, LABELS))], [0]])}


@probe("nothing but padding", "causal_mask", kind="edge", reveals="padding taken for a document")
def only_padding(rng: Rng) -> Inputs:
    return {"segment_ids": np.zeros((ROWS, LENGTH), dtype=np.int64)}


@probe(
    "a mask with a row too few",
    "attention_weights",
    kind="error",
    reveals="a shape that does not fit",
)
def mask_too_short(rng: Rng) -> Inputs:
    return {"scores": scores(rng), "mask": mixed(rng)[:-1]}


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    yield from _tiny_segments() if entry == "causal_mask" else _tiny_scores()


def _tiny_segments() -> Iterator[Inputs]:
    for length in (2, 3, 4):
        for row in product((1, 2, 0), repeat=length):
            if all(row[i] in (0, row[i - 1]) or row[i] not in row[:i] for i in range(1, length)):
                yield {"segment_ids": np.array([row], dtype=np.int64)}
    for one, other in product(((1, 1), (1, 2), (1, 0), (0, 1)), repeat=2):
        yield {"segment_ids": np.array([one, other], dtype=np.int64)}
    yield {"segment_ids": np.array([[1]])}


def _small(scores: Any, mask: Any) -> Inputs:
    return {"scores": np.array(scores, dtype=np.float64), "mask": np.array(mask, dtype=bool)}


def _tiny_scores() -> Iterator[Inputs]:
    values = (0.0, 1.0, -1.0, 2.0)
    causal = [[[1, 0], [1, 1]]]
    for a, b, c in product(values[:2], values, values):
        yield _small([[[a, 2.0], [b, c]]], causal)
    for mask in ([[[0, 1], [1, 1]]], [[[1, 0], [0, 1]]], [[[1, 1], [1, 0]]]):
        for a, b in product(values, repeat=2):
            yield _small([[[a, b], [b, 1.0]]], mask)
    for size in (1000.0, -20000.0, -2e9, -2e10):
        yield _small([[[size, 0.0], [size, size]]], causal)
    yield _small([[[0.0, 1e9], [0.0, 0.0]]], causal)
    yield _small([[[0.0, 0.0], [1000.0, 1000.0]]], causal)
    yield _small([[[0.0, np.nan], [0.0, 1.0]]], causal)
    yield _small([[[0.0, 1.0], [0.0, 1.0]]], [[[1, 0], [0, 0]]])
