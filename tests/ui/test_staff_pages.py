"""The staff pages over HTTP: who comes in, what is refused in one sentence, and what each action leaves behind."""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.checking import check
from eval.items import staff_questions
from index.generation import IndexHome
from ui.feedback_store import FeedbackStore
from ui.staff.audit import Audit

_spec = importlib.util.spec_from_file_location("staff_bench", Path(__file__).with_name("staff_bench.py"))
assert _spec
assert _spec.loader
bench: Any = sys.modules.setdefault("staff_bench", importlib.util.module_from_spec(_spec))
if not hasattr(bench, "build_home"):
    _spec.loader.exec_module(bench)
CITED = {"n": 1, "celex": "32098R0007", "locator": "Article 2(1)", "quote": "no later than six weeks"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home: Path = bench.build_home(tmp_path_factory.mktemp("staff"))
    return home


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    copy: Path = bench.copied(built, tmp_path)
    return copy


@pytest.fixture
def desk(home: Path, fake: Any) -> Iterator[Any]:
    desk = bench.desk_of(home, fake())
    yield desk
    while going := desk.runs.current():
        desk.runs.stop(going.id)
        time.sleep(0.05)
    desk.runs.wait(30)


@pytest.fixture
def stranger(desk: Any) -> Any:
    return bench.Visitor(desk)


@pytest.fixture
def staff(desk: Any) -> Any:
    visitor = bench.Visitor(desk)
    assert visitor.sign_in().status_code == 303
    return visitor


def deeds(home: Path) -> list[tuple[str, str]]:
    return [(deed.by, deed.what) for deed in Audit(home).newest()]


PAGES = ("/documents", "/questions", "/evaluation", "/guide", "/health", "/password", "/sign-out")


@pytest.mark.parametrize("path", ["", *PAGES, "/runs/x", "/evaluation/trend.svg", "/runs/x/progress", "/nowhere"])
def test_nothing_is_shown_without_a_session(stranger: Any, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/staff/sign-in?next=/staff")


@pytest.mark.parametrize(
    "path", ["/documents/plan", "/documents/rollback", "/questions/item", "/guide/add", "/evaluation/start"]
)
def test_nothing_is_done_without_a_session(stranger: Any, home: Path, path: str) -> None:
    before = IndexHome(home).current()
    assert stranger.post(path, {"generation": before, "wanted": "32024R1351"}).status_code == 303
    assert deeds(home) == []


def test_without_any_account_the_page_says_how_to_make_one(desk: Any, stranger: Any) -> None:
    desk.accounts.remove(bench.NAME)
    page = stranger.get("/sign-in")
    assert "euma staff add NAME" in page.text
    assert "<form" not in page.text.replace('<form class="', "")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_with_strict_headers(staff: Any, path: str) -> None:
    page = staff.get(path)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-frame-options"] == "DENY"
    assert "style=" not in page.text
    assert "<script>" not in page.text


def test_the_session_is_in_a_cookie_that_scripts_and_other_sites_do_not_get(stranger: Any) -> None:
    cookie = stranger.sign_in().headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/staff" in cookie
    assert "Secure" not in cookie
    stranger.client.base_url = "https://127.0.0.1"
    assert "Secure" in stranger.sign_in().headers["set-cookie"]


def test_a_wrong_password_says_so_and_names_nobody(stranger: Any) -> None:
    answers = [stranger.sign_in(password="wrong wrong wrong"), stranger.sign_in(name="nobody")]
    assert [answer.status_code for answer in answers] == [403, 403]
    texts = {answer.text.replace('value="nobody"', "").replace('value="anna"', "") for answer in answers}
    assert len(texts) == 1
    assert "The name or the password is wrong." in answers[0].text


def test_who_guesses_must_wait_even_with_the_right_password(stranger: Any) -> None:
    for _ in range(5):
        stranger.sign_in(password="wrong wrong wrong")
    refused = stranger.sign_in()
    assert refused.status_code == 429
    assert "Too many attempts. Wait 30 s" in refused.text


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/staff/health", "/staff/health"),
        ("https://evil.example/", "/staff/documents"),
        ("//evil.example/staff/", "/staff/documents"),
        ("/staff/\\evil", "/staff/documents"),
        ("/staff//evil.example", "/staff/documents"),
        ("/library", "/staff/documents"),
    ],
)
def test_signing_in_leads_to_our_own_pages_only(stranger: Any, wanted: str, led: str) -> None:
    assert stranger.sign_in(next=wanted).headers["location"] == led


