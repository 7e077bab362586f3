from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sslgrade.worker.isolation import (
    bubblewrap,
    capabilities,
    kernel,
    landlock,
    levels,
    paths,
    probe,
    rlimits,
    seccomp,
)
from sslgrade.worker.isolation.plan import IsolationError, Missing, Plan

Confined = Callable[..., Any]
Reachable = Callable[..., Plan]

GONE = Missing("It is gone.", "Bring it back.")
LAYERS = {
    "rlimits": (rlimits, "unavailable"),
    "capabilities": (capabilities, "unavailable"),
    "landlock": (landlock, "unavailable"),
    "seccomp": (seccomp, "unavailable"),
    "bubblewrap": (probe, "bubblewrap_works"),
}
linux = pytest.mark.skipif(not kernel.machine(), reason="needs Linux on x86-64 or aarch64")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Make exactly the given layers available."""

    def offer(*available: str) -> None:
        for name, (module, question) in LAYERS.items():
            answer = None if name in available else GONE
            monkeypatch.setattr(module, question, lambda *_, _answer=answer, **__: _answer)

    levels._reach.cache_clear()
    yield offer
    levels._reach.cache_clear()


L1 = ("rlimits", "capabilities")
AUTO = [
    ((), "L0", ()),
    (("rlimits",), "L0", ()),
    (L1, "L1", L1),
    ((*L1, "seccomp"), "L1", (*L1, "seccomp")),
    ((*L1, "landlock"), "L1", (*L1, "landlock")),
    ((*L1, "landlock", "seccomp"), "L2", (*L1, "landlock", "seccomp")),
    ((*L1, "seccomp", "bubblewrap"), "L1", (*L1, "seccomp")),
    (tuple(LAYERS), "L3", (*L1, "landlock", "seccomp", "bubblewrap")),
]


@linux
@pytest.mark.parametrize(("available", "level", "flags"), AUTO)
def test_auto_is_the_best_that_works(
    machine: Callable[..., None],
    available: tuple[str, ...],
    level: str,
    flags: tuple[str, ...],
) -> None:
    machine(*available)
    plan = levels.reach("auto", "numpy")
    assert (plan.level, plan.flags) == (level, flags)


@linux
@pytest.mark.parametrize("level", ["L1", "L2", "L3"])
def test_a_named_level_is_reached_or_refused_with_the_reason(
    machine: Callable[..., None], level: str
) -> None:
    machine()
    with pytest.raises(IsolationError) as caught:
        levels.reach(level, "numpy")
    assert caught.value.reason == f"Isolation level {level} cannot be reached here. It is gone."
    assert caught.value.mend == (
        "Bring it back. Or choose a lower level: --isolation auto takes the best."
    )


@linux
def test_a_named_level_takes_nothing_on_top(machine: Callable[..., None]) -> None:
    machine(*LAYERS)
    assert levels.reach("L0", "numpy") == Plan("L0")
    assert levels.reach("L1", "numpy") == Plan("L1", flags=L1)


@linux
def test_only_jax_may_start_threads_and_read_devices(machine: Callable[..., None]) -> None:
    machine(*LAYERS)
    assert "threads" in levels.reach("L2", "jax").flags
    assert "threads" not in levels.reach("L2", "numpy").flags
    assert levels.reach("L2", "numpy").devices == ()


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_reach_what_they_can(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(levels, "_LINUX", False)
    levels._reach.cache_clear()
    try:
        plan = levels.reach("auto", "numpy")
        assert plan == (Plan("L1", flags=("rlimits",)) if platform == "darwin" else Plan("L0"))
        with pytest.raises(IsolationError, match="Linux"):
            levels.reach("L2", "jax")
        assert not bubblewrap.find()
    finally:
        levels._reach.cache_clear()


@pytest.mark.parametrize(("level", "backend"), [("L9", "numpy"), ("", "jax"), ("auto", "torch")])
def test_unknown_words_are_refused(level: str, backend: str) -> None:
    with pytest.raises(ValueError, match=r"is one of|is numpy or jax"):
        levels.reach(level, backend)


@linux
def test_reaching_is_cheap(reachable: Reachable) -> None:
    reachable("L2")
    levels._reach.cache_clear()
    started = time.process_time()
    levels.reach("auto", "numpy")
    assert time.process_time() - started < 0.01  # 1.2 ms measured
    started = time.process_time()
    levels.reach("auto", "numpy")
    assert time.process_time() - started < 0.001


# --- in the child

INSIDE = [
    ("L0", ["process"]),
    ("L1", ["process", "rlimits", "capabilities"]),
    ("L2", ["process", "rlimits", "capabilities", "landlock (ABI {abi})", "seccomp"]),
    (
        "L3",
        ["process", "rlimits", "capabilities", "bubblewrap", "landlock (ABI {abi})", "seccomp"],
    ),
]


@linux
@pytest.mark.parametrize(("level", "layers"), INSIDE)
def test_the_layers_are_named(
    reachable: Reachable, confined: Confined, level: str, layers: list[str]
) -> None:
    found, cost = confined(reachable(level), "result = [layers, cpu_ms]", preload="numpy")
    assert found == [layer.format(abi=landlock.abi()) for layer in layers]
    assert cost < 20  # 2 ms measured


@linux
def test_a_broken_promise_is_an_error(confined: Confined) -> None:
    code = """
