"""How the land register (đất đai) is laid out: the national database, two provincial systems, the cadastral books."""

from doisoat_lab.synth.render.layout import COUNTER, SEQUENCE, Column, Layout

_KEYS = {"parcel": ("parcel_key",)}
_CERTIFICATE_KEYS = {"certificate": ("parcel_key", "serial")}
_RIGHT_KEYS = {"right": ("parcel_key", SEQUENCE)}
_ALL_KEYS = {**_KEYS, **_CERTIFICATE_KEYS, **_RIGHT_KEYS}
_REQUIRED = {"parcel": ("map_sheet_no",)}
_CERTIFICATE_REQUIRED = {"certificate": ("serial",)}
_RIGHT_REQUIRED = {"right": ("holder_name",)}

CENTRAL = (
    Layout(
        "thua_dat_chu_su_dung",
        ("parcel", "certificate", "right"),
        (
            Column("khoa_thua", "parcel_key"),
            Column("ma_thua_dat", "parcel_code"),
            Column("ma_dvhc", "unit_code"),
            Column("ngay_ma_dvhc", "unit_as_of", "date_iso"),
            Column("so_to", "map_sheet_no"),
            Column("so_thua", "parcel_no"),
            Column("ma_dvhc_cu", "former_unit_code"),
            Column("so_to_cu", "former_map_sheet_no"),
            Column("so_thua_cu", "former_parcel_no"),
            Column("tach_tu", "split_from"),
            Column("hop_tu", "merged_from"),
            Column("dien_tich", "area_m2", "float"),
            Column("loai_dat", "land_use"),
            Column("thon", "village"),
            Column("dia_chi_thua", "address"),
            Column("so_phat_hanh", "serial", table="certificate"),
            Column("so_vao_so", "book_no", table="certificate"),
            Column("ngay_cap", "issued_on", "date_iso", table="certificate"),
            Column("thu_tu_chu", SEQUENCE, "int", table="right"),
            Column("loai_chu", "holder_kind", "holder_number", table="right"),
            Column("ten_chu", "holder_name", table="right"),
            Column("so_dinh_danh_chu", "holder_personal_id", table="right"),
            Column("so_cmnd_chu", "holder_former_id", table="right"),
            Column("nam_sinh_chu", "holder_birth_year", "int", table="right"),
            Column("ty_le", "share", "float", table="right"),
        ),
        _ALL_KEYS,
        _REQUIRED,
    ),
)

SYSTEM_A = (
    Layout(
        "THUA_DAT",
        ("parcel",),
        (
            Column("ID_THUA", "parcel_key"),
            Column("MA_THUA", "parcel_code"),
            Column("MA_XA", "unit_code"),
            Column("NGAY_MA_XA", "unit_as_of", "date_dmy"),
            Column("SH_TO_BD", "map_sheet_no"),
            Column("SH_THUA", "parcel_no"),
            Column("MA_XA_CU", "former_unit_code"),
            Column("SH_TO_BD_CU", "former_map_sheet_no"),
            Column("SH_THUA_CU", "former_parcel_no"),
            Column("TACH_TU_THUA", "split_from"),
            Column("HOP_TU_THUA", "merged_from"),
            Column("DIEN_TICH", "area_m2", "float"),
            Column("MDSD", "land_use"),
            Column("THON_TDP", "village"),
            Column("DIA_CHI_THUA", "address"),
        ),
        _KEYS,
        _REQUIRED,
    ),
    Layout(
        "GIAY_CHUNG_NHAN",
        ("certificate",),
        (
            Column("SO_PHAT_HANH", "serial"),
            Column("SO_VAO_SO", "book_no"),
            Column("NGAY_CAP", "issued_on", "date_dmy"),
            Column("ID_THUA", "parcel_key"),
        ),
        _CERTIFICATE_KEYS,
        _CERTIFICATE_REQUIRED,
    ),
    Layout(
        "QUYEN_SDD",
        ("right",),
        (
            Column("ID_THUA", "parcel_key"),
            Column("STT_CHU", SEQUENCE, "int"),
            Column("LOAI_CHU", "holder_kind", "holder_letters"),
            Column("TEN_CHU", "holder_name"),
            Column("SO_GIAY_TO", "holder_personal_id"),
            Column("SO_CMND", "holder_former_id"),
            Column("NAM_SINH", "holder_birth_year", "int"),
            Column("TY_LE", "share", "float"),
        ),
        _RIGHT_KEYS,
        _RIGHT_REQUIRED,
    ),
)

