"""All pairs as strangers, then the true pairs corrected; the gradients by hand."""

import jax
import jax.numpy as jnp


def siglip_loss(
    img: jax.Array, txt: jax.Array, t_prime: jax.Array, bias: jax.Array
) -> tuple[jax.Array, ...]:
    """Sigmoid loss by softplus(-z) = softplus(z) - z on the diagonal."""
    if img.shape != txt.shape:
        raise ValueError("one text per image")
    n = img.shape[0]
    a = jnp.sqrt(jnp.maximum(jnp.sum(img**2, axis=1, keepdims=True), 1e-24))
    b = jnp.sqrt(jnp.maximum(jnp.sum(txt**2, axis=1, keepdims=True), 1e-24))
    u, v, s = img / a, txt / b, jnp.exp(t_prime)
    c = jnp.einsum("id,jd->ij", u, v)
    z = s * c + bias
    loss = (jnp.logaddexp(z, 0.0).sum() - jnp.trace(z)) / n
    g = (jax.nn.sigmoid(z) - jnp.eye(n, dtype=z.dtype)) / n
    du, dv = s * g @ v, s * g.T @ u
    dimg = (du - jnp.sum(du * u, 1, keepdims=True) * u) / a
    dtxt = (dv - jnp.sum(dv * v, 1, keepdims=True) * v) / b
    return loss, dimg, dtxt, jnp.sum(g * s * c), jnp.sum(g)
