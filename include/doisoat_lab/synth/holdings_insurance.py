"""The rows that social-insurance registers hold about a commune, faults not yet in."""

from __future__ import annotations

import numpy as np

from doisoat_lab.synth import calendar
from doisoat_lab.synth.commune import Commune
from doisoat_lab.synth.holdings_people import household_numbers, row_keys
from doisoat_lab.synth.insurance import AGENT_SCHEMES, participations
from doisoat_lab.synth.people import INSURED_OUTSIDE, INSURED_UNKNOWN
from doisoat_lab.synth.plan import Source
from doisoat_lab.synth.rng import NULL, Array, stream
from doisoat_lab.synth.rows import Rows
from doisoat_lab.synth.units import of_province


def insured(c: Commune) -> dict[str, Array]:
    """The commune's participations; `person` is the position among the chunk's people."""
    rng = stream(c.spec.seed, "insurance", c.code)
    role = c.people["role"]
    known = c.strangers[np.isin(role[c.strangers], (INSURED_UNKNOWN, INSURED_OUTSIDE))]
    where = np.concatenate([c.home, known])
    part = participations(rng, {k: v[where] for k, v in c.people.items()}, c.spec.as_of, c.spec.province)
    part["person"] = where[part["person"]]
    return part


def social_insurance(rng: np.random.Generator, c: Commune, source: Source, part: dict[str, Array]) -> Rows:
    """One row a participation; an agent holds its own schemes only, people insured from outside are central's."""
    role = c.people["role"][part["person"]]
    wanted = np.ones(len(role), bool)
    if source.scheme is not None:
        wanted &= np.isin(part["scheme"].astype("U"), AGENT_SCHEMES)
    outside = role == INSURED_OUTSIDE
    if source.level != "central":
        wanted &= ~outside
    part = {name: values[wanted] for name, values in part.items()}
    where, outside = part["person"], outside[wanted]
    p = {name: values[where] for name, values in c.people.items()}
    n = len(where)
    # Since August 2025 the personal number replaces the insurance number; levels follow at their own pace.
    share = {"central": 0.25, "province": 0.1, "commune": 0.05}[source.level]
    new_number = (rng.random(n) < share) & np.not_equal(p["personal_id"], NULL)
    rows = Rows(
        "social_insurance",
        n,
        "person",
        p["eid"],
        {
            "participant_no": np.where(new_number, p["personal_id"], p["participant_no"]),
            "health_card_no": part["card"].copy(),
            "personal_id": p["personal_id"].copy(),
            "former_id": p["former_id"].copy(),
            "full_name": p["name"].copy(),
            "sex": p["sex"].copy(),
            "date_of_birth": p["born"].copy(),
            "scheme": part["scheme"],
            "status": part["status"].copy(),
            "from_on": calendar.text(part["from_day"]),
            "to_on": calendar.text(part["to_day"]),
            "household_no": household_numbers(c, source, where),
        },
    )
    village = np.minimum(p["village"], len(c.places.villages) - 1)
    c.places.write(rows, village, p["house_no"], source)
    if outside.any():
        _insured_elsewhere(rng, rows, c, np.flatnonzero(outside))
    if source.keyed:
        rows.columns["_key"] = row_keys(c, source, "Q" if source.level == "central" else "P", n)
    return rows


def _insured_elsewhere(rng: np.random.Generator, rows: Rows, c: Commune, where: Array) -> None:
    """Addresses outside the units covered: another commune of the province, or of Ho Chi Minh City."""
    outside = [u for u in of_province(c.spec.province) if u not in c.spec.units][:40] + of_province("79")[:40]
    rows.put(where, "unit_code", np.array(outside, dtype=object)[rng.integers(0, len(outside), len(where))])
    rows.put(where, "village", None)
    rows.put(where, "address", "địa chỉ ngoài địa bàn")
