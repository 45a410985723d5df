"""How the household register (hộ gia đình) is laid out by the ministry, the province and the communes."""

from doisoat_lab.synth.render.layout import COUNTER, SEQUENCE, Column, Layout

_KEYS = {"household": ("household_no",)}
_MEMBER_KEYS = {"household_member": ("household_no", SEQUENCE)}
_REQUIRED = {"household": ("household_no",)}
_MEMBER_REQUIRED = {"household_member": ("full_name",)}

CENTRAL = (
    Layout(
        "ho_gia_dinh",
        ("household",),
        (
            Column("so_ho", "household_no"),
            Column("so_dinh_danh_chu_ho", "head_personal_id"),
            Column("ten_chu_ho", "head_name", "upper"),
            Column("ma_dvhc", "unit_code"),
            Column("ngay_ma_dvhc", "unit_as_of", "date_iso"),
            Column("thon_to", "village"),
            Column("so_nha", "house_no"),
            Column("dia_chi", "address"),
            Column("so_thanh_vien", "member_count", "int"),
        ),
        _KEYS,
        _REQUIRED,
    ),
    Layout(
        "thanh_vien_ho",
        ("household_member",),
        (
            Column("so_ho", "household_no"),
            Column("thu_tu", SEQUENCE, "int"),
            Column("so_dinh_danh", "personal_id"),
            Column("ho_va_ten", "full_name", "upper"),
            Column("ma_gioi_tinh", "sex", "sex_12"),
            Column("ngay_sinh", "date_of_birth", "date_8"),
            Column("quan_he_chu_ho", "relation_to_head", "relation_text"),
            Column("tu_ngay", "from_on", "date_8"),
            Column("den_ngay", "to_on", "date_8"),
        ),
        _MEMBER_KEYS,
        _MEMBER_REQUIRED,
    ),
)

PROVINCE = (
    Layout(
        "HO",
        ("household",),
        (
            Column("MA_HO", "household_no"),
            Column("CHU_HO", "head_name"),
            Column("SO_DDCN_CHU_HO", "head_personal_id"),
            Column("MA_XA", "unit_code"),
            Column("NGAY_MA_XA", "unit_as_of", "date_dmy"),
            Column("THON_TDP", "village"),
            Column("SO_NHA", "house_no"),
            Column("DIA_CHI", "address"),
            Column("SO_NHAN_KHAU", "member_count", "int"),
        ),
        _KEYS,
        _REQUIRED,
    ),
    Layout(
        "THANH_VIEN",
        ("household_member",),
        (
            Column("MA_HO", "household_no"),
            Column("STT_TRONG_HO", SEQUENCE, "int"),
            Column("HO_TEN", "full_name"),
            Column("NGAY_SINH", "date_of_birth", "date_dmy"),
            Column("GIOI_TINH", "sex", "sex_01"),
            Column("SO_DDCN", "personal_id"),
            Column("QUAN_HE", "relation_to_head", "relation_text"),
            Column("TU_NGAY", "from_on", "date_dmy"),
            Column("DEN_NGAY", "to_on", "date_dmy"),
        ),
        _MEMBER_KEYS,
        _MEMBER_REQUIRED,
    ),
)

COMMUNE = (
    Layout(
        "Danh sách hộ",
        ("household",),
        (
            Column("STT", COUNTER, also=("TT",), width=6),
            Column("Số hộ", "household_no", also=("Mã hộ",)),
            Column("Họ và tên chủ hộ", "head_name", also=("Chủ hộ",), width=28),
            Column("Số ĐDCN của chủ hộ", "head_personal_id", "id_part", also=("Số CCCD của chủ hộ",)),
            Column("Mã xã", "unit_code", group="Nơi ở", width=9),
            Column("Ngày của mã xã", "unit_as_of", "date_dmy", group="Nơi ở"),
            Column("Thôn/TDP", "village", group="Nơi ở", also=("Thôn, tổ dân phố",)),
            Column("Số nhà", "house_no", group="Nơi ở", width=9),
            Column("Địa chỉ", "address", group="Nơi ở", width=40),
            Column("Số nhân khẩu", "member_count", "int", also=("Số khẩu",), width=9),
        ),
        _KEYS,
        _REQUIRED,
        title="DANH SÁCH HỘ GIA ĐÌNH",
    ),
    Layout(
        "Thành viên hộ",
        ("household_member",),
        (
            Column("STT", COUNTER, also=("TT",), width=6),
            Column("Số hộ", "household_no", also=("Mã hộ",)),
            Column("Thứ tự trong hộ", SEQUENCE, "int", width=9),
            Column("Họ và tên", "full_name", also=("Họ, chữ đệm và tên",), width=28),
            Column("Ngày sinh", "date_of_birth", "date_mixed", also=("Ngày, tháng, năm sinh",)),
            Column("Giới tính", "sex", "sex_text", also=("Nam/Nữ",), width=9),
            Column("Số ĐDCN/CCCD", "personal_id", "id_part", also=("Số định danh",)),
            Column("Quan hệ với chủ hộ", "relation_to_head", "relation_text", also=("Quan hệ",)),
            Column("Từ ngày", "from_on", "date_xlsx", group="Thời gian ở hộ"),
            Column("Đến ngày", "to_on", "date_xlsx", group="Thời gian ở hộ"),
        ),
        _MEMBER_KEYS,
        _MEMBER_REQUIRED,
        title="DANH SÁCH THÀNH VIÊN HỘ GIA ĐÌNH",
    ),
)
