"""Participations in social and health insurance: one row each, several a person where that is usual."""

from __future__ import annotations

import numpy as np

from doisoat_lab.synth import calendar
from doisoat_lab.synth.rng import NULL, Array, choose, objects

SCHEMES = objects(["compulsory", "voluntary", "health_household", "health_only", "pension"])
#: The schemes a commune's collecting agent keeps lists of.
AGENT_SCHEMES = ("health_household", "voluntary")
_COMPULSORY, _VOLUNTARY, _HOUSEHOLD, _HEALTH, _PENSION = range(5)
_NONE = 5
# By age: child under 6, pupil, adult, elder; columns as SCHEMES, then "none".
_MAIN = np.array(
    [
        [0, 0, 0, 97, 0, 3],
        [0, 0, 10, 86, 0, 4],
        [33, 0, 44, 13, 0, 10],
        [0, 0, 44, 30, 22, 4],
    ],
    dtype=np.float64,
)
_CARD_LETTERS = objects(["DN", "GD", "GD", "TE", "HT"])


def participations(rng: np.random.Generator, people: dict[str, Array], as_of: str, province: str) -> dict[str, Array]:
    """Who takes part in what: arrays person (position), scheme, status, from_day, to_day, card.

    The living are active or (few) suspended; a participation that ended stays as `ended`; the dead are `deceased`.
    """
    n = len(people["male"])
    today = calendar.day(as_of)
    age = (today - people["birth"]) / 365.25
    band = np.digitize(age, [6, 18, 60])
    main = np.full(n, _NONE)
    for number in range(4):
        where = np.flatnonzero(band == number)
        main[where] = choose(rng, len(where), _MAIN[number])
    adult = (age >= 18) & (age < 60)
    also_voluntary = adult & (main != _COMPULSORY) & (rng.random(n) < 0.10)
    also_health = (main == _PENSION) & (rng.random(n) < 0.25)
    was_employed = (age >= 22) & (main != _COMPULSORY) & (main != _PENSION) & (rng.random(n) < 0.10)
    person = np.concatenate([np.flatnonzero(m) for m in (main != _NONE, also_voluntary, also_health, was_employed)])
    scheme = np.concatenate(
        [
            main[main != _NONE],
            np.full(int(also_voluntary.sum()), _VOLUNTARY),
            np.full(int(also_health.sum()), _HEALTH),
            np.full(int(was_employed.sum()), _COMPULSORY),
        ]
    )
    ended = np.arange(len(person)) >= len(person) - int(was_employed.sum())
    status = np.where(rng.random(len(person)) < 0.03, "suspended", "active").astype(object)
    start = np.maximum(people["birth"][person] + 15, today - rng.integers(60, 3600, len(person)))
    stop = np.full(len(person), -1)
    stop[ended] = np.maximum(start, today - rng.integers(30, 900, len(person)))[ended]
    status[ended] = "ended"
    died = people["died"][person]
    status[(died >= 0) & ~ended] = "deceased"
    stop = np.where((died >= 0) & ~ended, died, stop)
    start = np.where(stop >= 0, np.minimum(start, stop), start)
    number = people["participant_no"][person]
    benefit = objects(list("12345"))[rng.integers(0, 5, len(person))]
    card = _CARD_LETTERS[scheme] + benefit + province + number
    order = np.argsort(person, kind="stable")
    return {
        "person": person[order],
        "scheme": SCHEMES[scheme[order]],
        "status": status[order],
        "from_day": start[order],
        "to_day": stop[order],
        "card": np.where(scheme == _VOLUNTARY, NULL, card)[order],
    }
