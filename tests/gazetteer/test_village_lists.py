"""Whether a commune has a list of villages at all: what nobody listed is not called wrong."""

import pandas as pd

from doisoat.gazetteer.village_lists import SEEN, ListState, unlisted
from doisoat.gazetteer.villages import Alias

WRITTEN = ["unit", "key", "source", "label", "missing", "records"]


def listed(*labels: str) -> list[Alias]:
    return [Alias(label, "23122", label, "", "") for label in labels]


def ask(written: list[tuple], known: list[Alias], shared: list[tuple] | None = None) -> dict[str, str]:
    frame = pd.DataFrame([("23122", *row) for row in written], columns=WRITTEN)
    borne = pd.DataFrame([("23122", *row) for row in shared or ()], columns=["unit", "key", "movers", "confirmed"])
    found = unlisted(frame.astype({"missing": bool}), borne, known)
    return {key: str(state) for key, state in zip(found["key"], found["state"], strict=True)}


def absent(key: str, records: int, source: str = "a") -> tuple:
    return key, source, key, True, records


def there(key: str, records: int) -> tuple:
    return key, "a", key, False, records


def test_without_a_list_every_label_is_unlisted() -> None:
    assert ask([absent("1", 1), absent("2", 40)], []) == {"1": ListState.NONE, "2": ListState.NONE}


def test_a_handful_of_villages_is_hardly_a_list() -> None:
    written = [there("1", 5), *(absent(str(n), SEEN * 8) for n in range(2, 8))]
    assert set(ask(written, listed("1")).values()) == {ListState.THIN}


def test_a_list_lacks_a_village_that_several_households_bear_in_two_sources() -> None:
    written = [there("1", 50), there("2", 50), absent("9", 10), absent("8", 10)]
    borne = [("9", 10, 5), ("8", 10, 4)]
    assert ask(written, listed("1", "2"), borne) == {"9": ListState.LACKING}
    assert ask(written, listed("1", "2"), [("9", 4, 4)]) == {}


def test_what_is_on_the_list_is_never_named() -> None:
    assert ask([there("1", 50), there("2", 50)], listed("1", "2")) == {}
    assert ask([there("1", 1)], listed("1")) == {}
