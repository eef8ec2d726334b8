"""What the staff pages work with, put together once when the server starts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ui.accounts import Accounts, BadAccount
from ui.answering import Assistant
from ui.conversation_store import Conversations
from ui.feedback_store import FeedbackStore
from ui.staff.audit import Audit
from ui.staff.runs import COMMAND, Runs
from ui.staff.sessions import Brake, Session, Sessions
from ui.staff.traffic import Traffic

if TYPE_CHECKING:
    from assistant.settings import Settings
    from ui.staff.oidc import Oidc


@dataclass(frozen=True)
class Desk:
    """The stores of one home folder, and who is signed in."""

    settings: Settings
    assistant: Assistant
    accounts: Accounts
    audit: Audit
    runs: Runs
    feedback: FeedbackStore
    traffic: Traffic = field(default_factory=Traffic)
    oidc: Oidc | None = None
    sessions: Sessions = field(default_factory=Sessions)
    by_name: Brake = field(default_factory=Brake)
    by_address: Brake = field(default_factory=lambda: Brake(free=20))
    started: float = field(default_factory=time.time)

    @property
    def home(self) -> Path:
        """The home folder."""
        return self.settings.home

    @property
    def conversations(self) -> Conversations:
        """What the server keeps of conversations, if anything."""
        return Conversations(self.home, self.settings.keep_conversations)

    @property
    def uploads(self) -> Path:
        """Where uploaded documents stay."""
        return self.home / "uploads"

    def holds(self, session: Session) -> bool:
        """Whether the account behind a session is still there, with the same password."""
        if session.proof == "oidc":
            return self.oidc is not None and self.oidc.admits(session.name)
        try:
            account = self.accounts.get(session.name)
        except BadAccount:
            return False
        return account is not None and account.password == session.proof


def open_desk(
    settings: Settings, assistant: Assistant, traffic: Traffic | None = None, command: Sequence[str] = COMMAND
) -> Desk:
    """The desk of a home folder. Runs get the server's settings as environment variables."""
    from ui.staff.oidc import oidc_of  # noqa: PLC0415 - only where it is configured

    home = settings.home
    return Desk(
        settings,
        assistant,
        Accounts(home),
        Audit(home),
        Runs(home, {"EUMA_HOME": str(home)}, command),
        FeedbackStore(home),
        traffic or Traffic(),
        oidc_of(settings),
    )
