"""Local accounts of staff: names with hashed passwords in one file of the home folder.

`staff/accounts.json`, readable by its owner only, replaced whole. Passwords are hashed with scrypt (RFC 7914) from the
standard library, N=2^15, r=8, p=3: the OWASP password storage recommendation that needs 32 MB, 0.3 s on one core.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import unicodedata
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore

from filelock import FileLock

from ui.texts import Told, later

FILE = "staff/accounts.json"
SHORTEST, LONGEST = 12, 200
"""Characters of a password; the upper bound keeps a request from costing more than it should."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,62}")
_HASHING = BoundedSemaphore(2)
"""At most two at once: each holds 32 MB and a core."""


class BadAccount(Told, ValueError):
    """A name or password that cannot be used, or an account that is not there; the message is one plain sentence."""


@dataclass(frozen=True)
class Cost:
    """Parameters of scrypt; tests take small ones."""

    n: int = 2**15
    r: int = 8
    p: int = 3


@dataclass(frozen=True)
class Account:
    """A name and what its password is checked against, `scrypt$n$r$p$salt$hash`; `made_at` is ISO 8601, UTC."""

    name: str
    password: str
    made_at: str


class Accounts:
    """The accounts of one home folder; read anew on each use, so that the command line and the pages agree."""

    def __init__(self, home: Path, cost: Cost | None = None) -> None:
        self.file = home / FILE
        self._cost = cost or Cost()
        self._nobody = _hashed(secrets.token_urlsafe(12), Cost(2, 1, 1))

    def all(self) -> list[Account]:
        """All accounts, by name; BadAccount when the file is damaged."""
        try:
            rows = json.loads(self.file.read_text("utf-8"))
            return sorted((Account(**row) for row in rows), key=lambda account: account.name)
        except FileNotFoundError:
            return []
        except (ValueError, TypeError) as error:
            raise BadAccount(
                f"{self.file.name} in the home folder is damaged ({error}), so nobody can sign in. "
                "Move it away and make the accounts again with: euma staff add NAME"
            ) from error

    def get(self, name: str) -> Account | None:
        """The account of that name."""
        return next((account for account in self.all() if account.name == name), None)

    def add(self, name: str, password: str) -> Account:
        """Make an account; BadAccount when the name is taken or one of the two cannot be used."""
        if not _NAME.fullmatch(name):
            raise BadAccount(
                f"The name {name[:80]!r} cannot be used: take 1 to 63 letters, digits, dots, hyphens, "
                "underscores or @, beginning with a letter or digit."
            )
        check_password(password, name)
        with self._changing() as accounts:
            if name in accounts:
                raise BadAccount(
                    f"There is an account {name} already. To change its password: euma staff password {name}"
                )
            made = Account(name, _hashed(password, self._cost), datetime.now(UTC).isoformat(timespec="seconds"))
            accounts[name] = made
        return made

    def set_password(self, name: str, password: str) -> None:
        """Replace a password; who is signed in under the name is signed out. BadAccount as for `add`."""
        check_password(password, name)
        with self._changing() as accounts:
            old = _existing(accounts, name)
            accounts[name] = Account(name, _hashed(password, self._cost), old.made_at)

    def remove(self, name: str) -> None:
        """Remove an account; who is signed in under the name is signed out. BadAccount when there is none."""
        with self._changing() as accounts:
            _existing(accounts, name)
            del accounts[name]

    def verify(self, name: str, password: str) -> Account | None:
        """The account when the password is right. Takes as long for a name that does not exist."""
        found = self.get(name)
        right = _matches(password[: LONGEST + 1], found.password if found else _like(self._nobody, self._cost))
        return found if found and right and len(password) <= LONGEST else None

    def _changing(self) -> _Changing:
        return _Changing(self)


class _Changing:
    """Accounts by name, read and written back under a lock."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._lock = FileLock(accounts.file.with_suffix(".lock"), timeout=10)

    def __enter__(self) -> dict[str, Account]:
        self._accounts.file.parent.mkdir(parents=True, exist_ok=True)
        self._lock.acquire()
        try:
            self._rows = {account.name: account for account in self._accounts.all()}
        except BaseException:
            self._lock.release()
            raise
        return self._rows

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                _write(self._accounts.file, json.dumps([asdict(a) for a in self._rows.values()], indent=1))
        finally:
            self._lock.release()


def check_password(password: str, name: str = "") -> None:
    """Raise BadAccount for a password that is too short, too long, or the name (NIST SP 800-63B, 5.1.1.2)."""
    if len(password) < SHORTEST:
        said = later("The password has {count} characters; use at least {least}, for example four words.")
        raise BadAccount(said, count=len(password), least=SHORTEST)
    if len(password) > LONGEST:
        said = later("The password is longer than {most} characters; use a shorter one.")
        raise BadAccount(said, most=LONGEST)
    plain = password.casefold().replace(name.casefold(), "") if name else password
    if len(set(plain)) < 5:  # noqa: PLR2004 - "aaaaaaaaaaaa", "121212121212", the name twice
        raise BadAccount(
            later("The password is too easy to guess; use one with more different characters, for example four words.")
        )


def _existing(accounts: dict[str, Account], name: str) -> Account:
    if name not in accounts:
        raise BadAccount(f"There is no account {name[:80]!r}. To see those there are: euma staff list")
    return accounts[name]


def _hashed(password: str, cost: Cost) -> str:
    salt = secrets.token_bytes(16)
    digest = _scrypt(password, salt, cost)
    return "$".join(("scrypt", str(cost.n), str(cost.r), str(cost.p), _text(salt), _text(digest)))


def _like(hashed: str, cost: Cost) -> str:
    """A hash that matches nothing and takes as long to compare as one of that cost."""
    *_, salt, digest = hashed.split("$")
    return "$".join(("scrypt", str(cost.n), str(cost.r), str(cost.p), salt, digest))


def _matches(password: str, hashed: str) -> bool:
    _, n, r, p, salt, digest = hashed.split("$")
    found = _scrypt(password, base64.b64decode(salt), Cost(int(n), int(r), int(p)))
    return hmac.compare_digest(found, base64.b64decode(digest))


def _scrypt(password: str, salt: bytes, cost: Cost) -> bytes:
    normal = unicodedata.normalize("NFKC", password).encode("utf-8", "replace")
    memory = 128 * cost.n * cost.r * cost.p + 2**21
    with _HASHING:
        return hashlib.scrypt(normal, salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=memory, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _write(file: Path, text: str) -> None:
    """Replace a file at once, readable by its owner only."""
    part = file.with_suffix(f".{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