from sslgrade.worker.isolation import capabilities
def fail():
    raise OSError(1, "no")
capabilities.restrict = fail
try:
    levels.apply(levels.Plan("L1", flags=("capabilities",)))
except levels.IsolationError as error:
    result = str(error)
"""
    assert confined(Plan("L0"), code) == (
        "The layer capabilities was promised, but failed: [Errno 1] no"
    )


WORK = """
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(8, 8))
lazy = "fft linalg random ma testing polynomial lib ctypeslib dtypes exceptions rec char"
result = {
    "lazy": {name: attempt(lambda: getattr(np, name)) for name in lazy.split()},
    "values": [float(np.linalg.norm(x @ np.linalg.inv(x) - np.eye(8)) < 1e-9),
               float(np.abs(np.fft.ifft(np.fft.fft(x)) - x).max() < 1e-12),
               float(np.ma.masked_invalid([1.0, np.nan]).sum())],
    "modules": {name: attempt(lambda: importlib.import_module(name)) for name in
        "dataclasses typing math functools itertools collections abc enum decimal fractions random "
        "statistics string re json hashlib copy operator warnings contextlib heapq bisect cmath "
        "numbers inspect traceback logging unittest textwrap pprint time datetime calendar array "
        "struct bz2 lzma zlib ctypes csv io pathlib encodings.latin_1 encodings.idna secrets uuid "
        "concurrent.futures asyncio threading".split()},
    "traceback": attempt(lambda: __import__("traceback").format_exc()),
}
"""


@linux
@pytest.mark.parametrize("level", ["L2", "L3"])
def test_numpy_and_the_standard_library_still_work(
    reachable: Reachable, confined: Confined, level: str
) -> None:
    found = confined(reachable(level), WORK, preload="numpy")
    assert set(found["lazy"].values()) == {"done"}
    assert found["values"] == [1.0, 1.0, 1.0]
    assert {name for name, end in found["modules"].items() if end != "done"} == set()


JAX = """
import jax, jax.numpy as jnp, numpy as np
def loss(w, x):
    return -jnp.mean(jax.nn.log_softmax(x @ w)[:, 0])
