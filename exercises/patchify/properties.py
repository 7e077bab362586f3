"""What holds for every right patchify and unpatchify, whatever their code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
DESIGNS = ((probes.WIDE, probes.WIDE_P), (probes.STRIP, probes.STRIP_P))


def _cut(imgs: np.ndarray, p: int) -> Call:
    return Call("patchify", {"imgs": imgs, "p": p})


def _put_together(x: Any, p: int, shape: tuple[int, ...]) -> Call:
    return Call("unpatchify", {"x": np.asarray(x), "p": p, "H": shape[1], "W": shape[2]})


def _coordinates(rng: Rng, shape: tuple[int, ...], p: int) -> tuple[np.ndarray, np.ndarray]:
    """Return images whose pixels are sums of one term per coordinate, and their patches."""
    _, H, W, C = shape
    image, row, column, channel = (rng.normal(size=n) for n in shape)
    imgs = image[:, None, None, None] + row[:, None, None] + column[:, None] + channel
    l, k = np.arange((H // p) * (W // p))[:, None], np.arange(p * p * C)
    rows = l // (W // p) * p + k // (p * C)
    columns = l % (W // p) * p + k // C % p
    return imgs, image[:, None, None] + row[rows] + column[columns] + channel[k % C]


@law("pixels made of their coordinates land where these say", "patchify", telling=True)
def an_image_of_coordinates(rng: Rng) -> Trial:
    made = [_coordinates(rng, shape, p) for shape, p in DESIGNS]
    return Trial(
        [_cut(imgs, p) for (imgs, _), (_, p) in zip(made, DESIGNS, strict=True)],
        lambda results: first(
            *(
                near(x, want, f"patches of images of shape {imgs.shape}")
                for x, (imgs, want) in zip(results, made, strict=True)
            )
        ),
    )


@law("patch 1 is to the right of patch 0, and the next row below", "patchify")
def patch_one_is_to_the_right(rng: Rng) -> Trial:
    _, H, W, _ = probes.WIDE
    p, w = probes.WIDE_P, W // probes.WIDE_P
    imgs = rng.normal(size=probes.WIDE)

    def holds(results: list[Any]) -> str | None:
        x, left, up = (np.asarray(r) for r in results)
        if x.ndim != 3 or x.shape[1] != (H // p) * w:
            return f"patches: shape {x.shape}, expected {probes.patches_shape(probes.WIDE, p)}"
        inside = np.arange(x.shape[1]) % w < w - 1
        return first(
            near(left[:, inside], np.roll(x, -1, axis=1)[:, inside], "after moving p to the left"),
            near(up[:, :-w], x[:, w:], "after moving the image up by p"),
        )

    moved = [np.roll(imgs, -p, axis=2), np.roll(imgs, -p, axis=1)]
    return Trial([_cut(i, p) for i in (imgs, *moved)], holds)


@law("every pixel appears exactly once", "patchify")
def pixels_are_only_moved(rng: Rng) -> Trial:
    imgs = rng.normal(size=probes.WIDE)
    want = np.sort(imgs.reshape(len(imgs), -1), axis=1)

    def holds(results: list[Any]) -> str | None:
        x = np.asarray(results[0])
        if x.size != imgs.size:
            return f"{x.size} numbers in the patches, expected {imgs.size}"
        return near(np.sort(x.reshape(len(imgs), -1), axis=1), want, "the sorted patches")

    return Trial([_cut(imgs, probes.WIDE_P)], holds)


@law("patches made of their coordinates give the image back", "unpatchify", telling=True)
def coordinates_again(rng: Rng) -> Trial:
    made = [_coordinates(rng, shape, p) for shape, p in DESIGNS]
    return Trial(
        [_put_together(x, p, shape) for (_, x), (shape, p) in zip(made, DESIGNS, strict=True)],
        lambda results: first(
            *(
                near(imgs, want, f"images of shape {want.shape}")
                for imgs, (want, _) in zip(results, made, strict=True)
            )
        ),
    )


@law("unpatchify undoes patchify", "unpatchify", telling=True)
def there_and_back(rng: Rng) -> Trial:
    imgs = [rng.normal(size=shape) for shape, _ in DESIGNS]

    def then(results: list[Any]) -> list[Call]:
        return [_put_together(x, p, shape) for x, (shape, p) in zip(results, DESIGNS, strict=True)]

    return Trial(
        [_cut(i, p) for i, (_, p) in zip(imgs, DESIGNS, strict=True)],
        lambda results: first(
            *(
                near(back, want, f"images of shape {want.shape}, cut and put together")
                for back, want in zip(results[len(imgs) :], imgs, strict=True)
            )
        ),
        then=then,
    )


@law("unpatchify carries a gradient back through patchify", "unpatchify")
def each_is_the_slope_of_the_other(rng: Rng) -> Trial:
    imgs = rng.normal(size=probes.WIDE)
    G = rng.normal(size=probes.patches_shape(probes.WIDE, probes.WIDE_P))

    def holds(results: list[Any]) -> str | None:
        x, back = (np.asarray(r) for r in results)
        if x.shape != G.shape or back.shape != imgs.shape:
            return f"shapes {x.shape} and {back.shape}, expected {G.shape} and {imgs.shape}"
        return near((x * G).sum(), (imgs * back).sum(), "the inner product of patches with G")

    return Trial([_cut(imgs, probes.WIDE_P), _put_together(G, probes.WIDE_P, probes.WIDE)], holds)
