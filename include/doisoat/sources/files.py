"""Bring files from a folder or an S3 bucket into the landing, byte for byte."""

import errno
import fnmatch
import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from doisoat.sources.days import dated, newest_of_each
from doisoat.sources.errors import SourceError, SourceUnavailable
from doisoat.sources.guard import check
from doisoat.sources.landing import RAW, LandedFile
from doisoat.sources.limit_errors import beyond
from doisoat.sources.limits import size_text
from doisoat.sources.model import S3, Folder, Source
from doisoat.sources.patterns import folded, matches

_BLOCK = 1 << 20
# Excel's lock file, and what browsers and sync clients call a download that is under way.
_IGNORED = ("~$*", ".*", "*.part", "*.partial", "*.crdownload", "*.filepart", "*.tmp", "*.writing")
_SETTLE_SECONDS = 2.0
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters no file name of a register has: they would break a line of the log, or turn its text around."""


def from_folder(source: Source, folder: Folder, root: Path) -> list[LandedFile]:
    """Copy the files that match the source's pattern out of a folder.

    Raises:
        SourceError: the folder or every file is missing, a file is not whole, or what matches is no plain file.
        SourceUnavailable: a file is being written.
    """
    base = folder.path
    if not base.is_dir():
        raise SourceError("SRC-FOLDER-MISSING", source=source.source_id, name=source.location.connection)
    where: dict[str, object] = {"source": source.source_id}
    reason = ""
    try:
        plain, others = _listed(base)
    except OSError as error:
        plain, others, reason = [], [], os.strerror(error.errno or 0)
    if reason:
        raise SourceError("SRC-FILE-READ", **where, file=source.location.path, reason=reason)
    pattern = source.location.path
    for name in [*_matching(pattern, others), *(name for name in others if _leads_to(pattern, name))]:
        raise SourceError("SRC-FILE-LINK", **where, file=name)
    for name in _matching(pattern, filter(CONTROL.search, plain)):
        raise SourceError("SRC-FILE-NAME", **where, file=name)
    found = sorted(newest_of_each(source, _wanted(source, plain)))
    if not found:
        raise SourceError("SRC-FILE-MISSING", source=source.source_id, file=pattern)
    return [_land_local(source, base, name, root) for name in found]


def _listed(base: Path) -> tuple[list[str], list[str]]:
    """Plain files below a folder, and what is none: links to files or folders, pipes, devices. Links are not followed.

    A hard link is a plain file: nothing tells it from the first name of its content.
    """
    plain: list[str] = []
    others: list[str] = []
    waiting = [base]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                else:
                    kept = plain if entry.is_file(follow_symlinks=False) else others
                    kept.append(Path(entry.path).relative_to(base).as_posix())
    return plain, others


def _matching(pattern: str, names: Iterable[str]) -> list[str]:
    """Names the pattern matches, whatever their case and however their letters are composed."""
    wanted = folded(pattern.lstrip("/"))
    if wanted.endswith("/") or not wanted:
        wanted += "*"
    depth = wanted.count("/")
    kept = []
    for name in names:
        text = folded(name)
        last = text.rsplit("/", 1)[-1]
        if any(fnmatch.fnmatchcase(last, ignored) for ignored in _IGNORED):
            continue
        if fnmatch.fnmatchcase(text, wanted) and ("**" in wanted or text.count("/") == depth):
            kept.append(name)
    return kept


def _wanted(source: Source, names: Iterable[str]) -> list[str]:
    """Names the source's pattern matches and none of those it leaves out does, with their folders or without."""
    left_out = source.location.except_
    return [
        name
        for name in _matching(source.location.path, names)
        if not any(matches(name, pattern) or matches(name.rsplit("/", 1)[-1], pattern) for pattern in left_out)
    ]


def _leads_to(pattern: str, name: str) -> bool:
    """Whether files the pattern asks for could lie below `name`."""
    parts = folded(pattern.strip("/")).split("/")[:-1]
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    return any(fnmatch.fnmatchcase(folded(name), part) for part in above)


def _land_local(source: Source, base: Path, name: str, root: Path) -> LandedFile:
    where: dict[str, object] = {"source": source.source_id, "file": name}
    path = base / name
    try:
        # Between listing and opening a file may have become a link or a pipe: neither is followed or waited for.
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as handle:
            before = os.fstat(handle.fileno())
            if not stat.S_ISREG(before.st_mode) or not path.resolve().is_relative_to(base.resolve()):
                raise SourceError("SRC-FILE-LINK", **where)
            if before.st_size > source.limits.size:
                raise beyond("size", where, size_text(before.st_size), size_text(source.limits.size))
            landed = _store(iter(lambda: handle.read(_BLOCK), b""), name, root)
        after = path.stat()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        if error.errno == errno.ELOOP:
            raise SourceError("SRC-FILE-LINK", **where) from None
    else:
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise SourceUnavailable("SRC-FILE-CHANGING", **where)
        modified = datetime.fromtimestamp(before.st_mtime, UTC)
        landed = replace(landed, as_of=dated(source, name, modified))
        return _checked(source, landed, root, lambda: _grows(path, after))
    raise SourceError("SRC-FILE-READ", **where, reason=reason)


