"""Households entered twice: one head in one village of one source is one household, whoever else is listed there."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from doisoat.linkage import LinkConfig, LinkInputs, link

SOURCES = ("household.central.bca", "household.commune.23110")
SURNAMES = ("nguyen", "tran", "le", "pham", "hoang", "vu", "dang", "bui", "do", "ho")
GIVEN = ("an", "binh", "chi", "dung", "em", "giang", "hai", "kien", "lam", "minh", "nam", "oanh")


def _number(person: int) -> str:
    return f"0680{person:08d}"


def _member(person: int, household: str, relation: str, to_on: str | None = None) -> dict[str, object]:
    name = f"{SURNAMES[person % 10]} {GIVEN[person // 10 % 12]} {GIVEN[person // 120 % 12]}"
    return {
        "household_no": household,
        "full_name": name,
        "full_name_key": name,
        "personal_id": _number(person),
        "date_of_birth": f"{1940 + person % 70}-{person % 12 + 1:02d}-{person % 27 + 2:02d}",
        "sex": "MF"[person % 2],
        "relation_to_head": relation,
        "to_on": to_on,
    }


def _household(no: str, village: str) -> dict[str, object]:
    return {
        "household_no": no,
        "record_key": no,
        "unit_candidates": "23110",
        "unit_current": "23110",
        "village_candidates": village,
    }


def linked(
    folder: Path,
    *again: tuple[str, str, list[tuple[int, str, str | None]]],
    bare: bool = False,
    config: LinkConfig | None = None,
) -> pd.Series:
    """Entity by household number: 300 households at two levels, and ``again`` in the commune's book.

    ``bare``: the members of these are names alone; the number of their head stands in the household's own row.
    """
    paths: dict[str, list[Path]] = {"household": [], "household_member": []}
    for source in SOURCES:
        houses = [
            _household(f"{source[10:12]}{h}", f"v{h % 7}") | {"head_personal_id": _number(4 * h)} for h in range(300)
        ]
        members = [
            _member(4 * h + place, f"{source[10:12]}{h}", "01" if place == 0 else "14")
            for h in range(300)
            for place in range(4)
        ]
        for no, village, people in again if source == SOURCES[1] else ():
            rows = [_member(person, no, relation, left) for person, relation, left in people]
            stated = {"head_personal_id": _number(people[0][0]), "head_name_key": rows[0]["full_name_key"]}
            houses.append(_household(no, village) | (stated if bare else {}))
            members += [row | {"personal_id": None, "date_of_birth": None} if bare else row for row in rows]
        frames = {
            "household": pd.DataFrame(houses),
            "household_member": pd.DataFrame(members).assign(record_key=[f"m{i}" for i in range(len(members))]),
        }
        for name, frame in frames.items():
            paths[name].append(folder / f"{source}.{name}.parquet")
            frame.assign(source_id=source).to_parquet(paths[name][-1], index=False)
    done = link(LinkInputs.of(paths), config or LinkConfig(), None, None, folder / "w", folder / "o")
    entities = pd.read_parquet(done.entities)
    houses_found = entities[entities["entity_kind"] == "household"]
    found: pd.Series = houses_found.set_index("record")["entity_id"]
    assert len(found) == 600 + len(again)
    plain = np.array([found[f"ce{h}"] == found[f"co{h}"] for h in range(300)])
    assert plain.all()
    return found


@pytest.mark.parametrize("others", [(21, 22, 23), (21, 5001, 5002), (5001, 5002), ()])
def test_the_same_head_in_the_same_village_is_sure(tmp_path: Path, others: tuple[int, ...]) -> None:
    people = [(20, "01", None), *((person, "14", None) for person in others)]
    for bare in (False, True):
        found = linked(tmp_path, ("again", "v5", people), bare=bare)
        assert found["again"] == found["co5"], bare


def test_it_needs_no_more_evidence_than_households_of_two_sources(tmp_path: Path) -> None:
    strict = LinkConfig(duplicate_bits=40.0)
    found = linked(tmp_path, ("again", "v5", [(20, "01", None), (5001, "14", None)]), bare=True, config=strict)
    assert found["again"] == found["co5"]


@pytest.mark.parametrize(
    ("village", "people"),
    [
        ("v5", [(5000, "01", None), (21, "14", None), (5001, "14", None), (5002, "14", None)]),
        ("v5", [(5000, "01", None), (20, "01", "2020-01-01"), (5001, "14", None), (5002, "14", None)]),
        ("v6", [(20, "14", None), (5000, "01", None), (5001, "14", None)]),
    ],
)
def test_another_head_is_another_household(
    tmp_path: Path, village: str, people: list[tuple[int, str, str | None]]
) -> None:
    found = linked(tmp_path, ("again", village, people))
    assert found["again"] != found["co5"]
