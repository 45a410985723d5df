"""Commands given odd files, odd places and odd words: done, or one clear line and exit 2; never a traceback."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.cli.main import main
from tests.faults.hostile import TEXTS, people, spoiled

GOOD = "full_name,code\n" + "".join(f"Nguyễn Văn {letter},0680{n}\n" for n, letter in enumerate("ABCDEF"))
BYTES = {
    "empty.csv": b"",
    "bom.csv": b"\xef\xbb\xbf",
    "blank.csv": b"\n\n\n",
    "heading.csv": b"full_name,code\n",
    "junk.csv": bytes(range(256)) * 20,
    "junk.parquet": b"PAR1 no",
    "book.xlsx": b"PK",
    "bare": GOOD.encode(),
    "nul.csv": b"full_name,code\nA\x00B,1\n",
    "quote.csv": b'full_name,code\n"An,1\nB,2\n',
    "blanks.csv": b",,\n1,2,3\n",
    "ragged.csv": b"full_name,code\nA,1,2,3\nB\n",
    "twice.csv": b"full_name,full_name,code\nA,B,1\n",
    "utf16.csv": GOOD.encode("utf-16"),
    "torn.csv": GOOD.encode("utf-16")[:-1],
    "cr.csv": GOOD.replace("\n", "\r").encode(),
    "long.csv": b"full_name,code\n" + b"x" * 200_000 + b",1\n",
}
COLUMNS: dict[str, dict[str, list[object]]] = {
    "lists": {"full_name": [["a"], None, ["b", "c"]], "code": [1, 2, 3]},
    "structs": {"full_name": [{"x": 1}, None, {"x": 2}], "code": [1.5, None, float("inf")]},
    "bytes": {"full_name": [b"\xff", b"x", None], "code": [dt.date(2020, 1, 1), None, dt.date(1, 1, 1)]},
    "bools": {"full_name": [True, None, False], "code": [dt.timedelta(1), None, dt.timedelta(2)]},
    "nothing": {"full_name": [None, None], "code": ["1", "1"]},
    "no_rows": {"full_name": [], "code": []},
}
REFUSED = {
    "empty.csv",
    "bom.csv",
    "blank.csv",
    "junk.csv",
    "junk.parquet",
    "book.xlsx",
    "bare",
    "quote.csv",
    "ragged.csv",
    "blanks.csv",
    "torn.csv",
    "no_columns.parquet",
    "folder.csv",
    "absent.csv",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, full of odd files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOISOAT_VAR", str(tmp_path / "var"))
    for name, content in BYTES.items():
        Path(name).write_bytes(content)
    for name, columns in COLUMNS.items():
        pq.write_table(pa.table({key: pa.array(values) for key, values in columns.items()}), f"{name}.parquet")
    pq.write_table(pa.table({}), "no_columns.parquet")
    broken = pa.array([b"Nguy\xe1\xbb\xc3n", b"A"], pa.binary()).buffers()
    pq.write_table(
        pa.table({"full_name": pa.Array.from_buffers(pa.string(), 2, broken), "code": ["1", "2"]}), "broken.parquet"
    )
    Path("folder.csv").mkdir()
    Path("good.csv").write_text(GOOD, "utf-8")
    return tmp_path


def ends(capsys: pytest.CaptureFixture[str], code: int | None, *arguments: object) -> str:
    """What the command says on stderr, after checking how it ends."""
    found = main(list(map(str, arguments)))
    said = capsys.readouterr().err
    assert "CLI-UNFORESEEN" not in said, (arguments, said)
    assert found in ((0, 2) if code is None else (code,)), (arguments, said)
    assert found == 0 or len(said.strip().splitlines()) == 1, (arguments, said)
    return said


def test_odd_tables(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [
        *BYTES,
        *(f"{name}.parquet" for name in COLUMNS),
        "no_columns.parquet",
        "broken.parquet",
        "folder.csv",
        "absent.csv",
    ]
    for name in names:
        code = 2 if name in REFUSED else 0
        for kind in ("name", "id", "date", "area", "parcel_code"):
            said = ends(
                capsys, code, "text", "normalise", name, "--column", "full_name", "--kind", kind, "--out", "o.csv"
            )
            assert code == 0 or name in said
        ends(capsys, None, "text", "normalise", name, "--column", "code", "--kind", "area", "--out", "o.parquet")
        ends(capsys, code, "units", "resolve", name, "--text", "full_name", "--out", "o.csv")
        ends(capsys, None, "units", "resolve", name, "--code", "code", "--as-of", "full_name", "--out", "o.parquet")
        assert name in ends(capsys, 2, "link", name, "good.csv", "--model", "population", "--out", "o.csv")
        assert name in ends(capsys, 2, "villages", "propose", "--memberships", name)


def test_a_row_that_is_too_long_is_not_read_as_another(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ends(
        capsys, 2, "text", "normalise", "ragged.csv", "--column", "full_name", "--kind", "name", "--out", "o.csv"
    )
    assert "another number of cells" in said


def test_text_that_is_no_utf8_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("broken.parquet", "bytes.parquet"):
        ends(capsys, 0, "text", "normalise", name, "--column", "full_name", "--kind", "name", "--out", "o.csv")
        assert len(pd.read_csv("o.csv")) == (2 if name == "broken.parquet" else 3)


def test_odd_places_for_the_result(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands = (
        ("text", "normalise", "good.csv", "--column", "full_name", "--kind", "name"),
        ("units", "resolve", "good.csv", "--text", "full_name"),
        ("link", "good.csv", "good.csv", "--model", "population"),
        ("villages", "propose", "--memberships", "good.csv"),
    )
    for command in commands:
        for out in ("good.csv", "./good.csv", "folder.csv", "o.xlsx", "bare", "good.csv/x.csv", "/proc/x/y.csv", ""):
            ends(capsys, 2, *command, "--out", out)
            assert Path("good.csv").read_text("utf-8") == GOOD
    ends(capsys, 0, *commands[0], "--out", "new/deep/o.csv")
    assert len(pd.read_csv("new/deep/o.csv")) == 6


@pytest.mark.parametrize(
    "options",
    [
        ("--threads", "0"),
        ("--threads", "-3"),
        ("--threads", "x"),
        ("--memory", "10"),
        ("--memory", "lots"),
        ("--memory", "1KB"),
        ("--report", "good.csv"),
        ("--report", "folder.csv"),
        ("--report", "good.csv/x"),
        ("--model", "nothing"),
        ("--model", "junk.csv"),
        ("--model", "good.csv"),
        ("--model", "folder.csv"),
        ("--model", ""),
    ],
)
def test_odd_options_of_link(options: tuple[str, str], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ends(capsys, 2, "link", "good.csv", "bare", "--model", "population", "--out", "o.csv", *options)
    assert "Nguyễn" not in said


@pytest.mark.parametrize("as_of", ["yesterday", "2026-13-45", "0000", "9999-99"])
def test_a_date_that_is_none(as_of: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ends(capsys, 2, "units", "resolve", "good.csv", "--code", "code", "--as-of", as_of, "--out", "o.csv")
    assert as_of in said


def _people(path: str, seed: int) -> None:
    from doisoat.registers import table

    rows = spoiled(people(200), table("population"), [text.replace("\x00", "") for text in TEXTS], seed, 3)
    frame = pd.DataFrame([{"record_key": f"{seed}-{n}", **row} for n, row in enumerate(rows)])
    frame.to_csv(path, index=False) if path.endswith(".csv") else frame.to_parquet(path, index=False)


def test_two_files_of_hostile_values_are_linked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With cells of 100 kB, and names of which nothing is left but a mark."""
    one, two, out = tmp_path / "one.parquet", tmp_path / "two.csv", tmp_path / "links.parquet"
    _people(str(one), 0)
    _people(str(two), 1_111)
    ends(capsys, 0, "link", one, two, "--model", "population", "--out", out)
    links = pd.read_parquet(out)
    right = links["key_a"].str.split("-").str[1] == links["key_b"].str.split("-").str[1]
    assert right.sum() > 180


