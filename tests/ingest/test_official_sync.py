"""Bringing documents into the library folder from the server or a mirror, and what is said of each."""

from __future__ import annotations

import importlib.util
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.collect import collect
from ingest.errors import BadManifest
from ingest.load import load
from ingest.official import sparql
from ingest.official.errors import CannotFetch
from ingest.official.manners import Manners, Pace
from ingest.official.opening import Places, open_sources
from ingest.official.outcome import FetchReport, Outcome, Step
from ingest.official.starter import Wanted
from ingest.official.sync import bring, fetched_before, to_bring

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
if "official_repository" not in sys.modules:
    _spec = importlib.util.spec_from_file_location(
        "official_repository", Path(__file__).with_name("official_repository.py")
    )
    assert _spec
    assert _spec.loader
    sys.modules["official_repository"] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules["official_repository"])
server: Any = sys.modules["official_repository"]

CELEX = "32098R0007"
ENGLISH = server.act("Regulation (EU) 2098/7 on reading rooms", "Member States shall open a reading room to newcomers.")
GERMAN = server.act(
    "Verordnung (EU) 2098/7 über Lesesäle",
    "Die Mitgliedstaaten richten für neu Angekommene einen Lesesaal ein, der an jedem Werktag geöffnet ist und in dem "
    "Bücher in mehreren Sprachen ausliegen, damit sie sich in der Gemeinde zurechtfinden.",
).replace(b"Article", b"Artikel")
ROWS = [
    (CELEX, "adopted", "2098-05-14", ""),
    (CELEX, "in_force", "2098-06-11", ""),
    (CELEX, "is_in_force", "1", ""),
    (CELEX, "ends", "9999-12-31", ""),
    (CELEX, "consolidated", "02098R0007-20990101", ""),
    (CELEX, "corrigenda", "32098R0007R(01)", ""),
    (CELEX, "title", "Regulation (EU) 2098/7  on reading rooms (Text with EEA relevance)", "ENG"),
    (CELEX, "title", "Verordnung (EU) 2098/7 über Lesesäle für Neuangekommene", "DEU"),
]
QUICK = Manners(between=0, attempts=2, connects=2, pause=0, timeout=2, deadline=5)


@pytest.fixture
def repository() -> Iterator[Any]:
    with server.Serving() as running:
        running.rows = list(ROWS)
        yield running


@pytest.fixture
def places(repository: Any, tmp_path: Path) -> Places:
    return Places(tmp_path / "library", tmp_path / "cache", base=repository.url)


def fetch(places: Places, *wanted: str | Wanted, languages: tuple[str, ...] = ("en",)) -> FetchReport:
    asked = [one if isinstance(one, Wanted) else Wanted(one) for one in wanted]
    with open_sources(places, Pace(QUICK, sleep=lambda _: None)) as sources:
        return bring(sources, to_bring(asked, languages, fetched_before(sources.shelf)))


def outcomes(report: FetchReport) -> dict[str, str]:
    return {f"{one.name} {one.language}".strip(): one.outcome.value for one in report.documents}


def files(places: Places) -> list[str]:
    return sorted(
        str(p.relative_to(places.library)) for p in places.library.rglob("*") if p.is_file() and p.name[0] != "."
    )


def test_an_act_in_two_languages_is_readable_with_its_metadata(repository: Any, places: Places) -> None:
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    repository.add(CELEX, "deu", "xhtml", GERMAN)
    report = fetch(places, CELEX, languages=("en", "de", "fr"))
    assert outcomes(report) == {f"{CELEX} en": "added", f"{CELEX} de": "added", f"{CELEX} fr": "missing"}
    assert "not in the repository in fr" in report.documents[2].reason
    assert not report.is_complete
    assert files(places) == [f"{CELEX}/de.xhtml", f"{CELEX}/en.xhtml", "manifest.json"]
    collection = collect([places.library])
    assert not collection.problems
    assert not collection.warnings
    german, english = (load(found) for found in collection.files)
    assert (english.source.id, german.source.id) == (CELEX, f"{CELEX}-de")
    assert english.source.title == "Regulation (EU) 2098/7 on reading rooms"
    assert german.source.title == "Verordnung (EU) 2098/7 über Lesesäle für Neuangekommene"
    assert (english.source.adopted, english.source.in_force) == (date(2098, 5, 14), date(2098, 6, 11))
    assert english.source.repealed_on is None
    assert english.source.url == f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{CELEX}"
    assert (german.source.language, german.source.articles) == ("de", 2)
    record = json.loads((places.library / "manifest.json").read_text())["documents"][0]["record"]
    assert record["consolidated"] == ["02098R0007-20990101"]
    assert record["corrigenda"] == ["32098R0007R(01)"]


