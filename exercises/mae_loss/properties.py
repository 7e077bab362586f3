"""What holds for every right mae_loss, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
STEP = 0.25  # the loss is quadratic in pred: a central difference is exact at any step
EPS_SHOWS = 2e-4  # the 1e-6 beside a variance of at least 0.01 may be seen


def _call(inputs: Inputs) -> Call:
    return Call("mae_loss", inputs)


def _shapes(results: list[Any], inputs: Inputs) -> str | None:
    want = inputs["pred"].shape
    for _, dpred in results:
        if np.shape(dpred) != want:
            return f"dpred: shape {np.shape(dpred)}, expected {want}"
    return None


def _answer(inputs: Inputs, target: np.ndarray) -> tuple[float, np.ndarray]:
    """Return loss and gradient for targets that are known."""
    off = np.where(inputs["mask"][:, :, None], inputs["pred"] - target, 0.0)
    n = inputs["mask"].sum()
    return float((off**2).mean(axis=-1).sum() / n), 2.0 * off / (off.shape[-1] * n)


def _is(result: Any, want: tuple[float, np.ndarray], what: str) -> str | None:
    return first(
        near(result[0], want[0], f"the loss {what}"), near(result[1], want[1], f"dpred {what}")
    )


@law("pixels made of their coordinates are graded where these say", "mae_loss", telling=True)
def an_image_of_coordinates(rng: Rng) -> Trial:
    inputs = probes.uneven(rng, norm_pix=False)
    p, (_, H, W, C) = inputs["p"], probes.COLOUR
    image, row, column, channel = (rng.normal(size=n) for n in probes.COLOUR)
    imgs = image[:, None, None, None] + row[:, None, None] + column[:, None] + channel
    l, k = np.arange((H // p) * (W // p))[:, None], np.arange(p * p * C)
    rows, columns = l // (W // p) * p + k // (p * C), l % (W // p) * p + k // C % p
    want = _answer(inputs, image[:, None, None] + row[rows] + column[columns] + channel[k % C])
    return Trial(
        [_call({**inputs, "imgs": imgs})],
        lambda results: _is(results[0], want, "of pixels made of their coordinates"),
    )


@law("a patch half dark and half bright has the targets -1 and 1, nearly", "mae_loss", telling=True)
def two_colours(rng: Rng) -> Trial:
    inputs = probes.uneven(rng, norm_pix=True)
    B, L, P = inputs["pred"].shape
    contrast, level = rng.uniform(0.5, 2.0, size=(B, L)), rng.normal(size=(B, L))
    sign = np.array([1.0, -1.0, -1.0, 1.0])  # a checkerboard of 2 x 2, alike in all channels
    patch = np.repeat(sign, P // 4)
    target = patch * (contrast / np.sqrt(contrast**2 * P / (P - 1) + 1e-6))[:, :, None]
    p, (_, H, W, C) = inputs["p"], probes.COLOUR
    grid = (B, H // p, W // p)
    board = np.tile(sign.reshape(2, 2), (H // p, W // p))[None, :, :, None]
    imgs = probes.spread(level.reshape(grid), p) + board * probes.spread(contrast.reshape(grid), p)
    want = _answer(inputs, target)
    return Trial(
        [_call({**inputs, "imgs": np.repeat(imgs, C, axis=3)})],
        lambda results: _is(results[0], want, "of normalised checkerboards"),
    )


@law("visible patches do not matter", "mae_loss")
def visible_patches_do_not_matter(rng: Rng) -> Trial:
    inputs = probes.uneven(rng, norm_pix=True)
    visible = ~inputs["mask"]
    B, H, W, _ = probes.COLOUR
    pixels = probes.spread(visible.reshape(B, H // inputs["p"], W // inputs["p"]), inputs["p"])
    other = {
        **inputs,
        "imgs": inputs["imgs"] + pixels * rng.normal(size=probes.COLOUR),
        "pred": inputs["pred"] + visible[:, :, None] * rng.normal(size=inputs["pred"].shape),
    }

    def holds(results: list[Any]) -> str | None:
        finding = _shapes(results, inputs)
        if finding is not None:
            return finding
        return first(
            _is(results[1], results[0], "after changing visible patches"),
            near(np.asarray(results[0][1])[visible], 0.0 * inputs["pred"][visible], "dpred there"),
        )

    return Trial([_call(inputs), _call(other)], holds)


@law("normalised, brightness and contrast of a patch do not matter", "mae_loss")
def contrast_does_not_matter(rng: Rng) -> Trial:
    inputs = probes.uneven(rng, norm_pix=True)
    inputs["imgs"] *= 4.0
    brightness = 3.0 * probes.contrasts(rng, 0.1, 1.0)
    other = {**inputs, "imgs": inputs["imgs"] * probes.contrasts(rng, 0.5, 2.0) + brightness}

    def holds(results: list[Any]) -> str | None:
        (loss, dpred), (other_loss, other_dpred) = results
        what = "after changing brightness and contrast"
        return first(
            near(other_loss, loss, f"the loss {what}", tolerance=EPS_SHOWS),
            near(other_dpred, dpred, f"dpred {what}", tolerance=EPS_SHOWS),
        )

    return Trial([_call(inputs), _call(other)], holds)


@law("a batch is the mean of its images, weighted by removed patches", "mae_loss")
def every_removed_patch_counts_alike(rng: Rng) -> Trial:
    inputs = probes.uneven(rng, norm_pix=False)
    mask = inputs["mask"]
    # Each image by itself: in a batch of the same shape where the others lose nothing.
    alone = [
        {**inputs, "mask": mask & (np.arange(len(mask)) == b)[:, None]} for b in range(len(mask))
    ]
    share = mask.sum(axis=1) / mask.sum()

    def holds(results: list[Any]) -> str | None:
        finding = _shapes(results, inputs)
        if finding is not None:
            return finding
        loss = sum(part * result[0] for part, result in zip(share, results[1:], strict=True))
        dpred = sum(
            part * np.asarray(result[1]) for part, result in zip(share, results[1:], strict=True)
        )
        return _is(results[0], (loss, dpred), "of the whole batch")

    return Trial([_call(inputs), *map(_call, alone)], holds)


@law("a step of P n / 2 against the gradient reaches the target", "mae_loss")
def one_step_to_the_target(rng: Rng) -> Trial:
    designs = [probes.uneven(rng, norm_pix=norm_pix) for norm_pix in (False, True)]

    def then(results: list[Any]) -> list[Call]:
        calls = []
        for inputs, (_, dpred) in zip(designs, results, strict=True):
            if np.shape(dpred) == inputs["pred"].shape:
                factor = inputs["pred"].shape[2] * inputs["mask"].sum() / 2.0
                calls.append(_call({**inputs, "pred": inputs["pred"] - factor * np.asarray(dpred)}))
        return calls

    def holds(results: list[Any]) -> str | None:
        finding = _shapes(results[:2], designs[0])
        if finding is not None:
            return finding
        zero = (0.0, np.zeros(designs[0]["pred"].shape))
        if not results[0][0] > 1e-3 or not results[1][0] > 1e-3:
            return "the loss of a random prediction: expected more than 0"
        return first(*(_is(result, zero, "after that step") for result in results[2:]))

    return Trial([_call(inputs) for inputs in designs], holds, then=then)


@law("the gradient is the slope of the loss", "mae_loss")
def gradient_is_the_slope(rng: Rng) -> Trial:
    inputs = probes.uneven(rng, norm_pix=True)
    pred = inputs["pred"]
    direction = rng.uniform(0.5, 1.5, size=pred.shape) * rng.choice([-1.0, 1.0], pred.shape)

    def holds(results: list[Any]) -> str | None:
        finding = _shapes(results, inputs)
        if finding is not None:
            return finding
        (_, dpred), (above, _), (below, _) = results
        measured = (above - below) / (2.0 * STEP)
        promised = (np.asarray(dpred) * direction).sum()
        return near(promised, measured, "the slope promised by dpred", tolerance=2e-4)

    steps = (pred, pred + STEP * direction, pred - STEP * direction)
    return Trial([_call({**inputs, "pred": step}) for step in steps], holds)
