"""A backup taken while the ward works reads back equal, comes back on either engine, and tablets go on from there."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.store import copy, files, journal, projections, tapes
from models.store.engine import Store, open_store
from server import backup
from server.backup import Unsound
from server.blobs import Disk
from server.check import check
from server.clock import uuid7
from sync import feed, office
from sync.protocol import Pushed
from sync.told import told
from tests.conftest import Server
from tests.server.lived import PHOTO, live, store_file
from tests.server.story import DAY_MS, UNIT, Planned, Story, Tablet, at_the_door, photo_of


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward on each engine."""
    return Story(store, tmp_path)


@pytest.fixture
def going_on(story: Story) -> tuple[Tablet, Planned]:
    """A tablet with a visit before it, in a ward where everything has happened."""
    return live(story)


@pytest.fixture
def other_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty store of the other engine."""
    if engine == "postgresql":
        return f"sqlite:{tmp_path / 'restored.db'}"
    server: Server = request.getfixturevalue("postgres")
    database = server.fresh()
    server.left.append(database)
    return server.url(database)


@pytest.fixture
def same_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty store of the same engine."""
    if engine == "sqlite":
        return f"sqlite:{tmp_path / 'restored.db'}"
    server: Server = request.getfixturevalue("postgres")
    database = server.fresh()
    server.left.append(database)
    return server.url(database)


def reopened(url: str, tmp_path: Path) -> Story:
    """The restored ward, with the files that were restored."""
    return Story(open_store(url), tmp_path / "restored")


@pytest.mark.postgres
def test_a_backup_comes_back_on_the_other_engine(
    story: Story, going_on: tuple[Tablet, Planned], other_url: str, tmp_path: Path
) -> None:
    """What comes back is what was there, row for row, under a new epoch, with its files, and a check finds it clean."""
    manifest = backup.backup(story.house, tmp_path / "one")
    restored = backup.restore(other_url, tmp_path / "one", Disk(tmp_path / "restored" / "files"), uuid7)
    assert (restored.manifest, restored.files) == (manifest, 1)
    after = reopened(other_url, tmp_path)
    try:
        assert check(after.store, after.house.blobs).clean
        with story.store.read() as old, after.store.read() as new:
            assert journal.head(old, UNIT) == journal.head(new, UNIT)
            assert projections.epoch(new) == restored.epoch != projections.epoch(old)
            assert list(journal.entries(old, UNIT)) == list(journal.entries(new, UNIT))
        assert b"".join(after.house.blobs.read(photo_of(PHOTO).digest)) == PHOTO
    finally:
        after.store.close()


def test_tablets_go_on_after_a_restore(
    story: Story, going_on: tuple[Tablet, Planned], same_url: str, tmp_path: Path
) -> None:
    """A tablet whose later events the office forgot learns so, offers them again, and gets an answer for each."""
    tablet, planned = going_on
    lines = [tablet.write(body) for body in at_the_door(planned)]
    before = office.push(story.store, tablet.actor, tablet.pushed(lines[:3]), story.now_ms())
    known = told(story.store, tablet.actor, 1, tablet.n, story.now_ms())
    backup.backup(story.house, tmp_path / "one")
    after_backup = office.push(story.store, tablet.actor, tablet.pushed(lines[3:]), story.now_ms())
    assert isinstance(before, Pushed) and isinstance(after_backup, Pushed)
    cursor = json.loads(feed.pull(story.store, tablet.actor, (UNIT,), "", story.now_ms()))["cursor"]
    backup.restore(same_url, tmp_path / "one", Disk(tmp_path / "restored" / "files"), uuid7)
    ward = reopened(same_url, tmp_path)
    try:
        now = told(ward.store, tablet.actor, 1, tablet.n, ward.now_ms())
        assert (now.receipts, now.expect) == (known.receipts, known.expect)
        assert now.epoch != known.epoch
        page = json.loads(feed.pull(ward.store, tablet.actor, (UNIT,), cursor, ward.now_ms()))
        assert page["fresh"] and {thing["id"] for thing in page["changed"]} >= {planned.visit, planned.citizen}
        ahead = office.push(ward.store, tablet.actor, tablet.pushed(lines[5:]), ward.now_ms())
        assert isinstance(ahead, Pushed) and (ahead.receipts, ahead.expect) == ([], now.expect)
        again = office.push(ward.store, tablet.actor, tablet.pushed(tablet.lines[now.expect - 1 :]), ward.now_ms())
        assert isinstance(again, Pushed) and again.expect == tablet.n + 1
        assert [r.outcome for r in again.receipts] == ["applied"] * len(lines[3:])
        assert check(ward.store, ward.house.blobs).clean
    finally:
        ward.store.close()


