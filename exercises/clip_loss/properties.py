"""What holds for every right clip_loss, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
N, D, START, CAP = probes.N, probes.D, probes.START, probes.CAP
STEP = 0.02


def _call(inputs: Inputs) -> Call:
    return Call("clip_loss", inputs)


def _batch(rng: Rng, log_scale: float = 1.2) -> Inputs:
    img, txt = probes.clouds(rng, 1.0)
    img, txt = probes.stretched(rng, img, 1.0, 2.0), probes.stretched(rng, txt, 1.0, 2.0)
    return {"img": img, "txt": txt, "log_scale": log_scale}


@law("orthonormal pairs: ln(1 + (N-1) exp(-scale cos)), and its slope", "clip_loss", telling=True)
def orthonormal_pairs(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosine = float(rng.uniform(0.3, 0.7))
    txt = cosine * e[:N] + np.sqrt(1.0 - cosine**2) * e[N]
    log_scale = float(rng.uniform(0.5, 1.5))
    x = (N - 1) * np.exp(-np.exp(log_scale) * cosine)
    want = float(np.log1p(x))
    slope = float(-np.exp(log_scale) * cosine * x / (1.0 + x))
    inputs = {
        "img": probes.stretched(rng, e[:N], 0.5, 2.0),
        "txt": probes.stretched(rng, txt, 0.5, 2.0),
        "log_scale": log_scale,
    }
    return Trial(
        [_call(inputs)],
        lambda results: first(
            near(results[0][0], want, f"loss of pairs at cosine {cosine:.3f}, others orthogonal"),
            near(results[0][3], slope, "its slope in log_scale"),
        ),
    )


@law("all images equal: the two directions differ", "clip_loss", telling=True)
def images_collapsed(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosines = rng.permutation(np.linspace(-0.6, 0.9, N) + rng.uniform(-0.05, 0.05, size=N))
    txt = cosines[:, None] * e[0] + np.sqrt(1.0 - cosines**2)[:, None] * e[1 : N + 1]
    s = np.exp(START) * cosines
    largest = s.max()
    rows = largest + np.log(np.exp(s - largest).sum()) - s.mean()
    want = float((rows + np.log(N)) / 2)
    inputs = {"img": np.outer(rng.uniform(0.5, 2.0, size=N), e[0]), "txt": txt, "log_scale": START}
    return Trial(
        [_call(inputs)],
        lambda results: near(results[0][0], want, "with N times the same image"),
    )


@law("the returned slopes are those of the returned loss", "clip_loss")
def slopes_of_your_own(rng: Rng) -> Trial:
    given = _batch(rng)
    u, w = rng.normal(size=(N, D)), rng.normal(size=(N, D))
    t = float(rng.uniform(0.5, 1.0))
    steps = (STEP, -STEP, STEP / 2, -STEP / 2)
    moved = [
        {
            "img": given["img"] + h * u,
            "txt": given["txt"] + h * w,
            "log_scale": given["log_scale"] + h * t,
        }
        for h in steps
    ]

    def holds(results: list[Any]) -> str | None:
        f = [float(result[0]) for result in results[1:]]
        measured = (4 * (f[2] - f[3]) / STEP - (f[0] - f[1]) / (2 * STEP)) / 3
        _, dimg, dtxt, dlog_scale = results[0]
        claimed = float((dimg * u).sum() + (dtxt * w).sum() + dlog_scale * t)
        return near(claimed, measured, "slope along a random direction", tolerance=1e-3)

    return Trial([_call(given), *(_call(inputs) for inputs in moved)], holds)


@law("above the cap nothing depends on log_scale", "clip_loss")
def capped(rng: Rng) -> Trial:
    given = probes.above_the_cap.make(rng)
    higher = {**given, "log_scale": given["log_scale"] + 2.0}

    def holds(results: list[Any]) -> str | None:
        return first(
            near(results[0][3], 0.0, "dlog_scale above the cap"),
            near(results[1][0], results[0][0], "loss after raising log_scale above the cap"),
        )

    return Trial([_call(given), _call(higher)], holds)


@law("all embeddings equal: ln N, and nothing to learn", "clip_loss")
def nothing_to_tell_apart(rng: Rng) -> Trial:
    same = np.repeat(rng.normal(size=(1, D)), N, axis=0)
    return Trial(
        [_call({"img": same, "txt": same.copy(), "log_scale": START})],
        lambda results: first(
            near(results[0][0], np.log(N), "loss with all embeddings equal"),
            near(results[0][1], np.zeros((N, D)), "dimg with all embeddings equal"),
        ),
    )


@law("swapping images and texts swaps the slopes", "clip_loss")
def sides_swapped(rng: Rng) -> Trial:
    given = _batch(rng, START)
    swapped = {"img": given["txt"], "txt": given["img"], "log_scale": START}
    return Trial(
        [_call(given), _call(swapped)],
        lambda results: first(
            near(results[1][0], results[0][0], "loss after swapping images and texts"),
            near(results[1][1], results[0][2], "dimg after swapping images and texts"),
            near(results[1][2], results[0][1], "dtxt after swapping images and texts"),
            near(results[1][3], results[0][3], "dlog_scale after swapping images and texts"),
        ),
    )


@law("multiplying embeddings by positive numbers changes no loss", "clip_loss")
def lengths_do_not_matter(rng: Rng) -> Trial:
    given = _batch(rng)
    factor = rng.uniform(0.2, 5.0, size=(N, 1))
    longer = {**given, "img": given["img"] * factor}

    def holds(results: list[Any]) -> str | None:
        return first(
            near(results[1][0], results[0][0], "loss after stretching the images"),
            near(results[1][1] * factor, results[0][1], "dimg times the stretch"),
            near(results[1][3], results[0][3], "dlog_scale after stretching the images"),
        )

    return Trial([_call(given), _call(longer)], holds)
