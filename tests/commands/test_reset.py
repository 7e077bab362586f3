from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_reset_tells_where_the_backup_is(sslgrade: Run, mine: Path) -> None:
    work = mine.read_text()
    done = sslgrade("reset", "mean_loss")
    (backup,) = (mine.parent.parent / ".sslgrade" / "backups").iterdir()
    assert done.out == (
        "01_first/mean_loss.py is the stub again.\n"
        f"Your code is kept: .sslgrade/backups/{backup.name}\n"
    )
    assert backup.read_text() == work
    assert sslgrade("reset", "mean_loss").out == (
        "01_first/mean_loss.py is the stub again.\nNothing of yours was in it.\n"
    )
