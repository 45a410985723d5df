"""Social-insurance register (BHXH, BHYT): one row a participation."""

from doisoat.registers.schema import EntityKind, Field, Kind, Register, Table

SCHEME = ("compulsory", "voluntary", "health_household", "health_only", "pension")
STATUS = ("active", "suspended", "ended", "deceased")

SOCIAL_INSURANCE = Table(
    name="social_insurance",
    register="social_insurance",
    subject=EntityKind.PERSON,
    label="Bảo hiểm xã hội",
    required=("full_name", "participant_no", "health_card_no", "personal_id", "former_id"),
    fields=(
        Field("participant_no", Kind.PARTICIPANT_NO, "Mã số BHXH", compared=True),
        Field("health_card_no", Kind.HEALTH_CARD, "Số thẻ BHYT"),
        Field("personal_id", Kind.PERSONAL_ID, "Số định danh cá nhân", compared=True),
        Field("former_id", Kind.FORMER_ID, "Số CMND", compared=True),
        Field("full_name", Kind.NAME, "Họ, chữ đệm và tên", compared=True),
        Field("sex", Kind.SEX, "Giới tính", vocabulary=("M", "F"), compared=True),
        Field("date_of_birth", Kind.DATE, "Ngày, tháng, năm sinh", compared=True, past=True),
        Field("scheme", Kind.VOCABULARY, "Loại hình tham gia", vocabulary=SCHEME),
        Field("status", Kind.VOCABULARY, "Tình trạng tham gia", vocabulary=STATUS),
        Field("from_on", Kind.DATE, "Từ ngày"),
        Field("to_on", Kind.DATE, "Đến ngày"),
        Field("household_no", Kind.KEY, "Số hộ"),
        Field("unit_code", Kind.UNIT, "Mã đơn vị hành chính", compared=True),
        Field("unit_as_of", Kind.DATE, "Ngày của mã đơn vị"),
        Field("village", Kind.VILLAGE, "Thôn, tổ dân phố", compared=True),
        Field("address", Kind.ADDRESS, "Địa chỉ"),
    ),
)

REGISTER = Register("social_insurance", "Bảo hiểm xã hội", (SOCIAL_INSURANCE,))
