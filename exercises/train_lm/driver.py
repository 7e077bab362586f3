"""The tiny transformer and the training loop of this exercise: given, the same for everybody.

Your two objectives are called from here. Read it to know what reaches them; you need not change it.
Every function gets your file as its first argument, and returns plain arrays.
"""

import functools
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

Params = dict[str, jax.Array]
Batch = dict[str, jax.Array]

WARM_UP = 20
"""Steps in which the learning rate rises."""


def _normed(x: jax.Array) -> jax.Array:
    return x * lax.rsqrt((x * x).mean(axis=-1, keepdims=True) + 1e-6)


def apply(params: Params, tokens: jax.Array, mask: jax.Array) -> jax.Array:
    """Return logits float[B, T, V] of a transformer.

    ``mask`` is bool[B, T, T]: True where position i (second axis) may look at position j (third).
    A position that may look nowhere gets nothing. What a position knows of places is the distance
    alone: ``near`` holds one number for every head and distance.
    """
    batch, length = tokens.shape
    x = params["embed"][tokens]
    width = x.shape[-1]
    for layer in range(sum(name.startswith("qkv") for name in params)):
        near = params[f"near{layer}"]
        heads, centre = near.shape[0], near.shape[1] // 2
        shape = (batch, length, 3, heads, width // heads)
        q, k, v = jnp.moveaxis((_normed(x) @ params[f"qkv{layer}"]).reshape(shape), 2, 0)
        scores = jnp.einsum("bihc,bjhc->bhij", q, k) / (width // heads) ** 0.5
        places = jnp.arange(length)
        scores = scores + near[:, centre + places[None, :] - places[:, None]]
        seen = mask.astype(bool)[:, None]
        scores = jnp.where(seen, scores, -1e30)
        weights = jnp.where(seen, jax.nn.softmax(scores, axis=-1), 0.0)
        mixed = jnp.einsum("bhij,bjhc->bihc", weights, v).reshape(x.shape)
        x = x + mixed @ params[f"out{layer}"]
        x = x + jax.nn.relu(_normed(x) @ params[f"up{layer}"]) @ params[f"down{layer}"]
    return _normed(x) @ params["head"]


def _one_number(value: Any, name: str) -> jax.Array:
    if jnp.shape(value) != ():
        raise TypeError(f"{name} returned shape {jnp.shape(value)}, expected one number")
    return jnp.asarray(value, dtype=jnp.float32)


def _value(objective: Callable[..., Any], name: str, params: Params, batch: Batch) -> jax.Array:
    return _one_number(objective(params, batch, apply), name)


def ntp_value(
    learner: ModuleType, params: Params, tokens: jax.Array, segment_ids: jax.Array
) -> jax.Array:
    """Return your ``ntp_objective`` at given parameters."""
    batch = {"tokens": tokens, "segment_ids": segment_ids}
    return _value(learner.ntp_objective, "ntp_objective", params, batch)


def mlm_value(
    learner: ModuleType,
    params: Params,
    tokens: jax.Array,
    segment_ids: jax.Array,
    selected: jax.Array,
    mask_id: int,
) -> jax.Array:
    """Return your ``mlm_objective`` at given parameters."""
    batch = hide(tokens, segment_ids, selected, mask_id)
    return _value(learner.mlm_objective, "mlm_objective", params, batch)


def ntp_seen(
    learner: ModuleType, params: Params, tokens: jax.Array, segment_ids: jax.Array
) -> jax.Array:
    """Return the predictions that your ``ntp_objective`` asked the model for."""
    seen = []

    def spy(params: Params, tokens: jax.Array, mask: jax.Array) -> jax.Array:
        seen.append(apply(params, tokens, mask))
        return seen[-1]

    learner.ntp_objective(params, {"tokens": tokens, "segment_ids": segment_ids}, spy)
    if not seen:
        raise ValueError("ntp_objective never called apply: it asked for no prediction")
    return seen[0]


def hide(tokens: jax.Array, segment_ids: jax.Array, selected: jax.Array, mask_id: int) -> Batch:
    """Return an MLM batch: what was selected is hidden behind the mask token, all of it."""
    return {
        "input_ids": jnp.where(selected, mask_id, tokens),
        "labels": tokens,
        "selected": selected,
        "segment_ids": segment_ids,
    }


@functools.cache
def _trainer(objective: Callable[..., Any], name: str, mask_id: int | None) -> Callable[..., Any]:
    """Compile the loop: Adam with warm-up and a linear decay. ``steps`` may differ between runs."""
    loss_and_grad = jax.value_and_grad(functools.partial(_value, objective, name))

    def loop(params: Params, texts: tuple[jax.Array, ...], plan: Any, steps: Any, rate: Any) -> Any:
        def step(i: Any, state: Any) -> Any:
            params, mean, square, curve = state
            tokens, segment_ids = (text[plan[0][i]] for text in texts)
            if mask_id is None:
                batch = {"tokens": tokens, "segment_ids": segment_ids}
            else:
                batch = hide(tokens, segment_ids, plan[1][i], mask_id)
            loss, gradient = loss_and_grad(params, batch)
            t = (i + 1).astype(jnp.float32)
            mean = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradient)
            square = jax.tree.map(lambda s, g: 0.99 * s + 0.01 * g * g, square, gradient)
            now = rate * jnp.minimum(1, t / WARM_UP) * (1 - 0.9 * t / steps.astype(jnp.float32))
            params = jax.tree.map(
                lambda p, m, s: p - now * m / (1 - 0.9**t) / (jnp.sqrt(s / (1 - 0.99**t)) + 1e-8),
                params,
                mean,
                square,
            )
            return params, mean, square, curve.at[i].set(loss)

        zeros = jax.tree.map(jnp.zeros_like, params)
        curve = jnp.full(len(plan[0]), jnp.nan, dtype=jnp.float32)
        params, _, _, curve = lax.fori_loop(
            jnp.int32(0), steps, step, (params, zeros, zeros, curve)
        )
        return {"params": params, "curve": curve}

    return jax.jit(loop)


def _train(
    objective: Callable[..., Any],
    name: str,
    mask_id: int | None,
    params: Params,
    texts: tuple[jax.Array, ...],
    plan: tuple[jax.Array, ...],
    steps: int,
    rate: float,
) -> dict[str, Any]:
    begun = time.perf_counter()
    trainer = _trainer(objective, name, mask_id)
    found = trainer(params, texts, plan, jnp.int32(steps), jnp.float32(rate))
    first, last = float(found["curve"][0]), float(found["curve"][steps - 1])
    seconds = time.perf_counter() - begun
    print(f"{name}: {first:.2f} -> {last:.2f} nats in {steps} steps, {seconds:.0f} s")
    return dict(found)


def ntp_train(
    learner: ModuleType,
    params: Params,
    tokens: jax.Array,
    segment_ids: jax.Array,
    rows: jax.Array,
    steps: int,
    rate: float,
) -> dict[str, Any]:
    """Train with your ``ntp_objective``: step i takes the texts ``rows[i]``."""
    texts = (tokens, segment_ids)
    return _train(learner.ntp_objective, "ntp_objective", None, params, texts, (rows,), steps, rate)


def mlm_train(
    learner: ModuleType,
    params: Params,
    tokens: jax.Array,
    segment_ids: jax.Array,
    rows: jax.Array,
    selected: jax.Array,
    mask_id: int,
    steps: int,
    rate: float,
) -> dict[str, Any]:
    """Train with your ``mlm_objective``: step i hides ``selected[i]`` of the texts ``rows[i]``."""
    texts, plan = (tokens, segment_ids), (rows, selected)
    return _train(learner.mlm_objective, "mlm_objective", mask_id, params, texts, plan, steps, rate)
