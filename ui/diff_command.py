"""`euma diff ACT --from DATE --to DATE`: the articles of an act that changed between two days, word by word."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.terminal import fail

if TYPE_CHECKING:
    from index.reader import OpenIndex
    from ingest.differences import Change
    from ingest.versions import Version


@dataclass(frozen=True)
class Difference:
    """Two versions of an act and what differs; `others` are all versions at hand in the language, `corrected_by` ids.

    `days` are those asked for.
    """

    act: str
    days: tuple[date, date]
    versions: tuple[Version, Version]
    others: tuple[Version, ...]
    changes: tuple[Change, ...]
    corrected_by: tuple[str, ...] = ()


def register(app: typer.Typer, read_settings: Callable[[], Any]) -> None:
    """Put `diff` into the command line."""

    @app.command("diff")
    def diff(
        act: Annotated[str, typer.Argument(help="A CELEX number (32016R0679) or a name (GDPR).")],
        since: Annotated[str, typer.Option("--from", help="Day of the earlier version, YYYY-MM-DD.")],
        until: Annotated[
            str | None, typer.Option("--to", help="Day of the later version; today when left out.")
        ] = None,
        language: Annotated[str, typer.Option(help="Language code of the texts to compare.")] = "en",
        json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    ) -> None:
        """Show which articles of an act changed, were added or repealed between two days, word by word."""
        from index.reader import OpenIndex  # noqa: PLC0415
        from ui.batch import parse_day  # noqa: PLC0415
        from ui.diff_text import diff_object, diff_text  # noqa: PLC0415

        days = (parse_day(since) or date.today(), parse_day(until) or date.today())
        if days[0] > days[1]:
            fail(f"--from {days[0]} is after --to {days[1]}; give the earlier day first.")
        with OpenIndex.open(read_settings().home) as index:
            found = difference(index, act, days, language)
        if json_output:
            typer.echo(json.dumps(diff_object(found), ensure_ascii=False))
        else:
            typer.echo(diff_text(found))


def difference(index: OpenIndex, act: str, days: tuple[date, date], language: str) -> Difference:
    """Compare the versions of an act that are valid on two days; ends with one sentence when that cannot be done."""
    from ingest.differences import compare  # noqa: PLC0415
    from ingest.versions import corrigenda, format_rank, version_on, versions  # noqa: PLC0415

    sources = index.documents()
    celex = act_of_words(act, {source.work for source in sources if source.celex})
    name = act if act == celex else f"{act} ({celex})"
    texts = [source for source in sources if source.work == celex and not source.corrects]
    if not texts:
        fail(f"{name} is not indexed. Run: euma sources add {celex} --versions")
    spoken = [source for source in texts if source.language == language]
    if not spoken:
        there = ", ".join(sorted({source.language for source in texts}))
        fail(f"{name} is not indexed in {language}; give --language with one of: {there}.")
    best = [min((s for s in spoken if s.celex == one), key=format_rank) for one in {s.celex for s in spoken}]
    old, new = (version_on(best, day) for day in days)
    if old is None or new is None:
        fail(f"No version of {name} is indexed. Run: euma sources add {celex} --versions")
    is_same = old.source.id == new.source.id
    changes = () if is_same else compare(index.document(old.source.id), index.document(new.source.id))
    corrected = tuple(source.id for source in corrigenda(celex, sources))
    return Difference(celex, days, (old, new), versions(best), changes, corrected)


def act_of_words(act: str, indexed: set[str]) -> str:
    """The CELEX number that words stand for: itself, an address, or a name in any language; ends with one sentence.

    Of several acts of one name the indexed one is meant; a consolidated text's number means its act.
    """
    from ingest.names import acts_named  # noqa: PLC0415
    from ingest.official.celex import act_of, celex_in  # noqa: PLC0415

    if celex := celex_in(act):
        return act_of(celex) or celex
    named = acts_named(act)
    found = [celex for celex in named if celex in indexed] or list(named)
    if not found:
        fail(f"{act} names no known act; give its CELEX number, as euma sources list shows it (32016R0679).")
    if len(found) > 1:
        fail(f"{act} names {len(found)} acts: {', '.join(sorted(found))}. Give one of these CELEX numbers.")
    return found[0]
