"""One finding as one line of an officer's list: who, what is wrong, what each level says, what to do.

Placeholders a catalogue text may use: ``{Field}``/``{field}`` label of the field; ``{value}`` the one value meant;
``{value_parcel}`` parcel and sheet number; ``{differences}`` each value with the places that say it; ``{people}`` each
person with places; ``{members}``; ``{source}``; ``{places}`` where the records stand; ``{places_of_death}``,
``{places_of_life}``; ``{missing}`` (``{Missing}``) the place that lacks the record or lags
behind; ``{clash}`` what contradicts; ``{because}`` why values differ, in brackets; ``{proposal}`` the value meant,
where a rule can repair it; ``{kind_of_thing}``, ``{of_field}``;
``{count_entities}``, ``{count_records}``, ``{count_members}``; ``{offices}`` who may change the registers involved;
``{check_first}`` the places that contradict a value most sources agree on.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from doisoat.detect import DiscrepancyKind, kind
from doisoat.registers import Level
from doisoat.reports import words
from doisoat.reports.worklist_data import Finding, Subject
from doisoat.reports.worklist_says import SAYS, parcel, person
from doisoat.text.date_difference import date_difference
from doisoat.text.difference import Verdict
from doisoat.text.name_difference import name_difference

SHOWN = 8
"""Values, people or lines shown in one cell before "… và n nơi khác"."""
_TABLES = ("population", "household_member", "social_insurance", "right", "household", "parcel")
_LEVELS: tuple[str, ...] = (Level.COMMUNE, Level.PROVINCE, Level.CENTRAL)
_ONE_VALUE = ("value_differs", "one_person_two_identifiers", "parcel_area_differs")
"""Kinds in which all records should say the same, so that the odd ones out are worth checking first."""
HOUSEHOLDS = ("household_without_head", "household_two_heads")
"""Kinds about a household, also where no household register knows it and its people stand for it."""
_THINGS = {"person": "người", "household": "hộ", "parcel": "thửa đất", "organisation": "tổ chức"}


@dataclass(frozen=True)
class Line:
    """One row of a worklist sheet; ``cause`` groups rows that are likely to be put right together."""

    severity: str
    who: str
    personal_id: str
    born: str
    village: str
    field: str
    wrong: str
    levels: dict[str, str]
    action: str
    fingerprint: str
    is_new: bool
    cause: tuple[str, str] | None = None


@dataclass(frozen=True)
class Context:
    """What the words depend on besides the finding: the commune, names of units, titles of sources."""

    commune: str
    unit_names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def foreign(self, item: Subject) -> str:
        """What marks another commune's source: `` tại Phường Phú Thủy``; empty for any other."""
        if item.level != Level.COMMUNE or item.source_id.endswith(f".{self.commune}"):
            return ""
        owner = item.source_id.rsplit(".", 1)[-1]
        return f" tại {self.unit_names.get(owner, owner)}"

    def place(self, item: Subject) -> str:
        """``dân cư cấp xã``; another commune's source carries that commune's name."""
        return words.place(item.register, item.level) + self.foreign(item)

    def places(self, items: Iterable[Subject]) -> str:
        """Where records stand, levels of a register together: ``dân cư cả ba cấp, BHXH trung ương``."""
        levels: dict[tuple[str, str], list[str]] = {}
        for item in items:
            levels.setdefault((item.register, self.foreign(item)), []).append(item.level)
        return ", ".join(
            words.places(register, tuple(found)) + foreign for (register, foreign), found in levels.items()
        )

    def source(self, item: Subject) -> str:
        """A source by its own title."""
        return self.titles.get(item.source_id, self.place(item))


def lineage(items: Sequence[Subject]) -> str:
    """``tệp so_nhan_khau.xlsx, trang tính Thôn 1, dòng 214, 215`` of records of one sheet.

    Empty for a database, which an officer cannot open.
    """
    rows = [str(item.lineage_row) for item in items if item.lineage_row is not None]
    if not rows:
        return ""
    sheet = items[0]
    parts = []
    if sheet.lineage_file:
        parts.append(f"tệp {sheet.lineage_file.rsplit('/', 1)[-1]}")
    if sheet.lineage_sheet:
        parts.append(f"trang tính {sheet.lineage_sheet}")
    return ", ".join([*parts, f"dòng {_some(rows, ', ', 'dòng')}"])


