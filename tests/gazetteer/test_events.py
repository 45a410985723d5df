"""Events are records of their own, with separate flags for people and area, act, date and certainty."""

from collections import Counter

from doisoat.gazetteer import Gazetteer, events
from doisoat.gazetteer.tables import tables

G = Gazetteer.load()


def test_every_event_is_of_a_known_kind_and_certainty() -> None:
    every = events.events()
    assert {e.kind for e in every} <= set(events.KINDS)
    assert {e.certainty for e in every} <= set(events.CERTAINTIES)
    assert all(e.people in ("all", "part", "no") and e.area in ("all", "part", "no") for e in every)
    assert all(e.legal_basis for e in every if e.kind != "abolish")


def test_counts_of_the_reform() -> None:
    communes = [e for e in events.events() if e.level == "commune" and e.date == "2025-07-01"]
    kinds = Counter(e.kind for e in communes)
    assert len({e.from_code for e in communes if e.kind == "split_part"}) == 441
    assert kinds["merge_whole"] + kinds["becomes_special_zone"] == 9_463 + 5
    assert kinds["unchanged"] == 121
    assert kinds["rename"] + kinds["retype"] + kinds["rename_and_retype"] == 11
    assert kinds["dissolve"] == 10_035 - 3_315
    assert Counter(e.kind for e in events.events())["abolish"] == 579


def test_a_split_has_flags_for_people_and_for_area() -> None:
    split: dict[str, list[events.Event]] = {}
    for e in events.events():
        if e.kind == "split_part":
            split.setdefault(e.from_code, []).append(e)
    to_one = [every for every in split.values() if sum(e.people != "no" for e in every) == 1]
    assert len(to_one) == 59
    assert all(sum(e.area != "no" for e in every) > 1 for every in to_one[:5])
    assert {e.certainty for every in to_one for e in every} <= {"confirmed", "inferred", "disputed"}


def test_changes_of_2026_state_what_is_uncertain() -> None:
    (change,) = [e for e in G.events_of("25270") if e.date == "2026-04-30"]
    assert (change.kind, change.from_name, change.to_name) == ("retype", "Xã Lộc Ninh", "Phường Lộc Ninh")
    (ward,) = [e for e in G.events_of("07294") if "388/NQ" in e.legal_basis]
    assert (ward.kind, ward.date, ward.certainty) == ("retype", "", "date_unknown")
    retyped = [e for e in events.events() if e.kind == "retype" and e.date != "2025-07-01"]
    assert len(retyped) == 22
    (city,) = [e for e in events.events() if e.kind == "province_rename"]
    assert (city.to_name, city.date, city.certainty) == ("Thành phố Đồng Nai", "2026-04-30", "disputed")
    assert "14/04/2026" in city.note


def test_abolished_units_are_known_but_unmapped() -> None:
    (gone,) = [e for e in G.events_of("00010") if e.kind == "abolish"]
    assert (gone.to_code, gone.certainty) == ("", "date_unknown")


def test_as_a_table() -> None:
    table = G.events()
    assert list(table.columns) == list(events.Event._fields)
    assert len(table) == len(events.events())
    assert table["date"].isna().sum() == 579 + 12


def test_events_and_links_tell_the_same() -> None:
    data = tables()
    pairs = {
        (e.from_code, e.to_code)
        for e in events.events()
        if e.level == "commune" and e.date == "2025-07-01" and e.from_code and e.to_code
    }
    assert pairs == {(old, link.new_code) for old, links in data.links.items() for link in links}
