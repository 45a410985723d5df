"""Words of the reports: Vietnamese labels of registers, levels, values and identifiers.

Values come canonical (``M``, ``1980-03-12``, ``health_household``) and leave as an officer writes them (``Nam``,
``12/03/1980``, ``BHYT hộ gia đình``). Identifiers are masked unless the kind of finding needs them (catalogue).
"""

from functools import cache

from doisoat.registers import TABLES
from doisoat.registers.codes import relations

REGISTERS = {"population": "Dân cư", "household": "Hộ gia đình", "social_insurance": "BHXH", "land": "Đất đai"}
LEVELS = {"central": "Trung ương", "province": "Cấp tỉnh", "commune": "Cấp xã"}
SEVERITIES = {"high": "Cao", "medium": "Trung bình", "low": "Thấp", "info": "Để biết"}
OFFICES = {
    "population": "Công an cấp xã",
    "household": "Công an cấp xã",
    "social_insurance": "BHXH cơ sở",
    "land": "Chi nhánh Văn phòng đăng ký đất đai",
}
VALUES = {
    "sex": {"M": "Nam", "F": "Nữ"},
    "vital_status": {"living": "còn sống", "deceased": "đã chết", "missing": "mất tích"},
    "scheme": {
        "compulsory": "BHXH bắt buộc",
        "voluntary": "BHXH tự nguyện",
        "health_household": "BHYT hộ gia đình",
        "health_only": "chỉ BHYT",
        "pension": "hưu trí",
    },
    "status": {"active": "đang tham gia", "suspended": "tạm dừng", "ended": "đã kết thúc", "deceased": "đã chết"},
}
FIELDS = {
    "full_name": "Họ tên",
    "date_of_birth": "Ngày sinh",
    "personal_id": "Số định danh",
    "unit": "Xã, phường",
    "unit_code": "Mã đơn vị hành chính",
    "village": "Thôn, tổ dân phố",
    "village_list": "Danh mục thôn, tổ dân phố",
    "vital_status": "Tình trạng sống",
    "participant_no": "Mã số BHXH",
    "area_m2": "Diện tích",
    "map_sheet_no": "Số tờ bản đồ, số thửa",
}
IDENTIFIER_FIELDS = ("personal_id", "former_id", "participant_no")
MASK = "*"
SHOWN_DIGITS = 4


@cache
def field_label(name: str | None) -> str:
    """Vietnamese label of a finding's field: a canonical column, a table, or ``register.level``."""
    if not name:
        return ""
    if name in FIELDS:
        return FIELDS[name]
    if name in TABLES:
        return TABLES[name].label
    register, _, level = name.partition(".")
    if level:
        return place(register, level)
    for table in TABLES.values():
        if name in table.names():
            return table.field(name).label
    return name


@cache
def place(register: str, level: str) -> str:
    """A register at a level in running text: ``dân cư cấp xã``."""
    label = REGISTERS[register]
    return f"{label if label.isupper() else label[0].lower() + label[1:]} {LEVELS[level].lower()}"


@cache
def places(register: str, levels: tuple[str, ...]) -> str:
    """A register at several levels: ``dân cư cấp xã, cấp tỉnh``, ``dân cư cả ba cấp``."""
    found = list(dict.fromkeys(levels))
    if len(found) == len(LEVELS):
        return f"{place(register, found[0]).removesuffix(LEVELS[found[0]].lower())}cả ba cấp"
    rest = "".join(f", {LEVELS[level].lower()}" for level in found[1:])
    return place(register, found[0]) + rest


@cache
def date(value: str) -> str:
    """``1980-03-12`` → ``12/03/1980``, ``1980-03`` → ``03/1980``, ``1980`` → ``1980``."""
    return "/".join(reversed(value.split("-")))


def mask(value: str) -> str:
    """Hide all but the last four characters, keeping the length: ``********0001``."""
    return MASK * max(len(value) - SHOWN_DIGITS, 0) + value[-SHOWN_DIGITS:]


def area(value: float) -> str:
    """Square metres with Vietnamese separators: ``1.234,5 m²``."""
    text = f"{value:,.1f}".translate(str.maketrans(",.", ".,"))
    return f"{text.removesuffix(',0')} m²"


def number(value: int) -> str:
    """A count with Vietnamese separators: ``1.234``."""
    return f"{value:,}".replace(",", ".")


def value(name: str, raw: str) -> str:
    """A canonical value of field ``name`` as an officer writes it; identifiers are left whole."""
    if name == "date_of_birth":
        return date(raw)
    if name == "relation_to_head":
        return relations().get(raw, raw)
    return VALUES.get(name, {}).get(raw, raw)
