"""Pages of a web service, from a real one on this machine: waits, bodies that are not whole, lists that move."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from doisoat.sources import SourceError, SourceUnavailable, extract, read
from doisoat.sources.httppages import from_http
from doisoat.sources.model import Http
from tests.sources.kit import BORN, NAME, NUMBER, PEOPLE, SEX, column, connections, source

Answer = tuple[int, dict[str, str], bytes]
TOKEN = "m4t-khau"
ITEMS = [dict(zip(("Mã NK", NAME, BORN, NUMBER, SEX), row, strict=True)) for row in PEOPLE]


def page(items: Any, status: int = 200, **others: Any) -> Answer:
    return status, {}, json.dumps({"items": items} | others, ensure_ascii=False).encode()


def pages(number: int, items: list[Any] = ITEMS) -> Answer:
    return page(items[2 * number - 2 : 2 * number])


@contextmanager
def serving(answer: Callable[[int, int], Answer]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A service that answers (page, how often it was asked for it) and keeps the headers it was sent."""
    asked: list[dict[str, str]] = []
    times: dict[int, int] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            number = int(parse_qs(urlparse(self.path).query).get("page", ["0"])[0])
            asked.append({"path": self.path} | {name.lower(): value for name, value in self.headers.items()})
            times[number] = times.get(number, 0) + 1
            status, headers, body = answer(number, times[number])
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                if value:
                    self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def fetch(url: str, root: Path, **place: Any) -> tuple[list[float], int]:
    given = source(format="json", location={"connection": "api", "path": "/nk", **place})
    waits: list[float] = []
    landed = from_http(given, Http(url=url, token=TOKEN, attempts=3), root, waits.append)
    return waits, len(landed)


