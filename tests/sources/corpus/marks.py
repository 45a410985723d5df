"""Text files whose signs, numbers or lines are not what they look like."""

import gzip

from tests.sources.corpus.case import NAME, NUMBER, PEOPLE, Case, from_files, lines_of, people, records
from tests.sources.corpus.texts import CSV, HEAD, TABLE, with_columns


def cases() -> list[Case]:
    """All of them."""
    breaks = lines_of(TABLE).replace("Trần Văn", "Trần\u2028Văn").replace("Lê Minh", "Lê\x0bMinh")
    breaks = breaks.replace("Thị Ngọc", "Thị\x0cNgọc").replace("Thị Hòa", "Thị\x85Hòa").replace("K'Br", "K'\0Br")
    signs = Case(
        "csv/word_line_breaks.csv",
        "Word, printouts, mainframes: other line breaks inside names (a blank each), a zero where a letter was",
        breaks.encode(),
        records(2),
        skipped=HEAD,
        source=CSV,
        problems=[(6, "full_name", "lost_character")],
    )
    signs.records["population"][6]["full_name"] = None
    parts = (lines_of(TABLE[:3]).encode("utf-8-sig"), lines_of(TABLE[3:]).encode("utf-8-sig"))
    joined = Case(
        "csv/cat_of_marked_files.csv",
        "cat, copy /b: two files with byte order marks put together, the second without a heading",
        b"".join(parts),
        records(2),
        skipped=HEAD,
        source=CSV,
    )
    alone = from_files("csv")
    alone["tables"]["population"] = {"from": {}, "columns": {NAME: "full_name"}}
    one = Case(
        "csv/one_column.csv",
        "Hand-made: a list of one column, no separator anywhere, a quote that takes in two lines",
        f'{NAME.split(",")[0]}\nNguyễn Thị Hòa\n"Trần Văn Đức\nLê Minh Quân"\nTống Thị Ba\n'.encode(),
        {"population": {2: {"full_name": "Nguyễn Thị Hòa"}, 5: {"full_name": "Tống Thị Ba"}}},
        {3: "STD-QUOTE-ROWS", 4: "STD-QUOTE-ROWS"},
        skipped=HEAD,
        source=alone,
    )
    alone["tables"]["population"]["columns"] = {NAME.split(",")[0]: "full_name"}
    thrice = lines_of(TABLE)
    for _ in range(3):
        thrice = thrice.encode().decode("latin-1")
    often = Case(
        "csv/utf8_encoded_four_times.csv",
        "A client and a tool that each take UTF-8 for Latin-1, month after month",
        thrice.encode(),
        records(2),
        skipped=HEAD,
        source=CSV,
    )
    rows = people(1, 2, 3, 4)
    rows[1][0], rows[2][0], rows[0][1], rows[3][1] = "6.8E+10", "6,8E+10", "Không", "nil"
    lost = Case(
        "csv/excel_short_numbers.csv",
        "Excel: long keys shown as 6.8E+10; people who answer “không” where a name is asked for",
        lines_of([TABLE[0], *[[f'"{cell}"' if "," in cell else cell for cell in row] for row in rows]]).encode(),
        records({2: 1, 5: 4}),
        {3: "digits_lost", 4: "digits_lost"},
        skipped=HEAD,
        source=CSV,
        problems=[(2, "full_name", "empty_word"), (5, "full_name", "empty_word")],
    )
    for row in (2, 5):
        lost.records["population"][row]["full_name"] = None
    titled = CSV | {"village": {"from": "sheet_title"}}
    blank = [""] * 4
    lines = [["SỔ NHÂN KHẨU THÔN 2", *blank], TABLE[0], *people(1), ["Tổ 1", *blank], *people(2), ["THÔN 3:", *blank]]
    lines += [*people(3), ["II. Thôn Phú Cường (tiếp theo)", *blank], TABLE[0], *people(4, 5)]
    sections = Case(
        "csv/village_titles_between.csv",
        "Hand-made: one village after the other in one sheet, each below its title; a part of a village is none",
        lines_of(lines).encode(),
        records({3: 1, 5: 2, 7: 3, 10: 4, 11: 5}),
        skipped={"STD-SKIP-TITLE": [1, 4, 6, 8], "STD-SKIP-HEADING": [2, 9]},
        source=titled,
    )
    for row, village in {3: "THÔN 2", 5: "THÔN 2", 7: "THÔN 3", 10: "Thôn Phú Cường", 11: "Thôn Phú Cường"}.items():
        sections.records["population"][row]["village"] = village
    escaped = lines_of([TABLE[0], *people(1)]) + 'NK02,"Trần Văn Đức","1950","068050000002","Nam \\"x\\", y"\n'
    escaped += 'NK03,"Lê Minh Quân",15/8/2001,068201000003,Nam\n"NK04\\",Phạm Thị Ngọc Ánh,30/04/1975,,Nữ\n'
    mysql = Case(
        "csv/mysql_escaped_quotes.csv",
        "MySQL, PHP: quotes escaped with a backslash; a cell that ends in one",
        escaped.encode(),
        records({2: 1, 3: 2, 4: 3, 5: 4}),
        skipped=HEAD,
        source=CSV,
        problems=[(3, "sex", "unknown_value")],
    )
    mysql.records["population"][3]["sex"] = None
    mysql.records["population"][5] |= {"record_key": "NK04\\", "personal_id": None}
    errors = lines_of([TABLE[0], *[[*row[:3], "#N/A", row[4]] for row in people()]])
    valueless = Case(
        "csv/excel_column_of_errors.csv",
        "Excel: a column of look-ups that found nothing, saved as CSV",
        errors.encode(),
        error="SRC-COLUMN-NO-VALUES",
        named={"column": NUMBER, "count": 5},
        source=CSV,
    )
    packed = Case(
        "csv/gzip_named_csv.csv",
        "gzip: a packed file under the name of what is in it",
        gzip.compress(lines_of(TABLE).encode(), mtime=0),
        error="SRC-FILE-PACKED",
        source=CSV,
    )
    many = [[f"NK{n:02}", PEOPLE[n % 5][1], PEOPLE[n % 5][2], "", "Nam"] for n in range(2, 41)]
    wide = [[*TABLE[0], "Ghi chú"], *[[*row, "x" if n == 35 else ""] for n, row in enumerate(many, 2)]]
    cut = [row[:5] if 16 < n <= 32 else row for n, row in enumerate(wide, 1)]
    blocks = Case(
        "csv/excel_blocks_of_sixteen.csv",
        "Excel: separators left out where the last column is empty in a block of 16 rows",
        lines_of(cut, ",", "\r\n").encode("utf-8-sig"),
        {"population": {n: {"record_key": f"NK{n:02}", "sex": "M"} for n in range(2, 41)}},
        skipped=HEAD,
        source=CSV,
    )
    houses = [
        [*row, number]
        for row, number in zip(people(1, 2, 3, 4), ("12-Mar", "12/3/45", "12/03/2026", "5-Thg 3"), strict=True)
    ]
    dates = Case(
        "csv/excel_numbers_as_dates.csv",
        "Excel: house numbers it took for days, saved as text; an alley's number that is none",
        lines_of([[*TABLE[0], "Số nhà"], *houses]).encode(),
        records({2: 1, 3: 2, 4: 3, 5: 4}, house_no=None),
        skipped=HEAD,
        problems=[(row, "house_no", "excel_date") for row in (2, 4, 5)],
        source=with_columns({"Số nhà": "house_no", "Ngày sinh": "date_of_birth", "Giới tính": "sex"}),
    )
    dates.records["population"][3]["house_no"] = "12/3/45"
    turned = [[row[2], row[0], row[4], row[3], row[1]] for row in [TABLE[0], *people(3, 4, 5)]]
    orders = Case(
        "csv/cat_of_files_in_two_orders.csv",
        "cat, copy /b: two files put together whose columns stand in another order",
        (lines_of(TABLE[:3]) + lines_of(turned)).encode(),
        records({2: 1, 3: 2, 5: 3, 6: 4, 7: 5}),
        skipped={"STD-SKIP-HEADING": [1, 4]},
        source=CSV,
    )
    spaced = "".join(f'{a}, "{b}", {c}, {d}, {e}\n' for a, b, c, d, e in TABLE)
    blanks = Case(
        "csv/blank_after_separators.csv",
        "Hand-made and old tools: a blank after each separator, also before a quotation mark",
        spaced.encode(),
        records(2),
        skipped=HEAD,
        source=CSV,
    )
    unkeyed = from_files("csv")
    unkeyed["tables"]["population"]["key"] = []
    told = lines_of([row[1:] for row in TABLE]) + "(5 rows)\nNgười xuất: admin\n(5 rows affected)"
    clients = Case(
        "csv/psql_row_count.csv",
        "psql, sqlcmd: the number of rows below the table, no line end; who exported it",
        told.encode(),
        records(2),
        skipped=HEAD | {"STD-SKIP-FOOTER": [7, 8, 9]},
        source=unkeyed,
    )
    for record in clients.records["population"].values():
        del record["record_key"]
    return [blanks, clients, orders, signs, joined, one, often, lost, sections, mysql, valueless, packed, blocks, dates]
