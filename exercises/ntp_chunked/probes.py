"""Input designs of ntp_chunked: seven rows in chunks of three, whose weights are all but even."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

N, D, V = 7, 4, 9
LARGE_V = 130
CHUNK, ONE_ROW, ALL_ROWS = 3, 1, 20
GRID = 8.0
IGNORED = -100

MANY_N, MANY_D, MANY_V, MANY_CHUNK = 5120, 16, 4096, 64
MEGABYTES = 68
"""One N x V array takes 168 MB in float64, 84 MB in float32. The limit holds eight arrays of
[chunk, V] (17 MB), inputs and outputs several times (6 MB), the 32 MB that OpenBLAS sets aside at
the first matrix product, and 13 MB to spare."""


def on_grid(x: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/8: products are exact in float32, even beside 1e4."""
    return np.round(x * GRID) / GRID


def uneven_weights(rng: Rng) -> np.ndarray:
    """Weights whose sums per chunk of three, three and one rows are far apart."""
    chunks = np.arange(N) // CHUNK
    scale = rng.permutation([0.2, 1.0, 4.0])[chunks]
    return np.asarray(scale * rng.uniform(0.5, 1.5, size=N))


def apart(rng: Rng) -> np.ndarray:
    """Targets of which no two rows in the same place of different chunks agree."""
    first = rng.permutation(V)[:CHUNK]
    return np.concatenate([first, first + 1, first[:1] + 2])[:N] % V


def design(rng: Rng, chunk: int) -> Inputs:
    """Return ordinary logits and uneven weights."""
    return {
        "hidden": rng.normal(size=(N, D)),
        "W": rng.normal(size=(V, D)),
        "targets": apart(rng),
        "weights": uneven_weights(rng),
        "chunk": chunk,
    }


@probe(
    "seven rows in chunks of three",
    "ntp_chunked",
    reveals="a divisor per chunk, rows that are left over, a dW that is not accumulated",
)
def seven_by_three(rng: Rng) -> Inputs:
    return design(rng, CHUNK)


@probe("every row a chunk", "ntp_chunked", reveals="chunks that are never summed")
def row_by_row(rng: Rng) -> Inputs:
    return design(rng, ONE_ROW)


@probe(
    "all rows in one chunk, weights that sum to less than 1",
    "ntp_chunked",
    reveals="a loop that never starts, a divisor of at least 1",
)
def one_chunk(rng: Rng) -> Inputs:
    inputs = design(rng, ALL_ROWS)
    return {**inputs, "weights": inputs["weights"] * 0.05}


@probe(
    "a chunk that does not count at all",
    "ntp_chunked",
    reveals="a divisor of rows or of chunks",
)
def idle_chunk(rng: Rng) -> Inputs:
    inputs = design(rng, CHUNK)
    idle = int(rng.integers(2)) * CHUNK
    inputs["weights"][idle : idle + CHUNK] = 0.0
    inputs["weights"][CHUNK - idle + int(rng.integers(CHUNK))] = 0.0
    return inputs


def _lifted(rng: Rng, levels: Any) -> Inputs:
    """Add ``levels[i]`` to all logits of row i: a feature of its own, which W weighs by 1."""
    inputs = design(rng, CHUNK)
    hidden, w = on_grid(inputs["hidden"]), on_grid(inputs["W"])
    hidden[:, 0], w[:, 0] = levels, 1.0
    return {**inputs, "hidden": hidden, "W": w}


@probe("every logit 725 up", "ntp_chunked", kind="stability", reveals="exp of a raw logit")
def offset_up(rng: Rng) -> Inputs:
    return _lifted(rng, 725.0)


@probe(
    "rows of one chunk far apart",
    "ntp_chunked",
    kind="stability",
    reveals="one maximum for the whole chunk",
)
def rows_apart(rng: Rng) -> Inputs:
    # The largest row is neither the first nor the last of its chunk, and no later chunk has a
    # larger one: the maximum of another row, or of all rows so far, breaks other rows.
    return _lifted(rng, np.array([0.0, 4e3, 2e3, -3e3, 3e3, 1e3, -1e3]))


