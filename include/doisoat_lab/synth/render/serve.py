"""The paged web service of Vietnam Social Security, played over a synthetic province's files.

One path; `page` (from 1) and `size` in, `{"page", "size", "total", "items": […]}` out; without the bearer token 401.
The standard library's server is enough: it stands in for somebody else's system and never serves real data.
"""

from __future__ import annotations

import hmac
import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq

PATH = "/api/nguoi-tham-gia"
LARGEST_PAGE = 10_000
TOKEN_VARIABLE = "DOISOAT_BHXH_TOKEN"  # noqa: S105 the variable's name, not a token


class Pages:
    """Rows of a folder of Parquet parts, by position.

    Args:
        folder: sources/api of the province.

    Raises:
        FileNotFoundError: there are no parts.
    """

    def __init__(self, folder: Path) -> None:
        parts = sorted(folder.rglob("*.parquet"))
        if not parts:
            raise FileNotFoundError(folder)
        self._parts = [(path, pq.ParquetFile(path).metadata.num_rows) for path in parts]
        self.total = sum(rows for _, rows in self._parts)

    def rows(self, first: int, count: int) -> list[dict[str, Any]]:
        """At most `count` rows from row `first` (0-based) on."""
        found: list[dict[str, Any]] = []
        for path, rows in self._parts:
            if first < rows and len(found) < count:
                found += pq.read_table(path).slice(first, count - len(found)).to_pylist()
                first = 0
            else:
                first = max(0, first - rows)
        return found


def server(folder: Path, port: int, token: str, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """A server ready for `serve_forever`; port 0 takes any free one.

    Args:
        folder: sources/api of the province.
        port: where to listen.
        token: what clients must send as `Authorization: Bearer …`.
        host: address to listen on.
    """
    pages = Pages(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            sent = self.headers.get("Authorization", "")
            if not hmac.compare_digest(sent.encode(), f"Bearer {token}".encode()):
                self._answer(HTTPStatus.UNAUTHORIZED, {"error": "token"})
            elif address.path != PATH:
                self._answer(HTTPStatus.NOT_FOUND, {"error": "path"})
            else:
                query = parse_qs(address.query)
                try:
                    page, size = int(query.get("page", ["1"])[0]), int(query.get("size", ["1000"])[0])
                except ValueError:
                    page = size = 0
                if page < 1 or not 1 <= size <= LARGEST_PAGE:
                    self._answer(HTTPStatus.BAD_REQUEST, {"error": "page, size"})
                    return
                items = pages.rows((page - 1) * size, size)
                self._answer(HTTPStatus.OK, {"page": page, "size": size, "total": pages.total, "items": items})

        def _answer(self, status: HTTPStatus, content: dict[str, Any]) -> None:
            body = json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the stand-in runs inside tests and beside a progress display."""

    return ThreadingHTTPServer((host, port), Handler)
