"""OpenDocument books: what their cells are, errors, formulas nobody calculated, merged cells."""

import zipfile
from pathlib import Path

from doisoat.sources.readers.batch import CellKind, kinds_of
from tests.sources.kit import BORN, HEADINGS, NAME, NUMBER, column, read_all, source
from tests.standardise.kit import run

_SPACES = (
    " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
ERROR = (
    '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
)
BARE = '<table:table-cell table:formula="of:=1"/>'
COVERED = "<table:covered-table-cell/>"


def word(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def ods(path: Path, rows: list[list[str]], repeated: str = "") -> Path:
    """A book of one sheet, its cells as XML."""
    body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?><office:document-content {_SPACES}><office:body><office:spreadsheet>'
        f'<table:table table:name="Sổ">{body}{repeated}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", listed)
    return path


def rows() -> list[list[str]]:
    day = 'office:value-type="date" office:date-value="1985-01-02"'
    born = f"<table:table-cell {day}><text:p>2/1/85</text:p></table:table-cell>"
    return [
        [word(name) for name in [*HEADINGS, "Số hộ"]],
        [word("NK1"), word("Nguyễn Thị Hòa"), born, ERROR, word("Nữ"), word("H1", 'table:number-rows-spanned="2"')],
        [word("NK2"), word("Trần Văn Đức"), word("1950"), BARE, word("Nam"), COVERED],
        [word("NK3"), word("Lê Minh Quân"), word("15/8/2001"), word("068201000003"), word("Nam"), word("")],
    ]


def test_an_ods_book_tells_what_an_xlsx_tells(tmp_path: Path) -> None:
    table = source().tables["population"].model_dump(by_alias=True)
    table["columns"] = table["columns"] | {"Số hộ": "household_no"}
    ods(tmp_path / "so_nhan_khau.ods", rows(), '<table:table-row table:number-rows-repeated="1048000"/>')
    given = source(tables={"population": table})
    batches = read_all(tmp_path, given)
    assert column(batches, NAME) == ["Nguyễn Thị Hòa", "Trần Văn Đức", "Lê Minh Quân"]
    assert kinds_of(batches[0].data, BORN).to_pylist() == [CellKind.DATE, 0, 0]  # type: ignore[union-attr]
    assert kinds_of(batches[0].data, NUMBER).to_pylist() == [CellKind.ERROR, CellKind.NO_VALUE, 0]  # type: ignore[union-attr]
    done = run(tmp_path, given)
    assert done["population"]["household_no"].fillna("").tolist() == ["H1", "H1", ""]
    assert done["population"]["date_of_birth"].tolist() == ["1985-01-02", "1950", "2001-08-15"]
    assert done.reasons("problems") == [(2, "excel_error", "personal_id"), (3, "formula_without_value", "personal_id")]


def test_an_ods_book_under_another_name(tmp_path: Path) -> None:
    ods(tmp_path / "so_nhan_khau.xlsx", rows())
    assert len(column(read_all(tmp_path, source()), NAME)) == 3
