"""Text files (.csv, .txt) as Excel, LibreOffice, Google, databases and hand-made exports write them."""

from typing import Any

from tests.sources.corpus.case import HEADINGS, NAME, NUMBER, PEOPLE, Case, from_files, lines_of, people, records

HEAD = {"STD-SKIP-HEADING": [1]}
CSV = from_files("csv")
TABLE = [list(HEADINGS), *(list(row) for row in PEOPLE)]


def with_columns(columns: dict[str, str]) -> dict[str, Any]:
    """The CSV source with these columns beside key, name and number."""
    changed = from_files("csv")
    changed["tables"]["population"]["columns"] = {NAME: "full_name", NUMBER: "personal_id", **columns}
    return changed


def _excel() -> list[Case]:
    text = "sep=;\r\n" + lines_of(TABLE, ";", "\r\n")
    first = Case(
        "csv/excel_sep_line.csv",
        "Excel: sep=; in the first line, semicolons, byte order mark, CRLF",
        b"\xef\xbb\xbf" + text.encode(),
        records(3),
        skipped={"STD-SKIP-TITLE": [1], "STD-SKIP-HEADING": [2]},
        source=CSV,
    )
    unicode = Case(
        "csv/excel_unicode_text.txt",
        "Excel: “Unicode text”: UTF-16 with mark, tabs",
        b"\xff\xfe" + lines_of(TABLE, "\t", "\r\n").encode("utf-16-le"),
        records(2),
        skipped=HEAD,
        source=CSV,
    )
    rows = people()
    rows[0][3], rows[1][3], rows[2][3] = '"=""068185000001"""', "'068050000002", '"=""068201000003"""'
    rows[3][0], rows[4][1] = '"=""NK04"""', '"=""K\'Brếp"""'
    packed = Case(
        "csv/excel_text_packaging.csv",
        'Exports for Excel: ="…" and \' around what must stay text',
        b"\xef\xbb\xbf" + lines_of([list(HEADINGS), *rows], ",", "\r\n").encode(),
        records(2),
        skipped=HEAD,
        source=CSV,
    )
    head = ["Mã NK", NAME, NUMBER, "Địa chỉ"]
    body = [
        ["NK01", "Nguyễn Thị Hòa", "068185000001", '"Số 5\nthôn Phú Cường"'],
        ["NK02", "Trần Văn Đức", "068050000002", '"Số 6, ngõ ""Cụt"""'],
    ]
    breaks = Case(
        "csv/excel_line_breaks_in_cells.csv",
        "Excel: a line break (LF alone) and doubled quotes inside quoted cells, lines ended by CRLF",
        lines_of([head, *body], ",", "\r\n").encode("utf-8-sig"),
        {
            "population": {
                2: {"record_key": "NK01", "address": "Số 5 thôn Phú Cường"},
                4: {"record_key": "NK02", "address": 'Số 6, ngõ "Cụt"'},
            }
        },
        skipped=HEAD,
        source=with_columns({"Địa chỉ": "address"}),
    )
    return [first, unicode, packed, breaks]


