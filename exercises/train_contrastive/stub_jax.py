"""Exercise train_contrastive: augmentation, objective and probe of a small SimCLR."""

import jax
import jax.numpy as jnp

# In a workspace, your earlier exercise can be imported once it is begun, e.g.
# from nt_xent import nt_xent


def augment(images: jax.Array, noise: jax.Array) -> jax.Array:
    """Return one random view of every image.

    Called twice per training step with the same images and other noise: two views of an image must
    differ in what does not matter, and agree in what does. The images are digits of 8 x 8 pixels
    that lie anywhere on an empty canvas of 11 x 11.

    Parameters
    ----------
    images : float[B, H, W]
        Grey values, 0 (empty) to 1.
    noise : float[B, R]
        R = 8 independent uniform numbers in [0, 1) per image: all the randomness there is. Image i
        uses noise[i] alone. You need not use all of them.

    Returns
    -------
    views : float[B, H, W]
        Finite. Deterministic: the same images and noise give the same views. It is traced under
        jit: no Python ``if`` on array values, no shapes that depend on values.

    Source: Chen et al., SimCLR, ICML 2020, section 3.
    """
    raise NotImplementedError


def objective(z1: jax.Array, z2: jax.Array, *, tau: float) -> jax.Array:
    """NT-Xent of two views, as in the exercise nt_xent.

    With Z = [z1; z2], every row scaled to length 1, and s = Z Z^T / tau::

        loss = the mean over the 2N rows of  lse_{k != i}(s[i, k]) - s[i, partner of i]

    The partner of row i is row (i + N) mod 2N; a row is no candidate of itself.

    Parameters
    ----------
    z1, z2 : float[N, D]
        Embeddings of the two views; row i of both belongs to image i. Not normalised.
    tau : float
        Temperature, positive.

    Returns
    -------
    loss : float
        One number in nats (natural log): a 0-d array, differentiable, traced under jit.

    Source: Chen et al., SimCLR, ICML 2020, section 2.1.
    """
    raise NotImplementedError


def linear_probe(train_x: jax.Array, train_y: jax.Array, test_x: jax.Array) -> jax.Array:
    """Fit a linear classifier on frozen features, and predict.

    Only the training rows may teach it anything: means, scales and weights come from train_x and
    train_y alone, and the prediction for a row of test_x does not depend on its other rows. Columns
    may have very different units.

    Parameters
    ----------
    train_x : float[N, D]
        Features of the training set, from the frozen encoder.
    train_y : int[N]
        Their classes, 0 to C-1; each occurs. C is not given: it is max + 1.
    test_x : float[M, D]
        Features of the test set. Their classes are nowhere in this process.

    Returns
    -------
    predicted : int[M]
        One class for every row of test_x. Not traced: NumPy is as good as JAX here.

    Source: Alain and Bengio, Understanding intermediate layers using linear classifier probes,
    arXiv 1610.01644, 2016.
    """
    raise NotImplementedError
