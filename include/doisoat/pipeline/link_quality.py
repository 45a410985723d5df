"""How sure a run's links are and whether the model fits: from the report of its linkage, for people and machines.

Invariant: figures that a run took over from an earlier one always carry that run's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doisoat.registers.messages import text
from doisoat.runs.codec import from_json
from doisoat.runs.link_report import Interval, LinkReport, ModelWarning
from doisoat.runs.summary import Again, LinkFigures, WithoutNumbers

if TYPE_CHECKING:
    from doisoat.pipeline.workspace import Workspace
    from doisoat.runs.run import Run


def figures(workspace: Workspace, run: Run) -> LinkFigures | None:
    """What ``lines`` and the quality report say about the links of ``run``; None where its linkage left no report.

    Raises:
        DoisoatError: RUN-FACTS for a report of another form.
    """
    key = run.files.linked.report
    if not workspace.store.exists(key):
        return None
    report = from_json(LinkReport, workspace.store.get_bytes(key), key)
    person, fit = report.estimate.person, report.model_fit
    apart, known = person.without_numbers, person.linked_records > 0
    return LinkFigures(
        precision=_telling(person.precision) if known else None,
        recall=_telling(person.recall) if known else None,
        linked=person.linked_records,
        without_numbers=WithoutNumbers(
            precision=_telling(apart.precision),
            recall=_telling(apart.recall),
            hidden=apart.hidden,
            linked=person.linked_without_numbers,
        ),
        review={kind: counts.review for kind, counts in sorted(report.links.items())},
        model=report.model,
        model_run=report.model_run,
        fits=fit.fits,
        warnings=fit.warnings,
        measured=report.measured,
        again=None
        if report.incremental is None
        else {kind: Again(n.changed, n.touched + n.inside) for kind, n in sorted(report.incremental.items())},
    )


def _telling(share: Interval) -> Interval | None:
    """None for a share whose interval reaches from none to all, which says nothing."""
    return share if share[1] > 0 or share[2] < 1 else None


def lines(found: LinkFigures, run: str) -> list[str]:
    """The figures of ``run`` in a few lines of text; the first says it all where nothing is wrong."""
    measured, waiting = found.measured, sum(found.review.values())
    model = f"model {(found.model or '?')[:8]} of run {found.model_run or '?'}"
    fits = {True: "fits", False: "DOES NOT FIT", None: "not checked"}[found.fits]
    text_lines = [
        f"Links of people: estimated precision {_range(found.precision)}, recall {_range(found.recall)}; "
        f"{waiting:,} pairs to review; {model} {fits}"
    ]
    if measured is not None and measured.run != run:
        text_lines.append(
            f"  estimated and checked in run {measured.run}; since then {measured.changed:,} of "
            f"{measured.records:,} records of people changed"
        )
    text_lines += [f"  ! {_warning(item)}" for item in found.warnings]
    return text_lines


def _warning(item: ModelWarning) -> str:
    import doisoat.linkage.misfit  # noqa: F401  (registers the words; slow to import and seldom needed)

    fields: dict[str, object] = {
        name: _percent(value) if isinstance(value, float) else value for name, value in item.items()
    }
    return text(str(fields.pop("code")), fields, "en")


def _range(share: Interval | None) -> str:
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
