"""One page of a web service: asked for again while that may help, and named when it does not.

What can heal is tried again: no answer, a server error, "too many requests", a body that is cut off or not what its
headers say. A refused token is not. The token goes to the host of the connection and no other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from doisoat.registers.messages import Message, register_messages
from doisoat.sources.errors import SourceError, SourceUnavailable
from doisoat.sources.jsonpath import loads, nested_at_most
from doisoat.sources.limit_errors import beyond
from doisoat.sources.limits import Limits, size_text

LONGEST_WAIT = 300.0
"""Seconds a service may ask us to wait at most; what asks for more is tried again by the next run."""
_REDIRECTS = (301, 302, 303, 307, 308)

register_messages(
    {
        "SRC-HTTP-BUSY": Message(
            vi="Nguồn {source}: dịch vụ của kết nối «{name}» báo quá nhiều yêu cầu (HTTP 429) ở trang {page}, đã chờ "
            "{waited} giây. Hệ thống sẽ thử lại sau; đề nghị đơn vị cung cấp nâng hạn mức nếu lặp lại.",
            en="Source {source}: the service of connection '{name}' says 'too many requests' (HTTP 429) at page "
            "{page}, after {waited} s of waiting. It will be tried later; ask its owner for a higher quota if it "
            "stays so.",
        ),
        "SRC-HTTP-BODY": Message(
            vi="Nguồn {source}: trang {page} của dịch vụ «{name}» bị cắt hoặc sai mã ({reason}) ở mọi lần thử. Kiểm "
            "tra đường truyền và máy chủ trung gian; hệ thống sẽ thử lại.",
            en="Source {source}: page {page} of service '{name}' is cut off or not encoded as it says ({reason}), at "
            "every attempt. Check the line and proxies; it will be tried again.",
        ),
        "SRC-HTTP-REDIRECT": Message(
            vi="Nguồn {source}: dịch vụ của kết nối «{name}» chuyển sang máy chủ khác ({host}); mã truy cập không được "
            "gửi sang đó. Nếu đúng là địa chỉ mới, sửa địa chỉ kết nối.",
            en="Source {source}: the service of connection '{name}' redirects to another host ({host}), to which the "
            "token is not sent. If that is its new address, correct the connection.",
        ),
    }
)


@dataclass(frozen=True)
class Page:
    """A page as it came.

    Args:
        status: 200, or 204 or 404 for none.
        body: its bytes, in UTF-8 unless they began otherwise.
        content: what they say.
    """

    status: int
    body: bytes = b""
    content: Any = None


@dataclass
class Client:
    """Asks one service for pages.

    Args:
        http: the client, with the token among its headers.
        attempts: how often a page is asked for.
        limits: size and nesting of a page.
        sleep: waits.
    """

    http: httpx.Client
    attempts: int
    limits: Limits
    sleep: Callable[[float], None]
    waited: float = field(default=0.0, init=False)

    def get(self, address: str, params: dict[str, str | int], where: dict[str, object]) -> Page:
        """One page.

        Raises:
            SourceError: token refused, an unexpected status, no JSON, a redirect to another host.
            SourceUnavailable: no whole answer after all attempts.
        """
        failed: SourceError = SourceUnavailable("SRC-HTTP-UNREACHABLE", **where)
        wait = 0.0
        for attempt in range(self.attempts):
            if attempt:
                self.sleep(wait)
                self.waited += wait
            wait = min(30.0, 0.5 * 2 ** (attempt + 1))
            try:
                status, headers, body = self._once(address, params, where)
            except httpx.DecodingError as error:
                reason = type(error).__name__
                failed = SourceUnavailable("SRC-HTTP-BODY", **where, reason=reason)
                continue
            except httpx.RemoteProtocolError as error:
                reason = type(error).__name__
                failed = SourceUnavailable("SRC-HTTP-BODY", **where, reason=reason)
                continue
            except httpx.TransportError:
                failed = SourceUnavailable("SRC-HTTP-UNREACHABLE", **where)
                continue
            if status in (401, 403):
                raise SourceError("SRC-HTTP-REFUSED", **where, status=status)
            if status == 429 or status >= 500:
                wait = _asked(headers, wait)
                waited = f"{self.waited:.0f}"
                busy = SourceUnavailable("SRC-HTTP-BUSY", **where, waited=waited)
                failed = busy if status == 429 else SourceUnavailable("SRC-HTTP-UNREACHABLE", **where)
                continue
            if status in (204, 404):
                return Page(status)
            if status != 200:
                raise SourceError("SRC-HTTP-STATUS", **where, status=status)
            told = _utf8(body, headers)
            if told is None:
                failed = SourceUnavailable("SRC-HTTP-BODY", **where, reason="UTF-8")
                continue
            try:
                with nested_at_most(self.limits.nesting, {"file": f"page {where.get('page')}", **where}):
                    return Page(status, told, loads(told))
            except ValueError:
                failed = SourceError("SRC-HTTP-CONTENT", **where)
        raise failed

    def _once(
        self, address: str, params: dict[str, str | int], where: dict[str, object]
    ) -> tuple[int, httpx.Headers, bytes]:
        """One answer; a redirect within the service is followed, any other refused."""
        url, asked = httpx.URL(address), params or None
        for _ in range(5):
            with self.http.stream("GET", url, params=asked) as answer:
                if answer.status_code not in _REDIRECTS or "location" not in answer.headers:
                    return answer.status_code, answer.headers, self._body(answer, where)
                target = answer.url.join(answer.headers["location"])
            if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
                raise SourceError("SRC-HTTP-REDIRECT", **where, host=target.host)
            url, asked = target, None
        raise SourceError("SRC-HTTP-STATUS", **where, status="3xx")

    def _body(self, answer: httpx.Response, where: dict[str, object]) -> bytes:
        parts, size = [], 0
        for part in answer.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > self.limits.size:
                file = {"file": f"page {where.get('page')}", **where}
                raise beyond("size", file, size_text(size), size_text(self.limits.size))
        return b"".join(parts)


def _asked(headers: httpx.Headers, usual: float) -> float:
    """Seconds the service asks us to wait (a number or a date by its own clock), else the usual."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(headers["date"]) if "date" in headers else datetime.now(UTC)
        return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)
    except (ValueError, TypeError):
        return usual


def _utf8(body: bytes, headers: httpx.Headers) -> bytes | None:
    """The body in UTF-8 (or as it is where it begins as UTF-16); None when it is not what it says."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in body[:4]:
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return body
    charset = httpx.Response(200, headers=headers).charset_encoding
    try:
        return body.decode(charset).encode() if charset and charset.lower() not in ("utf-8", "utf8") else None
    except (LookupError, ValueError):
        return None
