"""What holds for every right random_masking and restore, whatever their code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")


def _mask(inputs: Inputs) -> Call:
    return Call("random_masking", inputs)


def _numbers(value: Any) -> np.ndarray:
    return np.asarray(value, dtype=np.float64)


def _indices(value: Any) -> np.ndarray:
    return np.asarray(np.nan_to_num(_numbers(value)), dtype=np.int64)


def _shapes(results: list[Any], shape: tuple[int, int, int]) -> str | None:
    B, L, D = shape
    wanted = {"x_keep": (B, probes.KEPT, D), "mask": (B, L), "ids_restore": (B, L)}
    for (name, want), got in zip(wanted.items(), results, strict=True):
        if np.shape(got) != want:
            return f"{name}: shape {np.shape(got)}, expected {want}"
    return None


@law("the tokens with the smallest noise stay, by rising noise", "random_masking", telling=True)
def the_smallest_noise_stays(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    noise = inputs["noise"]
    inputs["x"] = np.stack([noise, -noise], axis=2)
    smallest = np.sort(noise, axis=1)[:, : probes.KEPT]

    def holds(results: list[Any]) -> str | None:
        x_keep, mask, _ = results[0]
        return first(
            _shapes(results[0], probes.SHORT),
            near(x_keep, np.stack([smallest, -smallest], axis=2), "x_keep of tokens made of noise"),
            near(_numbers(mask), noise > smallest[:, -1:], "mask, by the largest noise kept"),
        )

    return Trial([_mask(inputs)], holds)


@law("every image loses L - num_keep tokens", "random_masking")
def so_many_are_removed(rng: Rng) -> Trial:
    inputs = [probes.batch(rng, shape) for shape in (probes.SHORT, probes.LONG)]

    def holds(results: list[Any]) -> str | None:
        for given, (_, mask, _) in zip(inputs, results, strict=True):
            B, L, _ = given["x"].shape
            mask = _numbers(mask)
            if mask.shape != (B, L) or not np.isin(mask, (0.0, 1.0)).all():
                return f"mask: expected True and False in the shape {(B, L)}"
            found = near(mask.sum(axis=1), np.full(B, L - probes.KEPT), "True entries per image")
            if found is not None:
                return found
        return None

    return Trial([_mask(given) for given in inputs], holds)


@law("images with mirrored noise lose mirrored tokens", "random_masking")
def own_mask_per_image(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    noise = inputs["noise"]
    noise[1] = noise[0, ::-1]
    noise[2] = noise[0].max() + noise[0].min() - noise[0]
    smallest_last = probes.SHORT[1] - 1

    def holds(results: list[Any]) -> str | None:
        _, mask, ids = results[0]
        mask, ids = _numbers(mask), _numbers(ids)
        if mask.shape != noise.shape or ids.shape != noise.shape:
            return f"shapes {mask.shape} and {ids.shape}, expected {noise.shape}"
        return first(
            near(mask[1], mask[0, ::-1], "mask of the mirrored image"),
            near(ids[1], ids[0, ::-1], "ids_restore of the mirrored image"),
            near(ids[2], smallest_last - ids[0], "ids_restore where large noise became small"),
        )

    return Trial([_mask(inputs)], holds)


@law("ids_restore ranks the noise, and mask follows from it", "random_masking", telling=True)
def ranks_sort_the_noise(rng: Rng) -> Trial:
    inputs = probes.batch(rng, probes.LONG)
    noise = inputs["noise"]

    def holds(results: list[Any]) -> str | None:
        _, mask, ids = results[0]
        ids = _numbers(ids)
        if ids.shape != noise.shape:
            return f"ids_restore: shape {ids.shape}, expected {noise.shape}"
        places = np.arange(noise.shape[1])
        return first(
            near(np.sort(ids, axis=1), np.tile(places, (len(ids), 1)), "sorted ids_restore"),
            near(
                np.take_along_axis(np.sort(noise, axis=1), _indices(ids) % len(places), axis=1),
                noise,
                "the sorted noise, gathered by ids_restore",
            ),
            near(_numbers(mask), ids >= probes.KEPT, "mask, by ids_restore"),
        )

    return Trial([_mask(inputs)], holds)


@law("restored, every visible token is at its old position", "restore", telling=True)
def visible_tokens_come_home(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    token = rng.uniform(2.0, 3.0, size=probes.SHORT[2])
    kept = np.argsort(np.argsort(inputs["noise"], axis=1), axis=1) < probes.KEPT
    want = np.where(kept[:, :, None], inputs["x"], token)

    def then(results: list[Any]) -> list[Call]:
        x_keep, _, ids = results[0]
        if _shapes(results[0], probes.SHORT) is not None:
            return []
        given = {"x_keep": np.asarray(x_keep), "mask_token": token, "ids_restore": _indices(ids)}
        return [Call("restore", given)]

    def holds(results: list[Any]) -> str | None:
        finding = _shapes(results[0], probes.SHORT)
        return finding or near(results[1], want, "tokens masked and restored")

    return Trial([_mask(inputs)], holds, then=then)


@law("position j holds what stands at place ids_restore[j]", "restore", telling=True)
def every_place_is_looked_up(rng: Rng) -> Trial:
    inputs = probes.kept_batch(rng, probes.LONG)
    want = np.empty(probes.LONG)
    for b, places in enumerate(inputs["ids_restore"]):
        for j, place in enumerate(places):
            kept = place < probes.KEPT
            want[b, j] = inputs["x_keep"][b, place] if kept else inputs["mask_token"]
    return Trial(
        [Call("restore", inputs)], lambda results: near(results[0], want, "the restored tokens")
    )


@law("without a shuffle the kept tokens come first", "restore", telling=True)
def nothing_to_unshuffle(rng: Rng) -> Trial:
    B, L, _ = probes.SHORT
    inputs = {**probes.kept_batch(rng), "ids_restore": np.tile(np.arange(L), (B, 1))}
    want = np.tile(inputs["mask_token"], (B, L, 1))
    want[:, : probes.KEPT] = inputs["x_keep"]
    return Trial(
        [Call("restore", inputs)], lambda results: near(results[0], want, "the restored tokens")
    )
