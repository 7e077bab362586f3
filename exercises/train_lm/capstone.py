"""What is asked of the driver, and the checks that need no answer."""

from __future__ import annotations

import ast
import functools
import sysconfig
import warnings
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sslgrade.content import Call, Rng, near
from sslgrade.content.capstone import shaped

Array = Any
PAD, MASK, UNKNOWN = 0, 1, 2
VOCABULARY = 48
"""Pad, mask, "any other character", and the 45 commonest characters of the corpus."""
WIDTH, HEADS, GROWTH = 64, 4, 2
BATCH = 16
RATE = 6e-3
SELECTED = 0.15
SIZES = {
    # characters of the corpus, characters of a text, layers, training steps
    "full": (600_000, 64, 2, 800),
    "smoke": (150_000, 32, 1, 500),
    "glance": (0, 12, 2, 0),
}
START = 0.05
"""How far the loss may be from ln V before training, as a share of it."""
TEXTS_KEPT = 256
"""Texts that the worker never sees."""


@functools.cache
def docstrings(enough: int) -> tuple[str, ...]:
    """Return docstrings of the running Python's standard library, in a fixed order."""
    base = Path(sysconfig.get_paths()["stdlib"])
    found: list[str] = []
    size = 0
    for path in sorted(base.glob("*.py")) + sorted(base.glob("[a-z]*/*.py")):
        if size >= enough:
            break
        if {"test", "tests", "site-packages", "dist-packages"} & set(path.parts):
            continue
        for text in _texts(path):
            found.append(text)
            size += len(text)
    return tuple(found)


def _texts(path: Path) -> list[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return []
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = [ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, kinds)]
    return [" ".join(text.lower().split()) for text in texts if text and len(text) > 20]


