"""The real services some tests need. One that is absent skips the test by name; with its name in DOISOAT_REQUIRE
(as .ci/run sets it) the test fails instead."""

import os
import shutil
import socket
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

POSTGRES = os.environ.get("DOISOAT_TEST_POSTGRES", "postgresql+psycopg://root@127.0.0.1:5432/postgres")
MARIADB = os.environ.get("DOISOAT_TEST_MARIADB", "mysql+pymysql://root@127.0.0.1:3306/test")
REDIS = os.environ.get("DOISOAT_TEST_REDIS", "redis://127.0.0.1:6379")


def _postgres() -> bool:
    from sqlalchemy import create_engine

    try:
        with create_engine(POSTGRES, connect_args={"connect_timeout": 30}).connect():
            return True
    except Exception:
        return False


def _mariadb() -> bool:
    from sqlalchemy import create_engine

    try:
        with create_engine(MARIADB, connect_args={"connect_timeout": 30}).connect():
            return True
    except Exception:
        return False


def _redis() -> bool:
    host, _, port = REDIS.removeprefix("redis://").partition("/")[0].partition(":")
    try:
        with socket.create_connection((host, int(port or 6379)), timeout=30) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _s3() -> bool:
    return rclone() is not None


def rclone() -> str | None:
    """Path of the rclone binary that serves S3 in tests."""
    beside = Path(sys.executable).with_name("rclone")
    return str(beside) if beside.exists() else shutil.which("rclone")


ANSWERS: dict[str, Callable[[], bool]] = {"postgres": _postgres, "mariadb": _mariadb, "redis": _redis, "s3": _s3}


def require(name: str) -> None:
    """Skip the test unless the service ``name`` answers; fail it when DOISOAT_REQUIRE lists the name."""
    if ANSWERS[name]():
        return
    wanted = [item.strip() for item in os.environ.get("DOISOAT_REQUIRE", "").split(",")]
    reason = f"{name} does not answer"
    if name in wanted:
        pytest.fail(f"{reason}, and DOISOAT_REQUIRE asks for it")
    pytest.skip(reason)


class TemporaryDatabase:
    """A new PostgreSQL database, dropped afterwards: ``with TemporaryDatabase() as url``."""

    def __init__(self) -> None:
        self.name = f"doisoat_test_{uuid.uuid4().hex[:10]}"

    def _run(self, statement: str) -> None:
        from sqlalchemy import create_engine

        engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def __enter__(self) -> str:
        require("postgres")
        self._run(f'CREATE DATABASE "{self.name}"')
        return POSTGRES.rsplit("/", 1)[0] + f"/{self.name}"

    def __exit__(self, *_: object) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
