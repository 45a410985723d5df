"""Which labels a source is in the habit of writing: the old ones or today's, village by village and commune by commune.

The data problem: "Thôn 6" without a date may be the Thôn 6 of three former communes or the one that bears the number
now. But a source that writes "Thôn 16" for the people who used to live in "Thôn 6" does not mean them by "Thôn 6", and
one that never writes a label of after the renumbering writes the old ones. So what a label means follows from what the
source writes elsewhere in the same commune, former commune by former commune, as far as that is clear.

Invariant: a label keeps at least one of the villages it may mean; villages nothing speaks against are kept.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from doisoat.gazetteer.villages import Epoch, VillageRegistry
from doisoat.text.villages import label_key

NARROWED = ["unit", "key", "candidates", "meant", "status"]
PRESENT = 0.1
"""Share of a village's usual number of rows from which a label counts as the source's label of it: strays are fewer."""
LEAST = 3
"""Rows below which nothing follows from a label, however small the commune."""
CLEAR = 9
"""A village is written by one label when it has so many times more rows than the other."""
HABIT = 0.9
"""Share of a former commune's villages that must be written alike."""
VILLAGES = 0.3
"""Share of a former commune's renamed villages that must say so."""
WHOLE = 5
"""Units a source must be clear about, all alike, before its habit is taken over to a unit that says nothing."""
THIN = 0.5
"""A list is thin when fewer than this share of a commune's rows bear a label of it, and more labels are missing."""

Choice = tuple[str, Epoch]
"""Village and what the label is to it."""


def narrowed(groups: pd.DataFrame, registry: VillageRegistry) -> pd.DataFrame:
    """What each label of one source means as far as its own habits tell.

    Args:
        groups: unit (current unit codes joined by ``|``), key (folded label), candidates, expired (ids joined by
            ``|``, or null), status, rows; one row for each distinct way.
        registry: the villages.

    Returns:
        NARROWED for the labels of which something changed: ``candidates`` as they were, ``meant``: those that are left;
        ``status``: stale, ambiguous or current; or ``unlisted`` for an unknown label of a unit whose list is thin.
    """
    single = groups[groups["unit"].notna() & ~groups["unit"].fillna("").str.contains("|", regex=False)]
    renamed = registry.renamed()
    units = [_Unit(str(unit), part, registry, renamed) for unit, part in single.groupby("unit", sort=True)]
    for unit in units:
        unit.spread()
    said = [epoch for unit in units for epoch in set(unit.habits.values())]
    whole = next((e for e in (Epoch.OLD, Epoch.NEW) if said.count(e) >= max(WHOLE, 0.95 * len(said))), None)
    rows: list[tuple[str, str, str | None, str | None, str]] = []
    for unit in units:
        unit.settle(whole)
        rows.extend(unit.changed())
    return pd.DataFrame(rows, columns=NARROWED, dtype="str")


def thin(listed: float, rows: float, villages: int, missing: int) -> bool:
    """Whether a commune's list is hardly one.

    Args:
        listed: rows (or records) whose label is in the list.
        rows: all rows with a label.
        villages: villages in the list.
        missing: labels that are not in the list and that stand in two sources or in five rows at least.
    """
    return listed < THIN * rows and missing > villages


@dataclass
class _Label:
    key: str
    candidates: str
    rows: int
    choices: list[Choice]
    before: int