def test_a_second_run_changes_nothing_and_downloads_nothing(repository: Any, places: Places) -> None:
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    fetch(places, CELEX)
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in places.library.rglob("*.*") if p.name[0] != "."}
    repository.seen.clear()
    assert outcomes(fetch(places)) == {f"{CELEX} en": "unchanged"}
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in before} == before
    assert [seen.headers.get("if-none-match") is not None for seen in repository.seen if "cellar" in seen.path] == [
        True
    ]


def test_changes_are_told_by_what_changed(repository: Any, places: Places) -> None:
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    fetch(places, CELEX)
    repository.add(CELEX, "eng", "xhtml", ENGLISH.replace(b"newcomers", b"everybody"))
    [newer] = fetch(places, CELEX).documents
    assert (newer.outcome, newer.reason) == (Outcome.CHANGED, "the text has changed at its source")
    assert b"everybody" in (places.library / CELEX / "en.xhtml").read_bytes()
    repository.rows.append((CELEX, "ends", "2099-12-31", ""))
    repository.rows.append((CELEX, "repealed_by", "32099R0001", ""))
    [repealed] = fetch(places, CELEX).documents
    assert repealed.reason == "what is known about it has changed: ends, repealed_by, repealed_on"
    [found] = collect([places.library]).files
    assert found.source
    assert (found.source.repealed_by, found.source.repealed_on) == ("32099R0001", date(2100, 1, 1))


def test_a_worse_format_is_replaced_by_a_better_one(repository: Any, places: Places) -> None:
    repository.add(CELEX, "eng", "html", b"<html><body><p>Article 1</p><p>Rooms shall be quiet.</p></body></html>")
    fetch(places, CELEX)
    assert files(places) == [f"{CELEX}/en.html", "manifest.json"]
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    [better] = fetch(places, CELEX).documents
    assert (better.outcome, better.reason) == (Outcome.CHANGED, "now xhtml instead of html")
    assert files(places) == [f"{CELEX}/en.xhtml", "manifest.json"]


def test_a_file_altered_or_lost_on_disk_is_restored(repository: Any, places: Places) -> None:
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    fetch(places, CELEX)
    path = places.library / CELEX / "en.xhtml"
    path.write_bytes(ENGLISH.replace(b"shall open", b"may open"))
    [altered] = fetch(places, CELEX).documents
    assert (altered.outcome, altered.reason) == (Outcome.CHANGED, "the file had been altered and was replaced")
    path.unlink()
    [lost] = fetch(places, CELEX).documents
    assert (lost.outcome, lost.reason) == (Outcome.CHANGED, "the file was gone and was fetched again")
    assert path.read_bytes() == ENGLISH


def test_a_partial_repeal_does_not_end_an_act(repository: Any, places: Places) -> None:
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    repository.rows.append((CELEX, "repealed_by", "32099R0001", ""))
    fetch(places, CELEX)
    [found] = collect([places.library]).files
    assert found.source
    assert found.source.repealed_by is None


def test_a_text_in_the_wrong_language_is_missing_not_mislabelled(repository: Any, places: Places) -> None:
    repository.add(CELEX, "deu", "xhtml", server.act("Regulation", "Member States shall open a reading room. " * 20))
    [found] = fetch(places, CELEX, languages=("de",)).documents
    assert found.outcome is Outcome.MISSING
    assert "came in English instead of de" in found.reason


def test_an_unreadable_format_gives_way_to_the_next(repository: Any, places: Places) -> None:
    repository.add(CELEX, "eng", "xhtml", server.page("", tail="</body></html>"))  # markup without text
    repository.add(CELEX, "eng", "html", b"<html><body><p>Article 1</p><p>Rooms shall be quiet.</p></body></html>")
    [found] = fetch(places, CELEX).documents
    assert found.path == places.library / CELEX / "en.html"


def test_what_fails_leaves_the_older_copy(repository: Any, places: Places) -> None:
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    fetch(places, CELEX)
    repository.fault(f"/resource/celex/{CELEX}", *["status 500"] * 4)
    [failed] = fetch(places, CELEX).documents
    assert failed.outcome is Outcome.FAILED
    assert failed.reason.endswith("try again later. The copy that is here stays.")
    assert (places.library / CELEX / "en.xhtml").read_bytes() == ENGLISH
    repository.texts.clear()
    repository.faults.clear()
    [gone] = fetch(places, CELEX).documents
    assert gone.outcome is Outcome.MISSING
    assert (places.library / CELEX / "en.xhtml").read_bytes() == ENGLISH