@probe(
    "logits of 1e3 across the borders of chunks",
    "ntp_chunked",
    kind="stability",
    reveals="the maximum of another chunk",
)
def chunks_apart(rng: Rng) -> Inputs:
    levels = np.array([0.0, 2e3, 1e3])  # up and down: the first chunk's maximum is not the last's
    return _lifted(rng, levels[np.arange(N) // CHUNK])


@probe("one target 900 nats below", "ntp_chunked", kind="stability", reveals="the log of softmax")
def target_far_below(rng: Rng) -> Inputs:
    inputs = design(rng, CHUNK)
    hidden, w = on_grid(inputs["hidden"]), on_grid(inputs["W"])
    one = int(rng.integers(N))
    hidden[:, 1], w[:, 1] = 0.0, 0.0
    hidden[one, 1], w[inputs["targets"][one], 1] = 1.0, -900.0
    return {**inputs, "hidden": hidden, "W": w}


@probe("no row counts", "ntp_chunked", kind="edge", reveals="0 divided by 0")
def nothing_counts(rng: Rng) -> Inputs:
    return {**design(rng, CHUNK), "weights": np.zeros(N)}


@probe("targets of -100 at weight 0", "ntp_chunked", kind="edge", reveals="a label as an index")
def labels_out_of_range(rng: Rng) -> Inputs:
    inputs = design(rng, CHUNK)
    ignored = rng.permutation(N)[:2]
    inputs["weights"][ignored], inputs["targets"][ignored] = 0.0, IGNORED
    return inputs


@probe(
    "targets of -100 at weight 0, 130 words",
    "ntp_chunked",
    kind="edge",
    reveals="a label that is refused where it does not count",
    backends=["numpy"],
)
def labels_out_of_range_of_many(rng: Rng) -> Inputs:
    inputs = labels_out_of_range.make(rng)
    return {**inputs, "W": rng.normal(size=(LARGE_V, D))}


@probe("chunk = 0", "ntp_chunked", kind="error", raises=["ValueError"])
def chunk_zero(rng: Rng) -> Inputs:
    return design(rng, 0)


@probe(
    "chunk = -3",
    "ntp_chunked",
    kind="error",
    raises=["ValueError"],
    reveals="range(0, N, -3), which is empty",
)
def chunk_negative(rng: Rng) -> Inputs:
    return design(rng, -CHUNK)


@probe("one target too few", "ntp_chunked", kind="error", reveals="a shape that does not fit")
def targets_too_few(rng: Rng) -> Inputs:
    inputs = design(rng, CHUNK)
    return {**inputs, "targets": inputs["targets"][:-1]}


@probe(
    f"{MANY_N:,} rows and {MANY_V:,} words in {MEGABYTES} MB",
    "ntp_chunked",
    kind="memory",
    reveals="the N x V matrix in one piece",
    backends=["numpy"],
    megabytes=MEGABYTES,
)
def many_rows(rng: Rng) -> Inputs:
    return {
        "hidden": rng.normal(size=(MANY_N, MANY_D)),
        "W": rng.normal(size=(MANY_V, MANY_D)) * 0.5,
        "targets": rng.integers(MANY_V, size=MANY_N),
        "weights": rng.uniform(0.5, 1.5, size=MANY_N),
        "chunk": MANY_CHUNK,
    }


def _small(hidden: Any, w: Any, targets: Any, weights: Any, chunk: int) -> Inputs:
    return {
        "hidden": np.array(hidden, dtype=np.float64),
        "W": np.array(w, dtype=np.float64),
        "targets": np.array(targets, dtype=np.int64),
        "weights": np.array(weights, dtype=np.float64),
        "chunk": chunk,
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    w = [[0.0], [1.0]]
    words = (0, 1)
    for h, word, weight in product((1.0, -1.0, 2.0), words, (1.0, 2.0)):
        yield _small([[h]], w, [word], [weight], 1)
    for chunk, two, pair in product((1, 2), product(words, repeat=2), ((1, 1), (1, 3), (0, 1))):
        yield _small([[1.0], [2.0]], w, two, pair, chunk)
    triples = ((1, 1, 1), (1, 1, 2), (3, 1, 1), (1, 0, 1))
    for chunk, three, triple in product((2, 1, 5), product(words, repeat=3), triples):
        yield _small([[1.0], [-1.0], [2.0]], w, three, triple, chunk)
    wide = [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    for chunk, two in product((1, 2), product((0, 1, 2), repeat=2)):
        yield _small([[1.0, 0.0], [0.0, 2.0]], wide, two, (1, 2), chunk)
    yield _small([[1000.0]], w, [0], [1], 1)
    yield _small([[0.0, 0.0], [1000.0, 0.0]], [[1.0, 0.0], [1.0, 1.0]], [0, 1], [1, 1], 1)
    yield _small([[1.0], [2.0]], w, [0, IGNORED], [1, 0], 2)
    yield _small([[1.0], [2.0]], w, [0, 1], [0, 0], 1)
