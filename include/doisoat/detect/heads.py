"""The person a household's land right is written by: "Hộ ông Nguyễn Văn A" is Nguyễn Văn A.

That a household holds the right is said by ``holder_kind``; the words around the head's name are no part of the name,
so they make no difference between registers. Where the kind says household, "Hộ" is no surname, however rare the name
behind it; a single name after "ông" or "bà" (``K'Brôi``) is a name too.
"""

import re
from typing import Final

import pyarrow as pa

from doisoat.sqlwork import Session, Table
from doisoat.text.name_cells import read_cell

__all__ = ["create_household_heads", "head_of"]

_HOUSEHOLD: Final = re.compile(
    r"^(?:hộ gia đình|hộ gđ|hộ|gia đình|hgđ|gđ)\s*:?\s+(?:(?:ông|bà)\s*:?\s+)?", re.IGNORECASE
)


def head_of(written: str) -> str:
    """The (first) person named in a household's name as holder; what is written where that names nobody.

    >>> head_of("Hộ ông Nguyễn Văn An"), head_of("Hộ bà Trần Thị Bình và ông Lê Văn Ba"), head_of("Hồ Văn Ba")
    ('Nguyễn Văn An', 'Trần Thị Bình', 'Hồ Văn Ba')
    >>> head_of("Hộ Quách Ba"), head_of("Hộ ông K'Brôi"), head_of("Hộ ông Ông Văn Hùng")
    ('Quách Ba', "K'Brôi", 'Ông Văn Hùng')
    >>> head_of("Hộ Lại An Sơn")
    'Lại An Sơn'
    """
    name = _HOUSEHOLD.sub("", written).strip() or written
    cell = read_cell(name)
    return cell.names[0] if cell and cell.names else name


def create_household_heads(session: Session) -> Table:
    """Create ``household_head`` (written, head) of the household holders in the batch, each way of writing once."""
    names = [row[0] for row in session.rows("detect/prepare/household_holder")]
    table = pa.table({"written": pa.array(names, pa.string()), "head": pa.array(map(head_of, names), pa.string())})
    return session.table("household_head", table)
