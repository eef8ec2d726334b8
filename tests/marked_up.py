"""Small acts of our own in the layouts of the Official Journal, and what tests ask of the documents made of them."""

from __future__ import annotations

from ingest.document import Document, UnitKind
from ingest.locators import locator

PREFIX = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>L_1.xml</title></head><body>'

FORMEX = """<?xml version="1.0" encoding="UTF-8"?><ACT><BIB.INSTANCE><LG.DOC>EN</LG.DOC></BIB.INSTANCE><TITLE><TI>
<P>Directive</P></TI></TITLE><PREAMBLE><GR.CONSID><CONSID><NP><NO.P>(1)</NO.P><TXT>Bicycles help.</TXT></NP></CONSID>
</GR.CONSID></PREAMBLE><ENACTING.TERMS><ARTICLE IDENTIFIER="001"><TI.ART>Article 1</TI.ART><STI.ART>Scope</STI.ART>
<PARAG><NO.PARAG>1.</NO.PARAG><ALINEA>It applies to:<LIST TYPE="alpha"><ITEM><NP><NO.P>(a)</NO.P><TXT>bicycles
<QUOT.START CODE="2018"/>all<QUOT.END CODE="2019"/>;</TXT></NP></ITEM></LIST></ALINEA></PARAG></ARTICLE>
</ENACTING.TERMS></ACT>"""
GAZETTE = """<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>32030L0077
</title></head><body><p class="oj-doc-ti">DIRECTIVE</p><div id="rct_1"><table><tr><td><p class="oj-normal">(1)</p></td>
<td><p class="oj-normal">Bicycles help<a href="#n1" id="c1">(<span class="oj-super oj-note-tag">1</span>)</a>.</p></td>
</tr></table></div><div id="art_1"><p class="oj-ti-art">Article 1</p><div id="art_1.tit_1"><p class="oj-sti-art">Scope
</p></div><p class="oj-normal">1. It applies to:</p><table><tr><td><p>(a)</p></td><td><p>bicycles;</p></td></tr></table>
</div><p class="oj-note"><a id="n1">(1)</a> OJ C 1.</p></body></html>"""
CONSOLIDATED = """<html><body><p class="reference">02030L0077 — EN — 01.01.2031</p><p class="title-doc-first">DIRECTIVE
</p><div id="art_1"><p class="title-article-norm">Article 1</p><div class="norm"><span class="no-parag">1. </span><div
class="inline-element">It applies to:<div class="grid-container"><div>(a)</div><div>bicycles;</div></div></div></div>
</div></body></html>"""
ANNEX = """<?xml version="1.0" encoding="UTF-8"?><ANNEX><BIB.INSTANCE><LG.DOC>EN</LG.DOC></BIB.INSTANCE><TITLE><TI>
<P>ANNEX II</P></TI><STI><P>Bicycles</P></STI></TITLE><CONTENTS><GR.SEQ LEVEL="1"><TITLE><TI><P>PART A</P></TI></TITLE>
<NP><NO.P>1.</NO.P><TXT>Bicycles:</TXT><P><LIST TYPE="alpha"><ITEM><NP>
<NO.P>(a)</NO.P><TXT>all</TXT></NP></ITEM></LIST></P></NP>
<TBL><TITLE><TI><P>Table</P></TI></TITLE>
<GR.NOTES><NOTE><P>New.</P></NOTE></GR.NOTES><CORPUS><BLK><TI.BLK>North</TI.BLK><ROW>
<CELL>Town</CELL><CELL><FT TYPE="NUMBER">12000</FT></CELL></ROW></BLK></CORPUS></TBL></GR.SEQ></CONTENTS></ANNEX>"""
OLD = """<html lang="en"><body><div id="TexteOnly"><p><TXT_TE><p>02030L0077 — EN — 01.01.2031 — 001.001</p>
<p>►B DIRECTIVE</p><p>▼B</p><p>DIRECTIVE</p><p>THE COUNCIL,</p><p>Whereas bicycles help;</p>
<p>HAS ADOPTED THIS DIRECTIVE:</p>
<p>Article 1<br>Scope</p><p>1. It applies.</p><p>▼M1 —————</p><p>(1) OJ No L 1.</p></TXT_TE></p></div></body></html>"""


def places(document: Document, *kinds: UnitKind) -> list[str]:
    return [locator(document, i) for i, unit in enumerate(document.units) if unit.kind in kinds]


def texts(document: Document, kind: UnitKind) -> list[str]:
    return [document.text[u.start : u.end] for u in document.units if u.kind == kind]


def row(mark: str, text: str) -> str:
    return f"<table><tr><td><p>{mark}</p></td><td><p>{text}</p></td></tr></table>"


def old_page(*lines: str, language: str = "en") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    return f'<html lang="{language}"><body><div id="TexteOnly"><p><TXT_TE>{paragraphs}</TXT_TE></p></div></body></html>'
