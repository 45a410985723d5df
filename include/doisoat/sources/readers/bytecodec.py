"""Which bytes-to-text codec a text file is in, and its text block by block.

One bad byte is not a file's encoding. A file is UTF-8 when most of its lines with letters beyond ASCII are; the bytes
of the others that are no UTF-8 are carried through as lone surrogates (PEP 383) until their cell is known, and are
read there by themselves. A file most of whose lines are no UTF-8 has one byte a letter and is shown the way
Windows-1252 shows it; what fonts it was typed in, and which of its lines are UTF-8 all the same, is decided on the
columns.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from doisoat.sources.errors import SourceError

_BLOCK = 1 << 22
_LONGEST_LINE = 1 << 26
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MARK = "\ufeff"
_SAMPLED_LINES = 5_000
SINGLE_BYTE = "cp1252"
_FONTS = frozenset({"tcvn3", "vni", "viscii", "vps"})
_SEQUENCE = re.compile(rb"[\xc3-\xc6][\x80-\xbf]|\xe1[\xba\xbb][\x80-\xbf]|\xcc[\x80-\xbf]|\xe2\x80[\x80-\xbf]")
"""Letters of Vietnamese, its combining marks and common punctuation in UTF-8."""
_UNICODE_ONLY = re.compile("[ĂăĐđƠơƯưẠ-ỹ]")
_ODD = re.compile("[\udc80-\udcff]")
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class ByteCodec:
    """How the bytes of a file become text.

    Args:
        name: the Python codec.
        mark: length of the byte order mark.
    """

    name: str
    mark: int = 0

    @property
    def wide(self) -> bool:
        """Whether a letter takes two or four bytes."""
        return self.name.startswith(("utf-16", "utf-32"))


def byte_codec(path: Path, declared: str, where: dict[str, object]) -> ByteCodec:
    """The codec of a text file.

    Raises:
        SourceError: SRC-FILE-ENCODING when the declared encoding does not fit the bytes.
    """
    with path.open("rb") as handle:
        head = handle.read(4096)
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return ByteCodec(codec, len(mark))
    # Where a byte is missing further down, the halves of letters change places.
    zeros = (head[0:128:2].count(0), head[1:128:2].count(0))
    if declared == "utf-16" or (declared == "auto" and max(zeros) * 5 > len(head[:128])):
        if max(zeros) == 0:
            raise SourceError("SRC-FILE-ENCODING", **where, row=1, encoding="UTF-16")
        return ByteCodec("utf-16-le" if zeros[1] >= zeros[0] else "utf-16-be")
    survey = _survey(path, declared in _FONTS)
    utf8 = survey.good >= survey.bad
    if utf8 and survey.bad == survey.good == 0:
        return ByteCodec("utf-8")  # ASCII alone: every encoding reads it
    if declared == "utf-8" and not utf8:
        raise SourceError("SRC-FILE-ENCODING", **where, row=survey.first_bad, encoding="UTF-8")
    # A font's name may be declared for the text of a file whose bytes are UTF-8: such a text shows no ễ.
    if utf8 and (declared.startswith("windows") or survey.certain * 2 > survey.good):
        raise SourceError("SRC-FILE-ENCODING", **where, row=survey.first_good, encoding=declared)
    if utf8:
        return ByteCodec("utf-8")
    return ByteCodec("cp1258" if declared == "windows-1258" else SINGLE_BYTE)


@dataclass
class _Survey:
    good: int = 0
    bad: int = 0
    first_good: int = 0
    first_bad: int = 0
    certain: int = 0


def _survey(path: Path, fonts: bool) -> _Survey:
    """How many lines with bytes beyond ASCII are UTF-8 and how many are not, about.

    Args:
        path: of the file.
        fonts: whether to count, too, the lines of letters that no old font shows.
    """
    found = _Survey()
    number = 1
    for block in _byte_blocks(path, 0):
        lines = block.count(b"\n") + 1
        if not block.isascii():
            try:
                text = block.decode("utf-8")
            except UnicodeDecodeError:
                _look(found, block, number, fonts)
            else:
                if fonts:
                    found.certain += sum(_UNICODE_ONLY.search(line) is not None for line in text.split("\n"))
                found.good += lines
                found.first_good = found.first_good or number
        number += lines - 1
    return found


def _look(found: _Survey, block: bytes, number: int, fonts: bool) -> None:
    lines = _LINE_END.split(block)
    step = max(1, len(lines) // _SAMPLED_LINES)
    for place, line in enumerate(lines):
        if line.isascii() or (place % step and found.bad):
            continue
        good, bad = letters(line)
        if good and fonts and _UNICODE_ONLY.search(line.decode("utf-8", "ignore")):
            found.certain += step
        if good > bad:
            found.good += step
            found.first_good = found.first_good or number + place
        else:
            found.bad += step
            found.first_bad = found.first_bad or number + place


def letters(line: bytes) -> tuple[int, int]:
    """Letters of a line that are UTF-8, and its bytes beyond ASCII that are not."""
    rest, good = _SEQUENCE.subn(b"", line)
    return good, sum(byte > 0x7F for byte in rest)


@dataclass(frozen=True)
class Text:
    """Some whole lines of a file; `odd` when they carry bytes that are no UTF-8."""

    text: str
    odd: bool = False


def text_blocks(path: Path, codec: ByteCodec, where: dict[str, object]) -> Iterator[Text]:
    """The text of a file in blocks that end where a line does.

    Bytes that are no UTF-8 come as lone surrogates (``odd`` finds them); a broken half of a UTF-16 letter as U+FFFD.

    Raises:
        SourceError: SRC-FILE-ENCODING when a file of wide letters ends within one; SRC-FILE-FORMAT when a line is
            longer than any line of a table.
    """
    if codec.wide:
        yield from map(Text, map(_unmarked, _wide_blocks(path, codec, where)))
        return
    errors = {"utf-8": "strict", "cp1258": "replace"}.get(codec.name, "doisoat-latin1")
    for block in _byte_blocks(path, codec.mark):
        if len(block) > _LONGEST_LINE:
            raise SourceError("SRC-FILE-FORMAT", **where, format="CSV")
        try:
            text = Text(block.decode(codec.name, errors))
            if codec.name != "utf-8" and _SEQUENCE.search(block):
                text = Text("".join(_line_text(line, codec.name, errors) for line in block.splitlines(keepends=True)))
        except UnicodeDecodeError:
            text = Text(block.decode(codec.name, "surrogateescape"), odd=True)
        yield text if text.text.isascii() else Text(_unmarked(text.text), text.odd)


def _unmarked(text: str) -> str:
    """Text without the byte order marks at the start of lines: files put together keep each its own."""
    if _MARK not in text:
        return text
    return text.lstrip(_MARK).replace("\n" + _MARK, "\n").replace("\r" + _MARK, "\r")


def _line_text(line: bytes, codec: str, errors: str) -> str:
    """A line of a file of one byte a letter; one that is UTF-8 all the same was pasted in."""
    if _SEQUENCE.search(line):
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return line.decode(codec, errors)


def _byte_blocks(path: Path, skip: int) -> Iterator[bytes]:
    with path.open("rb") as handle:
        handle.seek(skip)
        rest = b""
        while block := handle.read(_BLOCK):
            block = rest + block
            end = block.rfind(b"\n") + 1 or _after_return(block)
            if end or len(block) > _LONGEST_LINE:
                end = end or len(block)
                yield block[:end]
            rest = block[end:]
        if rest:
            yield rest


def _after_return(block: bytes) -> int:
    """Where to cut a block of lines that end with a carriage return alone; the last byte may be half of an end."""
    return block.rfind(b"\r", 0, len(block) - 1) + 1


def _wide_blocks(path: Path, codec: ByteCodec, where: dict[str, object]) -> Iterator[str]:
    size = path.stat().st_size - codec.mark
    decoder = codecs.getincrementaldecoder(codec.name)("replace")
    number, rest = 1, ""
    with path.open("rb") as handle:
        handle.seek(codec.mark)
        while block := handle.read(_BLOCK):
            text = rest + decoder.decode(block)
            end = text.rfind("\n") + 1 or text.rfind("\r", 0, len(text) - 1) + 1
            if len(text) - end > _LONGEST_LINE:
                raise SourceError("SRC-FILE-FORMAT", **where, format="CSV")
            if end:
                yield text[:end]
                number += line_count(text[:end])
            rest = text[end:]
    if size % (4 if "32" in codec.name else 2):
        # A byte is missing: what follows it, or the end, is no text.
        raise SourceError("SRC-FILE-ENCODING", **where, row=number, encoding=codec.name.upper()[:6])
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def line_count(text: str) -> int:
    """Lines of a text as an editor numbers them; a last one without an end counts, an empty one after it does not."""
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    return ends + (not text.endswith(("\n", "\r")) and text != "")


def odd(text: str) -> bool:
    """Whether a text carries bytes that are no UTF-8."""
    return not text.isascii() and _ODD.search(text) is not None
