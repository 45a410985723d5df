"""Precision and recall of the inferred changes of villages over synthetic provinces: ``make bench-villages``.

A proposal is right when its kind and all its pairs (former unit, old label, new label) are.
"""

import argparse
import sys
import time
from collections import Counter

import pandas as pd
from benchmarks.villages.province import Change, Options, province

from doisoat.gazetteer.renames_counts import MEMBERSHIP
from doisoat.gazetteer.renames_infer import infer_from
from doisoat.text.villages import label_key, label_keys

SETTINGS: dict[str, Options] = {
    "5 % strays anywhere": Options(),
    "5 % strays, all to the next village": Options(strays="neighbour"),
    "10 % strays anywhere": Options(noise=0.10, units=20),
    "no strays": Options(noise=0.0, units=20),
    "a third of households in any source": Options(coverage=0.33, units=20),
}
GATED = ("5 % strays anywhere", "5 % strays, all to the next village")


def run(memberships: pd.DataFrame) -> set[Change]:
    """What the inference proposes for a table of memberships."""
    frame = memberships.assign(label=label_keys(memberships["written"]))[MEMBERSHIP]
    proposals = infer_from(frame)
    return {_key((str(p.kind), p.unit, frozenset(pair.names for pair in p.pairs))) for p in proposals}


def _key(change: Change) -> Change:
    kind, unit, pairs = change
    return kind, unit, frozenset((former, label_key(old), label_key(new)) for former, old, new in pairs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=100, help="first seed (those below 10 were used to build on)")
    parser.add_argument("--misses", action="store_true", help="list what was wrong or missed")
    parser.add_argument("--only", default="", help="settings whose name begins so")
    arguments = parser.parse_args()
    good = True
    print(f"{'setting':<38}{'true':>6}{'found':>7}{'precision':>11}{'recall':>8}{'seconds':>9}")
    for name, options in SETTINGS.items():
        if not name.startswith(arguments.only):
            continue
        right = wrong = missed = 0
        kinds: Counter[tuple[str, str]] = Counter()
        started = time.perf_counter()
        for seed in range(arguments.first, arguments.first + arguments.seeds):
            memberships, changes = province(seed, options)
            truth, found = {_key(change) for change in changes}, run(memberships)
            right, wrong, missed = right + len(truth & found), wrong + len(found - truth), missed + len(truth - found)
            for word, part in (("right", truth & found), ("wrong", found - truth), ("missed", truth - found)):
                kinds.update((kind, word) for kind, _, _ in part)
                if arguments.misses and word != "right":
                    for kind, unit, pairs in sorted(part, key=str):
                        print(f"  {name[:9]} {word} seed {seed} {unit} {kind} {sorted(pairs)}")
        precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
        seconds = time.perf_counter() - started
        print(f"{name:<38}{right + missed:>6}{right + wrong:>7}{precision:>11.4f}{recall:>8.4f}{seconds:>9.1f}")
        for kind in sorted({kind for kind, _ in kinds}):
            print(f"    {kind:<14}" + "".join(f"{kinds[kind, w]:>6} {w}" for w in ("right", "wrong", "missed")))
        if name in GATED:
            good = good and precision >= 0.99 and recall >= 0.97
    print("precision ≥ 0.99 and recall ≥ 0.97 at 5 % strays:", "yes" if good else "NO")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
