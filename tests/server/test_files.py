"""Files come in by tus, whole and verified or not at all, and go out to those whom their visit reaches."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from models.said import FileRef
from models.store import files, projections
from models.store.engine import Store
from server import uploads
from sync.board import read_thing
from tests.server.story import DAY_MS, UNIT, Planned, Story, Tablet, at_the_door, bearer, photo_of

PHOTO = bytes(range(256)) * 40
PIECE = 4_000


class Sender:
    """A tus client that does one call at a time."""

    def __init__(self, client: TestClient[Any], token: str) -> None:
        self.client = client
        self.headers = {**bearer(token), "Tus-Resumable": "1.0.0"}

    def begin(self, file: FileRef, headers: dict[str, str] | None = None, body: bytes = b"") -> Any:
        told = {**self.headers, **promise(file), **(headers or {})}
        return self.client.post("/files/", headers=told, content=body)

    def send(self, at: str, offset: int, body: bytes, **headers: str) -> Any:
        fields = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", **headers}
        return self.client.patch(at, headers={**self.headers, **fields}, content=body)

    def look(self, at: str) -> Any:
        return self.client.head(at, headers=self.headers)


def promise(file: FileRef) -> dict[str, str]:
    """The headers that begin an upload."""
    told = {"digest": file.digest, "filetype": file.media_type}
    pairs = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    return {"Upload-Length": str(file.length_bytes), "Upload-Metadata": pairs}


def checksum(algorithm: str, body: bytes) -> str:
    """The header that binds one call's bytes."""
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, body).digest()).decode()}"


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward on each engine."""
    return Story(store, tmp_path)


@pytest.fixture
def client(story: Story) -> Iterator[TestClient[Any]]:
    """Somebody who calls the ward's server."""
    with TestClient(story.app()) as calling:
        yield calling


@pytest.fixture
def tablet(story: Story) -> Tablet:
    """A tablet that may speak."""
    return story.tablet()


@pytest.fixture
def sender(client: TestClient[Any], tablet: Tablet) -> Sender:
    """The tablet's uploader."""
    return Sender(client, tablet.token)


def visit_of(story: Story, planned: Planned) -> Any:
    """The visit as the office has it."""
    with story.store.read() as tx:
        body = projections.body(tx, UNIT, "visit", planned.visit)
    assert body is not None
    return read_thing("visit", body).state


def test_options_tells_what_is_served(client: TestClient[Any]) -> None:
    """A client learns the version, extensions, algorithms and largest size without signing in."""
    told = client.options("/files/").headers
    assert told["tus-version"] == "1.0.0"
    assert told["tus-extension"] == "creation,creation-with-upload,checksum,expiration"
    assert told["tus-checksum-algorithm"] == "sha256,sha1"
    assert told["tus-max-size"] == "20000000"


def test_a_file_comes_in_pieces_and_its_visit_hears(story: Story, tablet: Tablet, sender: Sender) -> None:
    """The visit that names a file misses it until the last verified byte, and from then on does not."""
    planned = story.plan(tablet.officer)
    story.push(tablet, *at_the_door(planned, photo_of(PHOTO)))
    assert visit_of(story, planned).missing == (photo_of(PHOTO).digest,)
    begun = sender.begin(photo_of(PHOTO))
    at = begun.headers["location"]
    assert (begun.status_code, begun.headers["upload-offset"]) == (201, "0")
    for offset in range(0, len(PHOTO), PIECE):
        assert visit_of(story, planned).missing
        sent = sender.send(at, offset, PHOTO[offset : offset + PIECE])
        assert sent.status_code == 204, sent.text
        assert int(sender.look(at).headers["upload-offset"]) == min(offset + PIECE, len(PHOTO))
    assert visit_of(story, planned).missing == ()
    assert b"".join(story.house.blobs.read(photo_of(PHOTO).digest)) == PHOTO
    assert sender.look(at).headers["upload-length"] == str(len(PHOTO))


def test_a_file_named_after_it_came_is_not_missing(story: Story, tablet: Tablet, sender: Sender) -> None:
    """Bytes may come before the event that names them."""
    file = photo_of(PHOTO)
    sender.send(sender.begin(file).headers["location"], 0, PHOTO)
    planned = story.plan(tablet.officer)
    story.push(tablet, *at_the_door(planned, file))
    assert visit_of(story, planned).missing == ()


