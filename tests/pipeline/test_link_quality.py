"""The lines that say how sure a run's links are."""

from dataclasses import replace

from doisoat.pipeline.link_quality import lines
from doisoat.runs.link_report import MeasuredIn, ModelWarning
from doisoat.runs.summary import LinkFigures

FOUND = LinkFigures(
    precision=(0.999912, 0.9998, 0.999981),
    recall=None,
    review={"parcel": 12, "person": 1085},
    model="767f6299672d",
    model_run="68-1",
    fits=True,
    measured=MeasuredIn("68-2", 29824),
)


def test_one_line_says_it_all_where_nothing_is_wrong() -> None:
    assert lines(FOUND, "68-2") == [
        "Links of people: estimated precision 99.99 % (99.98–99.99), recall unknown; 1,097 pairs to review; "
        "model 767f6299 of run 68-1 fits"
    ]


def test_figures_of_an_earlier_run_bear_its_name() -> None:
    said = lines(replace(FOUND, measured=MeasuredIn("68-2", 29824, 1200)), "68-3")
    assert said[1] == "  estimated and checked in run 68-2; since then 1,200 of 29,824 records of people changed"


def test_a_misfit_is_said_in_words() -> None:
    warning: ModelWarning = {
        "code": "LINK-MISFIT-RECORDS",
        "register": "land",
        "what": "village",
        "before": 0.9,
        "now": 0.125,
    }
    said = lines(replace(FOUND, fits=False, warnings=(warning,)), "68-2")
    assert "DOES NOT FIT" in said[0]
    assert "Records of land differ" in said[1]
    assert "share of village went from 90 % to 12.5 %" in said[1]
