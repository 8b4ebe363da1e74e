"""A check finds nothing wrong in a ward where everything has happened, and every kind of damage planted in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from models.store import copy
from models.store.engine import Store, Tx, open_store
from server.blobs import Disk
from server.check import Report, check
from server.finding import LISTED_PER_CODE_MAX, SENTENCES, Findings
from tests.server.lived import LATER, PHOTO, live
from tests.server.story import UNIT, Story, photo_of

Plant = Callable[[Tx], object]


class Ward(NamedTuple):
    """A store and the files that belong to it."""

    store: Store
    folder: Path

    def check(self, bytes_too: bool = True) -> Report:
        """What a check of the ward finds."""
        return check(self.store, Disk(self.folder), bytes_too=bytes_too)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A ward in which everything has happened once, to be copied."""
    folder = tmp_path_factory.mktemp("lived")
    store = open_store(f"sqlite:{folder / 'ward.db'}")
    live(Story(store, folder))
    yield Ward(store, folder / "files")
    store.close()


@pytest.fixture
def ward(lived: Ward, store: Store, tmp_path: Path) -> Ward:
    """A copy of it on each engine, to be damaged."""
    tables = copy.tables(lived.store)
    with lived.store.read() as old, store.write() as new:
        copy.pour(old, new, tables, lambda _, __: None)
    shutil.copytree(lived.folder, tmp_path / "files")
    return Ward(store, tmp_path / "files")


def test_a_ward_where_everything_happened_is_clean(store: Store, tmp_path: Path) -> None:
    """Nothing is found, and everything there is was looked at."""
    live(Story(store, tmp_path))
    report = Ward(store, tmp_path / "files").check()
    assert report.clean, report.findings
    assert all(report.looked[what] > 0 for what in ("events", "devices", "signatures", "numbers", "things", "reach"))
    assert (report.looked["people"], report.looked["files"]) == (4, 1)


def sql(text: str, *values: str | int) -> Plant:
    """Damage by one statement."""
    return lambda tx: tx.run(text, *values)


def both(*plants: Plant) -> Plant:
    """Damage by several statements."""
    return lambda tx: [plant(tx) for plant in plants]


LAST = "(SELECT max(seq) FROM journal WHERE unit_id = journal.unit_id)"
COMPLETED = "SELECT id FROM things WHERE kind = 'visit' AND state = 'completed'"
DAMAGE: list[tuple[str, Plant]] = [
    ("journal_gap", sql("DELETE FROM journal WHERE seq = 10")),
    ("journal_words", sql("UPDATE journal SET event = replace(event, 'Bưởi', 'Mận') WHERE kind LIKE 'Citizen%'")),
    ("journal_words", sql("UPDATE journal SET event = 'base64:!' WHERE seq = 12")),
    ("journal_columns", sql("UPDATE journal SET subject_id = 'another' WHERE kind = 'VisitPlanned'")),
    ("journal_columns", sql("UPDATE journal SET kind = 'VisitFailed' WHERE kind = 'VisitCompleted'")),
    ("journal_chain", sql("UPDATE journal SET outcome = 'applied' WHERE outcome = 'parked'")),
    ("journal_chain", sql("UPDATE journal SET chain = digest WHERE seq = 20")),
    ("journal_head", sql("UPDATE heads SET seq = seq + 1")),
    ("journal_head", sql("DELETE FROM journal WHERE seq > 40")),
    ("journal_emptied", sql("UPDATE journal SET event = '' WHERE kind = 'VisitCompleted'")),
    ("journal_fold", sql("UPDATE journal SET event = '' WHERE kind = 'VisitPlanned'")),
    ("anchor", sql("UPDATE journal SET chain = digest")),
    ("tape_gap", sql("UPDATE tapes SET n = n + 1 WHERE device_id LIKE 'office:%'")),
    ("tape_gap", sql("DELETE FROM echoes WHERE n = 2")),
    ("tape_chain", sql("UPDATE tapes SET digest = 'f' WHERE device_id NOT LIKE 'office:%'")),
    ("signature", sql("UPDATE signatures SET signature = 'AAAA'")),
    ("signature", sql("UPDATE signatures SET digest = 'f'")),
    ("unsigned", sql("DELETE FROM signatures WHERE n > 3")),
    ("counter", sql("UPDATE counters SET value = value + 1 WHERE name LIKE 'request %'")),
    ("counter", sql("DELETE FROM counters")),
    ("counter", sql("UPDATE journal SET given = 'x-0001' WHERE kind = 'RequestReceived'")),
    ("thing_missing", sql("DELETE FROM things WHERE kind = 'dossier'")),
    ("thing_extra", sql("UPDATE things SET id = 'nowhere' WHERE kind = 'ward'")),
    ("thing_other", sql("UPDATE things SET body = replace(body, 'bảng', 'bàn') WHERE kind = 'visit'")),
    ("thing_other", sql("UPDATE things SET version = version + 1 WHERE kind = 'officer'")),
    ("lists", sql("UPDATE things SET owner_id = '' WHERE kind = 'visit' AND state = 'completed'")),
    ("lists", sql("UPDATE things SET day = '2020-01-01' WHERE kind = 'request'")),
    ("reach_missing", sql("UPDATE reach SET gone = 1, body = '' WHERE kind = 'visit' AND gone = 0")),
    ("reach_missing", sql("DELETE FROM reach WHERE audience = 'everyone'")),
    ("reach_extra", sql("UPDATE reach SET gone = 0 WHERE gone = 1")),
    ("reach_extra", sql("UPDATE reach SET audience = 'officer:another' WHERE kind = 'citizen' AND gone = 0")),
    ("reach_other", sql("UPDATE reach SET body = replace(body, 'Bưởi', 'Mận') WHERE kind = 'citizen'")),
    ("reach_other", sql("UPDATE reach SET seq = 1 WHERE kind = 'visit' AND gone = 0")),
    ("reach_other", sql("UPDATE reach SET day = '2020-01-01' WHERE kind = 'visit' AND gone = 0")),
    ("reach_other", sql("UPDATE reach SET body = '{}' WHERE gone = 1")),
    ("people", sql("DELETE FROM people_words WHERE word = 'buoi'")),
    ("people", sql("UPDATE people SET sort = ''")),
    ("people", sql("INSERT INTO people_words (unit_id, word, citizen_id) VALUES (?, 'ai', 'nobody')", UNIT)),
    ("file_names", sql("DELETE FROM file_visits")),
    ("file_unsaid", sql("DELETE FROM files")),
    ("file_missing", sql("UPDATE files SET digest = ?", photo_of(b"x").digest)),
    ("file_unsaid", sql("INSERT INTO files SELECT unit_id, ?, 13, media_type, 1 FROM files", photo_of(LATER).digest)),
    ("file_damaged", sql("UPDATE files SET length_bytes = 7")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "plant"), DAMAGE, ids=[f"{code}-{i}" for i, (code, _) in enumerate(DAMAGE)])
