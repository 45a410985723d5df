"""Household register (hộ gia đình): one row a household, one row a membership."""

import pyarrow as pa

from doisoat.registers.schema import EntityKind, Field, Kind, Register, Table

HOUSEHOLD = Table(
    name="household",
    register="household",
    subject=EntityKind.HOUSEHOLD,
    label="Hộ gia đình",
    required=("household_no", "head_name", "head_personal_id"),
    fields=(
        Field("household_no", Kind.KEY, "Số hộ"),
        Field("head_personal_id", Kind.PERSONAL_ID, "Số định danh của chủ hộ", compared=True),
        Field("head_name", Kind.NAME, "Họ tên chủ hộ", compared=True),
        Field("unit_code", Kind.UNIT, "Mã đơn vị hành chính", compared=True),
        Field("unit_as_of", Kind.DATE, "Ngày của mã đơn vị"),
        Field("village", Kind.VILLAGE, "Thôn, tổ dân phố", compared=True),
        Field("house_no", Kind.TEXT, "Số nhà"),
        Field("address", Kind.ADDRESS, "Địa chỉ"),
        Field("member_count", Kind.NUMBER, "Số nhân khẩu", pa.int32()),
    ),
)

HOUSEHOLD_MEMBER = Table(
    name="household_member",
    register="household",
    subject=EntityKind.PERSON,
    label="Thành viên hộ",
    key_prefix="member:",
    required=("full_name", "personal_id"),
    fields=(
        Field("household_no", Kind.KEY, "Số hộ"),
        Field("personal_id", Kind.PERSONAL_ID, "Số định danh cá nhân", compared=True),
        Field("full_name", Kind.NAME, "Họ, chữ đệm và tên", compared=True),
        Field("sex", Kind.SEX, "Giới tính", vocabulary=("M", "F"), compared=True),
        Field("date_of_birth", Kind.DATE, "Ngày, tháng, năm sinh", compared=True, past=True),
        Field("relation_to_head", Kind.RELATIONSHIP, "Quan hệ với chủ hộ"),
        Field("from_on", Kind.DATE, "Từ ngày"),
        Field("to_on", Kind.DATE, "Đến ngày"),
    ),
)

REGISTER = Register("household", "Hộ gia đình", (HOUSEHOLD, HOUSEHOLD_MEMBER))
