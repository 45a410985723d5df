"""How the social-insurance register (BHXH, BHYT) is laid out by the centre, the province and the collecting agents."""

from doisoat_lab.synth.render.layout import COUNTER, OWN_KEY, Column, Layout

_KEYS = {"social_insurance": (OWN_KEY,)}
_REQUIRED = {"social_insurance": ("full_name",)}

CENTRAL = (
    Layout(
        "nguoi_tham_gia",
        ("social_insurance",),
        (
            Column("id", OWN_KEY),
            Column("maSoBhxh", "participant_no"),
            Column("soTheBhyt", "health_card_no"),
            Column("soDdcn", "personal_id"),
            Column("soCmnd", "former_id"),
            Column("hoTen", "full_name"),
            Column("gioiTinh", "sex", "sex_12"),
            Column("ngaySinh", "date_of_birth", "date_iso"),
            Column("loaiDoiTuong", "scheme", "scheme_number"),
            Column("trangThai", "status", "status_letters"),
            Column("tuNgay", "from_on", "date_iso"),
            Column("denNgay", "to_on", "date_iso"),
            Column("maHo", "household_no"),
            Column("maXa", "unit_code"),
            Column("ngayMaXa", "unit_as_of", "date_iso"),
            Column("thon", "village"),
            Column("diaChi", "address"),
        ),
        _KEYS,
        _REQUIRED,
    ),
)

PROVINCE = (
    Layout(
        "thu_so_the",
        ("social_insurance",),
        (
            Column("MA_BAN_GHI", OWN_KEY),
            Column("HO_TEN", "full_name"),
            Column("NGAY_SINH", "date_of_birth", "date_dmy"),
            Column("GIOI_TINH", "sex", "sex_text"),
            Column("MA_SO_BHXH", "participant_no"),
            Column("SO_THE", "health_card_no"),
            Column("SO_CCCD", "personal_id"),
            Column("SO_CMND", "former_id"),
            Column("LOAI_HINH", "scheme", "scheme_letters"),
            Column("TRANG_THAI", "status", "status_number"),
            Column("TU_NGAY", "from_on", "date_dmy"),
            Column("DEN_NGAY", "to_on", "date_dmy"),
            Column("MA_HO", "household_no"),
            Column("MA_XA", "unit_code"),
            Column("NGAY_MA_XA", "unit_as_of", "date_dmy"),
            Column("THON", "village"),
            Column("DIA_CHI", "address"),
        ),
        _KEYS,
        _REQUIRED,
    ),
)

COMMUNE = (
    Layout(
        "Danh sách thu",
        ("social_insurance",),
        (
            Column("STT", COUNTER, also=("TT",), width=6),
            Column("Mã phiếu", OWN_KEY),
            Column("Họ và tên người tham gia", "full_name", also=("Họ và tên",), width=28),
            Column("Ngày sinh", "date_of_birth", "date_mixed", also=("Ngày, tháng, năm sinh",)),
            Column("Giới tính", "sex", "sex_text", also=("Nam/Nữ",), width=9),
            Column("Mã số BHXH", "participant_no", "id_part", group="Mã số", also=("Số sổ BHXH",)),
            Column("Số thẻ BHYT", "health_card_no", group="Mã số", width=18),
            Column("Số CCCD", "personal_id", "id_part", group="Mã số", also=("Số ĐDCN",)),
            Column("Số CMND", "former_id", "id_part", group="Mã số"),
            Column("Loại hình", "scheme", "scheme_text", also=("Đối tượng",)),
            Column("Tình trạng", "status", "status_text"),
            Column("Từ ngày", "from_on", "date_xlsx", group="Thời gian đóng"),
            Column("Đến ngày", "to_on", "date_xlsx", group="Thời gian đóng"),
            Column("Mã hộ", "household_no", also=("Số hộ",)),
            Column("Mã xã", "unit_code", width=9),
            Column("Ngày của mã xã", "unit_as_of", "date_dmy"),
            Column("Thôn/TDP", "village", also=("Thôn, tổ dân phố",)),
            Column("Địa chỉ", "address", width=40),
        ),
        _KEYS,
        _REQUIRED,
        title="DANH SÁCH NGƯỜI THAM GIA BHXH TỰ NGUYỆN, BHYT HỘ GIA ĐÌNH",
    ),
)