def test_planted_damage_is_found(ward: Ward, code: str, plant: Plant) -> None:
    """Each kind of damage is reported under its name, with where it is and what to do."""
    with ward.store.write() as tx:
        plant(tx)
    report = ward.check()
    found = [finding for finding in report.findings if finding.code == code]
    assert found, report.counts
    assert all(finding.unit == UNIT and finding.where for finding in found)
    assert all(finding.sentence.next_vi and finding.sentence.next_en for finding in found)


@pytest.mark.parametrize(("code", "damage"), [("file_missing", None), ("file_damaged", b"?"), ("file_damaged", b"")])
def test_damage_on_the_disk_is_found(ward: Ward, code: str, damage: bytes | None) -> None:
    """A file that is gone, altered or cut short is named by its digest; without reading bytes only presence is judged."""
    digest = photo_of(PHOTO).digest
    (path,) = ward.folder.glob(f"*/*/{digest}")
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(PHOTO[:-1] + damage)
    assert [(f.code, f.where) for f in ward.check().findings] == [(code, digest)]
    assert ward.check(bytes_too=False).clean is (damage == b"?")


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_damaged_database_file_is_found(ward: Ward, tmp_path: Path) -> None:
    """Bytes altered in the file itself are seen by SQLite's own check."""
    ward.store.close()
    path = tmp_path / "ward.db"
    content = bytearray(path.read_bytes())
    path.write_bytes(content.replace(b"30307buoi", b"30307buon", 1))  # in an index or in its table, not in both
    store = open_store(f"sqlite:{path}")
    try:
        assert Ward(store, ward.folder).check().counts["database"]
    finally:
        store.close()


def test_every_sentence_is_tried() -> None:
    """No kind of finding is without a test that plants it."""
    tried = {code for code, _ in DAMAGE} | {"database"}
    assert set(SENTENCES) == tried


def test_many_findings_are_counted_and_few_listed() -> None:
    """A report stays readable whatever is wrong."""
    found = Findings()
    for n in range(LISTED_PER_CODE_MAX * 3):
        found.add("people", UNIT, str(n))
    assert (len(found.listed), found.counts["people"]) == (LISTED_PER_CODE_MAX, LISTED_PER_CODE_MAX * 3)
