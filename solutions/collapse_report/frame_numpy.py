"""The frame into which the third hint is pasted."""

from typing import Any

import numpy as np


def collapse_report(logits: np.ndarray, z: np.ndarray) -> dict[str, Any]:
    """Five numbers about collapse."""
    if logits.shape[0] != z.shape[0]:
        raise ValueError("one embedding for every row of logits")
    # <hint>
    raise NotImplementedError
