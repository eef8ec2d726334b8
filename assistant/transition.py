"""Which act governs what was begun before the law changed: "lodged on 1 June 2026, old directive or new regulation?"

The new act's final articles say it ("Applications lodged before that date shall be governed by …"); they are quoted.
"""

# ruff: noqa: E501 - the tables of words read better a few languages a line

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.acts import ActNames
from assistant.correlation import Correlations, act_number
from assistant.finals import Finals
from assistant.folding import Folded, fold, spelled
from assistant.law import Standing, standing
from assistant.question import Question
from assistant.references import Reference
from assistant.shelf import Shelf
from assistant.vocabulary import all_words, vocabulary
from index.embedder import Embedder
from index.hit import Hit
from ingest.document import Passage

_BEGUN = re.compile(
    r"\b(?:lodg\w+|filed|submitted|registered|made|started|began|begun|granted|approved|selected|pending|opened"
    r"|gestellt\w*|eingereicht\w*|registriert\w*|begonnen\w*|bewilligt\w*|eingegangen\w*|anhangig\w*|introduit\w*|depos\w+|enregistr\w+|commenc\w+|accord\w+|demarr\w+|lance\w*"
    r"|present\w+|registrad\w+|iniciad\w+|empez\w+|concedid\w+|aprobad\w+|registrat\w*|iniziat\w+|partit\w+|avviat\w+|concess\w+|approvat\w*"
    r"|ingediend\w*|geregistreerd\w*|begonnen|gestart\w*|toegekend\w*|zlozon\w+|zarejestrowan\w+|rozpocz\w+|przyznan\w+|apresentad\w+|registad\w+|comec\w+|aprovad\w+"
    r"|lamnat\w*|inlamn\w+|registrer\w+|paborja\w+|bevilja\w+|indgiv\w+|indgav\w*|pabegynd\w+|bevilg\w+|jatet\w+|rekister\w+|aloit\w+|myonn\w+|υποβλ\w+|καταχωρ\w+|αρχισ\w+|εγκρι\w+"
    r"|depus\w*|inregistrat\w*|inceput\w*|acordat\w*|podan\w+|podal\w*|registrovan\w+|zahajen\w+|schvalen\w+|zacat\w+|podnes\w+|registrir\w+|zapocet\w+|odobren\w+|vlozen\w+|zacel\w*|zacet\w+"
    r"|benyujt\w+|regisztral\w+|megkezd\w+|indult\w*|jovahagy\w+|esitat\w+|registreerit\w*|alustat\w*|iesniegt\w*|registret\w*|sakt\w+|apstiprinat\w*|pateikt\w+|uzregistruot\w+|pradet\w+|patvirtint\w+"
    r"|подаден\w*|регистриран\w*|започна\w+|одобрен\w*|ipprezentat\w*|irregistrat\w*|beda\w*|taisceadh|cuireadh|tosa\w+|claraiodh)\b"
)
_RULES = re.compile(
    r"\b(?:still|stay|remains?|governs?|governed|appl(?:y|ies|ied)|decides?|counts?|worked out|gilt|gelten|galt|noch|regelt|massgeb\w+|anwendbar|s'applique\w*|regit|regissai\w+|regi[se]?\w*|encore|toujours|vaut"
    r"|rige\w*|regi[aó]\w*|aplica\w*|sigue\w*|todavia|vale|valgono|ancora|disciplina\w*|applica\w*|geldt|gold|nog|toepassing|obowiazu\w+|nadal|jeszcze|stosuj\w+|ainda|vigora|galler|fortfarande|tillamp\w+|avgor\w*"
    r"|gaelder|gjaldt|stadig|anvend\w+|sovellet\w+|viela|edelleen|ισχυ\w+|διεπ\w+|ακομη|εφαρμοζ\w+|aplic\w+|inca|guvern\w+|plati\w*|ridi|jeste|este|riadi|vazi|primjenj\w+|ureduje|jos|velja\w*|ureja\w*|uporab\w+"
    r"|ervenyes\w*|alkalmaz\w+|vonatkoz\w+|meg|kehti\w*|kohald\w+|piemero\w*|speka|regule\w*|taikom\w+|galioja\w*|прилага\w*|урежда\w*|още|japplika\w*|ghad\w*|baineann|fos)\b"
)
_ACT = re.compile(
    r"\b(?:act|acts|acte|acto|atto|akt\w*|ato|rechtsakt\w*|recht|droit|derecho|diritto|prawo|direito|ratt\w*|lov\w*|lag|πραξη|jog\w*|pravo|prava|laki\w*|oigus\w*|tiesib\w*|teise\w*|право)\b"
)
_NUMBER = re.compile(r"(?<![\d/])\d{2,4}/\d{1,4}(?!\d|/\d)")


