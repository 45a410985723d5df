"""Entity ids that stay: minted once, carried over while most of an entity's records stay together.

Invariant: an id is never given to two clusters, and an id that once named another entity is never minted again. A
cluster takes the prior id most of its records carry, if that id's records mostly went here (ties: the smaller id,
then the cluster with the smaller first record); every other prior id touching it is recorded as merged or split.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from doisoat.linkage.engine import Engine, Ints
from doisoat.runs.files import LinkedFiles
from doisoat.runs.link_report import IdCounts
from doisoat.sqlwork import parquet

__all__ = ["give_ids"]


def give_ids(engine: Engine, prior: Path | None, mint_key: str, run_id: str, aliases: Path) -> IdCounts:
    """Fill table ``identity`` (entity_kind, cluster, entity_id) for table ``membership``; write ``aliases``.

    ``prior``: an earlier run's entities.parquet; an aliases.parquet beside it keeps retired ids from coming back.
    """
    con = engine.con
    con.execute(
        "CREATE OR REPLACE TABLE prior (entity_kind VARCHAR, source VARCHAR, record VARCHAR, entity_id VARCHAR)"
    )
    con.execute("CREATE OR REPLACE TABLE retired (entity_id VARCHAR)")
    con.execute(
        "CREATE OR REPLACE TABLE prior_alias (run VARCHAR, entity_kind VARCHAR, old_id VARCHAR, new_id VARCHAR, "
        "reason VARCHAR, records BIGINT)"
    )
    if prior is not None:
        con.execute(f"INSERT INTO prior SELECT entity_kind, source, record, entity_id FROM {parquet(prior)}")
        before = Path(LinkedFiles(prior.parent.as_posix()).aliases)
        if before.exists():
            con.execute(f"INSERT INTO prior_alias SELECT * FROM {parquet(before)}")
        con.execute("INSERT INTO retired SELECT entity_id FROM prior UNION SELECT old_id FROM prior_alias")
    engine.run("identity_claim")
    _carry(engine)
    engine.variable("mint_key", re.sub(r"[^0-9A-Za-z]", "", mint_key))
    engine.run("identity_mint")
    engine.write(engine.text("alias", run=run_id), aliases)
    carried = engine.scalar("SELECT count(*) FROM carried")
    return IdCounts(carried_over=carried, minted=engine.scalar("SELECT count(*) FROM identity") - carried)


def _carry(engine: Engine) -> None:
    """Table ``carried``: clusters matched to prior ids one to one, largest overlap first."""
    rows = engine.arrays(
        "SELECT dense_rank() OVER (ORDER BY entity_kind, cluster) - 1 AS cluster, "
        "dense_rank() OVER (ORDER BY entity_kind, entity_id) - 1 AS entity, "
        "row_number() OVER (ORDER BY records DESC, entity_id, first_record) - 1 AS rank FROM claim ORDER BY rank"
    )
    cluster, entity = rows["cluster"].astype(np.int64), rows["entity"].astype(np.int64)
    alive = np.arange(len(cluster))
    taken: list[Ints] = []
    # rows are ranked: a row is safe when it is the first left of both its cluster and its id
    while len(alive):
        first_cluster = np.zeros(len(alive), dtype=bool)
        first_entity = np.zeros(len(alive), dtype=bool)
        first_cluster[np.unique(cluster[alive], return_index=True)[1]] = True
        first_entity[np.unique(entity[alive], return_index=True)[1]] = True
        chosen = alive[first_cluster & first_entity]
        taken.append(chosen)
        free = ~np.isin(cluster[alive], cluster[chosen]) & ~np.isin(entity[alive], entity[chosen])
        alive = alive[free]
    rank = np.concatenate(taken) if taken else np.zeros(0, dtype=np.int64)
    engine.put("carried_rank", {"rank": rank})
    engine.con.execute(
        "CREATE OR REPLACE TABLE carried AS SELECT entity_kind, cluster, entity_id FROM "
        "(SELECT *, row_number() OVER (ORDER BY records DESC, entity_id, first_record) - 1 AS rank FROM claim) "
        "JOIN carried_rank USING (rank)"
    )
