"""Link two files: read, take what is certain, block, learn, weigh, settle, draw the line, write."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from doisoat.linkage.engine import Bits, Flags, Ints, Levels
from doisoat.linkage.files import certain
from doisoat.linkage.files.blocking import block, default_blocks
from doisoat.linkage.files.certain import CertainPairs
from doisoat.linkage.files.coding import distinct
from doisoat.linkage.files.columns import column, missing_share
from doisoat.linkage.files.families import families
from doisoat.linkage.files.job import Candidates, FileJob, Laps, cells_of, rarity_of, score, scores
from doisoat.linkage.files.model import FileModel
from doisoat.linkage.files.parameters import ENOUGH, learn, relatives, unrelated
from doisoat.linkage.files.read import Files, read_files
from doisoat.linkage.files.rounds import Settled, hide, settle_all, trusted
from doisoat.linkage.files.support import SUPPORT_LEVELS
from doisoat.linkage.files.threshold import Lines, draw
from doisoat.linkage.files.units import make_units
from doisoat.linkage.files.write import Evidence, write_links
from doisoat.sqlwork import Limits, open_session

__all__ = ["link_files"]

_SEED = 20250701
"""Any number; fixed, so that the same files give the same sample."""
_HIDDEN = 20_000
"""Proven pairs hidden at most; 7,680 without a mistake are the fewest that show a precision of 0.9995."""


@dataclass(frozen=True)
class _Found:
    """Pairs to write, ascending."""

    a: Ints
    b: Ints
    weight: Bits
    link: Flags
    support: tuple[Levels, Bits] | None


def link_files(
    a: Path,
    b: Path,
    model: FileModel,
    out: Path,
    work_dir: Path,
    threads: int = 2,
    memory_limit: str = "2GB",
    report: Path | None = None,
) -> dict[str, Any]:
    """Link files ``a`` and ``b`` (CSV or Parquet), write ``out`` and return the report (counts, no personal data).

    ``out``: key_a, key_b, weight (bits), probability, decision (link or review), evidence (JSON by field:
    [level, bits]). ``report``: where to write the report as JSON. Raises DoisoatError LINK-FILE, LINK-COLUMN,
    LINK-KEY, LINK-OUT.
    """
    laps = Laps()
    laps.lap("start")
    spill = work_dir / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    with open_session(Limits(memory_limit, threads, spill)) as session:
        files = read_files(session, model, a, b)
    laps.lap("read")
    job, found, said = _link(files, model, laps)
    write_links(out, files.keys, job.n_a, found.a, found.b, found.weight, found.link, _evidence(job, found))
    laps.lap("write")
    said["cpu_seconds"] = laps.steps
    if report is not None:
        report.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return said


def _link(files: Files, model: FileModel, laps: Laps) -> tuple[FileJob, _Found, dict[str, Any]]:
    n, n_a = files.n, files.n_a
    columns = [column(f, files.coded.pop(f.name), n_a) for f in files.fields]
    laps.lap("code values")
    units = make_units(columns)
    kin = relatives(columns, units, files.household, n_a)
    homes = kin is not None
    if kin is None and (family := families(columns, n_a)) is not None:
        kin = relatives(columns, units, family, n_a)
    job = FileJob(n, n_a, files.household, columns, units, model, unrelated(columns, units, n_a, n), kin, homes)
    laps.lap("unrelated and relatives")
    by_number, by_name = certain.numbered(columns, n_a), certain.exactly_named(columns, n_a)
    taken, hidden = _certain(job, by_number, by_name)
    laps.lap("certain pairs")
    free = np.ones(n, dtype=bool)
    free[taken.a] = free[taken.b] = False
    wanted = free.copy()
    if hidden is not None:
        wanted[hidden.a] = wanted[hidden.b] = True
    packed, blocking = block(columns, model.blocks or default_blocks(columns), wanted, n_a, model.block_cap)
    laps.lap("block")
    candidates = _learn(job, packed, by_number, by_name, taken)
    laps.lap("compare and learn")
    settled = settle_all(job, candidates.where(free[candidates.packed // n] & free[candidates.packed % n]), taken, free)
    laps.lap("settle")
    sample = None
    if hidden is not None:
        sample = hide(job, settled, candidates, trusted(job, hidden), free, taken)
    standing = settled.standing
    weight = standing.weight[standing.chosen & ~standing.tied]
    lines = draw(weight, len(taken.a), sample, model.precision, model.review_share)
    laps.lap("calibrate")
    found, said = _decide(job, settled, taken, lines)
    said |= {
        "numbers_known": 0 if by_number is None else len(by_number.a),
        "notes": files.notes,
        "blocks": {"pairs": blocking.pairs, "refined": blocking.refined, "dropped": blocking.dropped},
        "keyless": blocking.keyless,
        "pairs_compared": len(packed),
    }
    return job, found, said


def _certain(
    job: FileJob, by_number: CertainPairs | None, by_name: CertainPairs | None
) -> tuple[CertainPairs, CertainPairs | None]:
    """Pairs to take before blocking, and the sample of pairs whose number is to be hidden."""
    n, n_a = job.n, job.n_a
    sets: list[CertainPairs] = []
    hidden = None
    if by_number is not None:
        sets.append(by_number.where(certain.agrees(job.columns, by_number.levels)))
        count = len(by_number.a)
        if count >= ENOUGH and job.model.one_to_one:
            size = min(_HIDDEN, max(count // 5, min(count, 2000)))
            pick = np.random.default_rng(_SEED).choice(count, size, replace=False)
            hidden = by_number.where(np.sort(pick))
    if by_name is not None:
        possible = float(n_a) * float(n - n_a)
        sets.append(by_name.where(certain.stands_alone(job.columns, job.units, job.other, by_name, possible)))
    if not sets or not job.model.one_to_one:
        return certain.paired(job.columns, np.zeros(0, dtype=np.int64), n), hidden
    packed = distinct(np.concatenate([s.a * n + s.b for s in sets]))
    packed = packed[certain.once(packed // n, packed % n, n)]
    return certain.paired(job.columns, packed, n), hidden


def _learn(
    job: FileJob, packed: Ints, by_number: CertainPairs | None, by_name: CertainPairs | None, taken: CertainPairs
) -> Candidates:
    """Learn what each class looks like, and weigh the candidates."""
    cells = cells_of(job, packed)
    train, rare = cells, np.zeros(0)
    if by_number is None or len(by_number.a) < ENOUGH:
        also = [u.cells(taken.levels) for u in job.units]
        train = [np.concatenate([c, t]) for c, t in zip(cells, also, strict=True)]
        rare = np.sum(rarity_of(job, np.append(packed, taken.a * job.n + taken.b), train), axis=0)
    n_b = job.n - job.n_a
    job.parameters = learn(
        job.columns,
        job.units,
        job.other,
        job.kin,
        None if by_number is None else by_number.levels,
        None if by_name is None else by_name.levels,
        (train, rare),
        float(job.n_a) * float(n_b),
        min(job.n_a, n_b),
    )
    return score(job, packed, cells)


def _decide(job: FileJob, settled: Settled, taken: CertainPairs, lines: Lines) -> tuple[_Found, dict[str, Any]]:
    """The pairs to link and to ask about, and what to report."""
    n, model, standing = job.n, job.model, settled.standing
    link_bits = lines.link if model.link_bits is None else model.link_bits
    review_bits = min(lines.review if model.review_bits is None else model.review_bits, link_bits)
    asked = (standing.weight >= review_bits) | (standing.tied & (standing.weight >= -1.0))
    keep = np.flatnonzero(standing.chosen & asked)
    sure = score(job, taken.a * n + taken.b, [u.cells(taken.levels) for u in job.units], prune=False)
    sure_weight = np.maximum(scores(job, sure).weight(standing.priors[0]), link_bits)
    packed = np.append(sure.packed, settled.pairs.packed[keep])
    weight = np.append(sure_weight, standing.weight[keep])
    linked = np.append(
        np.ones(len(sure.packed), dtype=bool), (standing.weight >= link_bits)[keep] & ~standing.tied[keep]
    )
    order = np.argsort(packed, kind="stable")
    told = None
    if settled.support is not None:
        level = np.append(np.zeros(len(sure.packed), dtype=np.int8), settled.support[0][keep])
        told = level[order], settled.support[1]
    packed = packed[order]
    found = _Found(packed // n, packed % n, np.round(weight[order], 3), linked[order], told)
    p = job.learnt
    return found, {
        "records": [job.n_a, n - job.n_a],
        "certain_pairs": len(sure.packed),
        "links": int(linked.sum()),
        "review": int((~linked).sum()),
        "thresholds": {"link": link_bits, "review": review_bits},
        "estimate": lines.content(),
        "expected_matches": round(standing.expected),
        "learnt_from": p.basis,
        "learnt_from_pairs": p.pairs,
        "relatives": {
            "pairs": 0 if job.kin is None else job.kin.pairs,
            "told_by": "household columns" if job.homes else "place and name" if job.kin else "nothing",
        },
        "priors": standing.priors,
        "missing": missing_share(job.columns),
        "shared_numbers": {c.field.name: s for c in job.columns if (s := getattr(c, "shared", 0))},
        "levels": _levels(job),
    }


def _levels(job: FileJob) -> dict[str, dict[str, float]]:
    """Bits of each level of the fields judged alone, against unrelated people, before rarity."""
    p = job.learnt
    return {
        job.columns[u.members[0]].field.name: {
            name: round(float(np.log2(p.same[i][k] / p.other[i][k])), 2)
            for k, name in enumerate(job.columns[u.members[0]].names)
            if k
        }
        for i, u in enumerate(job.units)
        if len(u.members) == 1
    }


def _evidence(job: FileJob, found: _Found) -> Evidence:
    p = job.learnt
    levels = [c.levels(found.a, found.b) for c in job.columns]
    evidence = Evidence(len(found.a))
    by_column: dict[int, Bits] = {}
    for unit, same, other in zip(job.units, p.same, p.other, strict=True):
        cells = unit.cells(levels)
        for k, bits in zip(unit.members, unit.split(same, other), strict=True):
            by_column[k] = bits[cells]
    for k, c in enumerate(job.columns):
        shift = c.shift(levels[k], found.a, found.b)
        evidence.add(c.field.name, c.names, levels[k], by_column[k] + (0 if shift is None else shift))
    if found.support is not None:
        level, bits = found.support
        evidence.add("household", SUPPORT_LEVELS, level, bits[level])
    return evidence
