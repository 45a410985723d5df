"""What web services answer, page by page: raw HTTP, as it comes over the line."""

import gzip
import json
from typing import Any

from tests.sources.corpus.case import HEADINGS, Case, from_files, people, records
from tests.sources.corpus.replay import answer, joined

_SERVICE = {"connection": "api", "path": "/nhan-khau", "items": "items", "total": "total"}
ITEMS = [dict(zip(HEADINGS, row, strict=True)) for row in people()]
_KEPT = records(1)["population"]
PAGED: dict[str, dict[Any, dict[str, Any]]] = {
    "population": {f"{1 + n // 2}:{1 + n % 2}": _KEPT[n + 1] for n in range(5)}
}


def _source(**changes: Any) -> dict[str, Any]:
    return from_files("json", location=_SERVICE | changes)


def _body(items: Any, total: Any = 5, **others: Any) -> bytes:
    return json.dumps({"items": items, "total": total, **others}, ensure_ascii=False).encode()


def _page(number: int, **others: Any) -> bytes:
    return answer(number, _body(ITEMS[2 * number - 2 : 2 * number]), **others)


def cases() -> list[Case]:
    """All of them."""
    three = [_page(1), _page(2), _page(3)]
    found = [
        Case(
            "http/spring_pages.http",
            "Spring, ASP.NET: items and total, three pages",
            joined(three),
            PAGED,
            source=_source(),
        ),
        Case(
            "http/busy_retry_after.http",
            "Gateways: 429 with Retry-After, then the page",
            joined(
                [
                    _page(1),
                    answer(2, b"", status="429 Too Many Requests", headers=["Retry-After: 2"]),
                    _page(2),
                    _page(3),
                ]
            ),
            PAGED,
            source=_source(),
        ),
        Case(
            "http/cut_body_once.http",
            "A line that dropped: a body shorter than its Content-Length, then the page",
            joined([_page(1), _page(2, length=9999), _page(2), _page(3)]),
            PAGED,
            source=_source(),
        ),
        Case(
            "http/gzip_broken_once.http",
            "A proxy: a body that is not the gzip its heading says, then the page",
            joined([_page(1), answer(2, b"no gzip", headers=["Content-Encoding: gzip"]), _page(2), _page(3)]),
            PAGED,
            source=_source(),
        ),
        Case(
            "http/gzip_pages.http",
            "nginx: bodies in gzip",
            joined(
                [
                    answer(
                        n,
                        gzip.compress(_body(ITEMS[2 * n - 2 : 2 * n]), 0, mtime=0),
                        headers=["Content-Encoding: gzip"],
                    )
                    for n in (1, 2, 3)
                ]
            ),
            PAGED,
            source=_source(),
        ),
        Case(
            "http/half_json_once.http",
            "A server that ended early: half a document of the length it says, then all",
            joined([_page(1), answer(2, _body(ITEMS[2:4])[:40]), _page(2), _page(3)]),
            PAGED,
            source=_source(),
        ),
        Case(
            "http/not_found_after_last.http",
            "Django: 404 after the last page, no total",
            joined([*three, answer(4, b'{"detail":"Invalid page."}', status="404 Not Found")]),
            PAGED,
            source=_source(total=None),
        ),
        Case(
            "http/null_after_last.http",
            "Go: null in place of an empty list after the last page, no total",
            joined([*three, answer(4, _body(None))]),
            PAGED,
            source=_source(total=None),
        ),
        Case(
            "http/page_ignored.http",
            "A service that knows no such parameter: every page is the first",
            joined([answer(n, _body(ITEMS[:2], None)) for n in range(1, 6)]),
            error="SRC-HTTP-REPEATED",
            source=_source(total=None),
        ),
        Case(
            "http/total_moves.http",
            "A register in use: the total changes between two pages",
            joined([_page(1), answer(2, _body(ITEMS[2:4], 6)), _page(3)]),
            error="SRC-HTTP-MOVED",
            source=_source(),
        ),
        Case(
            "http/token_refused.http",
            "A token that has run out",
            answer(1, b"", status="401 Unauthorized"),
            error="SRC-HTTP-REFUSED",
            source=_source(),
        ),
        Case(
            "http/sign_in_page.http",
            "A portal: its sign-in page with 200 in place of JSON",
            answer(1, b"<!DOCTYPE html><title>Log in</title>", headers=["Content-Type: text/html"]),
            error="SRC-HTTP-CONTENT",
            source=_source(),
        ),
    ]
    bare = [*three, answer(4, b'{"items": [{}, {"ghi_chu": "x"}], "total": null}'), answer(5, _body([]))]
    found.append(
        Case(
            "http/objects_without_names.http",
            "A service that pads its last page: objects without any wanted name",
            joined(bare),
            PAGED,
            {"4:1": "STD-NO-IDENTITY", "4:2": "STD-NO-IDENTITY"},
            source=_source(total=None),
        )
    )
    holes = [_page(1), answer(2, _body([])), answer(3, _body(ITEMS[2:4])), answer(4, _body([])), answer(5, b"null")]
    found.append(
        Case(
            "http/empty_page_between.http",
            "A service that filters each page: an empty one between others",
            joined(holes),
            {"population": {"1:1": _KEPT[1], "1:2": _KEPT[2], "3:1": _KEPT[3], "3:2": _KEPT[4]}},
            source=_source(total=None),
        )
    )
    return found