@dataclass
class _Unit:
    """The labels one source writes in one unit."""

    code: str
    groups: pd.DataFrame
    registry: VillageRegistry
    renamed: frozenset[str]
    labels: list[_Label] = field(default_factory=list)
    written: dict[str, dict[Epoch, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    habits: dict[str, Epoch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = self.groups[self.groups["candidates"].notna()]
        columns = [known[name] for name in ("key", "candidates", "expired", "rows")]
        for key, candidates, expired, rows in zip(*columns, strict=True):
            choices = self._choices(candidates, expired if isinstance(expired, str) else "")
            self.labels.append(_Label(key, candidates, int(rows), choices, len(choices)))
        self.rows: dict[str, int] = defaultdict(int)
        for label in self.labels:
            self.rows[label.key] += label.rows
        self.aliases = self.registry.of_unit(self.code)
        self.villages = len({alias.village_id for alias in self.aliases})
        usual = sum(label.rows for label in self.labels) / max(1, self.villages)
        self.least = max(LEAST, PRESENT * usual)

    def _choices(self, candidates: str, expired: str) -> list[Choice]:
        gone = set(expired.split("|"))
        return [
            (village, Epoch.OLD if village in gone else Epoch.NEW if village in self.renamed else Epoch.SAME)
            for village in candidates.split("|")
        ]

    def spread(self) -> None:
        """Let what is certain decide about the rest: a village is written by one label. Then read off the habits."""
        open_ = [label for label in self.labels if len(label.choices) > 1]
        for label in self.labels:
            if len(label.choices) == 1:
                self._write(label)
        moved = bool(open_)
        while moved:
            moved = False
            for label in open_:
                if len(label.choices) > 1 and self._keep(label, [c for c in label.choices if not self._otherwise(c)]):
                    moved = True
                    if len(label.choices) == 1:
                        self._write(label)
        if open_:
            self._read_habits()

    def settle(self, whole: Epoch | None) -> None:
        """Keep what fits the habit of each village's former commune; where that is unclear, of the commune, or
        of the source as a whole."""
        common = set(self.habits.values())
        rest = common.pop() if len(common) == 1 else whole if not common else None
        formers = {alias.village_id: alias.former_unit_code for alias in self.aliases}
        for label in self.labels:
            if len(label.choices) > 1:
                fits = [
                    (village, epoch)
                    for village, epoch in label.choices
                    if epoch in (Epoch.SAME, self.habits.get(formers.get(village, ""), rest) or epoch)
                ]
                self._keep(label, fits)

    def changed(self) -> Iterable[tuple[str, str, str | None, str | None, str]]:
        """Rows of NARROWED."""
        for label in self.labels:
            if len(label.choices) < label.before:
                epochs = {epoch for _, epoch in label.choices}
                status = "stale" if epochs == {Epoch.OLD} else "current" if len(label.choices) == 1 else "ambiguous"
                yield self.code, label.key, label.candidates, "|".join(v for v, _ in label.choices), status
        unknown = self.groups[self.groups["status"] == "unknown"]
        missing = int((unknown.groupby("key")["rows"].sum() >= 5).sum())
        if thin(sum(self.rows.values()), int(self.groups["rows"].sum()), self.villages, missing):
            for key in sorted(set(unknown["key"])):
                yield self.code, key, None, None, "unlisted"

    def _write(self, label: _Label) -> None:
        village, epoch = label.choices[0]
        self.written[village][epoch] += label.rows

    def _keep(self, label: _Label, choices: list[Choice]) -> bool:
        """Whether fewer are left now; what would leave nothing is not believed."""
        fewer = 0 < len(choices) < len(label.choices)
        if fewer:
            label.choices = choices
        return fewer

    def _otherwise(self, choice: Choice) -> bool:
        """Whether the source writes the village by its other label."""
        village, epoch = choice
        if epoch is Epoch.SAME or village not in self.written:
            return False
        rows = self.written[village]
        other = rows[Epoch.NEW if epoch is Epoch.OLD else Epoch.OLD]
        return other >= self.least and other >= CLEAR * rows[epoch]

    def _read_habits(self) -> None:
        borne: dict[str, set[str]] = defaultdict(set)
        for alias in self.aliases:
            borne[label_key(alias.label)].add(alias.village_id)
        votes: dict[str, list[Epoch]] = defaultdict(list)
        size: dict[str, set[str]] = defaultdict(set)
        labels: dict[str, dict[Epoch, set[str]]] = defaultdict(lambda: defaultdict(set))
        for alias in self.aliases:
            if alias.village_id in self.renamed:
                size[alias.former_unit_code].add(alias.village_id)
                labels[alias.village_id][self.registry.epoch(alias)].add(label_key(alias.label))
        for former, villages in size.items():
            for village in sorted(villages):
                vote = self._vote(village, labels[village], borne)
                if vote is not None:
                    votes[former].append(vote)
        for former, said in votes.items():
            for epoch in (Epoch.OLD, Epoch.NEW):
                enough = max(min(2, len(size[former])), VILLAGES * len(size[former]))
                if len(said) >= enough and said.count(epoch) >= HABIT * len(said):
                    self.habits[former] = epoch

    def _vote(self, village: str, labels: dict[Epoch, set[str]], borne: dict[str, set[str]]) -> Epoch | None:
        rows = self.written.get(village, {})
        old, new = rows.get(Epoch.OLD, 0), rows.get(Epoch.NEW, 0)
        if max(old, new) >= self.least:
            return Epoch.OLD if old >= CLEAR * new else Epoch.NEW if new >= CLEAR * old else None
        # A label only this village bears and the source never writes, while it writes the other one.
        for epoch, other in ((Epoch.OLD, Epoch.NEW), (Epoch.NEW, Epoch.OLD)):
            alone = bool(labels[other]) and all(len(borne[key]) == 1 for key in labels[other])
            absent = sum(self.rows.get(key, 0) for key in labels[other]) < LEAST
            if alone and absent and any(self.rows.get(key, 0) >= self.least for key in labels[epoch]):
                return epoch
        return None
