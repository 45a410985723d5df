"""How often each fault is put in: a share of the rows that can have it, raised in a small province.

A kind that would be met fewer than `ENOUGH` times in the whole province is raised until it is expected that often, so
that tests on a few thousand people see every kind.
"""

from __future__ import annotations

from dataclasses import dataclass

from doisoat_lab.synth.frames import SynthSpec

ENOUGH = 42

#: fault -> (share of eligible rows, eligible rows in the province per person over all sources).
RATES: dict[str, tuple[float, float]] = {
    "name_mistake": (0.006, 9.0),
    "birth_mistake": (0.005, 9.0),
    "sex_flipped": (0.002, 8.0),
    "id_mistyped": (0.003, 8.0),
    "id_of_another": (0.0012, 8.0),
    "id_replaced": (0.002, 8.0),
    "former_id_mistyped": (0.003, 3.0),
    "unit_wrong": (0.003, 5.0),
    "unit_stale": (0.005, 4.0),
    "unit_unknown": (0.003, 6.0),
    "village_wrong": (0.003, 5.0),
    "village_stale": (0.005, 4.0),
    "village_unknown": (0.003, 6.0),
    "vital_wrong": (0.002, 3.0),
    "missing": (0.005, 10.0),
    "duplicate": (0.003, 10.0),
    "participant_no_of_another": (0.0015, 2.0),
    "dead_still_active": (0.25, 0.025),
    "dead_still_member": (0.12, 0.036),
    "no_head": (0.006, 0.8),
    "two_heads": (0.006, 0.8),
    "in_two_households": (0.006, 0.6),
    "area_differs": (0.012, 1.3),
    "same_number": (0.006, 1.3),
    "split_not_followed": (0.004, 0.21),
    "merge_not_followed": (0.004, 0.21),
    "garbage": (0.0008, 12.0),
}


@dataclass(frozen=True)
class Rates:
    """The rates for a province of this size."""

    spec: SynthSpec

    def __getitem__(self, fault: str) -> float:
        rate, rows = RATES[fault]
        if fault == "garbage":
            return rate
        return min(0.5, max(rate, ENOUGH / max(1.0, rows * self.spec.people)))
