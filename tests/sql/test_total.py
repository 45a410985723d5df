"""No expression of a statement may fail on a value, or lean on a neighbour that was meant to be worked out first.

SQL promises no order of evaluation: ``length(x) = length(y) AND hamming(x, y) = 1`` fails on texts of two lengths as
soon as DuckDB asks the second half first. So every function the statements call is one that answers for any value
(TOTAL, held against hostile values below), or stands within a macro of ``sql/total.sql``; every CAST is one that
cannot fail, with its reason here, or is a TRY_CAST.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from doisoat.paths import PACKAGE, SQL
from doisoat.sources.readers.batch import printable
from doisoat.sqlwork import open_session
from doisoat_lab.paths import SQL as LAB
from tests.faults.hostile import TEXTS

KEYWORDS = {
    "all",
    "and",
    "as",
    "by",
    "cast",
    "count",
    "distinct",
    "exclude",
    "exists",
    "filter",
    "from",
    "in",
    "intersect",
    "interval",
    "join",
    "lateral",
    "materialized",
    "not",
    "on",
    "or",
    "over",
    "partition",
    "rename",
    "replace",
    "select",
    "using",
    "values",
    "when",
    "where",
    "with",
    "then",
    "else",
    "case",
    "between",
    "having",
    "set",
    "table",
    "try_cast",
    "qualify",
}
TOTAL_OF_TEXT = {
    # name → how it is called on one text, or two, in the check below
    "length": "length(x)",
    "strlen": "strlen(x)",
    "len": "len(x)",
    "lower": "lower(x)",
    "upper": "upper(x)",
    "trim": "trim(x)",
    "left": "left(x, 1)",
    "right": "right(x, 10)",
    "substr": "substr(x, 6, 2)",
    "split_part": "split_part(x, '/', 2)",
    "string_split": "string_split(x, '|')",
    "strpos": "strpos(x, y)",
    "contains": "contains(x, y)",
    "replace": "replace(x, '-', '')",
    "repeat": "repeat(left(x, 1), length(x))",
    "lpad": "lpad(x, 4, '0')",
    "translate": "translate(x, 'đƀ', 'db')",
    "strip_accents": "strip_accents(x)",
    "nfc_normalize": "nfc_normalize(x)",
    "md5": "md5(x)",
    "sha256": "sha256(x)",
    "md5_number": "md5_number(x)",
    "md5_number_lower": "md5_number_lower(x)",
    "hash": "hash(x, y)",
    "to_json": "to_json(x)",
    "concat": "concat(x, y)",
    "concat_ws": "concat_ws(chr(31), x, y)",
    "nullif": "nullif(x, '')",
    "coalesce": "coalesce(x, y)",
    "greatest": "greatest(x, y)",
    "least": "least(x, y)",
    "regexp_extract": "regexp_extract(x, '/([0-9]+)$', 1)",
    "starts_with": "starts_with(x, y)",
    "letters": "letters(x)",
    "regexp_replace": "regexp_replace(x, '^0+', '')",
    "regexp_full_match": "regexp_full_match(x, '[0-9]{12}')",
    "regexp_split_to_array": "regexp_split_to_array(x, '[;,|+]')",
    "array_to_string": "array_to_string(string_split(x, ' '), '|')",
    "told_date": "told_date(x)",
    "filler_number": "filler_number(x)",
    "candidates": "candidates(x)",
    "resolved": "resolved(x)",
    "replaced": "replaced(x, y)",
    "slips": "slips(x, y)",
    "slips_or_swaps": "slips_or_swaps(x, y)",
    "alike": "alike(x, y)",
    "list_slice": "list_slice(string_split(x, ' '), -2, -1)",
    "list_sort": "list_sort(string_split(x, ' '))",
    "list_distinct": "list_distinct(string_split(x, ' '))",
    "list_has_any": "list_has_any(string_split(x, ' '), string_split(y, ' '))",
    "list_has_all": "list_has_all(string_split(x, ' '), string_split(y, ' '))",
    "list_sum": "list_sum([length(x), strlen(y)])",
    "list_contains": "list_contains(string_split(x, ' '), y)",
    "list_position": "list_position(string_split(x, ' '), y)",
    "list_unique": "list_unique(string_split(x, ' '))",
    "list_intersect": "list_intersect(string_split(x, ' '), string_split(y, ' '))",
    "list_concat": "list_concat([x], [y])",
    "list_transform": "list_transform([x], v -> hash(v))",
    "list_filter": "list_filter([x], v -> v <> '')",
}
TOTAL_OF_NUMBERS = {
    "abs",
    "round",
    "floor",
    "pow",
    "printf",  # of DOUBLE and of counts; infinities and NaN pass through
}
TOTAL_OF_ROWS = {
    "any_value",
    "arg_min",
    "bit_xor",
    "bool_and",
    "bool_or",
    "count",
    "dense_rank",
    "first",
    "lead",
    "list",
    "max",
    "min",
    "mode",
    "row_number",
    "string_agg",
    "sum",
    "unnest",
    "flatten",
    "getvariable",
}
TABLES = {"read_parquet", "range", "discrepancy", "found", "t", "map"}
"""Of files and constants of ours, columns of an INSERT, an alias's columns, a type."""
EXCEPTIONS = {
    "chr": "of a constant",
    "map_from_entries": "the lab's evaluation alone: one entry a source, its key",
    "about_of": "the lab's own macro",
    "levenshtein": "the lab's oracle: of personal numbers it made itself",
    "damerau_levenshtein": "the lab's oracle: of names it made itself",
}
PARTIAL_MACROS = {"hamming", "levenshtein", "damerau_levenshtein", "jaro_winkler_similarity"}

