"""The application with the tablet of another folder, for tests that change what is served under its feet."""

import os
from pathlib import Path
from typing import Any

from server.routes import tablet
from tests.server import ready


def app() -> Any:
    """The application the environment asks for, serving the build in TABLET_BUILT."""
    tablet.BUILT = Path(os.environ["TABLET_BUILT"])
    return ready.app()
