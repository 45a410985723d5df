"""The reconciliation as a whole: twice, with a broken source, for one commune alone, interrupted while publishing."""

import hashlib
import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from doisoat.pipeline import steps, tables
from doisoat.pipeline.reconcile import ingest, reconcile
from doisoat.pipeline.summary import summary_text
from doisoat.pipeline.workspace import open_workspace
from doisoat.registers.codes import HEAD
from doisoat.runs.summary import Again
from doisoat.store import transaction
from tests.support.province import Province

COMMUNE = "23122"


def workspace_of(config: Path, out: Path):
    settings = {
        "DOISOAT_REF_SECRET": os.environ["DOISOAT_REF_SECRET"],
        "DOISOAT_PATIENCE": "0",
        "DOISOAT_VAR": str(out),
        "DOISOAT_STORE": str(out),
        "DOISOAT_DATABASE": f"sqlite:///{out}/x.db",
    }
    return open_workspace(config, settings)


@pytest.fixture(scope="module")
def twice(province, tmp_path_factory):
    """(workspace, summary of the first run, summary of the second run on the same data)."""
    workspace = workspace_of(province.config, tmp_path_factory.mktemp("out"))
    summaries = []
    for _ in range(2):
        ingest(workspace)
        summaries.append(reconcile(workspace))
    return workspace, *summaries


def data(workspace, run: str, name: str) -> pd.DataFrame:
    return pd.read_parquet(workspace.store.local(f"published/{run}/data/{name}.parquet"))


def content(workspace, run: str, name: str) -> str:
    frame = data(workspace, run, name).drop(columns=["run", "first_seen_run"], errors="ignore")
    return hashlib.sha256(frame.to_json(orient="split").encode()).hexdigest()


def test_first_run_finds_and_balances(twice):
    _, first, _ = twice
    assert first.ledger_balanced
    assert first.found == first.new > 100
    assert first.sources.missing == ()
    assert first.gone == 0


def test_second_run_reports_nothing_as_new(twice):
    workspace, first, second = twice
    assert second.found == first.found
    assert second.new == 0
    assert second.gone == 0
    assert json.loads(workspace.store.get_bytes("published/current.json"))["run"] == second.run


def test_both_runs_say_how_sure_their_links_are(twice):
    workspace, first, second = twice
    one, two = first.link_quality, second.link_quality
    assert one.again is None
    assert two.again["person"] == Again(0, 0)
    assert one.measured == two.measured == replace(one.measured, run=first.run, changed=0)
    assert (one.precision, one.fits, one.model) == (two.precision, two.fits, two.model)
    assert 0 < one.precision[1] <= one.precision[0] <= one.precision[2] <= 1
    assert sum(one.review.values()) == first.review
    identifiers = set(pd.read_parquet(workspace.store.local(f"runs/{first.run}/linked/entities.parquet"))["record"])
    for summary in (first, second):
        text = summary_text(workspace, summary.run)
        assert ("estimated and checked in run" in text) == (summary is second)
        page = workspace.store.get_bytes(f"published/{summary.run}/report/index.html").decode()
        section = page[page.index('id="ghep"') : page.index('id="so-dong"')]
        said = re.search(r"Links of people: .*", text).group(0) + section
        assert f"{one.model[:8]} of run {first.run} fits" in said
        assert f"<strong>{sum(one.review.values())} cặp</strong>" in section
        assert ("Ghép lại toàn bộ; số" in section) == (summary is first)
        words = set(re.findall(r"[\w|:/-]{5,}", said))
        assert not words & identifiers
        assert not re.search(r"\b\d{9}(\d{3})?\b", said)  # no personal number, old or new


@pytest.mark.parametrize("name", ["entities", "links", "discrepancies", "records"])
def test_same_input_same_content(twice, name):
    workspace, first, second = twice
    assert content(workspace, first.run, name) == content(workspace, second.run, name)


def test_ledger_is_kept_in_the_database_and_the_publication(twice):
    workspace, first, _ = twice
    with transaction(workspace.engine) as connection:
        rows = connection.execute(select(tables.ledger).where(tables.ledger.c.run == first.run)).mappings().all()
    published = data(workspace, first.run, "ledger")
    assert len(rows) == len(published) == 2 * len(workspace.config.sources)
    for row in rows:
        assert row["rows_in"] == row["rows_out"] + row["rows_quarantined"] + row["rows_skipped"]
        assert row["rows_partly_quarantined"] <= row["rows_out"]
    assert {row["step"] for row in rows} == {"standardise", "link"}