def test_metadata_that_cannot_be_asked_for_is_a_note_and_known_metadata_stays(repository: Any, places: Places) -> None:
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    fetch(places, CELEX)
    for fault in ("status 500", "challenge"):
        repository.fault("/webapi/rdf/sparql", fault, fault)
        report = fetch(places, CELEX)
        assert outcomes(report) == {f"{CELEX} en": "unchanged"}
        assert report.notes[0].startswith("Dates and titles could not be asked for; known ones stay.")
        repository.faults.clear()
    repository.fault("/webapi/rdf/sparql", *["status 500"] * 2)
    repository.add(CELEX, "eng", "xhtml", ENGLISH.replace(b"newcomers", b"everybody"))
    fetch(places, CELEX)
    assert json.loads((places.library / "manifest.json").read_text())["documents"][0]["record"]["consolidated"]


def test_an_unreachable_server_ends_the_run_at_once_in_plain_words(tmp_path: Path) -> None:
    dead = Places(tmp_path / "library", tmp_path / "cache", base="http://127.0.0.1:9")
    slept: list[float] = []
    with open_sources(dead, Pace(QUICK, sleep=slept.append)) as sources:
        report = bring(sources, to_bring([Wanted(f"32098R{n:04}") for n in range(40)], ("en",)))
    assert report.stopped
    assert report.stopped.startswith("127.0.0.1 cannot be reached")
    assert len(report.of(Outcome.FAILED)) == 40
    assert len(slept) == 1


def test_a_server_that_fails_again_and_again_is_left_alone(repository: Any, places: Places) -> None:
    for n in range(8):
        repository.fault(f"/resource/celex/32098R{n:04}", *["status 503"] * 9)
    report = fetch(places, *[f"32098R{n:04}" for n in range(8)])
    assert report.stopped == "the Publications Office failed 3 times in a row."
    assert [one.reason for one in report.documents[3:]] == ["Not tried, because the server cannot be reached."] * 5


def test_progress_names_every_document(repository: Any, places: Places) -> None:
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    steps: list[Step] = []
    with open_sources(places, Pace(QUICK)) as sources:
        bring(sources, to_bring([Wanted(CELEX)], ("en", "de")), steps.append)
    assert steps == [Step(0, 2, f"{CELEX} en"), Step(1, 2, f"{CELEX} de"), Step(2, 2)]


def test_what_was_fetched_before_is_brought_up_to_date_and_nothing_twice() -> None:
    before = ((Wanted("b"), "de"), (Wanted(None, "http://x/"), "fr"), (Wanted("a"), "en"))
    pairs = to_bring([Wanted("a"), Wanted(None, "http://x/", given={"id": "x"})], ("en", "de"), before)
    assert [(one.name, language) for one, language in pairs] == [
        ("a", "en"),
        ("a", "de"),
        ("http://x/", ""),
        ("b", "de"),
    ]
    assert pairs[2][0].given == {"id": "x"}


def test_a_library_whose_manifest_is_broken_is_not_touched(repository: Any, places: Places) -> None:
    places.library.mkdir()
    (places.library / "manifest.json").write_text("{")
    with pytest.raises(BadManifest, match="no valid JSON"):
        fetch(places, CELEX)
    assert files(places) == ["manifest.json"]


@pytest.mark.parametrize("by_web", [False, True])
def test_a_library_serves_as_a_mirror(repository: Any, places: Places, tmp_path: Path, by_web: bool) -> None:
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    repository.add(CELEX, "deu", "html", GERMAN.replace(b'<?xml version="1.0" encoding="UTF-8"?>', b""))
    fetch(places, CELEX, languages=("en", "de"))
    for file in places.library.rglob("*.*"):
        repository.pages[f"/mirror/{file.relative_to(places.library)}"] = (200, {}, file.read_bytes())
    repository.texts.clear()
    mirror = f"{repository.url}/mirror" if by_web else str(places.library)
    away = Places(tmp_path / "away", tmp_path / "cache2", mirror=mirror, base="http://127.0.0.1:9")
    report = fetch(away, CELEX, languages=("en", "de", "fr"))
    assert outcomes(report) == {f"{CELEX} en": "added", f"{CELEX} de": "added", f"{CELEX} fr": "missing"}
    assert f"add {CELEX}/fr.xhtml" in report.documents[2].reason
    assert files(away) == files(places)
    here, there = (json.loads((p.library / "manifest.json").read_text())["documents"] for p in (places, away))
    for one, other in zip(here, there, strict=True):
        assert {k: v for k, v in one.items() if k != "fetched"} == {k: v for k, v in other.items() if k != "fetched"}
    assert set(outcomes(fetch(away, languages=("en", "de"))).values()) == {"unchanged"}


