"""Writes models/data/units.tsv: `python tools/units.py parser_from_2025.json`.

The input is the file of that name inside the wheel of PyPI `vietnamadminunits` 1.0.4 (MIT), with the codes
of Quyết định 19/2025/QĐ-TTg as of 1 July 2025. What was decided since is below, one entry per decree.
"""

import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

FIRST_DAY = "2025-07-01"
COMMUNES = ("xã", "phường", "đặc khu")
COUNTS = {"tỉnh": 25, "thành phố": 9, "xã": 2599, "phường": 709, "đặc khu": 13}

CHANGES: tuple[tuple[str, str, str, str], ...] = (
    # decree, valid from, new level, units
    ("30/2026/QH16", "2026-04-30", "thành phố", "75"),
    (
        "237/NQ-UBTVQH16",
        "2026-04-30",
        "phường",
        "25270 25357 25363 26116 26170 26248 26326 26368 26425 26485",
    ),
    ("36/2026/QH16", "2026-09-01", "thành phố", "22"),
    ("39/2026/QH16", "2026-09-20", "thành phố", "24"),
    (
        "388/NQ-UBTVQH16",
        "2026-09-20",
        "phường",
        "07294 07375 07399 07444 07840 09193 09292 09313 09319 09454 09475 09496",
    ),
)

Row = tuple[str, str, str, str, str]
"""Code, parent (or nothing), level, name, valid from."""


def _text(s: str) -> str:
    return " ".join(unicodedata.normalize("NFC", s).split()).replace("’", "'")


def rows(source: dict[str, dict[str, Any]]) -> dict[str, Row]:
    """Every unit by its code, as of 1 July 2025."""
    units: dict[str, Row] = {}
    provinces = {key: province["provinceCode"] for key, province in source["DICT_PROVINCE"].items()}
    for province in source["DICT_PROVINCE"].values():
        full, name = _text(province["province"]), _text(province["provinceShort"])
        level = full.removesuffix(name).strip().lower().replace("thủ đô", "thành phố")
        units[province["provinceCode"]] = (province["provinceCode"], "", level, name, FIRST_DAY)
    for part in ("NO_ACCENTED", "ACCENTED", "SHORT_ACCENTED"):
        for key, wards in source[f"DICT_PROVINCE_WARD_{part}"].items():
            for ward in wards.values():
                full, code = _text(ward["ward"]), ward["wardCode"]
                level = next(one for one in COMMUNES if full.lower().startswith(f"{one} "))  # wardType errs
                units[code] = (code, provinces[key], level, full[len(level) + 1 :], FIRST_DAY)
    return units


def changed(units: dict[str, Row]) -> dict[str, Row]:
    """The units after every decree since."""
    after = dict(units)
    for _decree, day, level, codes in CHANGES:
        for code in codes.split():
            _, parent, _, name, _ = after[code]
            after[code] = (code, parent, level, name, day)
    return after


def main(source: Path, target: Path) -> None:
    """Reads, applies the decrees, counts, writes."""
    units = changed(rows(json.loads(source.read_text("utf-8"))))
    for level, expected in COUNTS.items():
        found = sum(row[2] == level for row in units.values())
        if found != expected:
            raise SystemExit(f"{level}: {found} found, {expected} expected")
    provinces_first = sorted(units.values(), key=lambda row: (len(row[0]), row[0]))
    target.write_text("".join("\t".join(row) + "\n" for row in provinces_first), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parents[1] / "models" / "data" / "units.tsv")
