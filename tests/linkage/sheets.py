"""Dense cadastral sheets with known truth: hundreds of neighbouring plots at three levels, numbers sometimes mistyped.

What makes neighbours look alike is put in on purpose: plots of one size side by side, one holder with several plots,
holders of one name, codes that differ in their last character, one certificate for two plots, and sheets of one number
in a commune that was merged of two. Faults are independent by record; a plot may be absent at a level.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.detect import DetectResult, SourceScope, detect
from doisoat.linkage import LinkConfig, LinkInputs, LinkResult, link
from doisoat.registers import TABLES
from tests.linkage.province import GIVEN_M, MIDDLE_M, SURNAMES, fold

UNIT = "23122"
FORMER = ("23113", "23116")
LEVELS = {"central": "land.central.bnnmt", "province": "land.province.68", "commune": "land.commune.23122"}
BASE32 = np.array(list("0123456789bcdefghjkmnpqrstuvwxyz"))


@dataclass(frozen=True)
class Rates:
    """How often what happens to a record; ``town``: share of sheets where plots of one size lie side by side."""

    absent: float = 0.03
    slip: float = 0.01
    no_code: float = 0.5
    no_certificate: float = 0.4
    no_number: float = 0.5
    no_former: float = 0.5
    rounded: float = 0.04
    measured_again: float = 0.01
    sold: float = 0.01
    town: float = 0.6


@dataclass(frozen=True)
class Sheets:
    """Canonical files by table, and the truth: one row a record of a parcel (source, record, level, parcel)."""

    files: dict[str, list[Path]]
    truth: pd.DataFrame
    plots: pd.DataFrame


def plots(rng: np.random.Generator, sheets: int, most: int, town: float) -> pd.DataFrame:
    """The plots themselves: former unit, sheet, number, area, holder, code, certificate."""
    parts = []
    for former in FORMER:
        for sheet in range(1, sheets + 1):
            n = int(rng.integers(most // 2, most + 1))
            area = np.round(rng.lognormal(6.3, 0.8, n), 1)
            if rng.random() < town:
                allotted = rng.choice([100.0, 120.0, 125.5, 90.0, 105.3, 200.0], -(-n // 6)).repeat(6)[:n]
                area = np.where(rng.random(n) < 0.7, allotted, np.round(rng.lognormal(5, 0.5, n), 1))
            prefix = "".join(rng.choice(BASE32, 10))
            at = np.arange(n)
            code = [prefix + BASE32[i // 32] + BASE32[i % 32] for i in at]
            parts.append(
                pd.DataFrame(
                    {
                        "former": former,
                        "sheet": str(sheet),
                        "number": at + 1,
                        "area": area,
                        "code": code,
                        "use": rng.choice(["ONT", "LUC", "CLN"]),
                    }
                )
            )
    frame = pd.concat(parts, ignore_index=True)
    n = len(frame)
    holder = rng.integers(0, n // 2, n)
    beside = np.flatnonzero(rng.random(n) < 0.25)
    holder[beside[beside > 0]] = holder[beside[beside > 0] - 1]
    parts_of_names = rng.choice(SURNAMES[:6], n), rng.choice(MIDDLE_M[:4], n), rng.choice(GIVEN_M[:20], n)
    names = [" ".join(words) for words in zip(*parts_of_names, strict=True)]
    frame["plot"], frame["holder"] = np.arange(n), holder
    frame["name"] = [names[h] for h in holder]
    frame["id"] = [f"0600{50 + h % 50:02d}{h:06d}" for h in holder]
    serial = np.arange(n)
    together = np.flatnonzero((rng.random(n) < 0.1) & (np.roll(holder, 1) == holder))
    serial[together[together > 0]] -= 1
    frame["serial"] = [f"BN {100000 + k}" for k in serial]
    return frame


def mistyped(rng: np.random.Generator, number: str) -> str:
    """``number`` with a digit changed, two exchanged, one lost or one too many; never the same, never without value."""
    while True:
        at, digit = int(rng.integers(len(number))), str(rng.integers(0, 10))
        swapped = number[: max(at - 1, 0)] + number[max(at - 1, 0) : at + 1][::-1] + number[at + 1 :]
        found = [
            number[:at] + digit + number[at + 1 :],
            swapped,
            number[:at] + number[at + 1 :],
            number[:at] + digit + number[at:],
        ][int(rng.integers(4))]
        if found != number and found.lstrip("0") == found and found:
            return found


def make(folder: Path, seed: int, sheets: int = 4, most: int = 220, rates: Rates | None = None) -> Sheets:
    """Write three levels of some ``2 × sheets`` dense sheets into ``folder``."""
    rates = rates or Rates()
    rng = np.random.default_rng(seed)
    every = plots(rng, sheets, most, rates.town)
    files: dict[str, list[Path]] = {}
    truth = []
    for level, source in LEVELS.items():
        rows = every[rng.random(len(every)) >= rates.absent].sample(frac=1, random_state=seed).reset_index(drop=True)
        n = len(rows)

        def some(rate: float, n: int = n) -> np.ndarray:
            return rng.random(n) < rate

        key = pd.Series([f"{level[0].upper()}{k}" for k in range(n)])
        number = rows.number.astype(str).to_numpy(dtype=object, copy=True)
        for i in np.flatnonzero(some(rates.slip)):
            number[i] = mistyped(rng, number[i])
        area = rows.area.mask(some(rates.rounded), np.round(rows.area))
        area = area.mask(some(rates.measured_again), np.round(rows.area * rng.uniform(0.9, 1.1, n), 1))
        common = {"source_id": source, "as_of": "2026-11-15"}
        parcel = pd.DataFrame(
            {
                "record_key": key,
                "parcel_key": key,
                "parcel_code": rows.code.mask(some(rates.no_code)),
                "unit_code": UNIT,
                "unit_candidates": UNIT,
                "unit_current": UNIT,
                "unit_status": "current",
                "map_sheet_no": rows["sheet"],
                "parcel_no": number,
                "former_unit_code": rows.former.mask(some(rates.no_former)),
                "area_m2": area,
                "land_use": rows.use,
                "village_candidates": "v" + rows["sheet"],
                **common,
            }
        )
        sold = some(rates.sold)
        other = every.iloc[rng.integers(0, len(every), n)].reset_index(drop=True)
        name = rows["name"].where(~sold, other["name"])
        right = pd.DataFrame(
            {
                "record_key": "right:" + key + "/1",
                "parcel_key": key,
                "holder_kind": "individual",
                "holder_name": name,
                "holder_name_key": name.map(fold),
                "holder_personal_id": rows["id"].where(~sold, other["id"]).mask(some(rates.no_number)),
                **common,
            }
        )
        paper = pd.DataFrame({"record_key": "certificate:" + key, "parcel_key": key, "serial": rows.serial, **common})
        paper = paper[~some(rates.no_certificate)]
        for table, frame in (("parcel", parcel), ("right", right), ("certificate", paper)):
            path = folder / level / f"{table}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            schema = TABLES[table].arrow_schema()
            pq.write_table(
                pa.Table.from_pandas(frame.reindex(columns=schema.names), schema, preserve_index=False), path
            )
            files.setdefault(table, []).append(path)
        truth.append(pd.DataFrame({"source": source, "level": level, "record": key, "plot": rows["plot"]}))
    return Sheets(files, pd.concat(truth, ignore_index=True), every)


@dataclass(frozen=True)
class Measured:
    """Figures of a linkage beside the truth. ``wrong``: pairs linked that are two plots; ``review``: pairs to review,
    ``review_true`` of them one plot; ``absent``: (precision, recall) of absences found."""

    precision: float
    recall: float
    wrong: int
    review: int
    review_true: int
    true_pairs: int
    absent: tuple[float, float]


def absences(sheets: Sheets, result: LinkResult, folder: Path) -> DetectResult:
    """Run the rule of absences on what was linked."""
    sources = [SourceScope(source, "land", level, source.split(".")[2]) for level, source in LEVELS.items()]
    return detect(
        sheets.files,
        result.entities,
        sources,
        (UNIT,),
        run="r",
        out_path=folder / "discrepancies.parquet",
        links=result.links,
        successions=result.successions,
        kinds=["missing_at_level"],
    )


def measure(sheets: Sheets, result: LinkResult, folder: Path) -> Measured:
    """Compare links, reviews and absences with the truth."""
    entities = pd.read_parquet(result.entities)
    known = sheets.truth.merge(
        entities.loc[entities.table == "parcel", ["source", "record", "entity_id"]], on=["source", "record"]
    )
    assert len(known) == len(sheets.truth)

    def pairs(keys: list[str]) -> int:
        size = known.groupby(keys).size()
        return int((size * (size - 1) // 2).sum())

    hit, made, real = pairs(["plot", "entity_id"]), pairs(["entity_id"]), pairs(["plot"])
    links = pd.read_parquet(result.links).query("entity_kind == 'parcel' and decision == 'review'")
    plot = known.set_index(["source", "record"])["plot"]
    one = plot.reindex(pd.MultiIndex.from_frame(links[["source_a", "record_a"]])).to_numpy()
    two = plot.reindex(pd.MultiIndex.from_frame(links[["source_b", "record_b"]])).to_numpy()

    level = known.groupby("plot")["level"].agg(set)
    lacking = {(p, lv) for p, have in level.items() for lv in LEVELS if lv not in have}
    of = known.set_index(known.source + "|" + known.record)["plot"]
    found = pd.read_parquet(absences(sheets, result, folder).path)
    told = {(of[r], f.split(".")[1]) for f, rs in zip(found.field, found.records, strict=True) for r in rs}
    return Measured(
        hit / max(made, 1),
        hit / real,
        made - hit,
        len(links),
        int((one == two).sum()),
        real,
        (len(told & lacking) / max(len(told), 1), len(told & lacking) / max(len(lacking), 1)),
    )


def linked(sheets: Sheets, folder: Path, model: Path | None = None) -> LinkResult:
    """Link the sheets."""
    config = LinkConfig(run_id="r")
    return link(LinkInputs.of(sheets.files), config, None, model, folder / "work", folder / "out")
