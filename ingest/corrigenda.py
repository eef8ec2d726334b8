"""Corrigenda: which act one corrects, by its CELEX number or by how its title begins."""

from __future__ import annotations

import re

_CELEX = re.compile(r"(\d{5}[A-Z]{1,2}\d{4})R\(\d{2}\)")
_TITLES = (
    "поправка", "oprava", "berigtigelse", "berichtigung", "διορθωτικό", "corrigendum", "corrección de errores",
    "parandus", "oikaisu", "rectificatif", "ceartúchán", "ispravak", "helyesbítés", "rettifica", "klaidų ištaisymas",
    "kļūdu labojums", "rettifika", "rectificatie", "sprostowanie", "retificação", "rectificare", "korigendum",
    "popravek", "rättelse",
)  # fmt: skip
"""How titles of corrigenda begin in the Official Journal's 24 languages."""


def corrected_act(celex: str | None) -> str | None:
    """The act that a corrigendum's CELEX number names: 32016R0679 for 32016R0679R(02)."""
    found = _CELEX.fullmatch(celex or "")
    return found.group(1) if found else None


def is_corrigendum(title: str) -> bool:
    """Whether a title is that of a corrigendum ("Corrigendum to Regulation (EU) 2016/679 …")."""
    return title.strip().casefold().startswith(_TITLES)
