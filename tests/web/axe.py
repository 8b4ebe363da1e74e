"""What axe finds wrong with a page, for every screen alike."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.architecture.house import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


SUN = "color-contrast-enhanced"
"""Text against its ground at 7:1 (4.5:1 where it is large): WCAG 2.2 AAA, 1.4.6; for screens read in the sun."""


def faults(page: Page, *more: str) -> list[str]:
    """What stands against WCAG 2.2 AA, good practice and more rules on the page as it is; asked past the page's own policy."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    asked = {"runOnly": RULES, "rules": {rule: {"enabled": True} for rule in more}, "resultTypes": ["violations"]}
    found = page.evaluate("(asked) => axe.run(document, asked).then((told) => told.violations)", asked)
    return [f"{one['id']}: {node['target']} {node['html'][:120]}" for one in found for node in one["nodes"]]
