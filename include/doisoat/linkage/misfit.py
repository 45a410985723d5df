"""Does a frozen model still fit the records it is used on?

A model counts how often the levels of each field occur in three classes of pairs; the same counts are taken again on a
smaller sample of the run's records, with the same statements. Two things must come together before a field is said to
have changed: the difference is beyond chance (G-test, one in 100,000), and it is large enough to matter (Jensen-Shannon
divergence above 0.02 bits): with millions of records any difference is beyond chance. Beside the pairs, the records of
each register are compared: how many bear a number, a full date, a village, accents; and what would be judged a
placeholder date or an overused number today but was not in training.

Nothing is mended here. A model is retrained on purpose (``doisoat model retrain``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import chdtrc

from doisoat.linkage.compare import Nodes
from doisoat.linkage.engine import Bits, Engine
from doisoat.linkage.inputs import LinkConfig
from doisoat.linkage.model import CLASSES, ComparedField, Model
from doisoat.linkage.names import NameBook
from doisoat.linkage.placeholders import NUMBERS, Placeholders, judge
from doisoat.linkage.train import count, profile
from doisoat.registers.messages import Message, register_messages
from doisoat.runs.link_report import ModelFit, ModelWarning

__all__ = ["changed", "divergence", "fit"]

LIMIT = 0.02
"""Jensen-Shannon divergence in bits from which a change matters: about 1 % of the levels turning into 8 %."""
CHANCE = 1e-5
"""Probability of as large a difference by chance alone below which it is believed. Chosen by hand: a run asks some
hundred such questions, and none may cry wolf (``test_misfit``)."""
SHARE = 0.1
"""A share of a register's records that moves by more than this has changed."""
_FEWEST = 50
"""Pairs or records below which nothing is said of a class or register. Chosen by hand (``test_misfit``)."""
_SAMPLE_IDS, _SAMPLE_PAIRS = 800, 30_000
"""A fifth and a tenth of what training draws (``LinkConfig``), since every run pays for it. Chosen by hand."""

register_messages(
    {
        "LINK-MISFIT": Message(
            vi="Mô hình ghép không còn hợp với dữ liệu ở trường {field} ({classes}): xem lại nguồn vừa nhận; nếu dữ "
            "liệu đúng là đã đổi, học lại mô hình bằng `doisoat model retrain`.",
            en="The linkage model no longer fits the data in field {field} ({classes}): check the sources just read; "
            "if the data have really changed, train anew with `doisoat model retrain`.",
        ),
        "LINK-MISFIT-RECORDS": Message(
            vi="Bản ghi của {register} đã khác lúc học mô hình: tỷ lệ {what} từ {before} thành {now}. Xem lại cách đọc "
            "nguồn; nếu đúng là đã đổi, học lại mô hình bằng `doisoat model retrain`.",
            en="Records of {register} differ from those the linkage model was trained on: share of {what} went from "
            "{before} to {now}. Check how the source is read; if it has really changed, train anew with "
            "`doisoat model retrain`.",
        ),
        "LINK-MISFIT-PLACEHOLDERS": Message(
            vi="{dates} ngày sinh và {numbers} số định danh nay xuất hiện nhiều như giá trị điền tạm nhưng mô hình "
            "ghép chưa biết; chúng vẫn được so sánh như thật cho đến khi học lại mô hình.",
            en="{dates} birth dates and {numbers} numbers now occur as often as placeholders do but the linkage model "
            "does not know them; they are compared as real until the model is trained anew.",
        ),
    }
)


