"""Which exercise files of a workspace were saved since the last look."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

POLL_S = 0.15
"""How often files are looked at where nothing wakes us."""
SAFETY_S = 1.0
"""How often they are looked at all the same: network and shared folders wake nobody."""
_SETTLE_S = 0.01
_EMPTY_S = 0.2
"""How long a file may be empty in the middle of being saved."""

Stamp = tuple[str, int, int, int]


class Files:
    """Looks at the exercise files; a replaced file counts as saved, a deleted one does not."""

    def __init__(self, root: Path, ids: Collection[str]) -> None:
        self._root = root
        self._ids = frozenset(ids)
        self._seen = self._look()

    def saved(self) -> list[str]:
        """Return the exercises whose file was saved since the last call, the latest first."""
        now = self._settled()
        changed = [name for name, stamp in now.items() if self._seen.get(name) != stamp]
        self._seen = now
        return sorted(changed, key=lambda name: now[name][1], reverse=True)

    def _settled(self) -> dict[str, Stamp]:
        """Look until nothing changes any more: editors save in several steps."""
        patience = time.monotonic() + _EMPTY_S
        found = self._look()
        while True:
            fresh = [stamp for name, stamp in found.items() if self._seen.get(name) != stamp]
            if not fresh:
                return found
            time.sleep(_SETTLE_S)
            again = self._look()
            empty = any(not size for _, _, size, _ in fresh)
            if again == found and not (empty and time.monotonic() < patience):
                return found
            found = again

    def _look(self) -> dict[str, Stamp]:
        found: dict[str, Stamp] = {}
        with suppress(OSError):
            for path in sorted(self._root.glob("[0-9][0-9]_*/*.py")):
                if path.stem in self._ids:
                    with suppress(OSError):
                        state = path.stat()
                        stamp = (str(path), state.st_mtime_ns, state.st_size, state.st_ino)
                        found[path.stem] = stamp
        return found


class Alarm:
    """Makes :attr:`fd` readable when something in a folder changes.

    Without watchfiles (``pip install 'sslgrade[watch]'``), or with ``poll``, it never does;
    :attr:`interval` is how long to wait for it before looking all the same.
    """

    def __init__(self, root: Path, *, poll: bool = False) -> None:
        self._root = root
        self._stop = threading.Event()
        self.fd, self._bell = os.pipe()
        os.set_blocking(self.fd, False)
        os.set_blocking(self._bell, False)
        self.interval = POLL_S
        self._thread: threading.Thread | None = None
        if not poll:
            try:
                import watchfiles  # noqa: F401
            except ImportError:
                return
            self.interval = SAFETY_S
            self._thread = threading.Thread(target=self._listen, daemon=True)
            self._thread.start()

    def hush(self) -> None:
        """Forget what rang so far."""
        with suppress(BlockingIOError):
            while os.read(self.fd, 4096):
                pass

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        os.close(self.fd)
        os.close(self._bell)

    def _listen(self) -> None:
        from watchfiles import watch

        while not self._stop.is_set():
            place = _identity(self._root)
            with suppress(OSError, RuntimeError):
                changes = watch(
                    self._root,
                    stop_event=self._stop,
                    step=10,
                    debounce=50,
                    rust_timeout=500,
                    yield_on_timeout=True,
                    raise_interrupt=False,
                )
                for change in changes:
                    if change:
                        self._ring()
                    if _identity(self._root) != place:
                        break
            # The folder is gone, or another one has its name: look for it again in a while.
            self._stop.wait(0.2)

    def _ring(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._bell, b".")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
