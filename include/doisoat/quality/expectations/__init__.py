"""Our expectations. Importing this package registers them, so that suites can name them; it imports Great
Expectations and is therefore only imported inside functions (see ``doisoat.quality.preload``)."""

from doisoat.quality.expectations import columns, rows, tables

__all__ = ["columns", "rows", "tables"]