def _writers() -> list[Case]:
    google = Case(
        "csv/google_sheets.csv",
        "Google Sheets: commas, CRLF, no line end after the last line",
        lines_of(TABLE, ",", "\r\n").rstrip().encode(),
        records(2),
        skipped=HEAD,
        source=CSV,
    )
    libreoffice = Case(
        "csv/libreoffice_all_quoted.csv",
        "LibreOffice: every cell in quotes, UTF-8 without a mark",
        lines_of(TABLE, ",", "\n", '"').encode(),
        records(2),
        skipped=HEAD,
        source=CSV,
    )
    blanks = [TABLE[0], ["", "", "", "", ""], *TABLE[1:4], [], *TABLE[4:]]
    trailing = Case(
        "csv/wps_trailing_separators.csv",
        "WPS: a separator after each last cell, rows that are separators alone, an empty line",
        lines_of([[*row, ""] if row else row for row in blanks], ",", "\r\n").encode("utf-8-sig"),
        records({3: 1, 4: 2, 5: 3, 7: 4, 8: 5}),
        skipped={"STD-SKIP-HEADING": [1], "STD-SKIP-BLANK": [2, 6]},
        source=CSV,
    )
    mac = Case(
        "csv/excel_mac_lines.csv",
        "Excel for the Mac: lines ended by CR alone",
        lines_of(TABLE, ";", "\r").encode("utf-8-sig"),
        records(2),
        skipped=HEAD,
        source=CSV,
    )
    duckdb = Case(
        "csv/duckdb_copy.csv",
        "DuckDB, PostgreSQL: COPY … (HEADER), empty text in quotes, null as nothing",
        lines_of([TABLE[0], *people(1, 2, 3), ["NK04", PEOPLE[3][1], '""', "068175000004", ""]], ",", "\n").encode(),
        records({2: 1, 3: 2, 4: 3, 5: 4}),
        skipped=HEAD,
        source=CSV,
    )
    duckdb.records["population"][5] |= {"date_of_birth": None, "sex": None}
    pandas = Case(
        "csv/pandas_to_csv.csv",
        "pandas: an index without a heading before the columns, nan as a word",
        (
            ","
            + lines_of([TABLE[0]])
            + lines_of([[n, *row] for n, row in enumerate(people(1, 2, 3))])
            + "3,NK04,Phạm Thị Ngọc Ánh,nan,068175000004,nan\n"
        ).encode(),
        records({2: 1, 3: 2, 4: 3, 5: 4}),
        skipped=HEAD,
        source=CSV,
        problems=[(5, "date_of_birth", "empty_word"), (5, "sex", "empty_word")],
    )
    pandas.records["population"][5] |= {"date_of_birth": None, "sex": None}
    total = Case(
        "csv/total_without_line_end.csv",
        "Hand-made: the last line is a total and has no line end",
        (lines_of(TABLE) + "Tổng số: 5 người").encode(),
        records(2),
        skipped={"STD-SKIP-HEADING": [1], "STD-SKIP-TOTAL": [7]},
        source=CSV,
    )
    capital = Case(
        "csv/export_capital.CSV",
        "Old tools: the extension in capitals",
        lines_of(TABLE).encode(),
        records(2),
        skipped=HEAD,
        source=CSV | {"location": {"connection": "files", "path": "*.csv"}},
    )
    groups = ["", "Họ, chữ đệm và tên khai sinh", "Nhân thân", "", "Giấy tờ"]
    lower = ["Mã NK", "", "Ngày sinh", "Giới tính", NUMBER]
    rows = [[row[0], row[1], row[2], row[4], row[3]] for row in people()]
    two_rows = Case(
        "csv/excel_two_row_heading.csv",
        "Excel: a heading of two rows, merged before it was saved as CSV",
        lines_of([groups, lower, *rows], ",", "\r\n").encode("utf-8-sig"),
        records(3),
        skipped={"STD-SKIP-HEADING": [1, 2]},
        source=CSV,
    )
    return [google, libreoffice, trailing, mac, duckdb, pandas, total, capital, two_rows]