@dataclass(frozen=True)
class Transitions:
    """Looks in one open index."""

    shelf: Shelf
    finals: Finals
    correlations: Correlations
    names: ActNames
    embedder: Embedder

    def find(self, asked: Question, references: Sequence[Reference], hits: Sequence[Hit]) -> tuple[Passage, ...]:
        """What the acts say of what was begun before them, one passage for each thing asked; () for other questions.

        Looked at are the acts that are named and those that replaced them; where none is, those of the `hits`.
        """
        if asked.topic or any(r.locator for r in references) or not self._asks(asked.text, references):
            return ()
        if asked.expected.deadline or asked.expected.amount:
            return ()
        found = list(self._candidates(asked, references, hits))
        if not found:
            return ()
        vectors = self.embedder.embed_passages([p.embedded_text for p in found])
        parts = asked.parts if len(asked.parts) > 1 else (asked.resolved,)
        nearest = (int((vectors @ self.embedder.embed_query(part)).argmax()) for part in parts)
        return tuple(dict.fromkeys(found[i] for i in nearest))

    def _asks(self, text: str, references: Sequence[Reference]) -> bool:
        """Whether something begun is said, and which of two laws, or whether an old one, governs it is asked."""
        plain = fold(text)
        if not _BEGUN.search(plain):
            return False
        words = [token.word for token in Folded.of(text).tokens]
        old, new = (any(word in vocabulary(age) for word in words) for age in ("old", "new"))
        gone = any(self.correlations.successor(r.celex) for r in references if r.celex)
        if (old or gone) and new:
            return True
        named = (
            bool(references) or bool(_NUMBER.search(text)) or old or _speaks_of_law(words) or bool(_ACT.search(plain))
        )
        return named and bool(_RULES.search(plain)) and (old or gone or _dated(text))

    def _candidates(self, asked: Question, references: Sequence[Reference], hits: Sequence[Hit]) -> Iterator[Passage]:
        named = {r.celex for r in references if r.celex}
        numbers = {*map(act_number, named), *_NUMBER.findall(asked.text)}
        works = dict.fromkeys([*sorted(named), *(hit.source.work for hit in hits)])
        works |= dict.fromkeys(new for work in list(works) if (new := self.correlations.successor(work)))
        ranks = self.shelf.choice(asked.language, asked.as_of).ranks
        said: list[Passage] = []
        for work in works:
            shown = [s for s in self.shelf.works.get(work, ()) if s.id in ranks]
            source = min(shown, key=lambda s: ranks[s.id], default=None)
            if source and standing(source, date.max) is Standing.APPLIES:
                said.extend(self.finals.transitions(source))
        of_named = [p for p in said if any(number in p.text for number in numbers)]
        yield from of_named or [p for p in said if not _NUMBER.search(asked.text)]


def _dated(text: str) -> bool:
    return bool(re.search(r"(?<![\d/])20\d\d(?![\d/])", text))


def _speaks_of_law(words: Sequence[str]) -> bool:
    stems = [spelled(fold(stem)) for kind in ("directive", "regulation") for stem in all_words(kind)]
    return any(word in vocabulary("rules") or any(stem in word for stem in stems) for word in words)
