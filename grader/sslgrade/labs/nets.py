"""Small networks in JAX, and Adam: one compiled forward pass, one compiled step.

A step gets the slope of the loss in the network's *outputs* from elsewhere and pulls it back, so
that the loss itself may be computed in another process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

Array = Any
Params = Any
Apply = Callable[..., Array]
"""``apply(params, *inputs)`` returns one array; a module's function, so that it compiles once."""


def layers(rng: np.random.Generator, sizes: Sequence[int]) -> Params:
    """Return the weights of a multi-layer perceptron: He's normal start, biases 0."""
    return [
        (
            (rng.normal(size=(a, b)) * np.sqrt(2.0 / a)).astype(np.float32),
            np.zeros(b, dtype=np.float32),
        )
        for a, b in pairwise(sizes)
    ]


def mlp(params: Params, x: Array) -> Array:
    """Apply layers with ReLU between them; the last one is linear."""
    for number, (weights, bias) in enumerate(params):
        x = x @ weights + bias
        if number < len(params) - 1:
            x = jax.nn.relu(x)
    return x


def features(params: Params, x: Array) -> Array:
    """Apply the layers of an encoder: ReLU after the last one too."""
    return jax.nn.relu(mlp(params, x))


@partial(jax.jit, static_argnums=0)
def _forward(apply: Apply, params: Params, inputs: tuple[Array, ...]) -> Array:
    return apply(params, *inputs)


@partial(jax.jit, static_argnums=0)
def _step(
    apply: Apply, state: Any, inputs: tuple[Array, ...], slope: Array, rate: Array
) -> tuple[Params, Params, Params, Array]:
    params, mean, square, t = state
    _, pull = jax.vjp(lambda p: apply(p, *inputs), params)
    (gradient,) = pull(slope)
    t = t + 1
    mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradient)
    square = jax.tree.map(lambda s, g: 0.999 * s + 0.001 * g * g, square, gradient)
    params = jax.tree.map(
        lambda p, m, s: p - rate * m / (1 - 0.9**t) / (jnp.sqrt(s / (1 - 0.999**t)) + 1e-8),
        params,
        mean,
        square,
    )
    return params, mean, square, t


class Trained:
    """A network and Adam's state (Kingma and Ba, ICLR 2015)."""

    def __init__(self, apply: Apply, params: Params, rate: float = 1e-3) -> None:
        self._apply = apply
        self._rate = jnp.float32(rate)
        zeros = jax.tree.map(jnp.zeros_like, params)
        self._state = (params, zeros, zeros, jnp.float32(0))

    @property
    def params(self) -> Params:
        """The weights as they are now."""
        return self._state[0]

    def __call__(self, *inputs: Array) -> Any:
        """Return the network's outputs as a NumPy array."""
        return np.asarray(_forward(self._apply, self.params, inputs))

    def step(self, inputs: tuple[Array, ...], slope: Array) -> None:
        """Take one step of Adam, given the slope of the loss in the outputs."""
        self._state = _step(self._apply, self._state, inputs, slope, self._rate)


def run(apply: Apply, params: Params, *inputs: Array) -> Any:
    """Return the outputs of a network that is not trained, as a NumPy array."""
    return np.asarray(_forward(apply, params, inputs))


@jax.jit
def follow(slow: Params, fast: Params, share: float) -> Params:
    """Move slow weights towards fast ones by a share of the way."""
    return jax.tree.map(lambda a, b: a + share * (b - a), slow, fast)
