"""Link files with Splink and write its one-to-one pairs or its clusters; runs in Splink's own environment.

    python -m benchmarks.linkage.splink_run SETUP OUT FILE FILE [FILE] [--no-ids] [--variant joint|parts] [--u-pairs N]

Two files: OUT has key_a, key_b, weight (bits) of the single best links down to ``LOWEST`` bits. Three files: source,
key, cluster of the single best links at probability 0.5.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from benchmarks.linkage.splink_settings import SETUPS, Setup
from splink import DuckDBAPI, Linker, SettingsCreator

LOWEST = -8.0
U_PAIRS, EM_PAIRS = 1e6, 1e6
"""Ten times as many pairs for u give the same F1 at twice the processor time (see the document)."""
THREADS, MEMORY = 2, "12GB"


def train(linker: Linker, setup: Setup, u_pairs: float) -> None:
    """The steps of the documentation: prior from rules, u at random, m by EM over several blocks."""
    training = linker.training
    training.estimate_probability_two_random_records_match(setup.deterministic, recall=setup.recall)
    training.estimate_u_using_random_sampling(max_pairs=u_pairs, seed=1)
    for rule in setup.training:
        training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=EM_PAIRS)


def run(setup: Setup, files: list[Path], out: Path, spill: Path, u_pairs: float) -> dict[str, float]:
    """Link ``files`` into ``out``; returns seconds by step."""
    con = duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY, "temp_directory": str(spill)})
    api, laps, since = DuckDBAPI(connection=con), {}, time.perf_counter()

    def lap(name: str) -> None:
        nonlocal since
        laps[name], since = round(time.perf_counter() - since, 2), time.perf_counter()

    key, inputs = setup.key[0], []
    for i, path in enumerate(files):
        name = "abc"[i]
        columns = setup.columns[min(i, len(setup.columns) - 1)].replace("{file}", setup.reader.format(path))
        con.execute(f"CREATE TABLE file_{name} AS {columns}")
        inputs.append(api.register(f"file_{name}", dataset_display_name=name))
    lap("read")
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name=key,
        comparisons=setup.comparisons,
        blocking_rules_to_generate_predictions=setup.blocking,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    linker = Linker(inputs, settings, log_level=None)
    train(linker, setup, u_pairs)
    lap("train")
    pairs = linker.inference.predict(threshold_match_weight=LOWEST)
    lap("predict")
    # Ranked by weight: a probability is 1.0 above some 53 bits, and then the lowest key wins. Dividing the weight by
    # eight keeps the order and the numbers apart; the threshold is divided likewise.
    con.execute(
        "CREATE TABLE ranked AS SELECT * REPLACE (1 / (1 + pow(2.0, -match_weight / 8)) AS match_probability) "
        f"FROM {pairs.physical_name}"
    )
    names = ["a", "b", "c"][: len(files)]
    lowest = LOWEST if len(files) == 2 else 0.0
    clusters = linker.clustering.cluster_using_single_best_links(
        api.register("ranked"), duplicate_free_datasets=names, threshold_match_weight=lowest / 8
    )
    nodes = clusters.physical_name
    result = f"SELECT source_dataset AS source, {key} AS key, cluster_id AS cluster FROM {nodes}"
    if len(files) == 2:
        result = (
            f"SELECT x.{key} AS key_a, y.{key} AS key_b, r.match_weight AS weight FROM {nodes} x JOIN {nodes} y "
            f"ON x.cluster_id = y.cluster_id AND x.source_dataset = 'a' AND y.source_dataset = 'b' "
            f"JOIN ranked r ON r.{key}_l = x.{key} AND r.{key}_r = y.{key}"
        )
    con.execute(f"COPY ({result}) TO '{out}' (FORMAT parquet)")
    lap("cluster")
    counted = con.execute("SELECT count(*) FROM ranked").fetchall()
    return {**laps, "scored_pairs": int(counted[0][0])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("setup", choices=sorted(SETUPS))
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--no-ids", action="store_true")
    parser.add_argument("--variant", default="joint", choices=["joint", "parts"])
    parser.add_argument("--u-pairs", type=float, default=U_PAIRS)
    arguments = parser.parse_args()
    reader = "read_csv" if arguments.files[0].suffix == ".csv" else "read_parquet"
    rows = duckdb.sql(f"SELECT count(*) FROM {reader}('{arguments.files[0]}')").fetchall()[0][0]
    setup = SETUPS[arguments.setup](not arguments.no_ids, arguments.variant, rows)
    with tempfile.TemporaryDirectory(dir=arguments.out.parent, prefix="spill-") as spill:
        told = run(setup, arguments.files, arguments.out, Path(spill), arguments.u_pairs)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
