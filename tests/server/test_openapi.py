"""The description of the API is true: every answer is one it promises, whatever is asked."""

from __future__ import annotations

import os
import re
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema_rs import Draft202012Validator
from litestar.testing import TestClient
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.specs.openapi import checks

from models.event import KINDS
from models.store.engine import open_store
from server.app import make_app, make_house
from server.around import Application
from server.asked import LIST_MAX
from server.settings import Settings
from tests.models.test_access import sample
from tests.server.seeded import GRANTED, WARD, Seeded

EXAMPLES = int(os.environ.get("EXAMPLES", "3"))
"""Of each operation, well-formed and not, about real things and not; `make calls` asks more."""
ADDRESS = "/openapi/openapi.json"
BEYOND_SCHEMA = {
    "calls_ring": "only the telephone exchange knows the secret",
    "sync_enrol": "a key must lie on the curve",
    "sync_push": "lines must be signed",
    "files_begin": "metadata is base64 of a digest and a media type",
    "files_append": "an offset must fit what is there",
    "files_override": "an offset must fit what is there",
    "files_look": "the id of an upload is not a digest",
}
"""Calls whose correctness no JSON schema can tell, so that a well-formed one may still be refused."""


@schemathesis.serializer("application/x-ndjson", "application/offset+octet-stream")
def as_bytes(_: Any, value: Any) -> bytes:
    """Bodies that are no JSON, as the generator made them."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.hook
def map_body(_: Any, body: Any) -> Any:
    """Whole numbers written whole: for JSON Schema 4.0 is an integer too, for the office it is not."""
    if isinstance(body, dict):
        return {name: map_body(_, value) for name, value in body.items()}
    if isinstance(body, list):
        return [map_body(_, value) for value in body]
    return int(body) if isinstance(body, float) and body.is_integer() else body


@pytest.fixture(scope="module")
def drawn() -> dict[str, Any]:
    """The description as it is served; no store has a part in it."""
    store = open_store("sqlite::memory:")
    with TestClient(make_app(make_house(Settings(jobs=False), store))) as client:
        answer = client.get(ADDRESS)
    store.close()
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json"
    described: dict[str, Any] = answer.json()
    return described


def operations(drawn: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation with its method and path."""
    for path, item in drawn["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


class Asking:
    """Asks one operation of one house, with whatever cases it is given, by somebody who may do everything."""

    def __init__(self, seeded: Seeded, app: Application, operation: APIOperation[Any, Any, Any, Any]) -> None:
        self.seeded = seeded
        self.app = app
        self.operation = operation
        self.calls: Counter[int] = Counter()
        told = seeded.things[WARD]._asdict()
        ids = {f"{kind}_id": thing for kind, thing in told.items()} | {
            "unit_id": WARD,
            "name": "0" * 64,
            "book": "ck-2026",
            "session_id": "0" * 64,
        }
        self.token = self.fresh_token()
        self.real = {p.name: ids[p.name] for p in operation.path_parameters}

    def fresh_token(self) -> str:
        """A token of somebody with every role."""
        return self.seeded.sign_in(WARD, " ".join(GRANTED))[1]

    def ask(self, case: Case[Any], real: bool) -> None:
        """One call, held against the description; `real`: about the things of this very house."""
        said = str(self.operation.definition.raw["operationId"])
        token = self.fresh_token() if said == "sessions_sign_out" else self.token
        excluded: list[Any] = (
            [checks.positive_data_acceptance, checks.negative_data_rejection] if said in BEYOND_SCHEMA else []
        )
        case.operation.app = self.app
        if real:
            case.path_parameters = dict(self.real)
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=excluded)
        self.calls[answer.status_code] += 1


def everything(askings: list[Asking]) -> str:
    """Asks one operation everything the description allows, and much it does not, of each house; answers what was wrong."""
    real = askings[0].real
    for mode in GenerationMode:
        for named in (None, real) if real else (None,):
            strategy = askings[0].operation.as_strategy(generation_mode=mode, path_parameters=named)
            try:
                _examples(strategy, askings, bool(named))
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # nothing about this call can be wrong
            except (Exception, BaseExceptionGroup) as error:
                return "".join(traceback.format_exception_only(error))[:3000]
    return ""


def _examples(strategy: Any, askings: list[Asking], real: bool) -> None:
    """Asks some examples of a strategy, the same every time."""

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )  # fmt: skip
    @given(case=strategy)
    def ask(case: Case[Any]) -> None:
        for asking in askings:
            asking.ask(case, real)

    ask()


