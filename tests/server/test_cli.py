"""`tannha` as somebody at a terminal meets it: what it does, what it says, and how it says no."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from models.calendar import local_day
from models.store import accounts, journal
from models.store.driver import sqlite
from models.store.engine import Store
from models.store.replica import open_replica
from models.visit import DocumentCaptured, VisitArrived
from server.cli import main
from server.clock import uuid7, wall_ms
from server.day.photo import picture
from server.day.served import served
from server.day.world import World
from server.demo import ward
from server.session import right_password
from sync.clock import SystemClock
from sync.tablet import Tablet
from sync.wire import HttpWire
from tests.server.terminal import ROOT, demo_of, done, said_no

PHRASE = "một câu dài dễ nhớ"
Run = Callable[..., Result]


@pytest.fixture
def run(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on this test's database, with its files in a folder of its own."""
    monkeypatch.setenv("TANNHA_STORE", store_url)
    monkeypatch.setenv("TANNHA_FILES", str(tmp_path / "files"))
    monkeypatch.setenv("TANNHA_BACKUPS", str(tmp_path / "backups"))

    def running(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, list(words), input=typed)

    return running


@pytest.fixture
def today() -> str:
    """The local day."""
    return local_day(wall_ms())


@pytest.fixture
def small(store: Store, today: str) -> Store:
    """A store with a small demo of today."""
    return demo_of(store, today)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command there is, by the words that name it."""
    found = []
    for name in group.list_commands(context := click.Context(group)):
        command = group.get_command(context, name)
        assert command is not None
        found += commands(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
    return found


@pytest.mark.parametrize("words", [w for w in commands(main) if w != ("version",)], ids=" ".join)
def test_help_teaches_by_example(words: tuple[str, ...]) -> None:
    """Each command's help says what it does in both languages and shows at least one line to copy."""
    told = CliRunner().invoke(main, [*words, "--help"]).output
    assert " · " in told and "Ví dụ" in told and f"tannha {' '.join(words)}" in told


