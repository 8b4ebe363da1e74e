"""How good the service is by the state's own yardsticks, as far as this system can know them.

QĐ 766/QĐ-TTg (2022): 100 points in five groups. The rules that spread points inside a group were not read, so each
knowable group is scored in proportion to its share, and what cannot be known is left out rather than guessed: the result
is so many points of so many knowable. TT 01/2018/TT-VPCP: nine indicators of 0, 1 or 2 points each for a unit.
"""

from collections.abc import Sequence
from typing import Literal

from models.said import State

Group = Literal["transparency", "progress", "digitised", "online", "satisfaction"]
Grade = Literal["excellent", "good", "fair", "average", "weak"]

WEIGHTS: dict[Group, int] = {"transparency": 18, "progress": 20, "digitised": 22, "online": 22, "satisfaction": 18}
NAMES: dict[Group, tuple[str, str]] = {
    "transparency": ("Công khai, minh bạch", "Transparency"),
    "progress": ("Tiến độ giải quyết", "Progress"),
    "digitised": ("Số hóa hồ sơ", "Digitised dossiers"),
    "online": ("Dịch vụ trực tuyến", "Online services"),
    "satisfaction": ("Mức độ hài lòng", "Satisfaction"),
}
_GRADES: tuple[tuple[int, Grade], ...] = ((15, "excellent"), (12, "good"), (9, "fair"), (6, "average"))


class Scored(State, frozen=True, kw_only=True):
    """One group: its weight and its points in hundredths, or None when this system cannot know."""

    group: Group
    vi: str
    en: str
    weight: int
    points_c: int | None


class Score(State, frozen=True, kw_only=True):
    """All groups, the points reached and the points that could be known, in hundredths."""

    groups: tuple[Scored, ...]
    points_c: int
    knowable_c: int


def score(shares_bp: dict[Group, int | None]) -> Score:
    """Points by group from shares in hundredths of a percent; a group not named is not known."""
    groups = tuple(
        Scored(
            group=group,
            vi=NAMES[group][0],
            en=NAMES[group][1],
            weight=weight,
            points_c=_points(weight, shares_bp.get(group)),
        )
        for group, weight in WEIGHTS.items()
    )
    known = [one for one in groups if one.points_c is not None]
    return Score(
        groups=groups,
        points_c=sum(one.points_c or 0 for one in known),
        knowable_c=sum(one.weight * 100 for one in known),
    )


def _points(weight: int, bp: int | None) -> int | None:
    return None if bp is None else (weight * bp + 50) // 100


def unit_grade(indicators: Sequence[Literal[0, 1, 2]]) -> Grade:
    """The grade of a unit by its nine indicators (TT 01/2018/TT-VPCP)."""
    if len(indicators) != 9:
        raise ValueError("a unit is graded by nine indicators")
    total = sum(indicators)
    return next((grade for least, grade in _GRADES if total >= least), "weak")
