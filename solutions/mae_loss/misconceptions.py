"""The wrong mae_loss functions that believers write.

Where a believer may either copy the gradient of the contract or differentiate the own wrong loss,
both are here, as variants of one misconception.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sslgrade.content import Recipe, misconception

Pair = tuple[Any, Any]
Normal = Callable[[np.ndarray], np.ndarray]

OWN, CONTRACT = "its own gradient", "gradient of the contract"


def _build(steps: SimpleNamespace) -> Mapping[str, Callable[..., Any]]:
    def mae_loss(
        imgs: np.ndarray, pred: np.ndarray, mask: np.ndarray, *, p: int, norm_pix: bool
    ) -> Pair:
        B, H, W, C = imgs.shape
        if H % p or W % p or pred.shape != (B, H // p * (W // p), p * p * C):
            raise ValueError("imgs and pred do not fit")
        if norm_pix and pred.shape[-1] == 1:
            raise ValueError("no variance of a single number")

        def normal(v: np.ndarray) -> np.ndarray:
            return np.asarray(steps.scale(v, *steps.moments(v, C)))

        t, y = steps.prepare(steps.cut(imgs, p), pred, norm_pix, normal)
        error, slope = steps.error(y - t)
        loss, dpred = steps.average(error, slope, mask.astype(bool))
        return loss, dpred

    return {"mae_loss": mae_loss}


def _cut(imgs: np.ndarray, p: int) -> Any:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, H // p, p, W // p, p, C).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(B, -1, p * p * C)


def _prepare(t: np.ndarray, pred: np.ndarray, norm_pix: bool, normal: Normal) -> Pair:
    return (normal(t) if norm_pix else t), pred


def _moments(v: np.ndarray, C: int) -> Pair:
    return v.mean(-1, keepdims=True), v.var(-1, ddof=1, keepdims=True)


def _scale(v: np.ndarray, mean: np.ndarray, var: np.ndarray) -> Any:
    return (v - mean) / np.sqrt(var + 1e-6)


def _error(d: np.ndarray) -> Pair:
    return (d**2).mean(-1), 2.0 * d / d.shape[-1]


def _average(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    n = max(mask.sum(), 1)
    return np.where(mask, error, 0.0).sum() / n, np.where(mask[:, :, None], slope, 0.0) / n


RECIPE = Recipe(
    {
        "cut": _cut,
        "prepare": _prepare,
        "moments": _moments,
        "scale": _scale,
        "error": _error,
        "average": _average,
    },
    _build,
)

# Other patches: the wrong orders of patchify, seen through the loss.


@misconception(
    "patch-channel-first",
    title="targets in the order channel, row, column",
    belief="The order inside a patch is free.",
    hint="The prediction comes in the order row, column, channel. In which order is your target? "
    "With one channel you would not notice.",
    evidence=[
        "https://github.com/cloneofsimo/minRF/issues/6",
        "https://github.com/huggingface/pytorch-image-models/pull/2710",
        "https://github.com/NVIDIA/flashdreams/pull/284",
    ],
    recipe=RECIPE,
    step="cut",
)
def channel_first(imgs: np.ndarray, p: int) -> Any:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, H // p, p, W // p, p, C).transpose(0, 1, 3, 5, 2, 4)
    return x.reshape(B, -1, C * p * p)


@misconception(
    "patch-transposed",
    title="targets with transposed patches",
    belief="A patch is square, so the order of its two axes does not matter.",
    hint="Number the pixels of an image and print your first target: its first numbers must be "
    "neighbours in a row.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="cut",
)
def transposed(imgs: np.ndarray, p: int) -> Any:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, H // p, p, W // p, p, C).transpose(0, 1, 3, 4, 2, 5)
    return x.reshape(B, -1, p * p * C)


@misconception(
    "patch-grid-colmajor",
    title="targets read column by column",
    belief="The order of the patches is free.",
    hint="Patch 1 sits to the right of patch 0. Where does yours sit?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="cut",
)
def column_major(imgs: np.ndarray, p: int) -> Any:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, H // p, p, W // p, p, C).transpose(0, 3, 1, 2, 4, 5)
    return x.reshape(B, -1, p * p * C)


@misconception(
    "patch-raw-reshape",
    title="targets by a reshape without a transpose",
    belief="reshape cuts squares out of an image.",
    hint="Number the pixels of an image and print your first target: is it a square of the image?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="cut",
)
def raw_reshape(imgs: np.ndarray, p: int) -> Any:
    return imgs.reshape(imgs.shape[0], -1, p * p * imgs.shape[3])


@misconception(
    "patch-strided",
    title="targets of pixels that lie a grid apart",
    belief="H splits into p and H/p, and the order of the two does not matter.",
    hint="Neighbours in the image must stay neighbours in the patch. In your first reshape, which "
    "of the two factors changes faster?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="cut",
)
def strided(imgs: np.ndarray, p: int) -> Any:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, p, H // p, p, W // p, C).transpose(0, 2, 4, 1, 3, 5)
    return x.reshape(B, -1, p * p * C)


@misconception(
    "patch-layout-reshape",
    title="targets of channels-last images reshaped as channels-first ones",
    belief="A reshape follows the names that I give to the axes.",
    hint="A reshape moves nothing, it only renames. Your images have their channels last: where "
    "must C stand in the first reshape?",
    evidence=["seen in public code"],
    recipe=RECIPE,
    step="cut",
)
def layout_reshape(imgs: np.ndarray, p: int) -> Any:
    B, H, W, C = imgs.shape
    x = imgs.reshape(B, C, H // p, p, W // p, p)
    return np.einsum("nchpwq->nhwpqc", x).reshape(B, -1, p * p * C)


# Other targets.


@misconception(
    "normpix-ignored",
    title="raw pixels, whatever norm_pix says",
    belief="Normalisation is a detail of the data loader.",
    hint="Switch norm_pix: your loss stays where it is.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="prepare",
)
def norm_ignored(t: np.ndarray, pred: np.ndarray, norm_pix: bool, normal: Normal) -> Pair:
    return t, pred


@misconception(
    "normpix-always",
    title="normalised pixels, whatever norm_pix says",
    belief="MAE normalises its targets.",
    hint="Switch norm_pix off: your loss stays where it is.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="prepare",
)
def norm_always(t: np.ndarray, pred: np.ndarray, norm_pix: bool, normal: Normal) -> Pair:
    return normal(t), pred


_PRED_TOO: dict[str, Any] = {
    "title": "a loss that normalises the prediction as well",
    "belief": "Like is compared with like.",
    "hint": "Multiply pred by 10: your loss hardly moves, so the model need not get the scale "
    "right. Only the target is normalised.",
    "evidence": ["own experience"],
}


@misconception("normpix-pred-too", variant=CONTRACT, **_PRED_TOO, recipe=RECIPE, step="prepare")
def pred_too(t: np.ndarray, pred: np.ndarray, norm_pix: bool, normal: Normal) -> Pair:
    return (normal(t), normal(pred)) if norm_pix else (t, pred)


@misconception("normpix-pred-too", variant=OWN, **_PRED_TOO, entry="mae_loss")
def pred_too_own_slope(
    imgs: np.ndarray, pred: np.ndarray, mask: np.ndarray, *, p: int, norm_pix: bool
) -> Pair:
    code = RECIPE.with_steps({"prepare": pred_too.replaced["prepare"]})
    loss, g = code["mae_loss"](imgs, pred, mask, p=p, norm_pix=norm_pix)
    if norm_pix:
        mean, var = _moments(pred, imgs.shape[3])
        y, root = _scale(pred, mean, var), np.sqrt(var + 1e-6)
        along = y * (g * y).sum(-1, keepdims=True) / (pred.shape[-1] - 1)
        g = np.where(mask.astype(bool)[:, :, None], g - g.mean(-1, keepdims=True) - along, 0) / root
    return loss, g


@misconception(
    "normpix-ddof",
    title="a variance that divides by P",
    belief="var is var.",
    hint="Your normalised targets are sqrt(P / (P - 1)) times ours. torch.var divides by P - 1, "
    "np.var and jnp.var by P unless told otherwise.",
    evidence=[
        "facebookresearch/mae uses torch var (read)",
        "https://github.com/yaohungt/Barlow-Twins-HSIC/issues/6 (the same trap in Barlow Twins)",
    ],
    recipe=RECIPE,
    step="moments",
)
def ddof(v: np.ndarray, C: int) -> Pair:
    return v.mean(-1, keepdims=True), v.var(-1, keepdims=True)


_IMAGE: dict[str, Any] = {
    "title": "targets normalised by the statistics of the image",
    "belief": "Every image is normalised.",
    "hint": "Make one patch brighter: its target must not change. Over which axes do you take the "
    "mean?",
    "evidence": ["own experience"],
}


@misconception("normpix-image", variant="ddof 1", **_IMAGE, recipe=RECIPE, step="moments")
def per_image(v: np.ndarray, C: int) -> Pair:
    return v.mean((1, 2), keepdims=True), v.var((1, 2), ddof=1, keepdims=True)


@misconception("normpix-image", variant="ddof 0", **_IMAGE, recipe=RECIPE, step="moments")
def per_image_ddof(v: np.ndarray, C: int) -> Pair:
    return v.mean((1, 2), keepdims=True), v.var((1, 2), keepdims=True)


_CHANNEL: dict[str, Any] = {
    "title": "targets normalised channel by channel",
    "belief": "Colours are normalised each on its own, as in a data loader.",
    "hint": "One mean and one variance for all p*p*C numbers of a patch. How many do you take?",
    "evidence": ["own experience"],
}


def _per_channel(v: np.ndarray, C: int, ddof: int) -> Pair:
    x = v.reshape(*v.shape[:2], -1, C)
    mean, var = x.mean(2, keepdims=True), x.var(2, ddof=ddof, keepdims=True)
    return tuple(np.broadcast_to(m, x.shape).reshape(v.shape) for m in (mean, var))  # type: ignore[return-value]


@misconception("normpix-channel", variant="ddof 1", **_CHANNEL, recipe=RECIPE, step="moments")
def per_channel(v: np.ndarray, C: int) -> Pair:
    return _per_channel(v, C, 1)


@misconception("normpix-channel", variant="ddof 0", **_CHANNEL, recipe=RECIPE, step="moments")
def per_channel_ddof(v: np.ndarray, C: int) -> Pair:
    return _per_channel(v, C, 0)


@misconception(
    "normpix-var",
    title="targets divided by the variance",
    belief="Normalising divides by the variance.",
    hint="What is the variance of your target? It should be 1, and is 1 / var: the root is "
    "missing.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="scale",
)
def by_variance(v: np.ndarray, mean: np.ndarray, var: np.ndarray) -> Any:
    return (v - mean) / (var + 1e-6)


@misconception(
    "normpix-no-eps",
    title="targets without the 1e-6",
    belief="A variance is never 0.",
    hint="What about a patch of blue sky? And in nearly black patches 1e-6 is not small.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="scale",
)
def no_eps(v: np.ndarray, mean: np.ndarray, var: np.ndarray) -> Any:
    return (v - mean) / np.sqrt(var)


@misconception(
    "normpix-eps-outside",
    title="the 1e-6 added to the root instead of the variance",
    belief="It does not matter where the epsilon stands.",
    hint="Beside a standard deviation of 0.001 your 1e-6 is nothing, and inside the root it is as "
    "large as the variance. The contract has it inside.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="scale",
)
def eps_outside(v: np.ndarray, mean: np.ndarray, var: np.ndarray) -> Any:
    return (v - mean) / (np.sqrt(var) + 1e-6)


@misconception(
    "normpix-centre-only",
    title="targets that are centred and not scaled",
    belief="Normalising means subtracting the mean.",
    hint="Double the contrast of a patch: its target must not change.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="scale",
)
def centre_only(v: np.ndarray, mean: np.ndarray, var: np.ndarray) -> Any:
    return v - mean


# Another distance.

_SUM: dict[str, Any] = {
    "title": "squared errors summed over the pixels of a patch",
    "belief": "The error of a patch is the squared norm of the difference.",
    "hint": "Your loss is P = p*p*C times ours: take the mean inside the patch, too.",
    "evidence": ["own experience"],
}


@misconception("mae-sum-pixels", variant=OWN, **_SUM, recipe=RECIPE, step="error")
def sum_pixels(d: np.ndarray) -> Pair:
    return (d**2).sum(-1), 2.0 * d


@misconception("mae-sum-pixels", variant=CONTRACT, **_SUM, recipe=RECIPE, step="error")
def sum_pixels_textbook(d: np.ndarray) -> Pair:
    return (d**2).sum(-1), _error(d)[1]


_ABSOLUTE: dict[str, Any] = {
    "title": "absolute instead of squared errors",
    "belief": "MAE stands for mean absolute error.",
    "hint": "Here MAE is a masked autoencoder. What does an error of 2 cost, next to an error of "
    "1?",
    "evidence": ["own experience"],
}


@misconception("mae-absolute", variant=OWN, **_ABSOLUTE, recipe=RECIPE, step="error")
def absolute(d: np.ndarray) -> Pair:
    return np.abs(d).mean(-1), np.sign(d) / d.shape[-1]


@misconception("mae-absolute", variant=CONTRACT, **_ABSOLUTE, recipe=RECIPE, step="error")
def absolute_textbook(d: np.ndarray) -> Pair:
    return np.abs(d).mean(-1), _error(d)[1]


_HALF: dict[str, Any] = {
    "title": "half the squared error",
    "belief": "A squared error carries a factor of one half, so that the 2 cancels.",
    "hint": "Your loss is half of ours. The contract has no 1/2, and so the gradient keeps its 2.",
    "evidence": ["own experience"],
}


@misconception("mae-half", variant=OWN, **_HALF, recipe=RECIPE, step="error")
def half(d: np.ndarray) -> Pair:
    return (d**2).mean(-1) / 2.0, d / d.shape[-1]


@misconception("mae-half", variant=CONTRACT, **_HALF, recipe=RECIPE, step="error")
def half_textbook(d: np.ndarray) -> Pair:
    return (d**2).mean(-1) / 2.0, _error(d)[1]


# Another average.

_VISIBLE: dict[str, Any] = {
    "title": "the error of the visible patches",
    "belief": "1 means keep.",
    "hint": "Change pred at a visible patch: the loss must not move. Yours does, and at a removed "
    "patch it does not.",
    "evidence": [
        "facebookresearch/mae: 0 is keep, 1 is remove",
        "https://github.com/facebookresearch/mae/issues/146",
    ],
}


@misconception("mae-visible", variant=OWN, **_VISIBLE, recipe=RECIPE, step="average")
def visible(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return _average(error, slope, ~mask)


@misconception("mae-visible", variant=CONTRACT, **_VISIBLE, recipe=RECIPE, step="average")
def visible_textbook(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return _average(error, slope, ~mask)[0], _average(error, slope, mask)[1]


_ALL: dict[str, Any] = {
    "title": "the error of all patches",
    "belief": "An autoencoder reconstructs everything.",
    "hint": "MAE gives no credit for visible patches. Where does the mask enter?",
    "evidence": [
        "https://github.com/facebookresearch/mae/issues/118",
        "https://github.com/facebookresearch/mae/issues/200",
    ],
}


@misconception("mae-all", variant=OWN, **_ALL, recipe=RECIPE, step="average")
def everything(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return error.mean(), slope / mask.size


@misconception("mae-all", variant=CONTRACT, **_ALL, recipe=RECIPE, step="average")
def everything_textbook(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return error.mean(), _average(error, slope, mask)[1]


_ZEROED: dict[str, Any] = {
    "title": "the mean over all patches, with zeros for the visible ones",
    "belief": "Zeros do not count.",
    "hint": "They do in a mean: with 75% removed, your value is 75% of the truth. What do you "
    "divide by?",
    "evidence": ["own experience"],
}


@misconception("mae-zeroed-mean", variant=OWN, **_ZEROED, recipe=RECIPE, step="average")
def zeroed_mean(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return (
        np.where(mask, error, 0.0).mean(),
        np.where(mask[:, :, None], slope, 0.0) / mask.size,
    )


@misconception("mae-zeroed-mean", variant=CONTRACT, **_ZEROED, recipe=RECIPE, step="average")
def zeroed_mean_textbook(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return np.where(mask, error, 0.0).mean(), _average(error, slope, mask)[1]


_PER_IMAGE: dict[str, Any] = {
    "title": "a mean per image, then the mean over images",
    "belief": "A mean of means is the mean.",
    "hint": "MAE's own masks remove equally many patches in every image, ours do not. Sum over the "
    "batch first, divide once.",
    "evidence": ["own experience"],
}


def _mean_of_means(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    share = mask / np.maximum(mask.sum(1, keepdims=True), 1) / len(mask)
    return (
        (share * np.where(mask, error, 0.0)).sum(),
        share[:, :, None] * np.where(mask[:, :, None], slope, 0.0),
    )


@misconception("mae-mean-per-image", variant=OWN, **_PER_IMAGE, recipe=RECIPE, step="average")
def mean_per_image(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return _mean_of_means(error, slope, mask)


@misconception("mae-mean-per-image", variant=CONTRACT, **_PER_IMAGE, recipe=RECIPE, step="average")
def mean_per_image_textbook(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return _mean_of_means(error, slope, mask)[0], _average(error, slope, mask)[1]


_NO_MEAN: dict[str, Any] = {
    "title": "the sum over all removed patches",
    "belief": "The loss of a batch is the sum of its errors.",
    "hint": "Give the same images twice: the loss must not change. What do you divide by?",
    "evidence": ["own experience"],
}


def _total(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return np.where(mask, error, 0.0).sum(), np.where(mask[:, :, None], slope, 0.0)


@misconception("mae-sum", variant=OWN, **_NO_MEAN, recipe=RECIPE, step="average")
def total(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return _total(error, slope, mask)


@misconception("mae-sum", variant=CONTRACT, **_NO_MEAN, recipe=RECIPE, step="average")
def total_textbook(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return _total(error, slope, mask)[0], _average(error, slope, mask)[1]


_BY_BATCH: dict[str, Any] = {
    "title": "the sum over removed patches divided by the number of images",
    "belief": "A batch is averaged over its images.",
    "hint": "Remove twice as many patches: your loss doubles. Divide by the number of removed "
    "patches.",
    "evidence": ["own experience"],
}


@misconception("mae-divide-by-batch", variant=OWN, **_BY_BATCH, recipe=RECIPE, step="average")
def by_batch(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    loss, dpred = _total(error, slope, mask)
    return loss / len(mask), dpred / len(mask)


@misconception("mae-divide-by-batch", variant=CONTRACT, **_BY_BATCH, recipe=RECIPE, step="average")
def by_batch_textbook(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return _total(error, slope, mask)[0] / len(mask), _average(error, slope, mask)[1]


_ROOT: dict[str, Any] = {
    "title": "the root of the mean squared error",
    "belief": "The error is reported as an RMSE, so it is trained as one.",
    "hint": "Your loss is the square root of ours.",
    "evidence": ["own experience"],
}


@misconception("mae-root", variant=OWN, **_ROOT, recipe=RECIPE, step="average")
def root(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    loss, dpred = _average(error, slope, mask)
    value = np.sqrt(loss)
    return value, dpred / (2.0 * value) if value else dpred


@misconception("mae-root", variant=CONTRACT, **_ROOT, recipe=RECIPE, step="average")
def root_textbook(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    loss, dpred = _average(error, slope, mask)
    return np.sqrt(loss), dpred


# The right loss with another gradient.


@misconception(
    "grad-unmasked",
    title="a gradient at all patches",
    belief="The mask belongs to the loss; its gradient is 2 (pred - t).",
    hint="A visible patch cannot move the loss. What does your gradient say about it?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_unmasked(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return _average(error, slope, mask)[0], slope / max(mask.sum(), 1)


@misconception(
    "grad-missing-mean",
    variant="over patches",
    title="a gradient without the division by the number of removed patches",
    belief="The mean only scales the loss, so the gradient can leave it out.",
    hint="Your gradient is ours times n. What does the loss divide by?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def grad_no_mean(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    return _average(error, slope, mask)[0], _total(error, slope, mask)[1]


@misconception(
    "grad-missing-mean",
    variant="inside a patch",
    title="a gradient without the division by P",
    belief="The mean inside a patch only scales the loss, so the gradient can leave it out.",
    hint="Your gradient is ours times p*p*C. The loss has two means: is each in your gradient?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="error",
)
def grad_no_patch_mean(d: np.ndarray) -> Pair:
    return _error(d)[0], 2.0 * d


@misconception(
    "grad-missing-two",
    title="a gradient without the factor 2",
    belief="The derivative of a square is the difference.",
    hint="Your gradient is half of ours. What is the derivative of x squared?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="error",
)
def grad_no_two(d: np.ndarray) -> Pair:
    return _error(d)[0], d / d.shape[-1]


@misconception(
    "grad-sign",
    title="target minus prediction as the gradient",
    belief="The gradient is the step that lowers the loss.",
    hint="Raise a prediction that is too large already: the loss rises. Which sign has the slope "
    "there?",
    evidence=["own experience"],
    recipe=RECIPE,
    step="error",
)
def grad_sign(d: np.ndarray) -> Pair:
    return _error(d)[0], -_error(d)[1]


# The edges: equal to the reference wherever visible patches are in order and some were removed.


@misconception(
    "mask-multiplied",
    title="an MAE loss that multiplies visible patches by 0",
    belief="Anything times a mask of 0 is 0.",
    hint="What is 0 times NaN? Replace visible patches before the arithmetic starts.",
    evidence=["facebookresearch/mae models_mae.py: (loss * mask).sum() / mask.sum() (read)"],
    recipe=RECIPE,
    step="average",
)
def mask_multiplied(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    n = max(mask.sum(), 1)
    return (error * mask).sum() / n, slope * mask[:, :, None] / n


@misconception(
    "empty-nan",
    title="a mean that divides by 0 removed patches",
    belief="It never happens that nothing was removed.",
    hint="What is the mean of nothing? Our contract answers 0, with a gradient of 0.",
    evidence=["facebookresearch/mae models_mae.py: (loss * mask).sum() / mask.sum() (read)"],
    recipe=RECIPE,
    step="average",
)
def empty_nan(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    loss, dpred = _total(error, slope, mask)
    return loss / np.float64(mask.sum()), dpred / np.float64(mask.sum())


@misconception(
    "empty-nan",
    variant="visible slopes set to 0 last",
    title="a mean that divides by 0 removed patches",
    belief="It never happens that nothing was removed.",
    hint="What is the mean of nothing? Our contract answers 0.",
    evidence=["own experience"],
    recipe=RECIPE,
    step="average",
)
def empty_nan_in_the_loss(error: np.ndarray, slope: np.ndarray, mask: np.ndarray) -> Pair:
    n = np.float64(mask.sum())
    return _total(error, slope, mask)[0] / n, np.where(mask[:, :, None], slope / n, 0.0)
