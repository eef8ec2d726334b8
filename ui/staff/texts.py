"""The staff pages' texts: a catalogue of their own (`staff.po`) beside the one of the pages for everybody."""

from __future__ import annotations

import gettext
import io
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from ui.languages import quotation
from ui.texts import Texts


class StaffTexts(Texts):
    """Texts for staff; what the staff catalogue lacks comes from the other one, then from the English text itself."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        own = _catalogue(self.language)
        self.translated = own is not None
        if own is not None:
            own.add_fallback(self._catalogue)
            self._catalogue = own

    @property
    def spoken(self) -> str:
        """The language that most of the page is in."""
        return self.language if self.translated else "en"

    def moment(self, at: str) -> str:
        """An ISO 8601 time in words: 24 November 2026, 14:05 UTC; as it is when it is none."""
        try:
            when = datetime.fromisoformat(at).astimezone(UTC)
        except ValueError:
            return at
        return f"{self.day(when.date())}, {when:%H:%M} UTC"

    def lasting(self, seconds: float) -> str:
        """A length of time, rounded: 4 s, 2 min 10 s, 1 h 5 min."""
        whole = round(seconds)
        if whole < 60:  # noqa: PLR2004 - seconds of a minute
            return self("{seconds} s", seconds=whole)
        if whole < 3600:  # noqa: PLR2004 - seconds of an hour
            return self("{minutes} min {seconds} s", minutes=whole // 60, seconds=whole % 60)
        return self("{hours} h {minutes} min", hours=whole // 3600, minutes=whole % 3600 // 60)

    def quoted(self, words: str) -> str:
        """Words between the language's quotation marks."""
        opening, closing = quotation(self.language)
        return f"{opening}{words}{closing}"

    def percent(self, share: float) -> str:
        """A share with one decimal, as the language writes it: 75.4%; 75,4 %."""
        from babel import Locale  # noqa: PLC0415 - only where shares are shown
        from babel.numbers import format_percent  # noqa: PLC0415

        pattern = Locale(self.language).percent_formats[None].pattern.replace("0", "0.0", 1)
        return str(format_percent(share, format=pattern, locale=self.language))

    def points(self, difference: float) -> str:
        """A difference with its sign: +0.4; −1,2."""
        return ("+" if difference > 0 else "\N{MINUS SIGN}") + self.tenths(abs(difference))

    def size(self, count: int) -> str:
        """A number of bytes: 512 B, 3.4 MB."""
        size = float(count)
        for unit in ("B", "kB", "MB"):
            if size < 1000:  # noqa: PLR2004 - SI prefixes
                return (self.tenths(size) if round(size, 1) % 1 else self.number(round(size))) + f" {unit}"
            size /= 1000
        return self.tenths(size) + " GB"


@cache
def staff_texts(language: str) -> StaffTexts:
    """The staff texts of a language."""
    return StaffTexts(language)


def _catalogue(language: str) -> gettext.GNUTranslations | None:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - not needed by the command line
    from babel.messages.pofile import read_po  # noqa: PLC0415

    file = files("ui").joinpath(f"locale/{language}/LC_MESSAGES/staff.po")
    if not file.is_file():
        return None
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