def test_a_form_of_another_session_or_site_is_refused(staff: Any, home: Path) -> None:
    refused = staff.client.post("/staff/documents/sync", data={"csrf": "guessed"})
    assert refused.status_code == 403
    assert "The form is too old." in refused.text
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "same-site"}, {"origin": "null"}):
        assert staff.post("/documents/sync", headers=headers).status_code == 403
    assert staff.post("/documents/sync", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert [what for _, what in deeds(home)] == ["signed in"]


def test_signing_out_and_losing_the_account_end_the_session(desk: Any, staff: Any) -> None:
    other = bench.Visitor(desk)
    other.sign_in()
    assert staff.post("/sign-out").status_code == 303
    assert staff.get("/health").status_code == 303
    assert other.get("/health").status_code == 200
    desk.accounts.set_password(bench.NAME, "another good password")
    assert other.get("/health").status_code == 303


def test_one_changes_ones_own_password(desk: Any, staff: Any) -> None:
    other = bench.Visitor(desk)
    other.sign_in()
    new = "another good password"
    for old, first, again, said in (
        ("wrong", new, new, "The old password is wrong"),
        (bench.PASSWORD, new, "other", "not the same"),
        (bench.PASSWORD, "short", "short", "use at least 12"),
    ):
        answer = staff.post("/password", {"old": old, "new": first, "again": again})
        assert answer.status_code == 400
        assert said in answer.text
    done = staff.post("/password", {"old": bench.PASSWORD, "new": new, "again": new})
    assert "Your password is changed." in staff.follow(done).text
    assert other.get("/health").status_code == 303
    assert bench.Visitor(desk).sign_in(password=new).status_code == 303


def plan(staff: Any, files: list[tuple[str, bytes]], **data: str) -> Any:
    sent = [("files", (name, content, "application/octet-stream")) for name, content in files]
    return staff.post("/documents/plan", data, files=sent)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("virus.exe", b"MZ")], "virus.exe is of a kind that cannot be read."),
        ([("noending", b"x")], "noending is of a kind"),
        ([("empty.pdf", b"")], "empty.pdf is empty."),
        ([("a.md", b"x"), ("sub/a.md", b"y")], "Two files are called a.md."),
        ([("fine.md", b"# Fine"), ("<b>.exe", b"x")], "_b_.exe is of a kind"),
        ([("..\\..\\x.exe", b"x")], "x.exe is of a kind"),
        ([], "Nothing was chosen."),
    ],
)
def test_uploads_that_cannot_be_taken_get_a_sentence(
    staff: Any, home: Path, files: list[tuple[str, bytes]], said: str
) -> None:
    answer = plan(staff, files)
    assert answer.status_code == 400
    assert said in answer.text
    assert not list((home / "staff" / "runs").glob("*"))


def test_an_upload_beyond_the_limit_gets_a_sentence(staff: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.staff.uploads.LARGEST", 1000)
    answer = plan(staff, [("large.pdf", b"x" * 1001)])
    assert answer.status_code == 400
    assert "large.pdf has 1 kB; at most 1 kB can be read." in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [("32024R13", "32024R13 is no"), ("ftp://example.org/", "ftp://example.org/ is no"), ("/etc/passwd", "passwd")],
)
def test_what_is_no_celex_number_or_address_gets_a_sentence(staff: Any, typed: str, said: str) -> None:
    answer = staff.post("/documents/plan", {"wanted": typed})
    assert answer.status_code == 400
    assert said in answer.text
    assert f">{typed}</textarea>" in answer.text


