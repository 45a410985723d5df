"""Bring the pages of a web service into the landing, each as the bytes that came.

A list that changes while it is read page by page loses rows or gives them twice, and no page says so. So pages are
compared: none may be one that was read before, the first is read again at the end, what the service announces must add
up, and where a key is on two pages these are read again, too. What moved is read anew from the start.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from numpy.typing import NDArray

from doisoat.registers.messages import Message, register_messages
from doisoat.sources.errors import SourceError, SourceUnavailable
from doisoat.sources.files import _store
from doisoat.sources.httpget import Client, Page
from doisoat.sources.jsonpath import dig
from doisoat.sources.landing import LandedFile
from doisoat.sources.model import Http, Source

_MAX_PAGES = 1_000_000
_DOUBTS = 3
"""Pairs of pages with a key in common that are looked at again."""

register_messages(
    {
        "SRC-HTTP-REPEATED": Message(
            vi="Nguồn {source}: dịch vụ «{name}» trả trang {page} giống hệt trang {before}: tham số trang không có tác "
            "dụng. Kiểm tra page_param trong cấu hình, hoặc hỏi đơn vị cung cấp.",
            en="Source {source}: page {page} of service '{name}' is the same as page {before}: the page parameter has "
            "no effect. Check 'page_param' in the configuration, or ask its owner.",
        ),
    }
)


def from_http(
    source: Source,
    service: Http,
    root: Path,
    sleep: Callable[[float], None] = time.sleep,
    *,
    only_first: bool = False,
) -> list[LandedFile]:
    """Read page after page until the announced total is reached, a page is empty or there is none.

    Args:
        source: whose `location` names path, parameters and where items and total are in a page.
        service: address and token.
        root: landing folder.
        sleep: waits between attempts (replaced in tests).
        only_first: read the first page and no other.

    Raises:
        SourceError: token refused, no such path, content that is not the promised JSON, a page that comes again.
        SourceUnavailable: no whole answer after all attempts, or the list changed on the way.
    """
    headers = {"Authorization": f"Bearer {service.token}"} if service.token else {}
    with httpx.Client(headers=headers, timeout=service.timeout_seconds, follow_redirects=False) as http:
        client = Client(http, service.attempts, source.limits, sleep)
        return _Reading(source, service, client, root).all(only_first)


@dataclass
class _Reading:
    source: Source
    service: Http
    client: Client
    root: Path
    seen: dict[int, int] = field(default_factory=dict)
    """Hash of a page's items → its number."""
    keys: list[NDArray[np.int64]] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)
    """Number and hash of each page landed."""
    total: int | None = None

    def all(self, only_first: bool) -> list[LandedFile]:
        landed: list[LandedFile] = []
        count, empty = 0, False
        for number in range(self.source.location.first_page, _MAX_PAGES):
            page = self._get(number)
            if page.status != 200:
                if not landed and page.status == 404:
                    raise SourceError("SRC-HTTP-STATUS", **self._where(number), status=page.status)
                if not landed:
                    landed.append(_store([b'{"items": []}'], f"page-{number:06d}.json", self.root))
                break
            items, announced = self._shape(page, number)
            if self.total is not None and announced != self.total:
                raise SourceUnavailable("SRC-HTTP-MOVED", **self._where(number))
            self.total = announced
            if items or not landed:
                landed.append(_store([page.body], f"page-{number:06d}.json", self.root))
            self._note(items, number)
            count += len(items)
            if only_first:
                return landed
            if self.total is not None and (not items or count >= self.total):
                break
            # Services that filter a page after cutting it give an empty one before others: two in a row are the end.
            if not items and (empty or count == 0):
                break
            empty = not items
        if self.total is not None and count != self.total:
            raise SourceUnavailable("SRC-HTTP-MOVED", **self._where(number))
        if len(self.pages) > 1:
            self._unmoved()
        return landed

    def _where(self, number: int) -> dict[str, object]:
        place = self.source.location
        return {"source": self.source.source_id, "name": place.connection, "page": number, "items": place.items}

    def _get(self, number: int) -> Page:
        place = self.source.location
        params: dict[str, str | int] = {place.page_param: number}
        if place.size_param:
            params[place.size_param] = place.size
        address = f"{self.service.url.rstrip('/')}/{place.path.lstrip('/')}"
        return self.client.get(address, params, self._where(number))

    def _shape(self, page: Page, number: int) -> tuple[list[Any], int | None]:
        """Items of a page, and the total it announces."""
        place = self.source.location
        if page.content is None and self.pages:
            return [], self.total  # null after the last page
        failed = False
        rows, announced = None, None
        try:
            rows = dig(page.content, place.items)
            announced = None if place.total is None else int(dig(page.content, place.total))
        except (ValueError, TypeError, KeyError):
            failed = True
        if failed or not isinstance(rows, list | None):
            raise SourceError("SRC-HTTP-CONTENT", **self._where(number))
        return rows or [], announced

    def _note(self, items: list[Any], number: int) -> None:
        """Remember a page.

        Raises:
            SourceError: SRC-HTTP-REPEATED: it was here before.
        """
        if not items:
            return
        sign = _sign(items)
        if sign in self.seen:
            raise SourceError("SRC-HTTP-REPEATED", **self._where(number), before=self.seen[sign])
        self.seen[sign] = number
        self.pages.append((number, sign))
        names = list(dict.fromkeys(name for rule in self.source.tables.values() for name in rule.key))
        if names:
            keys = [hash(tuple(str(item.get(name)) for name in names)) for item in items if isinstance(item, dict)]
            self.keys.append(np.array(keys, np.int64))

    def _unmoved(self) -> None:
        """Hold that the list is still the one that was read.

        Raises:
            SourceUnavailable: SRC-HTTP-MOVED.
        """
        for place in [0, *self._doubtful()]:
            number, sign = self.pages[place]
            page = self._get(number)
            items = self._shape(page, number)[0] if page.status == 200 else []
            if not items or _sign(items) != sign:
                raise SourceUnavailable("SRC-HTTP-MOVED", **self._where(number))

    def _doubtful(self) -> list[int]:
        """Positions of pages that have a key in common with another: it moved on, or the register has it twice."""
        if not self.keys:
            return []
        keys = np.concatenate(self.keys)
        of = np.repeat(np.arange(len(self.keys)), [len(part) for part in self.keys])
        order = np.argsort(keys, kind="stable")
        same = (keys[order][1:] == keys[order][:-1]) & (of[order][1:] != of[order][:-1])
        first, second = of[order][:-1][same], of[order][1:][same]
        pairs = sorted(set(zip(first.tolist(), second.tolist(), strict=True)))[:_DOUBTS]
        return sorted({place for pair in pairs for place in pair} - {0})


def _sign(items: list[Any]) -> int:
    """A hash of a page's items, whatever else the page says (a time, a number of the request)."""
    return hash(json.dumps(items, sort_keys=True))
