"""The demo's places, names and officers. Units and their codes are real; every person, number and telephone is invented.

Identity numbers begin with 000, which no province has (NĐ 137/2015 numbers them from 001). Telephones lie in
0999 000 000 to 0999 000 999: Viet Nam reserves no range for fiction, and no notice is sent from a demo.
"""

from typing import NamedTuple

UNIT = "30307"
PROVINCE = "91"


class Hamlet(NamedTuple):
    """A khóm or ấp: its name and about where its middle is, in micro-degrees."""

    name: str
    lat_e6: int
    lon_e6: int


class Town(NamedTuple):
    """One unit of the demo and how much happens in it."""

    unit: str
    agency: str
    hotline: str
    office: tuple[int, int]
    hamlets: tuple[Hamlet, ...]
    citizens: int
    requests_a_day: int
    officers: int


TOWN = Town(
    UNIT, "H01.307", "0999 000 000", (10_386_200, 105_435_600),
    (
        Hamlet("Khóm 1", 10_389_800, 105_437_600), Hamlet("Khóm 2", 10_387_200, 105_438_900),
        Hamlet("Khóm 3", 10_384_600, 105_439_600), Hamlet("Khóm 4", 10_381_900, 105_440_800),
        Hamlet("Khóm 5", 10_386_900, 105_433_400), Hamlet("Khóm 6", 10_383_500, 105_434_800),
        Hamlet("Khóm 7", 10_380_100, 105_436_300), Hamlet("Khóm 8", 10_376_800, 105_438_200),
        Hamlet("Khóm 9", 10_389_900, 105_430_100), Hamlet("Khóm 10", 10_385_100, 105_428_700),
        Hamlet("Khóm 11", 10_380_600, 105_430_900), Hamlet("Khóm 12", 10_375_900, 105_432_600),
    ),
    600, 80, 8,
)  # fmt: skip

NEIGHBOURS = (
    Town("30292", "H01.292", "0999 000 292", (10_411_000, 105_412_000), (Hamlet("Khóm 1", 10_412_300, 105_410_400),), 24, 6, 2),
    Town("30301", "H01.301", "0999 000 301", (10_349_000, 105_462_000), (Hamlet("Khóm 1", 10_347_600, 105_463_100),), 24, 6, 2),
    Town("30313", "H01.313", "0999 000 313", (10_396_000, 105_468_000), (Hamlet("Ấp 1", 10_397_500, 105_470_200),), 24, 6, 2),
)  # fmt: skip

STREETS = (
    "Trần Hưng Đạo", "Tôn Đức Thắng", "Nguyễn Huệ", "Lý Thái Tổ", "Hà Hoàng Hổ", "Nguyễn Trãi", "Hùng Vương", "Lê Lợi",
    "Ngô Quyền", "Thoại Ngọc Hầu", "Ung Văn Khiêm", "Võ Thị Sáu", "Phạm Cự Lượng", "Bùi Văn Danh", "Phan Đình Phùng",
)  # fmt: skip
LANDMARKS = (
    "đối diện quán cà phê đầu hẻm", "sau chùa, nhà mái ngói đỏ", "cạnh cây bàng lớn", "nhà có cổng sắt xanh",
    "kế tiệm tạp hóa cô Ba", "qua cầu sắt, rẽ trái, nhà thứ ba", "gần nhà văn hóa khóm", "sau trường tiểu học",
)  # fmt: skip

FAMILIES = (
    ("Nguyễn", 32), ("Trần", 12), ("Lê", 10), ("Phạm", 7), ("Huỳnh", 7), ("Phan", 5), ("Võ", 5), ("Đặng", 3), ("Bùi", 3),
    ("Đỗ", 2), ("Hồ", 2), ("Ngô", 2), ("Dương", 2), ("Lý", 2), ("Lâm", 2), ("Trịnh", 1), ("Mai", 1), ("Đinh", 1), ("Tô", 1),
)  # fmt: skip
MIDDLES = {
    "male": ("Văn", "Hữu", "Thành", "Minh", "Công", "Ngọc", "Quang", "Phước", "Tấn", ""),
    "female": ("Thị", "Thị", "Thị", "Thị Ngọc", "Thị Kim", "Thị Mỹ", "Thị Thanh", "Ngọc", "Kim", ""),
}
GIVEN = {
    "male": (
        "An", "Bảy", "Bình", "Chín", "Dũng", "Đạt", "Đức", "Hai", "Hải", "Hiền", "Hòa", "Hùng", "Khánh", "Lâm", "Lộc", "Lực",
        "Mười", "Năm", "Nghĩa", "Phúc", "Quý", "Sáu", "Sơn", "Tài", "Tâm", "Thắng", "Thọ", "Toàn", "Trí", "Tư", "Út", "Vinh",
    ),
    "female": (
        "Ánh", "Ba", "Bé", "Bông", "Cúc", "Điệp", "Đào", "Gấm", "Hoa", "Hạnh", "Hồng", "Hương", "Lan", "Lành", "Lệ", "Liên",
        "Loan", "Lựu", "Mai", "Mận", "Năm", "Nga", "Nhung", "Nở", "Phượng", "Sen", "Sương", "Thắm", "Thủy", "Tuyết", "Út", "Xuân",
    ),
}  # fmt: skip
FOREIGN: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "km": {
        "male": (("Chau", "Danh", "Kim", "Thạch"), ("Sóc", "Sa", "Kim", "Ra"), ("Phol", "Rươn", "Thia", "Nát", "Vanh")),
        "female": (("Néang", "Thị", "Kim", "Thạch"), ("Sa", "Sóc", "Sray", "Kunth"), ("Rây", "Nết", "Oane", "Thia", "Ly")),
    },
    "cjm": {
        "male": (("Mách", "Ro", "Sa"), ("Sa", "Phi", "Ha"), ("Lês", "Ác", "Roh", "Ly", "Mít")),
        "female": (("Ro", "Mách", "Sa"), ("Phi", "Ha", "Ki"), ("Ah", "Zah", "Mah", "Na", "Ry")),
    },
}  # fmt: skip
"""Khmer and Cham parts of names, by language (ISO 639) and sex; An Giang has speakers of both."""


