"""``doisoat explain RUN RECORD_A RECORD_B``: why two records were linked, or nearly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from doisoat.linkage.explain import Explanation


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("record_a")
@click.argument("record_b")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Draw the evidence into this file.")
@click.option("--json", "as_json", is_flag=True, help="Print the data instead of the sentence and the table.")
def explain(run: Path, record_a: str, record_b: str, svg: Path | None, as_json: bool) -> int:
    """Explain why RECORD_A and RECORD_B of RUN were linked, or are held for review.

    RUN is the output directory of `doisoat run`, or the folder of a published run. A record is named
    "source|record", for example "population.central.bca|D001".
    """
    import json
    from dataclasses import asdict

    from doisoat.cli.tabular import write_text
    from doisoat.linkage.explain import explain_pair
    from doisoat.linkage.explain_picture import waterfall
    from doisoat.runs.local import find_run

    files = find_run(run)
    found = explain_pair(files.links, files.entities, record_a, record_b, files.model)
    if as_json:
        derived = {"weight": found.weight, "margin": found.margin}
        derived["household"] = asdict(found.household) if found.household else None  # type: ignore[assignment]
        click.echo(json.dumps({**asdict(found), **derived}, ensure_ascii=False, indent=1))
    else:
        for line in lines(found):
            click.echo(line)
    if svg is not None:
        write_text(svg, waterfall(found))
    return 0


def lines(found: Explanation) -> list[str]:
    """The explanation as lines for a terminal: the sentence, the parts in bits, the steps, the rivals."""
    from doisoat.linkage.explain_sentence import sentence
    from doisoat.linkage.explain_words import decimal, masked

    step = found.decisive
    against_kin = any(part.kin_bits is not None for part in step.parts)
    near = "  so với thửa gần" if found.kind == "parcel" else "  so với người nhà"
    text = [sentence(found), "", f"  {'điểm':>7}" + (near if against_kin else "")]
    for part in step.parts:
        kin = ("" if part.kin_bits is None else decimal(part.kin_bits)).rjust(18) if against_kin else ""
        text.append(f"  {decimal(part.bits):>7}{kin}  {part.text}")
    text.append(
        f"  {decimal(step.weight):>7}{' ' * 18 if against_kin else ''}  tổng (ghép từ {found.accept_bits:g}, "
        f"cần xem từ {found.review_bits:g})"
    )
    if len(found.steps) > 1:
        text += ["", "các bước:"]
        text += [
            f"  {decimal(s.weight):>7}  {_name(s.a.source, masked(s.a.key))} — {_name(s.b.source, masked(s.b.key))}"
            for s in found.steps
        ]
    if found.rivals:
        text += ["", "ứng viên khác trong cùng bộ dữ liệu:"]
        words = {"link": "đã ghép", "review": "cần xem"}
        for rival in found.rivals[:5]:
            bits = "" if rival.weight is None else decimal(rival.weight)
            text.append(
                f"  {bits:>7}  {_name(rival.record.source, masked(rival.record.key))} "
                f"({words[rival.decision]} với {rival.of.source})"
            )
    return text


def _name(source: str, record: str) -> str:
    return f"{source}|{record}"
