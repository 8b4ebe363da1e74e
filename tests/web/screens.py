"""`python -m tests.web.screens`: every state of the tablet as a picture in both languages, and the film of one visit."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.web import states
from tests.web.browser import Machine
from tests.web.conftest import ROOT, build
from tests.web.ward import Ward

FOLDER = ROOT / "docs" / "screens"
WIDTH_PX, COLOURS, PICTURE_BYTES_MAX = 500, 48, 80_000
FILM_WIDTH_PX, FILM_BYTES_MAX, FRAME_MS = 400, 1_500_000, 1600
FILM = (
    "list", "depart", "arrive", "code", "identity-fits", "lucidity", "papers", "photo-preview", "read",
    "assent-signature", "signed", "fee", "closed", "list-waiting", "end-unsafe", "end-safe",
)  # fmt: skip


def taken(page: Page) -> Image.Image:
    """The window as it looks now."""
    page.evaluate("() => document.fonts.ready.then(() => document.activeElement?.blur())")
    page.wait_for_timeout(200)
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def narrowed(picture: Image.Image, width: int) -> Image.Image:
    """The picture at another width."""
    return picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)


def keep(picture: Image.Image, name: str) -> None:
    """A small PNG; fails when it is not small."""
    small = narrowed(picture, WIDTH_PX).quantize(COLOURS, dither=Image.Dither.NONE)
    path = FOLDER / f"tablet-{name}.png"
    small.save(path, optimize=True)
    assert path.stat().st_size <= PICTURE_BYTES_MAX, path


def main() -> None:
    """Walks a ward's tablet once and draws it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    build()
    frames: dict[str, Image.Image] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, Ward(Path(folder)) as ward:
        machine = Machine(playwright, Path(folder, "profile"), ward.origin)
        for name, page in states.walk(ward, machine):
            frames[name] = taken(page)
            keep(frames[name], f"{name}-vi")
            page.keyboard.press("Control+Shift+L")
            keep(taken(page), f"{name}-en")
            page.keyboard.press("Control+Shift+L")
        machine.close()
    film = [narrowed(frames[name], FILM_WIDTH_PX) for name in FILM]
    path = FOLDER / "tablet-visit.webp"
    film[0].save(path, save_all=True, append_images=film[1:], duration=FRAME_MS, loop=0, quality=60, method=6)
    assert path.stat().st_size <= FILM_BYTES_MAX
    print(f"{len(frames)} × 2, {path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
