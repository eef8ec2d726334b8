"""Questions about an act itself: is it in force, since when does it apply, what repealed it?

Such questions share no words with the subject of the act, so they are answered from its final articles and from those
of the act that repealed it, which are found by their standing formulas (Joint Practical Guide for drafting Union
legislation, guidelines 20 and 21), not by likeness.
"""

# ruff: noqa: E501 - the tables of words read better a few languages a line

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.acts import ActNames
from assistant.comparison import names_law
from assistant.correlation import act_number
from assistant.finals import FORCE, REPEAL, Finals
from assistant.folding import fold
from assistant.granted import takes_for_granted
from assistant.law import Standing, standing
from assistant.question import Question
from assistant.references import Reference
from assistant.shelf import Searchable, Shelf
from ingest.document import Passage
from ingest.source import Source

_MOST_OTHER_WORDS = 4
_LONG_WORD = 4
_ASKS = re.compile(
    r"\b(?:in force|still (?:valid|appl\w+|law|count\w*)|repeal\w*|replaced?|superseded|appl(?:y|ies|ied|icable)|obsolete"
    r"|in kraft|noch gultig|gilt|galt|gelten|aufgehoben|ersetzt\w*|abgelost|anwendbar"
    r"|en vigueur|abrog\w+|remplac\w+|applicable|s'applique|vigente?s?|en vigor|en vigencia|derog\w+|sustitu\w+|aplica\w*"
    r"|in vigore|sostitui\w+|applica\w*|em vigor|revog\w+|substitu\w+|van kracht|van toepassing|ingetrokken|vervangen|geldt"
    r"|obowiazuje|obowiazywa\w+|w mocy|uchyl\w+|zastap\w+|stosuje|gaeldende?|i kraft|ophaev\w*|erstatt\w+|gaelder|anvend\w+"
    r"|galler|gallande|upphav\w*|ersatt\w*|tillamp\w+|voimassa|kumot\w*|korva\w+|sovellet\w+|ισχυει|ισχυ\w+|καταργ\w+"
    r"|αντικατα\w+|εφαρμοζ\w+|vigoare|abrogat\w*|inlocui\w*|aplica\w*|plati|platn\w+|ucinn\w+|zrus\w+|nahrad\w+|pouzi\w+"
    r"|uplatnuj\w*|na snazi|vazi|vrijedi|stavlj\w+ izvan|zamij\w+|primjenjuj\w*|velja|razveljav\w*|nadomes\w*|uporablja"
    r"|hatalyos|hatalyban|hatalyon|hatalyt\w*|felvalt\w*|alkalmaz\w*|kehtiv|kehtib|kehtetuks|asenda\w+|kohald\w+|galioja"
    r"|galiojan\w*|panaikin\w*|pakei[ct]\w+|taikom\w+|speka|atcel\w+|aizsta\w+|piemero\w*|в сила|отмен\w+|замен\w+|прилага"
    r"|fis-sehh|imhassr\w*|issostitw\w+|japplika|i bhfeidhm|aisghair\w*|ionad\w*"
    r"|still|noch|toujours|encore|todavia|sigue|ancora|ainda|nog|jeszcze|nadal|fortfarande|stadig|viela|edelleen|inca|jeste|este"
    r"|jos|se vedno|meg|veel|endiselt|tebe|joprojam|vel|ghad\w+|fos|ακομη|още"
    r"|transpos\w*|transpon\w+|transpor|umsetz\w*|umgesetzt|recepi\w+|omzet\w*|omgezet|implement\w*|taytantoon"
    r"|genomfor\w*|gennemfor\w*|wdroz\w+|atultet\w*|prenes\w*|prenos\w*|transponuo\w*|perkel\w*|ενσωματω\w+|транспонира\w*)"
    r"(?!\w)",
)
_SCOPE = re.compile(
    r"\b(?:irland|irel|irlan|airij|irij|iirim|denmark|dan[ie]|danemar|dinamar|tansk|taani|δανι|ιρλανδ|дания|ирланд)"
)
_NUMBER = re.compile(r"(?<![\d/])\d{2,4}/\d{1,4}(?!\d|/\d)")
_LAW = {Standing.APPLIES, Standing.NOT_YET, Standing.REPEALED}
_MOST = 3


