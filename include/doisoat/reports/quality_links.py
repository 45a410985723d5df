"""Fill the part of a quality report that says how sure the links are: words of fields, kinds and warnings."""

import doisoat.linkage.misfit  # noqa: F401  (registers the warnings' words)
from doisoat.registers.messages import text
from doisoat.reports.html import percent
from doisoat.reports.quality_model import LinkQuality
from doisoat.reports.words import REGISTERS
from doisoat.runs.link_report import ModelWarning
from doisoat.runs.summary import LinkFigures

KINDS = {"person": "người", "household": "hộ gia đình", "parcel": "thửa đất", "organisation": "tổ chức"}
FIELDS = {
    "name": "họ tên",
    "date": "ngày sinh",
    "sex": "giới tính",
    "id": "số định danh",
    "former_id": "số CMND cũ",
    "participant": "mã số BHXH",
    "place": "nơi ở",
    "support": "người cùng hộ",
}
CLASSES = {"same": "cặp của cùng một người", "other": "cặp của hai người", "kin": "cặp của hai người cùng hộ"}
WHAT = {
    "number": "dòng có số định danh",
    "other_number": "dòng có số CMND hoặc mã số BHXH",
    "full_date": "dòng đủ ngày, tháng, năm sinh",
    "partial_date": "dòng chỉ có năm hoặc tháng, năm sinh",
    "village": "dòng có thôn, tổ dân phố",
    "accents": "họ tên viết có dấu",
    "unknown_word": "họ tên có chữ lạ",
}


def build(figures: LinkFigures | None) -> LinkQuality | None:
    """The part of the report from ``link_quality`` of a run's summary."""
    if figures is None:
        return None
    apart, measured, again = figures.without_numbers, figures.measured, figures.again
    return LinkQuality(
        precision=figures.precision,
        recall=figures.recall,
        precision_without=apart.precision,
        recall_without=apart.recall,
        hidden=apart.hidden,
        linked=figures.linked,
        linked_without=apart.linked,
        waiting=tuple((KINDS[kind], figures.review[kind]) for kind in KINDS if kind in figures.review),
        model=figures.model,
        model_run=figures.model_run,
        fits=figures.fits,
        warnings=tuple(warning(item) for item in figures.warnings),
        measured_in=measured.run if measured else None,
        measured_records=measured.records if measured else 0,
        changed=measured.changed if measured else 0,
        again=None
        if again is None
        else tuple((KINDS[kind], again[kind].changed, again[kind].groups) for kind in KINDS if kind in again),
    )


def warning(item: ModelWarning) -> str:
    """A warning about the model in Vietnamese, its fields too."""
    words = {"field": FIELDS, "what": WHAT, "register": {**REGISTERS, "nodes": "mọi cơ sở dữ liệu gộp lại"}}
    fields: dict[str, object] = {}
    for name, value in item.items():
        if name == "classes":
            fields[name] = ", ".join(CLASSES.get(part, part) for part in str(value).split(", "))
        elif isinstance(value, float):
            fields[name] = percent(value)
        else:
            fields[name] = words.get(name, {}).get(str(value), value)
    return text(str(fields.pop("code")), fields, "vi")
