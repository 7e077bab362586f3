"""What a tree of processes holds is seen, and gone when they are."""

import os
import subprocess
import sys

import pytest
from resources import Held, Peak, descriptors, own_mb, resident_mb, tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
CHILD = "x = bytearray(64 << 20); print(flush=True); input()"


def test_a_child_is_seen_and_then_gone() -> None:
    me = os.getpid()
    before = Held.by(me)
    with subprocess.Popen(
        [sys.executable, "-S", "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in tree(me)
        assert Held.by(me).processes == before.processes + 1
        assert Held.by(me).descriptors == before.descriptors + 2
        assert resident_mb(child.pid) > 64
        assert own_mb(child.pid) > 60
        with Peak() as peak:
            pass
        assert peak.memory_mb > own_mb(me) + 50
        child.communicate(b"\n")
    assert Held.by(me).processes == before.processes
    assert child.pid not in tree(me)
    assert str(before).startswith(f"{before.processes} descendants, ")


def test_a_process_that_is_gone_holds_nothing() -> None:
    child = subprocess.Popen([sys.executable, "-S", "-c", ""])
    child.wait()
    assert (descriptors(child.pid), resident_mb(child.pid)) == (0, 0)
    assert tree(child.pid) == [child.pid]