@dataclass(frozen=True)
class Said:
    """What the acts themselves say of an act's standing: passages, the most telling first; `source` is the act where
    it is indexed."""

    source: Source | None
    passages: tuple[Passage, ...]


class StatusAnswers:
    """Answers such questions from one open index."""

    def __init__(self, index: Searchable, shelf: Shelf, names: ActNames) -> None:
        self._shelf, self._names = shelf, names
        self.finals = Finals(index)

    def find(self, asked: Question, references: Sequence[Reference]) -> Said | None:
        """The passages; None for a question that asks something else, or of an act that nothing indexed speaks of."""
        text = asked.undated or asked.text
        if asked.topic or any(r.locator for r in references) or not self._asks(text):
            return None
        works = [r.celex for r in references if r.celex]
        numbers = [*map(act_number, works), *(m[0] for m in _NUMBER.finditer(text))]
        own = next((source for work in works if (source := self._edition(work, asked))), None)
        repealing = list(self._repealing(numbers, asked, own))
        starts = [p for p, folded in self.finals.of(own) if FORCE.search(folded)] if own else []
        starts = [p for p in starts if p not in repealing]
        is_gone = own is not None and standing(own, asked.as_of) is Standing.REPEALED
        passages = [*repealing[:1], *([] if repealing and is_gone else starts[-2:])]
        if own and REPEAL.search(fold(text)) and not repealing:
            passages.extend(p for p, folded in self.finals.of(own) if REPEAL.search(folded))
        unique = tuple(dict.fromkeys(passages))[:_MOST]
        return Said(own, unique) if unique else None

    def repeal(self, asked: Question, references: Sequence[Reference]) -> Passage | None:
        """The article that repealed an act which a question takes for law on a day when it is none; None otherwise."""
        works = [r.celex for r in references if r.celex and not r.locator]
        owns = [source for work in works if (source := self._edition(work, asked))]
        gone = [own for own in owns if standing(own, asked.as_of) is Standing.REPEALED]
        if not gone or not takes_for_granted(asked.text, asked.language):
            return None
        return next(self._repealing([act_number(gone[0].work)], asked, gone[0]), None)

    def _asks(self, text: str) -> bool:
        """Whether the words besides the act's name are about its standing, and hardly about anything else."""
        rest = list(text)
        for mention in self._names.find(text):
            rest[mention.start : mention.end] = " " * (mention.end - mention.start)
        plain = fold(" ".join(word for word in "".join(rest).split() if not names_law(word)))
        if _SCOPE.search(plain) or not _ASKS.search(plain):
            return False
        others = _ASKS.sub(" ", _NUMBER.sub(" ", plain))
        return len(re.findall(rf"[^\W\d_]{{{_LONG_WORD},}}", others)) <= _MOST_OTHER_WORDS

    def _repealing(self, numbers: Sequence[str], asked: Question, own: Source | None) -> Iterator[Passage]:
        """The articles of indexed acts that repeal an act of one of these numbers."""
        patterns = [re.compile(rf"(?<!\d){re.escape(number)}(?!\d)") for number in numbers]
        for work in self._shelf.works if patterns else ():
            source = self._edition(work, asked)
            if source and source != own:
                for passage, folded in self.finals.of(source):
                    if REPEAL.search(folded) and any(pattern.search(passage.text) for pattern in patterns):
                        yield passage

    def _edition(self, work: str, asked: Question) -> Source | None:
        """The edition that is quoted of a law; None of other documents and of what is not indexed."""
        ranks = self._shelf.choice(asked.language, asked.as_of).ranks
        shown = [s for s in self._shelf.works.get(work, ()) if s.id in ranks and standing(s, asked.as_of) in _LAW]
        return min(shown, key=lambda s: ranks[s.id], default=None)
