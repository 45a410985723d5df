"""How the population register (dân cư) is laid out by the ministry, the province and the communes."""

from doisoat_lab.synth.render.layout import COUNTER, OWN_KEY, Column, Layout

_KEYS = {"population": (OWN_KEY,)}
_REQUIRED = {"population": ("full_name",)}

CENTRAL = (
    Layout(
        "cong_dan",
        ("population",),
        (
            Column("ma_cong_dan", OWN_KEY),
            Column("so_dinh_danh", "personal_id"),
            Column("so_cmnd", "former_id"),
            Column("ho_va_ten", "full_name", "upper"),
            Column("ma_gioi_tinh", "sex", "sex_12"),
            Column("ngay_sinh", "date_of_birth", "date_8"),
            Column("ma_dan_toc", "ethnicity"),
            Column("so_ho_so_cu_tru", "household_no"),
            Column("quan_he_chu_ho", "relation_to_head", "relation_text"),
            Column("loai_cu_tru", "residence", "residence_123"),
            Column("ma_dvhc", "unit_code"),
            Column("ngay_ma_dvhc", "unit_as_of", "date_iso"),
            Column("thon_to", "village"),
            Column("so_nha", "house_no"),
            Column("noi_thuong_tru", "address"),
            Column("trang_thai_cong_dan", "vital_status", "vital_012"),
            Column("ngay_trang_thai", "status_on", "date_8"),
            Column("ma_dvhc_chuyen_di", "moved_from_unit"),
            Column("ma_dvhc_chuyen_den", "moved_to_unit"),
            Column("ngay_chuyen", "moved_on", "date_8"),
        ),
        _KEYS,
        _REQUIRED,
    ),
)

PROVINCE = (
    Layout(
        "NHAN_KHAU",
        ("population",),
        (
            Column("ID_NK", OWN_KEY),
            Column("HO_TEN", "full_name"),
            Column("NGAY_SINH", "date_of_birth", "date_dmy"),
            Column("GIOI_TINH", "sex", "sex_text"),
            Column("SO_DDCN", "personal_id", "id_spaced"),
            Column("SO_CMND_CU", "former_id"),
            Column("DAN_TOC", "ethnicity", "ethnicity_name"),
            Column("MA_HO", "household_no"),
            Column("QUAN_HE", "relation_to_head", "relation_text"),
            Column("HINH_THUC_CT", "residence", "residence_letters"),
            Column("MA_XA", "unit_code"),
            Column("NGAY_MA_XA", "unit_as_of", "date_dmy"),
            Column("THON_TDP", "village"),
            Column("SO_NHA", "house_no"),
            Column("DIA_CHI", "address"),
            Column("TINH_TRANG", "vital_status", "vital_text"),
            Column("NGAY_TINH_TRANG", "status_on", "date_dmy"),
            Column("CHUYEN_TU_XA", "moved_from_unit"),
            Column("CHUYEN_DEN_XA", "moved_to_unit"),
            Column("NGAY_CHUYEN", "moved_on", "date_dmy"),
        ),
        _KEYS,
        _REQUIRED,
    ),
)

COMMUNE = (
    Layout(
        "so_nhan_khau",
        ("population",),
        (
            Column("STT", COUNTER, also=("TT", "Số TT"), width=6),
            Column("Mã NK", OWN_KEY, also=("Mã nhân khẩu", "Số thứ tự trong sổ")),
            Column("Số hộ", "household_no", also=("Số sổ hộ khẩu", "Mã hộ")),
            Column("Họ, chữ đệm và tên khai sinh", "full_name", also=("Họ và tên", "Họ, chữ đệm, tên"), width=28),
            Column("Ngày, tháng, năm sinh", "date_of_birth", "date_mixed", also=("Ngày sinh", "Năm sinh")),
            Column("Giới tính", "sex", "sex_text", also=("Nam/Nữ",), width=9),
            Column("Số ĐDCN/CCCD", "personal_id", "id_part", group="Giấy tờ tùy thân", also=("Số định danh cá nhân",)),
            Column("Số CMND cũ", "former_id", "id_part", group="Giấy tờ tùy thân", also=("CMND 9 số",)),
            Column("Dân tộc", "ethnicity", "ethnicity_name", width=10),
            Column("Quan hệ với chủ hộ", "relation_to_head", "relation_text", also=("Quan hệ",)),
            Column("Hình thức cư trú", "residence", "residence_text", also=("Diện cư trú",)),
            Column("Mã xã", "unit_code", group="Nơi cư trú", also=("Mã ĐVHC",), width=9),
            Column("Ngày của mã xã", "unit_as_of", "date_dmy", group="Nơi cư trú"),
            Column("Thôn/TDP", "village", group="Nơi cư trú", also=("Thôn, tổ dân phố",)),
            Column("Số nhà", "house_no", group="Nơi cư trú", width=9),
            Column("Địa chỉ", "address", group="Nơi cư trú", also=("Nơi thường trú",), width=40),
            Column("Tình trạng", "vital_status", "vital_text", also=("Còn sống/Đã chết",)),
            Column("Ngày chết, mất tích", "status_on", "date_xlsx"),
            Column("Chuyển đến từ xã", "moved_from_unit", group="Biến động"),
            Column("Chuyển đi xã", "moved_to_unit", group="Biến động"),
            Column("Ngày chuyển", "moved_on", "date_xlsx", group="Biến động"),
        ),
        _KEYS,
        _REQUIRED,
        title="SỔ THEO DÕI NHÂN KHẨU",
        by_village=True,
    ),
)
