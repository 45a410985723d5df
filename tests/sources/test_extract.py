"""The landing: raw bytes and rows unchanged, with checksums; the same content has the same digest."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlparse

import pytest
from sqlalchemy import create_engine, text

from doisoat.sources import SourceError, SourceUnavailable, extract, load_landing, read
from doisoat.sources.httppages import from_http
from doisoat.sources.landing import Landing, sha256_of
from doisoat.sources.model import Http, Source, Sql
from doisoat.sources.readers.batch import ROW
from doisoat.sources.sqlrows import from_sql
from tests.sources.kit import NAME, NUMBER, PEOPLE, book, column, connections, source
from tests.support.s3 import S3Server, s3_server
from tests.support.services import TemporaryDatabase

ROWS = [{"id": n, "ho_ten": f"Nguyễn Văn {n}", "ngay_sinh": "1985-01-02", "gioi_tinh": n % 2} for n in range(250)]


def sql_source(**origin: str) -> Source:
    table = {
        "from": origin or {"table": "cong_dan"},
        "key": ["id"],
        "columns": {
            "ho_ten": "full_name",
            "ngay_sinh": "date_of_birth",
            "gioi_tinh": {"field": "sex", "map": {"1": "M"}},
        },
        "required": ["ho_ten"],
    }
    return source(format="sql", location={"connection": "db"}, tables={"population": table})


def fill(url: str, rows: list[dict[str, Any]]) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE cong_dan (id INTEGER, ho_ten TEXT, ngay_sinh TEXT, gioi_tinh INTEGER)"))
        connection.execute(text("INSERT INTO cong_dan VALUES (:id, :ho_ten, :ngay_sinh, :gioi_tinh)"), rows)
    engine.dispose()


def land(given: Source, folder: Path, out: str, **others: Any) -> Landing:
    return extract(given, connections(folder, **others), folder / out)


def test_files_are_kept_byte_for_byte(tmp_path: Path) -> None:
    original = book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    landing = land(source(), tmp_path, "landed")
    assert [(file.name, file.sha256) for file in landing.files] == [(original.name, sha256_of(original))]
    assert landing.path(landing.files[0]).read_bytes() == original.read_bytes()
    assert load_landing(tmp_path / "landed") == landing
    assert land(source(), tmp_path, "again").digest == landing.digest


def test_the_digest_changes_with_content_and_name(tmp_path: Path) -> None:
    digests = set()
    for number, (name, rows) in enumerate((("a", PEOPLE), ("a", PEOPLE[1:]), ("b", PEOPLE))):
        folder = tmp_path / str(number)
        folder.mkdir()
        book(folder / f"so_nhan_khau_{name}.xlsx", rows)
        digests.add(land(source(), folder, "out").digest)
    assert len(digests) == 3


def test_lock_files_and_downloads_under_way_are_no_sources(tmp_path: Path) -> None:
    book(tmp_path / "so_nhan_khau.xlsx", PEOPLE)
    for name in ("~$so_nhan_khau.xlsx", "so_nhan_khau.xlsx.part", "so_nhan_khau (1).crdownload"):
        (tmp_path / name).write_bytes(b"x")
    assert len(land(source(), tmp_path, "out").files) == 1


def test_names_match_however_their_letters_are_composed(tmp_path: Path) -> None:
    import unicodedata

    book(tmp_path / unicodedata.normalize("NFD", "sổ_nhân_khẩu.xlsx"), PEOPLE)
    place = {"connection": "files", "path": unicodedata.normalize("NFC", "sổ_nhân_khẩu*")}
    assert len(land(source(location=place), tmp_path, "out").files) == 1


def test_sql_rows_in_chunks_and_a_digest_that_ignores_their_order(tmp_path: Path) -> None:
    fill(f"sqlite:///{tmp_path}/a.db", ROWS)
    fill(f"sqlite:///{tmp_path}/b.db", ROWS[::-1])
    fill(f"sqlite:///{tmp_path}/c.db", [*ROWS[:-1], ROWS[-1] | {"ho_ten": "Nguyễn Văn X"}])
    digests = {}
    for name in "abc":
        database = Sql(url=f"sqlite:///{tmp_path}/{name}.db")
        files = from_sql(sql_source(), database, tmp_path / name, chunk_rows=100)
        assert [file.rows for file in files] == [100, 100, 50]
        digests[name] = {file.sha256 for file in files}
    assert digests["a"] == digests["b"] != digests["c"]
    whole = from_sql(sql_source(), Sql(url=f"sqlite:///{tmp_path}/a.db"), tmp_path / "whole", chunk_rows=1000)
    assert {file.sha256 for file in whole} == digests["a"]


def test_sql_rows_are_read_back_without_row_numbers(tmp_path: Path) -> None:
    fill(f"sqlite:///{tmp_path}/a.db", ROWS)
    for given in (sql_source(), sql_source(query="SELECT * FROM cong_dan WHERE id >= 0")):
        url = f"sqlite:///{tmp_path}/a.db"
        landing = land(given, tmp_path, f"out{len(given.model_dump_json())}", db={"kind": "sql", "url": url})
        batches = list(read(landing, given, next(iter(given.groups()))))
        assert column(batches, "ho_ten") == [row["ho_ten"] for row in ROWS]
        assert set(column(batches, ROW)) == {None}


def test_an_empty_table_still_shows_its_columns(tmp_path: Path) -> None:
    fill(f"sqlite:///{tmp_path}/a.db", ROWS[:1])
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM cong_dan"))
    landing = land(sql_source(), tmp_path, "out", db={"kind": "sql", "url": f"sqlite:///{tmp_path}/a.db"})
    assert [file.rows for file in landing.files] == [0]


def test_mixed_types_in_one_sqlite_column(tmp_path: Path) -> None:
    rows = [dict(ROWS[0]), dict(ROWS[1]) | {"id": "x-1"}, dict(ROWS[2]) | {"id": 2.5}, dict(ROWS[3]) | {"id": b"\x41"}]
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE cong_dan (id, ho_ten, ngay_sinh, gioi_tinh)"))
        connection.execute(text("INSERT INTO cong_dan VALUES (:id, :ho_ten, :ngay_sinh, :gioi_tinh)"), rows)
    landing = land(sql_source(), tmp_path, "out", db={"kind": "sql", "url": f"sqlite:///{tmp_path}/a.db"})
    given = sql_source()
    assert column(list(read(landing, given, next(iter(given.groups())))), "id") == ["0", "x-1", "2.5", "A"]


def test_postgres(tmp_path: Path) -> None:
    with TemporaryDatabase() as url:
        fill(url, ROWS)
        landing = land(sql_source(), tmp_path, "out", db={"kind": "sql", "url": url})
        given = sql_source()
        assert len(column(list(read(landing, given, next(iter(given.groups())))), "ho_ten")) == 250
        fill_lite = f"sqlite:///{tmp_path}/same.db"
        fill(fill_lite, ROWS)
        same = land(given, tmp_path, "lite", db={"kind": "sql", "url": fill_lite})
        assert same.digest == landing.digest
        missing = sql_source(table="khong_co")
        with pytest.raises(SourceError) as caught:
            land(missing, tmp_path, "bad", db={"kind": "sql", "url": url})
        assert caught.value.code == "SRC-SQL-TABLE"


class Service(BaseHTTPRequestHandler):
    """Pages of people; `plan` says what to answer before each good answer."""

    plan: ClassVar[list[int]] = []
    pages: ClassVar[dict[int, Any]] = {}
    token = "s3cret-token"

    def do_GET(self) -> None:
        status = self.plan.pop(0) if self.plan else 200
        page = int(parse_qs(urlparse(self.path).query)["page"][0])
        if self.headers.get("Authorization") != f"Bearer {self.token}":
            status = 401
        body = json.dumps(self.pages.get(page, {"items": [], "total": 5})).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def service(plan: list[int], pages: dict[int, Any]) -> Iterator[str]:
    Service.plan, Service.pages = plan, pages
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def people(start: int, end: int, total: int = 5) -> dict[str, Any]:
    names = ("Mã NK", NAME, "Ngày sinh", NUMBER, "Giới tính")
    return {"items": [dict(zip(names, row, strict=True)) for row in PEOPLE[start:end]], "total": total}


HTTP = source(
    format="json",
    location={"connection": "api", "path": "/api/nhan-khau", "size_param": "size", "size": 2, "total": "total"},
)
GOOD = {1: people(0, 2), 2: people(2, 4), 3: people(4, 5)}


def fetch(url: str, root: Path, **changes: Any) -> tuple[list[float], Any]:
    waits: list[float] = []
    connection = Http(url=url, token=Service.token, attempts=3, **changes)
    return waits, from_http(HTTP, connection, root, waits.append)


def test_http_pages_until_the_total(tmp_path: Path) -> None:
    with service([], GOOD) as url:
        api = {"kind": "http", "url": url, "token": Service.token}
        landing = land(HTTP, tmp_path, "out", api=api)
    assert [file.name for file in landing.files] == ["page-000001.json", "page-000002.json", "page-000003.json"]
    assert column(list(read(landing, HTTP, next(iter(HTTP.groups())))), NAME) == [row[1] for row in PEOPLE]


def test_http_server_errors_heal_by_trying_again(tmp_path: Path) -> None:
    with service([503, 200, 500, 429, 200], GOOD) as url:
        waits, files = fetch(url, tmp_path)
    assert len(files) == 3
    assert waits == [1.0, 1.0, 2.0]


def test_http_gives_up_after_its_attempts(tmp_path: Path) -> None:
    with service([503, 503, 503], GOOD) as url, pytest.raises(SourceUnavailable) as caught:
        fetch(url, tmp_path)
    assert caught.value.heals


@pytest.mark.parametrize(
    ("status", "code"), [(401, "SRC-HTTP-REFUSED"), (403, "SRC-HTTP-REFUSED"), (404, "SRC-HTTP-STATUS")]
)
def test_http_refusals_are_not_tried_again(tmp_path: Path, status: int, code: str) -> None:
    with service([status, 200], GOOD) as url, pytest.raises(SourceError) as caught:
        fetch(url, tmp_path)
    assert (caught.value.code, caught.value.heals, Service.plan) == (code, False, [200])


def test_http_total_that_moves_means_reading_again(tmp_path: Path) -> None:
    moved = {1: people(0, 2), 2: people(2, 4, total=6)}
    with service([], moved) as url, pytest.raises(SourceUnavailable) as caught:
        fetch(url, tmp_path)
    assert caught.value.code == "SRC-HTTP-MOVED"
    with service([], {1: people(0, 2)}) as url, pytest.raises(SourceUnavailable):
        fetch(url, tmp_path)


def test_http_content_that_is_not_what_was_promised(tmp_path: Path) -> None:
    with service([], {1: {"rows": [1]}}) as url, pytest.raises(SourceError) as caught:
        fetch(url, tmp_path)
    assert caught.value.code == "SRC-HTTP-CONTENT"


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


def s3_put(server: S3Server, key: str, path: Path) -> None:
    import boto3
    from botocore.config import Config

    boto3.client(
        "s3",
        endpoint_url=server.endpoint_url,
        region_name=server.region,
        aws_access_key_id=server.access_key,
        aws_secret_access_key=server.secret_key,
        config=Config(
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    ).upload_file(str(path), server.bucket, key)


def test_s3(tmp_path: Path, s3: S3Server) -> None:
    original = book(tmp_path / "b.xlsx", PEOPLE)
    s3_put(s3, "registers/commune/so_nhan_khau_tháng 11.xlsx", original)
    place = {"connection": "s3", "path": "commune/so_nhan_khau*.xlsx"}
    given = source(location=place)
    landing = land(given, tmp_path, "out", s3=s3.connection("registers"))
    assert [file.sha256 for file in landing.files] == [sha256_of(original)]
    assert column(list(read(landing, given, next(iter(given.groups())))), NAME) == [row[1] for row in PEOPLE]


def test_s3_refusals_have_names(tmp_path: Path, s3: S3Server) -> None:
    given = source(location={"connection": "s3", "path": "nothing*.xlsx"})
    wrong = s3.connection() | {"secret_key": "tối mật"}
    cases = {
        "SRC-FILE-MISSING": s3.connection(),
        "SRC-S3-REFUSED": wrong,
        "SRC-S3-BUCKET": s3.connection() | {"bucket": "khong-co"},
        "SRC-S3-UNREACHABLE": s3.connection() | {"endpoint_url": "http://127.0.0.1:9"},
    }
    for code, entry in cases.items():
        with pytest.raises(SourceError) as caught:
            land(given, tmp_path, "bad", s3=entry)
        assert caught.value.code == code
        assert "tối mật" not in str(caught.value)
        assert caught.value.heals is (code == "SRC-S3-UNREACHABLE")
