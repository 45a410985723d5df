"""What each comparison level is called, in Vietnamese: the one catalogue of words for the evidence of links.

A text is written to stand inside a sentence (lower case, no full stop), to be understood without knowing the method,
and to say which way it points even when the picture or the sentence around it is not read. Level names are those of
``PERSON_FIELDS``, ``HOUSEHOLD_FIELDS``, ``PARCEL_FIELDS`` and ``ORGANISATION_FIELDS``; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "DECIDED",
    "EXACT",
    "FIELDS",
    "KINDS",
    "LEVELS",
    "certainty",
    "decimal",
    "field_text",
    "level_text",
    "masked",
]

KINDS: Mapping[str, str] = {"person": "người", "household": "hộ", "parcel": "thửa đất", "organisation": "tổ chức"}

FIELDS: Mapping[str, Mapping[str, str]] = {
    "person": {
        "name": "họ tên",
        "date": "ngày sinh",
        "sex": "giới tính",
        "id": "số định danh",
        "former_id": "số CMND",
        "participant": "mã số BHXH",
        "place": "nơi ở",
        "support": "người cùng hộ",
    },
    "household": {"members": "thành viên", "head": "chủ hộ", "number": "số hộ", "place": "nơi ở"},
    "parcel": {
        "code": "mã thửa đất",
        "key": "số tờ, số thửa",
        "area": "diện tích",
        "holders": "người sử dụng đất",
        "certificate": "số giấy chứng nhận",
        "land_use": "loại đất",
        "village": "thôn",
        "succession": "tách, hợp thửa",
        "standing": "hai thửa ở các nguồn khác",
    },
    "organisation": {
        "title": "tên riêng",
        "form": "loại hình tổ chức",
        "figures": "số trong tên",
        "number": "mã số thuế hoặc số quyết định",
        "parcels": "thửa đất đang giữ",
        "place": "địa bàn",
    },
}


_NEAR = {"": "", "near_": " (số thửa gần giống)", "apart_": " (số thửa khác)"}


def _by_key(missing: str, texts: Mapping[str, str]) -> Mapping[str, str]:
    """Levels told apart by whether the keys of two parcels agree, nearly agree or differ (``parcels.py``)."""
    told = {f"{near}{level}": f"{text}{key}" for near, key in _NEAR.items() for level, text in texts.items()}
    return {"missing": missing, **told}


LEVELS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "person": {
        "name": {
            "missing": "thiếu họ tên",
            "same": "họ tên giống hệt",
            "other_letters": "họ tên chỉ khác dấu",
            "misspelt": "họ tên lệch một chữ cái, như viết nhầm",
            "lookalike": "họ tên lệch một chữ cái nhưng thành tên khác có thật",
            "two_slips": "họ tên lệch hai chữ cái, như viết nhầm",
            "reordered": "họ tên đảo hoặc bớt chữ",
            "given_surname": "cùng họ và tên, khác chữ đệm",
            "given": "cùng tên, khác họ",
            "surname": "cùng họ, khác tên",
            "different": "họ tên khác hẳn",
        },
        "date": {
            "missing": "thiếu ngày sinh",
            "same": "ngày sinh giống hệt",
            "swapped": "ngày sinh đảo ngày và tháng",
            "one_digit": "ngày sinh lệch một chữ số",
            "one_part": "ngày sinh lệch ngày, tháng hoặc năm",
            "same_year": "cùng năm sinh, khác ngày và tháng",
            "different": "ngày sinh khác hẳn",
            "partial_month": "cùng tháng và năm sinh (một bên không ghi ngày)",
            "partial_year": "cùng năm sinh (một bên không ghi đủ ngày, tháng)",
            "partial_near": "năm hoặc tháng sinh lệch ít (một bên không ghi đủ ngày, tháng)",
            "partial_different": "năm sinh khác (một bên không ghi đủ ngày, tháng)",
        },
        "sex": {"missing": "thiếu giới tính", "same": "cùng giới tính", "different": "khác giới tính"},
        "id": {
            "missing": "thiếu số định danh",
            "same": "cùng số định danh",
            "one_slip": "số định danh lệch một chữ số",
            "two_slips": "số định danh lệch hai chữ số",
            "different": "số định danh khác hẳn",
            "same_doubtful": "cùng số định danh (số trái với giới tính hoặc năm sinh đã ghi)",
            "different_doubtful": "số định danh khác (một số trái với giới tính hoặc năm sinh đã ghi)",
        },
        "former_id": {"missing": "thiếu số CMND", "same": "cùng số CMND", "different": "số CMND khác"},
        "participant": {"missing": "thiếu mã số BHXH", "same": "cùng mã số BHXH", "different": "mã số BHXH khác"},
        "place": {
            "missing": "thiếu nơi ở",
            "same_house": "cùng nhà",
            "same_village": "cùng thôn",
            "same_unit": "cùng xã, khác thôn",
            "shared_candidate": "có thể cùng xã (tên đơn vị cũ), khác thôn",
            "elsewhere": "nơi ở khác xã",
            "unit_same": "cùng xã (một bên không rõ thôn)",
            "unit_shared_candidate": "có thể cùng xã (tên đơn vị cũ, không rõ thôn)",
            "unit_elsewhere": "nơi ở khác xã (một bên không rõ thôn)",
            "land_same_house": "cùng thửa đất hoặc cùng nhà",
            "land_same_village": "thửa đất và nơi ở cùng thôn",
            "land_same_unit": "thửa đất và nơi ở cùng xã, khác thôn",
            "land_shared_candidate": "thửa đất và nơi ở có thể cùng xã (tên đơn vị cũ)",
            "land_elsewhere": "thửa đất ở khác xã nơi ở",
            "parcel_unit_same": "thửa đất cùng xã (không rõ thôn)",
            "parcel_unit_shared": "thửa đất có thể cùng xã (tên đơn vị cũ, không rõ thôn)",
            "parcel_unit_elsewhere": "thửa đất ở khác xã (không rõ thôn)",
        },
        "support": {
            "missing": "không biết người cùng hộ",
            "none": "không có người cùng hộ nào chung",
            "one": "có một người cùng hộ chung",
            "more": "có từ hai người cùng hộ chung",
        },
    },
    "household": {
        "members": {
            "missing": "thiếu danh sách thành viên",
            "all": "mọi thành viên đều trùng",
            "the_only_one": "thành viên duy nhất trùng nhau",
            "most": "phần lớn thành viên trùng",
            "half": "khoảng một nửa thành viên trùng",
            "few": "ít thành viên trùng",
            "none": "không thành viên nào trùng",
        },
        "head": {
            "missing": "thiếu chủ hộ",
            "same": "cùng chủ hộ",
            "name": "chủ hộ cùng họ tên",
            "different": "chủ hộ khác",
            "changed": "chủ hộ khác nhưng phần lớn thành viên trùng (đổi chủ hộ)",
        },
        "number": {"missing": "thiếu số hộ", "same": "cùng số hộ", "different": "số hộ khác"},
        "place": {
            "missing": "thiếu nơi ở",
            "house": "cùng nhà",
            "village": "cùng thôn",
            "unit": "cùng xã, không cùng thôn",
            "candidate": "có thể cùng xã (tên đơn vị cũ)",
            "elsewhere": "nơi ở khác xã",
        },
    },
    "parcel": {
        "code": {
            "missing": "thiếu mã thửa đất",
            "same": "cùng mã thửa đất",
            "slip": "mã thửa đất lệch một ký tự",
            "different": "mã thửa đất khác",
        },
        "key": {
            "missing": "thiếu số tờ, số thửa",
            "former_same": "cùng xã cũ, số tờ và số thửa cũ",
            "now_same_former_differs": "cùng số tờ, số thửa hiện nay nhưng số cũ khác",
            "now_same": "cùng xã, số tờ và số thửa hiện nay",
            "former_slip": "số tờ, số thửa cũ lệch một ký tự",
            "now_slip": "số tờ, số thửa hiện nay lệch một ký tự",
            "different": "số tờ, số thửa khác",
        },
        "area": _by_key(
            "thiếu diện tích",
            {
                "same": "diện tích bằng nhau",
                "close": "diện tích lệch không quá 1 %",
                "near": "diện tích lệch không quá 10 %",
                "different": "diện tích lệch trên 10 %",
            },
        ),
        "holders": _by_key(
            "thiếu người sử dụng đất",
            {
                "number": "chung người sử dụng đất (cùng số giấy tờ)",
                "name": "chung người sử dụng đất (cùng họ tên)",
                "none": "người sử dụng đất khác",
            },
        ),
        "certificate": _by_key(
            "thiếu số giấy chứng nhận",
            {
                "same": "cùng số giấy chứng nhận",
                "different": "số giấy chứng nhận khác",
            },
        ),
        "land_use": {"missing": "thiếu loại đất", "same": "cùng loại đất", "different": "loại đất khác"},
        "village": {"missing": "thiếu thôn", "shared": "cùng thôn", "apart": "khác thôn"},
        "succession": {
            "missing": "không rõ việc tách, hợp thửa",
            "successor": "một bên được tách ra hoặc hợp lại từ bên kia",
            "sibling": "hai phần của cùng một thửa đã tách hoặc sẽ hợp",
            "neither": "hai bên không phải thửa tách ra hoặc hợp lại từ nhau",
        },
        "standing": {
            "missing": "không cần xét các nguồn khác",
            "free": "không nguồn nào có riêng cả hai thửa",
            "taken": "có nguồn ghi cả hai thửa riêng biệt",
        },
    },
    "organisation": {
        "title": {
            "missing": "thiếu tên riêng",
            "same": "tên riêng giống hệt",
            "numbered": "cùng tên riêng nhưng khác số thứ tự",
            "slip": "tên riêng lệch một, hai chữ cái, như viết nhầm",
            "part": "tên này là một phần của tên kia",
            "near": "tên riêng gần giống",
            "different": "tên riêng khác hẳn",
        },
        "form": {
            "missing": "một bên không ghi loại hình tổ chức",
            "same": "cùng loại hình tổ chức",
            "open": "một bên chỉ ghi loại hình chung (công ty, trường)",
            "family": "loại hình gần nhau nhưng không cùng (như công ty cổ phần và trách nhiệm hữu hạn)",
            "different": "loại hình tổ chức khác hẳn",
        },
        "figures": {
            "missing": "tên không có số",
            "same": "cùng số trong tên",
            "one_side": "chỉ một bên có số trong tên",
            "different": "số trong tên khác nhau",
        },
        "number": {
            "missing": "thiếu mã số thuế, số quyết định",
            "same": "cùng mã số thuế hoặc số quyết định",
            "slip": "mã số thuế hoặc số quyết định lệch một chữ số",
            "different": "mã số thuế hoặc số quyết định khác",
        },
        "parcels": {
            "missing": "không so được thửa đất đang giữ",
            "shared": "cùng giữ một thửa đất",
            "apart": "không có thửa đất chung",
        },
        "place": {
            "missing": "thiếu địa bàn",
            "same": "cùng xã",
            "candidate": "có thể cùng xã (tên đơn vị cũ)",
            "unsure": "cùng xã nhưng một bên không rõ xã cũ (xã có thể có nhiều thôn trùng tên)",
            "elsewhere": "khác xã, mà tên chỉ riêng trong một xã",
            "open_same": "cùng xã (tên dùng chung cả nước)",
            "open_candidate": "có thể cùng xã (tên đơn vị cũ, tên dùng chung cả nước)",
            "open_elsewhere": "khác xã (một công ty có thể có đất ở nhiều xã)",
        },
    },
}

EXACT: Mapping[str, str] = {
    "id": "cùng số định danh",
    "name": "họ tên giống hệt",
    "date": "ngày sinh không mâu thuẫn",
    "sex": "giới tính không mâu thuẫn",
}
"""Words for records joined before anything is weighed: their dates and sexes agree where both are written."""

DECIDED = {"same": "người xét đã quyết định hai bản ghi là một"}
"""Words for a pair people decided on; nothing else is weighed then. Field ``decided`` stands for them."""

_CERTAIN = ((10.0, "chắc chắn cao"), (3.0, "khá chắc chắn"), (0.0, "chưa đủ chắc chắn"))
"""Bits from which on a link is called so: odds of 1,000, of 8 (``calibrate.ACCEPT``), and even."""


def field_text(kind: str, field: str) -> str:
    """Name of a compared field; a field of a newer version keeps its own name."""
    return FIELDS.get(kind, {}).get(field, field)


def level_text(kind: str, field: str, level: str) -> str:
    """The level of a field in words; one of a newer version keeps its own name."""
    words = DECIDED if field == "decided" else LEVELS.get(kind, {}).get(field, {})
    return words.get(level, f"{field_text(kind, field)}: {level}")


def certainty(weight: float) -> str:
    """How sure a weight in bits makes: 10 bits are odds of 1,000 to 1, 3 bits the shipped threshold of a link."""
    return next((text for floor, text in _CERTAIN if weight >= floor), "ít khả năng")


def decimal(bits: float, sign: bool = True) -> str:
    """Bits with one decimal the Vietnamese way, with a real minus: ``+16,9``, ``−4,2``, ``0``."""
    rounded = round(bits, 1)
    if rounded == 0:
        return "0"
    mark = "−" if rounded < 0 else "+" if sign else ""
    return mark + f"{abs(rounded):.1f}".replace(".", ",")


def masked(record: str) -> str:
    """A record's name to show: a part that is a number of 9 digits or more (it may be a person's) keeps its last 3."""
    parts = record.split("/")
    return "/".join("…" + p[-3:] if len(p) >= 9 and p.isdigit() else p for p in parts)