CASTS = (
    (r".* AS VARCHAR", "every value has a text"),
    (r"NULL AS \w+", "nothing to convert"),
    (r"\d+ AS \w+", "a constant"),
    (r"CASE .* END AS TINYINT", "a level: a constant of a few units"),
    (r"(1|8|0) .*END AS TINYINT", "a level"),
    (r"(min|max)\(role\) AS TINYINT", "a role is 0 to 9"),
    (r"least\(len\(.*\), 4\) AS TINYINT", "at most 4"),
    (r"part AS TINYINT", "one of four parts"),
    (r"twice AS TINYINT", "a truth value"),
    (r".*\bkind AS (TINYINT|INTEGER)", "the number of a kind of block"),
    (r"(row_number|dense_rank)\(\) OVER .* - 1 AS INTEGER", "fewer rows than 2^31"),
    (r"\(SELECT max\(nid\) FROM node\) \+ 2 \* row_number\(\) OVER .* AS INTEGER", "fewer nodes than 2^30"),
    (r"written_date AS INTEGER", "four, two and two digits: below 10^8"),
    (r"number AS BIGINT", "a CASE asks for twelve digits before"),
    (r"(added|removed|s\.records|sum\(\w+\)) AS BIGINT", "a count of records"),
    (r"pow\(10, hash\(.*\) % 6\) AS BIGINT", "at most 10^5"),
    (r"[a-z]\.\$number AS BIGINT|l\.label AS BIGINT", "a number of ours, widened"),
    (r"\$exact_bits AS DOUBLE", "a constant"),
    (r"[\w.> =]* IS NOT NULL .* AS TINYINT|.* > 1 AS TINYINT|.* IN \(.*\) AS TINYINT", "a truth value"),
    (r"\{c if c in present else ''\} AS .*", "the canonical column's own type"),
)
SHORT_CASTS = {
    "VARCHAR": "every value has a text",
    "VARCHAR[]": "a parameter of ours",
    "UBIGINT": "of NULL",
    "INT": "of a truth value",
    "HUGEINT": "of 64 bits of a hash",
    "UHUGEINT": "a constant",
    "INTEGER": "a row's number within one record",
    "BIGINT": "a number of ours, widened, or a count",
}


def statements() -> Iterator[tuple[str, str]]:
    """(where, text) of every SQL file and of every string of the library that is a piece of SQL."""
    for path in sorted(SQL.rglob("*.sql")):
        yield path.relative_to(SQL).as_posix(), _bare(path.read_text("utf-8"))
    for path in sorted(LAB.rglob("*.sql")):
        yield f"lab/{path.relative_to(LAB).as_posix()}", _bare(path.read_text("utf-8"))
    for path in sorted(PACKAGE.rglob("*.py")):
        others = set()
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if (
                isinstance(body, list)
                and body
                and isinstance(body[0], ast.Expr)
                and isinstance(body[0].value, ast.Constant)
            ):
                others.add(id(body[0].value))
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                others.add(id(node.value))
            if isinstance(node, ast.JoinedStr):
                others.update(id(part) for part in node.values)
        for node in ast.walk(tree):
            text = _text(node)
            if text and id(node) not in others and re.search(r"\b(SELECT|CAST\(|FROM|::[A-Z])", text):
                yield f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}", _bare(text)


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{" + ast.unparse(part.value) + "}"
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        )
    return None


def _bare(text: str) -> str:
    """Without comments and without what stands in quotes; blanks single."""
    text = re.sub(r"--[^\n]*", " ", text)
    return re.sub(r"\s+", " ", re.sub(r"'(?:[^']|'')*'", "''", text))


