"""What one record says about the matter of a finding, in an officer's words.

One small function a kind; ``None`` when the record only gives context (the household row of a household whose heads
are the matter).
"""

from collections.abc import Callable, Mapping

from doisoat.gazetteer import Gazetteer
from doisoat.reports import words
from doisoat.reports.worklist_data import Subject

Says = Callable[[Subject, str | None, Mapping[str, str]], str | None]
"""(record, field of the finding, unit code → name) → text."""


def unit(code: str | None, names: Mapping[str, str]) -> str | None:
    """``23116`` → ``Xã Hàm Mỹ (23116)``; a code nobody knows stays as it is."""
    if code is None:
        return None
    return f"{names[code]} ({code})" if code in names else code


def parcel(item: Subject) -> str:
    """``thửa 12, tờ 5`` as far as the record states them."""
    stated = [f"{label} {text}" for label, text in (("thửa", item.parcel_no), ("tờ", item.map_sheet_no)) if text]
    return ", ".join(stated) or "thửa không rõ số"


def born(item: Subject) -> str:
    """The date of birth as written, or an empty string."""
    return words.date(item.date_of_birth) if item.date_of_birth else ""


def person(item: Subject) -> str:
    """``Nguyễn Văn An, sinh 12/03/1980``."""
    date = born(item)
    return (item.name or "không rõ tên") + (f", sinh {date}" if date else "")


def _value(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    if field in ("unit", "unit_code"):
        return unit(item.unit_code, names)
    if field == "area_m2":
        return None if item.area_m2 is None else words.area(item.area_m2)
    raw = getattr(item, "name" if field == "full_name" else str(field))
    return None if raw is None else words.value(str(field), raw)


def _number_of(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    return person(item)


def _state(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    if item.table == "population":
        return words.value("vital_status", item.vital_status or "living")
    if item.table == "household_member":
        return f"đang ở hộ {item.household_no}"
    return _participation(item, field, names)


def _participation(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    stated = [words.value(name, raw) for name, raw in (("scheme", item.scheme), ("status", item.status)) if raw]
    return ", ".join(stated) or "có tên"


def _holding(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    return f"đứng tên {parcel(item)}"


def _household(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    head = f" (chủ hộ {item.head_name})" if item.head_name else ""
    return f"hộ {item.household_no}{head}"


def _member(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    if item.table == "household":
        return None
    relation = item.relation_to_head and words.value("relation_to_head", item.relation_to_head)
    return f"{item.name or 'không rõ tên'} ({(relation or 'không ghi quan hệ').lower()})"


def _head(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    return None if item.table == "household" else item.name or "không rõ tên"


def _present(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    return f"có, {item.village}" if item.village else "có"


def _row(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    if item.table == "household":
        return _household(item, field, names)
    if item.table == "parcel":
        return parcel(item) + (f", {words.area(item.area_m2)}" if item.area_m2 is not None else "")
    number = f", số định danh {words.mask(item.personal_id)}" if item.personal_id else ""
    return person(item) + number


def _contradicting(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    return _row(item, field, names) if field is None else _value(item, field, names)


def _former_parcel(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    stated = [
        f"{label} {text}"
        for label, text in (
            ("xã cũ", unit(item.former_unit_code, names)),
            ("tờ cũ", item.former_map_sheet_no),
            ("thửa cũ", item.former_parcel_no),
            ("người sử dụng", item.head_name),
        )
        if text
    ]
    size = [words.area(item.area_m2)] if item.area_m2 is not None else []
    return ", ".join(stated + size) or parcel(item)


def _unknown_unit(item: Subject, field: str | None, names: Mapping[str, str]) -> str | None:
    """``40 (mã của Tỉnh Nghệ An, không phải mã xã)``; another code as it is."""
    code = item.unit_code
    if code is None or not code.isdigit() or len(code) == 5:
        return unit(code, names)
    above = Gazetteer.load().above_commune(code)
    return f"{code} (mã của {above}, không phải mã xã)" if above else f"{code} (mã xã phải có 5 chữ số)"


SAYS: dict[str, Says] = {
    "one_identifier_two_people": _number_of,
    "one_person_two_identifiers": _value,
    "deceased_but_insured": _state,
    "deceased_but_resident": _state,
    "insured_not_in_population": _participation,
    "two_parcels_one_key": _former_parcel,
    "value_differs": _value,
    "spelling_differs": _value,
    "date_less_precise": _value,
    "duplicate_in_source": _row,
    "missing_at_level": _present,
    "person_in_two_households": _household,
    "household_two_heads": _head,
    "household_without_head": _member,
    "holder_not_in_population": _holding,
    "parcel_area_differs": _value,
    "parcel_split_not_followed": _row,
    "parcel_merge_not_followed": _row,
    "link_contradiction": _contradicting,
    "unknown_unit": _unknown_unit,
    "stale_unit_code": _value,
    "stale_village": _value,
    "unknown_village": _value,
    "reference_missing": _value,
}
