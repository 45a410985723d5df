"""``doisoat docs``: write the documents that list things from the things themselves; a test holds them current."""

from collections.abc import Callable
from pathlib import Path

import click

from doisoat.paths import SHIPPED

RESULTS = """## Results of a run

Files of `published/<run>/data/`, Parquet; `published/current.json` names the newest run. The SQL database has the
tables `run`, `source_read`, `ledger`, `step`, `discrepancy` and `run_count` with the same columns.

| file | a row is | columns |
|---|---|---|
| `entities` | a record and whom or what it is about | run, register, level, source, table, record, entity_kind, entity_id, commune |
| `links` | a pair of records the linkage decided on | run, entity_kind, source_a, record_a, source_b, record_b, weight (bits), probability, decision (link, review), evidence (JSON by field) |
| `successions` | a parcel record that others were made of by a split or merger, and one of these, in a source that has followed | run, change (split, merge), parent_source, parent_record, child_source, child_record |
| `records` | a canonical record and where it stands | register, level, source, table, record, record_ref, lineage_file, lineage_sheet, lineage_row, entity_kind, entity_id, commune |
| `discrepancies` | a finding | run, fingerprint, kind, severity, dimension, entity_kind, entity_id (ids joined by "\\|"), commune (home), field, sources, records ("source\\|record"), values (JSON by source), cause (why they differ), proposal (the value meant, where a rule can repair it), first_seen_run |
| `ledger` | a source and step | run, source, step, rows_in, rows_out, rows_quarantined, rows_skipped, rows_partly_quarantined (among rows_out) |
| `quarantine` | a row that could not be used | run, source, table, lineage_file, lineage_sheet, lineage_row, reason, field, raw (JSON of the row) |
| `problems` | a field that could not be used, or was repaired | as quarantine, without raw, with record_key, suggestion (what the cell may have meant: `12/3` for a day a spreadsheet made of it) |
| `skipped` | a row passed over by name (title, total, blank, repeated heading) | run, source, lineage, reason |
| `village_proposals` | a change of villages' labels in one commune that linked households speak for (docs/villages.md) | run, proposal (key, the same in every run), kind (renamed, renumbered, type_changed, merged, split, new), unit, former_unit, pairs (JSON: former, old, new, moved, left, arrived, reused, taken), offset, turned (renumbered from behind: old + new number), moved (households that moved together), left (of the old labels), against (elsewhere now), arrived (of the new labels), confidence (0–1), weak (fewer than 5 households), seen_after, seen_by, sources_old, sources_new, undeclared (sources writing old labels without saying so), listed_before (whether villages.csv has the labels of before) |
| `village_labels` | a label of a commune in one source | unit, label (folded), source, written (commonest spelling), first_as_of, last_as_of, households |
| `sources` | a configured source | run, source, status (read, stale, missing, held), as_of, read_at, rows, message |
| `quality` | an expectation over one table of one source | run, source, table, expectation, outcome (pass, fail, error), evaluated, failed, share, severity, dimension |
| `quality_rows` | a row that broke an expectation | source, table, expectation, record_ref, record_key, lineage |
"""


def _data_contracts() -> str:
    from doisoat.registers.documentation import canonical_form

    return (
        "# Data contracts\n\n"
        "Written from the code (`make docs`); a test fails when it is not current.\n\n"
        f"{canonical_form()}\n{RESULTS}"
    )


def _settings() -> str:
    from doisoat.pipeline.airflow.settings import SETTINGS as AIRFLOW_SETTINGS
    from doisoat.pipeline.workspace import SETTINGS

    every = SETTINGS | AIRFLOW_SETTINGS
    rows = "\n".join(f"| `{name}` | `{default}` | {text} |" for name, (default, text) in every.items())
    return (
        "# Settings\n\nEnvironment variables; written from the code (`make docs`).\n\n"
        f"| variable | default | meaning |\n|---|---|---|\n{rows}\n\n{_limits()}"
    )


def _limits() -> str:
    from doisoat.sources.limits import Limits, size_text

    rows = []
    for name, item in Limits.model_fields.items():
        size = name in ("size", "unpacked", "strings", "memory")
        default = size_text(item.default) if size else f"{item.default:,}"
        rows.append(f"| `limits.{name}` | {default} | {item.description} |")
    table = "\n".join(rows)
    return (
        "## Limits on files\n\nUnder `limits:` in `doisoat.yaml` for all sources, or in a source's own file for that "
        "one. What goes beyond a limit fails its own source, by name, before it is parsed; memory and time are held by "
        "the process that reads files.\n\n"
        f"| setting | default | most there may be of |\n|---|---|---|\n{table}\n"
    )


def _discrepancies() -> str:
    from doisoat.detect.documentation import markdown

    return markdown()


def _quality_rules() -> str:
    from doisoat.quality.documentation import markdown

    return markdown()


DOCUMENTS: dict[str, Callable[[], str]] = {
    "data-contracts.md": _data_contracts,
    "settings.md": _settings,
    "discrepancies.md": _discrepancies,
    "quality-rules.md": _quality_rules,
}


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=SHIPPED / "docs", show_default=False)
def docs(out: Path) -> None:
    """Write the generated documents anew."""
    for name, write in DOCUMENTS.items():
        (out / name).write_text(write(), encoding="utf-8")
        click.echo(f"docs/{name}")
