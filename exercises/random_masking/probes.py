"""Input designs of random_masking: shuffles that do not undo themselves, ties, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

SHORT = (3, 7, 2)
LONG = (2, 10, 3)
KEPT = 3


def shuffles(rng: Rng, rows: int, length: int, kept: int = KEPT) -> np.ndarray:
    """Return one permutation per row: none is its own inverse, and each keeps other tokens."""
    while True:
        ids = rng.permuted(np.tile(np.arange(length), (rows, 1)), axis=1)
        no_inverse = (ids != np.argsort(ids, axis=1)).any(axis=1).all()
        if no_inverse and len({frozenset(row[:kept]) for row in ids}) == rows:
            return np.asarray(ids)


def noise_for(rng: Rng, ids_shuffle: np.ndarray) -> np.ndarray:
    """Return noise in (0, 1) that shuffles as asked, without two numbers close together."""
    ranks = np.argsort(ids_shuffle, axis=1)
    return np.asarray((ranks + rng.uniform(0.2, 0.8, size=ranks.shape)) / ranks.shape[1])


def batch(rng: Rng, shape: tuple[int, int, int] = SHORT, num_keep: int = KEPT) -> Inputs:
    """Return random tokens, and noise with a shuffle of its own for every image."""
    noise = noise_for(rng, shuffles(rng, shape[0], shape[1]))
    return {"x": rng.normal(size=shape), "noise": noise, "num_keep": num_keep}


def kept_batch(rng: Rng, shape: tuple[int, int, int] = SHORT, num_keep: int = KEPT) -> Inputs:
    """Return kept tokens, a mask token away from 0, and shuffles to undo."""
    B, L, D = shape
    return {
        "x_keep": rng.normal(size=(B, num_keep, D)),
        "mask_token": rng.uniform(2.0, 3.0, size=D),
        "ids_restore": np.argsort(shuffles(rng, B, L), axis=1),
    }


@probe(
    "every image its own noise",
    "random_masking",
    reveals="one shuffle for all, a shuffle taken for its inverse, the largest noise kept",
)
def own_noise_per_image(rng: Rng) -> Inputs:
    return batch(rng)


@probe(
    "most tokens removed, a few numbers of 1e30",
    "random_masking",
    reveals="a mask of the shuffled sequence, tokens that are changed on the way",
)
def most_removed(rng: Rng) -> Inputs:
    inputs = batch(rng, LONG)
    order = np.argsort(inputs["noise"], axis=1)
    for image, rank in enumerate((0, KEPT)):  # a kept token of one image, a removed one of another
        inputs["x"][image, order[image, rank], 0] = 1e30
    return inputs


@probe(
    "kept tokens from the last to the first",
    "random_masking",
    reveals="kept tokens in the order of the image",
)
def last_to_first(rng: Rng) -> Inputs:
    _, L, _ = SHORT
    ids = np.stack([np.roll(np.arange(L), shift) for shift in rng.permutation([1, 3, 5])])
    ids[:, :KEPT] = np.sort(ids[:, :KEPT], axis=1)[:, ::-1]  # kept from the last to the first
    return {**batch(rng), "noise": noise_for(rng, ids)}


@probe("three of seven tokens", "restore", reveals="a shuffle taken for its inverse")
def three_of_seven(rng: Rng) -> Inputs:
    return kept_batch(rng)


@probe(
    "three of ten tokens, one number of 1e30",
    "restore",
    reveals="mask tokens in the wrong place, tokens that are changed on the way",
)
def three_of_ten(rng: Rng) -> Inputs:
    inputs = kept_batch(rng, LONG)
    inputs["x_keep"][0, rng.integers(KEPT), 0] = 1e30
    inputs["x_keep"][1, rng.integers(KEPT)] = 0.0  # a token of zeros is a token
    return inputs


@probe("equal noise", "random_masking", kind="edge", reveals="two tokens of one rank")
def ties(rng: Rng) -> Inputs:
    inputs = batch(rng)
    for row in inputs["noise"]:
        # Exact zeros: they stay equal in every precision, and more of them than may be kept.
        row[rng.choice(row.size, size=KEPT + 2, replace=False)] = 0.0
    return inputs


@probe("nothing is kept", "random_masking", kind="edge", reveals="an index of -1")
def nothing_kept(rng: Rng) -> Inputs:
    return batch(rng, num_keep=0)


@probe(
    "everything is kept",
    "random_masking",
    kind="edge",
    reveals="an index beyond the end",
    backends=["numpy"],
)
def all_kept(rng: Rng) -> Inputs:
    return batch(rng, num_keep=SHORT[1])


@probe(
    "inf and NaN in removed tokens", "random_masking", kind="edge", reveals="a gather by product"
)
def wild_tokens(rng: Rng) -> Inputs:
    inputs = batch(rng)
    removed = np.argsort(inputs["noise"], axis=1)[:, KEPT:]
    inputs["x"][0, removed[0, 0]] = np.nan
    inputs["x"][1, removed[1, 1]] = np.inf
    return inputs


@probe("nothing was kept", "restore", kind="edge", reveals="an empty axis")
def restore_nothing(rng: Rng) -> Inputs:
    return kept_batch(rng, num_keep=0)


@probe(
    "everything was kept",
    "restore",
    kind="edge",
    reveals="mask tokens that nobody needs",
    backends=["numpy"],
)
def restore_all(rng: Rng) -> Inputs:
    return kept_batch(rng, num_keep=SHORT[1])


@probe("inf and NaN in a kept token", "restore", kind="edge", reveals="a gather by product")
def restore_wild_tokens(rng: Rng) -> Inputs:
    inputs = kept_batch(rng)
    inputs["x_keep"][0, 0] = np.nan
    inputs["x_keep"][2, -1] = np.nan  # first and last: what an index is clipped to
    inputs["x_keep"][1, rng.integers(KEPT)] = np.inf
    return inputs


@probe(
    "noise with a column too few",
    "random_masking",
    kind="error",
    reveals="a shape that does not fit",
)
def noise_too_short(rng: Rng) -> Inputs:
    inputs = batch(rng)
    return {**inputs, "noise": inputs["noise"][:, :-1]}


@probe(
    "a mask token of another width", "restore", kind="error", reveals="a shape that does not fit"
)
def token_too_wide(rng: Rng) -> Inputs:
    return {**kept_batch(rng), "mask_token": rng.normal(size=SHORT[2] + 1)}


def _tokens(B: int, L: int) -> Any:
    return np.arange(1.0, 1.0 + B * L).reshape(B, L, 1)


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    for length in (1, 2, 3):
        for ids, num_keep in product(permutations(range(length)), range(1, length + 1)):
            if entry == "random_masking":
                noise = (np.argsort(ids) + 1.0)[None] / 4.0
                yield {"x": _tokens(1, length), "noise": noise, "num_keep": num_keep}
            else:
                yield _kept(_tokens(1, num_keep), [np.argsort(ids)])
    for one, other in permutations(permutations(range(3)), 2):
        if entry == "random_masking":
            noise = (np.argsort([one, other], axis=1) + 1.0) / 4.0
            yield {"x": _tokens(2, 3), "noise": noise, "num_keep": 1}
        else:
            yield _kept(_tokens(2, 1), np.argsort([one, other], axis=1))
    if entry == "random_masking":
        for row in ([0.0, 0.0], [0.5, 0.0, 0.0]):
            yield {"x": _tokens(1, len(row)), "noise": np.array([row]), "num_keep": 1}


def _kept(x_keep: np.ndarray, ids_restore: Any) -> Inputs:
    return {
        "x_keep": x_keep,
        "mask_token": np.array([-1.0]),
        "ids_restore": np.array(ids_restore, dtype=np.int64),
    }
