"""The rows that land registers hold about a commune, faults not yet in."""

from __future__ import annotations

import numpy as np

from doisoat_lab.synth import calendar
from doisoat_lab.synth.commune import Commune
from doisoat_lab.synth.faults_rows import another_key
from doisoat_lab.synth.holdings_people import row_keys
from doisoat_lab.synth.land import parcels, rights
from doisoat_lab.synth.land_changes import MERGE, SPLIT, as_known
from doisoat_lab.synth.organisations import holders, written
from doisoat_lab.synth.people import HOLDER_UNKNOWN
from doisoat_lab.synth.plan import Source
from doisoat_lab.synth.rng import NULL, Array, stream
from doisoat_lab.synth.rows import Rows

_WHOLE = 1_000_000
"""How much further on the key of a parcel lies that was split, or that two were merged to."""


def held(c: Commune) -> tuple[dict[str, Array], dict[str, Array]]:
    """The commune's parcels and who holds them (positions among the chunk's people)."""
    rng = stream(c.spec.seed, "rights", c.code)
    p = c.people
    this_year = int(c.spec.as_of[:4])
    land = parcels(c.spec, c.code, len(c.home))
    owners = np.concatenate([c.home, np.repeat(c.landowners, 3)])
    adults = owners[(this_year - p["years"][owners] >= 22) & (p["died"][owners] < 0)]
    unknown = c.strangers[p["role"][c.strangers] == HOLDER_UNKNOWN]
    spouse_of = np.full(len(p["male"]), -1)
    pairs = np.flatnonzero(np.isin(p["relation"], (2, 3)) & (p["died"] < 0))
    head_of = np.full(int(p["house"].max(initial=-1)) + 1, -1)
    heads = np.flatnonzero((p["relation"] == 1) & (p["died"] < 0))
    head_of[p["house"][heads]] = heads
    pairs = pairs[head_of[p["house"][pairs]] >= 0]
    partner = head_of[p["house"][pairs]]
    spouse_of[pairs], spouse_of[partner] = partner, pairs
    land["organisation"], land["organisation_name"] = holders(c.spec, c.code, land["kind"], land["village"])
    merged = np.flatnonzero(land["change"] == MERGE)
    for name in ("organisation", "organisation_name"):
        land[name][merged + 1] = land[name][merged]
    return land, rights(rng, land, adults, spouse_of, unknown)


def land_rows(
    rng: np.random.Generator, c: Commune, source: Source, land: dict[str, Array], right: dict[str, Array]
) -> tuple[Rows, Rows, Rows]:
    """Parcel, certificate and right rows. `parcel_key` is always there, to join them; a book without natural key does
    not show it."""
    prefix = {"central": "QG", "province": "T", "commune": "S"}[source.level]
    keys = row_keys(c, source, prefix, len(land["eid"]))
    land, right, keys = as_known(land, right, source.level, keys, another_key(keys, _WHOLE), source.keyed)
    n = len(land["eid"])
    old = np.not_equal(land["former"], NULL)
    parcel = Rows(
        "parcel",
        n,
        "parcel",
        land["eid"],
        {
            "parcel_key": keys.copy(),
            "parcel_code": land["code"].copy(),
            "map_sheet_no": land["sheet"].astype("U").astype(object),
            "parcel_no": land["number"].astype("U").astype(object),
            "former_unit_code": land["former"],
            "former_map_sheet_no": np.where(old, land["old_sheet"].astype("U").astype(object), NULL),
            "former_parcel_no": np.where(old, land["old_number"].astype("U").astype(object), NULL),
            "split_from": land["split_from"],
            "merged_from": land["merged_from"],
            "area_m2": land["area"].copy(),
            "land_use": land["use"],
        },
    )
    behind = np.flatnonzero(land["behind"])
    for kind, fault in ((SPLIT, "split_not_followed"), (MERGE, "merge_not_followed")):
        parcel.blame(behind[land["change"][behind] == kind], fault, "parcel_key")
    c.places.write(parcel, land["village"], np.full(n, "", dtype=object), source)
    parcel.columns["house_no"] = np.full(n, None, dtype=object)
    village = parcel["village"]
    parcel.columns["address"] = village + ", " + c.places.unit.full_name
    parcel.put(np.flatnonzero(rng.random(n) < 0.3), "village", None)
    rounded = np.flatnonzero(rng.random(n) < 0.04)
    parcel["area_m2"][rounded] = np.round(land["area"][rounded])
    issued = np.flatnonzero(land["issued"] >= 0)
    certificate = Rows(
        "certificate",
        len(issued),
        "parcel",
        land["eid"][issued],
        {
            "serial": land["serial"][issued],
            "book_no": land["book_no"][issued],
            "issued_on": calendar.text(land["issued"][issued]),
            "parcel_key": keys[issued],
        },
    )
    rows = _right_rows(rng, c, source, land, right, keys)
    if source.keyed:
        parcel.columns["_key"] = keys.copy()
        certificate.columns["_key"] = "certificate:" + certificate["parcel_key"] + "/" + certificate["serial"]
    return parcel, certificate, rows


def _written_holder(rng: np.random.Generator, kind: Array, name: Array, male: Array) -> Array:
    """A person's name as a right writes it: a household by its head, with or without a title."""
    title = np.where(rng.random(len(name)) < 0.7, np.where(male, "ông ", "bà "), "").astype(object)
    return np.where(kind == "household", "Hộ " + title + name, name)


def _right_rows(
    rng: np.random.Generator, c: Commune, source: Source, land: dict[str, Array], right: dict[str, Array], keys: Array
) -> Rows:
    who, parcel = right["holder"], right["parcel"]
    person = who >= 0
    p = c.people
    n = len(who)
    organised = ~np.equal(land["organisation"][parcel], NULL)
    # a stream of its own: how heads are addressed must not change what else happens in the province
    titles = stream(c.spec.seed, "titles of heads", source.source_id, c.code)
    group = np.full(n, NULL, dtype=object)
    group[organised] = written(rng, c.spec, source, land["organisation_name"][parcel[organised]])
    others = np.where(organised, land["organisation"][parcel], land["eid"][parcel])
    first = np.concatenate([[True], parcel[1:] != parcel[:-1]]) if n else np.empty(0, bool)
    position = np.arange(n)
    rows = Rows(
        "right",
        n,
        "person",
        np.where(person, p["eid"][who], others),
        {
            "parcel_key": keys[parcel],
            "holder_kind": right["kind"],
            "holder_name": np.where(
                person, _written_holder(titles, right["kind"], p["name"][who], p["male"][who]), group
            ),
            "holder_personal_id": np.where(person, p["personal_id"][who], NULL),
            "holder_former_id": np.where(person, p["former_id"][who], NULL),
            "holder_birth_year": np.where(person, p["years"][who], NULL),
            "share": right["share"],
            "_seq": position - np.maximum.accumulate(np.where(first, position, 0)) + 1,
            "_parcel": parcel,
        },
    )
    rows["_entity_kind"][~person] = "parcel"
    rows["_entity_kind"][organised] = "organisation"
    return rows
