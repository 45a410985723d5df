"""An explanation as plain Vietnamese sentences an officer can read aloud; no figures but the runner-up's margin."""

from __future__ import annotations

from doisoat.linkage.explain import Explanation, Step
from doisoat.linkage.explain_words import KINDS, certainty, decimal, field_text, masked

__all__ = ["sentence", "verdict"]

_WORTH = 0.5
"""Bits below which a field is not worth a word."""
_CLOSE, _FAR = 2.0, 10.0
"""Bits between two candidates below which they are as likely, beyond which one is far behind. Chosen by hand."""


def sentence(found: Explanation) -> str:
    """What speaks for and against, the household's part, the runner-up, and how sure it is.

    «Cùng số định danh, họ tên giống hệt, ngày sinh lệch một chữ số; nhưng nơi ở khác xã; …; chắc chắn cao.»
    """
    step = found.decisive
    clauses = [
        *_evidence(found.kind, step),
        *_household(found),
        *_missing(found, step),
        _runner_up(found),
        verdict(found),
    ]
    text = "; ".join(clause for clause in clauses if clause)
    return f"{_by_way(found)}{text[0].upper()}{text[1:]}."


def _by_way(found: Explanation) -> str:
    if len(found.steps) > 1:
        return f"Hai bản ghi được ghép qua {len(found.steps) - 1} bản ghi khác; bước yếu nhất như sau. "
    step = found.decisive
    if {step.a, step.b} == {found.a, found.b}:
        return ""
    stands = " và ".join(f"{r.source} {masked(r.key)}" for r in (step.a, step.b) if r not in (found.a, found.b))
    return f"So qua {stands} (cùng số định danh và họ tên với bản ghi được hỏi). "


def _evidence(kind: str, step: Step) -> list[str]:
    fields = [part for part in step.parts if part.compared and part.field != "support"]
    speaks = sorted((p for p in fields if p.bits >= _WORTH or step.exact), key=lambda p: -p.bits)
    against = sorted((p for p in fields if p.bits <= -_WORTH), key=lambda p: p.bits)
    clauses = [", ".join(p.text for p in speaks)] if speaks else ["không có trường nào ủng hộ"]
    if against:
        clauses.append("nhưng " + ", ".join(p.text for p in against))
    if any(p.field == "same_source" for p in step.parts):
        clauses.append("hai dòng cùng một nguồn nên cần chứng cứ mạnh hơn")
    if kind == "parcel" and any(p.field == "kin" and p.bits <= -1 for p in step.parts):
        clauses.append("vẫn có thể là hai thửa gần nhau")
    return clauses


def _household(found: Explanation) -> list[str]:
    part = found.household
    if part is None:
        return []
    clauses = []
    if part.text:
        clauses.append(f"về hộ: {part.text}" + (" (giảm điểm)" if part.support <= -_WORTH else ""))
    if part.kin is not None and part.kin <= -1:
        clauses.append("vẫn có thể là hai người trong cùng một hộ")
    return clauses


def _missing(found: Explanation, step: Step) -> list[str]:
    # the household is spoken of by itself; other sources are only asked about doubtful pairs
    names = [field_text(found.kind, name) for name in step.missing if name not in ("support", "standing")]
    return [f"chưa so được {', '.join(names)}"] if names else []


def _runner_up(found: Explanation) -> str:
    best, margin = found.runner_up, found.margin
    if best is None:
        return "không có ứng viên nào khác đáng xem trong cùng bộ dữ liệu"
    name = f"{best.record.source} {masked(best.record.key)}"
    if margin is None:
        return f"trong bộ dữ liệu này đã có {name} thuộc cùng {KINDS[found.kind]}"
    figure = decimal(abs(margin), sign=False)
    if margin < 0:
        word = "kém" if margin > -_FAR else "kém xa"
        return f"{word} {name} {figure} điểm" + (" (bản ghi này đã được ghép)" if best.decision == "link" else "")
    word = "gần ngang" if margin < _CLOSE else "hơn" if margin < _FAR else "hơn hẳn"
    return f"{word} ứng viên kế tiếp {name} {figure} điểm"


def verdict(found: Explanation) -> str:
    """What was decided and how sure it is, as a clause."""
    if found.decision == "link":
        return "đã ghép, " + certainty(found.weight)
    if found.weight >= found.accept_bits:
        return "đủ điểm nhưng chưa ghép vì mâu thuẫn với bản ghi khác, cần người xem"
    return "chưa ghép, " + certainty(found.weight) + ", cần người xem"
