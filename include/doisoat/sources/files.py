"""Bring files from a folder or an S3 bucket into the landing, byte for byte."""

import fnmatch
import hashlib
import os
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from doisoat.sources.errors import SourceError, SourceUnavailable
from doisoat.sources.integrity import check_whole
from doisoat.sources.landing import RAW, LandedFile
from doisoat.sources.model import S3, Folder, Source

_BLOCK = 1 << 20
# Excel's lock file, and what browsers and sync clients call a download that is under way.
_IGNORED = ("~$*", ".*", "*.part", "*.partial", "*.crdownload", "*.filepart", "*.tmp", "*.writing")
_SETTLE_SECONDS = 2.0


def from_folder(source: Source, folder: Folder, root: Path) -> list[LandedFile]:
    """Copy the files that match the source's pattern out of a folder.

    Raises:
        SourceError: the folder or every file is missing, or a file is not whole.
        SourceUnavailable: a file is being written.
    """
    base = folder.path
    if not base.is_dir():
        raise SourceError("SRC-FOLDER-MISSING", source=source.source_id, name=source.location.connection)
    found = sorted(_matching(source.location.path, _relative_files(base)))
    if not found:
        raise SourceError("SRC-FILE-MISSING", source=source.source_id, file=source.location.path)
    return [_land_local(source, base / name, name, root) for name in found]


def _relative_files(base: Path) -> Iterator[str]:
    for path in base.rglob("*"):
        if path.is_file():
            yield path.relative_to(base).as_posix()


def _matching(pattern: str, names: Iterable[str]) -> list[str]:
    """Names the pattern matches; file systems differ in how they compose Vietnamese letters, so both sides are NFC."""
    wanted = unicodedata.normalize("NFC", pattern.lstrip("/"))
    if wanted.endswith("/") or not wanted:
        wanted += "*"
    depth = wanted.count("/")
    kept = []
    for name in names:
        text = unicodedata.normalize("NFC", name)
        last = text.rsplit("/", 1)[-1]
        if any(fnmatch.fnmatchcase(last, ignored) for ignored in _IGNORED):
            continue
        if fnmatch.fnmatchcase(text, wanted) and ("**" in wanted or text.count("/") == depth):
            kept.append(name)
    return kept


def _land_local(source: Source, path: Path, name: str, root: Path) -> LandedFile:
    where: dict[str, object] = {"source": source.source_id, "file": name}
    try:
        before = path.stat()
        with path.open("rb") as handle:
            landed = _store(iter(lambda: handle.read(_BLOCK), b""), name, root)
        after = path.stat()
    except OSError as error:
        reason = type(error).__name__
    else:
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise SourceUnavailable("SRC-FILE-CHANGING", **where)
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
        check_whole(root / landed.path, landed.name, source.format, source.source_id)
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
    for name in sorted(_matching(source.location.path, sizes)):
        body = client.get_object(Bucket=bucket.bucket, Key=prefix + name)["Body"]
        file = _store(body.iter_chunks(_BLOCK), name, root)
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
