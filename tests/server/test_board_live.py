"""Fifty supervisors before one board: each hears of a move at once, and the board they then ask for shows it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import Path

import httpx

from models.store import accounts
from models.store.engine import open_store
from server.demo import seed
from server.demo.ward import TOWN
from server.session import COOKIE, token_digest
from tests.server.running import Running, free_port
from tests.web.monday import BEGINS_MS, DAY
from tests.web.station import FOREVER_MS, UNIT

LISTENERS = 50


async def heard(client: httpx.AsyncClient, token: str, rings: asyncio.Queue[str]) -> None:
    """Listens as a board does, and tells each ring."""
    with contextlib.suppress(httpx.HTTPError):
        async with client.stream("GET", f"/sync/live?units={UNIT}", cookies={COOKIE: token}, timeout=30) as stream:
            async for line in stream.aiter_lines():
                if line == "event: ring":
                    rings.put_nowait(token)


async def moved(base: str, tokens: list[str], visit: str, version: int) -> tuple[set[str], str]:
    """Who heard of a move, and the board one of them then sees."""
    rings: asyncio.Queue[str] = asyncio.Queue()
    limits = httpx.Limits(max_connections=LISTENERS + 10)
    async with httpx.AsyncClient(base_url=base, limits=limits) as client:
        ears = [asyncio.create_task(heard(client, token, rings)) for token in tokens]
        for _ in tokens:
            await asyncio.wait_for(rings.get(), 20)
        form = {"officer": "", "version": str(version), "day": DAY, "reason": "thử", "sure": "yes"}
        headers = {"X-CSRF-Token": "csrf", "Cookie": f"{COOKIE}={tokens[0]}"}
        answer = await client.post(f"/board/visits/{visit}/move", data=form, headers=headers)
        assert answer.status_code == 200, answer.text
        told = {await asyncio.wait_for(rings.get(), 20) for _ in tokens}
        seen = await client.get(f"/board/live?day={DAY}", headers={"Cookie": f"{COOKIE}={tokens[-1]}"})
        for ear in ears:
            ear.cancel()
        await asyncio.gather(*ears, return_exceptions=True)
    return told, seen.text


def test_everybody_hears_of_a_move(tmp_path: Path) -> None:
    """Eight officers, the demo's eighty visits, fifty open boards: one move rings on all, and all then see the same."""
    os.environ["MONDAY_SINCE_MS"] = str(int(time.time() * 1000))
    store = open_store(f"sqlite:{tmp_path / 'ward.db'}")
    seed.seed(store, DAY, 1, BEGINS_MS, (TOWN,))
    tokens = [f"supervisor-{i}" for i in range(LISTENERS)]
    with store.write() as tx:
        account = accounts.Account(UNIT, "head", "head", "Phụ trách", "-", "supervisor", "", 0, 0)
        accounts.put_account(tx, account)
        for token in tokens:
            accounts.begin_session(tx, token_digest(token), account, "", "csrf", 0, FOREVER_MS)
        rows = tx.rows(
            "SELECT id, version FROM things WHERE unit_id = ? AND kind = 'visit' AND state = 'assigned' AND day = ?",
            UNIT, DAY,
        )  # fmt: skip
    visit, version = rows[-1]
    port = free_port()
    settings = {"store": store.url, "files": str(tmp_path / "f"), "backups": str(tmp_path / "b"), "jobs": "false"}
    with Running(port, "tests.web.monday:app", **settings):
        told, board = asyncio.run(moved(f"http://127.0.0.1:{port}", tokens, visit, version))
    store.close()
    assert told == set(tokens)
    assert len(rows) >= 70 and f'id="chip-{visit}"' in board.partition("<table")[0]
