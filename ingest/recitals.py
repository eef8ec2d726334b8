"""The recitals of an act, told by their wording: numbered, lettered (Parliament's resolutions) or without numbers.

Acts number their recitals since about 1999; before, each began with "Whereas", or all stood under that word. They are
cited by their place ("fourth recital"), which is the number they get here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.block import Block
from ingest.document import UnitKind
from ingest.labels import label_of
from ingest.landmarks import Mark
from ingest.sequence import Candidate, sequence
from ingest.wording import Wording

K = UnitKind
INSTITUTION = re.compile(r"[^a-zà-ÿα-ώа-я]{6,},$")
"""The line that opens a preamble: "THE COUNCIL OF THE EUROPEAN UNION,"."""
_FORMULA_WORDS = 3
_LETTER = re.compile(r"([A-Z]{1,2})\.\s+")
_FEWEST = 2  # lettered recitals: one line "A. whereas" may be anything


def is_formula(text: str) -> bool:
    """Whether a text is an enacting formula: "HAS ADOPTED THIS REGULATION:"."""
    return text.isupper() and text.endswith(":") and len(text.split()) >= _FORMULA_WORDS


def is_resolved(blocks: Sequence[Block]) -> bool:
    """Whether an institution in capitals is followed by what it does: "THE COUNCIL …,", "INVITES THE STATES TO:"."""
    opening = next((i for i, block in enumerate(blocks) if INSTITUTION.match(block.text)), len(blocks))
    return any(is_formula(block.text) for block in blocks[opening:])


def recitals(blocks: Sequence[Block], marks: dict[int, Mark], words: Wording) -> dict[int, str]:
    """Numbers of recitals by block index; they stand before the enacting formula, the first article or chapter."""
    if any(block.kind == K.RECITAL for block in blocks):
        return {}
    given = (i for i, block in enumerate(blocks) if block.kind in {K.ARTICLE, K.DIVISION})
    end = min([*marks, *given], default=len(blocks))
    start = next((i for i in range(end) if words.whereas.match(blocks[i].text)), None)
    formula = next((i for i in range(start or 0, end) if is_formula(blocks[i].text)), None)
    is_act = formula is not None or end < len(blocks)
    found = _numbered(blocks, start, end if formula is None else formula, is_act=is_act)
    return (
        found
        or dict(_lettered(blocks, end, words))
        or (_unnumbered(blocks, start, formula or end, words) if is_act else {})
    )


def _numbered(blocks: Sequence[Block], start: int | None, end: int, *, is_act: bool) -> dict[int, str]:
    """The rising sequence "(1)", "(2)", …; in a text that is no act only where "Whereas" stands above it."""
    candidates = []
    for i in range(start or 0, end):
        label = label_of(blocks[i].text) if blocks[i].kind is None else None
        if label and label.value is not None and label.style in {"paren", "dot"}:
            suffix = (label.number or "")[len(str(label.value)) :]
            candidates.append(Candidate(i, label.value, suffix, 1.0))
    chain = sequence(candidates)
    if start is None and (not is_act or len(chain) < len(candidates) / 2):
        return {}
    return {c.index: f"{c.number}{c.suffix}" for c in chain}


def _lettered(blocks: Sequence[Block], end: int, words: Wording) -> Iterator[tuple[int, str]]:
    """ "A. whereas …", "B. whereas …" """
    found = []
    for i, block in enumerate(blocks[:end]):
        letter = _LETTER.match(block.text) if block.kind is None else None
        if letter and words.clause.match(block.text, letter.end()):
            found.append((i, letter.group(1)))
    if len(found) >= _FEWEST and found[0][1] == "A":
        yield from found


def _unnumbered(blocks: Sequence[Block], start: int | None, end: int, words: Wording) -> dict[int, str]:
    """Paragraphs that begin with "Whereas", or all under that word alone."""
    free = [i for i in range(end) if blocks[i].kind is None and i != start]
    clauses = [i for i in free if words.clause.match(blocks[i].text)]
    if not clauses and start is not None:
        clauses = [i for i in free if i > start and label_of(blocks[i].text) is None]
    return {i: str(place) for place, i in enumerate(clauses, 1)}
