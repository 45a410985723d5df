"""Write the corpus: ``python -m tests.sources.corpus.make``.

The same code writes the same files, byte for byte; Parquet, whose bytes name the library's version, the same tables.
"""

from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.sources.corpus import books, marks, oddbooks, olds, pages, tables, texts
from tests.sources.corpus.case import Case

FOLDER = Path(__file__).parent
WAITING: dict[str, str] = {}
"""Files that read wrong until the named work is done; each must fail until then."""


def cases() -> Iterator[Case]:
    """All files of the corpus."""
    for module in (books, oddbooks, olds, texts, marks, tables, pages):
        yield from module.cases()


def written(case: Case) -> str:
    """What should come of it, as it lies beside the file."""
    return yaml.safe_dump(case.expected(), allow_unicode=True, sort_keys=False, width=120)


def main() -> None:
    """Write every file and what should come of it."""
    for case in cases():
        path = FOLDER / case.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(case.content)
        path.with_name(path.name + ".yaml").write_text(written(case), encoding="utf-8")


if __name__ == "__main__":
    main()
