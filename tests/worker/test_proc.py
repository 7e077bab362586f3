"""What /proc says, compared with what is known."""

from __future__ import annotations

import os
import sys
import time

import pytest

from sslgrade.worker import proc

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
GONE = 1 << 22


def test_this_process() -> None:
    me = os.getpid()
    assert me in proc.children(os.getppid())
    assert me in proc.descendants(os.getppid())
    assert abs(proc.cpu_seconds(me) - time.process_time()) < 0.5
    assert proc.session_of(me) == os.getsid(0)
    assert proc.peak_rss_mb(me) > 10
    assert proc.started_at(me) >= proc.started_at(os.getppid())
    assert any(variable.startswith(b"PATH=") for variable in proc.environment_of(me))
    assert proc.threads() >= 1
    assert not proc.has_ended(me)


def test_a_process_that_is_gone() -> None:
    assert proc.children(GONE) == []
    assert proc.cpu_seconds(GONE) == 0.0
    assert proc.session_of(GONE) == 0
    assert proc.started_at(GONE) == 0
    assert proc.peak_rss_mb(GONE) == 0.0
    assert proc.environment_of(GONE) == []
    assert proc.has_ended(GONE)
