"""Exercise random_masking: keep some tokens of every image, and restore the full sequence."""

import jax
import jax.numpy as jnp


def random_masking(
    x: jax.Array, noise: jax.Array, *, num_keep: int
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Keep the ``num_keep`` tokens with the smallest noise, in every image on its own.

    Formula, for one image::

        ids_shuffle = argsort(noise)             which token comes to place r
        ids_restore = argsort(ids_shuffle)       which place token j came to: the inverse
        x_keep[r]   = x[ids_shuffle[r]]          for r < num_keep
        mask[j]     = ids_restore[j] >= num_keep

    Parameters
    ----------
    x : float[B, L, D]
        Tokens. They are moved and nothing else: inf or NaN in a removed token reaches no other.
    noise : float[B, L]
        Uniform random numbers, one row per image.
    num_keep : int
        How many tokens of every image stay, 0 to L. A static Python int.
    The arguments are not changed.

    Returns
    -------
    x_keep : float[B, num_keep, D]
        The kept tokens, by rising noise.
    mask : bool[B, L]
        True where a token was removed.
    ids_restore : int[B, L]
        The rank of every token's noise within its image; 0 is the smallest.

    At the edges (conventions of ours)
    ----------------------------------
    Equal noise: the earlier token comes first (a stable sort). num_keep = L masks nothing,
    num_keep = 0 keeps nothing and returns x_keep with an axis of length 0.

    Raises
    ------
    ValueError or TypeError
        x and noise differ in B or L.

    Must trace under jit. Not allowed here: optax.

    Source: He et al., Masked Autoencoders Are Scalable Vision Learners, CVPR 2022, section 3.
    """
    raise NotImplementedError


def restore(x_keep: jax.Array, mask_token: jax.Array, ids_restore: jax.Array) -> jax.Array:
    """Fill up with mask tokens and bring the sequence back into its old order.

    Formula, for one image::

        full = [x_keep[0], ..., x_keep[num_keep - 1], mask_token, mask_token, ...]    L tokens
        x[j] = full[ids_restore[j]]

    Parameters
    ----------
    x_keep : float[B, num_keep, D]
        The kept tokens, in the order that random_masking gives them.
    mask_token : float[D]
        What stands at every removed position.
    ids_restore : int[B, L]
        For every position its place in ``full``; in each row a permutation of 0 to L - 1.
    The arguments are not changed.

    Returns
    -------
    x : float[B, L, D]
        Kept tokens at the positions that they came from, mask tokens elsewhere.

    Raises
    ------
    ValueError or TypeError
        B or D differ between the arguments.

    Must trace under jit. Not allowed here: optax. Source: as above.
    """
    raise NotImplementedError
