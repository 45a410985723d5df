"""What a written unit or village may mean, against known cases and against the gazetteer's own resolver."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.gazetteer import Gazetteer, VillageRegistry
from doisoat.gazetteer.villages import Alias
from doisoat_lab.synth.candidates import Meanings
from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.units import meaning
from doisoat_lab.synth.villages import alias_table

BEFORE = "2025-06-30"
SPEC = SynthSpec(("23122", "23110", "23059", "22933", "22978", "22972"), "68", 30_000, 4)
CODES = ["22978", "22972", "23113", "23053", "23041", "00004", "26449", "10000", "22996", "32248"]


@pytest.mark.parametrize(
    ("code", "as_of", "answer"),
    [
        ("23122", None, ("23122", "current")),
        ("23113", None, ("23122", "stale")),
        ("23113", BEFORE, ("23122", "former")),
        ("23113", "2026-01-01", ("23122", "stale")),
        ("22978", None, ("22972|22978", "ambiguous")),
        ("22978", "2026-11-15", ("22978", "current")),
        ("22978", BEFORE, ("22972|22978", "ambiguous")),
        ("90007", None, ("", "unknown")),
        (None, None, ("", "null")),
    ],
)
def test_units(code: str | None, as_of: str | None, answer: tuple[str, str]) -> None:
    assert meaning(code, as_of) == answer


@settings(deadline=None)
@given(st.sampled_from(CODES), st.sampled_from([None, BEFORE, "2026-11-15"]), st.booleans())
def test_units_as_the_gazetteer_resolves_them(code: str, as_of: str | None, area: bool) -> None:
    row = Gazetteer.load().resolve_codes(pd.Series([code]), as_of, "land" if area else "people").iloc[0]
    candidates = row["candidates"] if isinstance(row["candidates"], str) else ""
    mine, status = meaning(code, as_of, area=area)
    assert (mine, status) == ("|".join(sorted(candidates.split("|"))), row["status"])


def test_villages_as_the_registry_resolves_them() -> None:
    table = alias_table(SPEC)
    registry = VillageRegistry(
        [Alias(*[v if isinstance(v, str) else "" for v in row]) for row in table.itertuples(index=False)],
        SPEC.as_of,
    )
    meanings = Meanings(SPEC)
    labels = [*table["label"].drop_duplicates(), "Thôn 97", "THÔN 1", "Thon 2"]
    units = [*SPEC.units, "22972|22978", ""]
    cases = pd.DataFrame([(u, label) for u in units for label in labels], columns=["unit", "label"])
    statuses = set()
    for as_of in (None, BEFORE):
        theirs = registry.resolve(cases["unit"], cases["label"], as_of).fillna("")
        # Whether a commune has a list at all is the registry's to say; the made-up province knows every label.
        theirs["village_status"] = theirs["village_status"].replace("unlisted", "unknown")
        mine = [meanings.village(u, label, as_of) for u, label in cases.itertuples(index=False)]
        assert mine == list(zip(theirs["village_candidates"], theirs["village_status"], strict=True))
        statuses |= {status for _, status in mine}
    assert {"former", "ambiguous", "unknown", "stale"} <= statuses


def test_a_label_of_several_is_outdated_when_the_village_its_writer_meant_bears_another_now() -> None:
    table = alias_table(SPEC)
    meanings = Meanings(SPEC)
    of_label = table.groupby(["unit_code", "label"])
    borne: Any = next(key for key, rows in of_label if rows["valid_to"].isna().nunique() == 2)
    unit, label = borne
    rows = of_label.get_group((unit, label))
    now, before = (set(rows.loc[rows["valid_to"].isna() == is_now, "village_id"]) for is_now in (True, False))
    assert {meanings.village(unit, label, None, meant)[1] for meant in now} == {"ambiguous"}
    assert {meanings.village(unit, label, None, meant)[1] for meant in before - now} == {"stale"}