def test_a_plan_that_is_not_there_says_so(staff: Any) -> None:
    for answer in (staff.get("/runs/nothing"), staff.post("/runs/nothing/start"), staff.get("/runs/..%2f..%2fx")):
        assert answer.status_code == 404
        assert "<h1>Not found</h1>" in answer.text


def test_rolling_back_to_what_is_not_there_says_so(staff: Any, home: Path) -> None:
    answer = staff.post("/documents/rollback", {"generation": "20000101T000000000000"})
    assert answer.status_code == 409
    assert "There is no generation" in answer.text
    assert ("anna", "rolled back to") not in deeds(home)


def ask(home: Path, question: str, right: bool | None = None, language: str = "en", reason: str = "") -> None:
    FeedbackStore(home).add(
        question,
        language,
        date(2026, 11, 24),
        "not_in_documents" if right is None else "answered",
        "An answer." if right is not None else "",
        [CITED] if right is not None else [],
        "g1",
        right,
        reason,
    )


def test_questions_are_grouped_and_what_readers_wrote_is_only_text(staff: Any, home: Path) -> None:
    ask(home, "By when must a reading room open to newcomers?", right=False, reason="<script>alert(1)</script>")
    ask(home, "by when must a reading room open for newcomers", right=False)
    ask(home, "Who pays for the moon?")
    page = staff.get("/questions").text
    assert page.count('<details class="group"') == 2
    assert "2 times not right" in page
    assert "1 time without an answer" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_one_action_makes_an_evaluation_item_of_a_refusal(staff: Any, home: Path) -> None:
    ask(home, "Who pays for the moon landing?")
    made = staff.post("/questions/item", {"ids": "1", "question": "Who pays for the moon landing?", "language": "en",
                                          "as_of": "2026-11-24", "right": "refuse"})  # fmt: skip
    assert "Made the evaluation item staff-" in staff.follow(made).text
    [item] = check(staff_questions(home), None).items
    assert (item.question, item.kind, item.expected) == ("Who pays for the moon landing?", "unanswerable", "abstain")
    assert FeedbackStore(home).unsettled() == []
    assert ("anna", "made an evaluation item") in deeds(home)


ITEM = {
    "ids": "1",
    "question": "By when must a reading room open?",
    "language": "en",
    "as_of": "2026-11-24",
    "right": "answer",
    "work": "32098R0007",
    "locator": "Article 2(1)",
    "words": "six weeks after arrival",
}


def test_an_item_with_a_place_is_looked_up_in_the_documents(staff: Any, home: Path) -> None:
    ask(home, "By when must a reading room open?", right=False)
    assert staff.post("/questions/item", ITEM).status_code == 303
    line = json.loads(staff_questions(home).read_text())
    assert line["gold"] == [{"locator": "Article 2(1)", "celex": "32098R0007", "phrases": ["six weeks after arrival"]}]
    assert line["must_contain"] == ["six weeks after arrival"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"work": "32024R9999"}, "The document 32024R9999 is not indexed"),
        ({"locator": "Article 99"}, "has no &#39;Article 99&#39;"),
        ({"words": "nine weeks"}, "does not occur in"),
        ({"words": "no later than six weeks after arrival"}, "use 1 to 5"),
        ({"words": ""}, "Name the document, the place in it"),
        ({"question": ""}, "question"),
        ({"as_of": "tomorrow"}, "is not a date"),
    ],
)
def test_an_item_that_would_not_hold_is_refused_and_what_was_typed_stays(
    staff: Any, home: Path, change: dict[str, str], said: str
) -> None:
    ask(home, "By when must a reading room open?", right=False)
    answer = staff.post("/questions/item", ITEM | change)
    assert answer.status_code == 400
    assert said in answer.text
    assert "six weeks after arrival" in answer.text or "words" in change
    assert not staff_questions(home).exists()
    assert len(FeedbackStore(home).unsettled()) == 1


def test_a_question_is_not_made_an_item_twice(staff: Any, home: Path) -> None:
    ask(home, "By when must a reading room open?", right=False)
    ask(home, "Something else about the moon?")
    assert staff.post("/questions/item", ITEM).status_code == 303
    again = staff.post("/questions/item", ITEM | {"ids": "2"})
    assert again.status_code == 400
    assert len(staff_questions(home).read_text().splitlines()) == 1


