"""What is asked: the checked text, its language, and what sort of answer it expects."""

# ruff: noqa: E501 - the word tables read better a language a line

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

MAX_CHARACTERS = 2000


class BadQuestion(ValueError):
    """A question that cannot be searched for; the message is one plain sentence."""


@dataclass(frozen=True)
class Expectation:
    """The sort of answer a question asks for, by its words in the 24 languages."""

    definition: bool = False
    listing: bool = False
    deadline: bool = False
    amount: bool = False
    comparison: bool = False
    old: bool = False

    @property
    def whole(self) -> bool:
        """Whether a list or definition is to be quoted whole."""
        return self.definition or self.listing


@dataclass(frozen=True)
class Question:
    """A checked question. `resolved` is what is searched for: the text, with the topic of the turn before if needed.

    `topic` is that of the turns before where the question leaves it out, `parts` what it asks where that is more than
    one thing, `foreign` the code of the language it is in when that is not an official one. `undated` is the text
    without the day that it names and that `as_of` then is; the text itself where it names none. `typed` is the whole
    text where orders to the assistant were taken out of it (see `assistant.orders`), "" else; `text` is then what is
    left, and the order itself where nothing is (`only_orders`).
    """

    text: str
    language: str
    as_of: date
    resolved: str
    expected: Expectation
    previous: tuple[str, ...] = ()
    topic: str = ""
    parts: tuple[str, ...] = ()
    foreign: str | None = None
    undated: str = ""
    typed: str = ""
    only_orders: bool = False

    @property
    def names_its_day(self) -> bool:
        """Whether the question says itself of which day it asks the law."""
        return self.undated not in {"", self.text}


def clean(text: str) -> str:
    """The question without control, bidi and invisible characters (soft hyphens), white space collapsed, NFC.

    Raises BadQuestion for an empty question, one without a letter or digit, or more than 2,000 characters.
    """
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    kept = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", visible))
    kept = re.sub(r"\s+", " ", kept).strip()
    if not kept:
        raise BadQuestion("The question is empty: type a question and send it again.")
    if not any(c.isalnum() for c in kept):
        raise BadQuestion("The question has no words: write what you want to know and send it again.")
    if len(kept) > MAX_CHARACTERS:
        raise BadQuestion(
            f"The question has {len(kept):,} characters, {MAX_CHARACTERS:,} at most are searched: shorten it to what you want to know."
        )
    return kept


_DEFINITION = re.compile(
    r"\b(?:what (?:is|are|does .+ mean)|define|definition|meaning|who (?:is|counts as)|means?\b"
    r"|was (?:ist|sind|bedeutet|versteht)|wer ist|bedeutet|definition"
    r"|qu['’]est-ce|que signifie|que veut dire|définition|qu['’]entend"
    r"|qué (?:es|son|significa|se entiende)|quién es|definición|che cos|cosa (?:si intende|significa|è)|chi è|definizione"
    r"|co to (?:jest|znaczy)|czym jest|kim jest|co oznacza|definicja|o que é|o que significa|definição|wat is|wat betekent|definitie"
    r"|τι (?:είναι|σημαίνει)|ce (?:este|înseamnă)|co je|čo je|kaj je|što je|što znači|vad (?:är|betyder)|hvad (?:er|betyder)|mikä on|mi (?:az|a)\b|mis on|kas ir|kas yra|какво (?:е|означава)|x'inhu|cad is)",
    re.I,
)
_LISTING = re.compile(
    r"\b(?:which|what (?:are|kinds?|conditions|documents|rights|measures|steps|information|criteria|grounds|elements|objectives)|list|name the|all the|elements|include[sd]?|grounds|conditions"
    r"|welche[rnsm]?|nennen|auflist|voraussetzung|quel(?:le)?s\b|énumér|liste|comprend|cuáles|qué (?:tipos|derechos|medidas|condiciones)|enumer|lista"
    r"|quali|elenc|comprend|jakie|wymie[nń]|lista|quais|welke|opsom|ποι(?:ες|α|οι)|care sunt|jaké|aké|kateri|koje|koji|vilka|hvilke|mitkä|milyen|melyek|millised|kādi|kokie|кои)",
    re.I,
)
_DEADLINE = re.compile(
    r"\b(?:when|by when|how (?:long|soon|quickly|many (?:days|weeks|months|years|hours))|deadline|time limit|until"
    r"|wann|wie lange|wie schnell|frist|innerhalb|bis zu[mr]?|quand|délai|combien de temps|durée|date|cuándo|plazo|cuánto tiempo|cuántos (?:días|meses|años)|quando|termine|entro|quanto tempo|quanti (?:giorni|mesi|anni)"
    r"|kiedy|termin|jak długo|ile (?:dni|miesięcy|lat)|po ilu|prazo|quanto tempo|wanneer|termijn|hoe lang|πότε|προθεσμία|πόσο|când|termen|cât timp|kdy|lhůt|kedy|lehot|kdaj|rok|kada|när|hur länge|tidsfrist|hvornår|hvor længe|milloin|kuinka kauan|määräaika|mikor|határidő|meddig|millal|tähtaeg|kad|termiņ|kada|terminas|кога|срок|meta|skadenza|cathain)",
    re.I,
)
_AMOUNT = re.compile(
    r"\b(?:how (?:much|many)|amount|rate|percentage|per cent|budget|what share|cost|fee"
    r"|wie ?viel|betrag|anteil|prozent|höhe|combien|montant|taux|part|cuánto|importe|porcentaje|tasa|quanto|importo|percentuale|tasso|ile|kwot|procent|stawk|quanto|montante|taxa|hoeveel|bedrag|percentage|πόσ|ποσό|ποσοστό|cât|sumă|kolik|částk|koľko|suma|koliko|znesek|iznos|hur mycket|belopp|hvor meget|beløb|kuinka paljon|määrä|mennyi|összeg|kui palju|summa|cik|kiek|колко|сума|kemm|cé mhéad)",
    re.I,
)
_COMPARISON = re.compile(
    r"\b(?:compare|difference|differ|versus|vs\.?|both|respectively|change[ds]?|vergleich|unterschied|jeweils|compar|différence|diferencia|differenza|confront|porówn|różnic|diferença|verschil|vergelijk|διαφορ|σύγκρι|diferenț|rozdíl|rozdiel|razlik|skillnad|jämför|forskel|ero|különbség|erinevus|atšķirīb|skirtum|разлик)",
    re.I,
)
_OLD = re.compile(
    r"\b(?:old|former|previous(?:ly)?|repealed|earlier|before 20\d\d|used to|until 20\d\d|2013|2011|alte[nrs]?|bisherig\w*|früher\w*|aufgehoben\w*|ancien\w*|abrog\w*|antigu\w*|derogad\w*|vecchi\w*|abrogat\w*|dawn\w*|uchylon\w*|poprzedni\w*)\b",
    re.I,
)


def expectation(text: str) -> Expectation:
    """What sort of answer the words of a question ask for; several can hold."""
    return Expectation(
        definition=bool(_DEFINITION.search(text)),
        listing=bool(_LISTING.search(text)),
        deadline=bool(_DEADLINE.search(text)),
        amount=bool(_AMOUNT.search(text)),
        comparison=bool(_COMPARISON.search(text)),
        old=bool(_OLD.search(text)),
    )
