"""Texts from a server that behaves like the Publications Office's repository: formats, languages, parts, faults."""

from __future__ import annotations

import importlib.util
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdfium2
import pytest

from ingest.official.addresses import Guard, origin
from ingest.official.cache import Cache
from ingest.official.cellar import Cellar
from ingest.official.connection import Connection
from ingest.official.errors import CannotFetch, Challenged, Damaged, NotReady, NotThere, Refused, TooMuch, Unreachable
from ingest.official.exchange import Exchange
from ingest.official.manners import Manners, Pace
from ingest.official.rendition import Rendition
from ingest.readers import read


def load_server() -> ModuleType:
    """The server's module, by its path."""
    if "official_repository" not in sys.modules:
        path = Path(__file__).with_name("official_repository.py")
        spec = importlib.util.spec_from_file_location("official_repository", path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules["official_repository"] = module
        spec.loader.exec_module(module)
    return sys.modules["official_repository"]


server = load_server()
CELEX = "32098R0007"
TEXT = server.act("Regulation (EU) 2098/7 on reading rooms", "Member States shall open a reading room.")
QUICK = Manners(between=0, attempts=4, connects=2, pause=0.0, timeout=2, deadline=5, max_bytes=1_000_000)


@pytest.fixture
def repository() -> Iterator[Any]:
    with server.Serving() as running:
        yield running


class Waits:
    """A clock whose sleeps take no time but are remembered."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pace(self, manners: Manners = QUICK) -> Pace:
        return Pace(manners, self.sleep, lambda: self.now, lambda: 1.0)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def cellar(repository: Any, waits: Waits, tmp_path: Path) -> Iterator[Cellar]:
    guard = Guard(frozenset({origin(repository.url)}))
    with Connection(guard, QUICK) as connection:
        yield Cellar(Exchange(connection, waits.pace(), Cache(tmp_path / "cache")), repository.url)


def first(cellar: Cellar, celex: str = CELEX, language: str = "en") -> Rendition:
    return next(cellar.renditions(celex, language))


def zipped(files: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return kept.getvalue()


FORMEX = b'<?xml version="1.0"?><ACT><TITLE><TI><P>Regulation (EU) 2098/7</P></TI></TITLE><ENACTING.TERMS>\
<ARTICLE><TI.ART>Article 1</TI.ART><PARAG><NO.PARAG>1.</NO.PARAG><ALINEA>Rooms shall be quiet.</ALINEA></PARAG>\
</ARTICLE></ENACTING.TERMS></ACT>'
ANNEX = b'<?xml version="1.0"?><ANNEX><TITLE><TI><P>ANNEX I</P></TI></TITLE><CONTENTS><P>Lamps.</P></CONTENTS></ANNEX>'
DOC = b'<?xml version="1.0"?><DOC><BIB.DOC/></DOC>'


def test_the_first_format_is_xhtml_and_the_redirect_is_followed(repository: Any, cellar: Cellar) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT)
    repository.add(CELEX, "eng", "pdf", b"%PDF-1.4 never asked for %%EOF")
    found = first(cellar)
    assert (found.format.name, found.body, found.parts) == ("XHTML", TEXT, 1)
    assert [seen.path for seen in repository.seen] == [
        f"/resource/celex/{CELEX}",
        repository.stream(CELEX, "eng", "xhtml"),
    ]
    assert repository.seen[0].headers["accept"] == "application/xhtml+xml"


@pytest.mark.parametrize(("kind", "name"), [("html", "HTML"), ("fmx4", "Formex"), ("pdf", "PDF")])
@pytest.mark.parametrize("is_406", [True, False])
def test_missing_formats_lead_to_the_next(repository: Any, cellar: Cellar, kind: str, name: str, is_406: bool) -> None:
    bodies = {
        "html": b"<html><body><p>Old communication</p></body></html>",
        "fmx4": FORMEX,
        "pdf": b"%PDF-1.4\nold\n%%EOF",
    }
    repository.add(CELEX, "eng", kind, bodies[kind])
    if is_406:
        repository.not_acceptable |= {f"{CELEX} {k}" for k in ("xhtml", "html", "fmx4", "fmx4.zip", "pdf") if k != kind}
    found = first(cellar)
    assert (found.format.name, found.body) == (name, bodies[kind])


def test_formats_are_asked_for_in_order(repository: Any, cellar: Cellar) -> None:
    with pytest.raises(NotThere, match=f"{CELEX} is not in the repository in de"):
        first(cellar, language="de")
    assert [seen.headers["accept"] for seen in repository.seen] == [
        "application/xhtml+xml",
        "text/html",
        "application/xml;mtype=fmx4",
        "application/zip;mtype=fmx4",
        "application/pdf",
    ]
    assert {seen.headers["accept-language"] for seen in repository.seen} == {"deu"}


@pytest.mark.parametrize(("short", "letters"), [("fr", "fra"), ("de", "deu"), ("el", "ell"), ("nl", "nld")])
def test_languages_are_asked_for_by_their_terminological_code(
    repository: Any, cellar: Cellar, short: str, letters: str
) -> None:
    repository.add(CELEX, letters, "xhtml", TEXT)
    assert first(cellar, language=short).language == short


@pytest.mark.parametrize("celex", ["32016R0679R(02)", "12012E/TXT"])
def test_numbers_with_marks_are_encoded(repository: Any, cellar: Cellar, celex: str) -> None:
    repository.add(celex, "eng", "xhtml", TEXT)
    assert first(cellar, celex).celex == celex


def test_parts_are_fetched_in_their_order_and_joined_to_one_readable_act(
    repository: Any, cellar: Cellar, tmp_path: Path
) -> None:
    annexes = [server.page(f"ANNEX {n}", f"Content of annex number {n}.") for n in range(2, 12)]
    repository.add(CELEX, "eng", "xhtml", TEXT, *annexes)
    found = first(cellar)
    assert found.parts == 11
    assert repository.paths()[1:] == [repository.stream(CELEX, "eng", "xhtml", n) for n in range(1, 12)]
    path = tmp_path / "joined.xhtml"
    path.write_bytes(found.body)
    reading = read(path, "en")
    text = "\n".join(block.text for block in reading.blocks)
    assert reading.layout == "oj-xhtml"
    assert [text.index(f"annex number {n}.") for n in range(2, 12)] == sorted(
        text.index(f"annex number {n}.") for n in range(2, 12)
    )
    assert text.index("provision 2") < text.index("annex number 2")


def test_a_part_that_is_a_picture_is_left_out(repository: Any, cellar: Cellar) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT, b"\x89PNG\r\n picture")
    assert first(cellar).body == TEXT


def test_a_missing_part_makes_the_document_damaged_not_shorter(repository: Any, cellar: Cellar) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT, server.page("ANNEX", "text"))
    repository.fault(repository.stream(CELEX, "eng", "xhtml", 2), "status 404")
    with pytest.raises(Damaged, match="A part of 32098R0007"):
        first(cellar)


def test_formex_zip_is_joined_without_its_table_of_contents(repository: Any, cellar: Cellar, tmp_path: Path) -> None:
    files = {"L_1.000101.fmx.xml": ANNEX, "L_1.000100.fmx.xml": FORMEX, "L_1.doc.fmx.xml": DOC, "x.tif": b"II*"}
    repository.add(CELEX, "eng", "fmx4.zip", zipped(files))
    found = first(cellar)
    path = tmp_path / "joined.xml"
    path.write_bytes(found.body)
    texts = [block.text for block in read(path).blocks]
    assert found.format.name == "Formex"
    assert texts[0] == "Regulation (EU) 2098/7"
    assert texts.index("ANNEX I") > texts.index("Article 1")


def test_a_rezipped_text_has_the_same_fingerprint(repository: Any, cellar: Cellar) -> None:
    files = {"a.xml": FORMEX, "b.xml": ANNEX}
    repository.add(CELEX, "eng", "fmx4.zip", zipped(files))
    before = first(cellar)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as opened:
        for name, body in files.items():
            opened.writestr(zipfile.ZipInfo(name, (2030, 1, 1, 0, 0, 0)), body)
    repository.add(CELEX, "eng", "fmx4.zip", archive.getvalue())
    assert first(cellar).fingerprint == before.fingerprint


def test_a_zip_bomb_is_refused(repository: Any, cellar: Cellar) -> None:
    repository.add(CELEX, "eng", "fmx4.zip", zipped({"a.xml": b"<ACT>" + b" " * 3_000_000 + b"</ACT>"}))
    with pytest.raises(TooMuch, match="unpacks to more than 1 MB"):
        first(cellar)


def test_pdf_parts_are_joined_page_by_page(repository: Any, cellar: Cellar) -> None:
    def pdf(pages: int) -> bytes:
        document, kept = pypdfium2.PdfDocument.new(), io.BytesIO()
        for _ in range(pages):
            document.new_page(200, 200).close()
        document.save(kept)
        document.close()
        return kept.getvalue()

    repository.add(CELEX, "eng", "pdf", pdf(2), pdf(3))
    found = first(cellar)
    whole = pypdfium2.PdfDocument(found.body)
    assert (found.format.name, len(whole)) == ("PDF", 5)
    whole.close()


@pytest.mark.parametrize(
    "faults", [("status 202", "status 202"), ("empty",), ("status 500", "status 500"), ("cut",), ("cut quietly", "cut")]
)
def test_passing_faults_are_waited_out(repository: Any, cellar: Cellar, waits: Waits, faults: tuple[str, ...]) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT)
    repository.fault(f"{CELEX} eng xhtml", *faults)
    assert first(cellar).body == TEXT
    assert len(waits.slept) == len(faults)


def test_pauses_double_and_a_server_may_ask_for_more(repository: Any, tmp_path: Path, waits: Waits) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT)
    repository.fault(f"{CELEX} eng xhtml", "status 500", "status 503", "later", "status 500")
    patient = Manners(between=0, attempts=5, pause=1.0, longest=30.0)
    with Connection(Guard(frozenset({origin(repository.url)})), patient) as connection:
        assert first(Cellar(Exchange(connection, waits.pace(patient)), repository.url)).body == TEXT
    assert waits.slept == [1.0, 2.0, 7.0, 8.0]


def test_requests_keep_their_distance(repository: Any, waits: Waits) -> None:
    repository.add(CELEX, "eng", "html", b"<html><body>old</body></html>")
    polite = Manners(between=1.0)
    with Connection(Guard(frozenset({origin(repository.url)})), polite) as connection:
        first(Cellar(Exchange(connection, waits.pace(polite)), repository.url))
    assert len(repository.seen) == 3  # XHTML, HTML, and where that redirects to
    assert waits.slept == [1.0, 1.0]


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("status 202", NotReady, "still being made"),
        ("empty", NotReady, "still being made"),
        ("status 503", CannotFetch, "answered 503"),
        ("cut", CannotFetch, "could not be fetched"),
        ("cut quietly", Damaged, "breaks off"),
        ("challenge", Challenged, "open http.* in a browser"),
        ("waf", Challenged, "check for browsers"),
        ("status 403", Refused, "answered 403"),
        ("circle", Refused, "redirects in a circle"),
        ("nowhere", Damaged, "redirects to nowhere"),
        ("not modified", Damaged, "nothing has changed"),
    ],
)
def test_lasting_faults_become_one_sentence(
    repository: Any, cellar: Cellar, fault: str, error: type[CannotFetch], words: str
) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT)
    repository.fault(f"{CELEX} eng xhtml", *[fault] * 12)
    with pytest.raises(error, match=words) as raised:
        first(cellar)
    assert "\n" not in str(raised.value)
    assert str(raised.value).endswith(".")


def test_a_challenge_is_not_asked_again(repository: Any, cellar: Cellar) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT)
    repository.fault(f"{CELEX} eng xhtml", *["challenge"] * 5)
    with pytest.raises(Challenged):
        first(cellar)
    assert len(repository.seen) == 2


def test_an_endless_chain_of_redirects_ends(repository: Any, cellar: Cellar) -> None:
    path = f"/resource/celex/{CELEX}"
    for hop in range(20):
        repository.fault(path + "x" * hop, "spiral")
    with pytest.raises(Refused, match="one redirect too many"):
        first(cellar)
    assert len(repository.seen) == QUICK.max_redirects + 1


def test_a_faulty_format_gives_way_to_a_sound_one(repository: Any, cellar: Cellar) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT)
    repository.add(CELEX, "eng", "html", b"<html><body><p>sound</p></body></html>")
    repository.fault(f"{CELEX} eng xhtml", *["cut quietly"] * 4)
    assert first(cellar).format.name == "HTML"


def test_a_dripping_server_does_not_hold_the_run(repository: Any) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT)
    repository.fault(f"{CELEX} eng xhtml", "slow")
    hurried = Manners(between=0, deadline=0.3)
    with (
        Connection(Guard(frozenset({origin(repository.url)})), hurried) as connection,
        pytest.raises(TooMuch, match="took longer"),
    ):
        first(Cellar(Exchange(connection, Pace(hurried)), repository.url))


@pytest.mark.parametrize("fault", [None, "cut quietly"])
def test_too_much_is_refused_with_and_without_a_promised_length(
    repository: Any, cellar: Cellar, fault: str | None
) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT + b" " * 2_500_000)
    if fault:
        repository.fault(f"{CELEX} eng xhtml", fault)
    with pytest.raises(TooMuch, match="MB allowed"):
        first(cellar)


def test_what_has_not_changed_is_not_sent_again(repository: Any, cellar: Cellar) -> None:
    repository.add(CELEX, "eng", "xhtml", TEXT)
    assert first(cellar).body == first(cellar).body == TEXT
    assert repository.seen[-1].headers["if-none-match"]
    changed = TEXT.replace(b"quiet", b"silent").replace(b"shall open", b"shall keep open")
    repository.add(CELEX, "eng", "xhtml", changed)
    assert first(cellar).body == changed


def test_a_server_that_is_not_there_is_tried_twice(waits: Waits) -> None:
    guard = Guard(frozenset({"http://127.0.0.1:9"}))
    with Connection(guard, QUICK) as connection, pytest.raises(Unreachable, match=r"127\.0\.0\.1 cannot be reached"):
        first(Cellar(Exchange(connection, waits.pace()), "http://127.0.0.1:9"))
    assert len(waits.slept) == 1


def test_a_proxy_is_used_and_named_without_its_password(repository: Any, waits: Waits) -> None:
    with (
        Connection(Guard(by_proxy=True), QUICK, "http://staff:secret@127.0.0.1:9") as connection,
        pytest.raises(Unreachable, match=r"through the proxy http://127\.0\.0\.1:9") as raised,
    ):
        first(Cellar(Exchange(connection, waits.pace()), "http://example.org"))
    assert "secret" not in str(raised.value)
    repository.pages["http://example.org/resource/celex/32098R0007"] = (200, {}, TEXT)
    with Connection(Guard(by_proxy=True), QUICK, repository.url) as connection:
        assert first(Cellar(Exchange(connection, waits.pace()), "http://example.org")).body == TEXT


def test_a_proxy_setting_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="proxy setting cannot be used"):
        Connection(Guard(), QUICK, "3128 please")