class Post(NamedTuple):
    """An officer's part: the family and given name are drawn, the rest is as a ward would split it."""

    skills: tuple[tuple[str, str], ...]
    languages: tuple[str, ...] = ("vi",)
    weekend: bool = False
    from_home: bool = False


CERTIFIES = (("*", "certifier"), ("*", "receiver"))
EVERYTHING = (("*", "receiver"),)
PAPERS = tuple((code, "receiver") for code in (
    "2.000815", "2.000884", "2.000908", "2.000635", "2.002516", "2.000927", "2.000942", "1.003583", "1.000419", "1.000593",
    "1.001193", "1.000656", "1.000894", "1.004873",
))  # fmt: skip
CARE = tuple((code, "receiver") for code in (
    "2.000815", "2.000884", "2.000635", "1.014027", "1.014028", "1.001776", "1.001699", "1.001731",
))  # fmt: skip

POSTS = (
    Post(CERTIFIES, weekend=True), Post(CERTIFIES, from_home=True), Post(EVERYTHING, ("vi", "km"), weekend=True),
    Post(EVERYTHING), Post(PAPERS, weekend=True), Post(PAPERS, ("vi", "cjm")), Post(CARE), Post(CARE, from_home=True),
)  # fmt: skip

MIX = (
    ("2.000884", 30), ("2.000815", 21), ("2.000635", 16), ("1.014027", 10), ("1.004873", 4), ("2.001035", 3), ("1.000419", 3),
    ("1.001776", 3), ("1.001699", 3), ("1.003583", 2), ("2.000908", 2), ("1.001731", 1), ("2.001019", 1), ("2.001016", 1),
)  # fmt: skip
"""What is asked for, in percent: signatures and copies first, as in the ward the project follows."""
PURPOSES = {
    "2.000884": ("Ủy quyền nhận trợ cấp thay", "Ủy quyền nộp và nhận hồ sơ", "Giấy cam đoan", "Ủy quyền trông coi nhà"),
    "2.000815": ("Nộp hồ sơ bảo hiểm y tế", "Bổ sung hồ sơ trợ cấp", "Cho con làm hồ sơ việc làm", "Nộp ngân hàng"),
    "2.000635": ("Làm hồ sơ hưởng chế độ", "Cho cháu nhập học", "Điều chỉnh thông tin căn cước"),
}
NEEDS = (
    ("cannot_walk", 26), ("hard_of_hearing", 22), ("low_vision", 16), ("cannot_sign", 12), ("cannot_read", 7), ("deaf", 3),
    ("blind", 3), ("cannot_speak", 2), ("lucidity_doubt", 2),
)  # fmt: skip
RELATIONS = ("con gái", "con trai", "cháu nội", "cháu ngoại", "con dâu", "hàng xóm", "trưởng khóm")

PASSWORD = "tan-nha-demo-only"
"""Of every demo account: known to everybody, so a demo is for looking at and for nothing else."""
ACCOUNTS = (
    ("clerk", "Tiếp nhận mẫu", "clerk", UNIT), ("supervisor", "Phụ trách mẫu", "supervisor", UNIT),
    ("certifier", "Người chứng thực mẫu", "certifier", UNIT), ("admin", "Quản trị mẫu", "admin", UNIT),
    ("auditor", "Kiểm tra mẫu", "auditor", UNIT), ("province", "Giám sát tỉnh mẫu", "province", PROVINCE),
)  # fmt: skip
