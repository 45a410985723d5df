"""Find parcels that one source has split or merged already and another has not.

A source that has followed a change says where its parcels come from (``split_from``, ``merged_from``: its own keys, or
sheet and number) or keeps the former number on both parts; one that lags behind still has the parcels of before under
other keys. They are found by what must add up: the areas of the parts are the area of the whole, within half a square
metre a record, and a number, a certificate or a holder is carried on.
"""

from __future__ import annotations

from doisoat.linkage.engine import Engine
from doisoat.linkage.organisations import read_names
from doisoat.runs.link_report import Successions

__all__ = ["find_successions"]


def find_successions(engine: Engine) -> Successions:
    """Fill tables ``parcel_succession`` and ``parcel_kin`` (``parcel_record`` reads it) from all parcels of the run.

    ``parcel_succession``: change (split, merge), parent_source, parent_record, child_source, child_record. A
    relation may come and go by a change of any source.
    """
    columns = "source_id VARCHAR, record_key VARCHAR, pairs UBIGINT[], siblings UBIGINT[]"
    engine.con.execute(f"CREATE OR REPLACE TABLE parcel_kin ({columns})")
    read_names(engine)
    engine.run("parcel_record")
    engine.run("parcel_succession")
    engine.run("parcel_kin")
    rows = engine.con.execute("SELECT * FROM parcel_succession ORDER BY ALL").fetchall()
    engine.lap("parcels: split and merged")
    return Successions(
        split=len({row[1:3] for row in rows if row[0] == "split"}),
        merge=len({row[3:5] for row in rows if row[0] == "merge"}),
    )
