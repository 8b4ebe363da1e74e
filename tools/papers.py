"""Writes the pictures of docs/papers.md: `python -m tools.papers`. Everybody on them is invented."""

from pathlib import Path

from server.documents.render import pictures
from server.documents.samples import SAMPLES

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "papers"
SHOWN = ("visit_summary", "certification_fingerprint", "form_01", "form_04", "custody_receipt")
DOTS_PER_INCH = 66


def main() -> None:
    """One picture a paper, its first page."""
    FOLDER.mkdir(exist_ok=True)
    for name in SHOWN:
        (FOLDER / f"{name}.png").write_bytes(pictures(name, SAMPLES[name], dots_per_inch=DOTS_PER_INCH)[0])


if __name__ == "__main__":
    main()