def test_a_backup_under_load_is_whole(story: Story, same_url: str, tmp_path: Path) -> None:
    """A backup taken while tablets push and files come in is one moment of the ward: a check of it finds nothing."""
    tablets = [story.tablet() for _ in range(3)]
    over = threading.Event()
    failed: list[BaseException] = []

    def work(tablet: Tablet) -> None:
        try:
            while not over.is_set():
                planned = story.plan(tablet.officer)
                photo = uuid7().encode()
                story.push(tablet, *at_the_door(planned, photo_of(photo)))
                store_file(story, tablet.token, photo)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(tablet,)) for tablet in tablets]
    for thread in threads:
        thread.start()
    try:
        manifests = []
        for i in range(3):
            manifests.append(backup.backup(story.house, tmp_path / f"{i}", pool=tmp_path / "pool"))
            wait_for_more(story, manifests[-1].heads[UNIT][0], failed)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert not failed, failed
    rows = [manifest.tables["journal"][0] for manifest in manifests]
    assert rows == sorted(set(rows))
    backup.restore(same_url, tmp_path / "2", Disk(tmp_path / "restored" / "files"), uuid7)
    ward = reopened(same_url, tmp_path)
    try:
        report = check(ward.store, ward.house.blobs)
        assert report.clean, report.findings
        assert report.looked["files"] == manifests[2].files > 0
    finally:
        ward.store.close()


def wait_for_more(story: Story, seq: int, failed: list[BaseException]) -> None:
    """Returns when something was said after a number and some photograph has come wholly."""
    said, came = seq, False
    while (said == seq or not came) and not failed:
        time.sleep(0.01)
        with story.store.read() as tx:
            said, came = journal.head(tx, UNIT).seq, bool(files.all_stored(tx, UNIT))


