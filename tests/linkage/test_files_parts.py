"""The two-file engine part by part: folding, levels, blocks, partners, thresholds."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doisoat.linkage.files.assign import Scores, Setting, mutual, settle
from doisoat.linkage.files.blocking import block, default_blocks, join, mix
from doisoat.linkage.files.certain import unique_pairs
from doisoat.linkage.files.coding import Coded, encode, fold, identifier, letters
from doisoat.linkage.files.columns import column
from doisoat.linkage.files.dates import DATE_LEVELS, parse_dates, placeholders
from doisoat.linkage.files.em import fit, start
from doisoat.linkage.files.model import FileField
from doisoat.linkage.files.names import NAME_LEVELS
from doisoat.linkage.files.numbers import numbers, within
from doisoat.linkage.files.threshold import Sample, chances, draw
from doisoat.linkage.files.units import make_units


def make(kind: str, values: list[str | None], n_a: int = 1, **more: object):  # type: ignore[no-untyped-def]
    """A column of one field from texts, the first ``n_a`` of them in the first file."""
    field = FileField("f", kind, (("f",), ("f",)), **more)  # type: ignore[arg-type]
    return column(field, encode(pa.array(values, pa.string())), n_a)


def level(kind: str, one: str | None, two: str | None, others: tuple[str, ...] = ()) -> str:
    """Name of the level of two values in a column that holds ``others`` as well."""
    c = make(kind, [one, two, *others])
    return c.names[int(c.levels(np.array([0]), np.array([1]))[0])]


def test_fold_keeps_one_text_a_value() -> None:
    values = ["Nguyễn  Văn Đức", "O'Brien-Smith J.", "Ængus", "a\nb", "", "Пётр", "v1|v2"]
    assert fold(values) == ["nguyen van duc", "obrien smith j", "aengus", "a b", "", "пётр", "v1 v2"]
    assert fold(["V1 | v2"], keep_bar=True) == ["v1 | v2"]
    assert identifier(["012-34 a", "x\ny"]) == ["01234A", "XY"]


@given(st.lists(st.text(max_size=12), max_size=8))
@example(["\n", "0\x850"])
def test_fold_never_loses_or_moves_a_value(values: list[str]) -> None:
    assert fold(values) == [fold([v])[0] for v in values]
    assert letters(values) == [letters([v])[0] for v in values]
    assert identifier(values) == [identifier([v])[0] for v in values]


def test_tone_marks_may_stand_anywhere_in_a_word() -> None:
    hoa, hoa_old, hung, hung_other, plain = letters(["Hoà", "Hòa", "Hùng", "Hưng", "Hung"])
    assert hoa == hoa_old
    assert hung != hung_other
    assert plain == ""


COMMON = tuple(f"{s} Văn {g}" for s in ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ") for g in ("Hùng", "Hòa", "Hải", "Bình"))


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("Lê Văn Hùng", "LÊ VĂN HÙNG", "same"),
        ("Lê Văn Hùng", "Le Van Hung", "same"),
        ("Lê Văn Hùng", "Lê Văn Hưng", "other_letters"),
        ("Lê Văn Hùng", "Lê Văn Hxng", "misspelt"),
        ("Lê Văn Hùng", "LêVăn Hùng", "misspelt"),
        ("Lê Văn Hùng", "Hùng Văn Lê", "reordered"),
        ("Lê Văn Hùng", "Lê Hùng", "shortened"),
        ("Lê Văn Hùng", "L V Hùng", "shortened"),
        ("Lê Văn Hùng", "Lê Quốc Hùng", "given_surname"),
        ("Lê Văn Hùng", "Trần Thị Hùng", "given"),
        ("Lê Văn Hùng", "Lê Thị Bình", "surname"),
        ("Lê Văn Hùng", "Trần Thị Bình", "different"),
        ("Catharina", "Katharina", "misspelt"),
        ("Margaretha", "Margarete", "two_slips"),
        ("Anna", "Maria Ana", "shortened"),
        ("Lê Văn Hùng", None, "missing"),
    ],
)
def test_name_levels(one: str, two: str | None, expected: str) -> None:
    assert level("name", one, two, COMMON) == expected
    if two is not None:
        assert level("name", two, one, COMMON) == expected
    assert expected in NAME_LEVELS


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("1980-03-12", "12/03/1980", "same"),
        ("1980-03-12", "19801203", "swapped"),
        ("1980-03-12", "1980-03-13", "one_digit"),
        ("1980-03-12", "1980-03-21", "one_digit"),
        ("1980-03-12", "1980-03-30", "one_part"),
        ("1980-03-12", "1980-11-30", "same_year"),
        ("1980-03-12", "1981-11-12", "near_year"),
        ("1980-03-12", "1990-11-30", "different"),
        ("1980-03-12", "1980-03", "partial_month"),
        ("1980-03-12", "1980", "partial_year"),
        ("1980", "1981", "partial_1_year"),
        ("1980", "1983", "partial_3_years"),
        ("1978", "1983", "partial_6_years"),
        ("1880", "1980", "partial_digit"),
        ("1880", "1996", "partial_different"),
        ("1980-03-12", "unknown", "missing"),
    ],
)
def test_date_levels(one: str, two: str, expected: str) -> None:
    assert level("date", one, two) == expected
    assert level("date", two, one) == expected
    assert expected in DATE_LEVELS


def test_month_first_only_where_nothing_else_makes_sense() -> None:
    assert parse_dates(["03/25/1980", "12/31/1990", "02/03/1970"]).tolist() == [19800325, 19901231, 19700203]
    assert parse_dates(["25/03/1980", "02/03/1970"]).tolist() == [19800325, 19700302]
    assert parse_dates(["1850.0", "03/1850", "0000", "1980-13-40"]).tolist() == [18500000, 18500300, 0, 19800000]


def test_placeholders_are_judged_by_their_number_not_by_their_year() -> None:
    days = np.array([18730000 + m * 100 + d for m in range(1, 13) for d in range(2, 28)])
    dates = np.append(days, [18730101, 19000101])
    told = placeholders(dates, np.append(np.full(len(days), 1.0), [60.0, 40.0]))
    assert told[:-2].tolist() == days.tolist()
    assert told[-2:].tolist() == [18730000, 0]


def test_ages_are_turned_into_years() -> None:
    c = make("age", ["30", "40", "41", "62"], 1, at=(1850, 1860))
    names = [c.names[k] for k in c.levels(np.array([0, 0, 0]), np.array([1, 2, 3]))]
    assert names == ["partial_year", "partial_1_year", "partial_different"]


@pytest.mark.parametrize(
    ("kind", "one", "two", "expected"),
    [
        ("id", "001090000123", "001090000123", "same"),
        ("id", "001090000123", "001090000128", "one_slip"),
        ("id", "001090000123", "001090000132", "one_slip"),
        ("id", "001090000123", "01090000123", "one_slip"),
        ("id", "001090000123", "001090009129", "two_slips"),
        ("id", "001090000123", "079181234567", "different"),
        ("code", "12", "13", "one_slip"),
        ("code", "12", "97", "different"),
        ("any_of", "v1|v2", "v2|v9", "shared"),
        ("any_of", "v1", "v2|v9", "apart"),
        ("text", "main street", "main stret", "close"),
        ("text", "main street", "oak avenue", "different"),
        ("number", "100", "101", "within_2_percent"),
        ("number", "100", "x", "missing"),
        ("equal", "M", "m ", "same"),
    ],
)
def test_other_levels(kind: str, one: str, two: str, expected: str) -> None:
    assert level(kind, one, two) == expected


def test_rare_values_count_more() -> None:
    c = make("name", ["Lý Mận", "Lý Mận", *["Lê An"] * 40], 1)
    same = np.array([1, 1], dtype=np.int8)
    rare, common = c.shift(same, np.array([0, 2]), np.array([1, 3]))
    assert rare > common


@given(st.lists(st.integers(0, 6), min_size=1, max_size=60), st.integers(1, 30))
def test_join_gives_every_pair_of_equal_keys(keys: list[int], n_a: int) -> None:
    n_a = min(n_a, len(keys))
    values = [f"k{k}" for k in keys]
    c = make("equal", values, n_a)
    take = np.ones(len(keys), dtype=bool)
    packed, done = block([c], [("f",)], take, n_a, 10**6)
    wanted = {(i, j) for i in range(n_a) for j in range(n_a, len(keys)) if keys[i] == keys[j]}
    if len(wanted) <= 2 * len(keys):
        assert {divmod(int(p), len(keys)) for p in packed} == wanted
        assert not done.dropped
    assert len(packed) <= max(len(wanted), 2 * len(keys))


@given(st.lists(st.sampled_from("aab"), min_size=2, max_size=80), st.integers(2, 12))
def test_no_block_exceeds_its_cap_unseen(values: list[str], cap: int) -> None:
    n_a = len(values) // 2
    packed, done = block([make("equal", list(values), n_a)], [("f",)], np.ones(len(values), dtype=bool), n_a, cap)
    met = {x for p in packed for x in divmod(int(p), len(values))}
    both = set(values[:n_a]) & set(values[n_a:])
    lost = sum(v in both for v in values) - len(met)
    assert sum(done.dropped.values()) == lost


def test_a_crowded_key_is_refined_by_other_fields() -> None:
    n = 400
    name = make("equal", ["x"] * (2 * n), n)
    place = make("equal", [f"p{i % n}" for i in range(2 * n)], n)
    place.field = FileField("g", "equal", (("g",), ("g",)))
    packed, done = block([name, place], [("f",)], np.ones(2 * n, dtype=bool), n, 20)
    assert [divmod(int(p), 2 * n) for p in packed] == [(i, n + i) for i in range(n)]
    assert done.refined == {"f": 2 * n}


@given(st.lists(st.tuples(*[st.integers(0, 2**30)] * 3), min_size=1, max_size=30))
def test_mix_keeps_combinations_apart(rows: list[tuple[int, int, int]]) -> None:
    parts = [np.array(p, dtype=np.int32) for p in zip(*rows, strict=True)]
    assert len(set(mix(parts).tolist())) == len(set(rows))


def test_default_blocks_suit_the_fields() -> None:
    columns = []
    for name, kind, values in (("n", "name", "Lê An"), ("d", "date", "1980-01-02"), ("i", "id", "123")):
        c = make(kind, [values, values])
        c.field = FileField(name, kind, ((name,), (name,)))
        columns.append(c)
    blocks = default_blocks(columns)
    assert ("i",) in blocks
    assert ("n:last", "d") in blocks
    assert default_blocks(columns[:1])


def test_unique_pairs_leave_out_what_is_shared() -> None:
    a, b = unique_pairs(np.array([1, 2, 2, 3, -1, 1, 2, 3, 3, -1]), 5)
    assert list(zip(a.tolist(), b.tolist(), strict=True)) == [(0, 5)]


PAIRS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(8, 15), st.integers(-20, 40)), max_size=40, unique_by=lambda p: p[:2]
)


@settings(max_examples=60)
@given(PAIRS)
def test_each_record_gets_one_partner_and_nobody_could_do_better(pairs: list[tuple[int, int, int]]) -> None:
    pairs = sorted(pairs)
    a, b, w = (np.array([p[i] for p in pairs], dtype=np.int64) for i in range(3))
    chosen = mutual(a, b, w.astype(float), 16)
    assert len(set(a[chosen].tolist())) == len(chosen) == len(set(b[chosen].tolist()))
    best = {**{int(x): -99 for x in [*a, *b]}}
    for i in chosen.tolist():
        best[int(a[i])] = best[int(b[i])] = int(w[i])
    assert all(best[int(x)] >= v or best[int(y)] >= v for x, y, v in zip(a, b, w, strict=True))
    standing = settle(Scores(a, b, w.astype(float), None), Setting((8, 8), (8, 8), 0, 1.0), 16)
    assert len(set(a[standing.chosen].tolist())) == standing.chosen.sum() == len(set(b[standing.chosen].tolist()))


def test_a_tie_has_no_weight_and_a_rival_costs() -> None:
    a, b = np.array([0, 0, 1, 1]), np.array([2, 3, 2, 3])
    even = settle(Scores(a, b, np.full(4, 30.0), None), Setting((2, 2), (2, 2), 0, 1.0), 4)
    assert even.tied[even.chosen].all()
    assert (even.weight[even.chosen] <= 0.001).all()
    clear = settle(Scores(a, b, np.array([30.0, 5.0, 5.0, 30.0]), None), Setting((2, 2), (2, 2), 0, 1.0), 4)
    assert not clear.tied.any()
    assert (clear.weight[clear.chosen] > 20).all()


def test_late_pairs_do_not_pay_for_rivals_that_are_taken() -> None:
    n = 2000
    a, b = np.arange(n), np.arange(n) + n
    bits = np.where(np.arange(n) < n - 20, 40.0, 12.0)
    standing = settle(Scores(a, b, bits, None), Setting((n, n), (n, n), 0, 1.0), 2 * n)
    assert standing.priors[-1][0] < standing.priors[0][0] - 5
    assert (standing.weight[-20:] > 12 - np.log2(n)).all()


def test_em_finds_what_was_drawn() -> None:
    rng = np.random.default_rng(4)
    texts = [f"t{i}" for i in range(400)]
    columns = []
    truth = 3000
    base = rng.integers(0, 400, (truth, 4))
    for k in range(4):
        wrong = rng.random(truth) < 0.1
        other = np.where(wrong, rng.integers(0, 400, truth), base[:, k])
        c = make("equal", [texts[i] for i in [*base[:, k], *other]], truth)
        c.field = FileField(f"f{k}", "equal", (("f",), ("f",)))
        columns.append(c)
    a = np.append(np.arange(truth), rng.integers(0, truth, 60_000))
    b = np.append(np.arange(truth), rng.integers(0, truth, 60_000)) + truth
    units = make_units(columns)
    cells = [u.cells([c.levels(a, b) for c in columns]) for u in units]
    other = [np.array([1.0, 0.0025, 0.9975])] * 4
    found = fit(units, cells, np.zeros(len(a)), other, None, 0.0, float(truth) ** 2, truth)
    assert all(abs(s[1] - 0.9) < 0.03 for s in found.same)
    assert abs(found.matches - truth) < 0.05 * truth
    assert all(start(u)[1] == pytest.approx(0.8 / 0.9) for u in units)


def test_joint_bits_add_up() -> None:
    one, two = make("equal", ["x", "x"]), make("equal", ["y", "z"])
    one.field = FileField("p", "equal", (("p",), ("p",)), joint="place")
    two.field = FileField("q", "equal", (("q",), ("q",)), joint="place")
    (unit,) = make_units([one, two])
    rng = np.random.default_rng(1)
    m, u = unit.shares(rng.random(9) * 100), unit.shares(rng.random(9) * 100)
    assert np.allclose(np.sum(unit.split(m, u), axis=0), np.log2(m / u), atol=0.002)


def test_thresholds_keep_precision_and_review_budget() -> None:
    rng = np.random.default_rng(2)
    weight = np.round(rng.normal(9, 8, 20_000), 3)
    true = rng.random(len(weight)) < 1 / (1 + np.exp2(-weight))
    lines = draw(weight, 5000, None, 0.9995, 0.01)
    linked = weight >= lines.link
    asked = (weight >= lines.review) & ~linked
    assert asked.sum() <= 0.0105 * (5000 + true.sum())
    assert lines.precision[1] <= lines.precision[0] <= lines.precision[2]
    assert abs(lines.precision[0] - (5000 + true[linked].sum()) / (5000 + linked.sum())) < 0.002
    # odds that promise too little are corrected by the sample
    shy = Sample(weight - 4, true, 0)
    assert draw(weight - 4, 5000, shy, 0.9995, 0.01).link < draw(weight - 4, 5000, None, 0.9995, 0.01).link
    assert np.all(np.diff(chances(np.arange(-10.0, 20.0), shy)) >= 0)
    assert draw(np.zeros(0), 0, None, 0.9995, 0.01).precision[0] == 0


def test_numbers_compare_by_share() -> None:
    x = numbers(["100", "100", "100", "100", "1,5"])
    assert within(x, numbers(["100", "99", "93", "60", "9"])).tolist() == [1, 2, 3, 4, 5]
    assert Coded(np.zeros(1, dtype=np.int32), ("x",)).values == ("x",)


def test_join_reports_large_keys() -> None:
    from doisoat.linkage.files.blocking import _sorted

    key = np.zeros(40, dtype=np.int64)
    left, right = _sorted(key, np.arange(40, dtype=np.int32), 20)
    packed, crowded = join(left, right, 40, 100, 1000)
    assert len(packed) == 0
    assert len(crowded) == 40
