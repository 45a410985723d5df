"""Bring the pages of a web service into the landing, each as the bytes that came.

Only what can heal is tried again: no answer, a server error, "too many requests". A refused token is not.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from doisoat.sources.errors import SourceError, SourceUnavailable
from doisoat.sources.files import _store
from doisoat.sources.jsonpath import dig
from doisoat.sources.landing import LandedFile
from doisoat.sources.model import Http, Source

_MAX_PAGES = 1_000_000


def from_http(
    source: Source, service: Http, root: Path, sleep: Callable[[float], None] = time.sleep
) -> list[LandedFile]:
    """Read page after page until the announced total is reached or a page is empty.

    Args:
        source: whose `location` names path, parameters and where items and total are in a page.
        service: address and token.
        root: landing folder.
        sleep: waits between attempts (replaced in tests).

    Raises:
        SourceError: token refused, no such path, content that is not the promised JSON.
        SourceUnavailable: no answer after all attempts, or the total changed on the way.
    """
    place, where = source.location, {"source": source.source_id, "name": source.location.connection}
    headers = {"Authorization": f"Bearer {service.token}"} if service.token else {}
    landed: list[LandedFile] = []
    seen, total = 0, None
    with httpx.Client(headers=headers, timeout=service.timeout_seconds, follow_redirects=False) as client:
        for page in range(place.first_page, _MAX_PAGES):
            params: dict[str, str | int] = {place.page_param: page}
            if place.size_param:
                params[place.size_param] = place.size
            address = f"{service.url.rstrip('/')}/{place.path.lstrip('/')}"
            body = _get(client, address, params, service.attempts, sleep, {**where, "page": page})
            count, announced = _shape(body, place.items, place.total, {**where, "page": page})
            if total is not None and announced != total:
                raise SourceUnavailable("SRC-HTTP-MOVED", **where)
            total = announced
            if count or not landed:
                landed.append(_store([body], f"page-{page:06d}.json", root))
            seen += count
            if count == 0 or (total is not None and seen >= total):
                break
    if total is not None and seen != total:
        raise SourceUnavailable("SRC-HTTP-MOVED", **where)
    return landed


def _get(
    client: httpx.Client,
    address: str,
    params: dict[str, str | int],
    attempts: int,
    sleep: Callable[[float], None],
    where: dict[str, object],
) -> bytes:
    for attempt in range(attempts):
        if attempt:
            sleep(min(30.0, 0.5 * 2**attempt))
        try:
            answer = client.get(address, params=params)
        except httpx.TransportError:
            continue
        if answer.status_code in (401, 403):
            raise SourceError("SRC-HTTP-REFUSED", **where, status=answer.status_code)
        if answer.status_code == 429 or answer.status_code >= 500:
            continue
        if answer.status_code != 200:
            raise SourceError("SRC-HTTP-STATUS", **where, status=answer.status_code)
        return answer.content
    raise SourceUnavailable("SRC-HTTP-UNREACHABLE", **where)


def _shape(body: bytes, items: str, total: str | None, where: dict[str, object]) -> tuple[int, int | None]:
    """Number of items in a page, and the total it announces."""
    try:
        content = json.loads(body, parse_int=str)
        rows = dig(content, items)
        announced = None if total is None else int(dig(content, total))
    except (ValueError, TypeError, KeyError):
        rows = None
    if not isinstance(rows, list):
        raise SourceError("SRC-HTTP-CONTENT", **where, items=items)
    return len(rows), announced