def _grows(path: Path, seen: os.stat_result) -> bool:
    """Whether a file that is not whole was touched just now, or is touched while we wait a moment."""
    if time.time() - seen.st_mtime > 60:
        return False
    time.sleep(_SETTLE_SECONDS)
    now = path.stat()
    return (now.st_size, now.st_mtime_ns) != (seen.st_size, seen.st_mtime_ns)


def _checked(source: Source, landed: LandedFile, root: Path, growing: Callable[[], bool]) -> LandedFile:
    try:
        check(source, root / landed.path, landed.name)
    except SourceError:
        if growing():
            raise SourceUnavailable("SRC-FILE-CHANGING", source=source.source_id, file=landed.name) from None
        raise
    return landed


def _store(blocks: Iterable[bytes], name: str, root: Path) -> LandedFile:
    """Write the blocks below `root`, hashing as they pass."""
    target = root / RAW / name
    target.parent.mkdir(parents=True, exist_ok=True)
    total, size = hashlib.sha256(), 0
    with target.open("wb") as handle:
        for block in blocks:
            handle.write(block)
            total.update(block)
            size += len(block)
    return LandedFile(name, f"{RAW}/{name}", total.hexdigest(), size)


def from_s3(source: Source, bucket: S3, root: Path) -> list[LandedFile]:
    """Copy the objects that match the source's pattern out of a bucket.

    Raises:
        SourceError: refused, no such bucket, no object, or an object is not whole.
        SourceUnavailable: the store does not answer, or an object changed while it was read.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    name = source.location.connection
    try:
        return _copy_objects(source, bucket, root)
    except ClientError as error:
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        code = str(error.response.get("Error", {}).get("Code", ""))
    except BotoCoreError:
        status, code = 0, ""
    where: dict[str, object] = {"source": source.source_id, "name": name}
    if code == "NoSuchBucket":
        raise SourceError("SRC-S3-BUCKET", **where)
    if status in (401, 403) or code in ("InvalidAccessKeyId", "SignatureDoesNotMatch"):
        raise SourceError("SRC-S3-REFUSED", **where)
    if status == 404:
        raise SourceUnavailable("SRC-FILE-CHANGING", source=source.source_id, file=source.location.path)
    raise SourceUnavailable("SRC-S3-UNREACHABLE", **where)


def _copy_objects(source: Source, bucket: S3, root: Path) -> list[LandedFile]:
    client = _client(bucket)
    prefix = bucket.prefix.strip("/") + "/" if bucket.prefix.strip("/") else ""
    sizes: dict[str, int] = {}
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket.bucket, Prefix=prefix):
        for item in page.get("Contents", ()):
            sizes[item["Key"][len(prefix) :]] = int(item["Size"])
    landed = []
    where: dict[str, object] = {"source": source.source_id}
    names = sorted(_wanted(source, sizes))
    for name in names:
        # A key is any text: one with ".." or a leading slash would be written outside the landing.
        if CONTROL.search(name) or name.startswith("/") or not {"", ".", ".."}.isdisjoint(name.split("/")):
            raise SourceError("SRC-FILE-NAME", **where, file=name)
    for name in newest_of_each(source, names):
        if sizes[name] > source.limits.size:
            raise beyond("size", {**where, "file": name}, size_text(sizes[name]), size_text(source.limits.size))
        found = client.get_object(Bucket=bucket.bucket, Key=prefix + name)
        file = _store(found["Body"].iter_chunks(_BLOCK), name, root)
        file = replace(file, as_of=dated(source, name, found["LastModified"]))
        now = int(client.head_object(Bucket=bucket.bucket, Key=prefix + name)["ContentLength"])
        if not sizes[name] == file.bytes == now:
            raise SourceUnavailable("SRC-FILE-CHANGING", source=source.source_id, file=name)
        landed.append(_checked(source, file, root, lambda: False))
    if not landed:
        raise SourceError("SRC-FILE-MISSING", source=source.source_id, file=source.location.path)
    return landed


def _client(bucket: S3) -> Any:
    """A client that works with stores that are not Amazon's: path-style addresses, checksums only where required."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=bucket.endpoint_url,
        region_name=bucket.region,
        aws_access_key_id=bucket.access_key,
        aws_secret_access_key=bucket.secret_key,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=60,
            retries={"max_attempts": 3, "mode": "standard"},
        ),
    )
