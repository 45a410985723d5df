"""Object storage: a local folder or an S3 bucket behind one small interface.

Invariant: an object appears whole or not at all (written under a temporary name and renamed, or put in one request),
and nothing here relies on conditional puts, tags or versions, which S3 servers implement differently. Keys are
``/``-separated ASCII paths without personal data.
"""

import hashlib
import os
import shutil
import uuid
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlparse

from typing_extensions import override

from doisoat.private import only_owner
from doisoat.store.errors import StoreError, StoreUnavailable
from doisoat.store.trouble import of_os

if TYPE_CHECKING:
    from collections.abc import Iterable


def _checked(key: str) -> str:
    path = PurePosixPath(key)
    if not key or path.is_absolute() or ".." in path.parts or not key.isprintable() or "\\" in key:
        raise StoreError("STO-KEY", key=key)
    return str(path)


class ObjectStore(ABC):
    """What the pipeline needs of object storage."""

    @abstractmethod
    def put_file(self, key: str, path: Path) -> None:
        """Store the file's bytes under ``key``, replacing what is there."""

    @abstractmethod
    def put_bytes(self, key: str, data: bytes) -> None:
        """Store ``data`` under ``key``, replacing what is there."""

    @abstractmethod
    def get_bytes(self, key: str) -> bytes:
        """Return the object's bytes; raises StoreError STO-MISSING when there is none."""

    @abstractmethod
    def exists(self, key: str) -> bool:
        """Whether an object with exactly this key exists."""

    @abstractmethod
    def keys(self, prefix: str) -> list[str]:
        """Keys of the objects below the folder ``prefix``, sorted."""

    @abstractmethod
    def local(self, key: str) -> Path:
        """Return a local path with the object's bytes (read only); raises StoreError STO-MISSING."""

    @abstractmethod
    def describe(self) -> str:
        """Where this store is, for people; no credentials."""

    def put_folder(self, prefix: str, folder: Path) -> list[str]:
        """Store every file below ``folder`` under ``prefix``, in sorted order; returns the keys."""
        keys = []
        for path in sorted(item for item in folder.rglob("*") if item.is_file()):
            key = f"{prefix}/{path.relative_to(folder).as_posix()}"
            self.put_file(key, path)
            keys.append(key)
        return keys

    def local_folder(self, prefix: str, folder: Path) -> Path:
        """A local folder with every object below ``prefix`` (read only): copied into ``folder`` if it has to be."""
        return self.get_folder(prefix, folder)

    def get_folder(self, prefix: str, folder: Path) -> Path:
        """Copy every object below ``prefix`` into ``folder``; returns ``folder``."""
        for key in self.keys(prefix):
            target = folder / key.removeprefix(f"{prefix}/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.local(key), target)
        return folder


class LocalStore(ObjectStore):
    """Objects as files below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def _path(self, key: str) -> Path:
        return self.root / _checked(key)

    def _replace(self, key: str, write: Any) -> None:
        target = self._path(key)
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write(part)
            os.replace(part, target)
        except OSError as error:
            raise of_os(error, self.describe()) from None
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    @override
    def put_file(self, key: str, path: Path) -> None:
        self._replace(key, lambda part: shutil.copyfile(path, part))

    @override
    def put_bytes(self, key: str, data: bytes) -> None:
        self._replace(key, lambda part: part.write_bytes(data))

    @override
    def get_bytes(self, key: str) -> bytes:
        try:
            return self.local(key).read_bytes()
        except OSError as error:
            raise of_os(error, self.describe()) from None

    @override
    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    @override
    def keys(self, prefix: str) -> list[str]:
        folder = self._path(prefix)
        found = (item for item in folder.rglob("*") if item.is_file() and not item.name.endswith(".part"))
        return sorted(item.relative_to(self.root).as_posix() for item in found)

    @override
    def local(self, key: str) -> Path:
        path = self._path(key)
        if not path.is_file():
            raise StoreError("STO-MISSING", key=key, store=self.describe())
        return path

    @override
    def local_folder(self, prefix: str, folder: Path) -> Path:
        return self._path(prefix)

    @override
    def describe(self) -> str:
        return str(self.root)


class S3Store(ObjectStore):
    """Objects in an S3 bucket below a prefix, with a local cache for reading.

    Checksums are asked for only when the operation requires them and addressing is path style: that is what every
    S3-compatible server tried understands.
    """

    def __init__(self, client: Any, bucket: str, prefix: str, cache: Path, settled: tuple[str, ...] = ()) -> None:
        self.client = client
        self.bucket = bucket
        self.prefix = prefix.strip("/")
        self.cache = cache
        self.settled = settled

    def _key(self, key: str) -> str:
        return f"{self.prefix}/{_checked(key)}" if self.prefix else _checked(key)

    def _call(self, operation: str, key: str, **arguments: Any) -> Any:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self.client, operation)(**arguments)
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            if status == 404:
                raise StoreError("STO-MISSING", key=key, store=self.describe()) from None
            kind = StoreUnavailable if status >= 500 or status == 429 else StoreError
            raise kind("STO-REFUSED", key=key, store=self.describe(), status=status) from None
        except (BotoCoreError, Boto3Error) as error:
            raise StoreUnavailable("STO-UNREACHABLE", store=self.describe(), reason=type(error).__name__) from None

    @override
    def put_file(self, key: str, path: Path) -> None:
        self._call("upload_file", key, Filename=str(path), Bucket=self.bucket, Key=self._key(key))

    @override
    def put_bytes(self, key: str, data: bytes) -> None:
        self._call("put_object", key, Bucket=self.bucket, Key=self._key(key), Body=data)

    @override
    def get_bytes(self, key: str) -> bytes:
        from botocore.exceptions import BotoCoreError

        answer = self._call("get_object", key, Bucket=self.bucket, Key=self._key(key))
        try:
            data: bytes = answer["Body"].read()
        except (BotoCoreError, OSError) as error:  # the line dropped in the middle of the object
            raise StoreUnavailable("STO-UNREACHABLE", store=self.describe(), reason=type(error).__name__) from None
        return data

    @override
    def exists(self, key: str) -> bool:
        try:
            self._call("head_object", key, Bucket=self.bucket, Key=self._key(key))
        except StoreError as error:
            if error.code == "STO-MISSING":
                return False
            raise
        return True

    @override
    def keys(self, prefix: str) -> list[str]:
        arguments = {"Bucket": self.bucket, "Prefix": self._key(prefix) + "/"}
        cut = len(self.prefix) + 1 if self.prefix else 0
        found: list[str] = []
        while True:
            page = self._call("list_objects_v2", prefix, **arguments)
            found.extend(item["Key"][cut:] for item in page.get("Contents", ()))
            if not page.get("IsTruncated"):
                return sorted(found)
            arguments["ContinuationToken"] = page["NextContinuationToken"]

    @override
    def local(self, key: str) -> Path:
        settled = key.startswith(self.settled)
        if settled:
            version = "settled"
        else:
            version = self._call("head_object", key, Bucket=self.bucket, Key=self._key(key))["ETag"]
        # The cache name holds the entity tag, so a replaced object is fetched anew.
        tag = hashlib.sha256(f"{self.bucket}/{self._key(key)}/{version}".encode()).hexdigest()[:24]
        path = self.cache / tag / PurePosixPath(key).name
        if not path.is_file():
            part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._call("download_file", key, Bucket=self.bucket, Key=self._key(key), Filename=str(part))
                os.replace(part, path)
            except OSError as error:
                raise of_os(error, self.cache) from None
            finally:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
        return path

    @override
    def describe(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


def s3_client(endpoint_url: str | None, access_key: str | None, secret_key: str | None, region: str | None) -> Any:
    """Return a boto3 S3 client with the settings every S3-compatible server understands."""
    import boto3
    from botocore.config import Config

    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        retries={"max_attempts": 4, "mode": "standard"},
        connect_timeout=10,
        read_timeout=60,
    )
    return boto3.client(
        "s3",
        endpoint_url=endpoint_url,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        region_name=region or "us-east-1",
        config=config,
    )


def open_store(url: str, cache: Path | None = None, settled: tuple[str, ...] = ()) -> ObjectStore:
    """Open the store at ``url``; what this process writes from then on is for its owner alone.

    Args:
        url: a folder (``var/store`` or ``file:///…``) or ``s3://bucket/prefix?endpoint_url=…&region=…``. S3
            credentials come from ``DOISOAT_S3_ACCESS_KEY`` and ``DOISOAT_S3_SECRET_KEY``, else from boto3's own chain.
        cache: folder for local copies of S3 objects; default ``DOISOAT_VAR``/cache.
        settled: prefixes whose keys hold a digest of the content: an object there never changes, so a cached copy is
            as good.

    Raises:
        StoreError: STO-URL when the scheme is neither a folder's nor S3's.
    """
    only_owner()
    parsed = urlparse(url)
    if parsed.scheme in ("", "file"):
        return LocalStore(Path(parsed.path if parsed.scheme else url))
    if parsed.scheme != "s3":
        raise StoreError("STO-URL", scheme=parsed.scheme)
    query = parse_qs(parsed.query)
    client = s3_client(
        query.get("endpoint_url", [os.environ.get("DOISOAT_S3_ENDPOINT") or None])[0],
        os.environ.get("DOISOAT_S3_ACCESS_KEY"),
        os.environ.get("DOISOAT_S3_SECRET_KEY"),
        query.get("region", [None])[0],
    )
    cache = cache or Path(os.environ.get("DOISOAT_VAR", "var")) / "cache"
    return S3Store(client, parsed.netloc, parsed.path, cache, settled)


def total_bytes(paths: "Iterable[Path]") -> int:
    """Sum of the files' sizes in bytes."""
    return sum(path.stat().st_size for path in paths)
