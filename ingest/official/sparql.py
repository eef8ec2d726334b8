"""The question about works that is put to CELLAR's SPARQL endpoint, and what its answer says.

Names are those of the Common Data Model (http://publications.europa.eu/ontology/cdm#). Relations are stored in one
direction only: a repealing act names what it repeals, so the repealed act is asked for as the object.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from ingest.official.celex import LETTERS
from ingest.official.errors import Damaged
from ingest.official.rendition import Record

ACCEPT = "application/sparql-results+json"
_PREFIXES = """PREFIX cdm: <http://publications.europa.eu/ontology/cdm#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
_OWN = {
    "adopted": "cdm:work_date_document",
    "in_force": "cdm:resource_legal_date_entry-into-force",
    "ends": "cdm:resource_legal_date_end-of-validity",
    "is_in_force": "cdm:resource_legal_in-force",
    "eli": "cdm:resource_legal_eli",
}
_INVERSE = {
    "repealed_by": "cdm:resource_legal_repeals_resource_legal|cdm:resource_legal_implicitly_repeals_resource_legal",
    "consolidated": "cdm:act_consolidated_consolidates_resource_legal",
    "corrigenda": "cdm:resource_legal_corrects_resource_legal",
    "amended_by": "cdm:resource_legal_amends_resource_legal",
}
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
_NEVER = 9000  # the year of dates that stand for "not yet": 9999-12-31
_SHORT = {letters: code for code, letters in LETTERS.items()}


def query(celex: Sequence[str], languages: Sequence[str]) -> str:
    """One SELECT for rows of (celex, name, value, language): the fields of `Record`, and titles in `languages`.

    The works are named in each branch, so that no engine begins with a relation between all works.
    """
    works = " ".join(f'"{number}"^^xsd:string' for number in celex)
    work = f"VALUES ?celex {{ {works} }} ?work cdm:resource_legal_id_celex ?celex ."
    spoken = ", ".join(f"<{_LANGUAGE}{LETTERS[code].upper()}>" for code in languages)
    branches = [f'{{ {work} ?work {name} ?value . BIND("{field}" AS ?name) }}' for field, name in _OWN.items()]
    branches += [
        f'{{ {work} ?other {name} ?work . ?other cdm:resource_legal_id_celex ?value . BIND("{field}" AS ?name) }}'
        for field, relation in _INVERSE.items()
        for name in relation.split("|")
    ]
    branches.append(
        f"{{ {work} ?expression cdm:expression_belongs_to_work ?work ; cdm:expression_uses_language ?language ; "
        f'cdm:expression_title ?value . FILTER(?language IN ({spoken})) BIND("title" AS ?name) }}'
    )
    union = "\n  UNION ".join(branches)
    return f"{_PREFIXES}SELECT DISTINCT ?celex ?name ?value ?language WHERE {{\n  {union}\n}}"


def records(body: bytes, url: str) -> dict[str, Record]:
    """The records in an answer in SPARQL 1.1 Query Results JSON; raises Damaged for anything else."""
    try:
        rows = json.loads(body)["results"]["bindings"]
        values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        titles: dict[str, dict[str, str]] = defaultdict(dict)
        for row in rows:
            celex, name, value = (row[key]["value"] for key in ("celex", "name", "value"))
            values[celex][name].append(value)
            if name == "title":
                letters = row["language"]["value"].rpartition("/")[2].lower()
                titles[celex].setdefault(_SHORT.get(letters, letters), " ".join(value.split()))
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{url} did not answer with SPARQL results; try again later.") from error
    return {celex: _record(celex, titles[celex], found) for celex, found in values.items()}


def _record(celex: str, titles: dict[str, str], values: dict[str, list[str]]) -> Record:
    adopted, entered = _days(values["adopted"]), _days(values["in_force"])
    truth = {value.lower() for value in values["is_in_force"]}
    return Record(
        celex,
        titles,
        adopted=adopted[0] if adopted else None,
        in_force=entered[0] if entered else None,
        ends=max(_days(values["ends"]), default=None),
        is_in_force=bool(truth & {"1", "true"}) if truth else None,
        eli=min(values["eli"], default=None),
        repealed_by=tuple(sorted({v for v in values["repealed_by"] if re.fullmatch(r"3\d{4}[A-Z]{1,2}\d{4}", v)})),
        consolidated=tuple(sorted(v for v in set(values["consolidated"]) if v.startswith("0"))),
        corrigenda=tuple(sorted(set(values["corrigenda"]))),
        amended_by=tuple(sorted(set(values["amended_by"]))),
    )


def _days(values: Sequence[str]) -> list[date]:
    """Dates, sorted; values that are none, and those that mean "not yet", are left out."""
    found = []
    for value in values:
        try:
            day = date.fromisoformat(value[:10])
        except ValueError:
            continue
        if day.year < _NEVER:
            found.append(day)
    return sorted(found)
