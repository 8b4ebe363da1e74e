"""Numbers, days and amounts as Vietnamese papers write them: 10.000 đồng, (Bằng chữ: mười nghìn đồng).

The reading is that of schoolbooks: linh for an empty ten, mươi, mốt, lăm; tháng tư for April.
"""

from datetime import date

NUMBER_MAX = 10**12 - 1
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")


def number_words(number: int) -> str:
    """A whole number in words: 105 is "một trăm linh năm"; 2026 is "hai nghìn không trăm hai mươi sáu"."""
    if not 0 <= number <= NUMBER_MAX:
        raise ValueError("only whole numbers from 0 to 999,999,999,999 have words here")
    if number == 0:
        return _DIGITS[0]
    groups: list[int] = []
    left = number
    while left:
        left, group = divmod(left, 1000)
        groups.append(group)
    top = len(groups) - 1
    spoken = [
        f"{_group(group, leading=at == top)} {_GROUPS[at]}".strip()
        for at, group in reversed(list(enumerate(groups)))
        if group
    ]
    return " ".join(spoken)


def _group(group: int, *, leading: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if hundreds or not leading:
        words += [_DIGITS[hundreds], "trăm"]
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 5 and tens:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return " ".join(words)


def dong(amount: int) -> str:
    """An amount in figures: "10.000 đồng"."""
    return f"{grouped(amount)} đồng"


def grouped(number: int) -> str:
    """A number with a dot between thousands, as Vietnamese papers have it: "50.176"."""
    return f"{number:,}".replace(",", ".")


def dong_words(amount: int) -> str:
    """An amount in words with a capital, as receipts need it: "Mười nghìn đồng"."""
    words = number_words(amount)
    return f"{words[0].upper()}{words[1:]} đồng"


def day_figures(day: str) -> str:
    """A day as papers date themselves: "ngày 21 tháng 11 năm 2026"; days below 10 and months 1, 2 take a zero (NĐ 30/2020)."""
    found = date.fromisoformat(day)
    month = f"{found.month:02d}" if found.month < 3 else str(found.month)
    return f"ngày {found.day:02d} tháng {month} năm {found.year}"


def day_words(day: str) -> str:
    """A day in words, as certifications add it: "ngày hai mươi mốt tháng mười một năm hai nghìn không trăm hai mươi sáu"."""
    found = date.fromisoformat(day)
    month = "tư" if found.month == 4 else number_words(found.month)
    return f"ngày {number_words(found.day)} tháng {month} năm {number_words(found.year)}"


def minute_figures(hour: int, minute: int) -> str:
    """A time of day as certifications outside the office name it: "09 giờ 05 phút"."""
    return f"{hour:02d} giờ {minute:02d} phút"
