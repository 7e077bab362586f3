"""The frame into which the third hint is pasted."""

import numpy as np


def mi_bound(scores: np.ndarray) -> float:  # type: ignore[empty-body]
    """InfoNCE bound in nats."""
    # <hint>
