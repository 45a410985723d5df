"""From canonical frames to the real sources: databases, books, CSV and Parquet parts, and the configuration."""

from doisoat_lab.synth.render import messages
from doisoat_lab.synth.render.writer import LINEAGE_COLUMNS, Renderer

__all__ = ["LINEAGE_COLUMNS", "Renderer", "messages"]