def test_questions_are_put_away(staff: Any, home: Path) -> None:
    ask(home, "Who pays for the moon?")
    assert "Put away." in staff.follow(staff.post("/questions/dismiss", {"ids": "1,x,99999999999999999999"})).text
    assert FeedbackStore(home).unsettled() == []


ENTRY = {
    "question": "How long may I wait for a desk?",
    "language": "en",
    "celex": "32098R0007",
    "article": "Article 2",
    "paragraph": "1",
}


def test_a_guide_entry_is_kept_and_waits_for_the_next_reindex(staff: Any, home: Path) -> None:
    assert "The guide has changed" not in staff.get("/guide").text
    page = staff.follow(staff.post("/guide/add", ENTRY)).text
    assert "It is used from the next reindex on." in page
    assert "The guide has changed since the index was built" in page
    [entry] = [json.loads(line) for line in (home / "guide" / "staff.jsonl").read_text().splitlines()]
    assert entry == ENTRY | {"article": "2", "register": "staff"}
    identifier = page.split('name="id" value="')[1].split('"')[0]
    assert "None yet." in staff.follow(staff.post("/guide/remove", {"id": identifier})).text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"question": ""}, "Type the question"),
        ({"question": "?"}, "question"),
        ({"language": "xx"}, "none of the 24 official ones"),
        ({"celex": "32024R9999"}, "32024R9999 is not indexed"),
        ({"article": "77"}, "has no Article 77"),
        ({"paragraph": "9"}, "Article 2 has no paragraph 9"),
    ],
)
def test_a_guide_entry_that_leads_nowhere_is_refused(staff: Any, home: Path, change: dict[str, str], said: str) -> None:
    answer = staff.post("/guide/add", ENTRY | change)
    assert answer.status_code == 400
    assert said in answer.text
    assert not (home / "guide").exists()


def test_an_entry_is_made_once(staff: Any) -> None:
    staff.post("/guide/add", ENTRY)
    again = staff.post("/guide/add", ENTRY | {"question": "how long may I wait for a DESK?"})
    assert again.status_code == 400
    assert "The guide has this question" in again.text


def test_health_says_what_there_is(staff: Any, home: Path) -> None:
    page = staff.get("/health").text
    for words in (IndexHome(home).current(), "words@1", "Free disk space", "All is well.", "Last synchronisation"):
        assert words in page


def test_low_disk_space_is_a_warning(staff: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.staff.health._LOW", 10**18)
    page = staff.get("/health").text
    assert "Little space is left." in page
    assert "All is well." not in page


def test_the_trend_needs_two_runs_and_its_picture_names_itself(staff: Any, home: Path) -> None:
    assert staff.get("/evaluation/trend.svg").status_code == 404
    point = {"system": "assistant", "generation": "g", "commit": None, "items": 300, "values": {"right": 0.9}}
    lines = [{**point, "id": f"r{n}", "made_at": f"2026-11-2{n}T10:00:00+00:00"} for n in range(3)]
    (home / "eval").mkdir()
    (home / "eval" / "history.jsonl").write_text("\n".join(map(json.dumps, [*lines, {"broken": 1}])))
    page = staff.get("/evaluation").text
    assert "Newest run: 22 November 2026, 10:00 UTC, 300 questions" in page
    picture = staff.get("/evaluation/trend.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert 'aria-label="Main figures over the runs"' in picture.text
    missing = staff.get("/evaluation/r1")
    assert missing.status_code == 404
    assert "is no kept run" in missing.text


def test_a_fault_of_the_program_is_a_page_not_a_bare_error(
    staff: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ui.staff.health._models", lambda _: 1 / 0)
    answer = staff.get("/health")
    assert answer.status_code == 500
    assert "The program has a fault." in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_pages_are_in_the_language_that_was_chosen(staff: Any) -> None:
    page = staff.get("/health?lang=de")
    assert '<html lang="de">' in page.text
    assert "<h1>Zustand</h1>" in page.text
    assert "euma_language=de" in page.headers["set-cookie"]
