"""Broken and odd files of every kind give a sound document or one sentence, never a crash, a hang or another error.

A few examples of each kind run with the suite, always the same. The longer run, with new ones each time:

    pytest tests/ingest/test_fuzz.py --hypothesis-profile=long
"""

from __future__ import annotations

import importlib.util
import io
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marked_up import ANNEX, CONSOLIDATED, FORMEX, GAZETTE, OLD

from ingest.collect import FoundFile
from ingest.document import Document
from ingest.errors import IngestError, ReaderStopped
from ingest.isolation import Bounds, IsolatedLoader
from ingest.passages import split
from ingest.source import Kind, Source

_spec = importlib.util.spec_from_file_location("printed", Path(__file__).with_name("printed.py"))
assert _spec
assert _spec.loader
printed: Any = sys.modules.setdefault("printed", importlib.util.module_from_spec(_spec))
_spec.loader.exec_module(printed)

_IS_LONG = settings().max_examples != 100
FUZZ = settings(
    max_examples=settings().max_examples if _IS_LONG else 12,
    derandomize=not _IS_LONG,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
SOURCE = Source(id="odd", title="Odd", kind=Kind.OTHER, language="en")
MARKDOWN = (
    "---\ntitle: x\nlanguage: en\n---\n# Bicycles\n\n1. one\n   - two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted\n"
)


@cache
def seeds() -> dict[str, bytes]:
    """A sound file of each kind."""
    found = {
        "act.xml": FORMEX.encode(),
        "act.xhtml": GAZETTE.encode(),
        "consolidated.html": CONSOLIDATED.encode(),
        "act.md": MARKDOWN.encode(),
        "annex.xml": ANNEX.encode(),
        "old.html": OLD.encode(),
    }
    kinds: dict[str, Callable[[Path], Path]] = {
        "act.pdf": printed.pdf_lines,
        "act.docx": printed.word_styled,
        "act.odt": printed.open_document,
        "act.rtf": printed.rich_text,
        "act.txt": printed.wrapped,
        "act.eml": printed.quoted_mail,
        "act.html": printed.site,
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, layout in kinds.items():
            found[name] = layout(Path(folder)).read_bytes()
    return found


@pytest.fixture(scope="module")
def loader() -> Iterator[IsolatedLoader]:
    with IsolatedLoader(Bounds(seconds=60)) as isolated:
        yield isolated


def check(loader: IsolatedLoader, name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            document = loader.load(FoundFile(path, "00", len(content), SOURCE))
        except ReaderStopped:
            raise
        except IngestError as error:
            sentence = str(error)
        else:
            sound(document)
            return
    assert re.fullmatch(rf"(?s){re.escape(name)} [^\n]+\.", sentence), sentence
    assert "fault" not in sentence


def sound(document: Document) -> None:
    """What every document keeps: text that can be stored, units inside their parents, passages that are spans."""
    document.text.encode("utf-8")
    assert document.text
    assert not [c for c in set(document.text) if (ord(c) < 32 and c != "\n") or "\u202a" <= c <= "\u202e"]
    for place, unit in enumerate(document.units):
        assert 0 <= unit.start <= unit.end <= len(document.text)
        if unit.parent is not None:
            above = document.units[unit.parent]
            assert unit.parent < place
            assert above.start <= unit.start
            assert unit.end <= above.end
    for passage in split(document):
        assert document.text[passage.start : passage.end] == passage.text


ENCODINGS = ["utf-16", "utf-16-be", "utf-32", "latin-1", "cp1250", "koi8-r", "utf-7", "cp037"]
PIECES = ["<", "&", "]]>", "<!--", "\x00", "‘(a) ", "Article 1", "\nArticle 2\n", "(i)", "—", "\n> > ", "ANNEX", "{\\"]
PIECES += ["\\u-10179?", "=?utf-8?b?", "\u202e", b"\xed\xa0\x80".decode("latin-1")]
ODD_TEXT = st.one_of(st.text(max_size=20), st.sampled_from(PIECES))


@st.composite
def mutated(draw: st.DrawFn, raw: bytes) -> bytes:
    """One to four changes: cut off, turn bits, drop, repeat or move a part, put something in, change the encoding."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(raw) - 1, 0)))
        end = min(len(raw), start + draw(st.sampled_from([1, 2, 8, 64, 1000, 20_000])))
        part = raw[start:end]
        change = draw(st.sampled_from(["cut", "bits", "drop", "repeat", "move", "text", "bytes", "encoding"]))
        if change == "cut":
            raw = raw[:start]
        elif change == "bits":
            raw = raw[:start] + bytes(b ^ draw(st.integers(1, 255)) for b in part[:4]) + raw[start + len(part[:4]) :]
        elif change == "drop":
            raw = raw[:start] + raw[end:]
        elif change == "repeat":
            raw = raw[:end] + part * draw(st.sampled_from([1, 3, 50])) + raw[end:]
        elif change == "move":
            to = draw(st.integers(0, len(raw)))
            raw = raw[:to] + part + raw[to:]
        elif change == "text":
            raw = raw[:start] + draw(ODD_TEXT).encode("utf-8", "replace") + raw[start:]
        elif change == "bytes":
            raw = raw[:start] + draw(st.binary(max_size=20)) + raw[start:]
        else:
            raw = raw.decode("utf-8", "replace").encode(draw(st.sampled_from(ENCODINGS)), "replace")
        raw = raw[:300_000]
    return raw


@st.composite
def mutated_archive(draw: st.DrawFn, raw: bytes) -> bytes:
    """A change inside one part of an archive, packed again so that its checksums are right."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen = draw(st.sampled_from(sorted(parts)))
    parts[chosen] = draw(mutated(parts[chosen]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


KINDS = [
    "act.xml",
    "annex.xml",
    "old.html",
    "act.xhtml",
    "consolidated.html",
    "act.html",
    "act.md",
    "act.txt",
    "act.eml",
    "act.rtf",
    "act.pdf",
]


@pytest.mark.parametrize("name", [*KINDS, "act.docx", "act.odt"])
def test_a_sound_file_is_read(loader: IsolatedLoader, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(seeds()[name])
    sound(loader.load(FoundFile(tmp_path / name, "00", 1, SOURCE)))


@pytest.mark.parametrize("name", [*KINDS, "act.docx", "act.odt"])
@FUZZ
@given(data=st.data())
def test_broken_files(loader: IsolatedLoader, name: str, data: st.DataObject) -> None:
    check(loader, name, data.draw(mutated(seeds()[name])))


@pytest.mark.parametrize("name", ["act.docx", "act.odt"])
@FUZZ
@given(data=st.data())
def test_broken_parts_of_archives(loader: IsolatedLoader, name: str, data: st.DataObject) -> None:
    check(loader, name, data.draw(mutated_archive(seeds()[name])))


@FUZZ
@given(
    name=st.sampled_from(KINDS),
    content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace"))),
)
def test_anything_at_all(loader: IsolatedLoader, name: str, content: bytes) -> None:
    check(loader, name, content)


TAGS = "p div span b table tr td th tbody ul ol li h1 h2 a br blockquote article main header nav sup pre dl dt dd del q"
CLASSES = [
    "", "oj-ti-art", "oj-sti-art", "oj-normal", "oj-note", "menu", "title-article-norm", "no-parag",
    "grid-container", "preamble", "title-doc-first", "oj-ti-tbl", "Titrearticle",
]  # fmt: skip
WORDS = [
    "Article 1", "Article 2", "(a)", "(1)", "—", "1.", "Whereas:", "CHAPTER I", "ANNEX", "It applies.", "‘(g)",
    "‘", "<br>", "▼B", "►M1 It ◄ applies.", "Whereas it helps;", "A. whereas it helps;", "HAS ADOPTED THIS ACT:",
    "&nbsp;", "", " ",
]  # fmt: skip


def tree() -> st.SearchStrategy[str]:
    """Pages of any tags in any order, closed or not."""
    leaf = st.sampled_from(WORDS)
    opening = st.tuples(*map(st.sampled_from, (TAGS.split(), CLASSES, ["", "art_1", "rct_1", "anx_I"])))

    def element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        def build(tag: tuple[str, str, str], parts: list[str], closed: bool) -> str:
            return f'<{tag[0]} class="{tag[1]}" id="{tag[2]}">{"".join(parts)}' + (f"</{tag[0]}>" if closed else "")

        return st.builds(build, opening, st.lists(inside, max_size=4), st.booleans())

    return st.recursive(leaf, element, max_leaves=30)


@FUZZ
@given(parts=st.lists(tree(), min_size=1, max_size=5))
def test_pages_of_any_tags(loader: IsolatedLoader, parts: list[str]) -> None:
    check(loader, "odd.html", f"<html><body>{''.join(parts)}</body></html>".encode())


@FUZZ
@given(
    lines=st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=30)), min_size=1, max_size=40),
    quoted=st.booleans(),
)
def test_texts_of_any_lines(loader: IsolatedLoader, lines: list[str], quoted: bool) -> None:
    text = "\n".join(f"> {line}" if quoted else line for line in lines)
    check(loader, "odd.txt", text.encode("utf-8", "replace"))
