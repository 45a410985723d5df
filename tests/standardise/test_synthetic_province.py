"""Every row of a synthetic province's sources, in their real formats, against its truth."""

import duckdb
import pytest

from doisoat.cli.main import main
from doisoat.gazetteer import Gazetteer, VillageRegistry
from doisoat.sources import extract, load_config
from doisoat.standardise import standardise

TABLES = ("population", "household", "household_member", "social_insurance", "parcel", "certificate", "right")


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("province")
    arguments = ["synth", "--units", "23122,22972", "--people", "500", "--seed", "5", "--out", str(folder), "--quiet"]
    assert main(arguments) == 0
    config = load_config(folder / "config")
    gazetteer, villages = Gazetteer.load(), VillageRegistry.from_csv(config.villages_path)
    for name, source in config.sources.items():
        landing = extract(source, config.connections, folder / "landing" / name)
        out = folder / "standardised" / name
        result = standardise(landing, source, config, gazetteer, villages, None, out, "k")
        assert result.ledger.balanced()
    connection = duckdb.connect()
    done = f"{folder}/standardised/*"
    parts = [
        f"SELECT source_id, '{table}' AS t, record_key, lineage_file, lineage_sheet, lineage_row "
        f"FROM read_parquet('{done}/{table}.parquet')"
        for table in TABLES
    ]
    connection.execute("CREATE TABLE record AS " + " UNION ALL ".join(parts))
    connection.execute(f"CREATE TABLE quarantine AS SELECT * FROM read_parquet('{done}/quarantine.parquet')")
    connection.execute(
        f"""CREATE TABLE truth AS
        SELECT source AS source_id, "table" AS t, record, lineage_file, lineage_sheet, lineage_row, readable
        FROM read_parquet('{folder}/truth/entities.parquet')"""
    )
    connection.execute(
        """CREATE VIEW met AS SELECT truth.*, record.record_key FROM truth LEFT JOIN record
        ON truth.source_id = record.source_id AND truth.t = record.t AND CASE
            WHEN truth.record IS NOT NULL THEN truth.record = record.record_key
            ELSE truth.lineage_file = record.lineage_file AND truth.lineage_row = record.lineage_row
                AND truth.lineage_sheet IS NOT DISTINCT FROM record.lineage_sheet END"""
    )
    return connection


def count(duck: duckdb.DuckDBPyConnection, query: str) -> int:
    found = duck.execute(query).fetchone()
    assert found is not None
    return int(found[0])


def test_every_readable_row_is_there_exactly_once(duck: duckdb.DuckDBPyConnection) -> None:
    readable = count(duck, "SELECT count(*) FROM truth WHERE readable")
    assert readable > 5000
    assert count(duck, "SELECT count(*) FROM met WHERE readable AND record_key IS NULL") == 0
    assert count(duck, "SELECT count(DISTINCT (source_id, record_key)) FROM met WHERE readable") == readable
    assert count(duck, "SELECT count(*) FROM record") == readable


def test_no_unreadable_row_is_a_record_and_each_is_in_quarantine(duck: duckdb.DuckDBPyConnection) -> None:
    unreadable = count(duck, "SELECT count(*) FROM truth WHERE NOT readable")
    assert unreadable > 0
    assert count(duck, "SELECT count(*) FROM met WHERE NOT readable AND record_key IS NOT NULL") == 0
    assert count(duck, "SELECT count(*) FROM quarantine") == unreadable


def test_keys_are_unique_over_all_tables_of_a_source(duck: duckdb.DuckDBPyConnection) -> None:
    total = count(duck, "SELECT count(*) FROM record")
    assert count(duck, "SELECT count(DISTINCT (source_id, record_key)) FROM record") == total
