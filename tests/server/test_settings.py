"""Settings are typed, documented one and all, and wrong ones are named at the start."""

from __future__ import annotations

import msgspec
import pytest

from server.settings import DOCS, PREFIX, Settings, from_environment


def test_every_setting_is_documented() -> None:
    """The documented settings are exactly those there are, each with a sentence."""
    assert list(DOCS) == list(Settings.__struct_fields__)
    assert all(len(text) > 10 for text in DOCS.values())


def test_every_setting_comes_from_the_environment() -> None:
    """Each has a default, and each can be set by its name."""
    plain = Settings()
    told = {f"{PREFIX}{name.upper()}": str(getattr(plain, name)).lower() for name in DOCS}
    assert from_environment(told) == plain
    assert from_environment({"HOME": "/x", "TANNHA_PORT": "9000", "TANNHA_JOBS": "false"}) == msgspec.structs.replace(
        plain, port=9000, jobs=False
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "a lot"),
        ("SESSION_HOURS", "-1"),
        ("UPLOAD_BYTES_MAX", "12 MB"),
        ("JOBS", "perhaps"),
        ("PROT", "80"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    """A value out of bounds, of the wrong kind, or a name mistyped stops the start and is named."""
    with pytest.raises(ValueError, match=f"{PREFIX}{name}"):
        from_environment({f"{PREFIX}{name}": value})
