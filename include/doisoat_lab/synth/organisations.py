"""Organisations and communities that hold land, and the ways their names are written.

A commune has its committee, schools, a cooperative, places of worship and the communities of its villages, whose names
are only unique there (two communes may each have a Chùa Phước Huệ), and companies, whose names are unique and which
may hold land in the next commune of the province too. Books write out or abbreviate the form of an organisation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doisoat_lab.synth.frames import SynthSpec
from doisoat_lab.synth.plan import Source
from doisoat_lab.synth.rng import Array, choose, objects, stream
from doisoat_lab.synth.units import unit
from doisoat_lab.synth.villages import of_unit

_HOLY = ("Phước Huệ", "Phước Quang", "Long Đoàn", "Bửu Sơn", "Linh Quang", "Giác Hoa", "Thanh Bình", "Vinh Phú")
_TRADE = ("Nông nghiệp", "Thương mại Dịch vụ", "Xây dựng", "Đầu tư Du lịch", "Chế biến Thủy sản", "Thương mại")
_PROPER = ("Minh", "Hoàng", "Đại", "Tân", "Phú", "Thành", "Hưng", "Kim", "Bảo", "Trường", "Ngọc", "Thái", "Vạn", "Gia")
_SECOND = ("Long", "Gia", "Phát", "Thịnh", "Lộc", "Đạt", "Hải", "Sơn", "Quang", "Nguyên", "Lợi", "An", "Khang", "Vượng")
_COMPANIES = 3
_STEP = 31

#: Ways of writing a form, by the way it is written out; the first of them is tried where it stands in the name.
_WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Ủy ban nhân dân xã", ("UBND xã", "UBND", "Ủy ban nhân dân", "UB nhân dân xã")),
    ("Ủy ban nhân dân phường", ("UBND phường", "UBND", "UBND Phường")),
    ("Ủy ban nhân dân", ("UBND",)),
    ("Công ty TNHH MTV", ("Công ty TNHH một thành viên", "Cty TNHH MTV", "Công ty trách nhiệm hữu hạn MTV")),
    ("Công ty TNHH", ("Cty TNHH", "Công ty trách nhiệm hữu hạn", "Công ty")),
    ("Công ty Cổ phần", ("Công ty CP", "CTCP", "Cty Cổ phần")),
    ("Hợp tác xã", ("HTX",)),
    ("Trường Tiểu học", ("Trường TH", "Tiểu học")),
    ("Trường Trung học cơ sở", ("Trường THCS", "THCS")),
    ("Trường Mầm non", ("Trường MN", "Mầm non")),
    ("Cộng đồng dân cư", ("Cộng đồng",)),
)
_SHORT = (("Thương mại", "TM"), ("Dịch vụ", "DV"), ("Xây dựng", "XD"), ("Nông nghiệp", "NN"), ("Đầu tư", "ĐT"))
HABIT = 0.8
"""Share of the rows of a source that write an organisation the source's usual way."""


@dataclass(frozen=True)
class Organisations:
    """Organisations of a commune: entity id, full name, weight among its land; its villages' communities last."""

    eid: Array
    name: Array
    weight: Array
    communities: int

    def __len__(self) -> int:
        return len(self.eid)


def of_commune(spec: SynthSpec, code: str) -> Organisations:
    """The organisations at home in a commune, communities (one a village, in their order) last."""
    rng = stream(spec.seed, "organisations", code)
    home = unit(code)
    place = home.name
    names = [
        f"Ủy ban nhân dân {home.kind.lower()} {place}",
        f"Trường Tiểu học {place} 1",
        f"Trường Tiểu học {place} 2",
        f"Trường Mầm non {place}",
        f"Trường Trung học cơ sở {place}",
        f"Hợp tác xã Dịch vụ Nông nghiệp {place}",
    ]
    weights = [6.0, 1.0, 1.0, 1.0, 1.0, 2.0]
    holy = rng.choice(len(_HOLY), 2, replace=False)
    names += [f"Chùa {_HOLY[holy[0]]}", f"Nhà thờ Giáo xứ {_HOLY[holy[1]]}"]
    weights += [1.5, 1.0]
    space = len(_PROPER) * len(_SECOND)
    for i in range(_COMPANIES):
        # the names of companies are unique in the province: the step has no factor in common with their number
        number = (spec.units.index(code) * _COMPANIES + i) * _STEP % space
        proper = f"{_PROPER[number // len(_SECOND)]} {_SECOND[number % len(_SECOND)]}"
        form = ("Công ty TNHH", "Công ty TNHH MTV", "Công ty Cổ phần")[int(rng.integers(0, 3))]
        names.append(f"{form} {_TRADE[int(rng.integers(0, len(_TRADE)))]} {proper}")
        weights.append(2.0)
    villages = of_unit(spec, code)
    names += [f"Cộng đồng dân cư {v.label}" for v in villages]
    weights += [0.0] * len(villages)
    eid = f"o{code}x" + objects([str(i) for i in range(len(names))])
    return Organisations(eid, objects(names), np.array(weights), len(villages))


def holders(spec: SynthSpec, code: str, kind: Array, village: Array) -> tuple[Array, Array]:
    """(entity id, name written out) of the organisation that holds each parcel; None where a person or household does.

    A fifth of an organisation's parcels go to a company of the commune before, in the order of the spec.
    """
    rng = stream(spec.seed, "organised land", code)
    here = of_commune(spec, code)
    n = len(kind)
    at = np.full(n, -1)
    organised, community = np.equal(kind, "organisation"), np.equal(kind, "community")
    at[organised] = choose(rng, n, here.weight)[organised]
    at[community] = len(here) - here.communities + village[community]
    eid, name = np.full(n, None, dtype=object), np.full(n, None, dtype=object)
    held = at >= 0
    eid[held], name[held] = here.eid[at[held]], here.name[at[held]]
    position = spec.units.index(code)
    if position:
        near = of_commune(spec, spec.units[position - 1])
        companies = np.flatnonzero(np.array([text.startswith("Công ty") for text in near.name]))
        guest = np.flatnonzero(organised & (rng.random(n) < 0.2))
        chosen = companies[rng.integers(0, len(companies), len(guest))]
        eid[guest], name[guest] = near.eid[chosen], near.name[chosen]
    return eid, name


def written(rng: np.random.Generator, spec: SynthSpec, source: Source, name: Array) -> Array:
    """The names as a source writes them: its own habit for each name, or in a fifth of the rows any other way."""
    out = name.copy()
    habits: dict[str, str] = {}
    for i, full in enumerate(name):
        if full not in habits:
            habits[full] = _way(stream(spec.seed, "habit", source.source_id, full), full)
        out[i] = habits[full] if rng.random() < HABIT else _way(rng, full)
    return out


def _way(rng: np.random.Generator, name: str) -> str:
    """One way of writing an organisation's name."""
    text = name
    if rng.random() < 0.6:
        for long, ways in _WAYS:
            if text.startswith(long + " "):
                text = ways[int(rng.integers(0, len(ways)))] + text[len(long) :]
                break
    if rng.random() < 0.3:
        for long, short in _SHORT:
            text = text.replace(f" {long} ", f" {short} ")
    return text.upper() if rng.random() < 0.15 else text
