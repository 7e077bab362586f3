"""Two small character models: the next character from a context, and hidden ones of a window."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.labs import nets

Array = Any
WIDTH = 16
"""Numbers in the embedding of a character."""


def model(
    rng: np.random.Generator, symbols: int, length: int, hidden: int, outputs: int
) -> nets.Params:
    """Return weights: an embedding of every symbol, one hidden layer, linear outputs."""
    embed = rng.normal(size=(symbols, WIDTH)).astype(np.float32) * np.float32(0.5)
    return {"embed": embed, "net": nets.layers(rng, [length * WIDTH, hidden, outputs])}


def next_logits(params: nets.Params, contexts: Array) -> Array:
    """Return logits float[B, T, V] from contexts int[B, T, C]."""
    x = params["embed"][contexts]
    return nets.mlp(params["net"], x.reshape(*contexts.shape[:2], -1))


def window_logits(params: nets.Params, windows: Array) -> Array:
    """Return logits float[B, T, V] for every place of windows int[B, T]."""
    count, length = windows.shape
    x = params["embed"][windows].reshape(count, -1)
    return nets.mlp(params["net"], x).reshape(count, length, -1)


def numbers(params: nets.Params) -> int:
    """Return how many numbers a model learns."""
    layers = sum(weights.size + bias.size for weights, bias in params["net"])
    return int(params["embed"].size + layers)
