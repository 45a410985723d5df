"""Build the lexicon of name syllables from the committed name lists.

    python tools/build_name_syllables.py            # rebuild
    python tools/build_name_syllables.py --check    # only say whether anything would change (exit 1 if so)

Reads include/doisoat/gazetteer/raw/names/*.csv (MIT, see docs/data-sources.md) and writes
include/doisoat/text/data/name_syllables.csv: syllable, weight as a surname in percent, number of other names with it.
"""

import csv
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "include" / "doisoat" / "gazetteer" / "raw" / "names"
OUT = ROOT / "include" / "doisoat" / "text" / "data" / "name_syllables.csv"
# Middle names are shared by most people of a generation; a list of names counts each of them only a few times.
MIDDLE_WEIGHT = 40
# Given names of older people, which lists of today's names lack: numbers, animals of the zodiac, y for i. Written down
# from general knowledge; without them "Nguyễn Văn Ba" would be told that it lost a mark.
OLDER = {
    "ba": 60,
    "bé": 10,
    "bảy": 10,
    "chín": 8,
    "hai": 25,
    "kỷ": 12,
    "lữ": 4,
    "mười": 8,
    "năm": 10,
    "sáu": 8,
    "tám": 10,
    "tý": 12,
    "tỵ": 10,
    "tư": 12,
    "út": 10,
    "sỹ": 4,
}


def rows(name: str) -> list[dict[str, str]]:
    """Rows of one raw list."""
    with (RAW / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def syllables(text: str) -> list[str]:
    """Lower-case words of Latin letters in NFC."""
    words = unicodedata.normalize("NFC", text).lower().split()
    return [w for w in words if re.fullmatch(r"[^\W\d_]+(?:'[^\W\d_]+)*", w) and ord(max(w)) < 0x2000]


def build() -> str:
    """The lexicon as CSV text, sorted by syllable."""
    surname: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for row in rows("surnames_by_region.csv"):
        first, *more = syllables(row["surname"])
        surname[first] += round(float(row["weight_percent"]) * 1000)
        other.update(more)
    for row in rows("ethnic_surnames.csv"):
        for word in syllables(row["surname"])[:1]:
            surname[word] += 50
    for row in rows("given_names.csv"):
        other.update(syllables(row["given_name"]))
    for row in rows("middle_names.csv"):
        other.update(dict.fromkeys(syllables(row["middle_name"]), MIDDLE_WEIGHT))
    other.update(OLDER)
    surname.update({"lữ": 60})
    lines = ["syllable,surname,other"]
    lines += [f"{w},{surname[w] / 3000:.4f},{other[w]}" for w in sorted(surname.keys() | other.keys())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(0 if OUT.read_text(encoding="utf-8") == build() else "name_syllables.csv would change")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(build(), encoding="utf-8", newline="\n")
