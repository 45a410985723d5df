"""The ledger: what became of every row, by source and step.

Invariant: rows_in = rows_out + rows_quarantined + rows_skipped in every line of a run that is published.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Line"]


@dataclass(frozen=True)
class Line:
    """One line of the ledger. The step ``standardise`` counts source rows, ``link`` canonical records."""

    run: str
    source: str
    step: str
    rows_in: int
    rows_out: int
    rows_quarantined: int
    rows_skipped: int
    rows_partly_quarantined: int = 0
    """Of ``rows_out``: rows of which a part (a holder on a parcel's line) is in quarantine."""

    @property
    def accounted(self) -> int:
        """Rows that left the step one way or another."""
        return self.rows_out + self.rows_quarantined + self.rows_skipped

    @property
    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows_in == self.accounted
