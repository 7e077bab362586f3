from __future__ import annotations

import errno
from collections.abc import Callable

import pytest

from sslgrade.worker.isolation import kernel, seccomp
from sslgrade.worker.isolation.plan import Plan
from sslgrade.worker.isolation.syscalls import NUMBERS

Confined = Callable[..., object]

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
PID = 4711
THREAD = 0x3D0F00
RDONLY, WRONLY, RDWR, CREAT, TRUNC, CLOEXEC = 0, 1, 2, 0o100, 0o1000, 0o2000000

# call, arguments, verdict without threads: "yes" or the error it fails with
VERDICTS = [
    ("read", (0, 0, 10), "yes"),
    ("futex", (), "yes"),
    ("openat", (-100, 0, RDONLY | CLOEXEC), "yes"),
    ("openat", (-100, 0, WRONLY), "EACCES"),
    ("openat", (-100, 0, RDWR), "EACCES"),
    ("openat", (-100, 0, RDONLY | TRUNC), "EACCES"),
    ("openat", (-100, 0, RDONLY | CREAT), "EACCES"),
    ("openat", (-100, 0, 2**40 | WRONLY), "EACCES"),
    ("fcntl", (3, 1), "yes"),
    ("fcntl", (3, 1030), "yes"),
    ("fcntl", (3, 8), "EPERM"),  # F_SETOWN
    ("fcntl", (3, 10), "EPERM"),  # F_SETSIG
    ("ioctl", (1, 0x5401), "ENOTTY"),
    ("clone", (THREAD,), "EPERM"),
    ("clone", (17,), "EPERM"),
    ("clone3", (), "ENOSYS"),
    ("kill", (PID, 9), "yes"),
    ("kill", (0, 9), "EPERM"),
    ("kill", (-1, 9), "EPERM"),
    ("kill", (-PID, 9), "EPERM"),
    ("kill", (1, 9), "EPERM"),
    ("tgkill", (PID, PID + 1, 6), "yes"),
    ("tgkill", (PID + 1, PID + 1, 6), "EPERM"),
    ("prctl", (15,), "yes"),  # PR_SET_NAME
    ("prctl", (1, 0), "EPERM"),  # PR_SET_PDEATHSIG
    ("prctl", (4, 0), "EPERM"),  # PR_SET_DUMPABLE
    ("prlimit64", (0, 7, 0, 4096), "yes"),
    ("prlimit64", (0, 7, 4096, 0), "EPERM"),
    ("prlimit64", (0, 7, 2**32, 0), "EPERM"),  # a pointer whose low half is zero
    ("prlimit64", (1, 7, 0, 4096), "EPERM"),
]


@pytest.mark.parametrize("machine", NUMBERS)
@pytest.mark.parametrize(("call", "arguments", "wanted"), VERDICTS)
def test_the_filter(
    run_filter: Callable[..., int],
    machine: str,
    call: str,
    arguments: tuple[int, ...],
    wanted: str,
) -> None:
    steps = seccomp.program(machine, threads=False, pid=PID)
    verdict = run_filter(steps, NUMBERS[machine][call], arguments, ARCH[machine])
    assert verdict == (ALLOW if wanted == "yes" else ERRNO | getattr(errno, wanted))


@pytest.mark.parametrize("machine", NUMBERS)
@pytest.mark.parametrize(
    ("flags", "allowed"),
    [
        (THREAD, True),
        (THREAD | 0x400000, True),  # musl: CLONE_DETACHED
        (17, False),  # fork
        (THREAD & ~0x10000, False),  # shares memory, but is another process
        (THREAD | 0x10000000, False),  # CLONE_NEWUSER
        (0, False),
    ],
)
def test_jax_may_start_threads_and_nothing_else(
    run_filter: Callable[..., int], machine: str, flags: int, allowed: bool
) -> None:
    steps = seccomp.program(machine, threads=True, pid=PID)
    verdict = run_filter(steps, NUMBERS[machine]["clone"], (flags,), ARCH[machine])
    assert verdict == (ALLOW if allowed else ERRNO | errno.EPERM)


