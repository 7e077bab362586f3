"""Reads the reference through every door: os, io, mmap, NumPy, ctypes, tokenize, sqlite, shells.

Stopped by: Landlock (L2).
"""

import ctypes
import io
import linecache
import mmap
import os
import subprocess
import tokenize

import numpy as np

path = "@INSTALL@/solutions/info_nce/reference_numpy.py"


def by_os():
    return os.read(os.open(path, os.O_RDONLY | os.O_CLOEXEC), 1 << 16)


def by_directory():
    folder = os.open(os.path.dirname(path), os.O_PATH)
    return os.read(os.open("reference_numpy.py", os.O_RDONLY, dir_fd=folder), 1 << 16)


def by_code():
    return io.open_code(path).read()


def by_map():
    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)[:]


def by_numpy():
    return np.fromfile(path, "u1").tobytes()


def by_memmap():
    return np.memmap(path, "u1", "r").tobytes()


def by_text():
    return "\n".join(np.genfromtxt(path, dtype=str, delimiter="\0", comments=None)).encode()


def by_c():
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    libc.fread.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p]
    file = libc.fopen(path.encode(), b"r")
    if not file:
        raise OSError
    buffer = ctypes.create_string_buffer(1 << 16)
    libc.fread(buffer, 1, 1 << 16, file)
    return buffer.value


def by_lines():
    return "".join(linecache.getlines(path)).encode()


def by_tokens():
    return tokenize.open(path).read().encode()


def by_chdir():
    os.chdir(os.path.dirname(path))
    return open("reference_numpy.py", "rb").read()


def by_proc():
    return open(f"/proc/self/root{path}", "rb").read()


def by_cat():
    return subprocess.run(["/bin/cat", path], capture_output=True, check=True).stdout


text = b""
for way in (
    by_os, by_directory, by_code, by_map, by_numpy, by_memmap, by_text, by_c, by_lines, by_tokens,
    by_chdir, by_proc, by_cat,
):
    try:
        text = way()
    except Exception:
        continue
    if b"def info_nce" in text:
        break
if b"def info_nce" in text:
    exec(text)
else:

    def info_nce(q, k, *, tau):
        return 0.0
