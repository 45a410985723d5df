"""The catalogue of discrepancies (sai lệch): one kind = one catalogue entry + one SQL file + one test file."""

from doisoat.detect.catalogue import DiscrepancyKind, kind, kinds
from doisoat.detect.run import DetectResult, detect
from doisoat.detect.views import VILLAGES, Params, SourceScope

__all__ = ["VILLAGES", "DetectResult", "DiscrepancyKind", "Params", "SourceScope", "detect", "kind", "kinds"]
