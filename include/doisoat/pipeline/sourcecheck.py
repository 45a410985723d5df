"""Look at every source before the first run, and say in words what works and what would fail.

Nothing is stored: files are copied to a temporary folder, read to their end, and a sample of their rows standardised.
What is said names files, sheets and columns, and never holds a value of a row.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from doisoat.errors import DoisoatError
from doisoat.gazetteer import Gazetteer, VillageRegistry
from doisoat.registers.messages import Message, register_messages, text
from doisoat.sources import Config, Landing, Source, extract
from doisoat.sources.content import Content, content_of
from doisoat.sources.patterns import Claim
from doisoat.sources.readers.bytecodec import byte_codec
from doisoat.standardise.preview import SAMPLE, Preview, TablePreview, preview
from doisoat.unforeseen import place

Level = Literal["ok", "warn", "fail"]
_SHOWN = 5

register_messages(
    {
        "CHK-REACHED": Message(
            vi="Kết nối «{name}» ({kind}): mở được.", en="Connection '{name}' ({kind}) can be reached."
        ),
        "CHK-FILES": Message(vi="{count} tệp: {files}.", en="{count} file(s): {files}."),
        "CHK-SAMPLED": Message(
            vi="Chỉ đọc thử {count} dòng đầu (hoặc trang đầu) của mỗi bảng.",
            en="Only the first {count} rows (or the first page) of each table were read.",
        ),
        "CHK-NOTHING": Message(
            vi="Mẫu «{pattern}» không khớp tệp nào; bảng này sẽ rỗng. Sửa mục files, hoặc đề nghị đơn vị gửi tệp.",
            en="Pattern '{pattern}' matches no file; its table would be empty. Correct 'files', or ask for the file.",
        ),
        "CHK-READER": Message(
            vi="Tệp {file}: đọc như {reader}, bảng mã {encoding}.", en="File {file}: read as {reader}, in {encoding}."
        ),
        "CHK-DAY": Message(vi="Chốt dữ liệu ngày {day}.", en="It speaks of {day}."),
        "CHK-COLUMNS": Message(
            vi="Bảng «{table}»: nhận ra đủ {count} cột của cấu hình.",
            en="Table '{table}': all {count} columns of the mapping were found.",
        ),
        "CHK-ROWS": Message(
            vi="Bảng «{table}»: {rows} dòng dữ liệu, {skipped} dòng bỏ qua, {refused} dòng cách ly khi đọc.",
            en="Table '{table}': {rows} rows of data, {skipped} skipped, {refused} set aside by the reader.",
        ),
        "CHK-NO-ROWS": Message(
            vi="Bảng «{table}»: không có dòng dữ liệu nào. Kiểm tra lại lần xuất dữ liệu và các mẫu trong cấu hình.",
            en="Table '{table}': not one row of data. Check the export and the patterns in the configuration.",
        ),
        "CHK-RECORDS": Message(
            vi="Đọc thử {rows} dòng vào «{table}»: {records} bản ghi, {refused} dòng cách ly.",
            en="Of {rows} rows tried, {records} become records of '{table}' and {refused} are set aside.",
        ),
        "CHK-REASON": Message(vi="{count} dòng: {reason}", en="{count} row(s): {reason}"),
        "CHK-CELLS": Message(
            vi="«{table}.{field}»: {count} ô ({share} %): {reason}",
            en="'{table}.{field}': {count} cell(s) ({share} %): {reason}",
        ),
        "CHK-UNIT": Message(
            vi="«{table}»: xác định được xã của {known} trên {records} bản ghi.",
            en="'{table}': the commune of {known} out of {records} records is known.",
        ),
        "CHK-VILLAGE": Message(
            vi="«{table}»: xác định được thôn, tổ của {known} trên {records} bản ghi.",
            en="'{table}': the village of {known} out of {records} records is known.",
        ),
        "CHK-UNFORESEEN": Message(
            vi="Lỗi phần mềm chưa lường trước ({reason} tại {where}); báo cho kỹ sư.",
            en="An unforeseen {reason} at {where}; tell an engineer.",
        ),
    }
)


@dataclass(frozen=True)
class Finding:
    """One thing found of a source: whether it is well, and the two sentences that say so."""

    level: Level
    code: str
    vi: str
    en: str


def check_sources(config: Config, sources: list[Source]) -> Iterator[tuple[Source, list[Finding]]]:
    """Look at each source.

    Args:
        config: the province's configuration, checked.
        sources: those to look at.

    Yields:
        The source and what was found of it; the last finding is why it would fail, where it would.
    """
    gazetteer = Gazetteer.load()
    path = config.villages_path
    aliases = VillageRegistry.from_csv(path).aliases if path.exists() else ()
    villages = VillageRegistry(aliases, today=config.settings.as_of)
    for source in sources:
        found: list[Finding] = []
        try:
            with tempfile.TemporaryDirectory(prefix="doisoat-check-") as folder:
                _look(config, source, Path(folder), gazetteer, villages, found)
        except DoisoatError as error:
            found.append(_finding("fail", error.code, **error.fields))
        except Exception as error:  # as in a run: the others go on, and nothing of its text is shown
            found.append(_finding("fail", "CHK-UNFORESEEN", reason=type(error).__name__, where=place(error)))
        yield source, found


def _finding(level: Level, code: str, **fields: object) -> Finding:
    return Finding(level, code, text(code, fields, "vi"), text(code, fields, "en"))


def _look(
    config: Config,
    source: Source,
    folder: Path,
    gazetteer: Gazetteer,
    villages: VillageRegistry,
    found: list[Finding],
) -> None:
    """Bring the source (its head, where it is large) and look at it; findings are added as they come."""
    landing = extract(source, config.connections, folder / "raw", sample=SAMPLE)
    connection = config.connections.get(source.location.connection, f"{source.source_id}.yaml")
    found.append(_finding("ok", "CHK-REACHED", name=source.location.connection, kind=connection.kind))
    found += _files(source, landing, remote=connection.kind in ("sql", "http"))
    if landing.as_of:
        found.append(_finding("ok", "CHK-DAY", day=landing.as_of))
    for table in preview(landing, source, config, gazetteer, villages):
        found += _table(table, source, config.settings.thresholds.quarantine_share)


def _files(source: Source, landing: Landing, *, remote: bool) -> Iterator[Finding]:
    if remote:
        yield _finding("ok", "CHK-SAMPLED", count=SAMPLE)
        return
    names = [file.name for file in landing.files]
    more = f" … (+{len(names) - _SHOWN})" if len(names) > _SHOWN else ""
    yield _finding("ok", "CHK-FILES", count=len(names), files=", ".join(names[:_SHOWN]) + more)
    for origin in source.groups():
        if not any(origin.claim_file(name) in (Claim.NAMED, Claim.TAKEN) for name in names):
            yield _finding("warn", "CHK-NOTHING", pattern=origin.name)
    for file in landing.files[:_SHOWN]:
        path = landing.path(file)
        content = content_of(path)
        reader, encoding = source.format, "–"
        if source.format in ("xlsx", "csv"):
            book = content in (Content.ZIP, Content.OLE)
            reader = "xlsx" if book else "csv"
            if not book:
                encoding = byte_codec(path, source.encoding, {"source": source.source_id, "file": file.name}).name
        yield _finding("ok", "CHK-READER", file=file.name, reader=reader, encoding=encoding)


def _table(table: Preview, source: Source, threshold: float) -> Iterator[Finding]:
    if not table.rows:
        yield _finding("warn" if source.volume.min == 0 else "fail", "CHK-NO-ROWS", table=table.name)
    notes: dict[tuple[str, str], list[str]] = {}
    for note in table.notes:
        place = note.file if note.sheet is None else f"{note.file}, «{note.sheet}»"
        notes.setdefault((note.reason, note.column), []).append(place)
    if not any(reason.startswith("STD-COLUMN") for reason, _ in notes):
        yield _finding("ok", "CHK-COLUMNS", table=table.name, count=table.columns)
    for (reason, column), places in sorted(notes.items())[: 4 * _SHOWN]:
        shown = places[0] if len(places) == 1 else f"{places[0]} (+{len(places) - 1})"
        vi, en = (text(reason, {"field": column}, language) for language in ("vi", "en"))
        yield Finding("warn", reason, f"{shown}: {vi}", f"{shown}: {en}")
    refused = sum(table.refused.values())
    level: Level = "warn" if refused else "ok"
    yield _finding(
        level,
        "CHK-ROWS",
        table=table.name,
        rows=f"{table.rows:,}",
        skipped=f"{sum(table.skipped.values()):,}",
        refused=f"{refused:,}",
    )
    yield from _reasons("warn", table.refused)
    for name, held in table.tables.items():
        yield from _records(name, held, table.sampled, threshold)


def _records(name: str, held: TablePreview, sampled: int, threshold: float) -> Iterator[Finding]:
    refused = sum(held.refused.values())
    level: Level = "ok" if not refused else "fail" if refused > threshold * sampled else "warn"
    yield _finding(
        level, "CHK-RECORDS", table=name, rows=f"{sampled:,}", records=f"{held.records:,}", refused=f"{refused:,}"
    )
    yield from _reasons("warn", held.refused)
    for (field, reason), count in held.problems.most_common(2 * _SHOWN):
        vi, en = (text(reason, {"field": field}, language) for language in ("vi", "en"))
        share = f"{100 * count / max(1, held.records):.0f}"
        fields: dict[str, object] = {"table": name, "field": field, "count": f"{count:,}", "share": share}
        yield Finding(
            "warn",
            reason,
            text("CHK-CELLS", fields | {"reason": vi}, "vi"),
            text("CHK-CELLS", fields | {"reason": en}, "en"),
        )
    for what, code in (("unit", "CHK-UNIT"), ("village", "CHK-VILLAGE")):
        if what in held.places and held.records:
            known = held.places[what]
            yield _finding(
                "ok" if known == held.records else "warn",
                code,
                table=name,
                known=f"{known:,}",
                records=f"{held.records:,}",
            )


def _reasons(level: Level, counted: Counter[str]) -> Iterator[Finding]:
    for reason, count in counted.most_common(_SHOWN):
        vi, en = (text(reason, {"field": "–"}, language) for language in ("vi", "en"))
        yield Finding(
            level,
            reason,
            text("CHK-REASON", {"count": f"{count:,}", "reason": vi}, "vi"),
            text("CHK-REASON", {"count": f"{count:,}", "reason": en}, "en"),
        )


def _told(level: Level, reason: str, **fields: object) -> Finding:
    return Finding(level, reason, text(reason, fields, "vi"), text(reason, fields, "en"))
