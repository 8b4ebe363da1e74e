"""How bytes come in: begun, appended where the last ones ended, verified as a whole, moved into place, announced.

The order is always the same: bytes are synced before the offset is acknowledged in the database, and a file is in its
place before the office hears of it. A crash between two steps is mended by whoever asks next (`settle`).
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from litestar.exceptions import InternalServerException

from models.access import Actor
from models.said import FileRef
from models.store import files, uploads
from models.store.uploads import Upload
from server.blobs import Part
from server.house import House
from server.problem import Problem
from sync import office

OPEN_PER_DEVICE_MAX = 50
QUIET_S_MAX = 20.0
PIECE_BYTES = 256 * 1024
SAVE_BYTES = 1024 * 1024

CHECKSUMS = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}


class UploadHeld(Exception):
    """Somebody else is sending bytes of this upload."""


class LineCut(Exception):
    """The client went away, or fell silent, before it had sent what it announced."""


class Checksum(NamedTuple):
    """What the bytes of one call must come to: algorithm and digest (tus checksum extension)."""

    algorithm: str
    digest: bytes


def whose(actor: Actor) -> str:
    """In whose name an upload is kept: a tablet's device, or the account at a console."""
    return actor.device or f"account:{actor.id}"


def begin(house: House, actor: Actor, file: FileRef) -> Upload:
    """The upload of this file by this caller: new, the one under way, or a finished one when the bytes are here."""
    now_ms = house.now_ms()
    owner = whose(actor)
    # The name says who and what, so a device that asks twice, even at once, gets one upload.
    upload_id = hashlib.sha256(f"{actor.unit}\n{owner}\n{file.digest}".encode()).hexdigest()[:32]
    upload = Upload(
        actor.unit, upload_id, file.digest, file.length_bytes, 0, file.media_type, owner, _expiry(house, now_ms)
    )
    with house.store.write() as tx:
        stored = files.stored(tx, actor.unit, file.digest)
        if stored and house.blobs.length(file.digest) == stored.length_bytes:
            upload = upload._replace(offset_bytes=stored.length_bytes, length_bytes=stored.length_bytes)
            uploads.begin(tx, upload)
            return upload
        known = uploads.upload(tx, actor.unit, upload_id)
        goes_on = known is not None and known.expires_ms > now_ms and known.offset_bytes < known.length_bytes
        if known is not None and goes_on and known.length_bytes == file.length_bytes:
            return known
        if not goes_on and uploads.open_count(tx, actor.unit, owner, now_ms) >= OPEN_PER_DEVICE_MAX:
            raise Problem("too_many_tries", f"{OPEN_PER_DEVICE_MAX} uploads under way")
        uploads.begin(tx, upload)
    return upload


def find(house: House, actor: Actor, upload_id: str) -> Upload:
    """An upload of this caller as a client may go on with it, mended if the office fell between two steps.

    Raises Problem(not_found) for those of others, Problem(upload_gone) when it has expired.
    """
    with house.store.read() as tx:
        upload = uploads.upload(tx, actor.unit, upload_id)
    if upload is None or upload.device_id != whose(actor):
        raise Problem("not_found")
    if upload.expires_ms <= house.now_ms():
        raise Problem("upload_gone")
    part = None if is_whole(upload) else house.blobs.hold(upload.id)
    if part is None:
        return upload
    try:
        return _settled(house, upload, part)
    finally:
        part.close()


def is_whole(upload: Upload) -> bool:
    """Whether every byte is in its place and the office has heard of it."""
    return upload.offset_bytes == upload.length_bytes


async def receive(
    house: House, upload: Upload, at: int, body: AsyncIterator[bytes], checksum: Checksum | None
) -> Upload:
    """Appends what a call sends from offset `at` on; answers the upload as it stands when the call ends.

    Without a checksum, what came before the line was cut is kept; with one, all of it or nothing.
    """
    part = await asyncio.to_thread(house.blobs.hold, upload.id)
    if part is None:
        raise UploadHeld
    try:
        upload = await asyncio.to_thread(_settled, house, upload, part)
        if at != upload.offset_bytes:
            raise Problem("upload_offset", f"{at}, but {upload.offset_bytes} bytes are here")
        writing = _Writing(house, upload, part, checksum)
        try:
            async for piece in _pieces(body):
                await asyncio.to_thread(writing.take, piece)
        except BaseException:
            await asyncio.to_thread(writing.broke_off)
            raise
        return await asyncio.to_thread(writing.ended)
    finally:
        await asyncio.to_thread(part.close)


