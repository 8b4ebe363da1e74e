"""The log is lines of JSON from everything that runs in the process, and a wrong level is said at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from server.logging import configure

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import logging, structlog
logging.getLogger("uvicorn.access").addHandler(logging.StreamHandler())
from server.logging import configure, fault
configure("info")
structlog.get_logger().info("answered", route="/citizens", ms=1.5)
structlog.get_logger().debug("too small")
logging.getLogger("some.library").warning("a library speaks of %s", "itself")
logging.getLogger("uvicorn.access").info("GET /citizens?q=somebody")
try:
    raise ValueError("somebody")
except ValueError as error:
    fault(error)
"""


def test_every_line_is_json() -> None:
    """Our lines, a library's and a fault's are one JSON object each; addresses with queries are not written at all."""
    run = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    ours, library, fault = (json.loads(line) for line in run.stdout.splitlines())
    assert (ours["event"], ours["route"], ours["level"]) == ("answered", "/citizens", "info") and ours["at"].endswith(
        "Z"
    )
    assert library["event"] == "a library speaks of itself" and library["level"] == "warning"
    assert (fault["event"], fault["error"]) == ("fault", "ValueError")
    assert "somebody" not in run.stdout + run.stderr


def test_a_wrong_level_is_said() -> None:
    """A level that does not exist stops the server at its start, naming the setting."""
    with pytest.raises(ValueError, match="TANNHA_LOG_LEVEL='loud'"):
        configure("loud")
