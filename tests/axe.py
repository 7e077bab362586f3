"""axe-core, the accessibility checker: fetched once by npm, pinned, verified, never committed."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

VERSION = "4.10.3"
SHA512 = "Xm7bpRXnDSX2YE2YFfBk2FnF0ep6tmG7xPh8iHee8MIcrgq762Nkce856dYtJYLkuIoYZvGfTs/PbZhideTcEg=="
"""The integrity that the npm registry names for this version (`npm view axe-core@… dist`)."""


@cache
def source() -> str | None:
    """Return axe-core's script, from the cache or from npm; None where neither has it."""
    kept = user_cache_path("sslgrade-tests") / f"axe-core-{VERSION}.tgz"
    if not kept.is_file() and not _fetch(kept):
        return None
    data = kept.read_bytes()
    found = base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != SHA512:
        kept.unlink()
        raise ValueError(f"{kept}: found sha512 {found}, expected {SHA512}; it was removed")
    with tarfile.open(kept) as archive:
        script = archive.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()


def _fetch(kept: Path) -> bool:
    npm = shutil.which("npm")
    if npm is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"axe-core@{VERSION}", "--silent", "--pack-destination", folder]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60)
        except subprocess.TimeoutExpired:
            return False
        packed = Path(folder) / f"axe-core-{VERSION}.tgz"
        if done.returncode != 0 or not packed.is_file():
            return False
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(packed, kept)
    return True


def line(violation: dict[str, Any]) -> str:
    """Write one finding as one line."""
    nodes = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
    return f"{violation['impact']}: {violation['id']}: {violation['help']}: {', '.join(nodes[:3])}"