def test_bytes_may_come_with_the_creation(sender: Sender, story: Story) -> None:
    """One call begins and ends a small upload."""
    octets = {"Content-Type": "application/offset+octet-stream"}
    begun = sender.begin(photo_of(PHOTO), octets, PHOTO)
    assert (begun.status_code, begun.headers["upload-offset"]) == (201, str(len(PHOTO)))
    assert story.house.blobs.length(photo_of(PHOTO).digest) == len(PHOTO)


def test_asking_twice_gives_the_same_upload(sender: Sender) -> None:
    """A device that begins a file again goes on where it was."""
    first = sender.begin(photo_of(PHOTO)).headers["location"]
    sender.send(first, 0, PHOTO[:PIECE])
    again = sender.begin(photo_of(PHOTO))
    assert (again.headers["location"], again.headers["upload-offset"]) == (first, str(PIECE))


def test_a_file_that_is_here_needs_no_bytes(client: TestClient[Any], story: Story, sender: Sender) -> None:
    """Whoever of the unit begins a stored file is told at once that nothing is left to send."""
    sender.send(sender.begin(photo_of(PHOTO)).headers["location"], 0, PHOTO)
    other = Sender(client, story.tablet().token)
    begun = other.begin(photo_of(PHOTO))
    at = begun.headers["location"]
    assert begun.headers["upload-offset"] == str(len(PHOTO))
    assert other.look(at).headers["upload-offset"] == str(len(PHOTO))
    assert other.send(at, len(PHOTO), b"").status_code == 204


def test_another_unit_must_send_the_bytes_itself(client: TestClient[Any], story: Story, sender: Sender) -> None:
    """Knowing a digest of another unit gives nobody its file."""
    sender.send(sender.begin(photo_of(PHOTO)).headers["location"], 0, PHOTO)
    stranger = Sender(client, story.sign_in("clerk", unit="30319"))
    assert stranger.begin(photo_of(PHOTO)).headers["upload-offset"] == "0"
    assert client.get(f"/files/{photo_of(PHOTO).digest}", headers=stranger.headers).status_code == 404


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_damaged_piece_is_not_kept(sender: Sender, algorithm: str) -> None:
    """A piece whose checksum does not hold is answered 460 and leaves the offset where it was."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    good = {"Upload-Checksum": checksum(algorithm, PHOTO[:PIECE])}
    bad = {"Upload-Checksum": checksum(algorithm, PHOTO[: PIECE - 1] + b"?")}
    assert sender.send(at, 0, PHOTO[:PIECE], **bad).status_code == 460
    assert sender.look(at).headers["upload-offset"] == "0"
    assert sender.send(at, 0, PHOTO[:PIECE], **good).headers["upload-offset"] == str(PIECE)


def test_a_whole_file_with_another_digest_is_dropped(sender: Sender, story: Story) -> None:
    """A file that is not what was promised never comes into its place; the upload begins anew."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    sent = sender.send(at, 0, b"?" + PHOTO[1:])
    assert (sent.status_code, sent.json()["code"]) == (460, "upload_checksum")
    assert sender.look(at).status_code == 404
    assert story.house.blobs.length(photo_of(PHOTO).digest) is None
    assert sender.begin(photo_of(PHOTO)).headers["upload-offset"] == "0"
    assert sender.send(at, 0, PHOTO).status_code == 204


@pytest.mark.parametrize("offset", [0, PIECE - 1, PIECE + 1, len(PHOTO)])
def test_a_wrong_offset_is_refused(sender: Sender, offset: int) -> None:
    """Bytes are appended at the acknowledged offset and nowhere else."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    sender.send(at, 0, PHOTO[:PIECE])
    sent = sender.send(at, offset, PHOTO[offset : offset + 10])
    assert (sent.status_code, sent.headers["tus-resumable"]) == (409, "1.0.0")
    assert sender.look(at).headers["upload-offset"] == str(PIECE)


def test_more_than_promised_is_refused(sender: Sender) -> None:
    """Bytes beyond the promised length are refused, announced or not, and what was right before them stays."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    assert sender.send(at, 0, PHOTO + b"!").status_code == 413
    fields = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    in_chunks = sender.client.patch(at, headers={**sender.headers, **fields}, content=iter([PHOTO, b"!"]))
    assert in_chunks.status_code == 413
    offset = int(sender.look(at).headers["upload-offset"])
    assert sender.send(at, offset, PHOTO[offset:]).status_code == 204


