"""CELEX numbers, languages, addresses that may be asked, and telling formats apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.catalogue import works
from ingest.official.addresses import Guard
from ingest.official.celex import LETTERS, celex_in, folder_name, languages_of
from ingest.official.errors import NotUnderstood, Refused, Unreachable
from ingest.official.formats import format_of, is_challenge, is_whole
from ingest.official.manners import asked_wait
from ingest.official.starter import starter
from ingest.wording import LANGUAGES

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"


@pytest.mark.parametrize(
    ("written", "celex"),
    [
        ("32024R1351", "32024R1351"),
        (" celex:32024r1351 ", "32024R1351"),
        ("02016R0679-20160504", "02016R0679-20160504"),
        ("32016R0679R(02)", "32016R0679R(02)"),
        ("12012E/TXT", "12012E/TXT"),
        ("52020DC0609", "52020DC0609"),
        ("https://eur-lex.europa.eu/legal-content/DE/TXT/?uri=CELEX:32024L1346#art_17", "32024L1346"),
        ("https://eur-lex.europa.eu/legal-content/EN/TXT/PDF/?uri=CELEX%3A02016R0679-20160504", "02016R0679-20160504"),
        ("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=celex%3A12012E%2FTXT", "12012E/TXT"),
        ("http://publications.europa.eu/resource/celex/32016R0679R%2802%29", "32016R0679R(02)"),
        ("http://data.europa.eu/eli/dir/2024/1346/oj", "32024L1346"),
        ("https://eur-lex.europa.eu/eli/reg/2013/604/oj/eng", "32013R0604"),
        ("https://eur-lex.europa.eu/eli/reg_impl/2014/118/oj", "32014R0118"),
    ],
)
def test_the_ways_to_write_a_celex_number(written: str, celex: str) -> None:
    assert celex_in(written) == celex


@pytest.mark.parametrize(
    "written",
    ["2024/1346", "32024R13", "report.pdf", "https://example.org/?uri=CELEX:32024L1346", "", "32024R1351.pdf",
     "https://evil.example/eli/dir/2024/1346/oj", "https://cor.europa.eu/en/news/Pages/integrate-migrants.aspx"],
)  # fmt: skip
def test_what_is_no_celex_number(written: str) -> None:
    assert celex_in(written) is None


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_not(text: str) -> None:
    found = celex_in(text)
    assert found is None or celex_in(found) == found
    assert found is None or "/" not in folder_name(found)


def test_every_official_language_has_its_three_letters() -> None:
    assert set(LETTERS) == set(LANGUAGES)
    assert len(set(LETTERS.values())) == 24
    assert not set(LETTERS.values()) & {"ger", "fre", "dut", "gre", "cze", "slo", "rum"}


def test_languages_are_read_as_people_write_them() -> None:
    assert languages_of("EN, de;fra ger en") == ("en", "de", "fr")
    with pytest.raises(NotUnderstood, match="'xx' is no official language"):
        languages_of("en,xx")
    with pytest.raises(NotUnderstood, match="No language is given"):
        languages_of(" , ")


def test_the_starter_library_names_the_whole_library() -> None:
    celex = {one.celex for one in starter() if one.celex}
    pact = {
        f"32024{n}" for n in ("L1346", "R1347", "R1348", "R1349", "R1350", "R1351", "R1352", "R1356", "R1358", "R1359")
    }
    assert {"52020DC0609", "52020DC0758", "32021R1147", "32021R1057", "32021R1060"} | pact <= celex
    assert {"32003L0086", "32003L0109", "32021L1883", "32024L1233", "32016L0801", "32014L0036", "32014L0066"} <= celex
    assert celex <= works().keys()  # each is known by name and dates
    assert all(work.repealed_by is None for number, work in works().items() if number in celex)
    assert [one.url for one in starter() if one.url] == ["https://cor.europa.eu/en/news/Pages/integrate-migrants.aspx"]
    assert all(celex_in(number) == number for number in celex)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_press_release_is_described_as_its_keeper_does() -> None:
    listed = json.loads((CORPUS / "manifest.json").read_text())["documents"]
    kept = next(document for document in listed if document["id"] == "cor-integration-partnership")
    given = next(one.given for one in starter() if one.url == kept["url"])
    assert given == {name: kept[name] for name in given}


def answers(*addresses: str) -> Guard:
    def resolve(_: str, __: int) -> Sequence[str]:
        return addresses

    return Guard(resolve=resolve)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://10.1.2.3:8080/x", "http://192.168.0.1/", "http://172.16.9.9/",
        "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/",
        "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://224.0.0.1/", "http://localhost/",
        "http://intranet.local/", "http://x.localhost/", "http://printer.lan/", "http://100.64.0.1/", "http://[fd00::1]/",
    ],
)  # fmt: skip
def test_addresses_of_the_own_network_are_refused(url: str) -> None:
    with pytest.raises(Refused, match="not on the public internet"):
        answers("93.184.216.34").addresses(url)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "example.org", "http://", "http://a:99999/"]
)
def test_only_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(Refused, match="no web address"):
        answers("93.184.216.34").addresses(url)


def test_names_are_judged_by_every_address_they_have() -> None:
    assert answers("93.184.216.34", "2606:2800:220:1::1").addresses("https://example.org/") == (
        "93.184.216.34",
        "2606:2800:220:1::1",
    )
    with pytest.raises(Refused):
        answers("93.184.216.34", "10.0.0.1").addresses("https://example.org/")
    with pytest.raises(Unreachable, match="has no address"):
        answers().addresses("https://example.org/")
    with pytest.raises(Refused, match="user name or password"):
        answers("93.184.216.34").addresses("https://me:secret@example.org/")


def test_decimal_and_short_forms_of_addresses_are_seen_through() -> None:
    for host in ("2130706433", "127.1", "0x7f000001"):
        with pytest.raises((Refused, Unreachable)):
            Guard().addresses(f"http://{host}/")


def test_only_the_trusted_origin_itself_is_exempt() -> None:
    guard = Guard(frozenset({"http://127.0.0.1:8000"}))
    assert guard.addresses("http://127.0.0.1:8000/a") == ()
    for url in ("http://127.0.0.1:8001/a", "https://127.0.0.1:8000/a", "http://127.0.0.1/"):
        with pytest.raises(Refused):
            guard.addresses(url)


XHTML = b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body>x</body></html>'


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (XHTML, "XHTML"),
        (b"\xef\xbb\xbf<!DOCTYPE HTML><HTML><body>x</body></HTML>", "HTML"),
        (b'<?xml version="1.0"?><ACT>x</ACT>', "Formex"),
        (b"%PDF-1.7\nx\n%%EOF\n", "PDF"),
    ],
)
def test_formats_are_told_by_content_and_cuts_are_seen(body: bytes, name: str) -> None:
    found = format_of(body)
    assert found
    assert found.name == name
    assert is_whole(body)
    assert not is_whole(body[: -len(b"x</html>")])


def test_a_text_about_challenges_is_no_challenge() -> None:
    assert is_challenge(b"<html><script src='/x.awswaf.com/challenge.js'></script></html>")
    assert not is_challenge(XHTML.replace(b"x</body>", b"a legal challenge in court; a javascript challenge</body>"))
    assert not is_challenge(b"<html>awswaf" + b"long act " * 20_000 + b"</html>")


def test_waits_that_servers_ask_for() -> None:
    assert asked_wait("120") == 120
    assert asked_wait(None) is None
    assert asked_wait("soon") is None
    assert asked_wait("Thu, 01 Jan 1970 00:00:00 GMT") == 0
