"""The gazetteer as the other rooms use it."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeAlias

import pandas as pd

from doisoat.gazetteer import events as history
from doisoat.gazetteer import resolution
from doisoat.gazetteer.codes import above_commune, resolve_written, targets
from doisoat.gazetteer.headings import HeadingResolver
from doisoat.gazetteer.resolution import EMPTY, Resolution
from doisoat.gazetteer.tables import Tables, Unit, tables
from doisoat.gazetteer.texts import TextResolver
from doisoat.text.chars import as_text
from doisoat.text.vector import Distinct

_SEPARATOR = "\x1f"
Resolver: TypeAlias = Callable[[list[str], list[str | None]], list[Resolution]]


class Gazetteer:
    """Units over time: resolve codes and names, list units, name them.

    Example:
        >>> gazetteer = Gazetteer.load()
        >>> gazetteer.resolve_codes(pd.Series(["23122", "23053"]), "2025-01-01")["candidates"].tolist()
        ['23122', '23041|23053']
        >>> gazetteer.resolve_texts(pd.Series(["x. Ham Thanh, h. Ham Thuan Nam, Binh Thuan"]))["candidates"].tolist()
        ['23122']
    """

    def __init__(self, data: Tables) -> None:
        self.tables = data

    @classmethod
    @cache
    def load(cls) -> "Gazetteer":
        """The shipped gazetteer, one a process."""
        return cls(tables())

    def resolve_codes(
        self, codes: pd.Series, as_of: pd.Series | str | None = None, subject: str = "people"
    ) -> pd.DataFrame:
        """All current units each code may mean.

        Args:
            codes: five-digit codes as strings (a number loses its zeros and is padded again).
            as_of: the date (YYYY-MM-DD, YYYY-MM or YYYY) each code belongs to; None or null = unknown.
            subject: ``people``, ``land`` (who took the land of a split unit) or ``any``.

        Returns:
            Same index; ``candidates`` (current codes, best first, joined by ``|``; null if none), ``shares``
            (``people/area`` of each candidate: all, part, no), ``relation``, ``certain`` (bool), ``reason`` (a key of
            ``resolution.REASONS``), ``status`` (current, former, stale, ambiguous, unknown; null when nothing was
            given), ``full_name`` and ``province_code`` (of the candidates), ``candidates_people``
            and ``candidates_area`` (of the
            candidates, those that took people and those that took land).
        """
        data = self.tables

        def resolve_all(values: list[str], dates: list[str | None]) -> list[Resolution]:
            pairs = zip(values, dates, strict=True)
            return [resolve_written(code, date, subject, data) if code.strip() else EMPTY for code, date in pairs]

        return self._resolve(codes, as_of, resolve_all)

    def resolve_texts(
        self,
        texts: pd.Series,
        as_of: pd.Series | str | None = None,
        province: str | None = None,
        subject: str = "people",
    ) -> pd.DataFrame:
        """All current units each written name or address may mean; columns as ``resolve_codes``.

        Args:
            texts: names of units, alone or in an address; full or abbreviated, with or without diacritics, district
                and province, of before or after the reform.
            as_of: the date the names belong to; None or null = unknown.
            province: current province code the texts are known to lie in.
            subject: as ``resolve_codes``.
        """
        resolver = self._texts()
        return self._resolve(texts, as_of, lambda values, dates: resolver.resolve_all(values, dates, province, subject))

    def resolve_headings(
        self,
        headings: pd.Series,
        as_of: pd.Series | str | None = None,
        province: str | None = None,
        subject: str = "people",
        units: Sequence[str] = (),
    ) -> pd.DataFrame:
        """All current units each heading (title lines, sheet or file name) may mean; columns as ``resolve_codes``.

        Args:
            headings: lines, one below the other; all of them are asked, those that are sure decide.
            as_of, province, subject: as ``resolve_texts``.
            units: current units the book is meant to be of; they settle a doubt and never contradict what is sure.

        Example:
            >>> lines = "UBND TỈNH LÂM ĐỒNG\\nUBND PHƯỜNG CAM LY - ĐÀ LẠT\\nSổ hộ khẩu năm 2026"
            >>> Gazetteer.load().resolve_headings(pd.Series([lines]))["candidates"].tolist()
            ['24787']
        """
        resolver = self._headings()

        def resolve_all(values: list[str], dates: list[str | None]) -> list[Resolution]:
            pairs = zip(values, dates, strict=True)
            return [resolver.resolve(lines, date, province, subject, units) for lines, date in pairs]

        return self._resolve(headings, as_of, resolve_all)

    def _resolve(self, values: pd.Series, as_of: pd.Series | str | None, resolve_all: Resolver) -> pd.DataFrame:
        text = as_text(values)
        if isinstance(as_of, pd.Series):
            dates = as_text(as_of).reindex(values.index) if not as_of.index.equals(values.index) else as_text(as_of)
            pairs = (text + _SEPARATOR + dates.fillna("")).where(text.notna())
            distinct = Distinct.of(pairs)
            split = [pair.rsplit(_SEPARATOR, 1) for pair in distinct.values]
            answers = resolve_all([value for value, _ in split], [date or None for _, date in split])
        else:
            distinct = Distinct.of(text)
            answers = resolve_all(distinct.values, [as_of or None] * len(distinct.values))
        return resolution.frame(distinct, answers, self.tables)

    def _texts(self) -> TextResolver:
        return _resolver(self)

    def _headings(self) -> HeadingResolver:
        return HeadingResolver(self._texts())

    def above_commune(self, code: str) -> str | None:
        """Full name of the province (two digits) or former district (three digits) a code is of, else None.

        Example:
            >>> Gazetteer.load().above_commune("40"), Gazetteer.load().above_commune("23122")
            ('Tỉnh Nghệ An', None)
        """
        return above_commune(code, self.tables)

    def communes_of_province(self, code: str) -> list[str]:
        """Current commune codes of a current province, ascending; empty for an unknown province."""
        return sorted(c for c, periods in self.tables.new.items() if periods[-1].province_code == code)

    def former_communes_of(self, code: str) -> list[str]:
        """Old codes a current unit took people or land of, ascending; empty for an unknown code."""
        return list(self.tables.formers.get(code, ()))

    def targets_of(self, old_code: str, subject: str = "people") -> list[str]:
        """Current codes that took an old unit's people (or land), best first."""
        return [link.new_code for link in targets(old_code, subject, self.tables)]

    def events(self) -> pd.DataFrame:
        """What happened to units, one row an event (see ``doisoat.gazetteer.events``): kind, level, date, codes and
        names before and after, share of people and of area, legal basis, certainty, note."""
        return history.frame()

    def events_of(self, code: str) -> list[history.Event]:
        """Events a code takes part in, before or after, by date; empty for an unknown code."""
        return history.events_of(code)

    def names(self, codes: Sequence[str]) -> dict[str, str]:
        """Full name now of each current code; unknown codes give themselves."""
        return {code: self.name(code) for code in codes}

    def name(self, code: str) -> str:
        """Full name now of a current code; an unknown code gives itself."""
        periods = self.tables.new.get(code)
        return periods[-1].full_name if periods else code

    def unit(self, code: str, as_of: str | None = None) -> Unit | None:
        """The unit a code means at a date (default: now); None when it means none."""
        if as_of is not None and as_of < "2025-07-01":
            return self.tables.old.get(code)
        periods = self.tables.new.get(code, ())
        if as_of is None:
            return periods[-1] if periods else None
        fitting = [u for u in periods if u.valid_from <= as_of and (not u.valid_to or as_of < u.valid_to)]
        return fitting[0] if fitting else None

    def province_name(self, code: str) -> str:
        """Full name now of a current province code; an unknown code gives itself."""
        found = [p for p in self.tables.provinces if p.code == code and p.valid_from and not p.valid_to]
        return found[-1].full_name if found else code

    def provinces(self) -> list[str]:
        """Current province codes, ascending (34)."""
        return sorted({p.code for p in self.tables.provinces if p.valid_from})


@cache
def _resolver(gazetteer: Gazetteer) -> TextResolver:
    return TextResolver(gazetteer.tables)
