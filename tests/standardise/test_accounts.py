"""Every source row is out, quarantined or skipped; a table whose rows are not all accounted for is refused."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.errors import DoisoatError
from doisoat.sources.model import TableRule
from doisoat.standardise.accounts import Accounts, Ledger

counts = st.integers(0, 9)


@given(counts, counts, counts, counts, counts)
def test_a_ledger_balances_only_when_every_row_is_somewhere(
    out: int, held: int, skipped: int, partly: int, lost: int
) -> None:
    ledger = Ledger(out + held + skipped + lost, out, held, skipped, partly)
    assert ledger.balanced() == (lost == 0 and partly <= out)
    assert ledger.counts() == {
        "rows_in": ledger.rows_in,
        "rows_out": out,
        "rows_quarantined": held,
        "rows_skipped": skipped,
        "rows_partly_quarantined": partly,
    }


def test_a_row_nobody_speaks_for_is_refused_and_named_by_table() -> None:
    with duckdb.connect() as duck:
        accounts = Accounts("population.commune.23122", duck)
        accounts.open("so.xlsx", {"population": TableRule(columns={"x": "full_name"})})
        accounts.add_rows(pa.table({"x": ["An"]}), np.array([0]))
        with pytest.raises(DoisoatError) as raised:
            accounts.close(lambda ids: [])
    assert raised.value.code == "STD-LEDGER"
    assert raised.value.fields == {"source": "population.commune.23122", "table": "so.xlsx"}


def test_an_empty_table_balances_and_leaves_its_files(tmp_path: Path) -> None:
    with duckdb.connect() as duck:
        accounts = Accounts("s", duck)
        for _ in range(2):
            accounts.open("so.xlsx", {"population": TableRule(columns={"x": "full_name"})})
            accounts.close(lambda ids: [])
        assert accounts.write(tmp_path) == Ledger()
    for name in ("skipped", "quarantine", "problems"):
        assert pq.read_metadata(tmp_path / f"{name}.parquet").num_rows == 0
