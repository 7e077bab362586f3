"""A cold `sslgrade check` of one NumPy exercise against pytest running one NumPy test."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import medians

from sslgrade.content.catalogue import catalogue

ROUNDS = 21
TEST = """import numpy as np


def test_log_softmax():
    x = np.random.default_rng(0).normal(size=(4, 6))
    s = x - x.max(axis=-1, keepdims=True)
    y = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
    np.testing.assert_allclose(np.exp(y).sum(axis=-1), 1)
"""


def main() -> int:
    python = sys.executable
    sslgrade = str(Path(python).with_name("sslgrade"))
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "test_one.py").write_text(TEST, encoding="utf-8")
        source = catalogue().get("info_nce").reference_source("numpy")
        (here / "mine.py").write_text(source, encoding="utf-8")
        check = [sslgrade, "check", "info_nce", "--file", "mine.py"]
        found = medians(
            {
                "check": check,
                "pytest": [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_one.py"],
                "import numpy": [python, "-c", "import numpy"],
            },
            here,
            ROUNDS,
        )
        traced = subprocess.run(
            [python, "-X", "importtime", *check], cwd=here, capture_output=True, text=True
        )
    jax = any(line.endswith((" jax", " jaxlib")) for line in traced.stderr.splitlines())
    for name, seconds in found.items():
        print(f"{name:<14} {1e3 * seconds:7.1f} ms CPU (median of {ROUNDS})")
    ratio = found["check"] / found["pytest"]
    print(f"check ÷ pytest        {ratio:.2f}   (target ≤ 0.7)")
    print(f"check ÷ import numpy  {found['check'] / found['import numpy']:.2f}   (target ≤ 2.2)")
    print(f"jax imported by the grader: {'yes' if jax else 'no'}")
    return int(ratio > 0.7 or jax)


if __name__ == "__main__":
    raise SystemExit(main())
