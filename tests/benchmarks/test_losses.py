"""The works that are timed compute the losses that they are named after."""

from __future__ import annotations

import losses_work as sizes
import numpy as np
import pytest
from hardware import Limits
from losses_vs_torch import Contender, _floors, targets

SMALL = (70, 200, 9)  # more rows than a chunk of cross-entropy


def test_cross_entropy_in_chunks_is_cross_entropy() -> None:
    z, t, w = sizes.logits(*SMALL[:2])
    whole, _ = sizes.solution("cross_entropy", "numpy").cross_entropy(z, t, w)
    for name in ("cross-entropy", "cross-entropy, gradient"):
        assert sizes.numpy_work(name, *SMALL)() == pytest.approx(whole, rel=1e-5)


def test_the_chunked_losses_are_the_others_in_chunks() -> None:
    h, w, t, weights = sizes.hidden(*SMALL[:2], sizes.WIDTH)
    whole, _ = sizes.solution("cross_entropy", "numpy").cross_entropy(h @ w.T, t, weights)
    found, dh, dw = sizes.numpy_work("linear + cross-entropy", *SMALL)()
    assert found == pytest.approx(whole, rel=1e-4)
    assert (dh.shape, dw.shape) == (h.shape, w.shape)
    q, k = sizes.pairs(SMALL[2], sizes.DIMS)
    whole = sizes.solution("info_nce", "numpy").info_nce(q, k, tau=sizes.TAU)
    assert sizes.numpy_work("InfoNCE", *SMALL)()[0] == pytest.approx(whole, rel=1e-4, abs=1e-6)


def test_a_contender_answers_from_a_process_of_its_own() -> None:
    one = Contender.start("InfoNCE", "numpy", "small")
    one.call()
    one.call()
    one.end()
    assert len(one.wall_s) == 2
    assert one.best("wall") == min(one.wall_s) > 0
    assert one.best("CPU") == min(one.cpu_s)
    assert one.extra_mb < 100


def test_the_floor_adds_up() -> None:
    limits = Limits(exp=2e9, flops=100e9, copy=10e9)
    assert limits.floor_s(2e9, 50e9, 5e9) == 2.0
    assert str(limits) == "exp 2.00 G/s, sgemm 100 GF/s, copy 10.0 GB/s"


def test_memory_is_compared_with_what_the_target_names(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, rival = Contender(None, 20.0, [1.0]), Contender(None, 200.0, [4.0])  # type: ignore[arg-type]
    inputs_mb = 4 * sizes.ROWS * sizes.WORDS / 1e6
    found = {
        task.name: [target.found for target in targets(task, {"numpy": ours, "torch": rival})]
        for task in _floors()
    }
    assert found["InfoNCE"] == [0.25, 0.1]
    np.testing.assert_allclose(found["cross-entropy"], [0.25, 20 / inputs_mb])