def test_a_command_loads_only_what_it_needs() -> None:
    """What asks nothing of the web or the planner starts without them: on a small machine they take seconds."""
    heavy = "import sys; from server.cli import main; main(['settings', '--json'], standalone_mode=False); "
    told = subprocess.run(
        [sys.executable, "-c", heavy + "sys.exit(str({'litestar', 'numpy', 'typst', 'pyvrp'} & {*sys.modules}))"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.stderr.strip() == "set()", told.stderr


def test_settings_are_all_told_and_secrets_are_not(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting with value and default; the password of a database and a secret stay unsaid."""
    monkeypatch.setenv("TANNHA_STORE", "postgresql://ward:hunter2@db/tannha")
    monkeypatch.setenv("TANNHA_ANCHOR_SECRET", "hunter3")
    monkeypatch.setenv("TANNHA_PORT", "9000")
    told = done(run("settings", "--json"))
    rows = {row["name"]: row for row in json.loads(told)}
    assert rows["TANNHA_PORT"] == {**rows["TANNHA_PORT"], "value": 9000, "default": 8000, "set": True}
    assert "hunter" not in told + done(run("settings")) and "ward:***@db" in told
    assert all(row["doc"] for row in rows.values())


def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is wrong or unknown stops every command, by its name."""
    monkeypatch.setenv("TANNHA_PORT", "soon")
    assert "TANNHA_PORT" in said_no(run("settings"))
    monkeypatch.delenv("TANNHA_PORT")
    monkeypatch.setenv("TANNHA_PROT", "8000")
    assert "TANNHA_PROT" in said_no(run("user", "list"))


def test_version_names_the_sqlite_in_use(run: Run) -> None:
    """The SQLite told is the one the program uses, not the system's."""
    assert json.loads(done(run("version", "--json")))["sqlite"] == sqlite.sqlite_version


@pytest.mark.parametrize(
    ("url", "code"),
    [("mysql:x", 1), ("sqlite:", 1), ("sqlite:/nowhere/at/all/ward.db", 1), ("postgresql://127.0.0.1:1/x", 75)],
)
def test_a_database_that_cannot_be_opened_is_told_plainly(url: str, code: int) -> None:
    """A wrong address, a missing folder, a server that is away: one sentence, and 75 where trying again may help."""
    said_no(CliRunner().invoke(main, ["user", "list", "--store", url]), code)


def test_an_account_is_made_changed_and_closed(run: Run, store: Store) -> None:
    """add, roles, password and disable do what they say, and each is in the audit."""
    made = done(
        run("user", "add", "lan", "--name", "Nguyễn Thị Lan", "--role", "clerk", "--unit", "30307", "--generate")
    )
    password = made.rstrip().rpartition(" ")[2]

    def account() -> accounts.Account:
        with store.read() as tx:
            found = accounts.by_username(tx, "lan")
        assert found is not None
        return found

    assert right_password(account(), password) and account().roles == "clerk"
    done(run("user", "roles", "lan", "--role", "supervisor", "--role", "clerk"))
    assert account().roles == "clerk supervisor"
    done(run("user", "password", "lan", "--password-stdin", typed=f"{PHRASE}\n"))
    assert right_password(account(), PHRASE) and not right_password(account(), password)
    done(run("user", "password", "lan", typed=f"{PHRASE}2\n{PHRASE}2\n"))
    assert right_password(account(), f"{PHRASE}2")
    done(run("user", "disable", "lan"))
    assert account().disabled_ms
    done(run("user", "disable", "lan", "--enable"))
    assert not account().disabled_ms
    listed = json.loads(done(run("user", "list", "--json")))
    assert [row["username"] for row in listed] == ["lan"] and listed[0]["password"] is None
    assert "lan" in done(run("user", "list", "--unit", "30307"))
    lan = account().id
    with store.read() as tx:
        noted = [view.kind for view in accounts.views_of(tx, "30307", lan)]
    assert sorted(set(noted)) == ["account_changed", "account_made", "password_set"]


def test_bad_accounts_are_refused(run: Run, store: Store) -> None:
    """A short password, a bad name, an unknown unit, officer or account, and a name that is taken."""
    good = ("--name", "A", "--role", "clerk", "--unit", "30307", "--password-stdin")
    done(run("user", "add", "lan", *good, typed=f"{PHRASE}\n"))
    said_no(run("user", "add", "lan", *good, typed=f"{PHRASE}\n"))
    said_no(run("user", "add", "hoa", *good, typed="ngắn\n"), 2)
    said_no(run("user", "add", "Hoa Hồng", *good, typed=f"{PHRASE}\n"), 2)
    said_no(run("user", "add", "hoa", "--name", "A", "--role", "clerk", "--unit", "99999", "--generate"))
    said_no(run("user", "add", "hoa", "--name", "A", "--role", "clerk", "--generate"))
    said_no(run("user", "add", "hoa", *good, "--officer", "nobody", typed=f"{PHRASE}\n"))
    for words in (("password", "--generate"), ("disable",), ("roles", "--role", "clerk")):
        said_no(run("user", words[0], "nobody", *words[1:]))
    with store.read() as tx:
        assert len(accounts.of_unit(tx, "30307")) == 1


def test_a_demo_is_made_once(run: Run, store_url: str, today: str) -> None:
    """A demo fills an empty store and prints its logins; a store with data is left alone, quietly with --if-empty."""
    told = json.loads(done(run("demo", "--json", "--date", today)))
    assert set(told["outcomes"]) == {"applied"} and {"clerk", "officer8"} <= {one["username"] for one in told["logins"]}
    assert done(run("demo", "--if-empty")) == ""
    said_no(run("demo"))
    said_no(run("demo", "--date", "hôm nay"), 2)
    assert run("check").exit_code == 0


def test_a_tablets_rescued_work_is_taken_in(run: Run, small: Store, today: str, tmp_path: Path) -> None:
    """A code made here enrols a tablet; what it could not send comes in from its file, with its photograph, only once."""
    usernames = [f"officer{i}" for i in range(1, 9)]
    with served(small, str(tmp_path / "files"), World(None)) as base:
        tablet, visit = _with_a_visit(run, base, usernames, tmp_path)
    assert not isinstance(tablet.say(VisitArrived(visit=visit, why_no_place="không đồng ý")), type(None))
    photo: Any = tablet.attach(picture(Random(1), "thẻ"), "image/jpeg")
    tablet.say(DocumentCaptured(visit=visit, file=photo))
    sealed = tmp_path / "rescued.tnx"
    sealed.write_bytes(tablet.export_outbox("mật khẩu của máy"))
    tablet.close()
    assert "passphrase" in said_no(run("import-outbox", str(sealed), "--passphrase-stdin", typed="sai\n"))
    for _ in range(2):
        told = json.loads(
            done(run("import-outbox", str(sealed), "--passphrase-stdin", "--json", typed="mật khẩu của máy\n"))
        )
        assert {r["outcome"] for r in told["receipts"]} == {"applied"} and told["files"] == 1
    with small.read() as tx:
        kinds = [entry.kind for entry in journal.history(tx, ward.UNIT, [visit])]
    assert kinds.count("VisitArrived") == kinds.count("DocumentCaptured") == kinds.count("FileArrived") == 1
    assert run("check").exit_code == 0
    (device,) = [row for row in json.loads(done(run("device", "list", "--json"))) if not row["revoked"]][-1:]
    done(run("device", "revoke", device["device"], "--reason", "Hỏng"))
    said_no(run("device", "revoke", device["device"], "--reason", "Hỏng"))
    assert "Hỏng" in done(run("device", "list"))


def _with_a_visit(run: Run, base: str, usernames: list[str], folder: Path) -> tuple[Tablet, str]:
    """A tablet of the first officer who holds a visit, and the visit."""
    for username in usernames:
        code = json.loads(done(run("device", "code", username, "--json")))["code"]
        store = open_replica(f"sqlite:{folder / f'{username}.db'}")
        tablet = Tablet(store, HttpWire(base), SystemClock(), uuid7)
        tablet.enrol(code)
        assert tablet.sync().all_sent
        held = [visit.id for visit in tablet.things("visit") if visit.state == "acknowledged"]
        if held:
            return tablet, held[0]
        tablet.close()
    raise AssertionError("nobody holds a visit")


def test_a_code_is_for_one_officer_who_can_sign_in(run: Run, small: Store) -> None:
    """An officer is found by username, id or name, whatever the accents; nobody and several are refused."""
    told = json.loads(done(run("device", "code", "officer1", "--json")))
    name = next(row["name"] for row in json.loads(done(run("user", "list", "--json"))) if row["username"] == "officer1")
    for asked in (told["officer"], name, name.upper()):
        assert json.loads(done(run("device", "code", asked, "--json")))["officer"] == told["officer"]
    assert told["code"] in told["link"] and re.fullmatch(r"[2-9A-Z]{5}-[2-9A-Z]{5}", told["code"])
    assert name in done(run("device", "code", "officer1"))
    said_no(run("device", "code", "ai đó"))


def test_an_export_holds_everything(run: Run, small: Store, tmp_path: Path) -> None:
    """Lines, tables and one file of SQLite hold every person and every event; a cell is never a formula."""
    with small.read() as tx:
        events = journal.head(tx, ward.UNIT).seq
    for form in ("jsonl", "csv"):
        done(run("export", str(tmp_path / form), "--format", form))
    lines = (tmp_path / "jsonl" / "journal.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == events and json.loads(lines[0])["seq"] == 1
    people = [json.loads(line) for line in (tmp_path / "jsonl" / "citizens.jsonl").read_text("utf-8").splitlines()]
    assert len(people) == 30 and all("name" in person and "needs" in person for person in people)
    table = (tmp_path / "csv" / "citizens.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(table.splitlines()))
    assert {row["id"] for row in rows} == {person["id"] for person in people}
    assert not re.search(r"(^|,)\"?[=+@-]", table, re.MULTILINE)
    assert (tmp_path / "csv" / "citizens.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    target = tmp_path / "ward.sqlite"
    done(run("export", str(target), "--format", "sqlite"))
    database = sqlite.connect(str(target))
    tables = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    counted = database.execute("select count(*) from journal").fetchone()
    database.close()
    assert {"citizens", "visits", "dossiers", "journal"} <= tables and counted == (events,)
    said_no(run("export", str(target), "--format", "sqlite"))


def test_one_person_gets_all_that_is_kept_about_them(run: Run, small: Store, tmp_path: Path) -> None:
    """By identity number: the person, their requests, visits and every event, and nobody else's; the look is noted."""
    target = tmp_path / "person.json"
    with small.read() as tx:
        entries = [e for e in journal.entries(tx, ward.UNIT) if e.kind == "RequestReceived"]
    wanted = json.loads(entries[0].event)["body"]["citizen"]
    done(run("export", str(target), "--citizen", wanted))
    told = json.loads(target.read_text("utf-8"))
    assert told["citizen"]["id"] == wanted and any(thing["kind"] == "request" for thing in told["related"])
    assert {"CitizenRegistered", "RequestReceived"} <= {entry["kind"] for entry in told["said"]}
    assert all(thing["state"]["citizen"] == wanted for thing in told["related"])
    with small.read() as tx:
        assert [view.kind for view in accounts.views_of(tx, ward.UNIT, wanted)] == ["citizen_exported"]
    said_no(run("export", str(target), "--citizen", "000000000000"))


def test_a_backup_comes_back(run: Run, small: Store, tmp_path: Path) -> None:
    """A backup reads back, restores into an empty store that checks clean, and never over data."""
    folder, other = tmp_path / "kept", f"sqlite:{tmp_path / 'other.db'}"
    told = json.loads(done(run("backup", str(folder), "--json")))
    assert told["manifest"]["heads"][ward.UNIT][0] > 100
    done(run("backup", "--verify", str(folder)))
    done(run("restore", str(folder), "--store", other))
    assert json.loads(done(run("check", "--store", other, "--json")))["clean"]
    said_no(run("restore", str(folder), "--store", other))
    said_no(run("backup", str(folder)))
    done(run("backup"))
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_a_check_that_finds_something_says_so_with_its_exit_code(run: Run, small: Store) -> None:
    """Exit code 3 and the finding in words when a projection is not what the journal folds to."""
    with small.write() as tx:
        tx.run("UPDATE things SET state = 'left' WHERE kind = 'officer' AND unit_id = ?", ward.UNIT)
    result = run("check")
    assert result.exit_code == 3 and "findings" in result.stdout
    assert json.loads(run("check", "--json").stdout)["clean"] is False


def test_a_day_is_played_from_the_terminal() -> None:
    """A tiny day ends with its closing table for programs, exit code 0, and servers elsewhere need the store as well."""
    command = [sys.executable, "-m", "server.cli", "day", "--tablets", "1", "--requests", "3", "--json"]
    played = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert played.returncode == 0, played.stdout + played.stderr
    told = json.loads(played.stdout)
    assert told["closing"]["lost"] == told["closing"]["doubled"] == 0 and told["check"] == {}
    said_no(CliRunner().invoke(main, ["day", "--server", "http://localhost:1"]), 2)