def test_a_bare_mirror_is_laid_out_by_number_and_language(places: Places, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "12012E-TXT").mkdir(parents=True)
    (mirror / "12012E-TXT" / "en.xhtml").write_bytes(ENGLISH)
    (mirror / CELEX).mkdir()
    (mirror / CELEX / "en.txt").write_text("Regulation (EU) 2098/7\n\nArticle 1\n\nRooms shall be quiet.\n")
    report = fetch(replace(places, mirror=str(mirror)), "12012E/TXT", CELEX)
    assert set(outcomes(report).values()) == {"added"}
    assert files(places) == ["12012E-TXT/en.xhtml", f"{CELEX}/en.txt", "manifest.json"]


def test_a_mirror_that_is_not_there_or_damaged_is_named(repository: Any, places: Places, tmp_path: Path) -> None:
    with pytest.raises(CannotFetch, match="gone is no folder"):
        fetch(replace(places, mirror=str(tmp_path / "gone")), CELEX)
    repository.add(CELEX, "eng", "xhtml", ENGLISH)
    fetch(places, CELEX)
    mirror = tmp_path / "mirror"
    shutil.copytree(places.library, mirror)
    (mirror / CELEX / "en.xhtml").write_bytes(ENGLISH + b" ")
    [found] = fetch(Places(tmp_path / "away", tmp_path / "c", mirror=str(mirror)), CELEX).documents
    assert found.outcome is Outcome.FAILED
    assert "differs from its checksum" in found.reason
    (mirror / "manifest.json").write_text("[")
    with pytest.raises(BadManifest, match="no valid JSON") as broken:
        fetch(Places(tmp_path / "away", tmp_path / "c", mirror=str(mirror)), CELEX)
    assert str(broken.value).startswith(str(mirror))


def test_a_mirror_cannot_lead_out_of_its_folder(places: Places, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    (mirror / CELEX).mkdir(parents=True)
    (tmp_path / "secret.xhtml").write_bytes(ENGLISH)
    (mirror / CELEX / "en.xhtml").symlink_to(tmp_path / "secret.xhtml")
    assert fetch(replace(places, mirror=str(mirror)), CELEX).documents[0].outcome is Outcome.MISSING


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"results": 1}', b'{"results": {"bindings": [{"celex": 1}]}}', b"<html>"]
)
def test_answers_that_are_no_results_are_damaged(body: bytes) -> None:
    with pytest.raises(CannotFetch, match="did not answer with SPARQL results"):
        sparql.records(body, "http://x")


def test_the_question_names_works_languages_and_both_directions() -> None:
    text = sparql.query(["32024R1351", "12012E/TXT"], ["en", "el"])
    assert text.count('"32024R1351"^^xsd:string "12012E/TXT"^^xsd:string') == text.count("UNION") + 1
    assert "authority/language/ENG>" in text
    assert "authority/language/ELL>" in text
    assert "?other cdm:resource_legal_repeals_resource_legal ?work" in text


FETCHER = """
import sys
from pathlib import Path
from ingest.official.manners import Manners, Pace
from ingest.official.opening import Places, open_sources
from ingest.official.starter import Wanted
from ingest.official.sync import bring, to_bring
home, base = Path(sys.argv[1]), sys.argv[2]
with open_sources(Places(home / "library", home / "cache", base=base), Pace(Manners(between=0))) as sources:
    print("ready", flush=True)
    bring(sources, to_bring([Wanted(f"32098R{n:04}") for n in range(60)], ("en",)))
"""


