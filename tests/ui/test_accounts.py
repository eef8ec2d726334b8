"""Staff accounts: hashed, private, the same for the command line and the pages."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ui.accounts import Accounts, BadAccount, Cost
from ui.staff_command import app

CHEAP = Cost(2**4, 1, 1)
GOOD = "correct horse battery"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path, CHEAP)


def test_only_the_right_password_opens(accounts: Accounts) -> None:
    accounts.add("anna", GOOD)
    found = accounts.verify("anna", GOOD)
    assert found is not None
    assert found.name == "anna"
    assert accounts.verify("anna", GOOD + " ") is None
    assert accounts.verify("anna", "") is None
    assert accounts.verify("otto", GOOD) is None


def test_the_same_letters_typed_otherwise_are_the_same_password(accounts: Accounts) -> None:
    accounts.add("anna", "Grüße aus der Stube")
    assert accounts.verify("anna", "Gru\u0308ße aus der Stube")


def test_the_file_is_private_and_holds_no_password(accounts: Accounts) -> None:
    accounts.add("anna", GOOD)
    accounts.add("otto", GOOD)
    assert stat.S_IMODE(accounts.file.stat().st_mode) == 0o600
    rows = json.loads(accounts.file.read_text())
    assert GOOD not in accounts.file.read_text()
    assert rows[0]["password"] != rows[1]["password"]  # salted
    assert Accounts(accounts.file.parents[1]).verify("anna", GOOD)  # the cost comes from the hash


def test_the_default_cost_is_the_recommended_one(tmp_path: Path) -> None:
    made = Accounts(tmp_path).add("anna", GOOD)
    assert made.password.startswith("scrypt$32768$8$3$")


@pytest.mark.parametrize("name", ["", " ", "a b", "../x", "-x", "ä", "x" * 64, "a\nb"])
def test_odd_names_are_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(BadAccount, match="cannot be used"):
        accounts.add(name, GOOD)
    assert not accounts.file.exists()


@pytest.mark.parametrize(
    ("password", "said"),
    [("short", "5 characters"), ("x" * 201, "longer than 200"), ("a" * 12, "easy to guess"), ("annaannaanna", "easy")],
)
def test_weak_passwords_are_refused(accounts: Accounts, password: str, said: str) -> None:
    with pytest.raises(BadAccount, match=said):
        accounts.add("anna", password)


def test_names_are_taken_once_and_removed_for_good(accounts: Accounts) -> None:
    accounts.add("anna", GOOD)
    with pytest.raises(BadAccount, match="euma staff password anna"):
        accounts.add("anna", GOOD)
    accounts.set_password("anna", "another good one")
    assert accounts.verify("anna", GOOD) is None
    accounts.remove("anna")
    assert accounts.all() == []
    for change in (lambda: accounts.remove("anna"), lambda: accounts.set_password("anna", GOOD)):
        with pytest.raises(BadAccount, match="no account 'anna'"):
            change()


def test_accounts_made_at_once_are_all_there(accounts: Accounts) -> None:
    threads = [threading.Thread(target=accounts.add, args=(f"n{n}", GOOD)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accounts.all()) == 12


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"name": "x"}]', "null"])
def test_a_damaged_file_lets_nobody_in_and_says_so(accounts: Accounts, content: str) -> None:
    accounts.file.parent.mkdir()
    accounts.file.write_text(content)
    with pytest.raises(BadAccount, match=r"damaged .* euma staff add NAME"):
        accounts.verify("anna", GOOD)
    with pytest.raises(BadAccount):
        accounts.add("anna", GOOD)
    assert accounts.file.read_text() == content


@pytest.fixture
def euma(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EUMA_HOME", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, list(arguments), input=typed)

    return run


def test_from_the_command_line(euma, tmp_path: Path) -> None:
    assert "euma staff add NAME" in euma("list").output
    assert euma("add", "anna", typed=f"{GOOD}\n{GOOD}\n").exit_code == 0
    assert euma("list").output.startswith("anna  since 20")
    assert euma("password", "anna", "--password-stdin", typed="another good one\n").exit_code == 0
    assert Accounts(tmp_path).verify("anna", "another good one")
    made = euma("add", "otto", "--generate").output
    assert Accounts(tmp_path).verify("otto", made.splitlines()[0].split(": ")[1])
    assert [row["name"] for row in json.loads(euma("list", "--json").output)] == ["anna", "otto"]
    assert euma("remove", "anna").exit_code == 0
    assert [account.name for account in Accounts(tmp_path).all()] == ["otto"]


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("add", "anna"), "short\n", "use at least 12"),
        (("add", "anna"), f"{GOOD}\nother\n", "not the same"),
        (("add", "a b", "--password-stdin"), f"{GOOD}\n", "cannot be used"),
        (("remove", "anna"), "", "euma staff list"),
        (("password", "anna"), "", "euma staff list"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(euma, arguments: tuple[str, ...], typed: str, said: str) -> None:
    result = euma(*arguments, typed=typed)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output
