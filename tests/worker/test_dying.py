"""Every way to die in a real child, each with its true reason; the messages word for word."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest

from sslgrade.worker.messages import Limits, Request, Returned, WorkerFailure

SHORT = Limits(cpu_s=1.0, wall_s=60.0, memory_mb=256)
BRIEF = Limits(cpu_s=10.0, wall_s=2.0, memory_mb=256)


def limits_for(message: str) -> Limits:
    """Use a short wall deadline only where it is what is tested: this machine may be busy."""
    return BRIEF if "gave no answer" in message else SHORT


LOAD_FAILURES: dict[str, tuple[str, str, str, int]] = {
    # name: (source, reason, message, line)
    "syntax": (
        "def f(x):\n    return (x\n",
        "syntax",
        "'(' was never closed (line 2)\n    return (x\n           ^",
        2,
    ),
    "indent": (
        "def f(x):\nreturn x\n",
        "syntax",
        "expected an indented block after function definition on line 1 (line 2)\n"
        "    return x\n    ^",
        2,
    ),
    "nul byte": (
        "x = 1\ny = '\0'\n",
        "syntax",
        "submission.py has a NUL byte on line 2; is it a text file?",
        2,
    ),
    "nested": (
        "x = " + "(" * 300 + ")" * 300,
        "syntax",
        "too many nested parentheses (line 1)",
        1,
    ),
    "import torch": (
        "import os\nimport torch\n",
        "policy",
        "`torch` is not part of the NumPy track: it allows the standard library and NumPy. "
        "Remove the import and write that step yourself",
        2,
    ),
    "import jax": (
        "from jax import numpy as np\n",
        "policy",
        "`jax` is not part of the NumPy track: it allows the standard library and NumPy. "
        "Write it with NumPy, or check with --backend jax if the exercise has that track",
        1,
    ),
    "hidden import": (
        "x = 1\n__import__('scipy.special')\n",
        "policy",
        "`scipy` is not part of the NumPy track: it allows the standard library and NumPy. "
        "Write it with NumPy, or check with --backend jax if the exercise has that track",
        2,
    ),
    "import the grader": (
        "import sslgrade.worker\n",
        "policy",
        "`sslgrade.worker` cannot be imported: the grader is not there where your code runs",
        1,
    ),
    "raise": (
        "import numpy as np\nx = np.zeros(2)[5]\n",
        "import",
        "your file raised IndexError: index 5 is out of bounds for axis 0 with size 2 at line 2 "
        "while it was loaded",
        2,
    ),
    "raise without text": (
        "def g():\n    raise KeyboardInterrupt\ng()\n",
        "import",
        "your file raised KeyboardInterrupt at line 2 while it was loaded",
        2,
    ),
    "exit": (
        "import sys\nsys.exit(0)\n",
        "crash",
        "your file exited with status 0 before answering at line 2",
        2,
    ),
    "os._exit": (
        "import os\nos._exit(0)\n",
        "crash",
        "exited with status 0 before answering, while your file was loaded",
        0,
    ),
    "kill": (
        "import os\nos.kill(os.getpid(), 9)\n",
        "crash",
        "was ended by SIGKILL while your file was loaded",
        0,
    ),
    "abort": (
        "import os\nos.abort()\n",
        "crash",
        "was ended by SIGABRT while your file was loaded",
        0,
    ),
    "memory": (
        "x = bytearray(1 << 34)\n",
        "memory",
        "your file ran out of memory at line 1 while it was loaded",
        1,
    ),
    "busy": (
        "while True: pass\n",
        "time",
        "used its 1 s of CPU while your file was loaded",
        0,
    ),
    "busy, deaf to SIGXCPU": (
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass\n",
        "time",
        "used its 1 s of CPU while your file was loaded",
        0,
    ),
    "asleep": (
        "import time\ntime.sleep(1000)\n",
        "time",
        "gave no answer within 2 s while your file was loaded",
        0,
    ),
    "stopped": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\n",
        "time",
        "gave no answer within 2 s while your file was loaded",
        0,
    ),
    "garbage": (
        "import os\nfor fd in range(3, 20):\n    try: os.write(fd, b'x' * 100)\n"
        "    except OSError: pass\n",
        "protocol",
        "something else than the grader's own code wrote to its answer channel while your file "
        "was loaded; do not touch open file descriptors",
        0,
    ),
    "closed channel": (
        "import os, time\nos.closerange(3, 20)\ntime.sleep(1000)\n",
        "protocol",
        "closed its answer channel while your file was loaded",
        0,
    ),
}


TWISTED = {
    "exit does nothing": "import os\nos._exit = lambda *a: None\n1 / 0\n",
    "built-ins": "import builtins\nbuiltins.isinstance = builtins.len = None\n",
    "os": "import os\nos.write = os.readv = None\n",
    "a signal while idle": (
        "import signal\n"
        "def boom(*a): raise ValueError('boom')\n"
        "signal.signal(signal.SIGALRM, boom)\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.1)\n"
    ),
    "trace": "import sys\ndef t(*a): raise ValueError\nsys.settrace(t)\n",
    "json": "import json.encoder\njson.encoder.JSONEncoder.encode = lambda *a: 'x'\n",
}


@pytest.mark.parametrize("name", TWISTED)
def test_whoever_twists_the_interpreter_gets_a_reason_and_no_path_of_ours(
    worker: Any, name: str
) -> None:
    given = worker(TWISTED[name] + "def f(x): return x\n", limits=SHORT)
    outcomes, failure = None, None
    try:
        given.load()
        time.sleep(0.2)
        outcomes = given.run([Request("f", (1.0,))])
    except WorkerFailure as error:
        failure = error
    assert outcomes == [Returned(1.0)] or failure is not None
    if failure is not None:
        assert failure.reason in ("crash", "import", "protocol")
        assert "/worker/" not in failure.message
    assert "/worker/" not in given.close().output


@pytest.mark.parametrize("name", LOAD_FAILURES)
def test_every_way_to_fail_at_load_has_its_reason(worker: Any, name: str) -> None:
    source, reason, message, line = LOAD_FAILURES[name]
    with pytest.raises(WorkerFailure) as caught:
        worker(source, limits=limits_for(message)).load()
    found = caught.value
    text = found.message.partition("\n")[0] if name == "nested" else found.message
    assert (found.reason, text, found.line) == (reason, message, line)


CALL_FAILURES: dict[str, tuple[str, str, str]] = {
    # name: (body of f, reason, message); two calls that work come before the third, which is f
    "exit": ("os._exit(7)", "crash", "exited with status 7 before answering, in call 3 of 4"),
    "kill": ("os.kill(os.getpid(), 9)", "crash", "was ended by SIGKILL in call 3 of 4"),
    "segfault": (
        "import ctypes; ctypes.string_at(0)",
        "crash",
        "was ended by SIGSEGV in call 3 of 4",
    ),
    "busy": ("\n    while True: pass", "time", "used its 1 s of CPU in call 3 of 4"),
    "asleep": (
        "import time; time.sleep(1000)",
        "time",
        "gave no answer within 2 s in call 3 of 4",
    ),
    "memory": ("return np.ones(1 << 32)", "memory", "ran out of memory (256 MB)"),
    "garbage": (
        "os.write(4, b'SSG1' + b'x' * 100)",
        "protocol",
        "something else than the grader's own code wrote to its answer channel in call 3 of 4; "
        "do not touch open file descriptors",
    ),
}


@pytest.mark.parametrize("name", CALL_FAILURES)
def test_every_way_to_die_in_a_call_has_its_reason_and_place(worker: Any, name: str) -> None:
    body, reason, message = CALL_FAILURES[name]
    source = f"import os\nimport numpy as np\ndef ok(x): return x\ndef f(x): {body}\n"
    given = worker(source, limits=limits_for(message))
    calls = [Request(name, (1.0,)) for name in ("ok", "ok", "f", "ok")]
    with pytest.raises(WorkerFailure) as caught:
        given.run(calls)
    failure = caught.value
    if name == "garbage":
        # What was done before is not known for sure once the channel is spoiled.
        assert failure.completed <= 3
        message = message.replace("call 3", f"call {failure.completed + 1}")
    else:
        assert failure.completed == 2
    assert (failure.reason, failure.message) == (reason, message)
    with pytest.raises(WorkerFailure):
        given.run(calls)


def test_a_daemon_with_two_sessions_does_not_survive(worker: Any) -> None:
    given = worker(
        "import os, time\n"
        "def f(x):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        if os.fork() == 0:\n"
        "            os.setsid()\n"
        "            print('pid', os.getpid(), flush=True)\n"
        "            time.sleep(600)\n"
        "        os._exit(0)\n"
        "    time.sleep(0.5)\n"
        "    return x\n"
    )
    given.run([Request("f", (1.0,))])
    output = given.close().output
    pid = int(output.split()[1])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_bomb_of_twenty_forks_leaves_nothing(worker: Any) -> None:
    given = worker(
        "import os, time\n"
        "def f(x):\n"
        "    for _ in range(20):\n"
        "        if os.fork() == 0:\n"
        "            os.setsid()\n"
        "            time.sleep(600)\n"
        "            os._exit(0)\n"
        "    return x\n"
    )
    given.run([Request("f", (1.0,))])
    given.close()


def test_what_was_printed_before_a_crash_is_kept(worker: Any) -> None:
    given = worker("import os\ndef f(x):\n    print('so far')\n    os._exit(1)\n")
    with pytest.raises(WorkerFailure):
        given.run([Request("f", (1.0,))])
    assert given.close().output == "so far\n"


def test_a_fork_that_holds_the_channel_does_not_hide_the_death(worker: Any) -> None:
    given = worker(
        "import os, time\ndef f(x):\n    if os.fork(): os._exit(3)\n    time.sleep(600)\n",
        limits=Limits(wall_s=60.0),
    )
    with pytest.raises(WorkerFailure) as caught:
        given.run([Request("f", (1.0,))])
    assert caught.value.message == "exited with status 3 before answering, in a call"


def test_at_the_best_level_the_reasons_are_the_same(worker: Any) -> None:
    for body, reason, text in (
        ("os._exit(7)", "crash", "exited with status 7 before answering, in a call"),
        ("os.kill(os.getpid(), 9)", "crash", "was ended by SIGKILL in a call"),
        ("\n    while True: pass", "time", "used its 1 s of CPU in a call"),
    ):
        given = worker(f"import os\ndef f(x): {body}\n", limits=SHORT, isolation="auto")
        with pytest.raises(WorkerFailure) as caught:
            given.run([Request("f", (1.0,))])
        assert (caught.value.reason, caught.value.message) == (reason, text)


def test_a_busy_child_in_a_box_is_counted(worker: Any) -> None:
    source = "import time\ndef f():\n    while time.process_time() < 0.4: pass\n"
    given = worker(source, isolation="auto")
    assert given.run([Request("f")]) == [Returned(None)]
    usage = given.close()
    assert usage.cpu_s >= 0.3
    assert usage.peak_rss_mb > 15
