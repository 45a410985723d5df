"""Values that were written because a field had to be filled: dates and numbers that mean nothing.

Which ones do is judged once, on the data a model is trained on, and frozen with the model: a record is read the same
whatever else is in a later run's data. What turns up only later is reported by ``misfit``, never applied in silence.
A model keeps numbers as 64-bit digests (MD5, the same in every version of DuckDB), never as they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from doisoat.linkage.dates import judge_dates, told
from doisoat.linkage.engine import Engine, Ints
from doisoat.sqlwork import Fragment

__all__ = ["NUMBERS", "Placeholders", "apply", "judge", "written_dates"]

NUMBERS = ("number", "former", "participant")
"""The number columns of ``person_record``; all but the first hold digests already."""
_DIGEST = {"number": ("md5_number_lower(CAST(number AS VARCHAR))", "number >= 0")}


@dataclass(frozen=True)
class Placeholders:
    """``january``: 1 January tells only the year; ``dates`` (yyyymmdd) tell nothing; ``numbers``: digests by column."""

    january: bool = False
    dates: frozenset[int] = frozenset()
    numbers: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def content(self) -> dict[str, object]:
        """As plain data, sorted."""
        return {
            "january": self.january,
            "dates": sorted(self.dates),
            "numbers": {name: sorted(self.numbers.get(name, ())) for name in NUMBERS},
        }

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Placeholders:
        """What ``content`` described."""
        numbers = {name: frozenset(map(int, body["numbers"][name])) for name in NUMBERS}
        return cls(bool(body["january"]), frozenset(map(int, body["dates"])), numbers)


def written_dates(engine: Engine) -> tuple[Ints, Ints]:
    """Distinct dates as written in ``person_record`` (rising), and how many records bear each."""
    found = engine.arrays(
        "SELECT written_date::BIGINT AS written, count(*) AS n FROM person_record GROUP BY written_date ORDER BY 1"
    )
    return found["written"].astype(np.int64), found["n"].astype(np.int64)


def judge(engine: Engine, shared_id_cap: int) -> Placeholders:
    """Judge the dates and numbers of table ``person_record``: a number borne by more than so many names is nobody's."""
    january, dates = judge_dates(*written_dates(engine))
    numbers = {name: frozenset(_shared(engine, name, shared_id_cap)) for name in NUMBERS}
    return Placeholders(january, dates, numbers)


def apply(engine: Engine, known: Placeholders) -> None:
    """Tables told_date (written, told) and number_void (column_name, digest) from a model's judgement."""
    written, _ = written_dates(engine)
    engine.put("told_date", {"written": written, "told": told(written, known.january, known.dates)})
    rows = [(name, digest) for name in NUMBERS for digest in sorted(known.numbers.get(name, ()))]
    engine.put(
        "number_void",
        {
            "column_name": np.array([name for name, _ in rows], dtype=object),
            "digest": np.array([digest for _, digest in rows], dtype=np.uint64),
        },
    )


def _shared(engine: Engine, column: str, cap: int) -> list[int]:
    digest, known = _DIGEST.get(column, (column, "true"))
    found = engine.rows(
        "number_shared", column=column, digest=Fragment(digest), known=Fragment(known), shared_id_cap=cap
    )
    return [int(row[0]) for row in found]
