"""Real images: scikit-learn's 8×8 digits, as they are or each at a random place of a torus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any
TRAIN = 1297
"""Images to learn from; the other 500 of the 1,797 are only ever used to score."""
TORUS = 12
"""Side of the torus: 8 pixels of digit, 4 of nothing."""
ANYWHERE = TORUS // 2
"""A shift that reaches every place of the torus."""


@dataclass(frozen=True)
class Digits:
    """Images float32[N, S, S] from 0 to 1 and their classes; the split is always the same."""

    train: Array
    classes: Array
    test: Array
    test_classes: Array


def plain() -> Digits:
    """Return the digits as they are, in a fixed split."""
    from sklearn.datasets import load_digits

    found = load_digits()
    images = (found.images / 16.0).astype(np.float32)
    order = np.random.default_rng(0).permutation(len(images))
    images, classes = images[order], found.target[order]
    return Digits(images[:TRAIN], classes[:TRAIN], images[TRAIN:], classes[TRAIN:])


def shifted(rng: np.random.Generator) -> Digits:
    """Return the digits, each at a random place of a 12×12 torus."""
    found = plain()
    return Digits(
        place(found.train, rng), found.classes, place(found.test, rng), found.test_classes
    )


def place(images: Array, rng: np.random.Generator) -> Array:
    """Put every image at a random place of a larger torus."""
    side = images.shape[1]
    wide = np.zeros((len(images), TORUS, TORUS), dtype=np.float32)
    wide[:, :side, :side] = images
    return roll(wide, rng.integers(0, TORUS, (len(images), 2)))


def roll(images: Array, offsets: Array) -> Array:
    """Move image n by ``offsets[n]`` rows and columns, around the corner."""
    side = np.arange(images.shape[1])
    rows = (side[None, :] - offsets[:, :1]) % len(side)
    columns = (side[None, :] - offsets[:, 1:]) % len(side)
    return images[np.arange(len(images))[:, None, None], rows[:, :, None], columns[:, None, :]]


def pixels_of(patches: Array, side: int) -> Array:
    """Spread flags float[B, G*G] of a grid of patches over the pixels: float[B, side, side]."""
    grid = int(np.sqrt(patches.shape[1]))
    flags = patches.reshape(len(patches), grid, grid)
    return flags.repeat(side // grid, axis=1).repeat(side // grid, axis=2)


def augment(images: Array, rng: np.random.Generator, *, shift: int) -> Array:
    """Return a view of every image: moved by up to ``shift`` pixels, bright, noisy, with holes."""
    count, side, _ = images.shape
    if shift:
        images = roll(images, rng.integers(-shift, shift + 1, (count, 2)))
    bright = rng.uniform(0.7, 1.3, (count, 1, 1)).astype(np.float32)
    noise = rng.standard_normal(images.shape, dtype=np.float32)
    kept = (rng.random((count, 16), dtype=np.float32) > 0.1).astype(np.float32)
    return (images * bright + np.float32(0.08) * noise) * pixels_of(kept, side)


def removed(rng: np.random.Generator, count: int, number: int, patches: int = 16) -> Array:
    """Choose ``number`` of the patches of every image: bool[count, patches], True where removed."""
    ranks = rng.random((count, patches)).argsort(axis=1).argsort(axis=1)
    return ranks < number