def test_a_file_too_large_is_refused_at_once(store: Store, tmp_path: Path) -> None:
    """What is longer than the ward allows is refused before a byte is sent."""
    story = Story(store, tmp_path, upload_bytes_max=1000)
    with TestClient(story.app()) as client:
        assert Sender(client, story.sign_in("clerk")).begin(photo_of(bytes(1001))).status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "0"}, 400),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": ""}, 400),
        ({"Upload-Defer-Length": "1"}, 400),
        ({"Upload-Metadata": ""}, 400),
        ({"Upload-Metadata": "digest Li4vLi4vZXRjL3Bhc3N3ZA==,filetype aW1hZ2UvanBlZw=="}, 400),
        ({"Upload-Metadata": "digest !!"}, 400),
        ({"Upload-Metadata": f"digest {base64.b64encode(b'a' * 64).decode()},filetype dGV4dC9odG1s"}, 415),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"X-HTTP-Method-Override": "DELETE"}, 405),
    ],
)
def test_a_wrong_promise_is_refused(sender: Sender, headers: dict[str, str], status: int) -> None:
    """No length, no digest, a path for a digest, a page for a picture, another version: each is refused as such."""
    assert sender.begin(photo_of(PHOTO), headers).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/octet-stream"}, 415),
        ({"Upload-Offset": "x"}, 400),
        ({"Upload-Checksum": "md5 AAAA"}, 400),
        ({"Upload-Checksum": "sha1 !"}, 400),
        ({"Tus-Resumable": ""}, 412),
    ],
)
def test_a_wrong_append_is_refused(sender: Sender, headers: dict[str, str], status: int) -> None:
    """A piece that does not speak tus is refused and leaves no byte."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    assert sender.send(at, 0, PHOTO[:PIECE], **headers).status_code == status
    assert sender.look(at).headers["upload-offset"] == "0"


def test_a_proxy_that_knows_only_post(sender: Sender) -> None:
    """POST with the override PATCH appends; with any other word, or none, it does nothing."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    fields = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    for word, status in (("DELETE", 405), ("", 405), ("PATCH", 204)):
        headers = {**sender.headers, **fields, "X-HTTP-Method-Override": word}
        assert sender.client.post(at, headers=headers, content=PHOTO[:PIECE]).status_code == status
    assert sender.look(at).headers["upload-offset"] == str(PIECE)


@pytest.mark.parametrize("name", ["..%2f..%2fward.db", "%2e%2e", "x" * 64, "A" * 64, "0" * 31, "parts", "0" * 65])
def test_no_name_leads_elsewhere(sender: Sender, name: str) -> None:
    """Only a digest or an upload's own name is ever looked for."""
    for call in (sender.client.get, sender.client.head, sender.client.patch):
        assert call(f"/files/{name}", headers=sender.headers).status_code in (404, 405, 415)


def test_nobody_else_may_send_or_look(client: TestClient[Any], story: Story, sender: Sender) -> None:
    """An upload belongs to the device that began it; without a session there is none at all."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    other = Sender(client, story.tablet().token)
    assert other.look(at).status_code == 404
    assert other.send(at, 0, PHOTO).status_code == 404
    assert Sender(client, "nobody").begin(photo_of(PHOTO)).status_code == 401
    assert Sender(client, story.sign_in("auditor")).begin(photo_of(PHOTO)).status_code == 403


def test_two_calls_at_once_do_not_mix(story: Story, sender: Sender) -> None:
    """While one call holds an upload another is told so and leaves no trace."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    part = story.house.blobs.hold(at.rpartition("/")[2])
    assert part is not None
    assert sender.send(at, 0, PHOTO).status_code == 423
    assert sender.look(at).headers["upload-offset"] == "0"
    part.close()
    assert sender.send(at, 0, PHOTO).status_code == 204


