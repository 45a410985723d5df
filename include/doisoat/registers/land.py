"""Land register (đất đai): parcels, the certificates issued for them, and who holds which right."""

import pyarrow as pa

from doisoat.registers.schema import EntityKind, Field, Kind, Register, Table

HOLDER_KIND = ("individual", "spouses", "household", "co_owners", "community", "organisation")
PERSONAL_HOLDERS = ("individual", "spouses", "co_owners", "household")
"""Holder kinds whose right row names one person (the row's subject is that person).

A household is written by its head ("Hộ ông …"): the row is about the head, and its ``holder_kind`` goes on saying that
the household holds the right. One that names nobody speaks of its parcel.
"""
ORGANISED_HOLDERS = ("community", "organisation")
"""Holder kinds whose right row names an organisation or a community (the row's subject is that organisation)."""

PARCEL = Table(
    name="parcel",
    register="land",
    subject=EntityKind.PARCEL,
    label="Thửa đất",
    required=("parcel_key", "parcel_code", "parcel_no"),
    fields=(
        Field("parcel_key", Kind.KEY, "Khóa thửa đất"),
        Field("parcel_code", Kind.PARCEL_CODE, "Mã thửa đất", compared=True),
        Field("unit_code", Kind.UNIT, "Mã đơn vị hành chính", compared=True),
        Field("unit_as_of", Kind.DATE, "Ngày của mã đơn vị"),
        Field("map_sheet_no", Kind.TEXT, "Số tờ bản đồ", compared=True),
        Field("parcel_no", Kind.TEXT, "Số thửa", compared=True),
        Field("former_unit_code", Kind.UNIT, "Mã xã cũ"),
        Field("former_map_sheet_no", Kind.TEXT, "Số tờ bản đồ cũ"),
        Field("former_parcel_no", Kind.TEXT, "Số thửa cũ"),
        Field("split_from", Kind.KEY, "Tách từ thửa"),
        Field("merged_from", Kind.KEY, "Hợp từ thửa"),
        Field("area_m2", Kind.AREA, "Diện tích (m²)", pa.float64(), compared=True),
        Field("land_use", Kind.LAND_USE, "Mục đích sử dụng"),
        Field("village", Kind.VILLAGE, "Thôn, tổ dân phố"),
        Field("address", Kind.ADDRESS, "Địa chỉ"),
    ),
)

CERTIFICATE = Table(
    name="certificate",
    register="land",
    subject=EntityKind.PARCEL,
    label="Giấy chứng nhận",
    key_prefix="certificate:",
    required=("serial", "book_no"),
    fields=(
        Field("serial", Kind.CERTIFICATE, "Số phát hành giấy chứng nhận"),
        Field("book_no", Kind.TEXT, "Số vào sổ"),
        Field("issued_on", Kind.DATE, "Ngày cấp", past=True),
        Field("parcel_key", Kind.KEY, "Khóa thửa đất"),
    ),
)

RIGHT = Table(
    name="right",
    register="land",
    subject=EntityKind.PERSON,
    label="Quyền sử dụng đất",
    key_prefix="right:",
    required=("holder_name", "holder_personal_id", "holder_former_id"),
    fields=(
        Field("parcel_key", Kind.KEY, "Khóa thửa đất"),
        Field("holder_kind", Kind.VOCABULARY, "Loại người sử dụng đất", vocabulary=HOLDER_KIND),
        Field("holder_name", Kind.NAME, "Người sử dụng đất", compared=True),
        Field("holder_personal_id", Kind.PERSONAL_ID, "Số định danh người sử dụng đất", compared=True),
        Field("holder_former_id", Kind.FORMER_ID, "Số CMND người sử dụng đất", compared=True),
        Field("holder_birth_year", Kind.YEAR, "Năm sinh người sử dụng đất", pa.int32(), compared=True),
        Field("share", Kind.NUMBER, "Tỷ lệ", pa.float64()),
    ),
)

REGISTER = Register("land", "Đất đai", (PARCEL, CERTIFICATE, RIGHT))
