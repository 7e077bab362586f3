"""Input designs of pseudo_log_likelihood: copies whose other answers mislead, and specials."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

T, V = 6, 7
LARGE_T, LARGE_V = 4, 150
IGNORED = -100
GRID = 64.0


def on_grid(x: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/64, which float32 holds exactly even beside an offset of 1e4."""
    return np.round(x * GRID) / GRID


def sentence(rng: Rng, length: int = T, words: int = V) -> dict[str, Any]:
    """Return a sentence without specials; what a copy says off its own position is different."""
    ids = rng.integers(words - 1, size=length)
    logits = rng.normal(size=(length, length, words))
    logits[:, np.arange(length), ids] += 4.0  # a model that sees a token knows it
    logits[np.arange(length), np.arange(length), ids] -= rng.uniform(2.5, 4.0, size=length)
    return {"logits": logits, "ids": ids, "special": np.zeros(length, dtype=bool)}


def framed(rng: Rng) -> dict[str, Any]:
    """Return a sentence with a special token at either end and one inside."""
    inputs = sentence(rng)
    inputs["special"][[0, int(rng.integers(2, T - 2)), T - 1]] = True
    return inputs


@probe(
    "a sentence without special tokens",
    "pseudo_log_likelihood",
    reveals="answers that were read at the wrong position, and means",
)
def no_specials(rng: Rng) -> Inputs:
    return sentence(rng)


@probe(
    "special tokens at the ends and inside",
    "pseudo_log_likelihood",
    reveals="special tokens that are scored, or scored alone",
)
def specials(rng: Rng) -> Inputs:
    return framed(rng)


@probe(
    "tokens that surprise",
    "pseudo_log_likelihood",
    reveals="an epsilon or a floor that caps the largest surprises",
)
def surprises(rng: Rng) -> Inputs:
    inputs = framed(rng)
    position = np.arange(T)
    rows = inputs["logits"][position, position]
    inputs["logits"][position, position, inputs["ids"]] = rows.max(axis=1) - 25.0
    return inputs


@probe("150 words", "pseudo_log_likelihood", reveals="sizes taken for granted")
def large_vocabulary(rng: Rng) -> Inputs:
    inputs = sentence(rng, LARGE_T, LARGE_V)
    special, last = rng.permutation(LARGE_T)[:2]
    inputs["special"][special] = True
    inputs["ids"][last] = LARGE_V - 1  # the last word is a word like any other
    return inputs


# What our contract says about what is not scored


@probe(
    "inf and NaN wherever a copy sees the token",
    "pseudo_log_likelihood",
    kind="edge",
    reveals="answers that are removed by multiplying with 0",
)
def other_positions(rng: Rng) -> Inputs:
    inputs = framed(rng)
    garbage = rng.choice([np.inf, -np.inf, np.nan], size=(T, T))
    elsewhere = ~np.eye(T, dtype=bool)
    inputs["logits"][..., rng.integers(V)][elsewhere] = garbage[elsewhere]
    return inputs


@probe(
    "inf and NaN at special tokens",
    "pseudo_log_likelihood",
    kind="edge",
    reveals="special tokens that are removed by multiplying with 0",
)
def special_logits(rng: Rng) -> Inputs:
    inputs = framed(rng)
    first, middle, last = np.flatnonzero(inputs["special"])
    inputs["logits"][first, first, rng.integers(V)] = np.nan
    inputs["logits"][middle, middle, rng.integers(V)] = np.inf
    inputs["logits"][last, last] = -np.inf
    return inputs


@probe(
    "ids of -100 at special tokens",
    "pseudo_log_likelihood",
    kind="edge",
    reveals="an id that is used as an index before it is replaced",
)
def special_ids(rng: Rng) -> Inputs:
    inputs = framed(rng)
    inputs["ids"][inputs["special"]] = IGNORED
    return inputs


@probe(
    "ids of -100 at special tokens, 150 words",
    "pseudo_log_likelihood",
    kind="edge",
    reveals="an id that is refused where it does not count",
)
def special_ids_of_many(rng: Rng) -> Inputs:
    inputs = large_vocabulary.make(rng)
    inputs["ids"][inputs["special"]] = IGNORED
    return inputs


