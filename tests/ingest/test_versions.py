"""Versions of an act by day, its corrigenda, and the formats of one text."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.corrigenda import is_corrigendum
from ingest.infer import infer
from ingest.manifest import load_manifest
from ingest.readers import read
from ingest.source import Kind, Source
from ingest.versions import corrigenda, format_rank, lesser_formats, version_on, versions

ACT = Source(
    "32030L0001", "Directive", Kind.DIRECTIVE, celex="32030L0001", in_force=date(2030, 6, 5), layout="oj-xhtml"
)


def consolidated(day: str, **more) -> Source:
    celex = f"02030L0001-{day}"
    return Source(more.pop("id", celex), "Directive", Kind.CONSOLIDATED, celex=celex, **more)


FIRST, SECOND, LAST = consolidated("20300505"), consolidated("20310101"), consolidated("20330630")
CORRIGENDUM = Source("32030L0001R(01)", "Corrigendum", Kind.CORRIGENDUM, celex="32030L0001R(01)", corrects="32030L0001")
ALL = (LAST, CORRIGENDUM, ACT, SECOND, FIRST)


def test_versions_follow_each_other_without_gaps() -> None:
    found = [(v.source.id, v.start, v.end) for v in versions(ALL)]
    assert found == [
        ("32030L0001", None, date(2030, 5, 5)),
        ("02030L0001-20300505", date(2030, 5, 5), date(2031, 1, 1)),
        ("02030L0001-20310101", date(2031, 1, 1), date(2033, 6, 30)),
        ("02030L0001-20330630", date(2033, 6, 30), None),
    ]


@pytest.mark.parametrize(
    ("day", "identifier"),
    [
        ("2029-01-01", "32030L0001"),
        ("2030-05-04", "32030L0001"),
        ("2030-12-31", "02030L0001-20300505"),
        ("2031-01-01", "02030L0001-20310101"),
        ("2033-06-29", "02030L0001-20310101"),
        ("2033-06-30", "02030L0001-20330630"),
        ("2050-01-01", "02030L0001-20330630"),
    ],
)
def test_the_version_of_a_day(day: str, identifier: str) -> None:
    found = version_on(ALL, date.fromisoformat(day))
    assert found is not None
    assert found.source.id == identifier


def test_without_the_act_the_first_consolidation_serves_earlier_days_too() -> None:
    found = version_on((LAST, SECOND), date(2030, 1, 1))
    assert found is not None
    assert found.source is SECOND
    assert not found.is_valid(date(2030, 1, 1))
    assert version_on((CORRIGENDUM,), date(2030, 1, 1)) is None


DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@given(st.sets(DAYS, max_size=6), DAYS, st.booleans())
def test_exactly_one_start_is_valid_on_each_day(days: set[date], day: date, has_act: bool) -> None:
    texts = [consolidated(f"{one:%Y%m%d}") for one in days] + [ACT] * has_act
    valid = {v.start for v in versions(texts) if v.is_valid(day)}
    known = versions(texts)
    covered = has_act or any(v.start is None or v.start <= day for v in known)
    assert len(valid) == (1 if covered and known else 0)
    if known:
        found = version_on(texts, day)
        assert found is not None
        assert found.end is None or found.end > day or not covered


def test_version_days_that_are_none_are_no_versions() -> None:
    assert consolidated("20310231").version is None
    assert ACT.version is None
    assert (SECOND.version, SECOND.version - timedelta(days=1)) == (date(2031, 1, 1), date(2030, 12, 31))


def test_a_corrigendum_belongs_to_its_act() -> None:
    assert CORRIGENDUM.work == ACT.work == SECOND.work == "32030L0001"
    assert corrigenda("32030L0001", ALL) == (CORRIGENDUM,)


def test_formats_in_order_and_the_lesser_named() -> None:
    layouts = ["oj-xhtml (re-typeset)", "plain-html", "Formex 4 XML", "docx", "plain text of the OJ page", "pdf"]
    ranks = [format_rank(Source("x", "x", Kind.OTHER, layout=layout)) for layout in layouts]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)
    printed = Source("p", "x", Kind.DIRECTIVE, celex="32030L0001", layout="pdf")
    french = Source("f", "x", Kind.DIRECTIVE, "fr", celex="32030L0001", layout="pdf")
    assert lesser_formats([printed, french, ACT, SECOND]) == ((printed, ACT),)


@pytest.mark.parametrize(
    ("name", "identifier", "celex"),
    [
        ("32016R0679R(02).en.html", "32016R0679R(02)", "32016R0679R(02)"),
        ("mail attachment.html", "mail-attachment", None),
    ],
)
def test_a_file_of_a_corrigendum_is_not_taken_for_its_act(
    tmp_path: Path, name: str, identifier: str, celex: str | None
) -> None:
    path = tmp_path / name
    path.write_text(
        "<html lang='en'><body><p class='oj-doc-ti'>Corrigendum to Regulation (EU) 2016/679 of 2016 on data</p>"
        "<p class='oj-normal'>On page 9, Article 1: for ‘two’, read ‘three’.</p></body></html>"
    )
    source = infer(path, read(path))
    assert (source.id, source.celex, source.corrects) == (identifier, celex, "32016R0679")
    assert (source.kind, source.in_force, source.work) == (Kind.CORRIGENDUM, None, "32016R0679")


def test_titles_of_corrigenda() -> None:
    assert is_corrigendum("Berichtigung der Verordnung (EU) 2016/679")
    assert not is_corrigendum("Regulation (EU) 2016/679")


def test_a_manifest_may_say_what_a_document_corrects(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        '{"documents": [{"file": "c.html", "title": "C", "kind": "corrigendum", "corrects": "32016R0679"}]}'
    )
    assert load_manifest(tmp_path)["c.html"].work == "32016R0679"
