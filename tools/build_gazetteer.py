"""Build the gazetteer's tables from the committed raw lists, offline; take a newly published table.

    python tools/build_gazetteer.py                              # verify the raw files, show what changes, rebuild
    python tools/build_gazetteer.py --check                      # only say whether anything would change (exit 1 if so)
    python tools/build_gazetteer.py --take NAME.csv=FILE         # show what FILE in place of raw/NAME.csv would change
    python tools/build_gazetteer.py --take NAME.csv=FILE --accept    # and take it: raw file, tables and checksums

Nothing is written while a raw file differs from raw/SHA256SUMS or a file is only proposed, unless --accept says so.
The summary names what appears, vanishes and changes, unit by unit; tables that do not cover each other, and files
without the columns of the one they replace, are refused. Sources: docs/data-sources.md; how to: docs/units.md.
"""

import argparse
import csv
import hashlib
import io
import sys
import unicodedata
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GAZETTEER = ROOT / "include" / "doisoat" / "gazetteer"
RAW, OUT, SUMS = GAZETTEER / "raw", GAZETTEER / "data", GAZETTEER / "raw" / "SHA256SUMS"
REFORM = "2025-07-01"
Table = list[dict[str, str]]
KEYS = {
    "provinces": ("code", "valid_from"),
    "units": ("code", "valid_from", "valid_to"),
    "events": ("old_code", "new_code", "old_name"),
    "names": ("epoch", "code", "variant"),
    "abolished": ("code",),
}
"""What identifies a row of each built table, so that a change can be told from a row gone and another come."""
proposed: dict[str, Path] = {}
"""Raw file → the file read in its place."""


def read(name: str) -> Table:
    """Rows of a raw file, every cell in NFC with single blanks."""
    with proposed.get(name, RAW / name).open(encoding="utf-8-sig", newline="") as handle:
        return [
            {k: " ".join(unicodedata.normalize("NFC", v or "").split()) for k, v in row.items()}
            for row in csv.DictReader(handle)
        ]


def bare(full_name: str, kind: str) -> str:
    """A unit's name without its type word."""
    return full_name.removeprefix(kind).strip()


def provinces() -> Table:
    """One row a province and period: the 63 until the reform, the 34 since, the renamed one apart."""
    rows = read("province_crosswalk.csv")
    # The statistics office's list of communes names the former provinces; the crosswalk misprints one (44 Quảng Bình).
    former = {r["province_code"]: r["province_name"] for r in read("commune_old_list_2025_06.csv")}
    out = [
        province(r["old_code"], former[r["old_code"]], "", REFORM, r["new_code"], r["legal_basis"], "") for r in rows
    ]
    for code in sorted({r["new_code"] for r in rows}):
        first = next(r for r in rows if r["new_code"] == code)
        renamed = first["name_2026"]
        note = "two sources disagree on the resolution's date (14/04/2026 or 24/04/2026)" if renamed else ""
        out.append(province(code, first["new_name"], REFORM, first["name_2026_from"], code, first["legal_basis"], ""))
        if renamed:
            out.append(province(code, renamed, first["name_2026_from"], "", code, first["name_2026_basis"], note))
    return out


def province(code: str, full: str, start: str, end: str, now: str, basis: str, note: str) -> dict[str, str]:
    """One row of provinces.csv."""
    kind = "Thành phố" if full.startswith("Thành phố") else "Tỉnh"
    return {
        "code": code,
        "name": bare(full, kind),
        "type": kind,
        "full_name": full,
        "valid_from": start,
        "valid_to": end,
        "current_code": now,
        "legal_basis": basis,
        "note": note,
    }


def units() -> Table:
    """One row a commune-level unit and period (valid_to is the first day no longer valid; empty = open or unknown)."""
    old = [
        {
            "code": r["code"],
            "name": bare(r["full_name"], r["type"]),
            "type": r["type"],
            "full_name": r["full_name"],
            "district_code": r["district_code"],
            "district_name": r["district_name"],
            "province_code": r["province_code"],
            "valid_from": "",
            "valid_to": REFORM,
            "legal_basis": "",
            "note": "",
        }
        for r in read("commune_old_list_2025_06.csv")
    ]
    new = [
        {
            "code": r["code"],
            "name": r["name"],
            "type": r["type"],
            "full_name": r["full_name"],
            "district_code": "",
            "district_name": "",
            "province_code": r["province_code"],
            "valid_from": r["valid_from"],
            "valid_to": r["valid_to"],
            "legal_basis": r["legal_basis"],
            "note": r["note"],
        }
        for r in read("commune_units_history.csv")
    ]
    return old + new


def events() -> Table:
    """One row an old unit and a new unit that took people or land of it."""
    return [
        {
            "old_code": r["old_code"],
            "new_code": r["new_code"],
            "date": r["effective_from"],
            "relation": r["relation"],
            "people": r["carries_population"],
            "area": r["carries_area"],
            "old_name": "" if r["old_code"] else r["old_full_name"],
            "old_district_code": "" if r["old_code"] else r["old_district_code"],
            "conflict": r["conflict"],
            "confirmed_by": str(r["confirmed_by"].count("|") + 1),
        }
        for r in read("commune_crosswalk.csv")
    ]


def names() -> Table:
    """One row an official spelling variant of a unit's full name."""
    return [
        {"epoch": r["level"], "code": r["code"], "variant": r["variant"], "sources": r["sources"]}
        for r in read("name_variants.csv")
    ]


