"""The list of changes begins with the version the code bears."""

from __future__ import annotations

import re
import tomllib

from server import VERSION
from tests.docs.pages import page


def test_the_newest_version_is_the_codes() -> None:
    """CHANGELOG, pyproject and the description of the interface name one version."""
    newest = re.search(r"^## (\S+)", page("CHANGELOG.md"), re.MULTILINE)
    assert newest and newest[1] == VERSION == tomllib.loads(page("pyproject.toml"))["project"]["version"]
