"""`euma staff`: who may sign in to the staff pages."""

from __future__ import annotations

import json
import secrets
import sys
from typing import Annotated

import typer

from ui.accounts import Accounts, BadAccount, check_password
from ui.terminal import fail, read_settings

app = typer.Typer(help="Say who may sign in to the staff pages of the web chat.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name to sign in with.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking for it.")
]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password and print it once.")]


@app.command()
def add(name: Name, *, password_stdin: FromStdin = False, generate: Generate = False) -> None:
    """Make an account; the password is asked for twice."""
    try:
        accounts = _accounts()
        if accounts.get(name):
            raise BadAccount(f"There is an account {name} already. To change its password: euma staff password {name}")
        accounts.add(name, _password(name, stdin=password_stdin, generate=generate))
    except BadAccount as error:
        fail(str(error))
    typer.echo(f"{name} can sign in at /staff of the web chat.")


@app.command("list")
def list_accounts(
    *, json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False
) -> None:
    """List the accounts."""
    try:
        found = _accounts().all()
    except BadAccount as error:
        fail(str(error))
    if json_output:
        typer.echo(json.dumps([{"name": account.name, "made_at": account.made_at} for account in found]))
    elif found:
        typer.echo("\n".join(f"{account.name}  since {account.made_at[:10]}" for account in found))
    else:
        typer.echo("There is no account yet. Make one with: euma staff add NAME")


@app.command()
def remove(name: Name) -> None:
    """Remove an account; its open sessions end."""
    try:
        _accounts().remove(name)
    except BadAccount as error:
        fail(str(error))
    typer.echo(f"{name} can no longer sign in.")


@app.command()
def password(name: Name, *, password_stdin: FromStdin = False, generate: Generate = False) -> None:
    """Set another password; open sessions of the account end."""
    try:
        accounts = _accounts()
        if not accounts.get(name):
            raise BadAccount(f"There is no account {name!r}. To see those there are: euma staff list")
        accounts.set_password(name, _password(name, stdin=password_stdin, generate=generate))
    except BadAccount as error:
        fail(str(error))
    typer.echo(f"The password of {name} is changed.")


def _accounts() -> Accounts:
    return Accounts(read_settings().home)


def _password(name: str, *, stdin: bool, generate: bool) -> str:
    """The new password, checked; BadAccount when it cannot be used."""
    if generate:
        made = "-".join(secrets.token_hex(2) for _ in range(5))
        typer.echo(f"Password (shown once): {made}")
        return made
    typed = sys.stdin.readline().rstrip("\r\n") if stdin else typer.prompt("Password", hide_input=True)
    check_password(typed, name)
    if not stdin and typer.prompt("The same again", hide_input=True) != typed:
        raise BadAccount("The two passwords are not the same. Run the command again.")
    return typed
