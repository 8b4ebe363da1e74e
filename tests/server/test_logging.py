"""The log is lines of JSON from everything that runs in the process, and a wrong level is said at once."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
import structlog

from server.logging import configure, configured

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


def test_a_server_inside_another_program_leaves_the_log_as_it_was() -> None:
    """What a module logged while it ran binds nothing: later lines go where output goes then, at the level from before."""
    log, root = structlog.get_logger(), logging.getLogger()
    ours, handlers, level = structlog.get_config(), list(root.handlers), root.level
    inside, after = StringIO(), StringIO()
    with redirect_stdout(inside), configured("error"):
        log.warning("too small")
        log.error("inside")
    told = inside.getvalue()
    inside.close()
    with redirect_stdout(after), configured("info"):
        log.info("after")
    assert [json.loads(line)["event"] for line in (told + after.getvalue()).splitlines()] == ["inside", "after"]
    assert (structlog.get_config(), root.handlers, root.level) == (ours, handlers, level)
