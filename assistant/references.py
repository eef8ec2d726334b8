"""Which act and article a question names, resolved by the catalogue and not by similarity."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.acts import ActNames
from assistant.folding import Folded
from assistant.linking import Links
from assistant.mentions import find_in


@dataclass(frozen=True)
class Reference:
    """A named place. `celex` None: an article without its act; `locator` None: an act without an article."""

    celex: str | None
    locator: str | None = None
    paragraph: str | None = None
    exact: bool = False


def resolve(question: str, names: ActNames, previous: str | None = None) -> tuple[Reference, ...]:
    """All references of a question, each article with the act that belongs to it.

    An article without an act takes the act of `previous`, the question before it, where that names just one.
    """
    folded = Folded.of(question)
    named = names.read(folded)
    places = [m for m in find_in(folded) if not any(n.start < m.end and m.start < n.end for n in named.numbered)]
    links = Links(folded, places, named)
    found: list[Reference] = []
    used: set[str] = set()
    for at, place in enumerate(places):
        linked = links.of(at)
        if linked is None:
            before = _only_act(previous, names)
            options = [(links.turned(at, before, names) if before else None, False)]
        else:
            behind = any(act.start >= place.end for act in linked)
            options = [(act.celex if behind else links.turned(at, act.celex, names), act.exact) for act in linked]
            used.update(act.celex for act in linked)
        found.extend(Reference(c, place.locator, place.paragraph, exact) for c, exact in options or [(None, False)])
    found.extend(Reference(act.celex, exact=act.exact) for act in named.acts if act.celex not in used and not act.weak)
    return tuple(dict.fromkeys(found))


def unknown_acts(question: str, names: ActNames) -> tuple[str, ...]:
    """Acts of the Union that a question names by number and the catalogue does not know, as the question names them.

    "Regulation (EU) 2019/1896". CELEX and COM numbers are not among them: `resolve` returns those as they are.
    """
    unknown = [one.text for one in names.read(Folded.of(question)).numbered if one.named and one.celex is None]
    return tuple(dict.fromkeys(unknown))


def _only_act(question: str | None, names: ActNames) -> str | None:
    celexes = {act.celex for act in names.find(question)} if question else set()
    return celexes.pop() if len(celexes) == 1 else None
