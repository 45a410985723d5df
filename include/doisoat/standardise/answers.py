"""Put the questions of `doisoat.standardise.places` to the gazetteer and to the village registry."""

from collections.abc import Sequence

import pandas as pd

from doisoat.gazetteer import Gazetteer, VillageRegistry
from doisoat.gazetteer.villages import NOTHING, Saying
from doisoat.standardise.places import Places, UnitAnswer, UnitQuery, VillageAnswer, VillageQuery
from doisoat.standardise.reasons import UNIT_LEVEL, UNIT_NAME


def places_of(
    gazetteer: Gazetteer,
    villages: VillageRegistry,
    province: str | None,
    saying: Saying = NOTHING,
    units: Sequence[str] = (),
) -> Places:
    """A resolver over the shipped gazetteer and the province's villages.

    Args:
        gazetteer: units over time.
        villages: dated aliases of villages.
        province: current province code that written *names* of units are known to lie in; codes speak for themselves.
        saying: what the source says about its village labels.
        units: current units the source is meant to be of, which settle what a heading leaves open.
    """
    asked = _Units(gazetteer, province, tuple(units))
    known = gazetteer.tables
    return Places(
        asked, lambda queries: _villages(villages, saying, queries), lambda code: code in known.old or code in known.new
    )


class _Units:
    """Answers about units, whatever they are written as."""

    def __init__(self, gazetteer: Gazetteer, province: str | None, units: tuple[str, ...]) -> None:
        self.gazetteer = gazetteer
        self.province = province
        self.units = units
        self.own = _codes_of(gazetteer, province)

    def __call__(self, queries: Sequence[UnitQuery]) -> list[UnitAnswer]:
        """An answer a question, in their order."""
        groups: dict[tuple[bool, str], list[int]] = {}
        for i, (text, _, area, heading) in enumerate(queries):
            how = "code" if text.isdigit() else "heading" if heading else "text"
            groups.setdefault((area, how), []).append(i)
        answers: dict[int, UnitAnswer] = {}
        for (area, how), chosen in groups.items():
            texts = pd.Series([_full(queries[i][0], self.own) for i in chosen], dtype="str")
            dates = pd.Series([queries[i][1] for i in chosen], dtype="str")
            found = self._ask(how, texts, dates, "land" if area else "people")
            columns = (found[name] for name in ("candidates", "status", "certain"))
            for i, text, joined, status, certain in zip(chosen, texts, *columns, strict=True):
                meant, known = _ids(joined), _status(status)
                answers[i] = _of_code(text, meant, known) if how == "code" else _of_name(meant, known, bool(certain))
        return [answers[i] for i in range(len(queries))]

    def _ask(self, how: str, texts: pd.Series, dates: pd.Series, subject: str) -> pd.DataFrame:
        if how == "code":
            return self.gazetteer.resolve_codes(texts, dates, subject)
        if how == "heading":
            return self.gazetteer.resolve_headings(texts, dates, self.province, subject, self.units)
        return self.gazetteer.resolve_texts(texts, dates, self.province, subject)


def _of_code(code: str, units: tuple[str, ...], status: str) -> UnitAnswer:
    """Digits; a code of another length is of another level or has lost digits, and no guess is made."""
    return UnitAnswer(code, units, status) if len(code) == 5 else UnitAnswer(code, (), "unknown", UNIT_LEVEL)


def _of_name(units: tuple[str, ...], status: str, certain: bool) -> UnitAnswer:
    """A name; one that only nearly fits a unit is a question for a person, like one that fits several."""
    if units and not certain:
        return UnitAnswer(None, units, "ambiguous", UNIT_NAME)
    return UnitAnswer(units[0], units, status) if units else UnitAnswer(None, (), status, UNIT_NAME)


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
        VillageAnswer(_ids(joined), _status(status), _ids(expired))
        for joined, status, expired in zip(*columns, strict=True)
    ]


def _status(found: object) -> str:
    """Of what holds no word (``?``, a letter of another script) the gazetteer says nothing: nobody knows it."""
    return found if isinstance(found, str) else "unknown"


def _ids(joined: object) -> tuple[str, ...]:
    return tuple(sorted(joined.split("|"))) if isinstance(joined, str) and joined else ()