def test_discrepancies_are_in_sql_as_in_parquet(twice):
    workspace, first, _ = twice
    with transaction(workspace.engine) as connection:
        query = select(tables.discrepancy.c.fingerprint).where(tables.discrepancy.c.run == first.run)
        kept = set(connection.execute(query).scalars())
    assert kept == set(data(workspace, first.run, "discrepancies")["fingerprint"])


def test_the_manifest_names_every_file_with_its_digest(twice):
    workspace, first, _ = twice
    prefix = f"published/{first.run}"
    manifest = json.loads(workspace.store.get_bytes(f"{prefix}/manifest.json"))
    keys = {key.removeprefix(f"{prefix}/") for key in workspace.store.keys(prefix)} - {"manifest.json"}
    assert set(manifest["files"]) == keys
    for key, digest in manifest["files"].items():
        assert hashlib.sha256(workspace.store.get_bytes(f"{prefix}/{key}")).hexdigest() == digest
    assert {"worklists/23122.xlsx", "report/index.html", "data/discrepancies.parquet"} <= keys


def test_an_interrupted_publication_leaves_the_run_before_current(twice, monkeypatch):
    workspace, _, second = twice
    plan = steps_plan(workspace, "interrupted")
    put = type(workspace.store).put_bytes

    def fail_at_manifest(self, key, payload):
        if key.endswith("manifest.json"):
            raise OSError("the disk is gone")
        put(self, key, payload)

    monkeypatch.setattr(type(workspace.store), "put_bytes", fail_at_manifest)
    with pytest.raises(OSError, match="disk"):
        finish(workspace, plan)
    assert json.loads(workspace.store.get_bytes("published/current.json"))["run"] == second.run
    monkeypatch.undo()
    assert finish(workspace, plan).new == 0
    assert json.loads(workspace.store.get_bytes("published/current.json"))["run"] == plan["run"]


def steps_plan(workspace, trigger):
    from doisoat.pipeline.runs import plan_run

    first = plan_run(workspace, None, None, None, trigger)
    assert plan_run(workspace, None, None, None, trigger) == first
    return first


def finish(workspace, plan):
    from doisoat.pipeline.detecting import detect_batch
    from doisoat.pipeline.linking import link
    from doisoat.pipeline.publishing import publish
    from doisoat.pipeline.worklists import publish_batch

    link(workspace, plan["run"])
    for batch in plan["batches"]:
        detect_batch(workspace, plan["run"], batch)
        publish_batch(workspace, plan["run"], batch)
    return publish(workspace, plan["run"])


def test_one_commune_checked_again_equals_a_full_run(province, twice, tmp_path):
    """A commune's household book changes; re-checking that commune gives what reading everything again gives."""
    synth = tmp_path / "synth"
    shutil.copytree(province.synth, synth)
    changed = Province(synth, tmp_path / "out")
    alone, whole = (workspace_of(changed.config, tmp_path / name) for name in ("alone", "whole"))
    for workspace in (alone, whole):
        ingest(workspace)
        reconcile(workspace)
    _drop_heads(synth, alone.config.sources[f"household.commune.{COMMUNE}"].location.path)
    ingest(alone, communes=[COMMUNE])
    ingest(whole)
    recheck, full = reconcile(alone, communes=[COMMUNE]), reconcile(whole)
    assert recheck.new == full.new > 0
    assert recheck.by_kind == full.by_kind
    assert content(alone, recheck.run, "discrepancies") == content(whole, full.run, "discrepancies")
    books = {Path(key).name for key in alone.store.keys(f"published/{recheck.run}/worklists")}
    assert books == {Path(key).name for key in whole.store.keys(f"published/{full.run}/worklists")}


def _drop_heads(synth: Path, pattern: str) -> None:
    """Turn the heads of every other household of the book into children, in the file itself."""
    import zipfile

    (book,) = (synth / "sources" / "files").glob(pattern)
    parts = {}
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    label = "Chủ hộ"
    hits = 0

    def swap(match: re.Match[str]) -> str:
        nonlocal hits
        hits += 1
        return match.group(0) if hits % 2 else match.group(0).replace(label, "Con đẻ")

    for name, payload in parts.items():
        if name.endswith(".xml") and "worksheets/" in name:
            parts[name] = re.sub(rf"<t[^>]*>{label}</t>", swap, payload.decode()).encode()
    assert hits > 4, HEAD
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, payload in parts.items():
            archive.writestr(name, payload)
    os.utime(book)


