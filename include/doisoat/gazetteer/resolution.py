"""What resolving a code or a text answers, the same for both.

Invariant: no silent guess. ``certain`` is true only when exactly one current unit is possible on what was given;
everything possible is in ``candidates``, and nothing that is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from doisoat.gazetteer.tables import Tables
from doisoat.text.arrow import pa
from doisoat.text.vector import Distinct

SUBJECTS: Final = ("people", "land", "any")
COLUMNS: Final = [
    "candidates",
    "shares",
    "relation",
    "certain",
    "reason",
    "status",
    "full_name",
    "province_code",
    "candidates_people",
    "candidates_area",
]

REASONS: Final[dict[str, tuple[str, str]]] = {
    "empty": ("Không ghi đơn vị.", "No unit is given."),
    "current": ("Đơn vị hiện hành.", "A unit in force."),
    "whole": ("Nhập toàn bộ vào một đơn vị.", "Merged as a whole into one unit."),
    "split": ("Đơn vị cũ bị chia; cần người xem xét.", "The former unit was split; a person must look."),
    "split_one_target": (
        "Chia một phần, nhưng toàn bộ dân cư (hoặc đất) về một đơn vị.",
        "Split, but all its people (or land) went to one unit.",
    ),
    "code_without_date": (
        "Mã dùng cho hai đơn vị trước và sau 01/07/2025; không có ngày.",
        "The code means two units, before and after 1 July 2025, and no date is given.",
    ),
    "homonym": ("Nhiều đơn vị trùng tên.", "Several units bear this name."),
    "closed": ("Mã hoặc tên không còn hiệu lực.", "The code or name is no longer in force."),
    "spelling": ("Tên viết khác; khớp gần đúng.", "The name is spelt otherwise; matched approximately."),
    "context_ignored": ("Phần huyện/tỉnh ghi không khớp.", "The district or province given does not fit."),
    "name_alone": ("Chỉ có tên, không có loại, huyện hay tỉnh.", "Only a name: no type, district or province."),
    "mixed_epochs": ("Tên cũ và mới lẫn nhau.", "Old and new names are mixed."),
    "type_differs": ("Loại đơn vị ghi khác.", "The unit's type is written otherwise."),
    "never_existed": ("Không có đơn vị như vậy.", "No such unit is known."),
    "district_only": (
        "Chỉ ghi huyện/quận/thị xã cũ, không ghi xã, phường.",
        "Only a former district is given, no commune.",
    ),
    "province_only": ("Chỉ ghi tỉnh, thành phố.", "Only a province is given."),
    "short_code": (
        "Mã ngắn: có thể là mã huyện, mã tỉnh, hoặc mã xã đã mất số 0 ở đầu.",
        "A short code: a district's, a province's, or a commune's that lost its leading zeros.",
    ),
    "province_code": (
        "Mã tỉnh, thành phố chứ không phải mã xã.",
        "The code of a province, not of a commune.",
    ),
    "district_code": (
        "Mã huyện, quận, thị xã cũ chứ không phải mã xã.",
        "The code of a former district, not of a commune.",
    ),
    "not_at_that_date": ("Không có hiệu lực vào ngày đó.", "Not in force at that date."),
    "abolished_before_2025_07": (
        "Đã bãi bỏ trước 01/07/2025; không có bảng chuyển đổi.",
        "Abolished before 1 July 2025; no mapping is known.",
    ),
    "not_a_code": ("Không phải mã đơn vị năm chữ số.", "Not a unit code of five digits."),
    "text_too_long": ("Ô quá dài.", "The cell is too long."),
}
"""Reason codes with their Vietnamese and English sentence."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """One answer; ``units`` are current codes, best first, with the share each took."""

    units: tuple[str, ...]
    shares: tuple[str, ...]
    relation: str | None
    reason: str
    status: str | None
    certain: bool


def nothing(reason: str, status: str | None = "unknown") -> Resolution:
    """An answer without candidates."""
    return Resolution((), (), None, reason, status, False)


EMPTY: Final = nothing("empty", None)


def _who(answer: Resolution, part: int) -> str | None:
    """Candidates that took something of the people (0) or of the area (1)."""
    took = [u for u, share in zip(answer.units, answer.shares, strict=True) if share.split("/")[part] != "no"]
    return "|".join(took) or None


def frame(distinct: Distinct, answers: Sequence[Resolution], tables: Tables) -> pd.DataFrame:
    """Spread answers of distinct inputs over the rows."""
    full, home = tables.full_names, tables.homes

    def joined(parts: Sequence[str]) -> str | None:
        return "|".join(parts) or None

    columns: dict[str, list[str | None]] = {
        "candidates": [joined(a.units) for a in answers],
        "shares": [joined(a.shares) for a in answers],
        "relation": [a.relation for a in answers],
        "reason": [a.reason for a in answers],
        "status": [a.status for a in answers],
        "full_name": [joined([full[u] for u in a.units]) for a in answers],
        "candidates_people": [_who(a, 0) for a in answers],
        "candidates_area": [_who(a, 1) for a in answers],
        "province_code": [joined(list(dict.fromkeys(home[u] for u in a.units))) for a in answers],
    }
    out = {name: distinct.spread(pa.array(values, type=pa.string())) for name, values in columns.items()}
    empty = distinct.codes < 0
    sure = pd.Series([a.certain for a in answers] + [False], dtype="bool").to_numpy()[distinct.codes]
    out["certain"] = pd.Series(sure & ~empty, index=distinct.index)
    out["reason"] = out["reason"].where(~empty, "empty")
    return pd.DataFrame(out, index=distinct.index)[COLUMNS]
