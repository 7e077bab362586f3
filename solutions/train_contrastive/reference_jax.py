"""Reference solution of train_contrastive in JAX."""

import jax
import jax.numpy as jnp


def augment(images: jax.Array, noise: jax.Array) -> jax.Array:
    """Move, brighten or darken, and hide a patch; see Chen et al., SimCLR, section 3."""
    size = images.shape[1]
    places = jnp.arange(size)

    # Up to two pixels up or down, left or right, each image by its own noise. The canvas is empty
    # around the digit, so what leaves on one side may as well come back on the other.
    down, right = jnp.floor(5 * noise[:, :2].T).astype(int) - 2
    rows = (places[None, :] + down[:, None]) % size
    columns = (places[None, :] + right[:, None]) % size
    views = jnp.take_along_axis(images, rows[:, :, None], axis=1)
    views = jnp.take_along_axis(views, columns[:, None, :], axis=2)

    views = views * (0.7 + 0.6 * noise[:, 2, None, None])

    top, left = (size * noise[:, 3:5]).T
    hidden_rows = (places[None, :] - top[:, None]) % size < 3
    hidden_columns = (places[None, :] - left[:, None]) % size < 3
    hidden = hidden_rows[:, :, None] & hidden_columns[:, None, :]
    return jnp.where(hidden, 0.0, views)


def objective(z1: jax.Array, z2: jax.Array, *, tau: float) -> jax.Array:
    """NT-Xent over one pool of 2N views; see Chen et al., SimCLR, section 2.1."""
    n = z1.shape[0]
    z = jnp.concatenate([z1, z2])
    u = z / jnp.sqrt(jnp.maximum((z * z).sum(axis=1, keepdims=True), 1e-24))
    s = u @ u.T / tau
    s = jnp.where(jnp.eye(2 * n, dtype=bool), -jnp.inf, s)  # a row is no candidate of itself
    anchor = jnp.arange(2 * n)
    partner = (anchor + n) % (2 * n)
    return jnp.mean(jax.nn.logsumexp(s, axis=1) - s[anchor, partner])


def linear_probe(train_x: jax.Array, train_y: jax.Array, test_x: jax.Array) -> jax.Array:
    """Ridge regression to one-hot targets on standardised features, in closed form."""
    # Statistics of the training rows alone. A column that is nearly constant is left small.
    mean, scale = train_x.mean(axis=0), train_x.std(axis=0)
    scale = scale + 1e-3 * train_x.std() + 1e-12
    a, b = (train_x - mean) / scale, (test_x - mean) / scale
    a, b = (jnp.concatenate([x, jnp.ones((len(x), 1))], axis=1) for x in (a, b))
    wanted = jnp.eye(int(train_y.max()) + 1)[train_y]
    gram = a.T @ a + 0.1 * len(a) * jnp.eye(a.shape[1])
    return jnp.argmax(b @ jnp.linalg.solve(gram, a.T @ wanted), axis=1)
