"""Exercise patchify: cut images into square patches, and put them together again."""

import numpy as np


def patchify(imgs: np.ndarray, p: int) -> np.ndarray:
    """Cut every image into squares of p x p pixels, and flatten each square.

    Formula::

        x[b, l, k] = imgs[b, row, column, channel]

        l      = grid_row * (W / p) + grid_column
        k      = (inner_row * p + inner_column) * C + channel
        row    = grid_row * p + inner_row
        column = grid_column * p + inner_column

    Patches are read like a page of text: patch 1 is to the right of patch 0. Inside a patch the
    order is row, column, channel. Numbers are moved and nothing else, inf and NaN too.

    Parameters
    ----------
    imgs : float[B, H, W, C]
        Images with the channels last. H and W may differ. Never change them in place; the array may
        be read-only or a strided view.
    p : int
        Side of a patch in pixels, >= 1.

    Returns
    -------
    x : float[B, L, p*p*C]
        The L = (H/p)(W/p) patches of every image; may be a view. p = 1 makes every pixel a patch.

    Raises
    ------
    ValueError
        p does not divide H, or not W (a convention of ours: others crop or pad).

    Not allowed here: optax.

    Sources: Dosovitskiy et al., An Image is Worth 16x16 Words, ICLR 2021, section 3.1; He et al.,
    Masked Autoencoders Are Scalable Vision Learners, CVPR 2022, section 3.
    """
    raise NotImplementedError


def unpatchify(x: np.ndarray, p: int, H: int, W: int) -> np.ndarray:
    """Put the patches of images of H x W pixels together: the inverse of patchify.

    ``unpatchify(patchify(imgs, p), p, H, W)`` is ``imgs`` again.

    Parameters
    ----------
    x : float[B, L, p*p*C]
        Patches in the order that patchify gives them. C is what is left of the last axis after
        p*p. Never change them in place; the array may be read-only or a strided view.
    p : int
        Side of a patch in pixels, >= 1.
    H, W : int
        Height and width of the images in pixels; they may differ.

    Returns
    -------
    imgs : float[B, H, W, C]
        The images, channels last; may be a view.

    Raises
    ------
    ValueError
        p does not divide H or W, or x does not hold (H/p)(W/p) patches of p*p*C numbers.

    Not allowed here: optax. Sources: as above.
    """
    raise NotImplementedError
