"""The probe in NumPy, by least squares; views by small shifts alone; labels for the softmax."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np


def augment(images: jax.Array, noise: jax.Array) -> jax.Array:
    """Shift by one pixel at most, by mixing the shifted images with one-hot weights."""
    views = images
    for axis in (1, 2):
        shifts = jnp.stack([jnp.roll(views, s, axis=axis) for s in (-1, 0, 1)])
        chosen = jax.nn.one_hot((3 * noise[:, axis - 1]).astype(int), 3, dtype=images.dtype)
        views = jnp.einsum("sbhw,bs->bhw", shifts, chosen)
    return views


def objective(z1: jax.Array, z2: jax.Array, *, tau: float) -> jax.Array:
    """NT-Xent as a cross-entropy with 2N classes."""
    z = jnp.vstack((z1, z2))
    z = z / jnp.linalg.norm(z, axis=-1, keepdims=True)
    logits = jnp.matmul(z, z.T) / tau
    logits = logits.at[jnp.diag_indices(len(z))].set(-jnp.inf)
    labels = jnp.roll(jnp.arange(len(z)), len(z1))
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1).mean()


def linear_probe(train_x: Any, train_y: Any, test_x: Any) -> Any:
    """Least squares to +1 and -1, one column per class."""
    x, y, test = (np.asarray(a) for a in (train_x, train_y, test_x))
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > 1e-6, scale, 1.0)
    a, b = (np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))]) for rows in (x, test))
    wanted = np.where(y[:, None] == np.unique(y)[None, :], 1.0, -1.0)
    weights = np.linalg.lstsq(a, wanted, rcond=1e-6)[0]
    return np.unique(y)[np.argmax(b @ weights, axis=1)]
