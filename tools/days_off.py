"""Writes models/data/days_off.json: `python tools/days_off.py 2026 2027`.

The days come from PyPI `holidays` (MIT). It knows the law (BLLĐ 2019, art. 112) and the lunar calendar.
What the government decides year by year stands in models/data/calendar.json, edited by hand and
not written here.
"""

import json
import sys
from pathlib import Path

import holidays


def main(years: list[int], target: Path) -> None:
    """One line a day off: date and name in Vietnamese."""
    found = holidays.country_holidays("VN", years=years, language="vi")
    days = {day.isoformat(): name for day, name in sorted(found.items())}
    target.write_text(json.dumps(days, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main([int(year) for year in sys.argv[1:]], Path(__file__).parents[1] / "models" / "data" / "days_off.json")
