"""What operations.md tells the ward's IT person is walked on an empty ward, and names all there is to name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from models.store.engine import open_store
from server import jobs, settings
from server.cli import main
from server.metrics import Metrics
from tests.architecture.house import sources
from tests.docs.pages import page, section, walked
from tests.docs.walking import Ward

PAGE = "docs/operations.md"


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A server on a store nobody has said anything in."""
    served = Ward(tmp_path_factory.mktemp("begins"), demo=False)
    yield served
    served.stop()


def test_a_ward_begins_is_backed_up_restored_and_checked(empty: Ward) -> None:
    """Every block of the page, in order, ends well and prints what the page says."""
    steps = walked(page(PAGE))
    assert len(steps) >= 8
    assert empty.walk(steps) == []


def test_every_section_opens_in_vietnamese() -> None:
    """Each section begins with its summary."""
    parts = re.split(r"^## ", page(PAGE), flags=re.MULTILINE)[1:]
    assert parts and [part.splitlines()[0] for part in parts if "\n\n> **Tóm tắt.** " not in part[:90]] == []


def test_every_setting_is_told() -> None:
    """The table is the one the code gives, so no setting is missing and no default is wrong."""
    told = dict(re.findall(r"^\| `TANNHA_(\w+)` \| .*? \| (.*) \|$", section(page(PAGE), "Settings"), re.MULTILINE))
    assert told == {name.upper(): text for name, text in settings.DOCS.items()}


def test_every_job_is_told() -> None:
    """The clock's jobs are those of the page."""
    told = re.findall(r"^\| `(\w+)` \|", section(page(PAGE), "The clock's jobs"), re.MULTILINE)
    assert sorted(told) == sorted(job.name for job in jobs.JOBS)


def test_every_metric_is_told() -> None:
    """The page names what /metrics says, and nothing else."""
    store = open_store("sqlite::memory:")
    try:
        said = Metrics(store, lambda: 0, settings.Settings()).text(["30307"]).decode()
    finally:
        store.close()
    names = {name.removesuffix("_total") for name in re.findall(r"^# TYPE (\S+)", said, re.MULTILINE)}
    told = re.findall(r"^\| `(tannha_\w+)` \|", section(page(PAGE), "Metrics"), re.MULTILINE)
    assert set(told) == {name for name in names if not name.endswith("_created")}


def test_every_role_is_told() -> None:
    """The page says what each role that may be granted is for."""
    from server.commands.accounts import GRANTED

    told = re.findall(r"^\| `(\w+)` \|", section(page(PAGE), "Users"), re.MULTILINE)
    assert sorted(told) == sorted(GRANTED)


def commands(group: click.Group, before: str = "tannha") -> Iterator[str]:
    """Every command as it is typed."""
    for name in group.list_commands(context := click.Context(group)):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}"


def test_every_command_is_told() -> None:
    """Each command of `tannha` is named on this page or in the README."""
    told = page(PAGE) + page("README.md")
    assert [command for command in commands(main) if not re.search(rf"{command}\b", told)] == []


def test_every_line_of_the_log_is_told() -> None:
    """Whatever the server's own code says in the log has its meaning on the page."""
    told = set(re.findall(r"`([^`]+)`", section(page(PAGE), "Logs")))
    said = set()
    for source in sources("server"):
        said |= set(re.findall(r'log(?:ger\(\))?\.(?:info|warning|error)\(\s*"([^"]+)"[,)]', source.text))
    said = {line for line in said if ";" not in line}  # sentences of the libraries' kind, whole as they stand
    assert {"answered", "job", "fault"} <= said and said <= told, said - told