class _Lazy(dict[str, Callable[[], str]]):
    """Placeholders worked out only when a text asks for them."""

    def __getitem__(self, key: str) -> str:  # type: ignore[override]
        return super().__getitem__(key)()


def _some(texts: Sequence[str], separator: str, rest: str) -> str:
    shown = separator.join(texts[:SHOWN])
    return shown if len(texts) <= SHOWN else f"{shown}{separator}… và {len(texts) - SHOWN} {rest} khác"


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _best(items: Iterable[Subject]) -> list[Subject]:
    """Records by how well they introduce their subject: the commune's population book first."""
    return sorted(items, key=lambda s: (_TABLES.index(s.table), _LEVELS.index(s.level), s.source_id, s.record_key))


def _by_entity(finding: Finding, items: Sequence[Subject]) -> list[list[Subject]]:
    ids = finding.entity_id.split("|")
    groups = [[item for item in items if item.entity_id == entity] for entity in ids]
    return [_best(group) for group in groups if group] or [_best(items)]


def _who(finding: Finding, first: Subject) -> str:
    if finding.entity_kind == "household":
        head = f"\n{first.head_name}" if first.head_name else ""
        return f"Hộ {first.household_no or 'không rõ số'}{head}"
    if finding.entity_kind == "parcel":
        label = parcel(first)
        return label[0].upper() + label[1:] + (f"\n{first.head_name}" if first.head_name else "")
    name = first.name or "Không rõ tên"
    return f"Hộ {first.household_no}\n{name}" if finding.kind in HOUSEHOLDS else name


def _first(groups: Sequence[Sequence[Subject]], name: str) -> list[str]:
    """For each entity the first record's value of ``name`` that is present."""
    found = [next((str(getattr(item, name)) for item in group if getattr(item, name)), "") for group in groups]
    return [text for text in found if text]


def _grouped(voiced: Iterable[tuple[str, Subject]], context: Context) -> str:
    """(value, record) pairs → ``value (places); value (places)``, the most frequent value first."""
    said: dict[str, list[Subject]] = {}
    for value, item in voiced:
        said.setdefault(value, []).append(item)
    ordered = sorted(said, key=lambda value: (-len(said[value]), value))
    return _some([f"{value} ({context.places(said[value])})" for value in ordered], "; ", "giá trị")


def _one_name_a_household(voiced: Sequence[tuple[str, Subject]]) -> list[tuple[str, Subject]]:
    """Levels number the same household differently: name each by its best record, so that two stay two."""
    names: dict[str | None, str] = {}
    for said, item in voiced:
        names.setdefault(item.household_id, said)
    return [(names[item.household_id], item) for _, item in voiced]


def _people(groups: Sequence[Sequence[Subject]], context: Context) -> str:
    """``Nguyễn Văn An, sinh 1980 (dân cư cả ba cấp); …``, one a person even when all is the same."""
    return _some([f"{person(group[0])} ({context.places(group)})" for group in groups], "; ", "người")


def _suspects(voiced: Sequence[tuple[str, Subject]], field: str | None) -> list[Subject]:
    """Records that contradict a value most sources agree on; empty when no value has more than half of them."""
    sources: dict[str, set[str]] = {}
    for value, item in voiced:
        sources.setdefault(value, set()).add(item.source_id)
    total = len({item.source_id for _, item in voiced})
    agreed = [value for value, found in sources.items() if len(found) > 1 and 2 * len(found) > total]
    return [item for value, item in voiced if not _agrees(value, agreed[0], field)] if len(agreed) == 1 else []


