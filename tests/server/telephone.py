"""A clerk at the desk's pages without a browser: every field is sent each time, as the page does."""

from __future__ import annotations

import re
from typing import Any

from models.store import lists
from sync.board import read_thing
from tests.server.browsing import Browser
from tests.server.seeded import WARD, Seeded

SIGNS_AT_HOME = {
    "need": "sign", "sign_what": "declaration", "signers": "1", "documents": "1", "cases": "1", "cannot_come": "frail",
    "can_sign": "sign", "reads": "yes", "hears": "yes", "speaks": "vi", "lucid": "clear", "related": "no",
}  # fmt: skip
"""Answers that lead to a signature certified at home."""
EXTRACT = {"need": "extract", "extract_for": "self", "documents": "2"}
"""What is left to ask of two copies of an extract once the person is known from the first wish."""
LONG = {"need": "will", "will_danger": "no"}


class Call:
    """A clerk at the page of one call; every field is sent each time, as the page does."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        answer = browser.client.get("/desk", follow_redirects=False)
        self.path = answer.headers["location"]
        self.fields: dict[str, Any] = {}

    @property
    def id(self) -> str:
        """The call's name."""
        return self.path.rpartition("/")[2]

    def page(self) -> str:
        """The page as a fresh load shows it."""
        return str(self.browser.page(self.path).text)

    def type(self, button: dict[str, str] | None = None, **fields: Any) -> Any:
        """Fills in fields, perhaps presses a button; the parts that come back."""
        self.fields |= fields
        answer = self.browser.send(self.path, **self.fields, **(button or {}))
        about = re.search(r'name="about" value="([^"]*)"', answer.text)
        self.fields |= {"about": about[1] if about else ""}
        return answer

    def pick(self, person: str) -> Any:
        """Chooses somebody; the page then holds their fields."""
        answer = self.type({"pick": person})
        names = ("name", "birth", "house", "street", "hamlet", "landmark", "place", "own_phone", "id_number")
        for name in names:
            found = re.search(rf'<input id="{name}"[^>]* value="([^"]*)"', answer.text)
            self.fields[name] = found[1] if found else ""
        for name in ("need", "status"):
            self.fields[name] = re.findall(rf'name="{name}" value="([^"]*)" checked', answer.text)
        return answer

    def answer_all(self, answers: dict[str, str]) -> Any:
        """Answers question after question until none is left."""
        answer = self.type()
        while asked := re.search(r'id="question-(\w+)" class="question" data-wish="(\d+)"', answer.text):
            question, wish = asked[1], asked[2]
            counted = f'value="{wish}:{question}:#"' in answer.text
            answer = self.type(
                {"answer": f"{wish}:{question}:{'#' if counted else answers[question]}", "count": answers[question]}
            )
        return answer

    def one_more(self, answers: dict[str, str]) -> Any:
        """Adds a wish as the page offers it, and answers its questions."""
        wish = re.search(r'name="more" value="(\d+)"', self.type().text)
        assert wish, "the page offers no further wish"
        self.type({"more": wish[1]})
        return self.answer_all(answers)

    def save(self) -> Any:
        """Presses F9."""
        return self.type({"do": "save"})


def things(seeded: Seeded, kind: str, unit: str = WARD) -> list[Any]:
    """Everything of a kind in a unit."""
    with seeded.store.read() as tx:
        rows = lists.page(tx, (unit,), kind, lists.Filter(), limit=500)
    return [read_thing(kind, row.body).state for row in rows]


def offers(seeded: Seeded) -> list[str]:
    """What became of the windows kept at the desk, in the order they were."""
    return [one.state for one in things(seeded, "offer") if one.id != seeded.things[WARD].offer]


def chosen(call: Call) -> list[str]:
    """The windows a clerk is offered to read out."""
    return re.findall(r'name="window" value="([0-9-]+)"', call.browser.part(f"{call.path}/windows").text)
