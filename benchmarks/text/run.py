"""Print the benchmark of text, identifiers and units: a table by category, every miss, and the throughput.

    python -m benchmarks.text.run [--no-speed]      (make bench-text)

Exits 1 when a value that a person must decide was changed, or a wrong set of units was called certain.
"""

import sys
from collections import Counter

from benchmarks.text import noise, normalisation, resolution, throughput


def table(title: str, every: list[str], missed: list[str]) -> None:
    total, wrong = Counter(every), Counter(missed)
    print(f"\n{title}: {len(every) - len(missed)} of {len(every)} right")
    width = max(map(len, total)) + 2
    for category, count in total.items():
        print(f"  {category:{width}}{count - wrong[category]:5} / {count:<5}{'' if not wrong[category] else '  <'}")


def main() -> int:
    pairs = normalisation.cases()
    missed = normalisation.misses(pairs)
    table("Text, dates, identifiers", [c.category for c in pairs], [m.case.category for m in missed])
    for miss in missed:
        wanted = {n: getattr(miss.case, n) for n in normalisation.OUTCOMES}
        differs = {n: (w, miss.got[n]) for n, w in wanted.items() if w not in ("*", miss.got[n])}
        print(
            f"  missed [{miss.case.category}] {miss.case.input!r}: "
            + "; ".join(f"{n} wanted {w!r}, got {g!r}" for n, (w, g) in differs.items())
        )
    changed = [m for m in missed if m.automatic]
    print(f"  changed although a person must decide: {len(changed)}")

    units = resolution.cases()
    wrong = resolution.misses(units)
    table("Units", [c.category for c in units], [m.case.category for m in wrong])
    for miss_ in wrong:
        case = miss_.case
        print(
            f"  missed [{case.category}] {case.input!r} {case.as_of} {case.subject}: wanted {case.candidates or '-'}"
            f" ({case.certain}), got {miss_.candidates or '-'} ({miss_.certain}, {miss_.reason})"
        )
    certain = [m for m in wrong if m.wrong_and_certain]
    print(f"  wrong and called certain: {len(certain)}")

    drawn = noise.conversions()
    other = noise.misses(drawn)
    table("Conversions under noise", [c.kind for c in drawn], [c.kind for c, _, _ in other])
    for drawn_case, got, sure in other:
        print(
            f"  missed [{drawn_case.kind}] {drawn_case.text!r}: wanted {'|'.join(sorted(drawn_case.expected))}, "
            f"got {got or '-'} ({'certain' if sure else 'not certain'})"
        )
    # A misspelling that is another unit's name, letter for letter, cannot be told from that unit.

    if "--no-speed" not in sys.argv[1:]:
        print("\nThroughput (one process, processor time, start-up apart)")
        for rate in throughput.measure():
            goal = throughput.GOALS[rate.goal]
            print(
                f"  {rate.what:32} {rate.distinct:7,} distinct {rate.per_second:10,.0f}/s  goal {goal:7,}/s"
                f"  ratio {rate.ratio:6.2f}"
            )
        print(f"  largest resident size {throughput.memory()} MB")
    return 1 if changed or certain else 0


if __name__ == "__main__":
    sys.exit(main())
