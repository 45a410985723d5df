"""Villages the registry has never heard of: labels in use now that households bear in more than one source.

There is no public list of villages, so a new deployment learns them from its own sources. A label a single clerk made
up does not come back in another source for the same household; a village's label does.
"""

from collections.abc import Collection, Iterable, Iterator

from doisoat.gazetteer.renames_counts import Counts
from doisoat.gazetteer.renames_model import WEAK_BELOW, LabelChange, Pair, Proposal
from doisoat.gazetteer.villages import Alias
from doisoat.text.villages import label_key, split_key


def unheard(
    counts: Counts, known: Iterable[Alias], proposals: Iterable[Proposal], bare: Collection[str] = ()
) -> Iterator[Proposal]:
    """One proposal for each label in use that neither the registry nor another proposal accounts for.

    Args:
        counts: what was seen.
        known: the registry.
        proposals: changes proposed already.
        bare: units without a list, or with hardly one: there all labels are one proposal, the unit's list.
    """
    lists: dict[str, list[Proposal]] = {}
    for proposal in _single(counts, known, proposals):
        if proposal.unit in bare:
            lists.setdefault(proposal.unit, []).append(proposal)
        else:
            yield proposal
    for unit, found in lists.items():
        pairs = tuple(sorted(pair for proposal in found for pair in proposal.pairs))
        sources = tuple(sorted({source for proposal in found for source in proposal.sources_new}))
        yield Proposal(LabelChange.LIST, unit, pairs, "", found[0].seen_by, (), sources)


def _single(counts: Counts, known: Iterable[Alias], proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    listed = {(alias.unit_code, key) for alias in known for key in _keys(alias.label)}
    listed |= {(p.unit, label_key(pair.new)) for p in proposals for pair in p.pairs}
    names = {
        (unit, label): written
        for unit, label, written in counts.labels[["unit", "label", "written"]].itertuples(index=False, name=None)
    }
    columns = ["unit", "label", "former", "day", "names", "sources", "movers", "confirmed"]
    for unit, label, former, day, sources, number, movers, confirmed in counts.confirmed[columns].itertuples(
        index=False, name=None
    ):
        if (unit, label) in listed or movers < WEAK_BELOW or (number > 1 and 2 * confirmed < movers):
            continue
        # With a single source nothing confirms it, and the proposal says so: no household moved together.
        place = former if isinstance(former, str) else ""
        pair = Pair(place, "", names[unit, label], int(confirmed), int(movers), int(movers))
        yield Proposal(LabelChange.NEW, unit, (pair,), "", day, (), tuple(sources))


def _keys(label: str) -> tuple[str, str]:
    """A label's key and the same without its type word, which rows may leave out."""
    key = label_key(label)
    return key, split_key(key)[1]