def _damage() -> list[Case]:
    torn = lines_of([TABLE[0], *people(1, 2)]) + 'NK03,"Lê Minh Quân,15/8/2001,068201000003,Nam\n'
    torn += lines_of(people(4, 5))
    unclosed = Case(
        "csv/quote_never_closed.csv",
        "Hand-made: a quote that is never closed takes in the rest of the file",
        torn.encode(),
        error="SRC-QUOTE-OPEN",
        named={"row": 4},
        source=CSV,
    )
    swallowed = lines_of([TABLE[0], *people(1)]) + 'NK02,"Trần Văn Đức,1950,068050000002,Nam\n'
    swallowed += lines_of(people(3)) + 'NK04,Phạm Thị Ngọc Ánh",30/04/1975,068175000004,Nữ\n' + lines_of(people(5))
    between = Case(
        "csv/quote_closed_rows_later.csv",
        "Hand-made: a stray quote in one line and another two lines below take the rows between into a cell",
        swallowed.encode(),
        records({2: 1, 6: 5}),
        dict.fromkeys((3, 4, 5), "STD-QUOTE-ROWS"),
        skipped=HEAD,
        source=CSV,
    )
    two = lines_of([TABLE[0], *people(1, 2)]) + 'NK03,"Lê Minh,Nam\nNK03,"Lê Minh Quân,15/8/2001,068201000003,Nam\n'
    seam = Case(
        "csv/quote_in_a_torn_line.csv",
        "Hand-made: a stray quote in a line cut short and in the whole line below it make one record of two",
        (two + lines_of(people(4, 5))).encode(),
        records({2: 1, 3: 2, 6: 4, 7: 5}),
        dict.fromkeys((4, 5), "STD-QUOTE-ROWS"),
        skipped=HEAD,
        source=CSV,
    )
    pairs = lines_of([TABLE[0], *people(1)]) + 'NK02,"Trần Văn Đức,1950,068050000002,Nam\nNK03,Lê Minh Quân,Nam\n'
    pairs += 'NK04,Phạm Thị Ngọc Ánh",30/""04/1975,068175000004,Nữ\n' + lines_of(people(5))
    paired = Case(
        "csv/quotes_that_pair_wrongly.csv",
        "Hand-made: doubled quotes in the line where a stray quote's cell ends",
        pairs.encode(),
        records({2: 1, 6: 5}),
        dict.fromkeys((3, 4, 5), "STD-QUOTE-ROWS"),
        skipped=HEAD,
        source=CSV,
    )
    bad = lines_of(TABLE).encode().replace("Lê Minh".encode(), b"L\xc3 Minh")
    byte = Case(
        "csv/one_bad_byte.csv",
        "A damaged medium: one byte of a UTF-8 file is lost",
        bad,
        records(2),
        skipped=HEAD,
        source=CSV,
        problems=[(4, "full_name", "lost_character")],
    )
    byte.records["population"][4]["full_name"] = None
    rows = people()
    rows[0][1] = "Nguyễn Thị Hà"
    twice = [[cell.encode().decode("latin-1") if n == 1 else cell for n, cell in enumerate(row)] for row in rows]
    double = Case(
        "csv/utf8_encoded_twice.csv",
        'A database client: names in UTF-8 encoded a second time, "Hà" ending in a no-break space',
        lines_of([TABLE[0], *twice]).encode(),
        records(2),
        skipped=HEAD,
        source=CSV,
    )
    double.records["population"][2]["full_name"] = "Nguyễn Thị Hà"
    crooked = lines_of([TABLE[0], *people(1)]) + "NK02,Trần,Văn Đức,1950,068050000002,Nam\n" + lines_of(people(3))
    width = Case(
        "csv/unquoted_separator.csv",
        "Hand-made: a comma inside a name without quotes",
        crooked.encode(),
        records({2: 1, 4: 3}),
        {3: "STD-ROW-WIDTH"},
        skipped=HEAD,
        source=CSV,
    )
    cut = Case(
        "csv/cut_in_the_last_line.csv",
        "An upload that broke off in the middle of a line",
        lines_of(TABLE).encode()[:-20],
        error="SRC-FILE-TORN",
        named={"row": 6},
        source=CSV,
    )
    return [unclosed, between, seam, paired, byte, double, width, cut]


def _days() -> list[Case]:
    rows = people(1, 3, 4, 5)
    rows[0][2], rows[1][2] = "ngày 02 tháng 01 năm 1985", "15/8/2001 12:00:00 SA"
    rows[2][2], rows[3][2] = "30-04-1975 5:30 CH", "3 tháng 5 năm 1987"
    words = Case(
        "csv/days_in_words.csv",
        "Vietnamese Windows and forms: days in words, times with SA and CH",
        lines_of([TABLE[0], *rows]).encode("utf-8-sig"),
        records({2: 1, 3: 3, 4: 4, 5: 5}),
        skipped=HEAD,
        source=CSV,
    )
    rows = people(1, 3, 4)
    rows[0][2], rows[1][2], rows[2][2] = "1985-01-01T17:00:00Z", "2001-08-15T00:00:00+07:00", "1975-04-29T16:00:00.000Z"
    instants = Case(
        "csv/instants.csv",
        "Web services: days as instants in UTC (Vietnam kept +08 until June 1975) and with +07:00",
        lines_of([TABLE[0], *rows]).encode(),
        records({2: 1, 3: 3, 4: 4}),
        skipped=HEAD,
        source=CSV,
    )
    return [words, instants]


def cases() -> list[Case]:
    """All of them."""
    return [*_excel(), *_writers(), *_damage(), *_days()]
