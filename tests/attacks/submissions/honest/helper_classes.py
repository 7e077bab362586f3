"""Has dataclasses, an enum, a protocol and a subclass of ndarray of its own.

Stopped by: nothing.
"""

# expect: passed

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np


class Side(enum.Enum):
    QUERY = "q"
    KEY = "k"


class Similarity(Protocol):
    def __call__(self, a: np.ndarray, b: np.ndarray) -> np.ndarray: ...


class Logits(np.ndarray):
    """Logits that know their temperature."""


@dataclass(frozen=True)
class Cosine:
    eps: float = 1e-12

    def unit(self, x: np.ndarray) -> np.ndarray:
        return x / np.maximum(np.sqrt((x * x).sum(axis=1, keepdims=True)), self.eps)

    def __call__(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return self.unit(a) @ self.unit(b).T


class Pair(NamedTuple):
    lse: np.ndarray
    own: np.ndarray


def terms(s: np.ndarray) -> Pair:
    m = s.max(axis=1)
    return Pair(m + np.log(np.exp(s - m[:, None]).sum(axis=1)), np.diag(s))


def info_nce(q: np.ndarray, k: np.ndarray, *, tau: float) -> np.ndarray:
    if tau <= 0 or q.shape != k.shape:
        raise ValueError(f"bad arguments for {Side.QUERY} and {Side.KEY}")
    similarity: Similarity = Cosine()
    lse, own = terms((similarity(q, k) / tau).view(Logits))
    return (lse - own).mean()
