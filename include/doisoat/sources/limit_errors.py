"""The words for a file that asks for too much, or that ends the process that reads it."""

from doisoat.registers.messages import Message, register_messages
from doisoat.sources.errors import SourceError


def beyond(name: str, where: dict[str, object], found: object, limit: object) -> SourceError:
    """The error for limit `name`: what was found, what is allowed, which setting says so."""
    return SourceError(f"SRC-LIMIT-{name.upper()}", **{"sheet": "–", **where}, found=found, limit=limit)


def _limit(setting: str, vi: str, en: str, do_vi: str, do_en: str) -> Message:
    return Message(
        vi=f"Nguồn {{source}}: tệp {{file}}{vi}, quá giới hạn {{limit}}. {do_vi} "
        f"Nếu tệp đúng là như vậy, tăng limits.{setting} trong cấu hình.",
        en=f"Source {{source}}: file {{file}}{en}, the limit is {{limit}}. {do_en} "
        f"If that is how it should be, raise limits.{setting} in the configuration.",
    )


_CLEAN_VI = "Đề nghị đơn vị chép riêng bảng dữ liệu sang sổ mới rồi gửi lại."
_CLEAN_EN = "Ask its owner to copy the table into a new workbook and send that."
_BOMB_VI = "Tệp hỏng hoặc được làm ra để gây hại; đề nghị đơn vị xuất lại."
_BOMB_EN = "It is damaged or made to do harm; ask its owner to export it again."
_SPLIT_VI = "Đề nghị đơn vị chia thành nhiều tệp."
_SPLIT_EN = "Ask its owner to split it into several files."

MESSAGES = {
    "SRC-LIMIT-SIZE": _limit("size", " nặng {found}", " has {found}", _SPLIT_VI, _SPLIT_EN),
    "SRC-LIMIT-UNPACKED": _limit("unpacked", " giải nén ra {found}", " unpacks to {found}", _BOMB_VI, _BOMB_EN),
    "SRC-LIMIT-RATIO": _limit(
        "ratio",
        ", phần {part}, giải nén lớn gấp {found} lần",
        ", part {part}, unpacks to {found} times its size",
        _BOMB_VI,
        _BOMB_EN,
    ),
    "SRC-LIMIT-PARTS": _limit("parts", " có {found} phần", " has {found} parts", _BOMB_VI, _BOMB_EN),
    "SRC-LIMIT-STRINGS": _limit(
        "strings", " có {found} chữ dùng chung (sharedStrings)", " has {found} of shared strings", _CLEAN_VI, _CLEAN_EN
    ),
    "SRC-LIMIT-SHEETS": _limit("sheets", " có {found} trang tính", " has {found} sheets", _CLEAN_VI, _CLEAN_EN),
    "SRC-LIMIT-ROWS": _limit(
        "rows", ", trang tính «{sheet}», có {found} dòng", ", sheet '{sheet}', has {found} rows", _SPLIT_VI, _SPLIT_EN
    ),
    "SRC-LIMIT-COLUMNS": _limit(
        "columns",
        ", trang tính «{sheet}», có {found} cột",
        ", sheet '{sheet}', has {found} columns",
        _CLEAN_VI,
        _CLEAN_EN,
    ),
    "SRC-LIMIT-CELLS": _limit(
        "cells",
        ", trang tính «{sheet}», trải trên {found} ô",
        ", sheet '{sheet}', extends over {found} cells",
        _CLEAN_VI,
        _CLEAN_EN,
    ),
    "SRC-LIMIT-RECORDS": _limit(
        "records", " có hơn {found} bản ghi", " has more than {found} records", _SPLIT_VI, _SPLIT_EN
    ),
    "SRC-LIMIT-NESTING": _limit(
        "nesting", " lồng nhau quá {found} lớp", " is nested more than {found} deep", _BOMB_VI, _BOMB_EN
    ),
    "SRC-LIMIT-MEMORY": _limit(
        "memory",
        ", trang tính «{sheet}», cần hơn {found} bộ nhớ để đọc (tệp hỏng, hoặc có ô ở rất xa bảng)",
        ", sheet '{sheet}', takes more than {found} of memory to read (it is damaged, or a cell lies far off)",
        "Mở tệp, lưu lại thành .xlsx mới rồi gửi lại.",
        "Open it, save it as a new .xlsx and send that.",
    ),
    "SRC-LIMIT-SECONDS": _limit(
        "seconds",
        ", trang tính «{sheet}», đọc hơn {found} giây chưa xong",
        ", sheet '{sheet}', takes more than {found} s to read",
        _SPLIT_VI,
        _SPLIT_EN,
    ),
    "SRC-FILE-ENTITIES": Message(
        vi="Nguồn {source}: tệp {file}, phần {part}, chứa khai báo DTD mà sổ tính không được có. Tệp có thể được làm "
        "ra để gây hại; đề nghị đơn vị xuất lại.",
        en="Source {source}: file {file}, part {part}, holds a document type declaration, which no workbook has. It "
        "may be made to do harm; ask its owner to export it again.",
    ),
    "SRC-FILE-DAMAGED": Message(
        vi="Nguồn {source}: tệp {file}, trang tính «{sheet}», bị hỏng: bộ đọc dừng giữa chừng ({reason}). Mở tệp, lưu "
        "lại thành .xlsx mới rồi gửi lại.",
        en="Source {source}: file {file}, sheet '{sheet}', is damaged: its reader broke off ({reason}). Open it, save "
        "it as a new .xlsx and send that.",
    ),
    "SRC-CELL-TWICE": Message(
        vi="Nguồn {source}: tệp {file}, trang tính «{sheet}»: ô {cell} được ghi hai lần với nội dung khác nhau nên "
        "không biết nội dung nào đúng. Mở tệp bằng Excel, kiểm tra dòng đó, lưu lại thành .xlsx mới rồi gửi lại.",
        en="Source {source}: file {file}, sheet '{sheet}': cell {cell} is written twice with different content, so "
        "that nobody knows which is right. Open it in Excel, check that row, save it as a new .xlsx and send that.",
    ),
    "SRC-FILE-UNREADABLE": Message(
        vi="Nguồn {source}: tệp {file}, trang tính «{sheet}», không đọc được ({reason} tại {place}). Dữ liệu gốc vẫn "
        "còn; báo cho kỹ sư dữ liệu.",
        en="Source {source}: file {file}, sheet '{sheet}', cannot be read ({reason} at {place}). The raw data are "
        "kept; tell an engineer.",
    ),
    "SRC-READER": Message(
        vi="Nguồn {source}: không khởi động được tiến trình đọc tệp ({reason}). Kiểm tra bộ nhớ của máy; sẽ thử lại.",
        en="Source {source}: the process that reads files cannot be started ({reason}). Check the machine's memory; it "
        "will be tried again.",
    ),
    "SRC-FILE-NAME": Message(
        vi="Nguồn {source}: tên tệp «{file}» trỏ ra ngoài kho hoặc có ký tự điều khiển nên không đọc. Đổi tên tệp.",
        en="Source {source}: file name '{file}' leads out of the store or holds control characters, so it is not read. "
        "Rename it.",
    ),
    "SRC-FILE-LINK": Message(
        vi="Nguồn {source}: «{file}» không phải tệp thường (liên kết, ống dẫn hoặc thiết bị) nên không đọc. Chép chính "
        "tệp đó vào thư mục.",
        en="Source {source}: '{file}' is no plain file (a link, a pipe or a device), so it is not read. Put the file "
        "itself into the folder.",
    ),
}
register_messages(MESSAGES)
