"""The catalogue of discrepancies (sai lệch): one kind = one catalogue entry + one SQL file + one test file."""

from doisoat.detect.catalogue import Kind, kind, kinds
from doisoat.detect.run import DetectResult, detect
from doisoat.detect.views import VILLAGES, Params, Source

__all__ = ["VILLAGES", "DetectResult", "Kind", "Params", "Source", "detect", "kind", "kinds"]
