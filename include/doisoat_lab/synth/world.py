"""A commune's chunk from beginning to end: its people and land, what each source holds of them, what is wrong there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from doisoat.registers.land import ORGANISED_HOLDERS, PERSONAL_HOLDERS
from doisoat_lab.synth import faults_person, faults_rows, faults_unkind, places
from doisoat_lab.synth.commune import Commune, commune
from doisoat_lab.synth.faults_person import HOLDER, MEMBER, PERSON
from doisoat_lab.synth.faults_unkind import Travelling
from doisoat_lab.synth.frames import Chunk, SourcePart, SynthSpec
from doisoat_lab.synth.holdings_insurance import insured, social_insurance
from doisoat_lab.synth.holdings_land import held, land_rows
from doisoat_lab.synth.holdings_people import household, population
from doisoat_lab.synth.land_changes import successions
from doisoat_lab.synth.plan import Source, of_commune
from doisoat_lab.synth.rates import Rates
from doisoat_lab.synth.rng import NULL, Array, stream
from doisoat_lab.synth.rows import Rows
from doisoat_lab.synth.units import unit

_PERSON_CELLS = ("full_name", "personal_id", "former_id", "participant_no", "health_card_no")


def generate(spec: SynthSpec) -> Iterator[Chunk]:
    """One chunk a commune, in the order of `spec.units`; the same spec gives the same chunks.

    Raises:
        KeyError: a unit is not a current one.
    """
    for code in spec.units:
        unit(code)
    for code in spec.units:
        yield chunk(spec, code)


def chunk(spec: SynthSpec, code: str) -> Chunk:
    """The chunk of one commune."""
    c = commune(spec, code)
    part, (land, right) = insured(c), held(c)
    rates = Rates(spec)
    travelling = Travelling(c)
    parts = []
    for source in of_commune(spec, code):
        rng = stream(spec.seed, "source", source.source_id, code)
        if source.register == "population":
            tables = [_population(rng, c, source, rates, travelling)]
        elif source.register == "household":
            tables = _household(rng, c, source, rates, travelling)
        elif source.register == "social_insurance":
            tables = [_insurance(rng, c, source, rates, part, travelling)]
        else:
            tables = _land(rng, c, source, rates, land, right)
        parts.append(_part(c, source, tables))
    return Chunk(code, parts, successions(land))


def _part(c: Commune, source: Source, tables: list[tuple[Rows, Array]]) -> SourcePart:
    start = c.spec.units.index(c.code) * 10_000_000
    frames, removed = {}, []
    for rows, gone in tables:
        rows.columns["_record"] = start + np.arange(rows.n, dtype=np.int64)
        frames[rows.table] = rows.frame()
        removed.append(pd.DataFrame({"table": rows.table, "entity_id": gone}, dtype="str"))
    return SourcePart(
        source.source_id,
        source.register,
        source.level,
        source.owner,
        source.unit_as_of,
        source.village_as_of,
        source.covers,
        frames,
        pd.concat(removed, ignore_index=True),
        faults_unkind.legacy_batch(c, source),
    )


def _population(
    rng: np.random.Generator, c: Commune, source: Source, rates: Rates, travelling: Travelling
) -> tuple[Rows, Array]:
    rows = population(rng, c, source)
    faults_unkind.old_units(c, source, rows)
    gone = faults_rows.absent(rng, rows, rates["missing"])
    faults_rows.vital(rng, rows, rates, c.spec.as_of)
    faults_rows.population_heads(stream(c.spec.seed, "population heads", source.source_id, c.code), rows, rates)
    faults_rows.twice(rng, rows, rates["duplicate"])
    faults_person.gaps(rng, rows, PERSON, source)
    faults_person.mistakes(rng, rows, PERSON, rates, c.spec.as_of)
    faults_unkind.borrowed(c, source, rows)
    travelling.note_or_follow(source, rows, PERSON)
    places.faults(rng, rows, c.places, source, rates)
    faults_unkind.typist(c, source, rows)
    faults_rows.garbage(rng, rows, rates["garbage"], _PERSON_CELLS[:3])
    return rows, gone


def _household(
    rng: np.random.Generator, c: Commune, source: Source, rates: Rates, travelling: Travelling
) -> list[tuple[Rows, Array]]:
    h, m = household(c, source)
    faults_unkind.old_units(c, source, h)
    gone = faults_rows.absent(rng, h, rates["missing"])
    m.take(np.flatnonzero(~np.isin(m["_household"].astype("U"), gone.astype("U"))))
    gone_members = faults_rows.absent(rng, m, rates["missing"])
    faults_rows.heads(rng, h, m, rates)
    faults_rows.dead_members(rng, m, rates)
    faults_rows.second_household(rng, h, m, rates)
    _household_twice(rng, h, m, rates)
    faults_rows.twice(rng, m, rates["duplicate"])
    for rows in (h, m):
        fields = MEMBER if rows is m else faults_person.Fields("head_name", "head_personal_id", None, None, None)
        faults_person.gaps(rng, rows, fields, source)
        if rows is m:
            faults_person.mistakes(rng, rows, fields, rates, c.spec.as_of)
    faults_unkind.borrowed(c, source, m)
    travelling.note_or_follow(source, m, MEMBER)
    places.faults(rng, h, c.places, source, rates)
    faults_unkind.typist(c, source, h)
    faults_rows.garbage(rng, m, rates["garbage"], ("full_name", "personal_id"))
    faults_rows.member_numbers(m)
    faults_rows.dependent_keys(m, "member", "household_no")
    return [(h, gone), (m, gone_members)]


def _household_twice(rng: np.random.Generator, h: Rows, m: Rows, rates: Rates) -> None:
    """A household entered again under a new number, with all its members."""
    rows, copies = faults_rows.twice(rng, h, rates["duplicate"], "household_no")
    if not len(copies):
        return
    numbers = dict(zip(h["household_no"][rows], h["household_no"][copies], strict=True))
    where = np.flatnonzero(np.array([no in numbers for no in m["household_no"].tolist()], dtype=bool))
    again = m.repeat(where, "household_duplicate")
    m.put(again, "household_no", np.array([numbers[no] for no in m["household_no"][again]], dtype=object))


def _insurance(
    rng: np.random.Generator,
    c: Commune,
    source: Source,
    rates: Rates,
    part: dict[str, Array],
    travelling: Travelling,
) -> tuple[Rows, Array]:
    rows = social_insurance(rng, c, source, part)
    faults_unkind.old_units(c, source, rows)
    gone = faults_rows.absent(rng, rows, rates["missing"])
    faults_rows.insurance_after_death(rng, rows, rates)
    faults_rows.twice(rng, rows, rates["duplicate"])
    faults_person.gaps(rng, rows, PERSON, source)
    faults_person.mistakes(rng, rows, PERSON, rates, c.spec.as_of)
    faults_person.insured_numbers(rng, rows, rates)
    faults_unkind.borrowed(c, source, rows)
    travelling.note_or_follow(source, rows, PERSON)
    places.faults(rng, rows, c.places, source, rates)
    faults_unkind.typist(c, source, rows)
    faults_rows.garbage(rng, rows, rates["garbage"], _PERSON_CELLS)
    return rows, gone


def _land(
    rng: np.random.Generator, c: Commune, source: Source, rates: Rates, land: dict[str, Array], right: dict[str, Array]
) -> list[tuple[Rows, Array]]:
    parcel, certificate, rights = land_rows(rng, c, source, land, right)
    faults_unkind.old_units(c, source, parcel)
    faults_unkind.older_parcel_codes(c, source, parcel)
    gone = faults_rows.absent(rng, parcel, rates["missing"])
    left = set(parcel["parcel_key"].tolist())
    for rows in (certificate, rights):
        rows.take(np.flatnonzero(np.array([k in left for k in rows["parcel_key"].tolist()], dtype=bool)))
    faults_rows.areas(rng, parcel, rates)
    faults_rows.same_number(rng, parcel, rates)
    _, again = faults_rows.twice(rng, parcel, rates["duplicate"], "parcel_key")
    # Entered anew after the merger, without the numbers of before (a line that says all the same is one record).
    for name in ("former_unit_code", "former_map_sheet_no", "former_parcel_no"):
        parcel.put(again, name, None)
    told = np.isin(rights["holder_kind"].astype("U"), (*PERSONAL_HOLDERS, *ORGANISED_HOLDERS))
    rights.repeat(np.flatnonzero(told & (rng.random(rights.n) < rates["duplicate"])), "duplicate")
    faults_person.gaps(rng, rights, HOLDER, source)
    # the name of a household's head stands in a sentence, an organisation's is no person's: neither is misspelt
    personal = np.isin(rights["holder_kind"].astype("U"), PERSONAL_HOLDERS) & np.not_equal(
        rights["holder_kind"], "household"
    )
    groups = rights["holder_name"][~personal].copy()
    faults_person.mistakes(rng, rights, HOLDER, rates, c.spec.as_of)
    rights["holder_name"][~personal] = groups
    places.faults(rng, parcel, c.places, source, rates)
    faults_unkind.typist(c, source, parcel)
    faults_rows.garbage(rng, parcel, rates["garbage"], ("map_sheet_no", "parcel_no", "parcel_code"))
    garbage = ~np.equal(parcel["_garbage"], NULL)
    parcel["parcel_key"][garbage] = faults_rows.another_key(parcel["parcel_key"][garbage], 2_000_000)
    order = np.argsort(rights["parcel_key"].astype("U"), kind="stable")
    rights.take(order)
    _number_rights(rights)
    if source.keyed:
        faults_rows.dependent_keys(rights, "right", "parcel_key")
    return [(parcel, gone), (certificate, gone[:0]), (rights, gone[:0])]


def _number_rights(rights: Rows) -> None:
    keys = rights["parcel_key"].astype("U")
    first = np.concatenate([[True], keys[1:] != keys[:-1]]) if rights.n else np.empty(0, bool)
    position = np.arange(rights.n)
    rights.columns["_seq"] = position - np.maximum.accumulate(np.where(first, position, 0)) + 1
