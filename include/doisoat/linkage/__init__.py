"""Which records are about the same person, household or parcel: block, compare, weigh, cluster, keep ids."""

from doisoat.linkage.inputs import LinkConfig, LinkInputs, LinkResult
from doisoat.linkage.run import link
from doisoat.registers.messages import Message, register_messages

__all__ = ["LinkConfig", "LinkInputs", "LinkResult", "link"]

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
    }
)