def corpus(rng: Rng, enough: int, length: int) -> tuple[Array, Array]:
    """Return packed texts as (tokens, segment_ids), both int[R, T], in the order of ``rng``.

    Docstrings follow each other and are cut into rows; every fourth row ends in padding.
    """
    texts = docstrings(enough)
    common = Counter("".join(texts)).most_common(VOCABULARY - 3)
    code = {char: number + 3 for number, (char, _) in enumerate(common)}
    order = rng.permutation(len(texts))
    stream = np.array([code.get(c, UNKNOWN) for i in order for c in texts[i]], dtype=np.int32)
    owner: Array = np.repeat(np.arange(len(order)), [len(texts[i]) for i in order])
    rows = len(stream) // length
    tokens = stream[: rows * length].reshape(rows, length).copy()
    owner = owner[: rows * length].reshape(rows, length)
    segments = (owner - owner[:, :1] + 1).astype(np.int32)
    ends = np.where(rng.random(rows) < 0.25, rng.integers(length // 2, length, rows), length)
    padding = np.arange(length)[None, :] >= ends[:, None]
    tokens[padding], segments[padding] = PAD, 0
    return tokens, segments


def parameters(rng: Rng, length: int, layers: int, *, head: float = 0.0) -> dict[str, Array]:
    """Return fresh parameters. With ``head=0`` all logits are 0: the model knows nothing yet."""
    found = {
        "embed": rng.normal(size=(VOCABULARY, WIDTH)),
        "head": head * rng.normal(size=(WIDTH, VOCABULARY)) / WIDTH**0.5,
    }
    distance = np.arange(2 * length - 1) - (length - 1)
    for layer in range(layers):
        inner = GROWTH * WIDTH
        for name, rows, columns, scale in (
            ("qkv", WIDTH, 3 * WIDTH, 1.0),
            ("out", WIDTH, WIDTH, 0.5),
            ("up", WIDTH, inner, 1.0),
            ("down", inner, WIDTH, 0.5),
        ):
            found[f"{name}{layer}"] = scale * rng.normal(size=(rows, columns)) / rows**0.5
        # Every head begins by looking at one neighbour, so that a few hundred steps are enough.
        centres = np.array([-1, 1, -2, 2])[:HEADS] * (layer + 1)
        found[f"near{layer}"] = -np.abs(distance[None, :] - centres[:, None]) / (layer + 1)
    return {name: value.astype(np.float32) for name, value in found.items()}


def _small(rng: Rng, length: int) -> tuple[Array, Array, Array]:
    """Return four rows: two documents, one and padding, one alone, three; unevenly selected."""
    segments = np.ones((4, length), dtype=np.int32)
    segments[0, 5:] = 2
    segments[1, 7:] = 0
    segments[3, 3:] = 2
    segments[3, 8:] = 3
    tokens = rng.integers(3, VOCABULARY, (4, length)).astype(np.int32)
    tokens[segments == 0] = PAD
    selected = np.zeros((4, length), dtype=bool)
    for row, count in enumerate((2, 1, 4, 2)):
        real = np.flatnonzero(segments[row])
        selected[row, rng.choice(real[1:], count, replace=False)] = True
    return tokens, segments, selected


def _values(rng: Rng) -> dict[str, Call]:
    """Made-up texts, two batches of each kind, and one text with two futures."""
    length, layers = SIZES["glance"][1], SIZES["glance"][2]
    params = parameters(rng, length, layers, head=3.0)
    found = {}
    for turn in ("value", "again"):
        tokens, segments, selected = _small(rng, length)
        text = {"params": params, "tokens": tokens, "segment_ids": segments}
        found[f"ntp_{turn}"] = Call("ntp_value", text)
        found[f"mlm_{turn}"] = Call("mlm_value", {**text, "selected": selected, "mask_id": MASK})
    one = np.ones((3, length), dtype=np.int32)
    before = rng.integers(3, VOCABULARY, (3, length)).astype(np.int32)
    after = before.copy()
    after[:, length // 2 :] = rng.integers(3, VOCABULARY, (3, length - length // 2))
    for name, tokens in (("ntp_past", before), ("ntp_other_future", after)):
        found[name] = Call("ntp_seen", {"params": params, "tokens": tokens, "segment_ids": one})
    return found


def _training(rng: Rng, size: str) -> dict[str, Call]:
    enough, length, layers, steps = SIZES[size]
    tokens, segments = corpus(rng, enough, length)
    kept = {"tokens": tokens[:TEXTS_KEPT], "segment_ids": segments[:TEXTS_KEPT]}
    kept["selected"] = (rng.random(kept["tokens"].shape) < SELECTED) & (kept["segment_ids"] != 0)
    tokens, segments = tokens[TEXTS_KEPT:], segments[TEXTS_KEPT:]
    params = parameters(rng, length, layers)
    rows = rng.integers(0, len(tokens), (steps, BATCH)).astype(np.int32)
    selected = rng.random((steps, BATCH, length)) < SELECTED
    same_rows = np.broadcast_to(rows[:1], rows.shape)
    same_selected = np.broadcast_to(selected[:1], selected.shape)
    texts = {"params": params, "tokens": tokens, "segment_ids": segments}
    found = {"kept": Call("", {**kept, "mask_id": MASK})}
    for name, count, r, s in (
        ("overfit", steps // 3, same_rows, same_selected),
        ("train", steps, rows, selected),
    ):
        pace = {"steps": count, "rate": RATE}
        masked = {"selected": s & (segments[r] != 0), "mask_id": MASK}
        found[f"ntp_{name}"] = Call("ntp_train", {**texts, "rows": r, **pace})
        found[f"mlm_{name}"] = Call("mlm_train", {**texts, "rows": r, **masked, **pace})
    return found


def calls(rng: Rng, size: str) -> dict[str, Call]:
    """Return the calls of one run; the same ``rng`` gives the same numbers."""
    found = _values(rng)
    if size != "glance":
        found |= _training(rng, size)
    return found


def _start(name: str) -> Any:
    def look(asked: Mapping[str, Call], came: Mapping[str, Any]) -> str | None:
        first, want = float(came[name]["curve"][0]), float(np.log(VOCABULARY))
        if abs(first - want) <= START * want:
            return None
        return (
            f"{first:.3f} nats before training, expected about ln {VOCABULARY} = {want:.3f}: "
            "the model gives every character the same score"
        )

    return look


def _causal(asked: Mapping[str, Call], came: Mapping[str, Any]) -> str | None:
    past, other = came["ntp_past"], came["ntp_other_future"]
    texts, length = asked["ntp_past"].inputs["tokens"].shape
    cut = length // 2
    if past.ndim != 3 or not cut <= past.shape[1] <= length:
        return f"predictions of shape {past.shape}, expected one for every position"
    shape = (texts, past.shape[1], VOCABULARY)
    past, other = (shaped(scores, shape, "predictions") for scores in (past, other))
    finding = near(other[:, :cut], past[:, :cut], "a score", tolerance=1e-4)
    if finding is None:
        return None
    return (
        f"other characters from position {cut} on change the predictions before it "
        f"({finding}): the mask lets positions see the future"
    )


CHECKS = {
    "ntp_start": _start("ntp_train"),
    "mlm_start": _start("mlm_train"),
    "causality": _causal,
}
