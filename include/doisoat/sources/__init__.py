"""Where registers' rows come from: configuration, extraction into the landing, readers of every format."""

from doisoat.sources.config import Config, Settings, load_config
from doisoat.sources.connections import Connections
from doisoat.sources.errors import MESSAGES, ConfigError, SourceError, SourceUnavailable
from doisoat.sources.extract import extract
from doisoat.sources.guard import read
from doisoat.sources.landing import LandedFile, Landing, load_landing
from doisoat.sources.model import Source
from doisoat.sources.readers import Batch

__all__ = [
    "MESSAGES",
    "Batch",
    "Config",
    "ConfigError",
    "Connections",
    "LandedFile",
    "Landing",
    "Settings",
    "Source",
    "SourceError",
    "SourceUnavailable",
    "extract",
    "load_config",
    "load_landing",
    "read",
]