def _casts(text: str) -> Iterator[str]:
    for found in re.finditer(r"(?<!TRY_)\bCAST\(", text):
        depth, at = 1, found.end()
        while depth and at < len(text):
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        yield text[found.end() : at - 1].strip()


@cache
def own_macros() -> frozenset[str]:
    """Macros of ours: what stands in them is looked at where they are made."""
    files = [*sorted(SQL.rglob("*.sql")), *sorted(LAB.rglob("*.sql"))]
    return frozenset(re.findall(r"MACRO (\w+)\(", "".join(path.read_text("utf-8") for path in files)))


def partial(where: str, text: str) -> list[str]:
    """What in a piece of SQL may fail on a value."""
    found = []
    known = own_macros() | KEYWORDS | set(TOTAL_OF_TEXT) | TOTAL_OF_NUMBERS | TOTAL_OF_ROWS | TABLES
    if where == "total.sql":
        known |= PARTIAL_MACROS
    if where.endswith(".sql"):
        lab = where.startswith("lab/")
        excepted = {name for name in EXCEPTIONS if lab or name == "chr"}
        found += [
            name
            for name in re.findall(r"(?<![\w${}.])([a-z_][a-z_0-9]*) ?\(", text.lower())
            if name not in known | excepted
            and not re.search(rf"\b{name} ?\([^)]*\) as (materialized )?\(", text.lower())
        ]
    else:
        found += [
            name
            for name in re.findall(r"\b([a-z_0-9]+)\(", text.lower())
            if name in PARTIAL_MACROS | {"strptime", "make_date", "json_extract", "jaccard", "error", "from_hex"}
        ]
    found += [cast for cast in _casts(text) if not any(re.fullmatch(pattern, cast) for pattern, _ in CASTS)]
    found += [kind for kind in re.findall(r"::([A-Z]+(?:\[\])?)", text) if kind not in SHORT_CASTS]
    return found


def test_every_expression_of_every_statement_answers_for_any_value() -> None:
    found = {where: bad for where, text in statements() if (bad := partial(where, text))}
    assert found == {}


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("SELECT length(x) = length(y) AND hamming(x, y) = 1", "hamming"),
        ("SELECT strptime(x, '') FROM t WHERE ok", "strptime"),
        ("SELECT CAST(x.value AS INTEGER) FROM t WHERE regexp_full_match(x.value, '')", "x.value AS INTEGER"),
        ("SELECT x::DATE FROM t", "DATE"),
        ("SELECT CAST(floor(area / 16) AS BIGINT)", "floor(area / 16) AS BIGINT"),
        ("SELECT ln(x)", "ln"),
        ("SELECT list_zip(x)", "list_zip"),
    ],
)
def test_the_check_sees_what_may_fail(text: str, bad: str) -> None:
    assert bad in partial("link/made_up.sql", text)


def test_what_is_called_total_answers_for_hostile_values(tmp_path: Path) -> None:
    texts = printable(pa.array([text[:1_000] for text in TEXTS], pa.string()))
    table = pa.table({"x": pa.concat_arrays([texts, pa.array([None, "", "ẵ" * 2_000], pa.string())])})
    with open_session() as session:
        con = session.con
        con.register("arrived", table)
        session.run("detect/prepare/macros")
        con.execute("CREATE TABLE one AS SELECT x, row_number() OVER () AS n FROM arrived")
        con.execute("CREATE TABLE pair AS SELECT a.x, b.x AS y FROM one a JOIN one b ON b.n % 37 = a.n % 37")
        for name, call in TOTAL_OF_TEXT.items():
            con.execute(f"SELECT '{name}', count({call}) FROM pair").fetchone()
        for kind in ("INTEGER", "BIGINT", "DOUBLE"):
            con.execute(f"SELECT count(TRY_CAST(x AS {kind})) FROM one").fetchone()


def test_macros_say_what_they_say() -> None:
    with open_session() as session:
        row = session.con.execute(
            "SELECT replaced('w76gwj', 'w76gwk'), replaced('w76gwj', 'w76gw'), replaced('Đ1', 'D1'), replaced('', ''),"
            " slips('an', 'anh'), slips(repeat('a', 600), repeat('a', 600)), slips(repeat('a', 600), 'a'),"
            " slips_or_swaps('12', '21'), alike('an', 'an'), alike(repeat('a', 600), 'a'), slips(NULL, 'a')"
        ).fetchone()
    assert row == (1, None, None, None, 1, 0, 600, 1, 1.0, 0.0, None)
