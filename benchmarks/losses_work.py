"""One loss of one library, called when a line comes in; `losses_vs_torch.py` drives it.

Arguments: the work, the library, and "full" or "small" sizes. Before every call the inputs are
there; extra memory is the peak above them, outputs included, of the first call at full size.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
ROWS, WORDS, WIDTH = 2048, 32_768, 512
PAIRS, DIMS, TAU = 4096, 256, 0.07
SETTLED = 31 << 20
FEW_ROWS, ROW_CHUNK, PAIR_CHUNK = 2, 256, 512  # 2 rows of words stay below what malloc maps anew


def solution(exercise: str, backend: str) -> Any:
    """Load the module of a reference solution; it imports nothing of sslgrade."""
    path = ROOT / "solutions" / exercise / f"reference_{backend}.py"
    spec = importlib.util.spec_from_file_location(f"solution_{exercise}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def logits(rows: int, words: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return logits, targets and weights."""
    rng = np.random.default_rng(0)
    z = rng.standard_normal((rows, words), dtype=np.float32)
    return z, rng.integers(words, size=rows), np.ones(rows, np.float32)


def hidden(rows: int, words: int, width: int) -> tuple[np.ndarray, ...]:
    """Return hidden states, word vectors, targets and weights."""
    rng = np.random.default_rng(0)
    h = rng.standard_normal((rows, width), dtype=np.float32)
    w = rng.standard_normal((words, width), dtype=np.float32) * np.float32(width**-0.5)
    return h, w, rng.integers(words, size=rows), np.ones(rows, np.float32)


def pairs(count: int, dims: int) -> tuple[np.ndarray, np.ndarray]:
    """Return two views that resemble each other."""
    rng = np.random.default_rng(0)
    q = rng.standard_normal((count, dims), dtype=np.float32)
    return q, q + rng.standard_normal((count, dims), dtype=np.float32)


def cross_entropy(with_gradient: bool, rows: int, words: int) -> Callable[[], Any]:
    """Return the NumPy reference of cross_entropy, or of mlm_loss, which needs no gradient."""
    z, t, w = logits(rows, words)
    slope = np.empty_like(z)
    both = solution("cross_entropy", "numpy").cross_entropy
    alone = solution("mlm_loss", "numpy").mlm_loss
    chunks = [slice(start, start + FEW_ROWS) for start in range(0, rows, FEW_ROWS)]

    def value() -> Any:
        loss = 0.0
        for c in chunks:
            words = t[None, c]
            every = np.ones(words.shape, dtype=bool)
            loss += alone(z[None, c], words, every, words, every) * words.size
        return loss / rows

    def gradient() -> Any:
        loss, total = 0.0, float(w.sum())
        for c in chunks:
            part, dz = both(z[c], t[c], w[c])
            share = float(w[c].sum()) / total
            loss += part * share
            np.multiply(dz, np.float32(share), out=slope[c])
        return loss

    return gradient if with_gradient else value


def numpy_work(name: str, rows: int, words: int, count: int) -> Callable[[], Any]:
    """Return our NumPy reference at work, in chunks."""
    if name.startswith("cross-entropy"):
        return cross_entropy(name.endswith("gradient"), rows, words)
    if name == "linear + cross-entropy":
        function = solution("ntp_chunked", "numpy").ntp_chunked
        given = hidden(rows, words, WIDTH)
        return lambda: function(*given, chunk=ROW_CHUNK)
    function = solution("info_nce_chunked", "numpy").info_nce_chunked
    q, k = pairs(count, DIMS)
    return lambda: function(q, k, tau=TAU, chunk=PAIR_CHUNK)


def jax_work(name: str, rows: int, words: int, count: int) -> Callable[[], Any]:
    """Return our JAX reference at work, compiled."""
    jax: Any = importlib.import_module("jax")
    if name.startswith("cross-entropy"):
        function = solution("cross_entropy", "jax").cross_entropy
        value = (lambda *a: function(*a)[0]) if not name.endswith("gradient") else function
        given: tuple[Any, ...] = logits(rows, words)
    elif name == "linear + cross-entropy":
        function = solution("ntp_chunked", "jax").ntp_chunked
        value = lambda *a: function(*a, chunk=ROW_CHUNK)  # noqa: E731
        given = hidden(rows, words, WIDTH)
    else:
        function = solution("info_nce_chunked", "jax").info_nce_chunked
        value = lambda *a: function(*a, tau=TAU, chunk=PAIR_CHUNK)  # noqa: E731
        given = pairs(count, DIMS)
    placed = [jax.device_put(a) for a in given]
    compiled = jax.jit(value).lower(*placed).compile()
    return lambda: jax.block_until_ready(compiled(*placed))


def torch_work(name: str, rows: int, words: int, count: int) -> Callable[[], Any]:
    """Return the same loss as PyTorch writes it, with autograd."""
    torch: Any = importlib.import_module("torch")
    functional = torch.nn.functional
    if name.startswith("cross-entropy"):
        z, t = (torch.from_numpy(a) for a in logits(rows, words)[:2])
        if not name.endswith("gradient"):
            return lambda: functional.cross_entropy(z, t).item()
        z.requires_grad_()
        return lambda: torch.autograd.grad(functional.cross_entropy(z, t), [z])
    if name == "linear + cross-entropy":
        h, w, t = (torch.from_numpy(a) for a in hidden(rows, words, WIDTH)[:3])
        h.requires_grad_()
        w.requires_grad_()
        return lambda: torch.autograd.grad(functional.cross_entropy(h @ w.T, t), [h, w])
    q, k = (torch.from_numpy(a).requires_grad_() for a in pairs(count, DIMS))
    right = torch.arange(count)

    def info_nce() -> Any:
        similar = functional.normalize(q) @ functional.normalize(k).T / TAU
        return torch.autograd.grad(functional.cross_entropy(similar, right), [q, k])

    return info_nce


WORKS = {"numpy": numpy_work, "jax": jax_work, "torch": torch_work}


def status_mb(key: str) -> float:
    """Return VmRSS or VmHWM of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{key}:")) / 1e3


def extra_mb(work: Callable[[], Any]) -> float:
    """Return the peak memory of one call above what is there already."""
    before = status_mb("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    result = work()
    peak = status_mb("VmHWM")
    del result
    return peak - before


def main(name: str, library: str, size: str) -> None:
    """Measure memory once, then answer every line with one call's wall and CPU seconds."""
    make = WORKS[library]
    # Small first: what a library sets up once is no memory of the loss.
    make(name, 8, 64, 8)()
    # glibc maps anew, and the kernel clears, what is larger than the largest block freed so far:
    # a program that has run for a while is past that, so each library's process is put there.
    np.empty(SETTLED, dtype=np.uint8)
    full = (ROWS, WORDS, PAIRS) if size == "full" else (64, 512, 64)
    work = make(name, *full)
    print(json.dumps({"extra_mb": extra_mb(work)}), flush=True)
    for _ in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        took = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
