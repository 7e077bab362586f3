"""Anki itself imports the file into an empty collection, twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportCsvRequest

from sslgrade.course.exports.questions import Asked, ask
from sslgrade.course.exports.quiz.anki_tsv import write


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def load(collection: Collection, asked: list[Asked], path: Path) -> tuple[int, int]:
    """Import as Anki's dialogue does with what it reads from the file; return new and updated."""
    path.write_bytes(write(asked, "ssl", 0).files["quiz.tsv"])
    metadata = collection.get_csv_metadata(str(path), None)
    log = collection.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log
    return len(log.new), len(log.updated)


def test_anki_imports_every_question_and_a_second_time_updates(
    collection: Collection, whole_bank: list[Asked], tmp_path: Path
) -> None:
    count = len(whole_bank)
    assert load(collection, whole_bank, tmp_path / "a.tsv") == (count, 0)
    again = ask({a.item.id: a.item for a in whole_bank}.values(), 1)
    assert load(collection, again, tmp_path / "b.tsv")[0] == 0
    assert collection.note_count() == count


def test_the_cards_hold_what_was_written(
    collection: Collection, nasty: list[Asked], tmp_path: Path
) -> None:
    load(collection, nasty, tmp_path / "a.tsv")
    notes = {n.guid: n for n in map(collection.get_note, collection.find_notes(""))}
    assert set(notes) == {f"sslgrade:{a.id}" for a in nasty}
    printed = notes["sslgrade:printed"]
    assert printed.note_type() is not None
    assert "if a &lt; b:<br>    print('*', {1: 2})<br><br>print(3)" in printed.fields[0]
    assert printed.fields[1].startswith("<p>* [1 2]</p><p>Because. a &lt; b &amp; ")
    assert set(printed.tags) == {"sslgrade::test", "sslgrade::mlm_loss", "sslgrade::mlm-sum"}
    assert "<li>the right one</li>" in notes["sslgrade:one"].fields[0]
    assert notes["sslgrade:formula"].fields[1].startswith("<p>p-1</p>")
    decks = {collection.decks.name(c.did) for n in notes.values() for c in n.cards()}
    assert decks == {"ssl"}


def test_what_it_cannot_hold(nasty: list[Asked]) -> None:
    assert write(nasty, "t", 0).notes == [
        "numbers fixed to one of many draws (--seed 0): number",
        "asked as two questions, for the line and for the belief: bug",
        "a card shows the right answer: feedback to wrong ones is left out: "
        "one, many, number, printed, bug-belief",
    ]
