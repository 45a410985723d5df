"""A sheet's XML read cell by cell: what is no XML is the file's error, whatever encoding it says it is in."""

from io import BytesIO

import pytest

from doisoat.sources import SourceError
from doisoat.sources.readers.sheetcells import SheetCells

_ROWS = b"<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"


@pytest.mark.parametrize("encoding", [b"UTF-6", b"gbk", b"x-user-defined", b"utf-16"])
def test_an_encoding_nobody_reads_is_damage(encoding: bytes) -> None:
    xml = b'<?xml version="1.0" encoding="' + encoding + b'"?>' + _ROWS
    with pytest.raises(SourceError) as refused:
        SheetCells(0, False).read(BytesIO(xml), {"source": "s", "file": "a.xlsx", "sheet": "Sổ"})
    assert refused.value.code == "SRC-FILE-DAMAGED"
