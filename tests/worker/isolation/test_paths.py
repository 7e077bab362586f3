from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sslgrade.worker.isolation import paths

pytestmark = pytest.mark.skipif(not hasattr(os, "uname"), reason="the paths are for Linux")


def covered(path: str, allowed: tuple[str, ...]) -> bool:
    """Whether a rule for one of ``allowed`` lets ``path`` be read."""
    real = os.path.realpath(path)
    return any(real == entry or real.startswith(entry + "/") for entry in allowed)


@pytest.mark.parametrize("backend", ["numpy", "jax"])
def test_no_installed_package_but_the_tracks_is_readable(backend: str) -> None:
    allowed = paths.readable(backend)
    track = {"numpy", "jax", "jaxlib", "ml_dtypes", "scipy", "opt_einsum"}
    if backend == "numpy":
        track = {"numpy"}
    beside = [os.path.join(folder, "site-packages") for folder in paths.library_folders()]
    for site in {*paths.site_folders(), *beside}:
        assert not covered(site, allowed)
        for name in os.listdir(site) if os.path.isdir(site) else ():
            wanted = site in paths.site_folders() and name.removesuffix(".libs") in track
            assert covered(os.path.join(site, name), allowed) is wanted, name


def test_the_checkout_and_this_package_are_not_readable() -> None:
    allowed = paths.readable("jax")
    for path in (__file__, paths.__file__, os.getcwd(), os.path.expanduser("~"), "/etc/passwd"):
        assert not covered(path, allowed)


def test_the_standard_library_is_readable() -> None:
    import ast
    import encodings
    import math

    allowed = paths.readable("numpy")
    for module in (ast, encodings, os, math):
        file = getattr(module, "__file__", None)  # math may be built in
        assert file is None or covered(file, allowed)


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")


def test_the_entries_of_a_library_folder(tmp_path: Path) -> None:
    make(tmp_path, "os.py", "json/__init__.py", "lib-dynload/x.so", "__pycache__/os.pyc")
    make(tmp_path, "_sysconfigdata__linux_x86_64-linux-gnu.py")
    make(tmp_path, "site-packages/sslgrade/_content/solutions/a.py", "dist-packages/b.py")
    make(tmp_path, "solutions/c.py", "LICENSE.txt", "EXTERNALLY-MANAGED")
    found = {os.path.basename(path) for path in paths._standard_library(str(tmp_path))}
    kept = {"os.py", "json", "lib-dynload", "__pycache__"}
    assert found == {*kept, "_sysconfigdata__linux_x86_64-linux-gnu.py"}


def test_a_package_beside_the_submission_is_not_taken_for_numpy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "numpy/__init__.py", "lib/site-packages/numpy/__init__.py")
    site = str(tmp_path / "lib" / "site-packages")
    monkeypatch.setattr(sys, "path", [str(tmp_path), site])
    assert paths._package("numpy") == [f"{site}/numpy"]
    assert paths._package("jax") == []


def test_a_package_whose_files_are_links_brings_their_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "cache/numpy/__init__.py", "site-packages/numpy.libs/libopenblas.so")
    (tmp_path / "site-packages" / "numpy").mkdir()
    (tmp_path / "site-packages" / "numpy" / "__init__.py").symlink_to(
        tmp_path / "cache" / "numpy" / "__init__.py"
    )
    site = str(tmp_path / "site-packages")
    monkeypatch.setattr(sys, "path", [site])
    wanted = [f"{site}/numpy", f"{site}/numpy.libs", f"{tmp_path}/cache/numpy"]
    assert paths._package("numpy") == wanted


def test_conda_brings_mkl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "conda-meta/history", "lib/libmkl_core.so.2", "lib/python3.11/os.py")
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    assert paths._conda_libraries() == [f"{tmp_path}/lib/libmkl_core.so.2"]


def test_devices() -> None:
    assert paths.devices("numpy") == ()
    if os.path.exists("/dev/urandom"):
        assert "/dev/urandom" in paths.devices("jax")
