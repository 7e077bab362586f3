"""The wrong patchify and unpatchify functions that believers write.

A believer in a wrong order writes either both functions in it, so that the round trip is perfect,
or only one of them. ``layout`` is the order of both; ``cut`` and ``glue`` use it, or another one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Layout = Callable[[np.ndarray, int], np.ndarray]


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def patchify(imgs: np.ndarray, p: int) -> Any:
        return steps.cut(steps.layout, steps.fit(imgs, p), p)

    def unpatchify(x: np.ndarray, p: int, H: int, W: int) -> Any:
        if H % p or W % p or x.shape[1] != (H // p) * (W // p):
            raise ValueError("the patches do not fit")
        return steps.glue(steps.layout, x, p, H, W)

    return {"patchify": patchify, "unpatchify": unpatchify}


def _fit(imgs: np.ndarray, p: int) -> np.ndarray:
    if imgs.shape[1] % p or imgs.shape[2] % p:
        raise ValueError("p does not divide H or W")
    return imgs


def _layout(imgs: np.ndarray, p: int) -> np.ndarray:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, H // p, p, W // p, p, C).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(B, -1, p * p * C)


def _cut(layout: Layout, imgs: np.ndarray, p: int) -> np.ndarray:
    return layout(imgs, p)


def _glue(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> np.ndarray:
    """Undo a layout: send every number back to the pixel that it came from."""
    C = x.shape[2] // (p * p)
    source = layout(np.arange(H * W * C).reshape(1, H, W, C), p).ravel()
    flat = np.empty((len(x), H * W * C))
    flat[:, source] = x.reshape(len(x), -1)
    return flat.reshape(len(x), H, W, C)


RECIPE = Recipe({"fit": _fit, "layout": _layout, "cut": _cut, "glue": _glue}, _build)

BOTH, FORTH, BACK = "both functions", "patchify alone", "unpatchify alone"

# Channel first.

_CHANNEL_FIRST: dict[str, Any] = {
    "title": "patches in the order channel, row, column",
    "belief": "The order inside a patch is free, as long as the way back knows it.",
    "hint": "Your round trip works, but the order inside a patch is not ours. Number the pixels of "
    "a 2 x 2 image with 3 channels: which three numbers come first?",
    "evidence": [
        "https://github.com/cloneofsimo/minRF/issues/6",
        "https://github.com/huggingface/pytorch-image-models/pull/2710",
        "https://github.com/NVIDIA/flashdreams/pull/284",
    ],
}


def _channels_first(imgs: np.ndarray, p: int) -> np.ndarray:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, H // p, p, W // p, p, C).transpose(0, 1, 3, 5, 2, 4)
    return x.reshape(B, -1, C * p * p)


@misconception("patch-channel-first", **_CHANNEL_FIRST, variant=BOTH, recipe=RECIPE, step="layout")
def channel_first(imgs: np.ndarray, p: int) -> Any:
    return _channels_first(imgs, p)


@misconception("patch-channel-first", **_CHANNEL_FIRST, variant=FORTH, recipe=RECIPE, step="cut")
def channel_first_forth(layout: Layout, imgs: np.ndarray, p: int) -> Any:
    return _channels_first(imgs, p)


@misconception("patch-channel-first", **_CHANNEL_FIRST, variant=BACK, recipe=RECIPE, step="glue")
def channel_first_back(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> Any:
    return _glue(_channels_first, x, p, H, W)


# Rows and columns exchanged inside a patch.

_TRANSPOSED: dict[str, Any] = {
    "title": "transposed patches",
    "belief": "A patch is square, so the order of its two axes does not matter.",
    "hint": "Number the pixels of one image with a single channel: the first two numbers of a "
    "patch must be neighbours in a row, not in a column.",
    "evidence": ["own experience"],
}


def _transposed(imgs: np.ndarray, p: int) -> np.ndarray:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, H // p, p, W // p, p, C).transpose(0, 1, 3, 4, 2, 5)
    return x.reshape(B, -1, p * p * C)


@misconception("patch-transposed", **_TRANSPOSED, variant=BOTH, recipe=RECIPE, step="layout")
def transposed(imgs: np.ndarray, p: int) -> Any:
    return _transposed(imgs, p)


@misconception("patch-transposed", **_TRANSPOSED, variant=FORTH, recipe=RECIPE, step="cut")
def transposed_forth(layout: Layout, imgs: np.ndarray, p: int) -> Any:
    return _transposed(imgs, p)


@misconception("patch-transposed", **_TRANSPOSED, variant=BACK, recipe=RECIPE, step="glue")
def transposed_back(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> Any:
    return _glue(_transposed, x, p, H, W)


# The grid column by column.

_COLUMNS: dict[str, Any] = {
    "title": "patches read column by column",
    "belief": "The order of the patches is free.",
    "hint": "Patch 1 sits to the right of patch 0. Where does yours sit?",
    "evidence": ["own experience"],
}


def _columns(imgs: np.ndarray, p: int) -> np.ndarray:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, H // p, p, W // p, p, C).transpose(0, 3, 1, 2, 4, 5)
    return x.reshape(B, -1, p * p * C)


@misconception("patch-grid-colmajor", **_COLUMNS, variant=BOTH, recipe=RECIPE, step="layout")
def column_major(imgs: np.ndarray, p: int) -> Any:
    return _columns(imgs, p)


@misconception("patch-grid-colmajor", **_COLUMNS, variant=FORTH, recipe=RECIPE, step="cut")
def column_major_forth(layout: Layout, imgs: np.ndarray, p: int) -> Any:
    return _columns(imgs, p)


@misconception("patch-grid-colmajor", **_COLUMNS, variant=BACK, recipe=RECIPE, step="glue")
def column_major_back(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> Any:
    return _glue(_columns, x, p, H, W)


# A reshape and nothing else.

_RAW: dict[str, Any] = {
    "title": "a reshape without a transpose",
    "belief": "reshape cuts squares out of an image.",
    "hint": "Print your first patch of arange(16).reshape(1, 4, 4, 1) with p = 2. It holds a whole "
    "line of the image: which axes have to change places?",
    "evidence": ["own experience"],
}


def _raw(imgs: np.ndarray, p: int) -> np.ndarray:
    return imgs.reshape(imgs.shape[0], -1, p * p * imgs.shape[3])


@misconception("patch-raw-reshape", **_RAW, variant=BOTH, recipe=RECIPE, step="layout")
def raw_reshape(imgs: np.ndarray, p: int) -> Any:
    return _raw(imgs, p)


@misconception("patch-raw-reshape", **_RAW, variant=FORTH, recipe=RECIPE, step="cut")
def raw_reshape_forth(layout: Layout, imgs: np.ndarray, p: int) -> Any:
    return _raw(imgs, p)


@misconception("patch-raw-reshape", **_RAW, variant=BACK, recipe=RECIPE, step="glue")
def raw_reshape_back(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> Any:
    return x.reshape(len(x), H, W, -1)


# Grid and inside exchanged.

_STRIDED: dict[str, Any] = {
    "title": "patches of pixels that lie a grid apart",
    "belief": "H splits into p and H/p, and the order of the two does not matter.",
    "hint": "Neighbours in the image must stay neighbours in the patch. In your first reshape, "
    "which of the two factors changes faster?",
    "evidence": ["own experience"],
}


def _strided(imgs: np.ndarray, p: int) -> np.ndarray:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, p, H // p, p, W // p, C).transpose(0, 2, 4, 1, 3, 5)
    return x.reshape(B, -1, p * p * C)


@misconception("patch-strided", **_STRIDED, variant=BOTH, recipe=RECIPE, step="layout")
def strided(imgs: np.ndarray, p: int) -> Any:
    return _strided(imgs, p)


@misconception("patch-strided", **_STRIDED, variant=FORTH, recipe=RECIPE, step="cut")
def strided_forth(layout: Layout, imgs: np.ndarray, p: int) -> Any:
    return _strided(imgs, p)


@misconception("patch-strided", **_STRIDED, variant=BACK, recipe=RECIPE, step="glue")
def strided_back(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> Any:
    return _glue(_strided, x, p, H, W)


# Channels-last images reshaped as if their channels stood first.

_RENAMED: dict[str, Any] = {
    "title": "channels-last images reshaped to (B, C, H/p, p, W/p, p)",
    "belief": "A reshape follows the names that I give to the axes.",
    "hint": "A reshape moves nothing, it only renames. Your images have their channels last: where "
    "must C stand in the first reshape? With one channel you would not notice.",
    "evidence": ["seen in public code"],
}


def _renamed(imgs: np.ndarray, p: int) -> Any:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, C, H // p, p, W // p, p)
    return np.einsum("nchpwq->nhwpqc", x).reshape(B, -1, p * p * C)


@misconception("patch-layout-reshape", **_RENAMED, variant=BOTH, recipe=RECIPE, step="layout")
def layout_reshape(imgs: np.ndarray, p: int) -> Any:
    return _renamed(imgs, p)


@misconception("patch-layout-reshape", **_RENAMED, variant=FORTH, recipe=RECIPE, step="cut")
def layout_reshape_forth(layout: Layout, imgs: np.ndarray, p: int) -> Any:
    return _renamed(imgs, p)


@misconception("patch-layout-reshape", **_RENAMED, variant=BACK, recipe=RECIPE, step="glue")
def layout_reshape_back(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> Any:
    return _glue(_renamed, x, p, H, W)


# The way back.

_SQUARE: dict[str, Any] = {
    "title": "a square grid guessed from the number of patches",
    "belief": "Images are square, so h = w = sqrt(L).",
    "hint": "Four patches may lie in one row. Your function is told H and W: use them.",
    "evidence": ["facebookresearch/mae models_mae.py: h = w = int(x.shape[1]**.5) (read)"],
}


@misconception(
    "unpatchify-square", **_SQUARE, variant="without a check", recipe=RECIPE, step="glue"
)
def square(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> Any:
    h = w = int(x.shape[1] ** 0.5)
    x = x.reshape(len(x), h, w, p, p, -1).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(len(x), h * p, w * p, -1)


@misconception(
    "unpatchify-square", **_SQUARE, variant="with an assertion", recipe=RECIPE, step="glue"
)
def square_asserted(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> Any:
    h = w = int(x.shape[1] ** 0.5)
    assert h * w == x.shape[1]
    x = x.reshape(len(x), h, w, p, p, -1).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(len(x), h * p, w * p, -1)


_SWAPPED: dict[str, Any] = {
    "title": "an image put together with the grid's height and width exchanged",
    "belief": "h belongs to W and w to H, or it does not matter.",
    "hint": "How many patches stand side by side in an image that is wider than high?",
    "evidence": ["own experience"],
}


@misconception("unpatchify-grid-swapped", **_SWAPPED, variant="H x W", recipe=RECIPE, step="glue")
def grid_swapped(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> Any:
    x = x.reshape(len(x), W // p, H // p, p, p, -1).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(len(x), H, W, -1)


@misconception("unpatchify-grid-swapped", **_SWAPPED, variant="W x H", recipe=RECIPE, step="glue")
def grid_swapped_throughout(layout: Layout, x: np.ndarray, p: int, H: int, W: int) -> Any:
    x = x.reshape(len(x), W // p, H // p, p, p, -1).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(len(x), W, H, -1)


# The edges: equal to the reference wherever the patches cover the image.


@misconception(
    "patch-crop",
    title="an image cropped to a multiple of p",
    belief="What does not fill a patch may be left out.",
    hint="Your patches cannot give the whole image back. Our contract asks for a ValueError where "
    "p does not divide H or W.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="fit",
)
def crop(imgs: np.ndarray, p: int) -> Any:
    H, W = imgs.shape[1] // p * p, imgs.shape[2] // p * p
    return imgs[:, :H, :W]


@misconception(
    "patch-pad",
    title="an image padded with zeros to a multiple of p",
    belief="What does not fill a patch is filled up with black.",
    hint="Your patches hold pixels that no image has. Our contract asks for a ValueError where p "
    "does not divide H or W.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="fit",
)
def pad(imgs: np.ndarray, p: int) -> Any:
    rows, columns = -imgs.shape[1] % p, -imgs.shape[2] % p
    return np.pad(imgs, ((0, 0), (0, rows), (0, columns), (0, 0)))