@pytest.fixture
def houses(postgres: Any, tmp_path: Path) -> Iterator[list[Seeded]]:
    """The same house on each engine: making up a call takes three times as long as two answers to it."""
    database = postgres.fresh()
    stores = [open_store(url) for url in (f"sqlite:{tmp_path / 'ward.db'}", postgres.url(database))]
    yield [Seeded(store, tmp_path / store.engine) for store in stores]
    for store in stores:
        store.close()
    postgres.left.append(database)


@pytest.mark.postgres
def test_every_answer_is_one_that_is_described(houses: list[Seeded]) -> None:
    """Many calls, right and wrong: no fault of the server, no answer off the description, nothing wrong let in."""
    apps = [house.app() for house in houses]
    schema = schemathesis.openapi.from_asgi(ADDRESS, apps[0])
    schema.config.generation.update(allow_x00=False)  # no schema can say that U+0000 is refused
    for one in houses:
        one.house.hub.close()  # a stream ends at once
    found: dict[str, str] = {}
    calls: list[Counter[int]] = [Counter() for _ in houses]
    for result in schema.get_all_operations():
        operation = result.ok()  # type: ignore[union-attr]  # an error of the schema is raised here, as it should be
        askings = [Asking(one, app, operation) for one, app in zip(houses, apps, strict=True)]
        if wrong := everything(askings):
            found[operation.label] = wrong
        for counted, asking in zip(calls, askings, strict=True):
            counted += asking.calls
        print(operation.label, [dict(asking.calls) for asking in askings])
    assert found == {}, "\n\n".join(f"{label}\n{wrong}" for label, wrong in found.items())
    for counted in calls:
        assert counted.total() > 600 and counted[200] > 150 and counted[400] > 100, calls


def test_the_description_is_well_formed(drawn: dict[str, Any]) -> None:
    """It is OpenAPI 3.1; every component is a schema, bears a title and a name of its own, and every reference is met."""
    assert drawn["openapi"].startswith("3.1.")
    components = drawn["components"]["schemas"]
    for name, schema in components.items():
        assert schema["title"] and "." not in name, name
        Draft202012Validator(schema | {"components": drawn["components"]})
    assert set(_references(drawn)) <= {f"#/components/schemas/{name}" for name in components}


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _references(one)


def test_every_operation_says_what_it_needs(drawn: dict[str, Any]) -> None:
    """Each has an id of its own, a sentence, its refusals as problems, and says whether a session is needed."""
    ids = [operation["operationId"] for _, operation in operations(drawn)]
    assert len(set(ids)) == len(ids) > 40
    for label, operation in operations(drawn):
        assert operation["summary"] and operation["tags"], label
        refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert {"500", "503"} <= set(refusals), label
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in refusals.values()), label
        assert ("401" in refusals) == bool(operation["security"]) or operation["operationId"] == "sessions_sign_in", (
            label
        )


def test_operation_ids_stay(drawn: dict[str, Any]) -> None:
    """The names programs are generated from: one may be added here, none may change."""
    named = {operation["operationId"] for _, operation in operations(drawn)}
    assert named >= {
        "health_health", "metrics_read", "sessions_sign_in", "sessions_me", "sessions_sign_out", "events_say", "sync_enrol",
        "sync_push", "sync_pull", "sync_receipts", "sync_live", "files_begin", "files_look", "files_append", "files_fetch",
        "citizens_search", "citizens_person", "requests_listed", "requests_case", "visits_listed", "visits_one",
        "visits_assign", "dossiers_listed", "dossiers_one", "calls_queue", "calls_one", "officers_listed", "officers_one",
        "units_provinces", "units_one", "units_children", "procedures_listed", "settling_desk", "settling_adopt",
        "settling_give_back", "settling_dismiss", "journal_history", "journal_head", "audit_looks", "accounts_listed",
        "accounts_one", "accounts_make", "accounts_change", "accounts_set_password", "devices_fleet", "devices_make_code",
        "devices_revoke", "windows_free", "offers_hold", "offers_promise", "offers_release", "plans_make",
        "plans_listed", "plans_one", "plans_cancel", "plans_apply", "visits_reasons",
    }  # fmt: skip


