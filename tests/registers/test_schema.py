import string

import pytest

import doisoat.pipeline.errors
import doisoat.sources.errors
import doisoat.store.errors  # noqa: F401
from doisoat.errors import DoisoatError
from doisoat.registers import REGISTERS, TABLES, codes, table
from doisoat.registers.messages import _CATALOGUE, Message, register_messages, text
from doisoat.standardise.build import IDENTIFIERS


def test_the_four_registers_and_their_tables():
    assert list(REGISTERS) == ["population", "household", "social_insurance", "land"]
    assert set(TABLES) == {
        "population",
        "household",
        "household_member",
        "social_insurance",
        "parcel",
        "certificate",
        "right",
    }


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_unique_and_labelled(name):
    columns = table(name).columns()
    names = [column.name for column in columns]
    assert len(names) == len(set(names))
    assert all(column.label for column in columns)
    assert names[:3] == ["source_id", "record_key", "record_ref"]
    assert set(table(name).required) <= set(table(name).names())


@pytest.mark.parametrize("name", TABLES)
def test_any_identifier_makes_a_row_usable(name):
    item = table(name)
    assert {field.name for field in item.fields if field.kind in IDENTIFIERS} <= set(item.required)


def test_units_and_villages_are_resolved_where_a_table_has_them():
    assert {"unit_candidates", "unit_current", "unit_status"} <= set(table("parcel").arrow_schema().names)
    assert "unit_status" not in table("right").arrow_schema().names
    assert "holder_name_key" in table("right").arrow_schema().names


def test_code_lists_are_whole():
    assert len(codes.relations()) == 43
    assert codes.relations()[codes.HEAD] == "Chủ hộ"
    assert list(codes.ethnic_groups()) == [f"{number:02d}" for number in range(1, 55)]
    assert codes.land_uses()["ONT"].startswith("Đất ở")


def _fields(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_every_message_has_both_languages_with_the_same_fields():
    assert _CATALOGUE
    for code, message in _CATALOGUE.items():
        assert message.vi.strip(), code
        assert message.en.strip(), code
        # The Vietnamese text may leave out what only an engineer needs, never use a field the English one lacks.
        assert _fields(message.vi) <= _fields(message.en), code


def test_a_code_is_one_text():
    register_messages({"TST-1": Message("một {x}", "one {x}")})
    with pytest.raises(ValueError, match="TST-1"):
        register_messages({"TST-1": Message("hai", "two")})
    assert text("TST-1", {"x": 1}) == "một 1"
    assert text("TST-1", {}) == "một ?"
    del _CATALOGUE["TST-1"]


def test_errors_speak_in_words_and_survive_pickling():
    import pickle

    error = DoisoatError("STO-MISSING", key="a/b", store="here")
    assert "a/b" in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert not error.heals
