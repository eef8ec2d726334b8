from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from assistant.settings import Settings
from ingest.source import Kind, Source
from ui.plain import answer_text, source_object, sources_text, status_object, status_text


def test_an_answer_is_quotes_then_notes_then_sources(assistant) -> None:
    text = answer_text(assistant.ask("rooms?"))
    assert text.startswith("“no later than six weeks after arrival” [1]")
    assert text.index("no longer applies") < text.index("\nSources\n")
    assert re.search(r"^\[1\] .+, Article 2\(1\) \(.+\)$", text, re.M)
    assert len(re.findall(r"^\[\d\]", text, re.M)) == 4


def test_lines_of_a_quoted_list_stay_lines_and_none_is_too_wide(assistant, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    text = answer_text(assistant.ask("rooms?"))
    quoted = text.partition("\nSources\n")[0]
    assert "\n(c) silence.” [2]" in quoted
    assert max(map(len, quoted.splitlines())) <= 40


def test_no_answer_has_no_sources_and_no_marks(assistant) -> None:
    text = answer_text(assistant.ask("the moon?"))
    assert text == "The indexed documents do not answer this.\n\nNothing near it was found."


def test_nothing_indexed_says_what_to_do(tmp_path: Path) -> None:
    found = status_object(Settings(home=tmp_path / "none"))
    assert (found["current"], found["generations"]) == (None, [])
    json.dumps(found)
    assert "Nothing is indexed yet. Run: euma reindex" in status_text(found)
    assert not (tmp_path / "none").exists()


def test_the_published_generation_has_the_mark(tmp_path: Path) -> None:
    generations = [{"id": i, "documents": 7, "passages": 90, "built_at": "2026"} for i in ("g1", "g2")]
    found = {**status_object(Settings(home=tmp_path)), "current": "g1", "generations": generations}
    lines = status_text(found).splitlines()
    assert "* g1: 7 documents, 90 passages, built 2026" in lines
    assert "  g2: 7 documents, 90 passages, built 2026" in lines
    assert not any("Nothing is indexed" in line for line in lines)


def test_the_status_never_shows_the_key(tmp_path: Path) -> None:
    found = status_object(Settings(home=tmp_path, llm="openai:x", llm_key="very-secret"))
    assert found["language_model"] == "openai:x"
    assert "very-secret" not in json.dumps(found) + status_text(found)


def test_sources_stand_in_columns(tmp_path: Path) -> None:
    rows = [
        (Source("short", "A", Kind.BRIEF), 3, tmp_path),
        (Source("a-long-id", "B " * 50, Kind.PRESS_RELEASE, language="de"), 1200, tmp_path),
    ]
    head, first, second = sources_text(rows).splitlines()
    assert head.split() == ["ID", "KIND", "LANG", "STATUS", "PASSAGES", "NAME"]
    at = head.index("KIND")
    assert first[at:].startswith("brief")
    assert second[at:].startswith("press release")
    assert not first.endswith(" ")


def test_a_source_as_json_has_its_record_passages_and_file(tmp_path: Path) -> None:
    found = source_object(Source("s", "S", Kind.TREATY, adopted=date(2020, 1, 2)), 4, tmp_path / "s.md")
    assert json.loads(json.dumps(found)) == found
    assert (found["adopted"], found["kind"], found["passages"]) == ("2020-01-02", "treaty", 4)
    assert found["path"].endswith("s.md")
