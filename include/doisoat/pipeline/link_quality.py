"""How sure a run's links are and whether the model fits: from the report of its linkage, for people and machines.

Invariant: figures that a run took over from an earlier one always carry that run's name.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from doisoat.registers.messages import text

if TYPE_CHECKING:
    from doisoat.pipeline.runs import Run
    from doisoat.pipeline.workspace import Workspace


def figures(workspace: Workspace, run: Run) -> dict[str, Any] | None:
    """What ``lines`` and the quality report say about the links of ``run``; None where its linkage left no report.

    ``precision`` and ``recall`` are [estimate, low, high] with 95 % intervals, None where nothing could be estimated;
    ``without_numbers``: the same of records that bear no number; ``review``: pairs that wait for a person, by kind of
    entity; ``measured``: in which ``run`` estimate and fit were taken, on how many ``records`` of people and how many
    ``changed`` since; ``again``: by kind, records that ``changed`` and groups of records linked again, None where all
    were linked.
    """
    key = f"{run.folder}/linked/report.json"
    if not workspace.store.exists(key):
        return None
    report = json.loads(workspace.store.get_bytes(key))
    person = report.get("estimate", {}).get("person", {})
    apart = person.get("without_numbers", {})
    fit = report.get("model_fit", {})
    again = report.get("incremental")
    return {
        **(_shares(person) if person.get("linked_records") else _shares({})),
        "linked": person.get("linked_records", 0),
        "without_numbers": {
            **_shares(apart),
            "hidden": apart.get("hidden", 0),
            "linked": person.get("linked_without_numbers", 0),
        },
        "review": {kind: counts["review"] for kind, counts in sorted(report.get("links", {}).items())},
        "model": report.get("model"),
        "model_run": report.get("model_run"),
        "fits": fit.get("fits"),
        "warnings": fit.get("warnings", []),
        "measured": report.get("measured"),
        "again": again and {
            kind: {"changed": n["changed"], "groups": n["touched"] + n["inside"]} for kind, n in sorted(again.items())
        },
    }  # fmt: skip


def _shares(found: dict[str, Any]) -> dict[str, list[float] | None]:
    """Precision and recall; None for one whose interval reaches from none to all, which says nothing."""
    pairs = ((name, found.get(name)) for name in ("precision", "recall"))
    return {name: value if value and (value[1] > 0 or value[2] < 1) else None for name, value in pairs}


def lines(found: dict[str, Any], run: str) -> list[str]:
    """The figures of ``run`` in a few lines of text; the first says it all where nothing is wrong."""
    measured, waiting = found["measured"] or {}, sum(found["review"].values())
    model = f"model {(found['model'] or '?')[:8]} of run {found['model_run'] or '?'}"
    fits = {True: "fits", False: "DOES NOT FIT", None: "not checked"}[found["fits"]]
    text_lines = [
        f"Links of people: estimated precision {_range(found['precision'])}, recall {_range(found['recall'])}; "
        f"{waiting:,} pairs to review; {model} {fits}"
    ]
    if measured and measured["run"] != run:
        text_lines.append(
            f"  estimated and checked in run {measured['run']}; since then {measured['changed']:,} of "
            f"{measured['records']:,} records of people changed"
        )
    text_lines += [f"  ! {_warning(item)}" for item in found["warnings"]]
    return text_lines


def _warning(item: dict[str, Any]) -> str:
    import doisoat.linkage.misfit  # noqa: F401  (registers the words; slow to import and seldom needed)

    fields = {name: _percent(value) if isinstance(value, float) else value for name, value in item.items()}
    return text(str(fields.pop("code")), fields, "en")


def _range(share: list[float] | None) -> str:
    if share is None:
        return "unknown"
    value, low, high = map(_percent, share)
    return f"{value} ({low.removesuffix(' %')}–{high.removesuffix(' %')})"


def _percent(share: float) -> str:
    """Two decimals; 100 and 0 only for all and none."""
    value = round(share * 100, 2)
    value = min(value, 99.99) if share < 1 else value
    value = max(value, 0.01) if share > 0 else value
    return f"{value:.2f}".rstrip("0").rstrip(".") + " %"