async def _pieces(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What comes in, in pieces worth a write; all that came is given out before LineCut is raised."""
    gathered = bytearray()
    cut = False
    while not cut:
        try:
            async with asyncio.timeout(QUIET_S_MAX):
                chunk = await anext(body, None)
        except (TimeoutError, InternalServerException):  # the latter is Litestar's word for a client that went away
            cut = True
            continue
        if chunk is None:
            break
        gathered += chunk
        if len(gathered) >= PIECE_BYTES:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)
    if cut:
        raise LineCut


class _Writing:
    """One call's bytes on their way into a held part."""

    def __init__(self, house: House, upload: Upload, part: Part, checksum: Checksum | None) -> None:
        self._house = house
        self._upload = upload
        self._part = part
        self._checksum = checksum
        self._sum: Any = CHECKSUMS[checksum.algorithm]() if checksum else None
        self._came = upload.offset_bytes

    def take(self, piece: bytes) -> None:
        """Writes a piece; without a checksum, what came is made safe now and then."""
        if self._came + len(piece) > self._upload.length_bytes:
            raise Problem("too_large", f"more than the {self._upload.length_bytes} bytes promised")
        self._part.add(piece)
        self._came += len(piece)
        if self._sum is not None:
            self._sum.update(piece)
        elif self._came - self._upload.offset_bytes >= SAVE_BYTES and self._came < self._upload.length_bytes:
            self._save()

    def broke_off(self) -> None:
        """The call did not end well: what it brought is kept, unless a checksum binds it to what did not come."""
        if self._checksum is not None:
            self._part.cut(self._upload.offset_bytes)
        else:
            self._save()

    def ended(self) -> Upload:
        """The call ended well: its checksum must hold, and a whole file its digest."""
        if self._checksum is not None and self._sum.digest() != self._checksum.digest:
            self._part.cut(self._upload.offset_bytes)
            raise Problem("upload_checksum", self._checksum.algorithm)
        self._save()
        return self._upload

    def _save(self) -> None:
        if self._came == self._upload.offset_bytes:
            return
        self._part.sync()
        if self._came == self._upload.length_bytes:
            self._upload = finish(self._house, self._upload, self._part)
        else:
            self._upload = _reach(self._house, self._upload, self._came)


def _settled(house: House, upload: Upload, part: Part) -> Upload:
    """The upload as it stands now that its part is held, database and disk made to agree."""
    with house.store.read() as tx:
        now = uploads.upload(tx, upload.unit_id, upload.id)
    if now is None:
        part.drop()
        raise Problem("upload_gone")
    if is_whole(now):
        part.drop()
        return now
    if part.size() >= now.offset_bytes:
        part.cut(now.offset_bytes)
        return now
    if house.blobs.length(now.digest) == now.length_bytes:  # in its place, but not announced
        part.drop()
        return _announce(house, now)
    part.cut(0)
    return _reach(house, now, 0)


def finish(house: House, upload: Upload, part: Part) -> Upload:
    """Every byte is in the held part: the whole must have the digest that was promised, then its visits hear of it."""
    if part.digest() != upload.digest:
        with house.store.write() as tx:
            uploads.drop(tx, upload.unit_id, upload.id)
        part.drop()
        raise Problem("upload_checksum", "the file has another digest than was promised: start the upload anew")
    house.blobs.keep(part, upload.digest)
    return _announce(house, upload)


def _announce(house: House, upload: Upload) -> Upload:
    """The file is in its place: the office hears of it, then the upload counts as whole."""
    file = FileRef(digest=upload.digest, length_bytes=upload.length_bytes, media_type=upload.media_type)
    office.file_stored(house.store, upload.unit_id, file, house.now_ms(), house.new_id)
    return _reach(house, upload, upload.length_bytes)


def _reach(house: House, upload: Upload, offset_bytes: int) -> Upload:
    expires_ms = _expiry(house, house.now_ms())
    with house.store.write() as tx:
        if not uploads.reach(tx, upload, offset_bytes, expires_ms):
            raise Problem("upload_offset", "the upload was begun anew meanwhile")
    return upload._replace(offset_bytes=offset_bytes, expires_ms=expires_ms)


def _expiry(house: House, now_ms: int) -> int:
    return now_ms + house.settings.upload_hours * 3_600_000


def sweep(house: House, unit_id: str) -> int:
    """Drops a unit's uploads that nobody waits for any more; answers how many."""
    now_ms = house.now_ms()
    with house.store.read() as tx:
        expired = uploads.expired(tx, unit_id, now_ms)
    for upload_id in expired:
        part = house.blobs.hold(upload_id)
        if part is None:
            continue
        try:
            with house.store.write() as tx:
                gone = uploads.drop_expired(tx, unit_id, upload_id, now_ms)
            if gone:
                part.drop()
        finally:
            part.close()
    return len(expired)
