"""The application behind a fault: what stands in the file FAULT is done to calls from then on."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from tests.server import ready

OFFICE = ("/sync", "/files")


def fault() -> str:
    """`500`: every call fails. `silent`: none is answered before that is mended. `dies`: the process ends in an upload."""
    path = Path(os.environ["FAULT"])
    return path.read_text("utf-8") if path.is_file() else ""


def app() -> Any:
    """For `uvicorn --factory`."""
    inner: Any = ready.app()

    async def dying(receive: Any) -> Any:
        message = await receive()
        if message["type"] == "http.request" and message.get("body"):
            os._exit(9)
        return message

    async def outer(scope: Any, receive: Any, send: Any) -> None:
        now = fault() if scope["type"] == "http" and scope["path"].startswith(OFFICE) else ""
        if now == "500":
            await send({"type": "http.response.start", "status": 500, "headers": []})
            await send({"type": "http.response.body", "body": b"broken"})
        elif now == "silent":
            while fault() == now:
                await asyncio.sleep(0.1)
            await inner(scope, receive, send)
        elif now == "dies" and scope["method"] == "PATCH":
            await inner(scope, lambda: dying(receive), send)
        else:
            await inner(scope, receive, send)

    return outer