def _config(folder: Path, settings: str = "as_of: '2026-11-15'", as_of: str = "2026-11-10") -> Path:
    (folder / "config" / "sources").mkdir(parents=True)
    (folder / "config" / "doisoat.yaml").write_text(f"province: '68'\nunits: ['23122']\n{settings}\n", "utf-8")
    (folder / "config" / "connections.yaml").write_text("files: {kind: folder, path: .}\n", "utf-8")
    (folder / "config" / "sources" / "x.yaml").write_text(
        "source_id: population.central.x\nregister: population\nlevel: central\nowner: x\nformat: csv\n"
        f"as_of: {as_of}\nlocation: {{connection: files, path: 'x.csv'}}\n"
        "tables: {population: {key: [id], columns: {ten: full_name, id: personal_id}}}\n",
        "utf-8",
    )
    (folder / "config" / "x.csv").write_text("id,ten\n1,An\n", "utf-8")
    return folder / "config"


def test_days_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, (settings, as_of) in enumerate(
        (("as_of: hôm nay", "2026-11-10"), ("as_of: 2026", "2026-11-10"), ("as_of: '2026-11-15'", "2026-02-30"))
    ):
        config = _config(tmp_path / str(number), settings, as_of)
        assert "[CFG-" in ends(capsys, 2, "run", "--config", config, "--out", tmp_path / "out")
    config = _config(tmp_path / "good")
    for day in ("tomorrow", "2026-13-01", "20261115", "x" * 500):
        assert "RUN-DAY" in ends(capsys, 2, "run", "--config", config, "--out", tmp_path / "out", "--as-of", day)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DOISOAT_THREADS", "abc", "RUN-SETTING"),
        ("DOISOAT_THREADS", "0", "RUN-SETTING"),
        ("DOISOAT_MEMORY", "lots", "RUN-SETTING"),
        ("DOISOAT_MEMORY", "10", "RUN-SETTING"),
        ("DOISOAT_DATABASE", "nonsense", "STO-DATABASE-URL"),
        ("DOISOAT_DATABASE", "thin://u:geheim@h/d", "STO-DATABASE-URL"),
        ("DOISOAT_STORE", "ftp://x", "STO-URL"),
    ],
)
def test_settings_that_cannot_be(
    name: str,
    value: str,
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    said = ends(capsys, 2, "run", "--config", _config(tmp_path), "--out", tmp_path / "out")
    assert code in said
    assert "geheim" not in said


def test_an_output_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = _config(tmp_path)
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/x")):
        ends(capsys, 2, "run", "--config", config, "--out", out)
