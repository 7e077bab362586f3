"""Reference solution of ema_center in JAX."""

import jax
import jax.numpy as jnp


def _float(x: jax.Array) -> jax.Array:
    """Upcast to at least float32: 1 - m is lost beside 1 in bf16."""
    return x.astype(jnp.promote_types(x.dtype, jnp.float32))


def ema_update(
    teacher: dict[str, jax.Array], student: dict[str, jax.Array], *, m: float
) -> dict[str, jax.Array]:
    """Exponential moving average of every leaf: ``m * teacher + (1 - m) * student``.

    See Tarvainen and Valpola, Mean teachers are better role models, NeurIPS 2017; Caron et al.,
    Emerging Properties in Self-Supervised Vision Transformers, ICCV 2021, section 3.1.
    """
    if teacher.keys() != student.keys():
        differing = sorted(teacher.keys() ^ student.keys())
        raise ValueError(f"teacher and student differ in {', '.join(differing)}")

    def average(old: jax.Array, new: jax.Array) -> jax.Array:
        return m * _float(old) + (1.0 - m) * _float(new)

    # tree.map visits every leaf, whatever its name: running statistics too.
    return dict(jax.tree.map(average, teacher, student))


def center_update(center: jax.Array, teacher_out: jax.Array, *, m: float) -> jax.Array:
    """Exponential moving average of the mean of raw teacher logits.

    See Caron et al., ICCV 2021, section 3.1, equation 4.
    """
    # One mean over all rows, that is over views and images, for every output.
    rows = _float(teacher_out).mean(axis=(0, 1))
    return m * _float(center) + (1.0 - m) * rows