def failed(url: str, root: Path, **place: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        fetch(url, root, **place)
    assert TOKEN not in str(caught.value) + repr(caught.value)
    return caught.value


@pytest.mark.parametrize(
    "end", [page([]), page(None), (404, {}, b'{"detail": "none"}'), (204, {"Content-Length": ""}, b"")]
)
def test_the_reading_ends_after_the_last_page(tmp_path: Path, end: Answer) -> None:
    with serving(lambda n, _: pages(n) if n < 4 else end) as (url, _):
        assert fetch(url, tmp_path) == ([], 3)
        given = source(format="json", location={"connection": "api", "path": "/nk"})
        landing = extract(given, connections(tmp_path, api={"kind": "http", "url": url}), tmp_path / "out")
        batches = list(read(landing, given, next(iter(given.groups()))))
        assert column(batches, NAME) == [row[1] for row in PEOPLE]


def test_a_service_without_a_first_page_is_named(tmp_path: Path) -> None:
    with serving(lambda *_: (404, {}, b"{}")) as (url, _):
        assert failed(url, tmp_path).code == "SRC-HTTP-STATUS"


def test_waiting_as_long_as_the_service_asks(tmp_path: Path) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    for told, low, high in (
        ("7", 7, 7),
        (later, 60, 90),
        (past, 0, 0),
        ("99999", 300, 300),
        ("bald", 1, 1),
        ("-5", 1, 1),
    ):
        for status in (429, 503):
            busy: Answer = (status, {"Retry-After": told}, b"")
            with serving(lambda n, times, busy=busy: busy if (n, times) == (2, 1) else pages(n)) as (url, _):
                waits, count = fetch(url, tmp_path)
            assert count == 3
            assert len(waits) == 1
            assert low <= waits[0] <= high


def test_a_service_that_stays_busy_is_named(tmp_path: Path) -> None:
    with serving(lambda *_: (429, {"Retry-After": "20"}, b"")) as (url, _):
        error = failed(url, tmp_path)
    assert (error.code, error.heals, error.fields["waited"]) == ("SRC-HTTP-BUSY", True, "40")


BROKEN: dict[str, Answer] = {
    "shorter than its length": (200, {"Content-Length": "9999"}, pages(2)[2]),
    "broken chunks": (200, {"Content-Length": "", "Transfer-Encoding": "chunked"}, b"ff\r\n" + pages(2)[2][:20]),
    "no gzip": (200, {"Content-Encoding": "gzip"}, pages(2)[2]),
    "half a gzip": (200, {"Content-Encoding": "gzip"}, gzip.compress(pages(2)[2])[:-30]),
    "no UTF-8": (200, {}, pages(2)[2].replace("ễ".encode(), b"\xe1\xbb")),
    "wrong charset": (200, {"Content-Type": "application/json; charset=ascii"}, pages(2)[2] + b"\xff"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_body_that_is_not_whole_is_asked_for_again_then_named(tmp_path: Path, kind: str) -> None:
    people = [dict(item, **{NAME: "Nguyễn"}) for item in ITEMS]
    body = {"no UTF-8": (200, {}, pages(2, people)[2].replace("ễ".encode(), b"\xe1\xbb"))}.get(kind, BROKEN[kind])
    with serving(lambda n, times: body if (n, times) == (2, 1) else pages(n, people)) as (url, _):
        assert fetch(url, tmp_path) == ([1.0], 3)
    with serving(lambda n, _: body if n == 2 else pages(n, people)) as (url, _):
        error = failed(url, tmp_path)
    assert (error.code, error.heals, error.fields["page"]) in (
        ("SRC-HTTP-BODY", True, 2),
        ("SRC-HTTP-CONTENT", False, 2),
    )
    assert "Nguyễn" not in str(error)


def test_half_a_document_is_asked_for_again(tmp_path: Path) -> None:
    half: Answer = (200, {}, pages(2)[2][:40])
    with serving(lambda n, times: half if (n, times) == (2, 1) else pages(n)) as (url, _):
        assert fetch(url, tmp_path)[1] == 3
    with serving(lambda n, _: half if n == 2 else pages(n)) as (url, _):
        assert failed(url, tmp_path).code in ("SRC-HTTP-BODY", "SRC-HTTP-CONTENT")  # cut in a letter, or beside one


def test_a_declared_encoding_is_undone(tmp_path: Path) -> None:
    people: list[Any] = [{"a": f"Lê Hà {n}"} for n in range(5)]
    headers = {"Content-Type": "application/json; charset=iso-8859-1"}
    with serving(lambda n, _: (200, headers, pages(n, people)[2].decode().encode("latin-1"))) as (url, _):
        assert fetch(url, tmp_path)[1] == 3
    assert "Lê Hà 0" in (tmp_path / "raw" / "page-000001.json").read_text("utf-8")


def test_a_page_that_comes_again_ends_the_reading(tmp_path: Path) -> None:
    with serving(lambda n, _: page(ITEMS[:2], request=n)) as (url, asked):
        error = failed(url, tmp_path)
    assert (error.code, error.heals, len(asked)) == ("SRC-HTTP-REPEATED", False, 2)
    with serving(lambda n, _: pages(1 + n % 2)) as (url, asked):
        assert (failed(url, tmp_path).code, len(asked)) == ("SRC-HTTP-REPEATED", 3)


def moving(at: int, insert: bool) -> Callable[[int, int], Answer]:
    """A list of 12 into which a row comes at its head (or out of which one goes) once page `at` was read."""
    items = [dict(ITEMS[0], **{"Mã NK": f"NK{n}"}) for n in range(12)]
    read_so_far = {"last": 0}

    def answer(number: int, _: int) -> Answer:
        moved = read_so_far["last"] >= at
        read_so_far["last"] = max(read_so_far["last"], number)
        now = [dict(items[0], **{"Mã NK": "NEW"}), *items] if insert else items[1:]
        return pages(number, now if moved else items)

    return answer


@pytest.mark.parametrize("insert", [True, False])
@pytest.mark.parametrize("at", [1, 2, 5])
def test_a_list_that_moves_while_it_is_read_is_read_again(tmp_path: Path, at: int, insert: bool) -> None:
    with serving(moving(at, insert)) as (url, _):
        error = failed(url, tmp_path)
    assert error.code == "SRC-HTTP-MOVED"
    assert isinstance(error, SourceUnavailable)


def test_a_row_inserted_in_the_middle_is_seen_by_its_key(tmp_path: Path) -> None:
    items = [dict(ITEMS[0], **{"Mã NK": f"NK{n}"}) for n in range(12)]
    grown = [*items[:3], dict(items[0], **{"Mã NK": "NEW"}), *items[3:]]
    asked: list[int] = []

    def answer(number: int, _: int) -> Answer:
        asked.append(number)
        return pages(number, grown if 3 in asked[:-1] else items)

    with serving(answer) as (url, _):
        assert failed(url, tmp_path).code == "SRC-HTTP-MOVED"


def test_a_key_the_register_has_twice_is_no_movement(tmp_path: Path) -> None:
    twice = [*ITEMS[:3], ITEMS[0], ITEMS[4]]
    with serving(lambda n, _: pages(n, twice)) as (url, asked):
        assert fetch(url, tmp_path)[1] == 3
    assert [item["path"].split("page=")[1] for item in asked] == ["1", "2", "3", "4", "5", "1", "2"]


def test_redirects_stay_with_the_host_and_take_no_token_away(tmp_path: Path) -> None:
    with serving(lambda n, _: pages(n)) as (other, asked_there):
        with serving(lambda n, _: (302, {"Location": f"{other}/nk?page={n}"}, b"")) as (url, _):
            error = failed(url, tmp_path)
        assert (error.code, asked_there) == ("SRC-HTTP-REDIRECT", [])

    def here(number: int, times: int) -> Answer:
        return (301, {"Location": f"/v2?page={number}"}, b"") if times % 2 else pages(number)

    with serving(here) as (url, asked):
        assert fetch(url, tmp_path)[1] == 3
    assert {item["authorization"] for item in asked} == {f"Bearer {TOKEN}"}


def test_a_page_nested_without_end_is_refused(tmp_path: Path) -> None:
    with serving(lambda *_: (200, {}, b'{"items": ' + b"[" * 5_000 + b"]" * 5_000 + b"}")) as (url, _):
        assert failed(url, tmp_path).code == "SRC-LIMIT-NESTING"
