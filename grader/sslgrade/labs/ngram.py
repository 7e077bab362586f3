"""Character n-grams: counts, their plug-in entropy, and Witten–Bell's smoothed predictions.

A longer context is believed as far as it was seen::

    p_k(v | h) = (c(h, v) + t(h) p_{k-1}(v | h')) / (c(h) + t(h))

with t(h) the number of different characters seen after h, and h' the context without its first one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any


@dataclass(frozen=True)
class Counts:
    """How often each character followed each context of one length."""

    order: int
    vocabulary: int
    pairs: Array
    """Sorted codes of context and next character, int64."""
    often: Array

    @property
    def contexts(self) -> Array:
        """The code of each pair's context."""
        return self.pairs // self.vocabulary


def codes(text: Array, order: int, vocabulary: int) -> Array:
    """Return a number for the ``order`` characters before each place from ``order`` on."""
    found = np.zeros(len(text) - order, dtype=np.int64)
    for back in range(order, 0, -1):
        found = found * vocabulary + text[order - back : len(text) - back]
    return found


def count(text: Array, order: int, vocabulary: int) -> Counts:
    """Count what follows every context of ``order`` characters."""
    if vocabulary ** (order + 1) >= 1 << 62:
        raise ValueError(f"contexts of {order} among {vocabulary} characters do not fit 62 bits")
    pairs, often = np.unique(
        codes(text, order, vocabulary) * vocabulary + text[order:], return_counts=True
    )
    return Counts(order, vocabulary, pairs, often)


def plug_in_bits(counts: Counts) -> float:
    """Return the entropy of the next character given its context, in the counted text itself."""
    _, first = np.unique(counts.contexts, return_index=True)
    totals = np.add.reduceat(counts.often, first)
    total_of = np.repeat(totals, np.diff(np.append(first, len(counts.pairs))))
    log_share = np.log2(counts.often / total_of)
    return float(-(counts.often * log_share).sum() / counts.often.sum())


def predict(counts: Counts, text: Array, shorter: Array) -> Array:
    """Return p(v | context) float[P, V] for the places of ``text`` from ``counts.order`` on.

    ``shorter`` holds the predictions of the next shorter order for the same places; a context that
    was never seen leaves them as they are.
    """
    size, places = counts.vocabulary, codes(text, counts.order, counts.vocabulary)
    at = np.searchsorted(counts.pairs, places * size)
    till = np.searchsorted(counts.pairs, (places + 1) * size)
    often = np.zeros((len(places), size))
    for step in range(int((till - at).max(initial=0))):
        inside = np.flatnonzero(at + step < till)
        entry = at[inside] + step
        often[inside, counts.pairs[entry] % size] = counts.often[entry]
    kinds = (till - at)[:, None]
    total = often.sum(axis=1, keepdims=True)
    found = (often + kinds * shorter) / np.maximum(total + kinds, 1)
    return np.where(kinds > 0, found, shorter)
