"""A ward on a real server, with people who wait for an officer today; what its office does while a tablet is away."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any, NamedTuple

from models import calendar
from models.access import Actor, system
from models.citizen import CitizenRegistered, Need
from models.dossier import DossierOpened
from models.dossier_parts import Intake
from models.event import Body
from models.officer import OfficerRegistered, Shift, Skill
from models.procedure import in_force
from models.request import EligibilityDecided, RequestReceived, Want
from models.said import Address, Contact, Place, Window
from models.store import accounts
from models.store.accounts import Account
from models.store.engine import open_store
from models.visit import VisitAssigned, VisitPlanned
from models.ward import WardChange, WardConfigured
from server.clock import uuid7
from server.session import token_digest
from sync import office
from sync.office import Wish
from tests.server.forks import READY
from tests.web.hosted import Hosted

UNIT = "30307"
SIGNATURE, COPIES, BENEFIT = "2.000884", "2.000815", "1.014027"
HOUR_MS = 3_600_000
FOREVER_MS = 4_000_000_000_000


class Person(NamedTuple):
    """Somebody the ward knows."""

    name: str = "Đặng Thị Hòa"
    birth: str = "1953-03-05"
    number: str = "089153000123"
    needs: tuple[Need, ...] = ("hard_of_hearing",)


HOA = Person()


class Promise(NamedTuple):
    """A visit promised and given to an officer."""

    visit: str
    request: str
    dossiers: tuple[str, ...]
    citizen: str


class Ward(Hosted):
    """`with Ward(folder) as ward:` two officers, a supervisor, a real server that can be stopped and started again."""

    def __init__(self, folder: Path, factory: str = READY, **settings: str) -> None:
        self.database = folder / "ward.db"
        super().__init__(open_store(f"sqlite:{self.database}"), folder, factory, **settings)
        self.officers = {name: uuid7() for name in ("Trần Văn Ổi", "Lê Thị Lan")}
        self._token = self._account("supervisor clerk certifier")
        self._begin()

    def copy_to(self, path: Path) -> None:
        """A backup of the database, while the server is stopped."""
        self.store.close()
        shutil.copyfile(self.database, path)
        self.store = open_store(f"sqlite:{self.database}")

    def put_back(self, path: Path) -> None:
        """The database as it was at the backup, in place of the one there is."""
        self.store.close()
        for end in ("-wal", "-shm"):
            self.database.with_name(self.database.name + end).unlink(missing_ok=True)
        shutil.copyfile(path, self.database)
        self.store = open_store(f"sqlite:{self.database}")

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """The answer to a call of the supervisor, or of somebody else."""
        assert self.server is not None
        sent = b"" if body is None else json.dumps(body).encode()
        status, answer = self.server.call(
            method, path, token or self._token, sent, {"Content-Type": "application/json"}
        )
        assert status < 300, (status, answer[:500])
        return json.loads(answer) if answer else None

    def code(self, officer: str = "Trần Văn Ổi") -> str:
        """A one-time code for an officer's tablet."""
        return str(self.ask("POST", "/devices/codes", {"officer": self.officers[officer]})["code"])

    def say(self, *bodies: Body, clock: bool = False) -> None:
        """Says something at the office, in the store itself: also while the server is stopped."""
        actor = system(UNIT) if clock else self._head()
        receipts = office.say(self.store, actor, UNIT, [Wish(body=body) for body in bodies], now_ms(), uuid7)
        assert [receipt.outcome for receipt in receipts] == ["applied"] * len(bodies), receipts

    def promise(
        self, person: Person = HOA, officer: str = "Trần Văn Ổi", wants: tuple[str, ...] = (SIGNATURE,),
        from_ms: int | None = None, note: str = "", signers: int = 1,
    ) -> Promise:  # fmt: skip
        """A visit for somebody, given to an officer; without an hour it begins about now."""
        citizen, request, visit = uuid7(), uuid7(), uuid7()
        day = calendar.local_day(now_ms())
        begins_ms = from_ms if from_ms is not None else now_ms() - 30 * 60_000
        home = Address(
            house="12", street="Lê Lợi", hamlet="Khóm Đông An 2", landmark="cạnh cây xăng, cổng xanh",
            place=Place(lat_e6=10_384_120, lon_e6=105_437_310),
        )  # fmt: skip
        dossiers = {uuid7(): code for code in wants}
        helper = Contact(name="Nguyễn Thị Hạnh", phone="+84900000111", relation="con gái")
        self.say(
            CitizenRegistered(
                citizen=citizen, unit=UNIT, name=person.name, birth=person.birth, id_number=person.number, sex="female",
                phones=("+84900000123",), needs=person.needs, address=home, helper=helper,
            ),
            RequestReceived(
                request=request, unit=UNIT, citizen=citizen, wants=tuple(Want(procedure=code) for code in wants),
                consent=True, caller=helper,
            ),
            EligibilityDecided(request=request, eligible=True, reason="frail"),
        )  # fmt: skip
        for dossier, code in dossiers.items():
            procedure = in_force(code, day)
            assert procedure is not None
            self.say(
                DossierOpened(
                    dossier=dossier, unit=UNIT, request=request, citizen=citizen, procedure=code,
                    version=procedure.version, purpose="vay vốn ngân hàng",
                    intake=Intake(signers=signers) if signers > 1 and code == wants[0] else None,
                )
            )  # fmt: skip
        window = Window(from_ms=begins_ms, to_ms=begins_ms + 2 * HOUR_MS)
        self.say(
            VisitPlanned(
                visit=visit, unit=UNIT, request=request, citizen=citizen, dossiers=tuple(dossiers), window=window,
                address=home, note=note,
            ),
            VisitAssigned(visit=visit, officer=self.officers[officer]),
        )  # fmt: skip
        return Promise(visit, request, tuple(dossiers), citizen)

    def reassign(self, promise: Promise, officer: str) -> None:
        """The supervisor gives a visit to somebody else."""
        self.say(VisitAssigned(visit=promise.visit, officer=self.officers[officer], reason="đổi ca"))

    def visit(self, promise: Promise) -> dict[str, Any]:
        """The visit as the office knows it."""
        answer: dict[str, Any] = self.ask("GET", f"/visits/{promise.visit}")["visit"]["state"]
        return answer

    def heard(self, promise: Promise) -> list[str]:
        """The kinds of the events of a visit in the journal, in their order, by whoever said them."""
        history = self.ask("GET", f"/journal/?subject={promise.visit}")
        return [str(line["kind"]) for line in history["items"]]

    def devices(self) -> list[str]:
        """The tablets enrolled and not revoked."""
        return [str(item["device"]["id"]) for item in self.ask("GET", "/devices/")["items"]]

    def request_code(self, promise: Promise) -> str:
        """The code read to the caller."""
        return str(self.ask("GET", f"/requests/{promise.request}")["request"]["state"]["code"])

    def _begin(self) -> None:
        skills = (Skill(procedure="*", part="receiver"), Skill(procedure="*", part="certifier"))
        shifts = tuple(Shift(weekday=day, from_minute=0, to_minute=1440) for day in range(7))
        self.say(WardConfigured(unit=UNIT, change=WardChange(name="Phường Long Xuyên")))
        for name, officer in self.officers.items():
            self.say(OfficerRegistered(officer=officer, unit=UNIT, name=name, skills=skills, shifts=shifts))
            self._account("officer", officer, name)

    def _account(self, roles: str, officer: str = "", name: str = "Nguyễn Văn Sáu") -> str:
        token, account_id = uuid7(), uuid7()
        with self.store.write() as tx:
            account = Account(UNIT, account_id, f"u{account_id}", name, "-", roles, officer, 0, 0)
            accounts.put_account(tx, account)
            accounts.begin_session(tx, token_digest(token), account, "", "csrf", 0, FOREVER_MS)
        return token

    def _head(self) -> Actor:
        return Actor(id="office", unit=UNIT, roles=frozenset(("supervisor", "admin", "clerk")))


def now_ms() -> int:
    """The real time: the server and the browser have no other."""
    return int(time.time() * 1000)
