"""Device signatures: ECDSA P-256 with SHA-256, in the form browsers make (r and s side by side, IEEE P1363)."""

import base64
import re
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CURVE = ec.SECP256R1()
_ALGORITHM = ec.ECDSA(SHA256())
_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{86}")
"""64 bytes in base64url without padding."""


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half as it is enrolled: uncompressed point, hexadecimal."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex()


def sign(key: ec.EllipticCurvePrivateKey, text: bytes) -> str:
    """A signature as it travels: 64 bytes, base64url without padding."""
    r, s = decode_dss_signature(key.sign(text, _ALGORITHM))
    return base64.urlsafe_b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode().rstrip("=")


@lru_cache(maxsize=4096)
def _point(public: str) -> ec.EllipticCurvePublicKey | None:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, bytes.fromhex(public))
    except ValueError:
        return None


def is_key(public: str) -> bool:
    """Whether a text is a point on the curve: an enrolment with anything else is refused."""
    return _point(public) is not None


def verifies(public: str, signature: str, text: bytes) -> bool:
    """Whether this key signed this text."""
    point = _point(public)
    if point is None or not _SIGNATURE.fullmatch(signature):  # b64decode would overlook what does not belong there
        return False
    raw = base64.urlsafe_b64decode(signature + "==")
    try:
        point.verify(
            encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")), text, _ALGORITHM
        )
    except InvalidSignature:
        return False
    return True
