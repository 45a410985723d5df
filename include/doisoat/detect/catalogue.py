"""The catalogue of discrepancies: what each kind is called, how grave it is, and what an officer is told to do.

The texts live in ``catalogue.yaml`` beside this module, the rule itself in ``sql/detect/<kind>.sql``. Invariant: an
entry without a rule, or a rule without an entry, does not load.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from doisoat.paths import SQL
from doisoat.registers import EntityKind

SCOPES = ("source", "entity")
SEVERITIES = ("high", "medium", "low", "info")
"""Gravest first."""
DIMENSIONS = ("accuracy", "completeness", "consistency", "timeliness", "uniqueness", "validity")
SHEET_NAME_LIMIT = 31
"""Longest sheet name Excel opens."""

ALL_OFFICES = (
    "Nơi sửa: dân cư, hộ gia đình – Công an cấp xã; BHXH, BHYT – BHXH cơ sở; "
    "đất đai – Chi nhánh Văn phòng đăng ký đất đai."
)
"""Which office may change which register: an assumption about local practice, to be confirmed by each province."""


@dataclass(frozen=True)
class Cause:
    """Why two values differ, where the rule can tell (nguyên nhân).

    Args:
        title_vi: in a few words, as it stands in brackets in the sentence.
        severity: of a finding with this cause; None: as the field's.
        action_vi: what to do about it; None: as for the field.
    """

    title_vi: str
    severity: str | None = None
    action_vi: str | None = None


@dataclass(frozen=True)
class DiscrepancyKind:
    """One kind of discrepancy (loại sai lệch).

    Args:
        id: name of the kind and of its SQL file.
        scope: ``source`` (one finding a source) or ``entity`` (one finding over all sources).
        severity: default severity; ``severity_by_field`` overrides it for single fields.
        dimension: one of the six dimensions of data quality.
        entity_kinds: what its findings are about.
        fields: values ``field`` may take; empty when a finding has no field.
        title_vi: short name.
        sheet_vi: name of its worklist sheet, at most 31 characters.
        message_vi: one sentence on what is wrong, with the placeholders of the worklist.
        fix_vi: what to do: which register is probably wrong, which paper to look at, which office changes it.
        action_vi: the same for one row, short; ``action_by_field`` replaces it for single fields.
        rule_vi: the exact rule, for the catalogue page.
        officer_list: whether it appears in an officer's worklist.
        full_identifier: fields for which identifiers are shown whole (``*`` for all); masked elsewhere.
        one_cause: whether many equal findings of one source are likely to have one cause.
        causes: why its values differ, for the rules that can tell; in the order in which they are listed.
    """

    id: str
    scope: str
    severity: str
    dimension: str
    entity_kinds: tuple[EntityKind, ...]
    fields: tuple[str, ...]
    title_vi: str
    sheet_vi: str
    message_vi: str
    fix_vi: str
    action_vi: str
    rule_vi: str
    officer_list: bool = True
    full_identifier: tuple[str, ...] = ()
    one_cause: bool = False
    severity_by_field: dict[str, str] = field(default_factory=dict)
    action_by_field: dict[str, str] = field(default_factory=dict)
    causes: dict[str, Cause] = field(default_factory=dict)

    def shows_identifier(self, name: str | None) -> bool:
        """Whether a finding on field ``name`` needs identifiers in full."""
        return "*" in self.full_identifier or name in self.full_identifier

    def action(self, name: str | None, cause: str | None = None) -> str:
        """What to do about one finding on field ``name`` with ``cause``, in a line or two."""
        found = self.causes.get(cause or "")
        return (found and found.action_vi) or self.action_by_field.get(name or "", self.action_vi)

    def because(self, cause: str | None) -> str:
        """`` (lẫn dấu hỏi và dấu ngã)``; empty where the rule gives no cause."""
        return f" ({self.causes[cause].title_vi})" if cause in self.causes else ""

    def instructions(self) -> str:
        """``fix_vi`` for a whole sheet: offices of all registers, no single missing place."""
        return self.fix_vi.format_map({"offices": ALL_OFFICES, "missing": "nơi đang thiếu"})

    def summary(self) -> str:
        """``action_vi`` without what only a single finding knows."""
        return self.action_vi.format_map({"offices": "", "missing": "nơi đang thiếu", "check_first": ""}).strip()

    def sql(self) -> str:
        """Name of its rule for ``doisoat.sqlwork.statement``."""
        return f"detect/{self.id}"


def _kind(kind_id: str, entry: dict[str, Any]) -> DiscrepancyKind:
    listed: dict[str, Any] = {name: tuple(entry.get(name, ())) for name in ("fields", "full_identifier")}
    listed["entity_kinds"] = tuple(EntityKind(name) for name in entry["entity_kinds"])
    listed["causes"] = {name: Cause(**cause) for name, cause in entry.get("causes", {}).items()}
    kind = DiscrepancyKind(**{**entry, **listed, "id": kind_id})
    severities = {kind.severity, *kind.severity_by_field.values()}
    severities |= {cause.severity for cause in kind.causes.values() if cause.severity}
    valid = (
        kind.scope in SCOPES
        and severities <= set(SEVERITIES)
        and kind.dimension in DIMENSIONS
        and len(kind.sheet_vi) <= SHEET_NAME_LIMIT
    )
    if not valid:
        raise ValueError(f"catalogue entry {kind_id} has an unknown scope, severity or dimension, or a long sheet name")
    return kind


@cache
def kinds() -> dict[str, DiscrepancyKind]:
    """Every kind by id, in catalogue order (the order of an officer's sheets).

    Raises:
        ValueError: an entry names an unknown vocabulary value, or entries and SQL files do not correspond.
    """
    text = Path(__file__).with_name("catalogue.yaml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = yaml.safe_load(text)
    found = {kind_id: _kind(kind_id, entry) for kind_id, entry in entries.items()}
    rules = {path.stem for path in (SQL / "detect").glob("*.sql")}
    if rules != set(found):
        raise ValueError(f"kinds without a rule or a rule without a kind: {sorted(rules ^ set(found))}")
    return found


def kind(kind_id: str) -> DiscrepancyKind:
    """Return the kind ``kind_id``; raises KeyError when there is none."""
    return kinds()[kind_id]
