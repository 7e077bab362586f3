"""Similarities in blocks, views by padding and slicing, a probe trained by gradient descent."""

import jax
import jax.numpy as jnp
from jax import lax


def augment(images: jax.Array, noise: jax.Array) -> jax.Array:
    """Cut a window out of the padded image, as in crops, and add a little noise."""
    size = images.shape[1]
    padded = jnp.pad(images, ((0, 0), (2, 2), (2, 2)))
    start = jnp.floor(noise[:, :2] * 5).astype(jnp.int32)

    def cut(image: jax.Array, at: jax.Array) -> jax.Array:
        return lax.dynamic_slice(image, (at[0], at[1]), (size, size))

    views = jax.vmap(cut)(padded, start)
    return views * (0.8 + 0.4 * noise[:, 4])[:, None, None]


def objective(z1: jax.Array, z2: jax.Array, *, tau: float) -> jax.Array:
    """NT-Xent from the four blocks of the similarity matrix."""
    a = z1 / jnp.linalg.norm(z1, axis=1, keepdims=True)
    b = z2 / jnp.linalg.norm(z2, axis=1, keepdims=True)
    n = len(a)
    off = ~jnp.eye(n, dtype=bool)
    pair = jnp.einsum("nd,nd->n", a, b) / tau

    def side(own: jax.Array, other: jax.Array) -> jax.Array:
        same = jnp.where(off, jnp.exp((own @ own.T - 1) / tau), 0.0).sum(axis=1)
        return jnp.log(same + jnp.exp((own @ other.T - 1) / tau).sum(axis=1)) + 1 / tau - pair

    return (side(a, b).mean() + side(b, a).mean()) / 2


def linear_probe(train_x: jax.Array, train_y: jax.Array, test_x: jax.Array) -> jax.Array:
    """Logistic regression on standardised features."""
    mean, scale = train_x.mean(axis=0), jnp.maximum(train_x.std(axis=0), 1e-3)
    x, test = (train_x - mean) / scale, (test_x - mean) / scale
    classes = int(train_y.max()) + 1

    def loss(w: tuple[jax.Array, jax.Array]) -> jax.Array:
        log_p = jax.nn.log_softmax(x @ w[0] + w[1])
        return -log_p[jnp.arange(len(x)), train_y].mean() + 1e-3 * (w[0] ** 2).sum()

    def step(_: int, w: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        g = jax.grad(loss)(w)
        return w[0] - 0.3 * g[0], w[1] - 0.3 * g[1]

    zero = (jnp.zeros((x.shape[1], classes), x.dtype), jnp.zeros(classes, x.dtype))
    w, b = jax.jit(lambda w: lax.fori_loop(0, 300, step, w))(zero)
    return jnp.argmax(test @ w + b, axis=1)
