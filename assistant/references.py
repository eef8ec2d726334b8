"""Which act and article a question names, resolved by the catalogue and not by similarity."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.acts import ActMention, ActNames
from assistant.mentions import Mention, find_mentions

_NEAR = 140


@dataclass(frozen=True)
class Reference:
    """A named place. `celex` None: an article without its act; `locator` None: an act without an article."""

    celex: str | None
    locator: str | None = None
    paragraph: str | None = None
    exact: bool = False


def resolve(question: str, names: ActNames, previous: str | None = None) -> tuple[Reference, ...]:
    """All references of a question, each article with the act that stands nearest to it.

    An article without an act takes the act of `previous`, the question before it, where that names just one.
    """
    mentions, acts = find_mentions(question), names.find(question)
    mentions = [m for m in mentions if not any(a.exact and a.start < m.end and m.start < a.end for a in acts)]
    found: list[Reference] = []
    used: set[str] = set()
    for mention in mentions:
        act = _nearest(mention, acts)
        celex = act.celex if act else _only_act(previous, names)
        if celex:
            used.add(celex)
        found.append(Reference(celex, mention.locator, mention.paragraph, exact=bool(act and act.exact)))
    found.extend(Reference(act.celex, exact=act.exact) for act in acts if act.celex not in used)
    return tuple(dict.fromkeys(found))


def _nearest(mention: Mention, acts: list[ActMention]) -> ActMention | None:
    def distance(act: ActMention) -> int:
        return act.start - mention.end if act.start >= mention.end else mention.start - act.end

    near = [act for act in acts if distance(act) <= _NEAR]
    return min(near, key=distance, default=None)


def _only_act(question: str | None, names: ActNames) -> str | None:
    celexes = {act.celex for act in names.find(question)} if question else set()
    return celexes.pop() if len(celexes) == 1 else None
