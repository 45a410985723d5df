"""How much a file may ask for before it is refused: checked before parsing, and held by the reading process.

A file of 20 KB may ask for 17 billion cells or 16 GiB, by accident (a blank typed into the last cell, a damaged
sector) as well as on purpose. What a limit refuses is one source, with the figure found, the limit and its setting.
The defaults let through the largest books seen and central extracts of a province of 14 million people.
"""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_SIZE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([KMGT]?)i?B?\s*", re.IGNORECASE)
_UNITS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}


def _bytes(value: Any) -> Any:
    """``"2GB"`` as a number of bytes (1 GB = 1024³); anything else is left to the model."""
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    return int(float(found[1]) * 1024 ** _UNITS[found[2].upper()]) if found else value


Bytes = Annotated[int, BeforeValidator(_bytes), Field(gt=0)]
Count = Annotated[int, Field(gt=0)]


def size_text(count: int) -> str:
    """A number of bytes for a message.

    >>> [size_text(n) for n in (900, 5 * 1024**2, 3 * 1024**3 // 2)]
    ['900 B', '5.0 MB', '1.5 GB']
    """
    size = float(count)
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"


class Limits(BaseModel):
    """``limits:`` of doisoat.yaml, and of one source where it needs others; sizes as ``2GB`` or in bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: Bytes = Field(default=4 * 1024**3, description="size of a file")
    unpacked: Bytes = Field(default=2 * 1024**3, description="size of a workbook's parts together, unpacked")
    ratio: Count = Field(default=300, description="how many times its size a workbook's part of over 10 MB unpacks to")
    parts: Count = Field(default=10_000, description="parts of a workbook")
    strings: Bytes = Field(default=64 * 1024**2, description="text shared by a workbook's cells (sharedStrings.xml)")
    sheets: Count = Field(default=500, description="sheets of a workbook")
    rows: Count = Field(default=1_048_576, description="rows of a sheet that hold anything")
    columns: Count = Field(default=1_000, description="columns of a table that hold anything")
    cells: Count = Field(default=30_000_000, description="cells of a sheet between its first and last filled ones")
    records: Count = Field(default=50_000_000, description="records of a CSV, JSON or Parquet file")
    nesting: Count = Field(default=100, description="lists and objects within each other in a JSON file")
    memory: Bytes = Field(default=2 * 1024**3, description="memory to read a file in")
    seconds: float = Field(default=900.0, gt=0, description="time to read a file in")

    def changed_by(self, own: "Limits | None") -> "Limits":
        """These limits with what ``own`` states put over them."""
        if own is None:
            return self
        return self.model_copy(update={name: getattr(own, name) for name in own.model_fields_set})
