"""Ways in which a clerk writes a village's label; whoever knows the villages reads each as the same label.

From the books of communes: the type shortened or left out, the number with a zero or with "số", all capitals, no marks.
"""

from __future__ import annotations

from functools import lru_cache

from doisoat_lab.synth.misspell import fold

_SHORT = {"Thôn": "Th.", "Khu phố": "KP", "Tổ dân phố": "TDP"}
_TYPES = ("Tổ dân phố", "Khu phố", "Thôn", "Xóm", "Ấp", "Bản")


@lru_cache(maxsize=65_536)
def of(label: str) -> tuple[str, ...]:
    """Other ways to write a label, the same ones every time; never the label itself."""
    kind = next((name for name in _TYPES if label.startswith(f"{name} ")), "")
    rest = label[len(kind) :].strip()
    found = [label.upper(), fold(label)]
    if kind:
        found.append(f"{_SHORT[kind]} {rest}" if kind in _SHORT else f"{kind.lower()} {rest}")
        found.append(f"{kind} 0{rest}" if rest.isdigit() and len(rest) == 1 else f"{kind}  {rest}")
        if rest.isdigit():
            found.append(f"{kind} số {rest}")
        else:
            found.append(rest)
    return tuple(dict.fromkeys(way for way in found if way != label))