def _agrees(value: str, agreed: str, field: str | None) -> bool:
    """Whether a value only says less than, or spells differently, what the others agree on."""
    if field == "date_of_birth":
        return date_difference(_iso(value), _iso(agreed)).verdict is not Verdict.DIFFERS
    if field == "full_name":
        return name_difference(value, agreed).verdict is not Verdict.DIFFERS
    return value == agreed


def _iso(shown: str) -> str:
    """``12/03/1980`` as ``1980-03-12``."""
    return "-".join(reversed(shown.split("/")))


def _renamed(finding: Finding) -> str:
    """``Thôn 6 → Thôn 16``: an old label with the village's present name, as the rule found it."""
    stated = json.loads(finding.values).values()
    return "; ".join(_distinct(text for said in stated for text in ([said] if isinstance(said, str) else said or [])))


def _offices(items: Sequence[Subject]) -> str:
    by_office: dict[str, list[str]] = {}
    for item in items:
        by_office.setdefault(words.OFFICES[item.register], []).append(words.REGISTERS[item.register])
    if len(by_office) == 1:
        return f"Nơi sửa: {next(iter(by_office))}."
    listed = (f"{', '.join(_distinct(names))} – {office}" for office, names in by_office.items())
    return f"Nơi sửa: {'; '.join(listed)}."


def _of_field(table: str | None, first: Subject) -> str:
    if table == "household_member":
        return f" trong hộ {first.household_no}"
    if table == "right":
        return f" trên cùng {parcel(first)}"
    if table == "social_insurance" and first.scheme:
        return f" (loại hình {words.value('scheme', first.scheme)})"
    return ""


def _levels(finding: Finding, entry: DiscrepancyKind, voiced: Sequence[tuple[str, Subject]]) -> dict[str, str]:
    """Level → cell text: a line a sheet with its rows; registers of one database that agree share a line."""
    sheets: dict[tuple[str, str, str | None, str | None], list[tuple[str, Subject]]] = {}
    for text, item in voiced:
        file, sheet = (item.lineage_file, item.lineage_sheet) if item.lineage_row is not None else (None, None)
        sheets.setdefault((item.level, item.register, file, sheet), []).append((text, item))
    cells: dict[str, dict[str, list[str]]] = {level: {} for level in words.LEVELS}
    if entry.id == "missing_at_level" and finding.field:
        register, level = finding.field.split(".")
        cells[level]["KHÔNG CÓ"] = [words.REGISTERS[register]]
    for (level, register, _, _), found in sheets.items():
        where = lineage([item for _, item in found])
        said = Counter(text for text, _ in found)
        texts = [f"{text} ({times} dòng)" if times > 1 and not where else text for text, times in said.items()]
        told = _some(texts, "; ", "dòng") + (f" [{where}]" if where else "")
        cells[level].setdefault(told, []).append(words.REGISTERS[register])
    return {
        level: "\n".join(f"{', '.join(_distinct(names))}: {told}" for told, names in lines.items())
        for level, lines in cells.items()
    }


def _cause(
    finding: Finding, entry: DiscrepancyKind, first: Subject, value: str, context: Context
) -> tuple[str, str] | None:
    """(cause, its description) of a finding of which one source may produce hundreds."""
    if not entry.one_cause:
        return None
    if entry.id == "missing_at_level":
        label = words.field_label(finding.field)
        return finding.field or "", f"{label[0].upper()}{label[1:]} thiếu nhiều trường hợp"
    if entry.id == "two_parcels_one_key":
        return first.source_id, f"{context.source(first)}: số tờ bản đồ của các xã cũ trùng nhau"
    return f"{first.source_id}|{value}", f"{context.source(first)}: {value}"


