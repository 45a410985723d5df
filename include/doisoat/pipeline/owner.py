"""Whose a store and a database are: one province's, and no other's runs get in.

Where several provinces are configured their places are apart anyhow (``doisoat.pipeline.quarters``); this holds where
somebody names a place by hand: an output folder used for another province, a store shared by two installations. One
ledger, one model and one ``current.json`` for two provinces would publish each as the successor of the other.
"""

import json

from sqlalchemy import Engine, select

from doisoat.pipeline import tables
from doisoat.pipeline.errors import PipelineError
from doisoat.runs.files import CURRENT, OWNER
from doisoat.store import ObjectStore, StoreError, transaction


def claim(store: ObjectStore, province: str) -> None:
    """Note in the store whose it is, before anything is read into it; does nothing when that is known."""
    if not store.exists(OWNER):
        store.put_bytes(OWNER, json.dumps({"province": province}).encode() + b"\n")


def check(store: ObjectStore, engine: Engine, province: str) -> None:
    """Refuse a store or a database in which another province has been read or planned.

    Raises:
        PipelineError: RUN-OTHER-PROVINCE.
        StoreError: one of them does not answer.
    """
    query = select(tables.run.c.id).where(tables.run.c.id.not_like(f"{province}-%")).limit(1)
    with transaction(engine) as connection:
        stranger = connection.execute(query).scalar()
    if stranger is not None:
        where = engine.url.render_as_string(hide_password=True)
        raise PipelineError("RUN-OTHER-PROVINCE", where=where, owner=str(stranger)[:2], province=province)
    owner = _of_store(store)
    if owner not in (None, province):
        raise PipelineError("RUN-OTHER-PROVINCE", where=store.describe(), owner=owner, province=province)


def _of_store(store: ObjectStore) -> str | None:
    """The province that claimed the store; of a store older than such claims, the one it last published."""
    for key in (OWNER, CURRENT):
        try:
            found = json.loads(store.get_bytes(key))
        except StoreError as error:
            if error.code != "STO-MISSING":
                raise
        else:
            return str(found["province"]) if key == OWNER else str(found["run"])[:2]
    return None
