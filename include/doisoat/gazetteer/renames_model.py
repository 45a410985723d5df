"""What a proposal about villages says, and how sure one has to be to make it.

Vocabulary: the *old* label is the one in use before a change, the *new* one after it. A pair (former unit, old, new)
says that households of the old label bear the new one now.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

WEAK_BELOW: Final = 5
"""A proposal carried by fewer linked households than this says that it is weak."""


class LabelChange(StrEnum):
    """What happened to the labels."""

    RENAMED = "renamed"  # one village, another name
    RENUMBERED = "renumbered"  # all numbers of a unit or former unit shifted, or turned round
    TYPE_CHANGED = "type_changed"  # ấp → khu phố, thôn → tổ dân phố; name and number stay
    MERGED = "merged"  # several old labels, one new
    SPLIT = "split"  # one old label, several new
    LIST = "list"  # all villages seen in a unit that has no list, or hardly one
    NEW = "new"  # a village the registry has never heard of, under one label


TITLES_VI: Final = {
    LabelChange.RENAMED: "đổi tên",
    LabelChange.RENUMBERED: "đánh số lại",
    LabelChange.TYPE_CHANGED: "đổi loại hình",
    LabelChange.MERGED: "sáp nhập",
    LabelChange.SPLIT: "chia tách",
    LabelChange.LIST: "danh mục thôn của xã chưa có danh mục",
    LabelChange.NEW: "thôn mới thấy",
}
"""What an officer reads."""


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Households of one old label under one new label.

    Attributes:
        former: code of the old commune the village lay in, empty when unknown.
        old: the old label as most rows write it, empty for a new village.
        new: the new label as most rows write it.
        moved: linked households with the old label before and the new one after.
        left: linked households of the old label, wherever they are now.
        arrived: linked households of the new label, wherever they came from.
        reused: whether the old label is in use after the change, for other people or for some of these.
        taken: whether the new label was in use before the change, for other people or for some of these.
    """

    former: str
    old: str
    new: str
    moved: int = 0
    left: int = 0
    arrived: int = 0
    reused: bool = False
    taken: bool = False

    @property
    def names(self) -> tuple[str, str, str]:
        """The pair without its counts."""
        return self.former, self.old, self.new

    @property
    def origin(self) -> tuple[str, str]:
        """Whose households they were: of an old label, or of a new village nobody knew."""
        return self.former, self.old or f"+{self.new}"


@dataclass(frozen=True)
class Proposal:
    """A change of labels in one current unit, with its evidence, held until somebody decides.

    Attributes:
        kind: what happened.
        unit: current unit code.
        pairs: which labels became which, sorted; complete for the change.
        seen_after: last day the old labels are known to have been right (YYYY-MM-DD; empty = not known).
        seen_by: first day the new labels are known to have been in use.
        sources_old: sources that show the old labels.
        sources_new: sources that show the new labels.
        undeclared: sources among ``sources_old`` that write old labels without saying so.
        offset: for a renumbering, what is added to each number; None otherwise or when ``turned``.
        turned: for a renumbering from behind: old + new number of every pair; None otherwise.
        listed_before: whether the registry's undated labels of the unit are rather those of before the change.
        guessed: whether nothing but who keeps the sources says which labels are the new ones.
    """

    kind: LabelChange
    unit: str
    pairs: tuple[Pair, ...]
    seen_after: str = ""
    seen_by: str = ""
    sources_old: tuple[str, ...] = ()
    sources_new: tuple[str, ...] = ()
    undeclared: tuple[str, ...] = ()
    offset: int | None = None
    turned: int | None = None
    listed_before: bool = False
    guessed: bool = False

    @property
    def key(self) -> str:
        """Names the change whatever the counts: the same change proposed by another run has the same key."""
        content = json.dumps([self.kind, self.unit, [pair.names for pair in self.pairs]], ensure_ascii=False)
        return "n_" + hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def former(self) -> str:
        """The former unit when all pairs lie in one, else empty."""
        formers = {pair.former for pair in self.pairs}
        return formers.pop() if len(formers) == 1 else ""

    @property
    def moved(self) -> int:
        """Linked households that moved together as the pairs say."""
        return sum(pair.moved for pair in self.pairs)

    @property
    def left(self) -> int:
        """Linked households of the old labels."""
        return sum({pair.origin: pair.left for pair in self.pairs}.values())

    @property
    def arrived(self) -> int:
        """Linked households of the new labels."""
        return sum({pair.new: pair.arrived for pair in self.pairs}.values())

    @property
    def against(self) -> int:
        """Linked households of the old labels that are somewhere else now."""
        return self.left - self.moved

    @property
    def weakest(self) -> int:
        """Linked households behind the least supported pair."""
        return min(pair.moved for pair in self.pairs)

    @property
    def weak(self) -> bool:
        """Whether any pair is carried by fewer than five linked households, or may as well run the other way."""
        return self.weakest < WEAK_BELOW or self.guessed

    @property
    def confidence(self) -> float:
        """Lower end of the 95 % interval (Wilson) of the share that moved together, for the least certain old label."""
        rows: dict[tuple[str, str], list[int]] = {}
        for pair in self.pairs:
            row = rows.setdefault(pair.origin, [0, pair.left])
            row[0] += pair.moved
        return round(min(wilson(moved, left) for moved, left in rows.values()), 3)

    def row(self, run: str) -> dict[str, Any]:
        """The proposal as a row of village_proposals.parquet."""
        return {
            "run": run,
            "proposal": self.key,
            "kind": str(self.kind),
            "unit": self.unit,
            "former_unit": self.former or None,
            "pairs": json.dumps([asdict(pair) for pair in self.pairs], ensure_ascii=False),
            "offset": self.offset,
            "turned": self.turned,
            "moved": self.moved,
            "left": self.left,
            "against": self.against,
            "arrived": self.arrived,
            "confidence": self.confidence,
            "weak": self.weak,
            "seen_after": self.seen_after or None,
            "seen_by": self.seen_by or None,
            "sources_old": list(self.sources_old),
            "sources_new": list(self.sources_new),
            "undeclared": list(self.undeclared),
            "listed_before": self.listed_before,
            "guessed": self.guessed,
        }

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Proposal":
        """The proposal in a row of village_proposals.parquet."""
        return cls(
            LabelChange(row["kind"]),
            row["unit"],
            tuple(Pair(**pair) for pair in json.loads(row["pairs"])),
            row["seen_after"] or "",
            row["seen_by"] or "",
            tuple(row["sources_old"]),
            tuple(row["sources_new"]),
            tuple(row["undeclared"]),
            row["offset"],
            row["turned"],
            row["listed_before"],
            bool(row.get("guessed")),
        )


def wilson(hits: int, of: int) -> float:
    """Lower end of Wilson's 95 % interval of a share.

    >>> round(wilson(95, 100), 3), round(wilson(3, 3), 3), wilson(0, 0)
    (0.888, 0.438, 0.0)
    """
    if of == 0:
        return 0.0
    z2 = 1.959964**2
    share = hits / of
    middle = share + z2 / (2 * of)
    spread = (z2 * (share * (1 - share) / of + z2 / (4 * of * of))) ** 0.5
    return float(max(0.0, (middle - spread) / (1 + z2 / of)))
