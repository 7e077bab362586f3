import os
import sqlite3
import stat
from pathlib import Path

import pytest

from sslgrade.course import database, schema
from sslgrade.course.database import StoreError, connect, transaction


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "class.sqlite"


def refused(path: Path, **options: bool) -> str:
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreError) as caught:
        connect(path, **options)
    assert (path.read_bytes() if path.is_file() else b"") == before
    return str(caught.value)


def number(base: sqlite3.Connection, pragma: str) -> int:
    return int(base.execute(f"PRAGMA {pragma}").fetchone()[0])


def test_a_new_store_is_marked_and_versioned_and_only_its_owner_reads_it(path: Path) -> None:
    base = connect(path, create=True)
    assert number(base, "application_id") == int.from_bytes(b"SSLG", "big")
    assert number(base, "user_version") == schema.VERSION
    assert base.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    base.close()


def test_a_store_opens_again_with_all_it_has(path: Path) -> None:
    base = connect(path, create=True)
    base.execute("INSERT INTO answers VALUES ('hw', 'ann', 'mlm-01', 'b', 1, '[]')")
    base.close()
    for options in ({"create": True}, {}, {"read_only": True}):
        base = connect(path, **options)
        assert base.execute("SELECT student FROM answers").fetchall() == [("ann",)]
        base.close()


def test_a_missing_store_is_not_made_by_reading(path: Path) -> None:
    assert refused(path) == (
        "class.sqlite does not exist; expected the results of a class. "
        "Grade one first: `sslgrade course grade DIR`."
    )
    assert not path.exists()


def test_a_folder(path: Path) -> None:
    path.mkdir()
    assert refused(path, create=True) == (
        "class.sqlite is no file; expected a store. Name another --store."
    )


def test_no_folder_for_it(path: Path) -> None:
    assert refused(path / "deeper" / "x.sqlite", create=True) == (
        "class.sqlite/deeper/x.sqlite cannot be made: No such file or directory. "
        "Name a --store in a folder that exists and is yours."
    )


@pytest.mark.parametrize("text", ["id,score\nann,3\n", "x" * 5000])
def test_a_file_that_is_no_database(path: Path, text: str) -> None:
    path.write_text(text)
    said = refused(path, create=True)
    assert said == (
        "class.sqlite is damaged, or no store at all (file is not a database). It was left as it "
        "is. Take a copy of it from your backup, name another file with --store, or save what "
        "can be read: `sqlite3 class.sqlite .recover | sqlite3 saved.sqlite`."
    )


def test_the_database_of_another_program(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE grades (x)")
    base.close()
    assert refused(path, create=True) == (
        "class.sqlite is a SQLite file of another program, not results of a class. "
        "It was left as it is; name another file with --store."
    )


def test_a_newer_store(path: Path) -> None:
    connect(path, create=True).close()
    with sqlite3.connect(path) as base:
        base.execute(f"PRAGMA user_version={schema.VERSION + 1}")
    base.close()
    assert refused(path) == (
        f"class.sqlite: found format {schema.VERSION + 1}, expected {schema.VERSION}: a newer "
        "sslgrade wrote it. Update sslgrade; the file was left as it is."
    )


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "VERSION", schema.VERSION + 1)
    step = "ALTER TABLE runs ADD COLUMN note TEXT;\nUPDATE runs SET note = 'old';\n"
    monkeypatch.setattr(database, "MIGRATIONS", {schema.VERSION: step})


def test_an_older_store_is_brought_up_to_date(path: Path, request: pytest.FixtureRequest) -> None:
    base = connect(path, create=True)
    base.execute("INSERT INTO runs VALUES (1, 'u', 'hw', 's', '0', 'now', NULL)")
    base.close()
    request.getfixturevalue("next_version")
    base = connect(path)
    assert base.execute("SELECT note FROM runs").fetchall() == [("old",)]
    assert number(base, "user_version") == schema.VERSION + 1
    base.close()
    connect(path).close()


def test_an_older_store_that_may_only_be_read(path: Path, request: pytest.FixtureRequest) -> None:
    connect(path, create=True).close()
    request.getfixturevalue("next_version")
    assert refused(path, read_only=True) == (
        f"class.sqlite: found format {schema.VERSION}, expected {schema.VERSION + 1}: an older "
        "sslgrade wrote it. Any `sslgrade course grade` with it brings it up to date."
    )


def test_a_migration_that_fails_changes_nothing(
    path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(path, create=True).close()
    request.getfixturevalue("next_version")
    broken = "ALTER TABLE runs ADD COLUMN note TEXT;\nUPDATE absent SET x = 1;\n"
    monkeypatch.setattr(database, "MIGRATIONS", {schema.VERSION: broken})
    with pytest.raises(StoreError, match="no such table: absent"):
        connect(path)
    base = sqlite3.connect(path)
    assert number(base, "user_version") == schema.VERSION
    assert "note" not in {row[1] for row in base.execute("PRAGMA table_info(runs)")}
    base.close()


def test_damage_in_the_middle_is_told_where_it_is_met(path: Path) -> None:
    base = connect(path, create=True)
    rows = [("hw", f"s{i}", "mlm-01", "b" * 500, 1, "[]") for i in range(200)]
    base.executemany("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", rows)
    base.close()
    data = bytearray(path.read_bytes())
    for page in range(len(data) // 4096 - 20, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = os.urandom(64)
    path.write_bytes(data)
    base = connect(path)
    with pytest.raises(StoreError, match="is damaged, or no store at all"), database.faults(path):
        base.execute("SELECT count(DISTINCT answer || student) FROM answers").fetchall()
    base.close()


def test_a_transaction_is_all_or_nothing(path: Path) -> None:
    base = connect(path, create=True)
    row = "INSERT INTO answers VALUES ('hw', 'ann', 'mlm-01', 'b', 1, '[]')"
    twice = f"{row}; INSERT INTO absent"
    with pytest.raises(sqlite3.OperationalError), transaction(base), transaction(base):
        [base.execute(statement) for statement in twice.split("; ")]
    assert base.execute("SELECT count(*) FROM answers").fetchone() == (0,)
    with transaction(base), transaction(base):
        base.execute(row)
    assert base.execute("SELECT count(*) FROM answers").fetchone() == (1,)
    base.close()


def error_of(code: int) -> sqlite3.DatabaseError:
    error = sqlite3.OperationalError("why")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            sqlite3.SQLITE_BUSY,
            "class.sqlite is in use by another program for too long. "
            "Try again when that has ended.",
        ),
        (
            sqlite3.SQLITE_FULL,
            "class.sqlite cannot grow: the disk is full. What was graded is kept; make room first.",
        ),
        (
            sqlite3.SQLITE_CANTOPEN,
            "class.sqlite cannot be opened (why). The file and its folder must be readable and "
            "writable, on a local disk.",
        ),
        (
            sqlite3.SQLITE_ERROR,
            "class.sqlite: OperationalError: why. The file was left as it is.",
        ),
    ],
)
def test_errors_are_sentences(path: Path, code: int, said: str) -> None:
    with pytest.raises(StoreError) as caught, database.faults(path):
        raise error_of(code)
    assert str(caught.value) == said
