"""The encoder and the training loop of this exercise: given, the same for everybody.

Your three functions are called from here. Read it to know what reaches them; you need not change
it. Every function gets your file as its first argument, and returns plain arrays.
"""

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

Params = dict[str, jax.Array]


def encode(params: Params, images: jax.Array) -> jax.Array:
    """Return features float[B, 128]: two layers. These are what the probe gets."""
    x = images.reshape(len(images), -1)
    x = jax.nn.relu(x @ params["w0"] + params["b0"])
    return jax.nn.relu(x @ params["w1"] + params["b1"])


def project(params: Params, features: jax.Array) -> jax.Array:
    """Return embeddings float[B, 32]: two more layers. These are what your objective gets."""
    x = jax.nn.relu(features @ params["w2"] + params["b2"])
    return x @ params["w3"] + params["b3"]


def _one_number(value: Any) -> jax.Array:
    if jnp.shape(value) != ():
        raise TypeError(f"objective returned shape {jnp.shape(value)}, expected one number")
    return jnp.asarray(value, dtype=jnp.float32)


def _same_shape(views: Any, images: jax.Array) -> jax.Array:
    if jnp.shape(views) != images.shape:
        raise TypeError(f"augment returned shape {jnp.shape(views)}, expected {images.shape}")
    return jnp.asarray(views, dtype=jnp.float32)


def value(learner: ModuleType, z1: jax.Array, z2: jax.Array, tau: float) -> jax.Array:
    """Return your ``objective`` of given embeddings."""
    return _one_number(learner.objective(z1, z2, tau=tau))


def views(learner: ModuleType, images: jax.Array, noise: jax.Array) -> jax.Array:
    """Return your ``augment`` of given images."""
    return _same_shape(learner.augment(images, noise), images)


def probe(
    learner: ModuleType, train_x: jax.Array, train_y: jax.Array, test_x: jax.Array
) -> jax.Array:
    """Return the classes that your ``linear_probe`` predicts."""
    predicted = jnp.asarray(learner.linear_probe(train_x, train_y, test_x))
    if predicted.shape != test_x.shape[:1]:
        raise TypeError(
            f"linear_probe returned shape {predicted.shape}, expected {test_x.shape[:1]}: "
            "one class for every row of test_x"
        )
    return predicted


def _trainer(
    augment: Callable[..., Any], objective: Callable[..., Any], tau: float
) -> Callable[..., Any]:
    """Compile the loop: Adam with a linear decay."""

    def loss(params: Params, images: jax.Array, noise: tuple[jax.Array, jax.Array]) -> jax.Array:
        z1, z2 = (
            project(params, encode(params, _same_shape(augment(images, draw), images)))
            for draw in noise
        )
        return _one_number(objective(z1, z2, tau=tau))

    def loop(params: Params, images: jax.Array, rows: jax.Array, pool: Any, draws: Any) -> Any:
        steps = len(rows)

        def step(state: Any, plan: Any) -> Any:
            params, mean, square, t = state
            row, draw, rate = plan
            noise = (pool[draw[0]], pool[draw[1]])
            found, gradient = jax.value_and_grad(loss)(params, images[row], noise)
            t = t + 1
            mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradient)
            square = jax.tree.map(lambda s, g: 0.99 * s + 0.01 * g * g, square, gradient)
            params = jax.tree.map(
                lambda p, m, s: p - rate * m / (1 - 0.9**t) / (jnp.sqrt(s / (1 - 0.99**t)) + 1e-8),
                params,
                mean,
                square,
            )
            return (params, mean, square, t), found

        zeros = jax.tree.map(jnp.zeros_like, params)
        rates = jnp.linspace(2e-3, 2e-4, steps, dtype=jnp.float32)
        state = (params, zeros, zeros, jnp.float32(0))
        (params, _, _, _), curve = lax.scan(step, state, (rows, draws, rates))
        return {"params": params, "curve": curve}

    return jax.jit(loop)


def train(
    learner: ModuleType,
    params: Params,
    images: jax.Array,
    rows: jax.Array,
    pool: jax.Array,
    draws: jax.Array,
    tau: float,
) -> dict[str, Any]:
    """Train with your ``augment`` and ``objective``.

    Step i takes the images ``rows[i]`` and makes two views of each, with the noise
    ``pool[draws[i, 0]]`` and ``pool[draws[i, 1]]``. No label is anywhere near.
    """
    begun = time.perf_counter()
    trainer = _trainer(learner.augment, learner.objective, tau)
    found = trainer(params, images, rows, pool, draws)
    first, last = float(found["curve"][0]), float(found["curve"][-1])
    seconds = time.perf_counter() - begun
    print(f"objective: {first:.2f} -> {last:.2f} in {len(rows)} steps, {seconds:.0f} s")
    return dict(found)
