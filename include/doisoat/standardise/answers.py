"""Put the questions of `doisoat.standardise.places` to the gazetteer and to the village registry."""

from collections.abc import Sequence

import pandas as pd

from doisoat.gazetteer import Gazetteer, VillageRegistry
from doisoat.gazetteer.villages import NOTHING, Saying
from doisoat.standardise.places import Places, UnitAnswer, UnitQuery, VillageAnswer, VillageQuery
from doisoat.standardise.reasons import UNIT_LEVEL, UNIT_NAME


def places_of(
    gazetteer: Gazetteer, villages: VillageRegistry, province: str | None, saying: Saying = NOTHING
) -> Places:
    """A resolver over the shipped gazetteer and the province's villages.

    Args:
        gazetteer: units over time.
        villages: dated aliases of villages.
        province: current province code that written *names* of units are known to lie in; codes speak for themselves.
        saying: what the source says about its village labels.
    """
    return Places(
        lambda queries: _units(gazetteer, province, queries), lambda queries: _villages(villages, saying, queries)
    )


def _units(gazetteer: Gazetteer, province: str | None, queries: Sequence[UnitQuery]) -> list[UnitAnswer]:
    answers: list[UnitAnswer | None] = [None] * len(queries)
    own = _codes_of(gazetteer, province)
    for area in (False, True):
        for digits in (True, False):
            chosen = [i for i, (text, _, land) in enumerate(queries) if land is area and text.isdigit() is digits]
            if not chosen:
                continue
            texts = pd.Series([_full(queries[i][0], own) for i in chosen], dtype="str")
            dates = pd.Series([queries[i][1] for i in chosen], dtype="str")
            subject = "land" if area else "people"
            found = (
                gazetteer.resolve_codes(texts, dates, subject)
                if digits
                else gazetteer.resolve_texts(texts, dates, province, subject)
            )
            columns = (found[name] for name in ("candidates", "status", "certain"))
            for i, text, joined, status, certain in zip(chosen, texts, *columns, strict=True):
                candidates = tuple(sorted(joined.split("|"))) if isinstance(joined, str) and joined else ()
                if digits and len(text) != 5:
                    answers[i] = UnitAnswer(text, (), "unknown", UNIT_LEVEL)
                    continue
                if candidates and not digits and not certain:
                    # A name that only nearly fits one unit is a question for a person, like one that fits several.
                    answers[i] = UnitAnswer(None, candidates, "ambiguous", UNIT_NAME)
                    continue
                only = candidates[0] if len(candidates) == 1 else None
                answers[i] = UnitAnswer(
                    text if digits else only, candidates, str(status), None if digits or only else UNIT_NAME
                )
    return [answer for answer in answers if answer is not None]


def _codes_of(gazetteer: Gazetteer, province: str | None) -> frozenset[str]:
    """Codes of the province's communes, of before and after the reform."""
    now = gazetteer.communes_of_province(province) if province else []
    return frozenset(now).union(*(gazetteer.former_communes_of(code) for code in now))


def _full(text: str, own: frozenset[str]) -> str:
    """A code of three digits or fewer with its lost zeros, where that is a commune's of the province.

    Any other may be a province's or a district's code (``40``), and reading it as a commune of Hà Nội (``00040``) would
    be a guess.
    """
    return text.zfill(5) if len(text) < 4 and text.isdigit() and text.zfill(5) in own else text


def _villages(villages: VillageRegistry, saying: Saying, queries: Sequence[VillageQuery]) -> list[VillageAnswer]:
    labels = pd.Series([query[0] for query in queries], dtype="str")
    units = pd.Series(["|".join(query[1]) or None for query in queries], dtype="str")
    dates = pd.Series([query[2] for query in queries], dtype="str")
    former = pd.Series([query[3] for query in queries], dtype="str")
    found = villages.resolve(units, labels, dates, former, saying)
    columns = (found[name] for name in ("village_candidates", "village_status", "village_expired"))
    return [
        VillageAnswer(_ids(joined), str(status) if isinstance(status, str) else "unknown", _ids(expired))
        for joined, status, expired in zip(*columns, strict=True)
    ]


def _ids(joined: object) -> tuple[str, ...]:
    return tuple(sorted(joined.split("|"))) if isinstance(joined, str) and joined else ()
