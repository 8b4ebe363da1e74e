"""A ward behind HTTPS, as behind its proxy: a certificate of its own making, in which a browser may trust or not."""

from __future__ import annotations

import socket
import ssl
import threading
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.server.running import free_port

PIECE_BYTES = 65_536


def certificate(folder: Path) -> tuple[Path, str]:
    """A fresh certificate for this machine with its key, and the digest of its public key as browsers name it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Phường thử")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "ward.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return path, b64encode(sha256(public).digest()).decode()


class Secure:
    """`with Secure(port, path) as front:` HTTPS before the port of a server on this machine."""

    def __init__(self, behind: int, chain: Path) -> None:
        self.port = free_port()
        self._behind = behind
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(chain)
        self._door = socket.create_server(("127.0.0.1", self.port))

    @property
    def origin(self) -> str:
        """Where the ward is found."""
        return f"https://127.0.0.1:{self.port}"

    def __enter__(self) -> Secure:
        threading.Thread(target=self._welcome, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._door.close()

    def _welcome(self) -> None:
        while True:
            try:
                guest, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(guest,), daemon=True).start()

    def _serve(self, guest: socket.socket) -> None:
        try:
            inside = self._context.wrap_socket(guest, server_side=True)
            server = socket.create_connection(("127.0.0.1", self._behind))
        except OSError:
            guest.close()
            return
        threading.Thread(target=_carry, args=(server, inside), daemon=True).start()
        _carry(inside, server)


def _carry(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(PIECE_BYTES):
            target.sendall(piece)
    except OSError:
        pass
    finally:
        for end in (source, target):
            end.close()