x = jnp.asarray(np.random.default_rng(0).normal(size=(5, 4)))
w = jnp.eye(4)
result = {
    "dtype": str(x.dtype),
    "jit": bool(jnp.allclose(jax.jit(loss)(w, x), loss(w, x))),
    "grad": list(jax.jit(jax.grad(loss))(w, x).shape),
    "vmap": list(jax.vmap(lambda row: row.sum())(x).shape),
    "random": list(jax.random.normal(jax.random.key(0), (2,)).shape),
    "scan": bool(jax.lax.scan(lambda c, a: (c + a, a), 0.0, x[0])[0] == x[0].sum()),
    "linalg": list(jnp.linalg.svd(x)[1].shape),
    "lazy": attempt(lambda: [importlib.import_module(name) for name in
        ("scipy.special", "jax.scipy.stats", "jax.experimental", "jax.tree_util", "opt_einsum")]),
    "fork": attempt(os.fork),
    "socket": attempt(lambda: __import__("socket").socket()),
    "file": attempt(lambda: open("/etc/passwd")),
}
"""


@linux
@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="jax is not installed")
@pytest.mark.parametrize("level", ["L2", "L3"])
def test_jax_still_computes(reachable: Reachable, confined: Confined, level: str) -> None:
    found = confined(reachable(level, "jax"), JAX, preload="jax numpy")
    assert found.pop("file") in ("PermissionError", "FileNotFoundError")  # L3: not even there
    assert found == {
        "dtype": "float64",
        "jit": True,
        "grad": [4, 4],
        "vmap": [5],
        "random": [2],
        "scan": True,
        "linalg": [4],
        "lazy": "done",
        "fork": "PermissionError",
        "socket": "PermissionError",
    }


FORKED = """
inner = levels.Plan.from_json({plan!r})
reader, writer = os.pipe()
child = os.fork()
if not child:
    try:
        named = levels.apply(inner)
        ends = [attempt(lambda: os.listdir("/")), attempt(os.fork)]
        import numpy.fft
        os.write(writer, json.dumps([named, ends]).encode())
    finally:
        os._exit(0)
os.close(writer)
result = json.loads(os.read(reader, 10000)), [attempt(lambda: os.listdir("/"))]
os.waitpid(child, 0)
"""


@linux
def test_a_forked_child_is_confined_and_its_zygote_is_not(
    reachable: Reachable, confined: Confined
) -> None:
    plan = reachable("L2")
    (named, ends), outside = confined(
        Plan("L0"), FORKED.format(plan=plan.to_json()), preload="numpy"
    )
    assert named[-1] == "seccomp"
    assert ends == ["PermissionError", "PermissionError"]
    assert outside == ["done"]


@linux
@pytest.mark.parametrize("level", ["L2", "L3"])
def test_answers_cannot_be_read(reachable: Reachable, confined: Confined, level: str) -> None:
    """Neither of an editable checkout, nor beside the packages of the interpreter."""
    checkout = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))
    places = [__file__, levels.__file__, checkout, os.path.join(checkout, "solutions")]
    places += [os.path.dirname(os.path.dirname(pytest.__file__)), pytest.__file__]
    places += [os.path.join(folder, "site-packages") for folder in paths.library_folders()]
    code = f"""
def read(path):
    return os.listdir(path) if os.path.isdir(path) else open(path).read()
result = [attempt(lambda: read(path)) for path in {places!r}]
"""
    assert set(confined(reachable(level), code)) <= {"PermissionError", "FileNotFoundError"}


@linux
def test_it_still_dies_with_its_parent(reachable: Reachable, confined: Confined) -> None:
    """The parent-death signal, set before, survives the dropping of capabilities."""
    plan = reachable("L2")
    code = f"""
import ctypes, signal
reader, writer = os.pipe()
middle = os.fork()
if not middle:
    if not os.fork():
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
        levels.apply(levels.Plan.from_json({plan.to_json()!r}))
        os.write(writer, b"ready")
        time.sleep(60)
        os._exit(0)
    time.sleep(60)
os.close(writer)
ready = os.read(reader, 5)
os.kill(middle, signal.SIGKILL)
os.waitpid(middle, 0)
result = [ready.decode(), os.read(reader, 1).decode()]
"""
    started = time.monotonic()
    assert confined(Plan("L0"), code) == ["ready", ""]
    assert time.monotonic() - started < 30
