"""The canonical form of the four registers, as data.

Invariant: every canonical Parquet file has exactly ``Table.columns()`` in that order, so that the files of two
sources can always be read as one table. Types are Arrow's; dates are text with their precision (``YYYY-MM-DD``,
``YYYY-MM`` or ``YYYY``), because an unknown day is left out, never invented.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa


class Level(StrEnum):
    """Who keeps the source: trung ương, cấp tỉnh, cấp xã."""

    CENTRAL = "central"
    PROVINCE = "province"
    COMMUNE = "commune"


class EntityKind(StrEnum):
    """What records are about: người, hộ gia đình, thửa đất, tổ chức (và cộng đồng dân cư).

    SOURCE and UNIT (địa bàn) are what findings about a whole source, a province or a commune are about; no record is.
    """

    PERSON = "person"
    HOUSEHOLD = "household"
    PARCEL = "parcel"
    ORGANISATION = "organisation"
    SOURCE = "source"
    UNIT = "unit"


class Kind(StrEnum):
    """How a field's values are brought to canonical form (the normaliser that is responsible)."""

    NAME = "name"
    PLACE = "place"
    VILLAGE = "village"
    ADDRESS = "address"
    DATE = "date"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    RELATIONSHIP = "relationship"
    AREA = "area"
    PERSONAL_ID = "personal_id"
    FORMER_ID = "former_id"
    PARTICIPANT_NO = "participant_no"
    HEALTH_CARD = "health_card"
    PARCEL_CODE = "parcel_code"
    CERTIFICATE = "certificate"
    UNIT = "unit"
    VOCABULARY = "vocabulary"
    NUMBER = "number"
    YEAR = "year"
    LAND_USE = "land_use"
    KEY = "key"
    TEXT = "text"


@dataclass(frozen=True)
class Field:
    """One canonical column.

    Args:
        name: canonical column name.
        kind: the normaliser responsible.
        label: Vietnamese label shown to people.
        type: Arrow type of the column.
        vocabulary: allowed values when ``kind`` is VOCABULARY.
        compared: whether two records of one entity are expected to agree on it.
        past: whether it is the date of something that has happened, so that a day to come is a mistake.
    """

    name: str
    kind: Kind
    label: str
    type: pa.DataType = field(default_factory=pa.string)
    vocabulary: tuple[str, ...] = ()
    compared: bool = False
    past: bool = False


SYSTEM: tuple[Field, ...] = (
    Field("source_id", Kind.KEY, "Nguồn"),
    Field("record_key", Kind.KEY, "Khóa bản ghi"),
    Field("record_ref", Kind.KEY, "Mã tham chiếu bản ghi"),
    Field("lineage_file", Kind.TEXT, "Tệp"),
    Field("lineage_sheet", Kind.TEXT, "Trang tính"),
    Field("lineage_row", Kind.NUMBER, "Dòng", pa.int32()),
    Field("lineage_checksum", Kind.TEXT, "Mã kiểm tra tệp"),
    Field("as_of", Kind.DATE, "Ngày chốt dữ liệu"),
    Field("updated_on", Kind.DATE, "Ngày cập nhật của nguồn"),
)

UNIT_DERIVED: tuple[Field, ...] = (
    Field("unit_candidates", Kind.KEY, "Các đơn vị hiện nay có thể"),
    Field("unit_current", Kind.KEY, "Đơn vị hiện nay"),
    Field("unit_status", Kind.KEY, "Tình trạng mã đơn vị"),
)

VILLAGE_DERIVED: tuple[Field, ...] = (
    Field("village_key", Kind.KEY, "Khóa so sánh thôn"),
    Field("village_candidates", Kind.KEY, "Các thôn có thể"),
    Field("village_possible", Kind.KEY, "Các thôn từng mang tên này, khi thói quen của nguồn đã loại bớt"),
    Field("village_expired", Kind.KEY, "Các thôn nay không còn mang tên này"),
    Field("village_id", Kind.KEY, "Thôn"),
    Field("village_status", Kind.KEY, "Tình trạng tên thôn"),
)


@dataclass(frozen=True)
class Table:
    """One canonical table of a register.

    Args:
        name: short name, unique over all registers.
        register: the register it belongs to.
        subject: entity kind its rows are about.
        label: Vietnamese name.
        fields: canonical fields in order.
        key_prefix: prefix of ``record_key`` where the table is not its source's primary one.
        required: fields of which at least one must be present for a row to be usable.
    """

    name: str
    register: str
    subject: EntityKind
    label: str
    fields: tuple[Field, ...]
    key_prefix: str = ""
    required: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """Return the canonical field ``name``; raises KeyError when the table has none of that name."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)

    def names(self) -> tuple[str, ...]:
        """Names of the canonical fields, in order."""
        return tuple(item.name for item in self.fields)

    def derived(self) -> tuple[Field, ...]:
        """Columns the standardiser adds: match keys of names, resolved units and villages."""
        keys = tuple(
            Field(f"{item.name}_key", Kind.KEY, f"Khóa so sánh: {item.label}")
            for item in self.fields
            if item.kind is Kind.NAME
        )
        names = self.names()
        unit = UNIT_DERIVED if "unit_code" in names else ()
        village = VILLAGE_DERIVED if "village" in names else ()
        return keys + unit + village

    def columns(self) -> tuple[Field, ...]:
        """Every column of the canonical Parquet file, in order: system, canonical, derived."""
        return SYSTEM + self.fields + self.derived()

    def arrow_schema(self) -> pa.Schema:
        """Arrow schema of the canonical Parquet file."""
        return pa.schema([pa.field(item.name, item.type) for item in self.columns()])


@dataclass(frozen=True)
class Register:
    """One of the four registers: its tables, the first being the one that counts its records."""

    name: str
    label: str
    tables: tuple[Table, ...]
