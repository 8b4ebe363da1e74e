"""Invented people: names combined at random, numbers no province gives, homes along real streets."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar, cast

from models.citizen import CitizenRegistered, Need, Sex, Status
from models.officer import OfficerRegistered, Shift, Skill
from models.said import Address, Contact, Place
from server.demo import ward
from server.demo.ward import Hamlet, Town

T = TypeVar("T")

OFFICE_HOURS = ((420, 690), (810, 1020))
WEEKEND_HOURS = ((450, 690), (810, 960))
SPREAD_E6 = 1_900
"""How far from the middle of its hamlet a home may lie: about 200 m."""


class Names:
    """UUIDv7 from a seed (RFC 9562 §5.7), in the order they are made; `now_ms` is the time they carry."""

    def __init__(self, chance: Random, now_ms: int = 0) -> None:
        self._chance = chance
        self._count = 0
        self.now_ms = now_ms

    def __call__(self) -> str:
        self._count = (self._count + 1) & 0xFFF
        number = (self.now_ms << 80) | (0x7 << 76) | (self._count << 64) | (0b10 << 62) | self._chance.getrandbits(62)
        text = f"{number:032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def weighed(chance: Random, choices: Sequence[tuple[T, int]]) -> T:
    """One of these, each as likely as its weight says."""
    return chance.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]


def phone(chance: Random) -> str:
    """A number of the invented range."""
    return f"+84999000{chance.randrange(1000):03d}"


def full_name(chance: Random, sex: str, language: str = "vi") -> str:
    """A name nobody is known to bear; whoever does bears it by chance."""
    if language in ward.FOREIGN:
        parts = [chance.choice(each) for each in ward.FOREIGN[language][sex]]
    else:
        parts = [weighed(chance, ward.FAMILIES), chance.choice(ward.MIDDLES[sex]), chance.choice(ward.GIVEN[sex])]
    return " ".join(filter(None, parts))


def home(chance: Random, hamlet: Hamlet) -> Address:
    """An address as people give it: a number with slashes in an alley, or no number and a landmark."""
    street = chance.choice(ward.STREETS)
    number = str(chance.randrange(1, 480)) + chance.choice(("", "", "A", "B"))
    alley = chance.random()
    if alley < 0.45:
        number = f"{number}/{chance.randrange(1, 60)}"
    if alley < 0.12:
        number = f"{number}/{chance.randrange(1, 15)}"
    has_number = chance.random() < 0.84
    landmark = chance.choice(ward.LANDMARKS) if not has_number or chance.random() < 0.3 else ""
    place = Place(
        lat_e6=hamlet.lat_e6 + chance.randint(-SPREAD_E6, SPREAD_E6),
        lon_e6=hamlet.lon_e6 + chance.randint(-SPREAD_E6, SPREAD_E6),
        accuracy_m=30,
    )
    return Address(
        house=number if has_number else "", street=street, hamlet=hamlet.name, landmark=landmark,
        place=place if chance.random() < 0.93 else None,
    )  # fmt: skip


def citizen(chance: Random, name: Callable[[], str], town: Town, year: int) -> CitizenRegistered:
    """Somebody the ward may be asked to visit: mostly old, some disabled, some with all their papers in one drawer."""
    sex: Sex = chance.choice(("female", "female", "male"))
    language = weighed(chance, (("vi", 94), ("km", 4), ("cjm", 2)))
    kind = chance.random()
    age = round(chance.triangular(60, 96, 74)) if kind < 0.9 else chance.randrange(19, 60)
    born = year - age
    day = f"{born}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    by_year = age >= 75 and chance.random() < 0.2
    century = (0 if born < 2000 else 2) + (sex == "female")
    called = full_name(chance, sex, language)
    helped = chance.random() < 0.62
    theirs = phone(chance)
    relation = chance.choice(ward.RELATIONS)
    helper_sex = "female" if relation in ("con gái", "con dâu") or chance.random() < 0.5 else "male"
    helper = Contact(name=full_name(chance, helper_sex), phone=phone(chance), relation=relation) if helped else None
    return CitizenRegistered(
        citizen=name(), unit=town.unit, name=called, birth=str(born) if by_year else day, sex=sex,
        id_number=f"000{century}{born % 100:02d}{chance.randrange(1_000_000):06d}",
        phones=(theirs,) if not helped or chance.random() < 0.5 else (helper.phone,) if helper else (),
        address=home(chance, chance.choice(town.hamlets)), needs=_needs(chance, age), statuses=_statuses(chance, age, kind, year),
        language=language, helper=helper, note=_note(chance),
    )  # fmt: skip


def _needs(chance: Random, age: int) -> tuple[Need, ...]:
    weight = 0.5 if age < 60 else 0.7 if age < 75 else 1.0
    return tuple(cast(Need, need) for need, percent in ward.NEEDS if chance.random() * 100 < percent * weight)


def _statuses(chance: Random, age: int, kind: float, year: int) -> tuple[Status, ...]:
    """Each fact with the paper that shows it; somebody younger is here because of a disability."""
    found: list[Status] = []
    if age >= 60:
        found.append(Status(kind="elderly", level="80+" if age >= 80 else "", evidence="căn cước"))
    if kind >= 0.93 or chance.random() < 0.17:
        level = chance.choice(("đặc biệt nặng", "nặng", "nặng", "nhẹ"))
        paper = f"Giấy xác nhận khuyết tật số {chance.randrange(1, 900)}/XNKT (mẫu)"
        found.append(Status(kind="disabled", level=level, evidence=paper))
    if age >= 55 and chance.random() < 0.09:
        level = chance.choice(("thương binh 2/4", "thương binh 4/4", "bệnh binh", "thân nhân liệt sĩ"))
        paper = f"Thẻ số AG-{chance.randrange(10_000, 99_999)} (mẫu)"
        found.append(Status(kind="meritorious", level=level, evidence=paper))
    if chance.random() < 0.12:
        found.append(Status(kind="alone", evidence="trưởng khóm xác nhận", until=f"{year + 1}-06-30"))
    if chance.random() < 0.11:
        poor = chance.random() < 0.45
        found.append(Status(kind="poor" if poor else "near_poor", evidence="danh sách năm", until=f"{year}-12-31"))
    if age >= 70 and chance.random() < 0.2:
        found.append(Status(kind="frail", evidence="cán bộ ghi nhận tại nhà"))
    return tuple(found)


def _note(chance: Random) -> str:
    notes = ("Nói to, chậm.", "Có chó, gọi trước khi vào.", "Chỉ có nhà buổi sáng.", "Hẻm nhỏ, xe máy vào được.")
    return chance.choice(notes) if chance.random() < 0.16 else ""


def officers(chance: Random, name: Callable[[], str], town: Town) -> list[OfficerRegistered]:
    """Those who go: two certifiers, receivers for everything, for papers, for social care; some work weekends."""
    found: list[OfficerRegistered] = []
    for i in range(town.officers):
        post = ward.POSTS[i % len(ward.POSTS)]
        shifts = [(day, span) for day in range(5) for span in OFFICE_HOURS]
        shifts += [(day, span) for day in (5, 6) for span in WEEKEND_HOURS if post.weekend]
        lat, lon = town.office
        if post.from_home:
            lat, lon = lat + chance.randint(-9_000, 9_000), lon - chance.randint(2_000, 9_000)
        found.append(
            OfficerRegistered(
                officer=name(), unit=town.unit, name=full_name(chance, chance.choice(("male", "female"))),
                phone=phone(chance), languages=post.languages,
                skills=tuple(Skill(procedure=code, part=cast(Any, part)) for code, part in post.skills),
                shifts=tuple(Shift(weekday=day, from_minute=a, to_minute=b) for day, (a, b) in shifts),
                start=Place(lat_e6=lat, lon_e6=lon, accuracy_m=20),
            )
        )  # fmt: skip
    return found
