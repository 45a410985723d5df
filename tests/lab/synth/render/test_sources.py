"""Databases, file parts, configuration and the service, read back independently."""

import csv
import hashlib
import io
import json
import sqlite3
import threading
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from doisoat.errors import DoisoatError
from doisoat.sources.config import load_config
from doisoat.sources.model import Sql
from doisoat_lab.cli.synth import synth
from doisoat_lab.synth.render import province as whole
from doisoat_lab.synth.render.layouts import land
from doisoat_lab.synth.render.physical import expand
from doisoat_lab.synth.render.serve import PATH, server
from doisoat_lab.synth.render.tabular import to_1258
from doisoat_lab.synth.render.upper import settle, write_parts
from tests.lab.synth.render import fake
from tests.lab.synth.render.conftest import Written
from tests.support.services import TemporaryDatabase


def query(province: Written, database: str, statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(province.out / "sources" / "db" / f"{database}.db") as connection:
        return connection.execute(statement).fetchall()


def test_every_canonical_row_is_written_exactly_once(province: Written) -> None:
    wanted = {
        (part.source_id, table, record)
        for chunk in province.chunks
        for part in chunk.parts
        for table, frame in part.frames.items()
        for record in frame["_record"]
    }
    places = province.lineage[["source_id", "table", "_record"]]
    assert not places.duplicated().any()
    assert set(places.itertuples(index=False, name=None)) == wanted


def test_databases_have_their_owners_codings(province: Written) -> None:
    rows = province.frame("population.central.bca", "population")
    columns = "ma_cong_dan, ho_va_ten, ma_gioi_tinh, ngay_sinh, quan_he_chu_ho"
    found = query(province, "population_central", f"SELECT {columns} FROM cong_dan ORDER BY rowid")
    assert len(found) == len(rows)
    first = rows.iloc[0]
    assert found[0] == (first["_key"], "NGUYỄN THỊ HÒA", 1, "19850307", "Chủ hộ")
    assert found[1][3] == "19500000"
    assert rows["lineage_file"].eq("cong_dan").all()
    assert rows["lineage_row"].isna().all()
    assert query(province, "population_province", "SELECT NGAY_SINH, GIOI_TINH, TINH_TRANG FROM NHAN_KHAU LIMIT 2") == [
        ("07/03/1985", "Nam", "Đã chết"),
        ("00/00/1950", "Nữ", "Còn sống"),
    ]


def test_unreadable_rows_in_databases(province: Written) -> None:
    garbage = province.frame("population.central.bca", "population").query("_garbage.notna()")
    names = query(
        province,
        "population_central",
        "SELECT ho_va_ten, so_dinh_danh, ma_cong_dan FROM cong_dan WHERE ma_cong_dan IN ({})".format(
            ", ".join(f"'{k}'" for k in garbage["_key"])
        ),
    )
    assert len(names) == len(garbage) == 2
    assert all(name in (None, "-", "…") and number in (None, "-", "…") for name, number, _ in names)


def test_a_blank_key_is_blank(province: Written) -> None:
    rows = province.frame("social_insurance.central.bhxh", "social_insurance")
    blank = rows.query("_garbage == 'blank_key'")
    for file, group in blank.groupby("lineage_file"):
        lines = list(csv.DictReader((province.files / str(file)).open(encoding="utf-8")))
        for row in group["lineage_row"]:
            assert lines[row - 2]["id"] == ""
            assert lines[row - 2]["hoTen"] != ""


def test_windows_1258_parts(province: Written) -> None:
    rows = province.frame("social_insurance.province.68", "social_insurance")
    for file, group in rows.groupby("lineage_file"):
        data = (province.files / str(file)).read_bytes()
        with pytest.raises(UnicodeDecodeError):
            data.decode("utf-8")
        lines = list(csv.reader(io.StringIO(unicodedata.normalize("NFC", data.decode("cp1258"))), delimiter=";"))
        name = lines[0].index("HO_TEN")
        assert [lines[row - 1][name] for row in group["lineage_row"]] == group["full_name"].tolist()


def test_1258_has_no_ede_letters() -> None:
    assert unicodedata.normalize("NFC", to_1258("Ẵ ậ ỡ Ữ ì Đắk").decode("cp1258")) == "Ẵ ậ ỡ Ữ ì Đắk"
    assert to_1258(unicodedata.normalize("NFD", "Ẵ ậ")) == to_1258("Ẵ ậ")
    with pytest.raises(UnicodeEncodeError):
        to_1258("Y Bŏng")


def test_rows_a_legacy_part_cannot_hold_are_handed_in_beside_it(tmp_path: Path) -> None:
    frame = fake.insurance("23122", 12, 1, ["Y Bŏng Niê", "Lê Ánh Nguyệt", "Võ Thị Ưng"])
    part = fake.part("social_insurance", "province", "68", {"social_insurance": frame}, ["23122"])
    lineage = write_parts(settle(part, service=False), part, tmp_path, 7, 0)
    rows = frame.merge(lineage, on="_record", validate="one_to_one")
    assert len(rows) == 12
    for file, group in rows.groupby("lineage_file"):
        supplement = str(file).endswith("_bo_sung.csv")
        text = (tmp_path / str(file)).read_bytes().decode("utf-8-sig" if supplement else "cp1258")
        lines = list(csv.reader(io.StringIO(unicodedata.normalize("NFC", text)), delimiter=";"))
        name = lines[0].index("HO_TEN")
        assert [lines[row - 1][name] for row in group["lineage_row"]] == group["full_name"].tolist()
        assert len(lines) == 1 + len(group) == (5 if supplement else 9)


def test_the_export_of_a_third_of_the_communes(province: Written) -> None:
    rows = province.frame("population.commune.23110", "population")
    path = province.files / rows["lineage_file"].iloc[0]
    assert path.suffix == ".csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(path.open(encoding="utf-8-sig", newline=""), delimiter=";"))
    name = lines[0].index(province.heading("population.commune.23110", "population", "full_name"))
    village = lines[0].index(province.heading("population.commune.23110", "population", "village"))
    good = rows.query("_garbage.isna()")
    assert [lines[row - 1][name] for row in good["lineage_row"]] == good["full_name"].tolist()
    assert [lines[row - 1][village] for row in good["lineage_row"]] == good["village"].fillna("").tolist()


def test_national_land_database_is_parquet(province: Written) -> None:
    for table, column, field in (
        ("parcel", "khoa_thua", "parcel_key"),
        ("right", "ten_chu", "holder_name"),
        ("certificate", "so_phat_hanh", "serial"),
    ):
        rows = province.frame("land.central.bnnmt", table)
        for file, group in rows.groupby("lineage_file"):
            values = pq.read_table(province.files / str(file))[column].to_pylist()
            assert [values[row - 1] for row in group["lineage_row"]] == group[field].tolist()


def test_a_parcel_takes_a_line_for_each_holder() -> None:
    frames = fake.land("23122", 9, 1)
    lines = expand(frames, land.CENTRAL[0])
    holders = frames["right"]["parcel_key"].value_counts()
    keys = frames["parcel"]["parcel_key"].to_numpy()
    shown = pd.Series(keys[lines["parcel"]]).value_counts()
    assert {key: shown[key] for key in keys} == {key: max(1, holders.get(key, 0)) for key in keys}
    right = lines["right"][lines["right"] >= 0]
    assert sorted(right) == list(range(len(frames["right"])))
    assert (frames["right"]["parcel_key"].to_numpy()[right] == keys[lines["parcel"][lines["right"] >= 0]]).all()
    # One certificate is repeated on all lines of its parcel.
    certified = lines["certificate"] >= 0
    assert set(keys[lines["parcel"][certified]]) == set(frames["certificate"]["parcel_key"])
    assert certified.sum() == sum(shown[key] for key in frames["certificate"]["parcel_key"])


def test_rights_without_their_parcel_are_refused() -> None:
    frames = fake.land("23122", 6, 1)
    frames["parcel"] = frames["parcel"].iloc[:3].reset_index(drop=True)
    with pytest.raises(ValueError, match="whose parcel is not in the same chunk"):
        expand(frames, land.CENTRAL[0])


def test_the_pipeline_takes_the_configuration_unchanged(province: Written) -> None:
    config = load_config(province.out / "config")
    assert set(config.sources) == {part.source_id for chunk in province.chunks for part in chunk.parts}
    assert config.settings.units == fake.UNITS
    assert config.settings.registers == ("population", "household", "social_insurance", "land")
    for source in config.sources.values():
        connection = config.connections.get(source.location.connection)
        assert connection.kind in ("folder", "sql")
        if connection.kind == "folder":
            assert list(connection.path.glob(source.location.path)), source.source_id
    assert pd.read_csv(config.villages_path)["village_id"].tolist() == ["v1"]


def digests(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def test_same_seed_same_bytes_whatever_the_number_of_processes(
    province: Written, renders: Callable[..., Written], tmp_path: Path
) -> None:
    again = renders(tmp_path / "again", processes=1)
    assert digests(again.out) == digests(province.out)
    pd.testing.assert_frame_equal(
        again.lineage.sort_values(["source_id", "table", "_record"], ignore_index=True),
        province.lineage.sort_values(["source_id", "table", "_record"], ignore_index=True),
    )


@pytest.fixture(scope="module")
def service(renders: Callable[..., Written], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Written, str]]:
    written = renders(tmp_path_factory.mktemp("api"), api_url="http://127.0.0.1:1")
    running = server(written.out / "sources" / "api", 0, "secret")
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield written, f"http://127.0.0.1:{running.server_address[1]}{PATH}"
    running.shutdown()
    running.server_close()
    thread.join()


def get(url: str, token: str = "secret") -> dict[str, object]:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.loads(answer.read())  # type: ignore[no-any-return]


def test_the_service_pages_through_all_participants(service: tuple[Written, str]) -> None:
    written, url = service
    keys: list[str] = []
    for page in range(1, 5):
        content = get(f"{url}?page={page}&size=70")
        assert content["total"] == 200
        keys += [item["id"] for item in content["items"]]  # type: ignore[attr-defined]
    assert keys[70:140] == [item["id"] for item in get(f"{url}?page=2&size=70")["items"]]  # type: ignore[attr-defined]
    rows = written.frame("social_insurance.central.bhxh", "social_insurance")
    blank = rows["_garbage"].eq("blank_key")
    assert keys == [None if gone else key for key, gone in zip(rows["_key"], blank, strict=True)]
    assert blank.sum() == 2
    assert get(f"{url}?page=9&size=70")["items"] == []
    mapping = written.mappings["social_insurance.central.bhxh"]
    assert mapping["format"] == "json"
    assert mapping["http"]["connection"] == "bhxh_api"


@pytest.mark.parametrize(
    ("query_string", "token", "status"),
    [("", "wrong", 401), ("?page=0", "secret", 400), ("?size=x", "secret", 400), ("/x", "secret", 404)],
)
def test_the_service_refuses(service: tuple[Written, str], query_string: str, token: str, status: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(service[1] + query_string, token)
    assert refused.value.code == status


@pytest.mark.parametrize(
    ("units", "people", "code"),
    [
        ("23122,99999", 4000, "SYN-UNIT"),
        ("97", 4000, "SYN-UNIT"),
        ("23122,00004", 4000, "SYN-PROVINCES"),
        ("23122", 3, "SYN-PEOPLE"),
    ],
)
def test_specs_that_cannot_be(units: str, people: int, code: str) -> None:
    with pytest.raises(DoisoatError) as refused:
        whole.spec_of(units, people, 1)
    assert refused.value.code == code


def test_specs() -> None:
    spec = whole.spec_of(None, 60_000, 1)
    assert spec.province == "68"
    assert len(spec.units) == 11
    assert len(whole.spec_of("75", 4_000_000, 1).units) > 50
    assert whole.spec_of("23122,23122", 400, 1).units == ("23122",)


def test_out_must_be_empty_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "old.yaml").write_text("x")
    (tmp_path / "mine.txt").write_text("x")
    result = CliRunner().invoke(synth, ["--out", str(tmp_path), "--people", "400", "--units", "23122"])
    assert isinstance(result.exception, DoisoatError)
    assert "--force" in str(result.exception)
    whole.clear(tmp_path, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_postgres_holds_the_same_rows(province: Written, renders: Callable[..., Written], tmp_path: Path) -> None:
    with TemporaryDatabase() as url:
        written = renders(tmp_path / "again", sql_url=url)
        config = load_config(written.out / "config")
        for source_id in ("population.central.bca", "land.province.68a", "household.province.68"):
            source = config.sources[source_id]
            connection = config.connections.get(source.location.connection)
            assert isinstance(connection, Sql)
            engine = create_engine(connection.url)
            for origin in source.groups():
                statement = f'SELECT * FROM "{origin.table}"'
                with engine.connect() as session:
                    found = session.execute(text(statement)).fetchall()
                assert [tuple(row) for row in found] == query(province, source.location.connection, statement)
            engine.dispose()
    assert not list((written.out / "sources" / "db").iterdir())


def test_serving_needs_something_to_serve(tmp_path: Path) -> None:
    result = CliRunner().invoke(synth, ["serve", str(tmp_path)])
    assert isinstance(result.exception, DoisoatError)
    assert "--vss-api" in str(result.exception)


def test_a_database_that_does_not_answer_keeps_its_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://u:geheim@127.0.0.1:1/q?connect_timeout=2"
    arguments = ["--units", "23122", "--people", "60", "--out", str(tmp_path / "out"), "--quiet", "--sql-url", url]
    result = CliRunner().invoke(synth, arguments)
    assert isinstance(result.exception, DoisoatError)
    assert result.exception.code == "SYN-DATABASE"
    assert result.exception.__context__ is None
    assert "geheim" not in str(result.exception) + result.output