SYSTEM_B = (
    Layout(
        "dc_thua",
        ("parcel",),
        (
            Column("thua_id", "parcel_key"),
            Column("dvhc", "unit_code"),
            Column("dvhc_ngay", "unit_as_of", "date_iso"),
            Column("to_so", "map_sheet_no"),
            Column("thua_so", "parcel_no"),
            Column("dien_tich_pl", "area_m2", "area_vn"),
            Column("muc_dich", "land_use"),
            Column("geohash", "parcel_code"),
            Column("dvhc_cu", "former_unit_code"),
            Column("to_cu", "former_map_sheet_no"),
            Column("thua_cu", "former_parcel_no"),
            Column("thua_goc", "split_from"),
            Column("thua_hop", "merged_from"),
            Column("xu_dong", "village"),
            Column("vi_tri", "address"),
        ),
        _KEYS,
        _REQUIRED,
    ),
    Layout(
        "dc_gcn",
        ("certificate",),
        (
            Column("thua_id", "parcel_key"),
            Column("seri", "serial"),
            Column("so_vao_so", "book_no"),
            Column("ngay_ky", "issued_on", "date_8"),
        ),
        _CERTIFICATE_KEYS,
        _CERTIFICATE_REQUIRED,
    ),
    Layout(
        "dc_chu",
        ("right",),
        (
            Column("thua_id", "parcel_key"),
            Column("stt", SEQUENCE, "int"),
            Column("ten", "holder_name", "upper"),
            Column("loai", "holder_kind", "holder_number"),
            Column("cccd", "holder_personal_id"),
            Column("cmnd", "holder_former_id"),
            Column("nam_sinh", "holder_birth_year", "int"),
            Column("phan", "share", "float"),
        ),
        _RIGHT_KEYS,
        _RIGHT_REQUIRED,
    ),
)

COMMUNE = (
    Layout(
        "Sổ địa chính",
        ("parcel", "certificate", "right"),
        (
            Column("STT", COUNTER, also=("TT",), width=6),
            Column("Mã hồ sơ thửa", "parcel_key", also=("Mã thửa trong sổ",)),
            Column("Tờ bản đồ số", "map_sheet_no", group="Thửa đất", also=("Số tờ",), width=9),
            Column("Thửa đất số", "parcel_no", group="Thửa đất", also=("Số thửa",), width=9),
            Column("Mã thửa đất", "parcel_code", group="Thửa đất"),
            Column("Diện tích (m2)", "area_m2", "float", group="Thửa đất", also=("Diện tích",)),
            Column("Loại đất", "land_use", group="Thửa đất", also=("Mục đích sử dụng",)),
            Column("Mã xã", "unit_code", width=9),
            Column("Ngày của mã xã", "unit_as_of", "date_dmy"),
            Column("Mã xã cũ", "former_unit_code", group="Trước khi sắp xếp", width=9),
            Column("Tờ bản đồ cũ", "former_map_sheet_no", group="Trước khi sắp xếp", width=9),
            Column("Thửa cũ", "former_parcel_no", group="Trước khi sắp xếp", width=9),
            Column("Tách từ thửa", "split_from"),
            Column("Hợp từ thửa", "merged_from"),
            Column("Thôn/TDP", "village", also=("Xứ đồng, thôn",)),
            Column("Địa chỉ thửa đất", "address", width=40),
            Column(
                "Tên người sử dụng đất",
                "holder_name",
                table="right",
                group="Người sử dụng đất",
                also=("Họ và tên người sử dụng",),
                width=28,
            ),
            Column("Thứ tự", SEQUENCE, "int", table="right", group="Người sử dụng đất", width=8),
            Column("Loại người sử dụng", "holder_kind", "holder_text", table="right", group="Người sử dụng đất"),
            Column("Số CCCD", "holder_personal_id", "id_part", table="right", group="Người sử dụng đất"),
            Column("Số CMND", "holder_former_id", "id_part", table="right", group="Người sử dụng đất"),
            Column("Năm sinh", "holder_birth_year", "int", table="right", group="Người sử dụng đất", width=9),
            Column("Tỷ lệ", "share", "float", table="right", group="Người sử dụng đất", width=8),
            Column("Số phát hành GCN", "serial", table="certificate", group="Giấy chứng nhận", also=("Số seri GCN",)),
            Column("Số vào sổ", "book_no", table="certificate", group="Giấy chứng nhận"),
            Column("Ngày cấp GCN", "issued_on", "date_xlsx", table="certificate", group="Giấy chứng nhận"),
        ),
        _ALL_KEYS,
        _REQUIRED,
        title="SỔ ĐỊA CHÍNH",
    ),
)
