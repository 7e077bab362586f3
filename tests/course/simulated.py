"""A class whose learners write the references with one famous slip each; graded for real."""

from __future__ import annotations

import ast
import random
from pathlib import Path

from sslgrade.content.catalogue import catalogue

NAMES = (
    *("ada", "bert", "cleo", "dan", "eva", "finn", "gita", "hugo", "iris", "jun", "kofi", "lena"),
    *("mara", "nils", "olga", "pia", "quin", "rosa", "sven", "tara", "uma", "vito", "wen", "yuki"),
)
SLIPS: dict[str, list[tuple[str, str]]] = {
    "cosine_similarity": [
        ("np.asarray(u @ v.T)", "np.asarray(a @ b.T)"),
        ("np.asarray(u @ v.T)", "np.asarray(u @ b.T)"),
        ("np.asarray(u @ v.T)", "np.asarray(1 - u @ v.T)"),
    ],
    "log_softmax": [
        ("x - x.max(axis=axis, keepdims=True)", "x"),
        ("np.asarray(shifted - log_total)", "np.asarray((shifted - log_total) / np.log(2))"),
    ],
    "cross_entropy": [
        ("share = weights / (weights.sum() if counted.any() else 1.0)", "share = weights"),
        ("weights / (weights.sum() if counted.any() else 1.0)", "counted / max(counted.sum(), 1)"),
        ("weights / (weights.sum() if counted.any() else 1.0)", "weights / len(weights)"),
        ("logits, 0.0).astype(dtype, copy=False)", "logits, 0.0).astype(dtype) * 1.1"),
    ],
    "mlm_loss": [
        ("nll.sum() / count", "nll.sum() / labels.size"),
        ("nll.sum() / count", "nll.sum()"),
        ("nll.sum() / count", "nll.sum() / len(labels)"),
        ("z -= z.max(axis=1, keepdims=True)", "z = z + 0.0"),
        ("dtype=bool)", "dtype=bool) | np.asarray(attention_mask, dtype=bool)"),
    ],
    "ntp_loss": [
        ("z = z - z.max(axis=1, keepdims=True)", "pass"),
        ("nll.mean())", "nll.mean() / np.log(2))"),
    ],
    "info_nce": [
        ("(u @ v.T) / tau", "u @ v.T"),
        ("(u @ v.T) / tau", "(q @ k.T) / tau"),
        ("(u @ v.T) / tau", "(u @ v.T) * tau"),
        ("(lse - np.diagonal(s)).mean()", "(lse - np.diagonal(s)).sum()"),
        ("(u @ v.T) / tau", "(u @ k.T) / tau"),
    ],
}


def right(exercise: str) -> str:
    """Return the reference without its comments and docstrings."""
    return plain(catalogue().get(exercise).reference_source("numpy"))


def wrong(exercise: str) -> list[str]:
    """Return one text for each slip."""
    source = catalogue().get(exercise).reference_source("numpy")
    texts = []
    for old, new in SLIPS[exercise]:
        assert old in source, (exercise, old)
        texts.append(plain(source.replace(old, new)))
    return texts


def plain(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.Module)) and ast.get_docstring(node):
            node.body = node.body[1:]
    return ast.unparse(tree) + "\n"


def hand_in(folder: Path, exercises: list[str], students: list[str], seed: int = 1) -> None:
    """Write ``<student>/<exercise>.py``; abler learners err less, and some slips are common."""
    rng = random.Random(seed)
    ability = {student: rng.betavariate(3, 2) for student in students}
    for exercise in exercises:
        good, slips = right(exercise), wrong(exercise)
        stub = catalogue().get(exercise).stub("numpy")
        for student in students:
            luck = rng.random()
            if luck < 0.04 + 0.1 * (1 - ability[student]):
                continue
            if rng.random() < ability[student]:
                text = good
            else:
                pick = int(rng.expovariate(0.8))
                unfinished = ["def broken(:\n", stub]
                text = (slips + unfinished)[min(pick, len(slips) + 1)]
            place = folder / student
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{exercise}.py").write_text(text, encoding="utf-8")
