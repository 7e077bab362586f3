"""bubblewrap: the child in its own pid, network, ipc and mount namespaces, around all other layers.

The mount view holds the interpreter, its libraries, the worker's own code and the plan's paths, all
read-only; Landlock inside narrows it once the child is ready. When bwrap or the first process of
the pid namespace dies, the kernel ends everything in it, a daemon with two setsid as well.
"""

from __future__ import annotations

import os
import sys

from sslgrade.worker.isolation import paths
from sslgrade.worker.isolation.plan import IsolationError, Missing, Plan

NAME = "bubblewrap"
WHAT = "own process, network and mount namespaces"

_INSTALL = "Install it, for example: apt-get install bubblewrap."
_PID_NAMESPACE = "/proc/self/ns/pid"


def find() -> str:
    """Return the path of the bwrap executable, empty if there is none."""
    if not sys.platform.startswith("linux"):
        return ""
    for folder in [*os.environ.get("PATH", "").split(os.pathsep), "/usr/bin", "/usr/local/bin"]:
        path = os.path.join(folder, "bwrap")
        if os.path.isabs(path) and os.access(path, os.X_OK):
            return path
    return ""


def outside() -> str:
    """Return the identity of the present pid namespace, empty if /proc is not mounted."""
    try:
        return os.readlink(_PID_NAMESPACE)
    except OSError:
        return ""


def unavailable(executable: str) -> Missing | None:
    """Say why ``executable`` is missing; whether it works shows only by trying (probe.py)."""
    if not sys.platform.startswith("linux"):
        return Missing("bubblewrap exists only on Linux.", "Use WSL 2 or a Linux machine.")
    if not executable:
        return Missing("bubblewrap (bwrap) is not installed.", _INSTALL)
    return None


def wrap(plan: Plan, argv: list[str]) -> list[str]:
    """Return ``argv`` as bwrap runs it. Open descriptors and the environment are passed on.

    The process tree is bwrap, its process 1 of the new namespace, ``argv``. Measured with 0.8.0:
    bwrap ends with 128 + N where ``argv`` died of signal N, and does not wait for process 1. So the
    true cost is the sum of wait4 over *all* children of a parent that is a subreaper; and a kill
    takes ``argv`` first, since killing process 1 with it loses the CPU time of both.
    """
    command = [plan.bubblewrap, "--unshare-all", "--die-with-parent", "--cap-drop", "ALL"]
    shown = _shown()
    masked = _masked(shown)
    for folder in shown:
        if os.path.islink(folder):  # /lib on a merged /usr: a second mount would not be masked
            command += ["--symlink", os.readlink(folder), folder]
        else:
            command += ["--ro-bind", folder, folder]
    for folder in masked:
        command += ["--tmpfs", folder]
    for path in [*_interpreter(argv[0]), *_worker(), *plan.read_paths]:
        if not _below(path, shown) or _below(path, masked):
            command += ["--ro-bind-try", path, path]
    command += ["--proc", "/proc", "--dev", "/dev", "--chdir", "/", "--remount-ro", "/"]
    return [*command, "--", *argv]


def restrict(plan: Plan) -> str:
    """Assert in the child that it left the parent's pid namespace; returns the layer's name."""
    if outside() in ("", plan.outside):
        raise IsolationError(
            "The child was promised bubblewrap, but runs outside of it.",
            "Start it with levels.wrap_argv(plan, argv).",
        )
    return NAME


def _shown() -> list[str]:
    """Return the folders with the interpreter's shared libraries and standard library."""
    prefix = os.path.realpath(sys.base_prefix)
    candidates = ["/usr/lib", "/usr/lib32", "/usr/lib64", "/lib", "/lib32", "/lib64"]
    candidates += [os.path.join(prefix, "lib"), os.path.join(prefix, "lib64")]
    return [folder for folder in dict.fromkeys(candidates) if os.path.isdir(folder)]


def _masked(shown: list[str]) -> list[str]:
    """Return the folders of installed packages inside ``shown``: empty folders go over them."""
    sites = [*paths.site_folders(), *_site_beside_library()]
    real = dict.fromkeys(os.path.realpath(folder) for folder in sites)
    return [folder for folder in real if os.path.isdir(folder) and _below(folder, shown)]


def _site_beside_library() -> list[str]:
    """Return where packages lie inside the standard library; a venv's path does not name it."""
    names = ("site-packages", "dist-packages")
    return [os.path.join(folder, name) for folder in paths.library_folders() for name in names]


def _interpreter(executable: str) -> list[str]:
    """Return the executable and, in a virtual environment, the file that names its base."""
    settings = os.path.join(sys.prefix, "pyvenv.cfg")
    real = os.path.realpath(executable)
    return [executable, real, *([settings] if os.path.isfile(settings) else []), "/etc/ld.so.cache"]


def _worker() -> list[str]:
    """Return the parts of sslgrade that a child imports: the worker, and nothing with answers."""
    worker = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    package = os.path.dirname(worker)
    beside = [os.path.join(package, name) for name in ("__init__.py", "records.py", "__pycache__")]
    return [worker, *filter(os.path.exists, beside)]


def _below(path: str, folders: list[str]) -> bool:
    """Return whether ``path`` lies in one of ``folders``."""
    return any(path.startswith(folder + "/") for folder in folders)
