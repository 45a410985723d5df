"""How often each kind of mistake is made in a file: the benchmark's only settings of difficulty.

Chosen once, from what the field reports, before either engine was run on them, and not changed since. Nobody has
published such rates for Vietnamese registers; the orders of magnitude are those of audits of administrative files
elsewhere (about 1 value in 100 mistyped, names worse than dates, addresses worse than names) and of provincial reports
on cleaning the population database.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rates:
    """Share of the rows of one file with each mistake; a row may have several."""

    # Names. Written wrongly by clerks typing from paper, mostly in the marks.
    no_marks: float = 0.03
    """All marks lost: files that passed through a system without Vietnamese letters."""
    wrong_tone: float = 0.012
    """Hỏi for ngã or the other way: in the speech of Nghệ An the two fall together."""
    lost_letter_mark: float = 0.004
    """One letter's hat, horn or bar lost: đ as d, ơ as o."""
    telex: float = 0.004
    """A syllable as typed while the input method was off: Nguyeenx."""
    slip: float = 0.012
    """One letter replaced by its neighbour on the keyboard, dropped, doubled or swapped with the next."""
    i_or_y: float = 0.004
    """Mỹ as Mĩ, Thúy as Thuý: two schools of spelling."""
    middle_lost: float = 0.008
    """A middle word left out, or the only middle word of three."""
    abbreviated: float = 0.004
    """Ng. Văn An, Nguyễn V. An: narrow columns of paper books."""
    order: float = 0.003
    """Given name before the surname: imported from forms with separate boxes."""
    other_name: float = 0.002
    """Another given name: the one used at home, or changed since."""
    no_name: float = 0.0005

    # Dates of birth. First days of the year are in the people already.
    day_month_swapped: float = 0.006
    """3 July for 7 March: spreadsheets read dd/mm as mm/dd."""
    digit: float = 0.008
    """One digit of day or month wrong."""
    year_off: float = 0.006
    """A year before or after: counted by the lunar year or from an age."""
    decade_off: float = 0.001
    year_only: float = 0.012
    """Older people's papers state only the year."""
    first_as_year: float = 0.5
    """Of the people everyone enters under 1 January: how many this file enters under their year alone."""
    placeholder: float = 0.0015
    """1 January 1900: the form did not take an empty date."""
    copied: float = 0.001
    """The date of the row above: another member of the household."""
    no_date: float = 0.002

    # Numbers.
    no_id: float = 0.13
    """Before the age of six three times, after eighty twice as often: about 15 % in all."""
    id_slip: float = 0.008
    id_of_relative: float = 0.003
    """Children are entered under a parent's number, spouses under each other's."""
    id_of_other: float = 0.0004
    id_structure: float = 0.002
    """The digits of sex and century do not agree with the record."""
    no_former_id: float = 0.55
    """Nine-digit numbers were never taken over by every system."""
    former_id_slip: float = 0.008

    # Sex and place.
    sex_wrong: float = 0.003
    no_sex: float = 0.005
    unit_stale: float = 0.03
    """A row still under the former commune's code, its date not stated."""
    unit_wrong: float = 0.004
    no_village: float = 0.05
    village_stale: float = 0.05
    """The village's name of before the renaming."""
    village_wrong: float = 0.008
    no_house: float = 0.15
    house_differs: float = 0.04
    no_household: float = 0.01

    duplicate: float = 0.002
    """People in the file twice, the second row written anew."""


COMMUNE = Rates()
"""Books kept by hand in the commune."""

PROVINCE = Rates(
    no_marks=0.008,
    wrong_tone=0.006,
    telex=0.002,
    slip=0.008,
    middle_lost=0.004,
    abbreviated=0.001,
    digit=0.005,
    no_id=0.13,
    id_slip=0.004,
    unit_stale=0.0,
    village_stale=0.02,
    no_house=0.1,
    duplicate=0.003,
)
"""The provincial copy as it stood before the merger: fewer slips, but everything is of before the reform."""

CENTRAL = Rates(
    no_marks=0.001,
    wrong_tone=0.002,
    lost_letter_mark=0.001,
    telex=0.0005,
    slip=0.003,
    middle_lost=0.001,
    abbreviated=0.0,
    order=0.0005,
    other_name=0.001,
    no_name=0.0001,
    day_month_swapped=0.002,
    digit=0.002,
    year_off=0.003,
    year_only=0.006,
    placeholder=0.0002,
    no_date=0.0002,
    no_id=0.02,
    id_slip=0.0005,
    id_of_relative=0.0005,
    id_of_other=0.0001,
    id_structure=0.002,
    no_former_id=0.35,
    sex_wrong=0.001,
    unit_stale=0.02,
    no_village=0.12,
    no_house=0.35,
    no_household=1.0,
    duplicate=0.0005,
)
"""The national database: numbers nearly whole, names checked, addresses coarser, no household book numbers."""

ONLY_HERE = 0.08
"""People of one file who are not in the other: registered late, dead, moved away, never noted."""
WHOLE_HOUSEHOLD_MOVED = 0.02
YOUNG_MOVED = 0.12
"""Aged 18 to 32, between the two dates: married or gone for work; the census of 2019 counts 7 % of all people over
five as having moved within five years, half of them of this age."""
MOVED_TO_OTHER_COMMUNE = 0.6
JOINS_HOUSEHOLD = 0.6
