"""The final articles of an act: entry into force, application, repeal, what goes on under the act before.

They are found by their standing formulas and headings (Joint Practical Guide for drafting Union legislation, guidelines
20 and 21), not by likeness.
"""

# ruff: noqa: E501 - the tables of words read better a few languages a line

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.folding import fold
from assistant.shelf import Searchable
from index.hit import Hit
from ingest.document import Passage
from ingest.source import Kind, Source

_FINAL = 14
"""The last passages before annexes, among which entry into force and repeal stand."""
_LAST = 30
"""Among the last passages before annexes every article with such a heading is a final one."""
_LAW = {Kind.TREATY, Kind.CHARTER, Kind.REGULATION, Kind.DIRECTIVE, Kind.DECISION, Kind.CONSOLIDATED}

FORCE = re.compile(
    r"enters? into force|entre(?:ra)? en vigueur|(?:tritt|treten)\b.{0,90}\bin kraft|entrara en vigor|entra in vigore|entra em vigor"
    r"|treedt in werking|wchodzi w zycie|traeder i kraft|trader i kraft|tulee voimaan|τιθεται σε ισχυ|αρχιζει να ισχυει"
    r"|intra in vigoare|vstupuje v platnost|nadobuda ucinnost|stupa na snagu|zacne veljati|lep hatalyba|joustub"
    r"|isigalioja|stajas speka|влиза в сила|jidhol fis-sehh|i bhfeidhm|shall apply (?:as )?from|applicable (?:a compter|a partir|depuis)"
    r"|gilt ab|gilt seit|aplicable a partir|si applica a decorrere|aplicavel a partir|van toepassing met ingang"
    r"|stosuje sie od|anvendelse fra|tillampas fran|sovelletaan .{0,40}alkaen|εφαρμοζεται απο|se aplica (?:de la|incepand)"
    r"|pouzije se ode|uplatnuje sa od|primjenjuje se od|uporablja se od|kohaldatakse alates|taikomas nuo|piemero no"
    r"|прилага се от|japplika mi(?:n|ll)|bring into force|mettent en vigueur|setzen die .{0,90}in kraft",
    re.DOTALL,
)
REPEAL = re.compile(
    r"repealed|abrog|aufgehoben|derogad|ingetrokken|uchyl|revogad|ophaev|upphav|kumotaan|καταργ|zrusuj|izvan snage"
    r"|razvelj|hatalyat veszti|kehtetuks|panaikin|atcel|отменя|mhassr|imhassar|aisghair"
)
TRANSITION = re.compile(
    r"governed by|continues? to apply|remains? applicable|in accordance with the criteria set out in"
    r"|regi\w+ par|continue\w* (?:a|de) s'appliquer|reste\w* applicables?|conformement aux criteres"
    r"|unterliegen|gilt weiterhin|gelten weiterhin|weiterhin anwendung|nach den kriterien"
    r"|se regiran|regira\w*|seguira\w* (?:siendo|aplic)|con arreglo a los criterios"
    r"|disciplinat\w+ d|continua\w* ad applicarsi|restano soggett|secondo i criteri"
    r"|blijft van toepassing|blijven van toepassing|vallen onder|overeenkomstig de criteria"
    r"|podlegaja|nadal (?:ma|maja) zastosowanie|zgodnie z kryteriami|regem-se|continua\w* a (?:ser|aplicar)|de acordo com os criterios"
)
"""What applications, projects or procedures of before go on under; the act before is named by its number beside it."""
_DELEGATED = re.compile(r"delegated act|acte delegue|delegiert\w+ rechtsakt|executive act")
_HEADING = re.compile(
    r"\b(?:report|review|monitoring and eval|evaluation|statistic|transposition|transitional|repeal|entry into force|addressee|committee|exercise of the deleg|amendment|financial support$"
    r"|bericht|uberprufung|bewertung|umsetzung|ubergang|aufhebung|inkrafttreten|adressat|ausschuss|ausubung der befugnis|anderung"
    r"|rapport|reexamen|transitoire|abrogation|entree en vigueur|destinataire|comite|exercice de la deleg|modification"
    r"|informe|revision|evaluacion|transposicion|transitori|derogacion|entrada en vigor|destinatari|ejercicio de la deleg|modificacion"
    r"|relazion|riesame|valutazione|recepimento|abrogazione|entrata in vigore|comitato|esercizio della deleg|modific"
    r"|verslag|evaluatie|omzetting|overgang|intrekking|inwerkingtreding|adressaten|uitoefening van de bevoegd|wijziging"
    r"|sprawozdan|przeglad|ocena|transpozycja|przejsciow|uchyleni|wejscie w zycie|adresaci|komitet|wykonywanie przekazan|zmian"
    r"|relatorio|revisao|avaliacao|transposicao|revogacao|entrada em vigor|exercicio da deleg|alterac"
    r"|oversyn|inforlivande|upphavande|ikrafttradande|kommitte|gennemforelse|ophaevelse|ikrafttraeden|udvalg)",
)
_NUMBER = re.compile(r"(?<![\d/])\d{2,4}/\d{1,4}(?!\d|/\d)")


@dataclass(frozen=True)
class Finals:
    """Finds them in one open index; what was read of an act is kept."""

    index: Searchable
    _read: dict[str, list[tuple[Passage, str]]] = field(default_factory=dict)
    _headed: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, source: Source) -> list[tuple[Passage, str]]:
        """The last passages of the enacting terms with their folded text."""
        if source.id not in self._read:
            folded = [(p, fold(p.text)) for p in self._terms(source)[-_FINAL:]]
            self._read[source.id] = [(p, text) for p, text in folded if not _DELEGATED.search(text)]
        return self._read[source.id]

    def holds(self, hit: Hit) -> bool:
        """Whether a passage stands in a final article, which says nothing of what the act is about."""
        source = hit.source
        if source.kind not in _LAW:
            return False
        if source.id not in self._headed:
            headed = (p.id for p in self._terms(source)[-_LAST:] if _HEADING.search(_heading(p)))
            self._headed[source.id] = frozenset(headed)
        return self.only_formal(hit) or hit.passage.id in self._headed[source.id]

    def only_formal(self, hit: Hit) -> bool:
        """Whether a passage says only from when its act applies or what it repeals."""
        own = self.of(hit.source) if hit.source.kind in _LAW else []
        return any(p.id == hit.passage.id and (FORCE.search(text) or REPEAL.search(text)) for p, text in own)

    def transitions(self, source: Source) -> list[Passage]:
        """The passages that say what goes on under an act before, which they name by its number."""
        return [
            passage
            for passage, text in self.of(source)
            if TRANSITION.search(text) and _NUMBER.search(text) and not text.lstrip("0123456789. ").startswith("by way")
        ]

    def _terms(self, source: Source) -> list[Passage]:
        return [p for p in self.index.passages(source.id) if not p.article.startswith(("Annex", "Recital"))]


def _heading(passage: Passage) -> str:
    return fold(passage.context.rpartition(passage.locator)[2])
