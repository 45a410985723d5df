"""Object storage and the SQL database."""

from doisoat.store.database import make_schema, metadata, open_database, transaction
from doisoat.store.errors import StoreError, StoreUnavailable
from doisoat.store.objects import LocalStore, ObjectStore, S3Store, open_store, s3_client

__all__ = [
    "LocalStore",
    "ObjectStore",
    "S3Store",
    "StoreError",
    "StoreUnavailable",
    "make_schema",
    "metadata",
    "open_database",
    "open_store",
    "s3_client",
    "transaction",
]
