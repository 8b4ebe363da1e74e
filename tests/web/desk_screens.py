"""Takes the pictures of the desk and of the public pages for docs/screens: `python -m tests.web.desk_screens FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.web.clerk import Office
from tests.web.test_desk import states
from tests.web.test_public import walked

WANTED = {"found", "kept", "read", "queue", "ward", "procedure", "status"}


def taken(page: Page, folder: Path, name: str) -> None:
    """One picture, as large as the window, from the top of the page."""
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    page.screenshot(path=str(folder / f"{name}.png"))


def main(folder: Path) -> None:
    """Every picture, from a ward made for it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as made,
        sync_playwright() as playwright,
        Office(Path(made), playwright) as office,
    ):
        desk = office.page()
        for state in states(office, desk):
            if state in WANTED:
                taken(desk, folder, f"desk-{state}")
        stranger = office.page(None, "/", width=800)
        for state in walked(office, stranger):
            if state in WANTED:
                taken(stranger, folder, f"public-{state}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
