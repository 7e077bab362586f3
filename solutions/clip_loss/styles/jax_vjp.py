"""One forward pass and its pullback, with labels picked by take_along_axis."""

import jax
import jax.numpy as jnp


def _normalise(x: jax.Array) -> jax.Array:
    square = jnp.square(x).sum(axis=1, keepdims=True)
    return x * jax.lax.rsqrt(jnp.where(square > 1e-24, square, 1e-24))


def _ask(logits: jax.Array) -> jax.Array:
    labels = jnp.arange(logits.shape[0])[:, None]
    picked = jnp.take_along_axis(logits, labels, axis=1)[:, 0]
    return (jax.nn.logsumexp(logits, axis=1) - picked).mean()


def clip_loss(
    img: jax.Array, txt: jax.Array, log_scale: float
) -> tuple[jax.Array, jax.Array, jax.Array, jax.Array]:
    """CLIP loss, its slopes by jax.vjp."""
    if img.shape != txt.shape:
        raise ValueError("img and txt must have the same shape")

    def loss_of(img: jax.Array, txt: jax.Array, log_scale: jax.Array) -> jax.Array:
        scale = jnp.exp(jnp.clip(log_scale, max=jnp.log(100.0)))
        logits = scale * _normalise(img) @ _normalise(txt).T
        return 0.5 * _ask(logits) + 0.5 * _ask(logits.T)

    loss, pull = jax.vjp(loss_of, img, txt, jnp.asarray(log_scale, dtype=img.dtype))
    dimg, dtxt, dlog_scale = pull(jnp.ones_like(loss))
    return loss, dimg, dtxt, dlog_scale
