"""The bell rings after a commit, in every process on the database, and every stream ends when it must."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from models.device import DeviceRevoked
from models.notice import NoticePosted
from models.store import accounts
from models.store.engine import Store
from server.clock import uuid7
from server.session import token_digest
from sync.office import Wish
from tests.server.running import Running
from tests.server.story import UNIT, Story, at_the_door

HEARD_S_MAX = 60.0
SILENCE_S = 0.5


class Stream:
    """One open stream, read as a browser reads it."""

    def __init__(self, server: Running, token: str) -> None:
        self._line = socket.create_connection(("127.0.0.1", server.port))
        self._line.sendall(f"GET /sync/live HTTP/1.1\r\nHost: ward\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        self._got = b""
        head = self._until(b"\r\n\r\n")
        assert b" 200 " in head.partition(b"\r\n")[0], head
        assert b"text/event-stream" in head

    def _until(self, mark: bytes) -> bytes:
        self._line.settimeout(HEARD_S_MAX)
        while mark not in self._got:
            piece = self._line.recv(65536)
            assert piece, f"the stream ended before {mark!r}"
            self._got += piece
        before, _, self._got = self._got.partition(mark)
        return before

    def hear(self) -> None:
        """Returns at the next ring."""
        self._until(b"event: ring\ndata:\n\n")

    def beat(self) -> None:
        """Returns at the next heartbeat."""
        self._until(b": still here\n\n")

    def is_silent(self) -> bool:
        """Whether nothing comes for a while."""
        self._line.settimeout(SILENCE_S)
        try:
            self._got += self._line.recv(65536)
        except TimeoutError:
            return True
        return b"ring" not in self._got

    def rings(self) -> int:
        """How many rings come until it falls silent."""
        count = self._got.count(b"event: ring")
        self._got = b""
        while not self.is_silent():
            count += self._got.count(b"event: ring")
            self._got = b""
        return count

    def ended(self) -> bool:
        """Whether the server ended the stream properly, within the time a test may wait."""
        self._line.settimeout(HEARD_S_MAX)
        while piece := self._line.recv(65536):
            self._got += piece
            if self._got.endswith(b"0\r\n\r\n"):
                break
        return self._got.endswith(b"0\r\n\r\n")

    def close(self) -> None:
        """Goes away without a word."""
        self._line.close()


@contextmanager
def listening(server: Running, token: str) -> Iterator[Stream]:
    """A stream that has had its first ring."""
    stream = Stream(server, token)
    stream.hear()
    try:
        yield stream
    finally:
        stream.close()


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward on each engine."""
    return Story(store, tmp_path)


@pytest.fixture
def server(story: Story) -> Iterator[Running]:
    """Its server in a process of its own."""
    with Running(store=story.store.url, files=story.house.settings.files, jobs="false") as running:
        yield running


def post_notice(server: Running, token: str) -> None:
    """A supervisor tells everybody something, over HTTP."""
    notice = NoticePosted(notice=uuid7(), unit=UNIT, title="Đường Lê Lợi ngập")
    status, body = server.call("POST", "/events", token, msgspec.json.encode({"events": [Wish(body=notice)]}))
    assert (status, b'"applied"' in body) == (200, True), body


def push(server: Running, token: str, body: bytes) -> None:
    """A tablet says something, over HTTP."""
    status, answer = server.call("POST", "/sync/push", token, body, {"Content-Type": "application/x-ndjson"})
    assert status == 200, answer


def test_a_commit_rings(story: Story, server: Running) -> None:
    """A notice rings every tablet and every desk; what concerns one officer rings that one and the desk."""
    boss = story.sign_in("supervisor")
    mine, other = story.tablet(), story.tablet()
    planned = story.plan(mine.officer)
    with (
        listening(server, boss) as desk,
        listening(server, mine.token) as near,
        listening(server, other.token) as far,
    ):
        post_notice(server, boss)
        for stream in (desk, near, far):
            stream.hear()
        push(server, mine.token, mine.push(*at_the_door(planned)[:1]))
        desk.hear()
        near.hear()
        assert far.is_silent()