def test_a_killed_fetch_leaves_a_library_that_reads_and_the_next_finishes(repository: Any, places: Places) -> None:
    chance = random.Random(3)
    before: set[Path] = set()
    for round_ in range(6):
        for n in range(60):
            repository.add(f"32098R{n:04}", "eng", "xhtml", server.act(f"Act {n}", f"Words of round {round_}. " * 999))
        command = [sys.executable, "-c", FETCHER, str(places.library.parent), repository.url]
        fetcher = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True)
        assert fetcher.stdout
        assert fetcher.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.1, 1.0))
        fetcher.kill()
        fetcher.wait()
        fetcher.stdout.close()
        collection = collect([places.library])
        assert not collection.problems
        # Each kill adds at most one: the file that was written when its entry was not yet. Earlier ones may still wait.
        unsettled = {warning.path for warning in collection.warnings}
        unsettled |= {found.path for found in collection.files if found.source is None}
        assert len(unsettled - before) <= 1
        before = unsettled
    report = fetch(places, *[f"32098R{n:04}" for n in range(60)])
    assert report.is_complete
    collection = collect([places.library])
    assert (len(collection.files), collection.problems, collection.warnings) == (60, (), ())
    assert not list(places.library.rglob(".unfinished-*"))


REAL = [
    ("gdpr/32016R0679.en.xhtml", "32016R0679", "eng", "xhtml", 99, 173),
    ("gdpr/32016R0679.fr.xhtml", "32016R0679", "fra", "xhtml", 99, 173),
    ("gdpr/02016R0679-20160504.fr.html", "02016R0679-20160504", "fra", "html", 99, None),
    ("gdpr/02016R0679-20160504.en.fmx.xml", "02016R0679-20160504", "eng", "fmx4", 99, None),
    ("treaties/12012P-TXT.en.xhtml", "12012P/TXT", "eng", "xhtml", 54, None),
    ("pdf/32013R0604.en.pdf", "32013R0604", "eng", "pdf", 49, 42),
]


@needs_corpus
def test_real_files_come_through_whole_with_dates_from_catalogue_and_repository(
    repository: Any, places: Places
) -> None:
    for file, celex, language, kind, _, _ in REAL:
        repository.add(celex, language, kind, (CORPUS / file).read_bytes())
    repository.rows += [("32013R0604", "ends", "2026-06-30", ""), ("32013R0604", "is_in_force", "0", "")]
    wanted = dict.fromkeys(celex for _, celex, *_ in REAL)
    report = fetch(places, *wanted, languages=("en", "fr"))
    assert len(report.of(Outcome.ADDED)) == len(REAL)
    documents = {document.id: document for document in map(load, collect([places.library]).files)}
    for _, celex, language, _, articles, recitals in REAL:
        name = celex.replace("/", "-") + ("-fr" if language == "fra" else "")
        source = documents[name].source
        assert (source.celex, source.articles, source.recitals or None) == (celex, articles, recitals)
    assert documents["02016R0679-20160504"].source.adopted == date(2016, 5, 4)
    assert documents["32013R0604"].source.repealed_by == "32024R1351"
    assert documents["32013R0604"].source.repealed_on == date(2026, 7, 1)
    assert set(outcomes(fetch(places, languages=("en", "fr"))).values()) == {"unchanged"}


@needs_corpus
def test_a_real_act_cut_into_parts_reads_like_the_whole(repository: Any, places: Places) -> None:
    whole = (CORPUS / "gdpr" / "32016R0679.en.xhtml").read_text()
    head, body_open, rest = whole.partition(whole[whole.index("<body") : whole.index(">", whole.index("<body")) + 1])
    at = rest.index('<div id="003.') if '<div id="003.' in rest else rest.index("<p", len(rest) // 2)
    first, second = rest[:at], rest[at:].replace("</body>", "", 1).replace("</html>", "", 1)
    parts = [f"{head}{body_open}{piece}</body></html>".encode() for piece in (first, second)]
    repository.add("32016R0679", "eng", "xhtml", *parts)
    fetch(places, "32016R0679")
    [document] = map(load, collect([places.library]).files)
    assert document.source.articles == 99
    assert document.source.recitals == 173


@needs_corpus
def test_the_shared_corpus_is_a_mirror_by_its_manifest(places: Places) -> None:
    report = fetch(
        replace(places, mirror=str(CORPUS)), "32003L0086", "32024R1351", "12012P/TXT", languages=("en", "fr")
    )
    assert outcomes(report) == {
        "32003L0086 en": "added", "32003L0086 fr": "missing", "32024R1351 en": "added", "32024R1351 fr": "missing",
        "12012P/TXT en": "added", "12012P/TXT fr": "added",
    }  # fmt: skip
    listed = {d["id"]: d for d in json.loads((places.library / "manifest.json").read_text())["documents"]}
    assert listed["32003L0086"]["completeness"].startswith("as adopted")
