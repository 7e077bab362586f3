"""Which files a child still needs once it runs: found in the parent, without importing numpy.

The lists are positive. ``site-packages`` often lies inside the standard library's folder, so that
folder is taken entry by entry: allowing it whole would expose an installed ``solutions/``.
"""

from __future__ import annotations

import functools
import os
import sys

_PACKAGES = {
    "numpy": ("numpy",),
    "jax": ("numpy", "jax", "jaxlib", "ml_dtypes", "scipy", "opt_einsum"),
}
# jax: without /dev/urandom C++ says "random_device not available"; LLVM reads the CPU's features
# from /proc/cpuinfo on aarch64.
_DEVICES = {"numpy": (), "jax": ("/dev/urandom", "/proc/cpuinfo")}

# What modules of the standard library link to. They are loaded with the first import of hashlib,
# bz2, decimal ..., that is after the restriction (numpy.random imports hashlib).
_LIBRARIES = (
    "libcrypto.so.3", "libcrypto.so.1.1", "libssl.so.3", "libssl.so.1.1", "libz.so.1",
    "libbz2.so.1.0", "libbz2.so.1", "liblzma.so.5", "libzstd.so.1", "libffi.so.6", "libffi.so.7",
    "libffi.so.8", "libmpdec.so.2", "libmpdec.so.3", "libmpdec.so.4", "libexpat.so.1",
    "libuuid.so.1", "libsqlite3.so.0", "libreadline.so.8", "libncursesw.so.6", "libpanelw.so.6",
    "libtinfo.so.6", "libstdc++.so.6", "libgcc_s.so.1", "libm.so.6", "libcrypt.so.1",
    "libcrypt.so.2", "libnsl.so.1", "libnsl.so.2", "libtirpc.so.3", "libgdbm.so.6",
    "libgdbm_compat.so.4", "libdb-5.3.so",
)  # fmt: skip


def devices(backend: str) -> tuple[str, ...]:
    """Return the special files that ``backend`` reads while it runs."""
    return tuple(path for path in _DEVICES[backend] if os.path.exists(path))


@functools.cache
def readable(backend: str) -> tuple[str, ...]:
    """Return the files and folders that stay readable for a child of ``backend``."""
    found = [path for folder in library_folders() for path in _standard_library(folder)]
    for package in _PACKAGES[backend]:
        found += _package(package)
    found += _system_libraries()
    found += _conda_libraries()
    return tuple(dict.fromkeys(found))


def library_folders() -> tuple[str, ...]:
    """Return the folders of the standard library: one, or two where lib and lib64 differ."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    candidates = (
        os.path.dirname(os.__file__),
        os.path.join(sys.base_exec_prefix, sys.platlibdir, version),
        os.path.join(sys.base_exec_prefix, "lib", version),
    )
    real = dict.fromkeys(os.path.realpath(folder) for folder in candidates)
    return tuple(folder for folder in real if os.path.isdir(folder))


def site_folders() -> tuple[str, ...]:
    """Return the folders of installed packages on this process's path, in its order."""
    named = ("site-packages", "dist-packages")
    return tuple(folder for folder in sys.path if os.path.basename(folder) in named)


def _standard_library(folder: str) -> list[str]:
    """Return the entries of ``folder`` that are modules of the standard library."""
    found = []
    for name in os.listdir(folder):
        stem = name.partition(".")[0]
        if stem in sys.stdlib_module_names or name.startswith(
            ("lib-dynload", "__pycache__", "_sysconfigdata")
        ):
            found.append(os.path.join(folder, name))
    return found


def _package(name: str) -> list[str]:
    """Return the folder of a package and of the libraries that its wheel brought along."""
    for folder in site_folders():
        package = os.path.join(folder, name)
        start = os.path.join(package, "__init__.py")
        if not os.path.isfile(start):
            continue
        found = [package, os.path.join(folder, f"{name}.libs")]
        found.append(os.path.dirname(os.path.realpath(start)))  # elsewhere if files are links
        return [path for path in dict.fromkeys(found) if os.path.isdir(path)]
    return []


def _system_libraries() -> list[str]:
    """Return the shared libraries of ``_LIBRARIES`` that exist, and the loader's index."""
    triplet = f"{os.uname().machine}-linux-gnu"
    folders = (
        f"/usr/lib/{triplet}",
        f"/lib/{triplet}",
        "/usr/lib64",
        "/lib64",
        "/usr/lib",
        "/lib",
        "/usr/local/lib",
        os.path.join(sys.base_prefix, "lib"),
    )
    found = ["/etc/ld.so.cache"]
    seen = set()
    for folder in folders:
        real = os.path.realpath(folder)
        if real in seen or not os.path.isdir(real):
            continue
        seen.add(real)
        found += [path for name in _LIBRARIES if os.path.exists(path := f"{real}/{name}")]
    return found


def _conda_libraries() -> list[str]:
    """Return MKL, of which conda's numpy opens parts by name at the first matrix product."""
    folder = os.path.join(sys.base_prefix, "lib")
    if not os.path.isdir(os.path.join(sys.base_prefix, "conda-meta")):
        return []
    kept = ("libmkl_", "libiomp", "libomp", "libgomp")
    return [os.path.join(folder, name) for name in os.listdir(folder) if name.startswith(kept)]
