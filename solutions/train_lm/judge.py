"""Every graded number of this exercise, in NumPy, from the parameters that came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sslgrade.content import Call, Misconception, sibling
from sslgrade.content.capstone import rooted, trained
from sslgrade.content.pieces import of_type

Array = Any
Asked = Mapping[str, Call]
Results = Mapping[str, Any]

believed = sibling(__file__, "misconceptions")
OVERFITTED = 0.1
"""Nats per character below which one batch counts as learned by heart."""
SAME = 2e-5
"""How far an objective in float32 may be from ours, relative to it."""
ROOTED = ("embed", "qkv0", "up0")
"""Weights that keep more of their random start than ``out`` and ``down`` do."""


def _normed(x: Array) -> Array:
    return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-6)


def _softmax(scores: Array) -> Array:
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def apply(params: Mapping[str, Array], tokens: Array, mask: Array) -> Array:
    """Return what the driver's model computes, from its description alone."""
    batch, length = tokens.shape
    x = params["embed"][tokens]
    seen = mask[:, None]
    for layer in range(sum(name.startswith("qkv") for name in params)):
        near = params[f"near{layer}"]
        heads, centre = len(near), near.shape[1] // 2
        parts = (_normed(x) @ params[f"qkv{layer}"]).reshape(batch, length, 3, heads, -1)
        q, k, v = (parts[:, :, i].swapaxes(1, 2) for i in range(3))
        places = np.arange(length)
        scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
        scores = scores + near[:, centre + places[None, :] - places[:, None]]
        weights = np.where(seen, _softmax(np.where(seen, scores, -1e30)), 0.0)
        mixed = (weights @ v).swapaxes(1, 2).reshape(x.shape)
        x = x + mixed @ params[f"out{layer}"]
        x = x + np.maximum(_normed(x) @ params[f"up{layer}"], 0) @ params[f"down{layer}"]
    return _normed(x) @ params["head"]


def _masked(inputs: Mapping[str, Array]) -> dict[str, Array]:
    tokens, selected = inputs["tokens"], inputs["selected"]
    return {
        "input_ids": np.where(selected, inputs["mask_id"], tokens),
        "labels": tokens,
        "selected": selected,
        "segment_ids": inputs["segment_ids"],
    }


def _batch(kind: str, inputs: Mapping[str, Array]) -> dict[str, Array]:
    return {**inputs} if kind == "ntp" else _masked(inputs)


def value(
    kind: str,
    params: Mapping[str, Array],
    inputs: Mapping[str, Array],
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> float:
    """Return an objective at some parameters, ours unless ``functions`` are given."""
    chosen = functions or believed.RECIPE.with_steps({})
    wide = {name: np.asarray(p, dtype=np.float64) for name, p in params.items()}
    return float(chosen[f"{kind}_objective"](wide, _batch(kind, inputs), apply))


def _close(got: float, want: float) -> bool:
    return bool(np.isfinite(got)) and abs(got - want) <= SAME * max(1.0, abs(want))


def _values(kind: str) -> Any:
    def look(asked: Asked, came: Results) -> str | None:
        for name in (f"{kind}_value", f"{kind}_again"):
            inputs = asked[name].inputs
            got, want = float(came[name]), value(kind, inputs["params"], inputs)
            if not _close(got, want):
                return (
                    f"{got:.6g} on four small texts, expected {want:.6g}: the same parameters and "
                    "the same batch give another number"
                )
        return None

    return look


def _one_batch(kind: str, name: str, asked: Asked) -> dict[str, Array]:
    """Return the batch that a run learned by heart."""
    inputs = asked[name].inputs
    rows = inputs["rows"][0]
    batch = {key: inputs[key][rows] for key in ("tokens", "segment_ids")}
    if kind == "mlm":
        batch |= {"selected": inputs["selected"][0], "mask_id": inputs["mask_id"]}
    return batch


def _overfit(kind: str) -> Any:
    name = f"{kind}_overfit"

    def look(asked: Asked, came: Results) -> str | None:
        found = value(kind, trained(asked, came, name), _one_batch(kind, name, asked))
        if found < OVERFITTED:
            return None
        steps, last = asked[name].inputs["steps"], _last(asked, came, name)
        return (
            f"{found:.2f} nats on one batch after {steps} steps on nothing else, expected below "
            f"{OVERFITTED}; your objective said {last:.2f}. A model that cannot learn one batch by "
            "heart is asked something else than it is graded on"
        )

    return look


def _last(asked: Asked, came: Results, name: str) -> float:
    return float(came[name]["curve"][asked[name].inputs["steps"] - 1])


def pairs_table(asked: Asked) -> float:
    """Return the nats per character of a table of character pairs on the texts that were kept."""
    inputs, kept = asked["ntp_train"].inputs, asked["kept"].inputs
    size = inputs["params"]["embed"].shape[0]
    counts = np.full((size, size), 0.1)
    np.add.at(counts, _pairs(inputs), 1)
    table = np.log(counts / counts.sum(axis=1, keepdims=True))
    return float(-table[_pairs(kept)].mean())


def _pairs(texts: Mapping[str, Array]) -> tuple[Array, Array]:
    tokens, segments = texts["tokens"], texts["segment_ids"]
    real = (segments[:, :-1] == segments[:, 1:]) & (segments[:, 1:] != 0)
    return tokens[:, :-1][real], tokens[:, 1:][real]


def _unseen(kind: str) -> Any:
    name = f"{kind}_train"

    def look(asked: Asked, came: Results) -> str | None:
        found = value(kind, trained(asked, came, name), asked["kept"].inputs)
        table, last = pairs_table(asked), _last(asked, came, name)
        if found < table:
            return rooted(asked, came, name, ROOTED)
        text = (
            f"{found:.2f} nats per character on docstrings it never saw, expected below "
            f"{table:.2f}, which a table of character pairs reaches"
        )
        if last < found / 2:
            text += (
                f". Leak alarm: your own objective fell to {last:.2f} in training, so what it asks "
                "for can be seen in what the model is given"
            )
        return text

    return look


CHECKS = {
    **{f"{kind}_values": _values(kind) for kind in ("ntp", "mlm")},
    **{f"{kind}_overfit": _overfit(kind) for kind in ("ntp", "mlm")},
    **{f"{kind}_unseen": _unseen(kind) for kind in ("ntp", "mlm")},
}


def suspects(asked: Asked, came: Results) -> dict[str, list[str]]:
    """Return, per objective, the misconceptions that compute what it computed."""
    found: dict[str, list[str]] = {}
    pieces: list[Misconception] = of_type(believed, Misconception)
    for kind in ("ntp", "mlm"):
        names = (f"{kind}_value", f"{kind}_again")
        if any(came[name] is None for name in names):
            continue
        if _computes(kind, asked, came, names, believed.RECIPE.with_steps({})):
            continue
        found[f"{kind}_objective"] = [
            m.id
            for m in pieces
            if m.step.startswith(kind) and _computes(kind, asked, came, names, m.code)
        ]
    return found


def _computes(
    kind: str, asked: Asked, came: Results, names: tuple[str, ...], functions: Mapping[str, Any]
) -> bool:
    inputs = [asked[name].inputs for name in names]
    return all(
        _close(float(came[name]), value(kind, i["params"], i, functions))
        for name, i in zip(names, inputs, strict=True)
    )
