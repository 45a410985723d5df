"""One-to-one changes that belong together: renumberings and type changes of a whole unit or former unit.

Two numbers are a pattern when both were shifted by the same amount, or when both were counted from behind (8 → 12,
7 → 13 … 1 → 19: the sum stays). A single changed number is a rename.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from doisoat.gazetteer.renames_model import LabelChange, Pair
from doisoat.text.villages import split_key

Change = tuple[LabelChange, list[Pair], int | None, int | None]
"""Kind, pairs, offset, sum of old and new number."""


def grouped(singles: Iterable[Pair]) -> Iterator[Change]:
    """Cut one-to-one changes (folded labels) into proposals."""
    retyped: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    numbers: dict[tuple[str, str, str], list[tuple[int, int, Pair]]] = defaultdict(list)
    for pair in singles:
        (kind_a, rest_a), (kind_b, rest_b) = split_key(pair.old), split_key(pair.new)
        if rest_a == rest_b:
            retyped[kind_a, kind_b].append(pair)
        elif rest_a.isdecimal() and rest_b.isdecimal():
            numbers[pair.former, kind_a, kind_b].append((int(rest_a), int(rest_b), pair))
        else:
            yield LabelChange.RENAMED, [pair], None, None
    for pairs in retyped.values():
        yield LabelChange.TYPE_CHANGED, pairs, None, None
    # The same shift in every former unit is one decision about the whole unit.
    found: dict[tuple[str, str, int | None, int | None], list[Pair]] = defaultdict(list)
    for (_, kind_a, kind_b), rows in numbers.items():
        for offset, turned, pairs in _patterns(rows):
            if offset is None and turned is None:
                yield LabelChange.RENAMED, pairs, None, None
            else:
                found[kind_a, kind_b, offset, turned].extend(pairs)
    for (_, _, offset, turned), pairs in found.items():
        yield LabelChange.RENUMBERED, pairs, offset, turned


def _patterns(rows: list[tuple[int, int, Pair]]) -> Iterator[tuple[int | None, int | None, list[Pair]]]:
    """Take out the commonest shift or sum again and again; what stands alone is a rename."""
    rest = sorted(rows, key=lambda row: row[:2])
    while rest:
        shifts = Counter(new - old for old, new, _ in rest)
        sums = Counter(new + old for old, new, _ in rest)
        shift, shifted = min(shifts.items(), key=lambda item: (-item[1], item[0]))
        total, turned = min(sums.items(), key=lambda item: (-item[1], item[0]))
        if max(shifted, turned) < 2:
            for _, _, pair in rest:
                yield None, None, [pair]
            return
        if shifted >= turned:
            taken = [row for row in rest if row[1] - row[0] == shift]
            yield shift, None, [pair for _, _, pair in taken]
        else:
            taken = [row for row in rest if row[1] + row[0] == total]
            yield None, total, [pair for _, _, pair in taken]
        rest = [row for row in rest if row not in taken]
