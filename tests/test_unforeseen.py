"""What is kept of an unforeseen exception: where, never what it said."""

from pathlib import Path

import pytest

from doisoat.errors import DoisoatError
from doisoat.unforeseen import place, trace, write_trace

SECRET = "Nguyễn Văn An 068201000123"


def failing(own: bool = False) -> BaseException:
    name = SECRET
    try:
        try:
            int(name)
        except ValueError as error:
            if own:
                raise DoisoatError("LINK-OUT", file="links.csv", reason="ValueError") from error
            raise KeyError(name) from error
    except Exception as error:
        return error
    raise AssertionError


def test_the_trace_has_types_and_places_of_the_whole_chain_and_no_value() -> None:
    lines = trace(failing())
    assert [line for line in lines if not line.startswith("  ")] == ["ValueError", "which led to", "KeyError"]
    assert any("test_unforeseen.py" in line and "failing" in line for line in lines)
    assert SECRET not in "\n".join(lines)
    assert "068201" not in "\n".join(lines)


def test_an_error_of_our_own_keeps_its_code() -> None:
    assert any("LINK-OUT" in line for line in trace(failing(own=True)))


def test_the_place_is_in_our_own_code() -> None:
    assert place(failing()).startswith("test_unforeseen.py:")
    with pytest.raises(ValueError, match="null") as raised:
        Path("\0").read_text()
    assert place(raised.value).startswith("test_unforeseen.py:")
    assert place(ValueError(SECRET)) == "?"


def test_a_chain_that_bites_its_tail_ends() -> None:
    error = ValueError("a")
    error.__cause__ = KeyError("b")
    error.__cause__.__cause__ = error
    assert trace(error) == ["KeyError", "which led to", "ValueError"]


def test_the_file_is_its_owners_alone_and_a_full_disk_is_no_second_error(tmp_path: Path) -> None:
    written = write_trace(failing(), tmp_path / "errors", "doisoat run")
    assert written is not None
    assert written.stat().st_mode & 0o777 == 0o600
    assert "doisoat run" in written.read_text("utf-8")
    assert SECRET not in written.read_text("utf-8")
    (tmp_path / "file").touch()
    assert write_trace(failing(), tmp_path / "file" / "errors", "x") is None


@pytest.mark.parametrize("suppressed", [True, False])
def test_what_was_hidden_on_purpose_stays_hidden(suppressed: bool) -> None:
    def fail() -> None:
        try:
            int(SECRET)
        except ValueError:
            if suppressed:
                raise KeyError("k") from None
            raise KeyError("k")  # noqa: B904 (the context is what is looked at)

    with pytest.raises(KeyError) as raised:
        fail()
    assert ("ValueError" in trace(raised.value)) is not suppressed
