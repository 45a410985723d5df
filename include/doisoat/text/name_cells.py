"""What stands in a cell of names besides one name: titles, the word household, notes, a second person.

Found in other people's lists: ``Ông: Phạm Văn Bé``, ``Ô. Bé``, ``Hộ bà Nguyễn Thị Tư``, ``Trần Văn Ba và chồng Lê Thị
Bốn``, ``Trần Văn Ba (đã chết)``. Taking that away is a suggestion, never done by itself, because ``Ông``, ``Bà`` and
``Và`` are names too (``Ông Văn Hùng``, ``Giàng A Và``, ``Y Ông Êban``): a title counts only with a mark after it, after
the word household, or before a usual surname and at least one more word.
"""

import re
from typing import Final, NamedTuple

from doisoat.text.words import lexicon

_TITLE: Final = (
    r"(?:ông|bà|cụ|cố|anh|chị|cháu|cô|chú|em|bác|cậu|dì|thím|mợ|dượng|thầy"
    r"|đồng chí|đ/c|đc|liệt sĩ|liệt sỹ|ls|mr|mrs|ms)"
)
_TITLES: Final = rf"(?:{_TITLE}(?:\s*[/(]\s*{_TITLE}\)?)?)"
_LETTER_TITLE: Final = r"(?:ô/b|ô|b|a|c|đ/c)"
_HOUSEHOLD: Final = r"(?:hộ\s+kinh\s+doanh(?:\s+cá\s+thể)?|hộ\s+gia\s+đình|hộ\s+gđ|hộ|gia\s+đình|gđ|hgđ|vợ\s+chồng|vc)"
_LABEL: Final = (
    r"(?:chủ hộ|họ và tên|họ tên|tên|người đại diện|đại diện|chủ sử dụng|người sử dụng|người đứng tên|đứng tên)"
)
_LEAD: Final = re.compile(
    rf"^(?:{_LABEL}\s*[:\-–]\s*|{_HOUSEHOLD}\s+{_TITLES}\s*[.:]?\s+|(?:{_TITLES}|{_HOUSEHOLD}|{_LETTER_TITLE})\s*:\s*|"
    rf"{_TITLES}\s*\.\s*|\d{{1,4}}\s*[.)\-/]\s*|(?P<likely>(?:{_HOUSEHOLD}|{_TITLES})\s+|{_LETTER_TITLE}\s*\.\s*))",
    re.IGNORECASE,
)
_KIN: Final = (
    r"(?:vợ|chồng|con(?:\s+(?:trai|gái|dâu|rể))?|mẹ|cha|bố|em(?:\s+(?:trai|gái))?|anh(?:\s+trai)?|chị(?:\s+gái)?|cháu)"
)
_SECOND: Final = re.compile(
    rf"\s*(?:[,;&+/]|\s-\s|\svà\s|\sVÀ\s)\s*(?:(?P<kin>{_KIN})(?:\s+(?:là|tên))?\s*[:\-]?\s+)?"
    rf"|\s+(?P<bare>vợ|chồng|VỢ|CHỒNG)(?:\s+(?:là|LÀ))?\s*[:\-]?\s+"
)
_KIN_ONLY: Final = re.compile(rf"\s*(?:[,;&+/]|\s-|\svà|\sVÀ)\s*(?i:{_KIN}|các con|gia đình)\s*$")
_OTHERS: Final = re.compile(rf"^{_KIN}\s+(?:của\s+)?{_TITLES}\b", re.IGNORECASE)
_BRACKETED: Final = re.compile(
    rf"^(?P<one>.+?)\s*[(\[]\s*(?P<kin>{_KIN})(?:\s+là)?\s*[:\-]?\s+(?P<two>[^)\]]+)[)\]]$", re.IGNORECASE
)
_NOTE: Final = re.compile(
    r"\s*[(\[].*?[)\]]\s*|\s+(?:đã chết|đã mất|chết|mất)$|\s*[,\-]?\s*(?:sinh(?: năm)?|sn|ns)\W*[\d/.\-]+$",
    re.IGNORECASE,
)
_USUAL: Final = 0.3
"""Per cent of people from which on a surname is usual enough to be told by itself."""

LOOK: Final = (
    r"[(\[/&;,:+|]| - |(?i)(^| )(và|vợ|chồng) |^(hộ|hgđ|gđ|gia đình|vợ chồng|vc) |^\d{1,4} ?[.)\-/]|(chết|mất)$"
    r"|^(ông|bà|cụ|cố|anh|chị|cháu|cô|chú|em|bác|cậu|dì|thím|mợ|dượng|thầy|đồng|đc|liệt|ls|mr|mrs|ms)[ .]|^[ôbac] ?\."
)
"""What a name must hold (pattern of RE2) for a look at it as a whole to be worth while."""


class Cell(NamedTuple):
    """What a cell of names seems to say.

    Attributes:
        names: the one or more names in it, as written there; none when it names somebody only by a relative.
        problem: ``extra_text`` or ``several_people``.
    """

    names: tuple[str, ...]
    problem: str


def read_cell(text: str) -> Cell | None:
    """The name or names in a cell that holds something besides; None when it is a name as it stands.

    >>> read_cell("Ông: Phạm Văn Bé").names, read_cell("Hộ bà Nguyễn Thị Tư").names, read_cell("Ông Văn Hùng")
    (('Phạm Văn Bé',), ('Nguyễn Thị Tư',), None)
    >>> read_cell("Trần Văn Ba và chồng Lê Thị Bốn")
    Cell(names=('Trần Văn Ba', 'Lê Thị Bốn'), problem='several_people')
    """
    if _OTHERS.match(text) and not _usual(text):
        return Cell((), "extra_text")
    several = _several(_without_lead(text), titled=_without_lead(text) != text)
    if several:
        return Cell(several, "several_people")
    bare = _NOTE.sub(" ", text).strip()
    bare = _KIN_ONLY.sub("", bare)
    bare = _without_lead(bare)
    return Cell((bare,), "extra_text") if bare and bare != text else None


def _several(text: str, *, titled: bool) -> tuple[str, ...] | None:
    """The people a cell names one after the other; ``titled``: a title stood before the first one."""
    found = _BRACKETED.match(text)
    if found:
        return _both(found["one"], found["two"], told=True)
    for cut in _SECOND.finditer(text):
        both = _both(text[: cut.start()], text[cut.end() :], told=titled or bool(cut["kin"] or cut["bare"]))
        if both:
            return both[0], *(_several(both[1], titled=False) or both[1:])
    return None


def _both(one: str, two: str, *, told: bool) -> tuple[str, str] | None:
    """Two people, if both parts are names; ``told``: a title or a word of kinship says that they are."""
    written = tuple(_NOTE.sub(" ", part).strip(" .,;:") for part in (one, two))
    first, second = (_without_lead(part) for part in written)
    if min(first.count(" "), second.count(" ")) < 1 or re.search(r"\d", first + second):
        return None
    return (first, second) if told or (first, second) != written or (_usual(first) and _usual(second)) else None


def _without_lead(text: str) -> str:
    """A name without the titles and labels before it."""
    found = _LEAD.match(text)
    if not found:
        return text
    rest = _without_lead(text[found.end() :].strip())
    told = not found["likely"] or _usual(rest)
    return rest if told and " " in rest else text


def _usual(name: str) -> bool:
    """Whether a name begins with a usual surname (or an abbreviated one)."""
    first = name.split(" ", 1)[0]
    return lexicon().surname.get(first.lower(), 0.0) > _USUAL or first.rstrip(".").lower() in ("ng", "ngn", "tr", "ph")