def edit(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    """Damage to one file of a backup."""
    return lambda folder: (folder / name).write_bytes(change((folder / name).read_bytes()))


def lose_a_file(folder: Path) -> None:
    """Damage: a photograph is gone."""
    next((folder / "files").glob("??/??/*")).unlink()


def spoil_a_file(folder: Path) -> None:
    """Damage: a photograph has other bytes of the same length."""
    path = next((folder / "files").glob("??/??/*"))
    path.write_bytes(bytes(path.stat().st_size))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "cut manifest": edit("manifest.json", lambda text: text[:-30]),
    "another head": edit("manifest.json", lambda text: text.replace(b'"30307": [', b'"30308": [')),
    "another count": edit("manifest.json", lambda text: text.replace(b'"files": 1', b'"files": 2')),
    "newer form": edit("manifest.json", lambda text: text.replace(b'"form": 1', b'"form": 2')),
    "no database": lambda folder: (folder / "tannha.db").unlink(),
    "spoiled database": edit("tannha.db", lambda content: content[:-100] + bytes(100)),
    "another list": edit("files.sha256", lambda text: text + b"\n"),
    "lost file": lose_a_file,
    "spoiled file": spoil_a_file,
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound backup, to be copied."""
    folder = tmp_path_factory.mktemp("sound")
    store = open_store(f"sqlite:{folder / 'ward.db'}")
    story = Story(store, folder)
    live(story)
    backup.backup(story.house, folder / "sound")
    store.close()
    return folder / "sound"


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_backup_is_refused(sound: Path, tmp_path: Path, damage: Callable[[Path], object]) -> None:
    """A backup that is not what was written is refused before anything is restored from it."""
    shutil.copytree(sound, tmp_path / "one")
    backup.verify(tmp_path / "one")
    damage(tmp_path / "one")
    with pytest.raises(Unsound):
        backup.verify(tmp_path / "one")
    with pytest.raises(Unsound):
        backup.restore(f"sqlite:{tmp_path / 'new.db'}", tmp_path / "one", Disk(tmp_path / "files"), uuid7)
    assert not (tmp_path / "new.db").exists()


def test_a_table_that_was_altered_is_named(sound: Path, tmp_path: Path) -> None:
    """Also when the database file itself is replaced together with its digest, a table that differs is named."""
    shutil.copytree(sound, tmp_path / "one")
    store = open_store(f"sqlite:{tmp_path / 'one' / 'tannha.db'}")
    with store.write() as tx:
        tx.run("UPDATE accounts SET roles = 'admin'")
    store.close()
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_bytes())
    manifest["database_sha256"] = backup.digest_of(tmp_path / "one" / "tannha.db")
    (tmp_path / "one" / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Unsound, match="accounts"):
        backup.verify(tmp_path / "one")


def test_a_backup_is_refused_when_a_file_is_lost(story: Story, going_on: object, tmp_path: Path) -> None:
    """A backup that could not hold everything is none, and leaves nothing that looks like one."""
    for path in Path(story.house.settings.files).glob("??/??/*"):
        path.unlink()
    with pytest.raises(Unsound, match="tannha check"):
        backup.backup(story.house, tmp_path / "one")
    assert not list(tmp_path.glob("one*"))


def test_only_an_empty_store_is_restored_into(
    story: Story, going_on: object, sound: Path, tmp_path: Path, store_url: str
) -> None:
    """A store that holds anything is left as it is."""
    with story.store.read() as tx:
        before = journal.head(tx, UNIT)
    with pytest.raises(Unsound, match="not empty"):
        backup.restore(store_url, sound, Disk(tmp_path / "else"), uuid7)
    with story.store.read() as tx:
        assert journal.head(tx, UNIT) == before


def test_an_existing_folder_is_not_written_over(story: Story, tmp_path: Path) -> None:
    """A backup never replaces another."""
    backup.backup(story.house, tmp_path / "one")
    with pytest.raises(Unsound, match="exists"):
        backup.backup(story.house, tmp_path / "one")


def test_an_unfinished_backup_is_begun_anew(story: Story, tmp_path: Path) -> None:
    """What a crash left of a backup is no backup and does not stand in the way of the next."""
    (tmp_path / "one.unfinished").mkdir()
    (tmp_path / "one.unfinished" / "tannha.db").write_bytes(b"half")
    backup.backup(story.house, tmp_path / "one")
    assert backup.kept(tmp_path) == [tmp_path / "one"]


def test_old_backups_go_and_shared_files_stay_while_named(store: Store, tmp_path: Path) -> None:
    """Of the nightly backups the newest stay, each still sound; a photograph goes with the last backup that names it."""
    story = Story(store, tmp_path, keep_backups=2)
    tablet = story.tablet()
    store_file(story, tablet.token, b"first")
    root = Path(story.house.settings.backups)
    for night in range(4):
        backup.nightly(story.house)
        story.now_ms.ms += DAY_MS
        if night == 0:
            with store.write() as tx:
                tx.run("DELETE FROM files")
            store_file(story, tablet.token, b"second")
    left = backup.kept(root)
    assert [folder.name[:10] for folder in left] == ["2026-11-24", "2026-11-25"]
    assert list(Disk(root / "files").digests()) == [photo_of(b"second").digest]
    for folder in left:
        assert backup.verify(folder).files == 1


def test_a_backup_of_a_newer_program_is_refused(sound: Path, tmp_path: Path) -> None:
    """A backup whose schema this program does not know is refused with that reason."""
    shutil.copytree(sound, tmp_path / "one")
    store = open_store(f"sqlite:{tmp_path / 'one' / 'tannha.db'}")
    with store.write() as tx:
        tx.run("INSERT INTO migrations (name, digest) VALUES ('9999_later.sql', 'x')")
    store.close()
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_bytes())
    manifest["database_sha256"] = backup.digest_of(tmp_path / "one" / "tannha.db")
    (tmp_path / "one" / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Unsound, match="newer program"):
        backup.verify(tmp_path / "one")


def test_what_a_table_comes_to_is_the_same_on_either_engine(story: Story, going_on: object) -> None:
    """Rows poured into SQLite give the digest they had, in the same order of text and numbers."""
    other = open_store("sqlite::memory:")
    try:
        tables = copy.tables(other)
        with story.store.read() as old, other.write() as new:
            sums = copy.pour(old, new, tables, lambda _, __: None)
            assert {table.name: copy.add_up(new, table) for table in tables} == sums
        assert sums["journal"].rows > 50
    finally:
        other.close()


def test_tapes_come_back(sound: Path, tmp_path: Path) -> None:
    """A restored office expects of each device the number after the last it knows."""
    manifest = backup.read_manifest(sound)
    backup.restore(f"sqlite:{tmp_path / 'new.db'}", sound, Disk(tmp_path / "files"), uuid7)
    store = open_store(f"sqlite:{tmp_path / 'new.db'}")
    try:
        with store.read() as tx:
            assert len(tapes.fleet(tx, UNIT)) == manifest.tables["tapes"][0] > 2
    finally:
        store.close()
