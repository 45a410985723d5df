"""Extract: one source into one landing folder."""

import shutil
from pathlib import Path

from doisoat.runs.files import MANIFEST
from doisoat.sources.connections import Connections
from doisoat.sources.errors import ConfigError
from doisoat.sources.files import from_folder, from_s3
from doisoat.sources.landing import RAW, LandedFile, Landing, seal
from doisoat.sources.model import S3, Folder, Http, Source, Sql


def extract(source: Source, connections: Connections, landing_dir: Path, *, sample: int | None = None) -> Landing:
    """Bring everything `source` holds into `landing_dir`, unchanged, with checksums.

    Args:
        source: its configuration.
        connections: where registers are.
        landing_dir: an empty or new folder; on an error it holds no manifest.
        sample: bring no more than the first rows of a database's table and the first page of a service; None: all.

    Returns:
        The landing, whose digest names its content.

    Raises:
        ConfigError: the connection is unknown or of the wrong kind.
        SourceError: the source cannot be read until somebody acts.
        SourceUnavailable: the source may be readable later (`heals` is true).
    """
    file = f"{source.source_id}.yaml"
    name = source.location.connection
    connection = connections.get(name, file)
    landing_dir.mkdir(parents=True, exist_ok=True)
    (landing_dir / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(landing_dir / RAW, ignore_errors=True)
    landed: list[LandedFile]
    if source.format == "sql":
        if not isinstance(connection, Sql):
            raise ConfigError("CFG-KIND", source=source.source_id, name=name, kind=connection.kind, needed="sql")
        # SQLAlchemy takes half a second to import, and most sources are files.
        from doisoat.sources.sqlrows import CHUNK_ROWS, from_sql

        landed = from_sql(source, connection, landing_dir, sample or CHUNK_ROWS, only_first=sample is not None)
    elif isinstance(connection, Folder):
        landed = from_folder(source, connection, landing_dir)
    elif isinstance(connection, S3):
        landed = from_s3(source, connection, landing_dir)
    elif isinstance(connection, Http) and source.format == "json":
        from doisoat.sources.httppages import from_http

        landed = from_http(source, connection, landing_dir, only_first=sample is not None)
    else:
        raise ConfigError(
            "CFG-KIND", source=source.source_id, name=name, kind=connection.kind, needed="folder, s3, http"
        )
    return seal(source, landing_dir, landed)
