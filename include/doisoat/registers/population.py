"""Population register (dân cư): one row a person as that level knows them."""

from doisoat.registers.schema import EntityKind, Field, Kind, Register, Table

RESIDENCE = ("permanent", "temporary", "absent")
VITAL_STATUS = ("living", "deceased", "missing")

POPULATION = Table(
    name="population",
    register="population",
    subject=EntityKind.PERSON,
    label="Dân cư",
    required=("full_name", "personal_id", "former_id"),
    fields=(
        Field("personal_id", Kind.PERSONAL_ID, "Số định danh cá nhân", compared=True),
        Field("former_id", Kind.FORMER_ID, "Số CMND", compared=True),
        Field("full_name", Kind.NAME, "Họ, chữ đệm và tên", compared=True),
        Field("sex", Kind.SEX, "Giới tính", vocabulary=("M", "F"), compared=True),
        Field("date_of_birth", Kind.DATE, "Ngày, tháng, năm sinh", compared=True, past=True),
        Field("ethnicity", Kind.ETHNICITY, "Dân tộc"),
        Field("household_no", Kind.KEY, "Số hộ"),
        Field("relation_to_head", Kind.RELATIONSHIP, "Quan hệ với chủ hộ"),
        Field("residence", Kind.VOCABULARY, "Hình thức cư trú", vocabulary=RESIDENCE),
        Field("unit_code", Kind.UNIT, "Mã đơn vị hành chính", compared=True),
        Field("unit_as_of", Kind.DATE, "Ngày của mã đơn vị"),
        Field("village", Kind.VILLAGE, "Thôn, tổ dân phố", compared=True),
        Field("house_no", Kind.TEXT, "Số nhà"),
        Field("address", Kind.ADDRESS, "Địa chỉ"),
        Field("vital_status", Kind.VOCABULARY, "Tình trạng", vocabulary=VITAL_STATUS, compared=True),
        Field("status_on", Kind.DATE, "Ngày của tình trạng", past=True),
        Field("moved_from_unit", Kind.UNIT, "Chuyển đến từ"),
        Field("moved_to_unit", Kind.UNIT, "Chuyển đi đến"),
        Field("moved_on", Kind.DATE, "Ngày chuyển", past=True),
    ),
)

REGISTER = Register("population", "Dân cư", (POPULATION,))
