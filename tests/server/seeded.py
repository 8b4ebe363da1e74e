"""A ward, another ward and their province, each with somebody for every role and one of every thing, for tests of reach."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from models.access import ROLES, Actor, Role, system
from models.call import CallLogged
from models.citizen import CitizenRegistered
from models.device import DeviceEnrolled
from models.dossier import DossierOpened
from models.event import Body
from models.notice import NoticePosted
from models.offer import WindowOffered
from models.officer import OfficerRegistered, Shift, Skill
from models.procedure import in_force
from models.request import EligibilityDecided, RequestReceived, Want
from models.said import Address, Contact, Place, Window
from models.store import accounts, plans
from models.store.accounts import Account
from models.store.engine import Store, Tx
from models.store.plans import Proposal
from models.visit import VisitAmended, VisitAssigned, VisitChange, VisitPlanned
from models.ward import WardChange, WardConfigured
from server.app import make_house
from server.clock import uuid7
from server.dispatch.route import Plan
from server.paperwork import issue, record
from server.paperwork.fill import Known
from server.planning.shown import Proposed, Totals
from server.session import token_digest
from server.settings import Settings
from sync import keys, office
from sync.office import Wish
from sync.protocol import read_push
from tests.models.lawful import tariff
from tests.server.built import app_of
from tests.server.story import CODE, HOUR_MS, MORNING_MS, Clock, Tablet

WARD, NEXT_WARD, PROVINCE = "30307", "30292", "91"
UNITS = (WARD, NEXT_WARD, PROVINCE)
GRANTED: tuple[Role, ...] = tuple(role for role in ROLES if role != "system")
FOREVER_MS = 4_000_000_000_000
NAME, PHONE, NUMBER = "Nguyễn Thị Bưởi", "+84900000123", "089141000123"


class Things(NamedTuple):
    """The ids of what one unit holds."""

    citizen: str
    request: str
    dossier: str
    visit: str
    call: str
    officer: str
    device: str
    hold: str
    notice: str
    account: str
    offer: str
    plan: str
    paper: str
    law: str


class Seeded:
    """Three units on one store. `token` speaks for somebody of a role in a unit, `tablets` for its officer's device."""

    def __init__(self, store: Store, folder: Path, **settings: Any) -> None:
        self.store = store
        self.clock = Clock()
        told = {
            "files": str(folder / "files"),
            "backups": str(folder / "backups"),
            "sealing_key": str(folder / "sealing.key"),
            "jobs": False,
            **settings,
        }
        self.house = make_house(Settings(store=store.url, **told), store, self.clock)
        self.tablets: dict[str, Tablet] = {}
        self._tokens: dict[tuple[str, Role], str] = {}
        self.accounts: dict[tuple[str, Role], str] = {}
        with store.write() as tx:
            for unit in UNITS:
                for role in GRANTED:
                    self.accounts[unit, role], self._tokens[unit, role] = _sign_in(tx, unit, role)
        self.things = {unit: self._fill(unit) for unit in UNITS}

    def app(self) -> Any:
        """The application on this house."""
        return app_of(self.house)

    def token(self, role: Role, unit: str = WARD) -> str:
        """The token of the account with this role in a unit."""
        return self._tokens[unit, role]

    def bearer(self, role: Role, unit: str = WARD) -> dict[str, str]:
        """The header somebody with this role signs their calls with."""
        return {"Authorization": f"Bearer {self._tokens[unit, role]}"}

    def sign_in(
        self, unit: str, roles: str, officer: str = "", device: str = "", expires_ms: int = FOREVER_MS
    ) -> tuple[str, str]:
        """A new account and a token of it."""
        with self.store.write() as tx:
            return _sign_in(tx, unit, roles, officer, device, expires_ms)

    def say(self, unit: str, role: Role, *bodies: Body) -> None:
        """Says bodies in a unit as somebody with this role; insists that each was applied."""
        actor = (
            system(unit)
            if role == "system"
            else Actor(id=self.accounts[unit, role], unit=unit, roles=frozenset({role}))
        )
        wishes = [Wish(body=body) for body in bodies]
        receipts = office.say(self.store, actor, unit, wishes, self.clock(), self.house.new_id)
        assert [r.outcome for r in receipts] == ["applied"] * len(bodies), receipts

    def _fill(self, unit: str) -> Things:
        officer = self._officer(unit)
        device = self.tablets[unit].id
        citizen, request, dossier, visit = self.case(unit, officer)
        call, notice = uuid7(), uuid7()
        self.say(
            unit, "supervisor",
            CallLogged(call=call, unit=unit, phone=PHONE, outcome="callback", at_ms=self.clock(), citizen=citizen),
            NoticePosted(notice=notice, unit=unit, title="Triều cường", level="safety"),
        )  # fmt: skip
        hold = self._parked(unit, visit)
        account, _ = self.sign_in(unit, "clerk")
        law = uuid7()
        self.say(unit, "admin", tariff(law, unit))
        offer, plan = self._offered(unit, officer), self._proposed(unit)
        paper = self._letter(unit, dossier)
        return Things(
            citizen,
            request,
            dossier,
            visit,
            call,
            officer,
            device,
            hold,
            notice,
            account,
            offer,
            plan,
            paper,
            law,
        )

    def _offered(self, unit: str, officer: str) -> str:
        """A window kept for a caller."""
        offer = uuid7()
        hours = Window(from_ms=MORNING_MS + 4 * HOUR_MS, to_ms=MORNING_MS + 6 * HOUR_MS)
        told = WindowOffered(offer=offer, unit=unit, window=hours, officers=(officer,), start_ms=hours.from_ms)
        self.say(unit, "clerk", told)
        return offer

    def _proposed(self, unit: str) -> str:
        """A plan that is done and would change nothing."""
        plan_id, day = uuid7(), "2026-11-22"
        nothing = Proposed(
            moves=[], routes=[], left_out=[], totals=Totals(), verdict=(), travel_note="",
            plan=Plan(unit=unit, day=day, routes=()),
        )  # fmt: skip
        body = msgspec.json.encode(nothing).decode()
        with self.store.write() as tx:
            plans.put(tx, Proposal(unit, plan_id, day, "day", "done", "", 1000, 0, "", self.clock(), 0, "{}", body))
        return plan_id

    def _officer(self, unit: str) -> str:
        officer, device = uuid7(), uuid7()
        skills = (Skill(procedure="*", part="receiver"),)
        shifts = tuple(Shift(weekday=day, from_minute=0, to_minute=1440) for day in range(7))
        tablet = Tablet(device, officer, "", self.clock)
        tablet.actor = msgspec.structs.replace(tablet.actor, unit=unit)
        self.say(
            unit, "admin",
            WardConfigured(unit=unit, change=WardChange(name=f"Đơn vị {unit}")),
            OfficerRegistered(officer=officer, unit=unit, name="Trần Văn Ổi", skills=skills, shifts=shifts),
        )  # fmt: skip
        self.say(
            unit, "system", DeviceEnrolled(device=device, unit=unit, officer=officer, key=keys.public_text(tablet.key))
        )
        tablet.token = self.sign_in(unit, "officer", officer, device)[1]
        self.tablets[unit] = tablet
        return officer

    def case(self, unit: str, officer: str) -> tuple[str, str, str, str]:
        """A person, their request, its dossier, and a visit given to the officer."""
        citizen, request, dossier, visit = uuid7(), uuid7(), uuid7(), uuid7()
        procedure = in_force(CODE, "2026-11-22")
        assert procedure is not None
        home = Address(hamlet="Khóm 2", place=Place(lat_e6=10_380_000, lon_e6=105_430_000))
        self.say(
            unit, "supervisor",
            CitizenRegistered(
                citizen=citizen, unit=unit, name=NAME, birth="1941-03-05", phones=(PHONE,), id_number=NUMBER, address=home
            ),
            RequestReceived(
                request=request, unit=unit, citizen=citizen, wants=(Want(procedure=CODE),), consent=True,
                caller=Contact(name="Nguyễn Văn Cam", phone=PHONE),
            ),
            EligibilityDecided(request=request, eligible=True, reason="frail"),
            DossierOpened(
                dossier=dossier, unit=unit, request=request, citizen=citizen, procedure=CODE, version=procedure.version
            ),
            VisitPlanned(
                visit=visit, unit=unit, request=request, citizen=citizen, dossiers=(dossier,), address=home,
                window=Window(from_ms=MORNING_MS, to_ms=MORNING_MS + 2 * HOUR_MS),
            ),
            VisitAssigned(visit=visit, officer=officer),
        )  # fmt: skip
        return citizen, request, dossier, visit

    def _letter(self, unit: str, dossier: str) -> str:
        """A letter that waits for approval."""
        with self.store.read() as tx:
            known = record.of_dossier(tx, unit, dossier)
            code = issue.own_code(tx, unit, dossier, "condolence")
        told = Known(names=("cụ Phan Văn Đượm",), event_day="2026-11-20")
        made = issue.made_out(known, "condolence", told, self.clock(), code)
        self.say(unit, "system", made)
        return made.paper

    def _parked(self, unit: str, visit: str) -> str:
        """Something the tablet said under a lease that no longer holds: the event waits on the settling desk."""
        tablet = self.tablets[unit]
        line = tablet.write(VisitAmended(visit=visit, change=VisitChange(note="cổng sau")), lease=7)
        pushed = office.push(self.store, tablet.actor, read_push(tablet.bundle([line])), self.clock())  # type: ignore[arg-type]
        [receipt] = pushed.receipts  # type: ignore[union-attr]
        assert receipt.outcome == "parked", receipt
        return receipt.id


def _sign_in(
    tx: Tx, unit: str, roles: str, officer: str = "", device: str = "", expires_ms: int = FOREVER_MS
) -> tuple[str, str]:
    token, account_id = uuid7(), uuid7()
    account = Account(unit, account_id, f"u{account_id}", f"Người {roles}", "-", roles, officer, 0, 0)
    accounts.put_account(tx, account)
    accounts.begin_session(tx, token_digest(token), account, device, "csrf", 0, expires_ms)
    return account_id, token
