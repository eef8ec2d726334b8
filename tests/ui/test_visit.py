from __future__ import annotations

import pytest

from ui.visit import visit


def scope(query: str = "", **headers: str) -> dict[str, object]:
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http", "path": "/library", "query_string": query.encode("latin-1"), "headers": pairs}


@pytest.mark.parametrize(
    ("query", "cookie", "browser", "language"),
    [
        ("lang=lt", "euma_language=de", "fr", "lt"),
        ("lang=xx", "euma_language=de", "fr", "de"),
        ("", "euma_language=xx; a=b", "fr-BE", "fr"),
        ("lang=%FF&&=", '"; ;;=', "", "en"),
        ("lang=" + "x" * 9000, "", "mt", "mt"),
    ],
)
def test_the_address_goes_before_the_cookie_before_the_browser(
    query: str, cookie: str, browser: str, language: str
) -> None:
    assert visit(scope(query, cookie=cookie, accept_language=browser), None).t.language == language


def test_only_a_choice_is_kept_and_nothing_else() -> None:
    assert visit(scope("start=1"), None).cookie is None
    cookie = visit(scope("lang=el"), None).cookie
    assert cookie == "euma_language=el; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"


def test_the_same_page_in_another_language_keeps_its_question() -> None:
    assert visit(scope("start=1&lang=de&find=a%26b"), None).address("fr") == "/library?start=1&find=a%26b&lang=fr"
