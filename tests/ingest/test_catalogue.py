"""The known works: complete, consistent, and true to the acts at hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.catalogue import completed, names, not_indexed, work, works
from ingest.final_articles import final_dates, repeals
from ingest.manifest import load_manifest
from ingest.readers import read
from ingest.source import Kind, Source

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")


@pytest.mark.parametrize("celex", works())
def test_every_work_is_consistent(celex: str) -> None:
    known = works()[celex]
    assert known.celex == celex
    assert known.names
    assert known.short_title
    assert known.url
    assert known.url.endswith(celex)
    code = re.match(r"3\d{4}([RLD])\d{4}$", celex)
    if code:
        assert known.kind == {"R": Kind.REGULATION, "L": Kind.DIRECTIVE, "D": Kind.DECISION}[code[1]]
        year, number = celex[1:5], str(int(celex[6:]))
        assert f"{year}/{number}" in known.title or f"{number}/{year}" in known.title
        assert known.adopted
        assert str(known.adopted.year) in known.title
    if known.adopted and known.in_force:
        assert known.adopted <= known.in_force
    assert (known.repealed_by is None) == (known.repealed_on is None)


def test_a_repealed_work_gives_way_to_a_known_one_without_a_hole() -> None:
    for known in works().values():
        if known.repealed_by:
            successor = works()[known.repealed_by]
            assert successor.in_force
            assert known.repealed_on
            assert successor.in_force <= known.repealed_on


def test_no_two_works_in_force_share_a_name() -> None:
    current = [known for known in works().values() if known.repealed_by is None]
    claimed = [name.casefold() for known in current for name in names(known.celex)]
    assert len(claimed) == len(set(claimed))


def test_a_consolidated_text_has_the_names_of_its_act() -> None:
    assert names("02016R0679-20160504") == names("32016R0679")
    assert "GDPR" in names("32016R0679")
    assert names("39999R0001") == ()
    assert work(None) is None


def test_works_not_at_hand() -> None:
    missing = not_indexed(["32024R1347", "02016R0679-20160504", "made-up"])
    celexes = [known.celex for known in missing]
    assert "32024R1347" not in celexes
    assert "32016R0679" not in celexes
    assert {"52020DC0609", "52020DC0758", "32024R1352", "32024L1233"} <= set(celexes)
    first_repealed = next(i for i, known in enumerate(missing) if known.repealed_by)
    assert all(known.repealed_by for known in missing[first_repealed:])


def test_completing_leaves_unknown_sources_alone() -> None:
    source = Source(id="x", title="Rules of the town", kind=Kind.OTHER)
    assert completed(source) == source


def test_a_translation_keeps_its_own_title() -> None:
    source = Source(id="x", title="RGPD", short_title="RGPD", kind=Kind.REGULATION, language="fr", celex="32016R0679")
    found = completed(source)
    assert (found.title, found.short_title) == ("RGPD", "RGPD")
    assert found.applies_from


@needs_corpus
@pytest.mark.corpus
def test_dates_agree_with_the_acts_own_final_articles() -> None:
    checked = 0
    for file, source in load_manifest(CORPUS).items():
        if not source.celex or not source.celex.startswith("3"):
            continue
        reading = read(CORPUS / file, source.language)
        found = final_dates(reading, source.language, is_directive=source.kind == Kind.DIRECTIVE)
        for name, day in found.items():
            assert getattr(source, name) == day, (source.id, name)
            checked += 1
        for number, since in repeals(reading).items():
            first, second = (int(part) for part in number.split("/"))
            year, serial = (second, first) if second > 1900 else (first, second)
            repealed = next((w for w in works().values() if re.match(rf"3{year}[LR]{serial:04}", w.celex)), None)
            if repealed and repealed.repealed_on and repealed.repealed_by == source.celex and since:
                assert repealed.repealed_on == since, (source.id, number)
                checked += 1
    assert checked > 40