def abolished() -> Table:
    """One row a unit abolished before the reform: known, but without a mapping."""
    out = []
    for r in read("communes_abolished_before_2025_07.csv"):
        _, district, province_name = [p.strip() for p in r["path"].rsplit(",", 2)]
        out.append(
            {
                "code": r["code"],
                "full_name": r["full_name"],
                "district_name": district,
                "province_name": province_name,
                "source": r["source"],
            }
        )
    return out


def counted(tables: dict[str, Table]) -> None:
    """Stop when the tables break what is known about the reform."""
    old = {r["code"] for r in tables["units"] if r["valid_to"] == REFORM}
    new = {r["code"] for r in tables["units"] if r["valid_to"] != REFORM}
    mapped = {r["old_code"] for r in tables["events"]} - {""}
    reached = {r["new_code"] for r in tables["events"]}
    if old != mapped or reached != new:
        odd = sorted((old ^ mapped) | (reached ^ new))
        sys.exit(f"the crosswalk does not cover exactly the old and the new units: {', '.join(odd[:10])}")
    doubles = [
        k for k, n in Counter((r["old_code"], r["new_code"], r["old_name"]) for r in tables["events"]).items() if n > 1
    ]
    if doubles:
        sys.exit(f"pairs given twice: {doubles[:3]}")


def rendered(table: Table) -> str:
    """The table as CSV with Unix line ends."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()


def by_key(name: str, table: Table) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows by what identifies them."""
    return {tuple(row[k] for k in KEYS[name]): row for row in table}


def changes(name: str, table: Table, most: int) -> list[str]:
    """What of a table would change, as lines for a person; at most so many lines of each sort."""
    path = OUT / f"{name}.csv"
    shipped: Table = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as handle:
            shipped = list(csv.DictReader(handle))
    if rendered(table) == (path.read_text(encoding="utf-8") if path.exists() else ""):
        return []
    before, after = by_key(name, shipped), by_key(name, table)
    gone = [f"  - {shown(before[k])}" for k in sorted(before.keys() - after.keys())]
    come = [f"  + {shown(after[k])}" for k in sorted(after.keys() - before.keys())]
    other = [
        f"  ~ {' '.join(filter(None, k))}: {differs(before[k], after[k])}"
        for k in sorted(before.keys() & after.keys())
        if before[k] != after[k]
    ]
    lines = [f"{name}.csv: {len(come)} appear, {len(gone)} vanish, {len(other)} change"]
    for found in (come, gone, other):
        lines += found[:most] + ([f"    … and {len(found) - most} more"] if len(found) > most else [])
    return lines


def shown(row: dict[str, str]) -> str:
    """A row as a person reads it."""
    return ", ".join(v for v in row.values() if v)


def differs(before: dict[str, str], after: dict[str, str]) -> str:
    """The cells of a row that change."""
    return "; ".join(f"{k} {before.get(k, '')!r} → {v!r}" for k, v in after.items() if before.get(k, "") != v)


def sums() -> str:
    """Checksums of the raw files, in the format of sha256sum."""
    files = sorted(p for p in RAW.rglob("*.csv"))
    return "".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(RAW).as_posix()}\n" for p in files)


def propose(pairs: list[str]) -> None:
    """Read NAME.csv=FILE pairs; stop when there is no such raw file, or a file lacks its columns."""
    for pair in pairs:
        name, _, path = pair.partition("=")
        if not (RAW / name).is_file() or not Path(path).is_file():
            sys.exit(f"{pair}: give NAME.csv=FILE, NAME.csv a file of {RAW.name}/ and FILE the table to take")
        with (RAW / name).open(encoding="utf-8-sig", newline="") as kept:
            wanted = next(csv.reader(kept))
        with Path(path).open(encoding="utf-8-sig", newline="") as new:
            missing = set(wanted) - set(next(csv.reader(new), []))
        if missing:
            sys.exit(f"{path}: lacks the columns {', '.join(sorted(missing))} of {name}")
        proposed[name] = Path(path)


def main() -> None:
    """Verify, build, say what changes, write what is accepted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say whether anything would change")
    parser.add_argument("--take", action="append", default=[], metavar="NAME.csv=FILE", help="propose a new raw file")
    parser.add_argument("--accept", action="store_true", help="take what is proposed")
    parser.add_argument("--most", type=int, default=20, help="lines shown of each sort of change")
    options = parser.parse_args()
    propose(options.take)
    tables = {
        "provinces": provinces(),
        "units": units(),
        "events": events(),
        "names": names(),
        "abolished": abolished(),
    }
    counted(tables)
    report = [line for name, table in tables.items() for line in changes(name, table, options.most)]
    print("\n".join(report) or "no difference")
    if proposed and not options.accept:
        print("nothing was written: run again with --accept to take the change")
        return
    if not proposed and sums() != SUMS.read_text(encoding="utf-8") and not options.accept:
        sys.exit(
            "raw files differ from raw/SHA256SUMS; nothing was written: run again with --accept to take the change"
        )
    if options.check:
        sys.exit(1 if report else 0)
    for name, path in proposed.items():
        (RAW / name).write_bytes(path.read_bytes())
    OUT.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        (OUT / f"{name}.csv").write_text(rendered(table), encoding="utf-8", newline="\n")
    SUMS.write_text(sums(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