@pytest.mark.parametrize("machine", NUMBERS)
def test_every_other_number_fails(run_filter: Callable[..., int], machine: str) -> None:
    steps = seccomp.program(machine, threads=True, pid=PID)
    known = set(NUMBERS[machine].values())
    others = [n for n in [*range(700), 0x40000000, 0x40000001, 2**32 - 1] if n not in known]
    verdicts = {run_filter(steps, number, (), ARCH[machine]) for number in others}
    assert verdicts == {ERRNO | errno.EPERM}


@pytest.mark.parametrize("machine", NUMBERS)
def test_another_architecture_is_killed(run_filter: Callable[..., int], machine: str) -> None:
    steps = seccomp.program(machine, threads=True, pid=PID)
    assert run_filter(steps, 0, (), 0x40000003) == KILL  # 32-bit x86


# What is tried under seccomp alone, so that no other layer can take the credit.
ATTEMPTS = {
    "os.fork()": "PermissionError",
    "os.execv('/bin/true', ['true'])": "PermissionError",
    "os.posix_spawn('/bin/true', ['true'], {})": "PermissionError",
    "__import__('subprocess').run(['/bin/true'])": "PermissionError",
    "__import__('socket').socket()": "PermissionError",
    "__import__('socket').socketpair()": "PermissionError",
    "__import__('threading').Thread(target=print).start()": "RuntimeError",
    "os.kill(os.getppid(), 0)": "PermissionError",
    "os.kill(0, 0)": "PermissionError",
    "os.kill(os.getpid(), 0)": "done",
    "open('/tmp/never', 'w')": "PermissionError",
    "open('/dev/null', 'w')": "PermissionError",
    "open(os.__file__).read()": "done",
    "os.chmod('/tmp', 0o777)": "PermissionError",
    "os.utime('/tmp')": "PermissionError",
    "os.mkdir('/tmp/never')": "PermissionError",
    "os.unlink('/tmp/never')": "PermissionError",
    "os.symlink('/', '/tmp/never')": "PermissionError",
    "os.memfd_create('x')": "PermissionError",
    "os.setpriority(os.PRIO_PROCESS, 0, 1)": "PermissionError",
    "os.setsid()": "PermissionError",
    "os.sched_setaffinity(0, {0})": "PermissionError",
    "__import__('resource').setrlimit(7, (9, 9))": "ValueError",  # EPERM, Python says so
    "__import__('resource').getrlimit(7)": "done",
    "__import__('fcntl').fcntl(1, 8, os.getppid())": "PermissionError",
    "__import__('time').sleep(0.001)": "done",
    "__import__('select').select([], [], [], 0)": "done",
    "os.urandom(8)": "done",
    "os.pipe()": "done",
}


@pytest.fixture(scope="module")
def outcomes(confined: Confined) -> dict[str, str]:
    missing = seccomp.unavailable()
    if missing is not None:
        pytest.skip(missing.why)
    tries = ", ".join(f"{code!r}: attempt(lambda: {code})" for code in ATTEMPTS)
    found = confined(Plan("L1", flags=("seccomp",)), f"result = {{{tries}}}")
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("code", ATTEMPTS)
def test_alone(outcomes: dict[str, str], code: str) -> None:
    assert outcomes[code] == ATTEMPTS[code]


TRACING = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def fails(call, *arguments):
    ctypes.set_errno(0)
    answer = call(*arguments)
    return [answer, ctypes.get_errno()]
vector = (ctypes.c_size_t * 2)()
result = {
    "ptrace": fails(libc.ptrace, 16, os.getppid(), 0, 0),
    "process_vm_readv": fails(libc.process_vm_readv, os.getppid(), vector, 1, vector, 1, 0),
    "unshare": fails(libc.unshare, 0x10000000),
    "prctl": fails(libc.prctl, 1, 0, 0, 0, 0),
}
"""


def test_tracing_and_namespaces_fail_through_ctypes_as_well(confined: Confined) -> None:
    missing = seccomp.unavailable()
    if missing is not None:
        pytest.skip(missing.why)
    found = confined(Plan("L1", flags=("seccomp",)), TRACING)
    refused = [-1, errno.EPERM]
    assert found == dict.fromkeys(["ptrace", "process_vm_readv", "unshare", "prctl"], refused)


def test_another_machine_has_no_seccomp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "machine", lambda: "")
    missing = seccomp.unavailable()
    assert missing is not None
    assert missing.why == "seccomp is used on Linux x86-64 and aarch64 only."