def test_what_is_said_at_the_door_is_described(drawn: dict[str, Any]) -> None:
    """The body of /events names every kind of event, each closed, chosen by `kind`; a push names its header and event."""
    schemas = drawn["components"]["schemas"]
    assert set(schemas["Wish"]["properties"]["body"]["discriminator"]["mapping"]) == set(KINDS)
    for kind in KINDS:
        assert schemas[kind]["additionalProperties"] is False and "kind" in schemas[kind]["required"], kind
    assert schemas["Event"]["additionalProperties"] is False
    body = drawn["paths"]["/events"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Saying"}
    pushed = drawn["paths"]["/sync/push"]["post"]["requestBody"]["content"]["application/x-ndjson"]
    assert [line["$ref"].rpartition("/")[2] for line in pushed["x-lines"]] == ["Header", "Event"]


def test_no_empty_text_is_promised_that_is_refused(drawn: dict[str, Any]) -> None:
    """Where a text has a pattern, no alternative of nothing is described: the decoder holds the pattern against it too."""
    for name, schema in drawn["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            choices = told.get("anyOf", [])
            assert not ({"enum": [""]} in choices and any("pattern" in one for one in choices)), f"{name}.{field}"


def test_every_kind_is_heard(client: TestClient[Any], seeded: Seeded) -> None:
    """The least of every kind, said at the door over HTTP, gets a receipt: none is off the description or a fault."""
    headers = {"Authorization": f"Bearer {seeded.sign_in(WARD, ' '.join(GRANTED))[1]}"}
    wishes = [{"body": msgspec.to_builtins(sample(kind, WARD))} for kind in KINDS.values()]
    receipts = client.post("/events", json={"events": wishes}, headers=headers).json()["receipts"]
    assert len(receipts) == len(KINDS)
    assert not [
        receipt for receipt in receipts if receipt.get("code") in ("malformed", "unknown_kind", "unknown_refusal")
    ]


def test_lists_are_paged_within_bounds(drawn: dict[str, Any]) -> None:
    """Every list takes `limit`, never above the largest, and `after`; every page says what is next."""
    for label, operation in operations(drawn):
        limits = [p["schema"] for p in operation.get("parameters", []) if p["name"] == "limit"]
        if limits:
            assert [limit["maximum"] for limit in limits] == [LIST_MAX], label
            assert "after" in {p["name"] for p in operation["parameters"]}, label
            shape = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert "next" in drawn["components"]["schemas"][shape]["properties"], label


@pytest.mark.parametrize(
    "told", ['{"x":1}', '{"reason":3}', '{"reason":""}', "[]", "null", '{"reason":"\\u0000"}', "\\ud800", "{"]
)
def test_bodies_are_read_strictly(client: TestClient[Any], seeded: Seeded, told: str) -> None:
    """A body with a field too many, a number for a text, U+0000 or half a character is refused with its place named."""
    path = f"/settling/{seeded.things[WARD].hold}/return"
    answer = client.post(path, content=told, headers=seeded.bearer("supervisor"))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_call")
    assert answer.headers["content-type"] == "application/problem+json"


def test_no_address_minds_nul(client: TestClient[Any], seeded: Seeded) -> None:
    """U+0000 in an address, a search or a sign-in name is nothing found or a wrong call, never a fault."""
    headers = seeded.bearer("supervisor")
    assert client.get("/citizens?q=a%00b", headers=headers).status_code == 200
    assert client.get("/visits?officer=%00", headers=headers).status_code == 400
    assert client.get("/visits/a%00b", headers=headers).status_code == 400
    told = '{"username":"a\\u0000b","password":"x"}'
    answer = client.post("/sessions", content=told, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_people_can_read_it_without_a_script(client: TestClient[Any], drawn: dict[str, Any]) -> None:
    """The page names every operation and shape, runs nothing, fetches nothing, and may only bring its own style."""
    answer = client.get("/openapi")
    assert answer.headers["content-type"].startswith("text/html")
    assert "script" not in answer.text and not [
        word for word in ("http://", "https://", "<img", "@import") if word in answer.text
    ]
    assert (
        "default-src 'none'" in (policy := answer.headers["content-security-policy"]) and "style-src 'sha256-" in policy
    )
    ids = [operation["operationId"] for _, operation in operations(drawn)] + list(drawn["components"]["schemas"])
    assert all(f'<details id="{name}">' in answer.text for name in ids)
    for target in re.findall(r'href="#([^"]+)"', answer.text):
        assert f'<details id="{target}">' in answer.text
