"""Reads a tape and builds the disks a power cut could leave: what was not synced may be gone, there, half there or torn.

Data is safe after fsync of its file, a name after fsync of its folder, as POSIX promises and no more. Within a file unsynced
writes may be kept in any combination, each torn at sectors of 512 bytes; renames are atomic.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

SECTOR_BYTES = 512
_HEAD = struct.Struct("<cqqII")
_LEFT_OUT = ("-shm", "/promises")
_SCRATCH = "/tannha-backup-"


@dataclass
class Record:
    """One operation of the tape."""

    op: str
    a: int
    b: int
    path: str
    data: bytes


def read_tape(path: Path) -> Iterator[Record]:
    """The records of a tape; the last may be cut short by the end of the process."""
    with path.open("rb") as tape:
        while len(head := tape.read(_HEAD.size)) == _HEAD.size:
            op, a, b, length, size = _HEAD.unpack(head)
            yield Record(op.decode(), a, b, tape.read(length).decode(), tape.read(size))


@dataclass
class Node:
    """A file or folder: what is safe of it, and what was written since."""

    is_folder: bool = False
    safe: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        """Everything written becomes safe."""
        for at, data in self.pending:
            _apply(self.safe, at, data)
        self.pending.clear()

    def image(self, rng: random.Random, mood: str) -> bytes:
        """What is found of it after the cut."""
        if mood == "nothing" or not self.pending:
            return bytes(self.safe)
        content = bytearray(self.safe)
        kept = rng.randrange(len(self.pending) + 1)
        for i, (at, data) in enumerate(self.pending):
            if mood == "all" or (mood == "first" and i < kept):
                _apply(content, at, data)
            elif mood == "some" and rng.random() < 0.6:
                _apply_torn(content, at, data, rng)
        return bytes(content)


def _apply(content: bytearray, at: int, data: bytes | None) -> None:
    """One write, or a truncation when there is no data."""
    if data is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data


def _apply_torn(content: bytearray, at: int, data: bytes | None, rng: random.Random) -> None:
    if data is None or rng.random() < 0.5:
        _apply(content, at, data)
        return
    start = 0
    while start < len(data):
        end = min(len(data), start + SECTOR_BYTES - (at + start) % SECTOR_BYTES)
        if rng.random() < 0.5:
            _apply(content, at + start, data[start:end])
        start = end


@dataclass
class Naming:
    """A name made, moved or removed and not yet safe."""

    path: str
    made: dict[str, Node] = field(default_factory=dict)
    """The names there are after it, instead of `path` and those below."""

    @property
    def folder(self) -> str:
        """The folder whose sync makes it safe: of a move, the one it leads into."""
        return str(PurePath(next(iter(self.made), self.path)).parent)

    def do(self, names: Names) -> None:
        """Names what it names; a move is one step, so what it moved is nowhere else."""
        if self.path not in self.made:
            for path in [path for path in names if path == self.path or path.startswith(self.path + "/")]:
                del names[path]
        names |= self.made


Names = dict[str, Node]


class Disk:
    """A disk as the process sees it, and what of it is safe."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.names: Names = {root: Node(is_folder=True)}
        self.safe: Names = dict(self.names)
        self.pending: list[Naming] = []
        self._open: dict[int, str] = {}
        self._nodes: dict[int, Node] = {}

    def take(self, record: Record) -> None:
        """Does one operation."""
        if record.op == "o":
            self._opened(record)
        elif record.op == "c":
            self._open.pop(record.a, None)
            self._nodes.pop(record.a, None)
        elif record.op in "wt" and record.a in self._nodes:
            self._nodes[record.a].pending.append((record.b, record.data if record.op == "w" else None))
        elif record.op == "s" and record.a in self._nodes:
            self._synced(record.a)
        elif record.op == "m":
            self._name(Naming(record.path, {record.path: Node(is_folder=True)}))
        elif record.op == "u":
            self._name(Naming(record.path))
        elif record.op == "r":
            start, target = record.path, record.data.decode()
            moved = [path for path in self.names if path == start or path.startswith(start + "/")]
            self._name(Naming(start, {target + path[len(start) :]: self.names[path] for path in moved}))

    def path_of(self, number: int) -> str:
        """Which file an open number stands for."""
        return self._open.get(number, "")

    def _opened(self, record: Record) -> None:
        node = self.names.get(record.path)
        if node is None:
            node = Node()
            self._name(Naming(record.path, {record.path: node}))
        if record.b & 1 and not node.is_folder:
            node.pending.append((0, None))
        self._open[record.a] = record.path
        self._nodes[record.a] = node

    def _synced(self, number: int) -> None:
        node = self._nodes[number]
        node.sync()
        if node.is_folder:
            here = {path for path, known in self.names.items() if known is node}
            for naming in [naming for naming in self.pending if naming.folder in here]:
                naming.do(self.safe)
                self.pending.remove(naming)
                if naming.path not in naming.made:  # moved or removed: that it was once made no longer matters
                    self.pending = [other for other in self.pending if naming.path not in other.made]

    def _name(self, naming: Naming) -> None:
        naming.do(self.names)
        self.pending.append(naming)

    def image(self, rng: random.Random, mood: str) -> dict[str, bytes | None]:
        """Path below the root and content of everything found after the cut; None for a folder."""
        names = dict(self.safe)
        kept = {"nothing": 0, "all": len(self.pending)}.get(mood, rng.randrange(len(self.pending) + 1))
        for naming in self.pending[:kept]:
            naming.do(names)
        found: dict[str, bytes | None] = {}
        for path in sorted(names):
            folders = [str(folder) for folder in PurePath(path).parents if str(folder).startswith(self.root)]
            reachable = all(folder in names for folder in folders)
            if path == self.root or not reachable or path.endswith(_LEFT_OUT) or _SCRATCH in path:
                continue
            node = names[path]
            found[path[len(self.root) + 1 :]] = None if node.is_folder else node.image(rng, mood)
        return found
