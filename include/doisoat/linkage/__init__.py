"""Which records are about the same person, household or parcel: block, compare, weigh, cluster, keep ids."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from doisoat.registers.messages import Message, register_messages

if TYPE_CHECKING:
    from doisoat.linkage.explain import Explanation, explain_pair
    from doisoat.linkage.inputs import LinkConfig, LinkInputs, LinkResult
    from doisoat.linkage.run import link

__all__ = ["Explanation", "LinkConfig", "LinkInputs", "LinkResult", "explain_pair", "link"]

_HOME = {
    "Explanation": "explain",
    "explain_pair": "explain",
    "LinkConfig": "inputs",
    "LinkInputs": "inputs",
    "LinkResult": "inputs",
    "link": "run",
}


def __getattr__(name: str) -> Any:
    # loaded when asked for: `doisoat link` uses one room of this package and must not pay for pandas and scipy
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


register_messages(
    {
        "LINK-MODEL": Message(
            vi="Không dùng được mô hình ghép {file}: {reason}.",
            en="The linkage model {file} cannot be used: {reason}.",
        ),
        "LINK-COLUMN": Message(
            vi="Tệp {file} không có cột {column} mà mô hình {model} cần; các cột có trong tệp: {present}.",
            en="File {file} has no column {column} that model {model} needs; it has: {present}.",
        ),
        "LINK-KEY": Message(
            vi="Tệp {file}: khóa {column} trùng hoặc trống ở {rows} dòng; khóa phải là duy nhất.",
            en="File {file}: key {column} is repeated or empty in {rows} rows; it must be unique.",
        ),
        "LINK-FILE": Message(
            vi="Không đọc được tệp {file}: {reason}.",
            en="File {file} cannot be read: {reason}.",
        ),
        "LINK-OUT": Message(
            vi="Không ghi được tệp {file}: {reason}.",
            en="File {file} cannot be written: {reason}.",
        ),
        "LINK-NAME": Message(
            vi="Tên bản ghi phải viết là «nguồn|khóa», ví dụ population.central.bca|D001.",
            en='A record is named "source|record", for example population.central.bca|D001.',
        ),
        "LINK-RECORD": Message(
            vi="Lần chạy này không có bản ghi {which} của nguồn {source}; xem lại tên nguồn và khóa.",
            en="The run has no record {which} of source {source}; check the names of the source and the record.",
        ),
        "LINK-KINDS": Message(
            vi="Hai bản ghi phải khác nhau và cùng loại: đều là người, đều là hộ hoặc đều là thửa đất.",
            en="The two records must be different and of one kind: both people, both households or both parcels.",
        ),
        "LINK-FOLLOWS": Message(
            vi="Hai bản ghi thuộc cùng một thực thể vì đi theo bản ghi chính (ví dụ giấy chứng nhận theo thửa đất) "
            "hoặc theo quyết định của người xét, không phải do so sánh.",
            en="The two records are one entity because they follow a main record (a certificate its parcel) or a "
            "person's decision, not by comparison.",
        ),
        "LINK-NEAR": Message(
            vi="Hai bản ghi này không được so với nhau, so xong còn dưới mức cần xem ({bits} điểm), hoặc người xét đã "
            "quyết định là khác nhau.",
            en="These two records were not compared, stayed below the threshold of review ({bits} bits), or people "
            "decided that they differ.",
        ),
    }
)
