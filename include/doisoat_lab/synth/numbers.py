"""Identifiers of the synthetic people and parcels: well-formed, and unique in the whole province.

Every chunk owns a slice of each number space (`Slices`), scrambled by a multiplication that is a bijection modulo a
power of ten; so numbers look random, never collide by accident, and no chunk needs to know another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from doisoat_lab.synth.rng import Array

_BASE32 = np.frombuffer(b"0123456789bcdefghjkmnpqrstuvwxyz", dtype=np.uint8)
_CENTURY_SEX = {True: {19: 0, 20: 2}, False: {19: 1, 20: 3}}


def digits(values: Array, width: int) -> Array:
    """Non-negative integers as text with leading zeros (object array)."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    table = (values.astype(np.int64)[:, None] // powers % 10 + 48).astype(np.uint32)
    if not len(values):
        return np.empty(0, dtype=object)
    return np.ascontiguousarray(table).view(f"<U{width}").ravel().astype(object)


@dataclass(frozen=True)
class Slices:
    """The slice of every number space that one group owns: `index` of `count`; `offset` differs from seed to seed."""

    index: int
    count: int
    offset: int = 0

    def serial(self, positions: Array, width: int, shift: Array | int = 0) -> Array:
        """Scrambled serial numbers of `width` digits for the positions (0-based) in this slice.

        Numbers with the same `shift` are distinct over all slices.

        Raises `ValueError` when the slice is too small for them.
        """
        space = 10**width
        size = space // self.count
        if len(positions) and int(positions.max()) >= size:
            raise ValueError(f"a slice of {size} numbers is too small")
        index = (self.index * size + positions.astype(np.int64)) % space
        out: Array = (index * (611_953 if width < 9 else 387_420_489) + self.offset + shift) % space
        return out


def _position_in_group(keys: Array) -> Array:
    """The rank of each row among the rows of its key, in order of appearance."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(keys) else np.empty(0, dtype=bool)
    starts = np.maximum.accumulate(np.where(first, np.arange(len(keys)), 0))
    out = np.empty(len(keys), dtype=np.int64)
    out[order] = np.arange(len(keys)) - starts
    return out


def personal_ids(birth_province: Array, male: Array, years: Array, slices: Slices) -> Array:
    """Personal numbers: 3 digits of the province of birth registration, century and sex, year, 6 digits."""
    century_sex = np.where(years >= 2000, np.where(male, 2, 3), np.where(male, 0, 1))
    head = birth_province.astype(np.int64) * 1000 + century_sex * 100 + years % 100
    return digits(head * 1_000_000 + slices.serial(_position_in_group(head), 6, head * 7_919), 12)


def former_ids(slices: Slices, n: int) -> Array:
    """Nine-digit identity-card numbers (CMND), without structure."""
    return digits(slices.serial(np.arange(n), 8) + 200_000_000, 9)


def participant_numbers(slices: Slices, n: int) -> Array:
    """Ten-digit social-insurance numbers."""
    return digits(slices.serial(np.arange(n), 9) + 6_000_000_000, 10)


def geohashes(lat: Array, lon: Array) -> Array:
    """Twelve-character GeoHash codes of WGS84 points."""
    x = ((lon + 180.0) / 360.0 * 2**30).astype(np.uint64)
    y = ((lat + 90.0) / 180.0 * 2**30).astype(np.uint64)
    code = np.zeros(len(lat), dtype=np.uint64)
    for bit in range(29, -1, -1):
        code = (code << np.uint64(1)) | ((x >> np.uint64(bit)) & np.uint64(1))
        code = (code << np.uint64(1)) | ((y >> np.uint64(bit)) & np.uint64(1))
    shifts = np.arange(55, -1, -5, dtype=np.uint64)
    letters = _BASE32[((code[:, None] >> shifts) & np.uint64(31)).astype(np.int64)].astype(np.uint32)
    if not len(lat):
        return np.empty(0, dtype=object)
    return np.ascontiguousarray(letters).view("<U12").ravel().astype(object)