@probe("nothing but special tokens", "pseudo_log_likelihood", kind="edge", reveals="0 / 0")
def only_specials(rng: Rng) -> Inputs:
    return {**sentence(rng), "special": np.ones(T, dtype=bool)}


@probe("a single token", "pseudo_log_likelihood", kind="edge", reveals="squeezed axes")
def single_token(rng: Rng) -> Inputs:
    return sentence(rng, 1, V)


@probe("one id too few", "pseudo_log_likelihood", kind="error", reveals="shapes that do not fit")
def id_missing(rng: Rng) -> Inputs:
    inputs = sentence(rng)
    return {**inputs, "ids": inputs["ids"][:-1]}


@probe("a copy too few", "pseudo_log_likelihood", kind="error", reveals="shapes that do not fit")
def copy_missing(rng: Rng) -> Inputs:
    inputs = sentence(rng)
    return {**inputs, "logits": inputs["logits"][:-1]}


# Extremes


def _offset(rng: Rng, offset: Any) -> Inputs:
    inputs = framed(rng)
    return {**inputs, "logits": on_grid(inputs["logits"]) + offset}


@probe("every logit 1e4 up", "pseudo_log_likelihood", kind="stability", reveals="exp of a logit")
def offset_up(rng: Rng) -> Inputs:
    return _offset(rng, 1e4)


@probe(
    "every logit 1e4 down",
    "pseudo_log_likelihood",
    kind="stability",
    reveals="the log of an empty sum",
)
def offset_down(rng: Rng) -> Inputs:
    return _offset(rng, -1e4)


@probe(
    "copies far apart",
    "pseudo_log_likelihood",
    kind="stability",
    reveals="one maximum for all copies",
)
def copies_apart(rng: Rng) -> Inputs:
    return _offset(rng, np.linspace(-9e3, 9e3, T).round()[:, None, None])


@probe(
    "copies far apart, the largest first",
    "pseudo_log_likelihood",
    kind="stability",
    reveals="the maximum of the copies so far",
)
def copies_apart_downwards(rng: Rng) -> Inputs:
    return _offset(rng, np.linspace(9e3, -9e3, T).round()[:, None, None])


@probe(
    "1e30 more wherever a copy sees the token",
    "pseudo_log_likelihood",
    kind="stability",
    reveals="a maximum or a mean of the whole copy",
)
def others_far_above(rng: Rng) -> Inputs:
    inputs = _offset(rng, 0.0)
    inputs["logits"][~np.eye(T, dtype=bool)] += 1e30  # times 0 it is still 0
    return inputs


@probe(
    "tokens 900 nats below",
    "pseudo_log_likelihood",
    kind="stability",
    reveals="the log of a softmax",
)
def far_below(rng: Rng) -> Inputs:
    inputs = _offset(rng, 0.0)
    position = np.arange(T)
    inputs["logits"][position, position, inputs["ids"]] -= 900.0
    return inputs


def _small(logits: Any, ids: Any, special: Any) -> Inputs:
    return {
        "logits": np.array(logits, dtype=np.float64),
        "ids": np.array(ids, dtype=np.int64),
        "special": np.array(special, dtype=bool),
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    values = (0.0, 1.0, -1.0, 2.0)
    for token, a, b in product((0, 1), values, values):
        yield _small([[[a, b]]], [token], [False])
    rows = ([0.0, 0.0], [1.0, 0.0])
    for special in ([False, False], [True, False], [False, True]):
        for ids, own, other in product(([0, 0], [0, 1]), product(rows, rows), rows):
            first, second = own
            yield _small([[first, other], [other, second]], ids, special)
    for ids, own in product(([0, 0], [0, 1]), product(rows, rows)):
        first, second = own
        yield _small([[first, [2.0, 0.0]], [[0.0, 2.0], second]], ids, [False, False])
    yield _small([[[0.0, 1.0]]], [0], [True])
