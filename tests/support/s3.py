"""A real S3 server for tests: `rclone serve s3` over a temporary folder, with keys, stopped afterwards."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.services import rclone, require

ACCESS_KEY, SECRET_KEY = "test-access", "test-secret-0123456789"
BUCKET = "registers"


@dataclass(frozen=True)
class S3Server:
    """Where the server listens and where its buckets lie (each a folder below ``root``)."""

    endpoint_url: str
    root: Path
    bucket: str = BUCKET
    access_key: str = ACCESS_KEY
    secret_key: str = SECRET_KEY
    region: str = "us-east-1"

    def connection(self, prefix: str = "") -> dict[str, Any]:
        """The entry of connections.yaml."""
        return {
            "kind": "s3",
            "bucket": self.bucket,
            "prefix": prefix,
            "endpoint_url": self.endpoint_url,
            "region": self.region,
            "access_key": self.access_key,
            "secret_key": self.secret_key,
        }

    def store_url(self, prefix: str = "store") -> str:
        """The address ``doisoat.store.open_store`` takes."""
        return f"s3://{self.bucket}/{prefix}?endpoint_url={self.endpoint_url}&region={self.region}"

    def environment(self) -> dict[str, str]:
        """Variables boto3 takes its keys from."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_DEFAULT_REGION": self.region,
        }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def s3_server(root: Path) -> Iterator[S3Server]:
    """Serve `root`; skips the test when rclone is not installed (fails it when DOISOAT_REQUIRE names s3).

    The server remembers its folders, so objects have to be written through S3: told to look anew every time, it needs
    seconds an object in deep folders and once looked for ever.
    """
    require("s3")
    (root / BUCKET).mkdir(parents=True, exist_ok=True)
    port = _free_port()
    process = subprocess.Popen(
        [
            str(rclone()),
            "serve",
            "s3",
            str(root),
            "--addr",
            f"127.0.0.1:{port}",
            "--auth-key",
            f"{ACCESS_KEY},{SECRET_KEY}",
            "--config",
            "/dev/null",
            "--vfs-cache-mode",
            "off",
            "--dir-cache-time",
            "1h",
            "--log-level",
            "ERROR",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield S3Server(f"http://127.0.0.1:{port}", root)
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"rclone ended with {process.returncode}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("rclone does not answer")
