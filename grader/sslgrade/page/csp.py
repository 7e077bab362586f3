"""The page's Content Security Policy: nothing may be loaded, and only what we wrote may run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def digest(text: str) -> str:
    """Return the CSP source of one inline script or style: the hash of its exact text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Allow these inline texts and images that are part of the page; refuse everything else."""
    rules = {
        "default-src": ["'none'"],
        "script-src": sorted({digest(text) for text in scripts}) or ["'none'"],
        "style-src": sorted({digest(text) for text in styles}) or ["'none'"],
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())