def test_a_ring_comes_after_the_commit(story: Story, server: Running) -> None:
    """Whoever pulls on hearing the ring finds what it rang for, every time."""
    boss = story.sign_in("supervisor")
    tablet = story.tablet()
    with listening(server, tablet.token) as stream:
        for round_ in range(1, 11):
            post_notice(server, boss)
            stream.hear()
            page = msgspec.json.decode(server.call("GET", "/sync/pull", tablet.token)[1])
            assert sum(thing["kind"] == "notice" for thing in page["changed"]) == round_


def test_many_commits_at_once_ring_few_times(story: Story, server: Running) -> None:
    """Streams are not drowned: a push of ten events is one ring, two or three where the bells of one commit come apart."""
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    with listening(server, tablet.token) as stream:
        push(server, tablet.token, tablet.push(*at_the_door(planned)))
        stream.hear()
        assert stream.rings() <= 2


def test_a_revoked_device_hears_no_more(story: Story, server: Running) -> None:
    """The open stream of a revoked device ends; those of others stay."""
    boss = story.sign_in("supervisor")
    mine, other = story.tablet(), story.tablet()
    with listening(server, mine.token) as lost, listening(server, other.token) as kept:
        revoked = DeviceRevoked(device=mine.id, reason="mất máy")
        status, _ = server.call("POST", "/events", boss, msgspec.json.encode({"events": [Wish(body=revoked)]}))
        assert status == 200
        assert lost.ended()
        post_notice(server, boss)
        kept.hear()


def test_a_session_that_ended_hears_no_more(story: Story, server: Running) -> None:
    """Signing out ends the streams of that session with the next ring."""
    boss, clerk = story.sign_in("supervisor"), story.sign_in("clerk")
    with listening(server, clerk) as stream:
        assert server.call("DELETE", "/sessions/me", clerk)[0] == 204
        post_notice(server, boss)
        assert stream.ended()


def test_a_stopping_server_ends_its_streams(story: Story, server: Running) -> None:
    """Told to stop, a server with open streams ends them properly and is gone soon, for either signal."""
    tablet = story.tablet()
    streams = [Stream(server, tablet.token) for _ in range(20)]
    server.stop()
    assert all(stream.ended() for stream in streams)
    assert server.ended() in (0, -signal.SIGTERM)


def test_listeners_that_left_are_forgotten(story: Story, server: Running) -> None:
    """Clients that go away without a word leave nothing that keeps a server from stopping or ringing others."""
    boss, tablet = story.sign_in("supervisor"), story.tablet()
    for _ in range(30):
        Stream(server, tablet.token).close()
    with listening(server, tablet.token) as stream:
        post_notice(server, boss)
        stream.hear()


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_two_servers_on_one_database(story: Story) -> None:
    """What is said at one server rings the listeners of the other, both ways, and the pull there finds it."""
    boss, tablet = story.sign_in("supervisor"), story.tablet()
    with (
        Running(store=story.store.url, jobs="false") as one,
        Running(store=story.store.url, jobs="false") as two,
        listening(one, tablet.token) as near,
        listening(two, tablet.token) as far,
    ):
        for round_, server in enumerate((one, two, one, two), 1):
            post_notice(server, boss)
            for stream, home in ((near, one), (far, two)):
                stream.hear()
                page = msgspec.json.decode(home.call("GET", "/sync/pull", tablet.token)[1])
                assert sum(thing["kind"] == "notice" for thing in page["changed"]) == round_


def test_a_quiet_stream_is_kept_awake(story: Story) -> None:
    """A stream on which nothing rings has a heartbeat, so that no proxy takes it for dead."""
    tablet = story.tablet()
    quick = Running(factory="tests.server.quick:app", store=story.store.url, jobs="false")
    with quick as server, listening(server, tablet.token) as stream:
        stream.beat()
        stream.beat()


def test_a_session_that_ran_out_hears_no_more(story: Story) -> None:
    """The heartbeat also finds sessions whose time is over while nothing rings."""
    token = story.sign_in("clerk")
    quick = Running(factory="tests.server.quick:app", store=story.store.url, jobs="false")
    with quick as server, listening(server, token) as stream:
        with story.store.write() as tx:
            accounts.end_session(tx, token_digest(token))
        assert stream.ended()
