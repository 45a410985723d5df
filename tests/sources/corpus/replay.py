"""Play back recorded HTTP answers under the real client: no socket, no thread, no waiting.

A recording is a list of answers, each after a line `page N`, separated by a line with the control character RS. A
page with several answers gives one after the other, and its last one again and again; a page without any gives 404.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from unittest import mock

import httpcore

_BETWEEN = b"\n\x1e\n"
_HEAD = re.compile(rb"page (\d+)\n")
_ASKED = re.compile(rb"[?&]page=(\d+)")
_NONE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}"


def answer(
    page: int, body: bytes, status: str = "200 OK", headers: Sequence[str] = (), length: int | None = None
) -> bytes:
    """One answer of a recording; `length` is what it says of its body, when that is not the truth."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
    return b"page %d\n" % page + "\r\n".join(lines).encode() + body


def joined(answers: Sequence[bytes]) -> bytes:
    """A recording of these answers."""
    return _BETWEEN.join(answers)


class Recording(httpcore.NetworkBackend):
    """Answers requests from a recording.

    Attributes:
        asked: how many requests came.
        most: after so many the line is dead, so that nobody reads for ever.
    """

    def __init__(self, content: bytes, most: int = 200) -> None:
        self.asked, self.most = 0, most
        self.pages: dict[int, list[bytes]] = {}
        for n, part in enumerate(content.split(_BETWEEN), 1):
            head = _HEAD.match(part)
            number = int(head[1][:9]) if head else n
            self.pages.setdefault(number, []).append(part[head.end() :] if head else part)

    def connect_tcp(self, *_: object, **__: object) -> httpcore.NetworkStream:
        """A line to the service."""
        if self.asked >= self.most:
            raise httpcore.ConnectError("the recording has ended")
        return _Line(self)

    def next(self, request: bytes) -> bytes:
        """The answer to a request."""
        self.asked += 1
        found = _ASKED.search(request.split(b"\r\n", 1)[0])
        waiting = self.pages.get(int(found[1][:9]) if found else 1)
        if not waiting:
            return _NONE
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


class _Line(httpcore.NetworkStream):
    def __init__(self, recording: Recording) -> None:
        self.recording, self.sent, self.left = recording, b"", b""
        self.answered = False

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self.answered:
            self.sent, self.answered = b"", False
        self.sent += buffer

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if not self.answered:
            self.left, self.answered = self.recording.next(self.sent), True
        part, self.left = self.left[:max_bytes], self.left[max_bytes:]
        return part

    def close(self) -> None:
        pass

    def get_extra_info(self, info: str) -> object:
        return None


@contextmanager
def playing(content: bytes, most: int = 200) -> Iterator[Recording]:
    """Every HTTP client made here is answered from the recording."""
    recording = Recording(content, most)
    pool = partial(httpcore.ConnectionPool, network_backend=recording)
    with mock.patch.object(httpcore, "ConnectionPool", pool):
        yield recording
