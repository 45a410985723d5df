"""What stands in a DAG run's note: counts, names of sources and the reasons a person can act on. Vietnamese first.

A note holds 1,000 characters, so what must be read stands first and long lists are cut and counted.
"""

from typing import Any

from doisoat.pipeline import link_quality
from doisoat.runs.codec import from_plain
from doisoat.runs.summary import LinkFigures

MOST = 5
REASON_LENGTH = 140
STATES = {
    "not_read": "Chưa đọc / not read",
    "failed": "Lỗi / failed",
    "not_validated": "Chưa kiểm tra / not validated",
    "held": "Tạm giữ / held back",
    "missing": "Thiếu / missing",
    "stale": "Dùng bản cũ / stale",
}


def of_ingest(ingest: str, found: dict[str, Any]) -> str:
    """A few lines on an ingest (see ``doisoat.pipeline.announcing.outcome``)."""
    lines = [f"**{ingest}**: {found['good']:,}/{found['sources']:,} nguồn dùng được / sources good."]
    for state in ("not_read", "not_validated", "failed", "held"):
        lines.extend(_listed(state, {item["source"]: item["message"] for item in found[state]}))
    return "\n\n".join(lines)


def of_run(summary: dict[str, Any]) -> str:
    """A few lines on a published run."""
    run, sources, messages = summary.get("run"), summary.get("sources") or {}, summary.get("messages") or {}
    lines = [
        f"**{run}**: {summary.get('found', 0):,} discrepancies, {summary.get('new', 0):,} new, "
        f"{summary.get('gone', 0):,} gone. {summary.get('links', 0):,} links. "
        f"Ledger {'balanced' if summary.get('ledger_balanced') else 'NOT balanced'}, "
        f"{summary.get('quarantined', 0):,} rows in quarantine, "
        f"{summary.get('partly_quarantined', 0):,} in part. [Báo cáo / Report](/doisoat/report/{run})"
    ]
    if summary.get("current") is False:
        lines.append("Đã có lần chạy mới hơn; bản hiện hành không đổi / a newer run stays the current one.")
    for state in ("missing", "held", "stale"):
        lines.extend(_listed(state, {source: messages.get(source) for source in sources.get(state) or ()}))
    if summary.get("link_quality"):
        figures = from_plain(LinkFigures, summary["link_quality"], f"summary of {run}")
        lines.extend(line.strip() for line in link_quality.lines(figures, str(run)))
    return "\n\n".join(lines)


def _listed(state: str, reasons: dict[str, Any]) -> list[str]:
    if not reasons:
        return []
    lines = [f"{STATES[state]}: {len(reasons):,}"]
    for source, reason in list(reasons.items())[:MOST]:
        text = str(reason or "chưa đọc được")
        lines.append(f"- `{source}`: {text if len(text) <= REASON_LENGTH else text[: REASON_LENGTH - 1] + '…'}")
    if len(reasons) > MOST:
        lines.append(f"- và {len(reasons) - MOST:,} nguồn nữa / and {len(reasons) - MOST:,} more")
    return ["\n".join(lines)]