def fit(engine: Engine, config: LinkConfig, model: Model, nodes: Nodes, book: NameBook) -> ModelFit:
    """How well ``model`` fits tables ``person_value`` and ``node``.

    There are no warnings for a model trained on these records.
    """
    small = replace(config, sample_ids=_SAMPLE_IDS, sample_pairs=_SAMPLE_PAIRS)
    counts, _ = count(engine, small, nodes, book)
    fields: dict[str, dict[str, float]] = {}
    warnings: list[ModelWarning] = []
    for spec in model.fields:
        now = counts.get(spec.name, {})
        learnt = {c: _learnt(model, spec, c) for c in CLASSES if c in now}
        fields[spec.name] = {c: round(divergence(spec, learnt[c], now[c])[0], 4) for c in learnt}
        if wrong := [c for c in learnt if changed(spec, learnt[c], now[c])]:
            warnings.append({"code": "LINK-MISFIT", "field": spec.name, "classes": ", ".join(wrong)})
    warnings += _records(model.profile, profile(engine, nodes, book))
    warnings += _placeholders(model.placeholders, judge(engine, config.shared_id_cap))
    return ModelFit(not warnings, fields, tuple(warnings))


def _learnt(model: Model, spec: ComparedField, kind: str) -> list[int]:
    return [x - y for x, y in zip(model.counts[spec.name][kind], spec.start[kind], strict=True)]


def divergence(spec: ComparedField, before: Sequence[int], now: Sequence[int]) -> tuple[float, float]:
    """Jensen-Shannon divergence (bits) of two counts by level and the chance of a difference as large (G-test).

    Levels are compared inside the groups the model normalises them in (weighed by the pairs now in each), so that a
    field that is missing more often is no change of how it differs.
    """
    one, two = np.asarray(before, dtype=np.float64), np.asarray(now, dtype=np.float64)
    total, bits, g, freedom = two[1:].sum(), 0.0, 0.0, 0
    for group in spec.groups:
        x, y = one[list(group)], two[list(group)]
        if x.sum() < _FEWEST or y.sum() < _FEWEST:
            continue
        mean = (x / x.sum() + y / y.sum()) / 2
        bits += y.sum() / total * (_entropy(mean) - _entropy(x / x.sum()) / 2 - _entropy(y / y.sum()) / 2)
        pooled = (x + y) / (x + y).sum()
        g += 2 * np.log(2) * ((x + y).sum() * _entropy(pooled) - x.sum() * _entropy(x / x.sum()))
        g -= 2 * np.log(2) * y.sum() * _entropy(y / y.sum())
        freedom += int((pooled > 0).sum()) - 1
    return max(float(bits), 0.0), float(chdtrc(freedom, max(g, 0.0))) if freedom else 1.0


def changed(spec: ComparedField, before: Sequence[int], now: Sequence[int]) -> bool:
    """Whether two counts by level differ beyond chance and by enough to matter."""
    bits, chance = divergence(spec, before, now)
    return bits > LIMIT and chance < CHANCE


def _entropy(shares: Bits) -> float:
    some = shares[shares > 0]
    return float(-(some * np.log2(some)).sum())


def _records(before: Mapping[str, Mapping[str, int]], now: Mapping[str, Mapping[str, int]]) -> list[ModelWarning]:
    found: list[ModelWarning] = []
    for register in sorted(set(before) & set(now)):
        one, two = before[register], now[register]
        if min(one["records"], two["records"]) < _FEWEST:
            continue
        for what in one:
            x, y = one[what] / one["records"], two.get(what, 0) / two["records"]
            if abs(x - y) > SHARE:
                found.append(
                    {
                        "code": "LINK-MISFIT-RECORDS",
                        "register": register,
                        "what": what,
                        "before": round(x, 3),
                        "now": round(y, 3),
                    }
                )
    return found


def _placeholders(before: Placeholders, now: Placeholders) -> list[ModelWarning]:
    dates = len(now.dates - before.dates) + int(now.january and not before.january)
    none: frozenset[int] = frozenset()
    numbers = sum(len(now.numbers.get(n, none) - before.numbers.get(n, none)) for n in NUMBERS)
    return [{"code": "LINK-MISFIT-PLACEHOLDERS", "dates": dates, "numbers": numbers}] if dates or numbers else []
