"""A step waits for what heals where it stands, and raises at once what does not."""

import errno
from pathlib import Path

import pytest

from doisoat.errors import DoisoatError
from doisoat.pipeline.ingest import SOURCE_PAUSES, _pauses
from doisoat.pipeline.patience import LONGEST_PAUSE, patiently
from doisoat.store import StoreError, StoreUnavailable


class Flaky:
    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


AWAY = StoreUnavailable("STO-UNREACHABLE", store="s3://x", reason="EndpointConnectionError")


def test_pauses_grow_and_the_step_goes_on(tmp_path: Path) -> None:
    waited: list[float] = []
    call = Flaky(*[AWAY] * 8)
    assert patiently(call, 3600, tmp_path, wait=waited.append) == "done"
    assert waited == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


def test_patience_ends(tmp_path: Path) -> None:
    call = Flaky(AWAY, AWAY)
    with pytest.raises(StoreUnavailable):
        patiently(call, 0, tmp_path)
    assert call.calls == 1


@pytest.mark.parametrize(
    "error", [StoreError("STO-FULL", where="/srv"), DoisoatError("RUN-LEDGER"), ValueError("Nguyễn Văn A")]
)
def test_what_does_not_heal_is_raised_at_once(tmp_path: Path, error: Exception) -> None:
    call = Flaky(error)
    with pytest.raises(type(error)):
        patiently(call, 3600, tmp_path, wait=lambda _seconds: pytest.fail("waited"))
    assert call.calls == 1


def test_a_librarys_word_of_a_full_disk_becomes_ours_without_its_text(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        patiently(Flaky(OSError(errno.ENOSPC, "Nguyễn Văn A")), 3600, tmp_path)
    assert caught.value.code == "STO-FULL"
    assert caught.value.__suppress_context__
    assert "Nguyễn" not in str(caught.value)


def test_rounds_over_silent_sources_stay_within_the_patience() -> None:
    assert list(_pauses(3600)) == [0, *SOURCE_PAUSES]
    assert list(_pauses(15)) == [0, 2, 10]
    assert list(_pauses(0)) == [0]
