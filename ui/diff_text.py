"""The difference between two versions of an act, as text for the terminal and as JSON."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from assistant.law import Standing, day, describe, standing
from ingest.differences import Change, Mark, Run, What

if TYPE_CHECKING:
    from ingest.versions import Version
    from ui.diff_command import Difference

_WIDTH = 100
_AROUND = 14
"""Unchanged words that are shown on each side of changed ones."""
_SIGNS = {Mark.REMOVED: ("[-", "-]"), Mark.ADDED: ("{+", "+}")}
"""The marks of `git diff --word-diff`: they can be read aloud, copied, and told apart without colours."""
_COLOURS = {Mark.REMOVED: "red", Mark.ADDED: "green"}


def diff_text(found: Difference) -> str:
    """What changed, for people: a summary, then each article with its changed lines."""
    lines = [_versions_line(found)]
    counts = {what: [c.locator for c in found.changes if c.what is what] for what in What}
    lines += [f"{what.value}: {', '.join(places)}" for what, places in counts.items() if places]
    if found.versions[0].source.id != found.versions[1].source.id and not found.changes:
        lines.append("No article and no annex differs in its words.")
    for change in found.changes:
        lines += ["", *_change(change)]
    lines += ["", *_hints(found)]
    return "\n".join(lines).rstrip()


def diff_object(found: Difference) -> dict[str, Any]:
    """The same as JSON: versions with their validity, and per article the texts and the marked words, line by line."""
    return {
        "act": found.act,
        "from": {"day": found.days[0].isoformat(), **_version_object(found.versions[0])},
        "to": {"day": found.days[1].isoformat(), **_version_object(found.versions[1])},
        "changes": [
            {
                "locator": change.locator,
                "heading": change.heading,
                "what": change.what.value,
                "before": change.before,
                "after": change.after,
                "lines": [[[run.mark.value, run.text] for run in line] for line in change.lines],
            }
            for change in found.changes
        ],
        "versions": [_version_object(version) for version in found.others],
        "corrigenda": list(found.corrected_by),
    }


def _version_object(version: Version) -> dict[str, Any]:
    start, end = version.start, version.end
    return {
        "document": version.source.id,
        "valid_from": start.isoformat() if start else None,
        "valid_until": end.isoformat() if end else None,
    }


def _versions_line(found: Difference) -> str:
    old, new = found.versions
    if old.source.id == new.source.id:
        return f"{found.act}: one text, {old.source.id}, counts for both days, so nothing differs."
    names = [f"{version.source.id} (of {day(on)})" for version, on in zip(found.versions, found.days, strict=True)]
    return f"{found.act}: {names[0]} compared with {names[1]}"


def _change(change: Change) -> Iterator[str]:
    heading = f", {_printable(change.heading)}" if change.heading else ""
    yield typer.style(f"{change.locator}{heading}: {change.what.value}", bold=True)
    for line in change.lines:
        if any(run.mark is not Mark.KEPT for run in line):
            yield _wrapped(line)


def _wrapped(line: tuple[Run, ...]) -> str:
    """A changed line with its marks, wrapped, long unchanged stretches shortened."""
    words = " ".join(_signed(run, is_first=i == 0, is_last=i == len(line) - 1) for i, run in enumerate(line))
    filled = textwrap.fill(
        words, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False, break_long_words=False
    )
    return _coloured(filled)


def _signed(run: Run, *, is_first: bool, is_last: bool) -> str:
    words = _printable(run.text).split()
    if run.mark is not Mark.KEPT:
        begin, end = _SIGNS[run.mark]
        return f"{begin}{' '.join(words)}{end}"
    if is_first and len(words) > 2 * _AROUND:
        return " ".join([*words[:2], "…", *words[-_AROUND:]])
    if is_last and len(words) > _AROUND:
        return " ".join([*words[:_AROUND], "…"])
    if len(words) > 2 * _AROUND:
        return " ".join([*words[:_AROUND], "…", *words[-_AROUND:]])
    return " ".join(words)


def _printable(text: str) -> str:
    """A document's text without control characters, which could steer the terminal."""
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)


def _coloured(text: str) -> str:
    """Colour the marked words; typer takes colours out again where the output is no terminal."""
    for mark, (begin, end) in _SIGNS.items():
        text = text.replace(begin, f"{_on(mark)}{begin}").replace(end, f"{end}{typer.style('', reset=True)}")
    return text


def _on(mark: Mark) -> str:
    return typer.style("", fg=_COLOURS[mark], reset=False)


def _hints(found: Difference) -> Iterator[str]:
    for version, on in zip(found.versions, found.days, strict=True):
        if not version.is_valid(on):
            yield f"No text valid on {day(on)} is indexed; the earliest there is was taken: {version.source.id}."
        elif standing(version.source, on) is not Standing.APPLIES:
            yield f"On {day(on)}: {describe(version.source, on)}."
    if len(found.others) == 1:
        yield f"Only this text is indexed. Fetch the other versions with: euma sources add {found.act} --versions"
    else:
        yield f"Versions indexed: {', '.join(version.source.id for version in found.others)}."
    if found.corrected_by:
        yield f"Corrigenda to this act: {', '.join(found.corrected_by)}."
    yield "Recitals are not compared. Only the Official Journal is authentic; consolidated texts are for reference."