def test_many_senders_of_one_file_leave_one_whole_file(client: TestClient[Any], story: Story, sender: Sender) -> None:
    """Eight calls with the same bytes at once: some are turned away, and the file is right."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(sender.send(at, 0, PHOTO).status_code)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 204 in statuses and set(statuses) <= {204, 409, 413, 423}
    assert b"".join(story.house.blobs.read(photo_of(PHOTO).digest)) == PHOTO


def test_an_upload_is_not_waited_for_for_ever(story: Story, sender: Sender) -> None:
    """After its time an upload is gone (410), and the sweep removes its bytes; it may be begun anew."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    sender.send(at, 0, PHOTO[:PIECE])
    story.now_ms.ms += 4 * DAY_MS
    assert sender.look(at).status_code == 410
    assert sender.send(at, PIECE, PHOTO[PIECE:]).status_code == 410
    assert uploads.sweep(story.house, UNIT) == 1
    assert sender.look(at).status_code == 404
    assert sender.begin(photo_of(PHOTO)).headers["upload-offset"] == "0"
    assert sender.send(at, 0, PHOTO).status_code == 204


def test_too_many_open_uploads_are_refused(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """One device cannot fill the disk with beginnings."""
    monkeypatch.setattr(uploads, "OPEN_PER_DEVICE_MAX", 3)
    begun = [sender.begin(photo_of(bytes([i]) * 10)).status_code for i in range(4)]
    assert begun == [201, 201, 201, 429]
    assert sender.begin(photo_of(bytes([0]) * 10)).status_code == 201


def test_a_crash_before_the_office_heard_is_mended(story: Story, tablet: Tablet, sender: Sender) -> None:
    """A file that is in its place but was never announced is announced when its device asks again."""
    planned = story.plan(tablet.officer)
    file = photo_of(PHOTO)
    story.push(tablet, *at_the_door(planned, file))
    at = sender.begin(file).headers["location"]
    sender.send(at, 0, PHOTO[:PIECE])
    part = story.house.blobs.hold(at.rpartition("/")[2])
    assert part is not None
    part.add(PHOTO[PIECE:])
    story.house.blobs.keep(part, file.digest)
    part.close()
    assert visit_of(story, planned).missing
    assert sender.look(at).headers["upload-offset"] == str(len(PHOTO))
    assert not visit_of(story, planned).missing


def test_bytes_never_acknowledged_are_cut_off(story: Story, sender: Sender) -> None:
    """What a crash left on the disk beyond the acknowledged offset is written anew."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    sender.send(at, 0, PHOTO[:PIECE])
    part = story.house.blobs.hold(at.rpartition("/")[2])
    assert part is not None
    part.add(b"torn")
    part.close()
    assert sender.look(at).headers["upload-offset"] == str(PIECE)
    assert sender.send(at, PIECE, PHOTO[PIECE:]).status_code == 204


def test_a_part_that_was_lost_begins_anew(story: Story, sender: Sender) -> None:
    """When the disk has less than was acknowledged, the offset goes back instead of a hole going in."""
    at = sender.begin(photo_of(PHOTO)).headers["location"]
    sender.send(at, 0, PHOTO[:PIECE])
    part = story.house.blobs.hold(at.rpartition("/")[2])
    assert part is not None
    part.cut(7)
    part.close()
    assert sender.look(at).headers["upload-offset"] == "0"


def test_a_client_that_falls_silent_is_let_go(
    story: Story, sender: Sender, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that brings no more bytes ends after a while, keeps what came, and holds the upload no longer."""
    monkeypatch.setattr(uploads, "QUIET_S_MAX", 0.05)
    upload = uploads.begin(story.house, story.actor_of(tablet.token), photo_of(PHOTO))

    async def silent() -> AsyncIterator[bytes]:
        yield PHOTO[:PIECE]
        await asyncio.sleep(60)

    with pytest.raises(uploads.LineCut):
        asyncio.run(uploads.receive(story.house, upload, 0, silent(), None))
    at = f"/files/{upload.id}"
    assert sender.look(at).headers["upload-offset"] == str(PIECE)
    assert sender.send(at, PIECE, PHOTO[PIECE:]).status_code == 204


def test_a_lost_file_is_taken_again(story: Story, sender: Sender) -> None:
    """When the disk lost a stored file, its device may send it again."""
    file = photo_of(PHOTO)
    sender.send(sender.begin(file).headers["location"], 0, PHOTO)
    for path in Path(story.house.settings.files).glob(f"*/*/{file.digest}"):
        path.unlink()
    at = sender.begin(file)
    assert at.headers["upload-offset"] == "0"
    assert sender.send(at.headers["location"], 0, PHOTO).status_code == 204
    assert story.house.blobs.length(file.digest) == len(PHOTO)
    with story.store.read() as tx:
        assert [one.digest for one in files.all_stored(tx, UNIT)] == [file.digest]