def report(workspace, run: str) -> str:
    """The words of a run's quality report, without tags."""
    page = workspace.store.get_bytes(f"published/{run}/report/index.html").decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def assert_report_counts_sources_as(workspace, summary) -> None:
    sources = summary.sources
    words = {"stale": "nguồn dùng bản cũ", "held": "nguồn bị tạm giữ lại", "missing": "nguồn thiếu"}
    counted = "".join(
        f"; {len(getattr(sources, name))} {text}" for name, text in words.items() if getattr(sources, name)
    )
    everything = sources.read + sum(len(getattr(sources, name)) for name in words)
    text = report(workspace, summary.run)
    assert f"Đã đọc {sources.read} trên {everything} nguồn{counted}." in text
    total = f"{sum(summary.rows.values()):,}".replace(",", ".")
    assert f"Có tất cả {total} dòng" in text


def test_the_reports_links_lead_to_files_without_personal_data(twice):
    workspace, summary, _ = twice
    prefix = f"published/{summary.run}/report"
    page = workspace.store.get_bytes(f"{prefix}/index.html").decode()
    links = {link for link in re.findall(r'href="([^"]+)"', page) if not link.startswith("#")}
    assert links == {"dong-chua-dat.csv", "sai-lech.csv"}
    found = data(workspace, summary.run, "discrepancies")
    listed = pd.read_csv(workspace.store.local(f"{prefix}/sai-lech.csv"), dtype=str)
    assert set(listed["fingerprint"]) == set(found["fingerprint"])
    assert listed["title"].notna().all()
    records = {record.partition("|")[2] for several in found["records"] for record in several}
    text = "\n".join(workspace.store.get_bytes(f"{prefix}/{link}").decode() for link in sorted(links))
    assert not [key for key in records if len(key) > 8 and key in text]


def test_a_broken_source_fails_alone_and_is_named(province, tmp_path):
    synth = tmp_path / "synth"
    shutil.copytree(province.synth, synth)
    workspace = workspace_of(synth / "config", tmp_path / "out")
    source_id = f"household.commune.{COMMUNE}"
    (book,) = (synth / "sources" / "files").glob(workspace.config.sources[source_id].location.path)
    book.write_bytes(book.read_bytes()[: book.stat().st_size // 2])
    ingest(workspace)
    summary = reconcile(workspace)
    assert summary.sources.missing == (source_id,)
    assert book.name in summary.messages[source_id]
    assert summary.ledger_balanced
    assert summary.sources.read == len(workspace.config.sources) - 1
    assert_report_counts_sources_as(workspace, summary)
    found = data(workspace, summary.run, "discrepancies")
    # Nobody is reported missing from a source that was not read.
    gone = found[(found["kind"] == "missing_at_level") & (found["field"] == "household.commune")]
    assert COMMUNE not in set(gone["commune"])


def test_a_source_that_fails_later_is_used_as_last_read(province, tmp_path):
    synth = tmp_path / "synth"
    shutil.copytree(province.synth, synth)
    workspace = workspace_of(synth / "config", tmp_path / "out")
    ingest(workspace)
    first = reconcile(workspace)
    source_id = f"social_insurance.commune.{COMMUNE}"
    (book,) = (synth / "sources" / "files").glob(workspace.config.sources[source_id].location.path)
    book.unlink()
    ingest(workspace)
    second = reconcile(workspace)
    assert second.sources.stale == (source_id,)
    assert second.found == first.found
    assert second.new == 0
    assert_report_counts_sources_as(workspace, second)


def test_what_steps_return_holds_nothing_personal(province, tmp_path, monkeypatch):
    """What goes into XCom: no identifier and no name of the province's people."""
    monkeypatch.setenv("DOISOAT_VAR", str(tmp_path))
    for name in ("DOISOAT_STORE", "DOISOAT_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    config = str(province.config)
    plan = steps.plan_ingest(config, ["population"], None, None, "t1")
    returned = [plan]
    for batch in plan["batches"]:
        returned.append(steps.ingest_batch(config, plan["ingest"], batch["sources"]))
        returned.append(steps.validate_batch(config, plan["ingest"], batch["sources"]))
    run = steps.plan_run(config, None, ["population"], None, "t2")
    returned += [run, steps.link(config, run["run"])]
    for batch in run["batches"]:
        returned += [steps.detect_batch(config, run["run"], batch), steps.publish_batch(config, run["run"], batch)]
    returned += [steps.publish(config, run["run"]), steps.summary_text(config, run["run"])]
    text = json.dumps(returned, ensure_ascii=False)
    # Ids are hexadecimal and may hold as many digits in a row.
    assert not re.search(r"(?<![0-9a-z])\d{9,12}(?![0-9a-z])", text)
    names = set()
    for path in (tmp_path / "store").glob("standardised/*/*/population.parquet"):
        names |= set(pd.read_parquet(path, columns=["full_name"])["full_name"].dropna())
    assert names
    assert not [name for name in names if " " in name and name in text]
