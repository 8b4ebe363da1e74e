"""What goes wrong on purpose: wires that lose, tear, delay and repeat; stores that die before or after a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from random import Random
from typing import NamedTuple

from models.store.engine import Store, Tx
from sync.wire import Away
from tests.simulation.local import LocalOffice, LocalWire


class Killed(BaseException):
    """A process died: nothing after this line of it ran."""


class Fuse:
    """Burns down with every write of a store and kills at its end, before the commit or after it."""

    def __init__(self) -> None:
        self.left = 0
        self.after_commit = False

    def light(self, writes: int, after_commit: bool) -> None:
        """The so-many-th write from now dies."""
        self.left, self.after_commit = writes, after_commit

    def burns_out(self) -> bool:
        """Whether this write is the last."""
        if not self.left:
            return False
        self.left -= 1
        return not self.left


class FragileStore:
    """A store whose process may die at any write."""

    def __init__(self, inner: Store, death: type[Killed]) -> None:
        self.inner = inner
        self.url = inner.url
        self.engine = inner.engine
        self.reads_wait = inner.reads_wait
        self.fuse = Fuse()
        self._death = death

    def read(self) -> AbstractContextManager[Tx]:
        return self.inner.read()

    @contextmanager
    def write(self) -> Iterator[Tx]:
        dies = self.fuse.burns_out()
        with self.inner.write() as tx:
            yield tx
            if dies and not self.fuse.after_commit:
                raise self._death
        if dies:
            raise self._death

    def listen(self, heard: Callable[[str], None]) -> Callable[[], None]:
        return self.inner.listen(heard)

    def close(self) -> None:
        self.inner.close()


class OfficeKilled(Killed):
    """The office died."""


class Weather(NamedTuple):
    """How bad a schedule's network is: the chance of each fault at each call. Many are left out of any one schedule, so
    that rare faults are not always hidden behind frequent ones."""

    lost: float = 0.0
    dropped: float = 0.0
    late: float = 0.0
    doubled: float = 0.0
    torn: float = 0.0
    flipped: float = 0.0
    portal: float = 0.0


CALM = Weather()


def weather(chance: Random) -> Weather:
    """A weather for one schedule."""
    return Weather(*(chance.choice((0.0, 0.0, 0.05, 0.15, 0.35)) for _ in Weather._fields))


class Letter(NamedTuple):
    """A push that is still somewhere on its way."""

    token: str
    body: bytes


class BadWire(LocalWire):
    """A wire under a weather; pushes it holds back or repeats go to `post`, to arrive some other time."""

    def __init__(self, office: LocalOffice, chance: Random, post: list[Letter], count: Callable[[str], None]) -> None:
        super().__init__(office)
        self.weather = CALM
        self.cut_off = False
        self._chance = chance
        self._post = post
        self._count = count
        self._token = ""

    def push(self, token: str, body: bytes) -> bytes:
        self._token = token
        return super().push(token, body)

    def carry(self, name: str, body: bytes, call: Callable[[bytes], bytes]) -> bytes:
        if self.cut_off:
            raise Away("no network here")
        if self._struck("lost"):
            raise Away("lost on the way")
        if name == "push" and self._struck("late"):
            self._post.append(Letter(self._token, body))
            raise Away("still on its way")
        if name == "push" and self._struck("doubled"):
            self._post.append(Letter(self._token, body))
        answer = self._delivered(call, self._spoiled(body) if name in ("push", "append") else body)
        if self._struck("dropped"):
            raise Away("the answer was lost")
        return b"<html>Wi-Fi</html>" if self._struck("portal") else answer

    def _delivered(self, call: Callable[[bytes], bytes], body: bytes) -> bytes:
        try:
            return call(body)
        except OfficeKilled:
            self._count("office killed")
            raise Away("connection reset") from None

    def _spoiled(self, body: bytes) -> bytes:
        if body and self._struck("torn"):
            return body[: self._chance.randrange(len(body))]
        if body and self._struck("flipped"):
            at = self._chance.randrange(len(body))
            return body[:at] + bytes((body[at] ^ (1 << self._chance.randrange(8)),)) + body[at + 1 :]
        return body

    def _struck(self, fault: str) -> bool:
        likelihood = getattr(self.weather, fault)
        struck = bool(likelihood) and self._chance.random() < likelihood
        if struck:
            self._count(fault)
        return struck
