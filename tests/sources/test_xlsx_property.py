"""Invariants of what is read beside a workbook's reader: odd cells, merged cells, damaged containers."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from doisoat.sources.readers.batch import CellKind
from doisoat.sources.readers.merges import Merges
from doisoat.sources.readers.oddcells import OddCells, cell_blocks, odd_in
from doisoat.sources.readers.xlslook import look_at_xls
from tests.sources.corpus import make

CELLS: list[tuple[str, CellKind | None]] = [
    ('<c r="{}"/>', None),
    ('<c r="{}" s="3"><v>5</v></c>', None),
    ('<c r="{}" t="e"><v>#N/A</v></c>', CellKind.ERROR),
    ('<c r="{}" t="e"><f>1/0</f><v>#DIV/0!</v></c>', CellKind.ERROR),
    ('<c r="{}" s="1"><f>A1&amp;"x"</f></c>', CellKind.NO_VALUE),
    ('<c r="{}"><f ca="1">A1</f><v></v></c>', CellKind.NO_VALUE),
    ('<c r="{}"><f t="shared" si="0"/></c>', CellKind.NO_VALUE),
    ('<c r="{}" t="str"><f>A1</f><v></v></c>', None),
    ('<c r="{}"><f t="shared" ref="A1:B2" si="0">A1</f><v>0</v></c>', None),
    ('<c r="{}" t="inlineStr"><is><t>f&gt; t="e" </t></is></c>', None),
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(range(len(CELLS))), min_size=1, max_size=6), max_size=6), st.integers(1, 300))
def test_odd_cells_are_those_that_are_odd(rows: list[list[int]], size: int) -> None:
    xml, truth = "<sheetData>", []
    for row, kinds in enumerate(rows, 1):
        xml += f'<row r="{row}">'
        for column, kind in enumerate(kinds, 1):
            xml += CELLS[kind][0].format(f"{chr(64 + column)}{row}")
            if CELLS[kind][1] is not None:
                truth.append((row, column, CELLS[kind][1]))
        xml += "</row>"
    whole = (xml + "</sheetData>").encode()
    blocks = (whole[at : at + size] for at in range(0, len(whole), size))
    found = OddCells.of(cell for block in cell_blocks(blocks) for cell in odd_in(block, False))
    assert list(zip(found.rows.tolist(), found.columns.tolist(), found.kinds.tolist(), strict=True)) == truth


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=8), st.integers(1, 7))
def test_merged_cells_are_filled_alike_in_parts_of_any_size(runs: list[tuple[int, bool]], size: int) -> None:
    cells: list[str | None] = []
    truth: list[str | None] = []
    ranges = []
    for number, (length, merged) in enumerate(runs):
        if merged:
            ranges.append((len(cells), 0, len(cells) + length - 1, 0))
        cells += [f"H{number}", *[None] * (length - 1)]
        truth += [f"H{number}"] * length if merged else [f"H{number}", *[None] * (length - 1)]
    merges = Merges.of(ranges)
    found: list[str | None] = []
    for at in range(0, len(cells), size):
        part = cells[at : at + size]
        numbers = np.arange(at + 1, at + len(part) + 1, dtype=np.int32)
        found += merges.fill(0, numbers, pa.array(part, pa.string()), None)[0].to_pylist()
    assert found == truth


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=12), st.integers(0, 3000))
def test_a_damaged_container_tells_nothing_and_ends(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray((make.FOLDER / "xls" / "excel_97_error_cells.xls").read_bytes())
    for at, value in changes:
        data[at % len(data)] = value
    with TemporaryDirectory() as name:
        path = Path(name) / "a.xls"
        path.write_bytes(data[: len(data) - cut])
        assert set(look_at_xls(path, ["Sheet1"])) <= {"Sheet1"}
