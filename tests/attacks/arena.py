"""Where an attack takes place: a planted installation, secrets to steal, and alarms.

Everything that an attack is told about lies in one temporary folder, so that a hole damages nothing
else. The alarms are a list of all files with their change times, sockets on the loopback address,
and a list of shared memory.
"""

from __future__ import annotations

import base64
import ctypes
import os
import secrets
import shutil
import socket
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = "sslgrade-arena-"
"""Part of the grader's command line: an attack on its parent first looks for it."""

_INSTALLED = ("grader", "exercises", "solutions")
_SOURCE = "SSLGRADE_ARENA_SOURCE"
_SHARED = ("/dev/shm", "/tmp", "/var/tmp", "/dev/mqueue")
Stamp = tuple[int, int, int, int]


def copy_installation(source: Path, target: Path) -> dict[str, str]:
    """Copy what a grader needs; return the environment in which arenas take that copy."""
    for name in _INSTALLED:
        # With the compiled files, so that no start of a child has to write them.
        shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    return {**os.environ, _SOURCE: str(target)}


class Arena:
    """The folder and its alarms."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=MARK))
        self.mark = self.folder.name
        self.key = secrets.randbelow(1 << 30) + 1
        self.secret = f"secret{secrets.token_hex(12)}"
        self.home = self.folder / "home"
        self.work = self.folder / "work"
        self.temporary = self.folder / "tmp"
        self.install = self.folder / "install"
        self.logs = Path(tempfile.mkdtemp(prefix="sslgrade-logs-"))
        for folder in (self.home, self.work, self.temporary, self.home / ".ssh"):
            folder.mkdir(exist_ok=True)
        self._plant()
        self._listen()
        self._before: dict[str, Stamp] = {}

    def _plant(self) -> None:
        copy_installation(Path(os.environ.get(_SOURCE, ROOT)), self.install)
        shutil.copy(Path(__file__).with_name("under_attack.py"), self.folder)
        self.secret_file.write_text(self.secret)
        (self.home / ".ssh" / "id_ed25519").write_text(self.secret)
        (self.home / ".bashrc").write_text("# nothing here\n")
        (self.home / "progress.json").write_text('{"version": 1, "exercises": {}}\n')
        # Beside the submission: a module that must never be taken for the real one.
        for name in ("numpy", "json", "expected"):
            (self.work / f"{name}.py").write_text("raise SystemExit('shadowed')\n")

    def _listen(self) -> None:
        self._tcp = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 0))
        self._path = self.logs / "socket"
        self._unix = socket.socket(socket.AF_UNIX)
        self._unix.bind(str(self._path))
        self._abstract = socket.socket(socket.AF_UNIX)
        self._abstract.bind("\0" + self.mark)
        for server in (self._unix, self._abstract):
            server.listen(64)
        for server in (self._tcp, self._udp, self._unix, self._abstract):
            server.setblocking(False)

    @property
    def secret_file(self) -> Path:
        """The file with the secret."""
        return self.home / "secret.txt"

    def places(self) -> dict[str, str]:
        """Return what an attack is told."""
        return {
            "HOME": str(self.home),
            "WORK": str(self.work),
            "TMP": str(self.temporary),
            "INSTALL": str(self.install),
            "SECRET_FILE": str(self.secret_file),
            "MARK": self.mark,
            "KEY": str(self.key),
            "TCP": str(self._tcp.getsockname()[1]),
            "UDP": str(self._udp.getsockname()[1]),
            "UNIX": str(self._path),
            "PATH": os.environ.get("PATH", ""),
        }

    def environment(self) -> dict[str, str]:
        """Return the environment of the grader under attack."""
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(self.install / "grader"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "SSLGRADE_ARENA_SECRET": self.secret,
        }

    def arm(self) -> None:
        """Take note of what is there now."""
        self._before = self._files()
        self.connections()

    def written(self) -> list[str]:
        """Return the files that were made, changed or removed since :meth:`arm`."""
        now = self._files()
        names = {n for n in {*now, *self._before} if now.get(n) != self._before.get(n)}
        return sorted(name.removeprefix(f"{self.folder}/") for name in names)

    def connections(self) -> int:
        """Return how many connections and datagrams came in since the last call."""
        count = 0
        for server in (self._tcp, self._unix, self._abstract):
            while True:
                try:
                    server.accept()[0].close()
                except BlockingIOError:
                    break
                count += 1
        while True:
            try:
                self._udp.recv(1)
            except BlockingIOError:
                return count
            count += 1

    def leaks(self, text: str) -> list[str]:
        """Return the forms in which the secret stands in ``text``."""
        raw = self.secret.encode()
        forms = {
            "plain": self.secret,
            "hex": raw.hex(),
            "base64": base64.b64encode(raw).decode().rstrip("="),
            "reversed": self.secret[::-1],
        }
        return [name for name, form in forms.items() if form in text]

    def close(self) -> None:
        """Remove everything."""
        for server in (self._tcp, self._udp, self._unix, self._abstract):
            server.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.logs, ignore_errors=True)
        for path in self._strays():
            Path(path).unlink(missing_ok=True)
        for segment in self._segments():
            ctypes.CDLL(None).shmctl(segment, 0, None)

    def _files(self) -> dict[str, Stamp]:
        found: dict[str, Stamp] = {}
        for folder, folders, files in os.walk(self.folder):
            for name in (*folders, *files):
                path = os.path.join(folder, name)
                status = os.lstat(path)
                # The change time cannot be set back, unlike the modification time.
                found[path] = (status.st_ino, status.st_mode, status.st_size, status.st_ctime_ns)
        found.update(dict.fromkeys(self._strays(), (0, 0, 0, 0)))
        found.update({f"shared memory {n}": (0, 0, 0, 0) for n in self._segments()})
        return found

    def _strays(self) -> list[str]:
        """Return files outside of the arena that carry its name."""
        return [
            entry.path
            for folder in _SHARED
            if os.path.isdir(folder)
            for entry in os.scandir(folder)
            if self.mark in entry.name and entry.path != str(self.folder)
        ]

    def _segments(self) -> list[int]:
        """Return System V shared memory with this arena's key."""
        try:
            with open("/proc/sysvipc/shm", encoding="ascii") as file:
                rows = [line.split() for line in file]
        except OSError:
            return []
        return [int(row[1]) for row in rows if row[0] == str(self.key)]
