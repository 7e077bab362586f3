from __future__ import annotations

import re
from pathlib import Path

import pytest

from sslgrade.worker.isolation.syscalls import ALWAYS, NUMBERS, SOMETIMES

HEADERS = {
    "x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    "aarch64": "/usr/include/asm-generic/unistd.h",
}
# The generic header spells some of the 64-bit calls by their 32-bit history.
GENERIC = {"lseek": "3264_lseek", "mmap": "3264_mmap", "fcntl": "3264_fcntl"}
GENERIC |= {"newfstatat": "3264_fstatat", "fstat": "3264_fstat"}


@pytest.mark.parametrize("machine", NUMBERS)
def test_the_numbers_are_those_of_the_kernel(machine: str) -> None:
    header = Path(HEADERS[machine])
    if not header.exists():
        pytest.skip(f"{header} is not installed (package linux-libc-dev)")
    text = header.read_text()
    kernel = {name: int(n) for name, n in re.findall(r"#define __NR_?(\w+) (\d+)\b", text)}
    renamed = GENERIC if machine == "aarch64" else {}
    found = {name: kernel.get(renamed.get(name, name)) for name in NUMBERS[machine]}
    assert found == NUMBERS[machine]


@pytest.mark.parametrize("machine", NUMBERS)
def test_every_number_has_a_rule(machine: str) -> None:
    assert set(NUMBERS[machine]) <= {*ALWAYS, *SOMETIMES}
    assert not {*ALWAYS} & {*SOMETIMES}
    assert len(set(NUMBERS[machine].values())) == len(NUMBERS[machine])


def test_aarch64_lacks_only_what_it_replaced_by_newer_calls() -> None:
    replaced = {"open", "stat", "lstat", "access", "readlink", "dup2", "pipe", "poll", "select"}
    replaced |= {"epoll_wait", "pause", "alarm", "time"}
    assert set(NUMBERS["x86_64"]) - set(NUMBERS["aarch64"]) == replaced


@pytest.mark.parametrize(
    "name",
    ["fork", "vfork", "execve", "execveat", "socket", "socketpair", "ptrace", "process_vm_readv",
     "io_uring_setup", "unshare", "setns", "mount", "unlink", "unlinkat", "rename", "chmod",
     "fchmodat", "chown", "utimensat", "truncate", "ftruncate", "memfd_create", "bpf", "keyctl",
     "userfaultfd", "openat2", "pidfd_open", "setpriority", "shmget", "mq_open", "setrlimit"],
)  # fmt: skip
def test_what_must_never_be_on_the_list(name: str) -> None:
    assert name not in {*ALWAYS, *SOMETIMES}
