"""The library's side of the flow: what was not validated is held back, an older run replaces no newer one, days."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from doisoat.pipeline import tables
from doisoat.pipeline.announcing import outcome
from doisoat.pipeline.days import VIETNAM
from doisoat.pipeline.detecting import detect_batch
from doisoat.pipeline.errors import PipelineError
from doisoat.pipeline.ingest import ingest_batch, plan_ingest
from doisoat.pipeline.linking import link
from doisoat.pipeline.publishing import publish
from doisoat.pipeline.reconcile import ingest
from doisoat.pipeline.runs import load_run, plan_run
from doisoat.pipeline.summary import summary_text
from doisoat.pipeline.worklists import publish_batch
from doisoat.pipeline.workspace import open_workspace
from doisoat.store import transaction
from tests.support.province import make

SOURCE = "household.commune.23122"
DAY = "2026-11-20"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A workspace over one commune, whose land registers alone are looked at where that is enough."""
    folder = tmp_path_factory.mktemp("small")
    province = make(folder, "23122", people=200, seed=3)
    out = folder / "out"
    settings = {"DOISOAT_VAR": str(out), "DOISOAT_STORE": str(out), "DOISOAT_DATABASE": f"sqlite:///{out}/x.db"}
    return open_workspace(province.config, settings)


def computed(workspace, trigger: str, **more) -> str:
    """A run that only has to be published."""
    plan = plan_run(workspace, None, None, None, trigger, **more)
    link(workspace, plan["run"])
    for batch in plan["batches"]:
        detect_batch(workspace, plan["run"], batch)
        publish_batch(workspace, plan["run"], batch)
    return str(plan["run"])


def current(workspace) -> str:
    import json

    return str(json.loads(workspace.store.get_bytes("published/current.json"))["run"])


def test_a_validation_that_breaks_holds_its_source_back_and_no_other(small, monkeypatch):
    from doisoat.quality import validate

    real = validate.validate_sources

    def breaking(asked):
        if any(item.source == SOURCE for item in asked):
            raise RuntimeError("quotes Nguyễn Văn Bí Mật")
        return real(asked)

    monkeypatch.setattr(validate, "validate_sources", breaking)
    told = []
    read = ingest(small, as_of=DAY, progress=lambda name, counts: told.append((name, counts)))
    [failed] = [item for name, counts in told if name.startswith("validate") for item in counts["failed"]]
    assert (failed["source"], failed["code"]) == (SOURCE, "RUN-VALIDATION-FAILED")
    assert "Bí Mật" not in failed["message"]
    assert [item["source"] for item in outcome(small, read)["not_validated"]] == [SOURCE]

    run = computed(small, "held", ingest=read)
    item = load_run(small, run).inputs[SOURCE]
    assert (item.status, item.used) == ("held", False)
    summary = publish(small, run)
    assert summary.sources.held == (SOURCE,)
    assert summary.as_of == DAY
    assert f"! {SOURCE}: Chưa kiểm tra" in summary_text(small, run)
    assert "Chưa kiểm tra" in small.store.get_bytes(f"published/{run}/report/index.html").decode()


def test_an_older_run_published_later_stays_behind(small):
    ingest(small, as_of=DAY)
    older = computed(small, "older")
    before = current(small)
    newer = computed(small, "newer")
    assert load_run(small, newer).prior == load_run(small, older).prior == before
    assert load_run(small, newer).as_of == DAY
    assert publish(small, newer).current
    assert publish(small, older).current is False
    assert current(small) == newer
    with transaction(small.engine) as connection:
        kept = set(connection.execute(select(tables.discrepancy.c.run).distinct()).scalars())
    assert newer in kept

    # Published again, each in turn: the same.
    assert publish(small, older).current is False
    assert current(small) == newer
    next_one = plan_run(small, None, None, None, "next")
    assert load_run(small, next_one["run"]).prior == newer


def test_a_run_whose_base_has_moved_is_not_published(small):
    first = computed(small, "first")
    second = computed(small, "second")
    publish(small, first)
    with pytest.raises(PipelineError) as caught:
        publish(small, second)
    assert caught.value.code == "RUN-OVERTAKEN"
    assert caught.value.fields == {"run": second, "other": first}
    assert current(small) == first


def test_a_part_of_the_province_speaks_of_the_day_of_what_is_published(small):
    plan = plan_ingest(small, None, None, ["23122"], "part")
    with transaction(small.engine) as connection:
        query = select(tables.ingest.c.as_of).where(tables.ingest.c.id == plan["ingest"])
        assert connection.execute(query).scalar() == DAY != small.config.settings.as_of


def test_a_day_to_come_is_refused_for_runs_and_for_a_source_alone(small):
    tomorrow = (datetime.now(VIETNAM) + timedelta(days=1)).date().isoformat()
    for plan in (plan_ingest, plan_run):
        with pytest.raises(PipelineError, match="future"):
            plan(small, None, tomorrow, None, "x") if plan is plan_ingest else plan(small, tomorrow, None, None, "x")
    source = small.config.sources[SOURCE]
    small.config.sources[SOURCE] = source.model_copy(update={"as_of": tomorrow})
    try:
        read = plan_ingest(small, ["household"], None, None, "dated")
        counts = ingest_batch(small, read["ingest"], [SOURCE, "household.central.bca"])
    finally:
        small.config.sources[SOURCE] = source
    assert [(item["source"], item["code"]) for item in counts["failed"]] == [(SOURCE, "RUN-SOURCE-FUTURE")]


def test_reading_the_same_again_keeps_the_verdict_and_something_else_loses_it(small):
    read = ingest(small, ["household"])
    table = tables.source_read
    where = (table.c.ingest == read) & (table.c.source == SOURCE)

    def verdict():
        with transaction(small.engine) as connection:
            return connection.execute(select(table.c.quality, table.c.validated).where(where)).one()

    before = verdict()
    assert before.validated
    ingest_batch(small, read, [SOURCE])
    assert verdict() == before
    with transaction(small.engine) as connection:
        connection.execute(update(table).where(where).values(validated="standardised/other"))
    ingest_batch(small, read, [SOURCE])
    assert verdict() == (None, None)