def compose(finding: Finding, subjects: Mapping[str, Subject], context: Context) -> Line:
    """Put one finding into words.

    Args:
        finding: the finding.
        subjects: records by ``source_id|record_key``; records that are not there are left out.
        context: the commune and the names of units and sources.
    """
    entry = kind(finding.kind)
    items = _best(subjects[record] for record in finding.records if record in subjects)
    if not items:
        return _without_records(finding, entry)
    whole = entry.shows_identifier(finding.field)
    speak = SAYS[entry.id]
    says = [(speak(item, finding.field, context.unit_names), item) for item in items]
    voiced = [(said, item) for said, item in says if said is not None]
    groups = _by_entity(finding, items)
    first = groups[0][0]
    value = voiced[0][0] if voiced else ""
    if entry.id == "one_identifier_two_people" and finding.field:
        value = _some(sorted(_shared(items, finding.field)), ", ", "số")
    elif entry.id == "stale_village":
        value = _renamed(finding) or value
    members = _distinct(text for text, _ in voiced)
    label = words.field_label(finding.field)
    households = entry.id == "person_in_two_households"
    suspects = _suspects(voiced, finding.field) if entry.id in _ONE_VALUE else []
    filled = _Lazy(
        Field=lambda: label,
        field=lambda: label.lower(),
        value=lambda: value,
        value_parcel=lambda: parcel(first),
        differences=lambda: _grouped(_one_name_a_household(voiced) if households else voiced, context),
        people=lambda: _people(groups, context),
        members=lambda: _some(members, ", ", "người"),
        source=lambda: context.source(first),
        places=lambda: context.places(items),
        places_of_death=lambda: context.places(item for item in items if item.table == "population"),
        places_of_life=lambda: context.places(item for item in items if item.table != "population"),
        missing=lambda: label,
        Missing=lambda: label[:1].upper() + label[1:],
        clash=lambda: (
            f"{label.lower()} khác nhau: {_grouped(voiced, context)}"
            if finding.field
            else f"một nguồn ghi cả hai cạnh nhau: {_grouped(voiced, context)}"
        ),
        kind_of_thing=lambda: _THINGS[finding.entity_kind],
        of_field=lambda: _of_field(finding.field, first),
        count_entities=lambda: str(len(groups)),
        count_records=lambda: str(len(finding.records)),
        count_members=lambda: str(len(members)),
        because=lambda: entry.because(finding.cause),
        proposal=lambda: finding.proposal or "không rõ",
        offices=lambda: _offices(suspects or items),
        check_first=lambda: f"Kiểm tra trước: {context.places(suspects)}. " if suspects else "",
    )
    wrong = entry.message_vi.format_map(filled)
    numbers = _first(groups, "personal_id") if finding.entity_kind == "person" else []
    return Line(
        severity=finding.severity,
        who="\n".join(_who(finding, group[0]) for group in groups[:SHOWN]),
        personal_id="\n".join(numbers[:SHOWN] if whole else [words.mask(text) for text in numbers[:SHOWN]]),
        born="\n".join(words.date(text) for text in _first(groups, "date_of_birth")[:SHOWN]),
        village="\n".join(_distinct(_first(groups, "village"))[:SHOWN]),
        field=label[:1].upper() + label[1:],
        wrong=wrong[0].upper() + wrong[1:],
        levels=_levels(finding, entry, voiced),
        action=entry.action(finding.field, finding.cause).format_map(filled),
        fingerprint=finding.fingerprint,
        is_new=finding.is_new,
        cause=_cause(finding, entry, first, value, context),
    )


def _shared(items: Sequence[Subject], name: str) -> set[str]:
    """Numbers that stand on records of two or more of the people."""
    holders: dict[str, set[str]] = {}
    for item in items:
        number = getattr(item, name)
        if number:
            holders.setdefault(number, set()).add(item.entity_id)
    return {number for number, entities in holders.items() if len(entities) > 1}


def _without_records(finding: Finding, entry: DiscrepancyKind) -> Line:
    """A finding none of whose records could be read: still listed, never dropped in silence."""
    return Line(
        finding.severity,
        "Không đọc được bản ghi",
        "",
        "",
        "",
        words.field_label(finding.field),
        entry.title_vi + ".",
        dict.fromkeys(words.LEVELS, ""),
        entry.summary(),
        finding.fingerprint,
        finding.is_new,
    )


__all__ = ["SHOWN", "Context", "Line", "compose", "lineage"]
