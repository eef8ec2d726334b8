"""Whether two words of one of the 24 languages are forms of the same word: rough, fast, without dictionaries.

Most languages list their endings; for Estonian, Finnish and Hungarian, whose endings pile up, a pattern describes them.
"""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(r"[^\W_]+", re.UNICODE)
_LETTERS = str.maketrans({"ς": "σ", "ł": "l", "đ": "d", "ħ": "h", "ø": "o", "æ": "ae", "œ": "oe"})
_ENDINGS = {
    "bg": "а ата и ите о ото е ето ът ят та то те я ия ията ии иите ове овете ец еца ецът ци ците ка ки ен на ната но "
    "ното ни ните ния ният к кът ци ин ина",
    "cs": "a e i o u y em am um ech ich ach ami mi ovi ove ou eho emu ym ymi ych im imi iho imu ek ku ky ka kem kum k "
    "ci cich ec ce cu cum cem ti te at",
    "da": "e en et er erne ene ne ens ets s r n t ers ernes nes rne te",
    "de": "e en er es em n s r m ens nen se sen in innen erin erinnen",
    "el": "α ασ ε εσ η ησ ο οσ ου ουσ οι ον ων ι ια ιου ιων ισ εισ εωσ εων τα τοσ των σ",
    "en": "s es y ies",
    "es": "s es a as o os e",
    "fr": "s e es x l il ux aux f fs ve ves ee ees",
    "ga": "e a i ai anna eanna acha eacha the ithe ta te ibh ir ra ri iri nn inn int nta il la ach aigh igh each r",
    "hr": "a e i o u om em ima ama ov ova ove og oga omu oj ih im ija ije iji iju ijom ijama ac ca ci ce cu cima cem k "
    "ka ke ki ku kom ak ar ra ru rom ri",
    "it": "a e i o hi he ie ia",
    "lt": "a as o e es ei em ems emis i iai iais iams iu ius iuose io is imi ys yje ies ims u us uose ui ai ais am ams "
    "aus um oje oji ojo oms omis os eje ese ele iui iosios iaja aja uju",
    "lv": "s is us a as am ai ais ajam ajai ajiem ajos aja u iem ie ies os o e es em ei i im am ib",
    "mt": "a i u t ti iet jiet ijiet in ja",
    "nl": "e en s n er t ers",
    "pl": "a e i o u y em emu ego ej ie ia iu iem iej iego iemu ich im imi iach iami om ow owi owie ach ami mi ym ymi "
    "ych ek ku ki kiem kow kom kach kami k ka cy iec ca ce cow cem com cami cach c",
    "pt": "s es a as o os e ao oes aes l is m ns",
    "ro": "ul ului i ii ilor a ei ele elor le lor e l lui le t ta te ti",
    "sk": "a e i o u y om am och ach ami mi ovi ovia ou ej ho hu eho emu ych ym ymi im imi ich iho imu ia ie iu iou "
    "iam iach iami ec ca ci cov com coch cami ka ky ku kou k",
    "sl": "a e i o u om em ov ev am ah ih im imi ema oma ega emu ja je jo ji jem jih ec ca ci ce cem cev cih cu ek ka "
    "ke ki ko ku kov er ra ru rom ri rih",
    "sv": "a an ar arna en er erna et n na or orna s t ets ens ans r rna ningar ningarna ningen de",
}
_VOWELS = frozenset("aeiouyаиоуеαηο")
_GROWING = frozenset(
    ("da", "de", "es", "fr", "it", "nl", "pt", "sv")
)  # four letters only grow here: "visa", not "viso"
_SETS = {language: frozenset(["", *endings.split()]) for language, endings in _ENDINGS.items()}
_TIGHT = frozenset(("es", "fr", "it", "pt"))  # four letters here take one more at most: "mari", not "mariés"
# Estonian, Finnish, Hungarian: what the base form may lose, and the chain of endings the word may have instead.
_LOST = {
    "et": "e a i u k s d ne us ik ed id ja",
    "fi": "a o u i e s t nen us in pa ka ta to ko po t et at",
    "hu": "em om ek ok ak k",
}
_LOSES = {language: frozenset(lost.split()) for language, lost in _LOST.items()}
_CHAINS = {
    "et": r"(?:s[ei]?|us[et]|[gdbvk]?[aeiou]{0,2})(?:d|s|t|l|st|sse|le|lt|ks|ni|na|ta|ga|id|"
    r"(?:te|de)(?:le|st|s|l|lt|ks|ni|na|ta|ga|sse)?|i(?:le|st|s|l|lt|ks|sse))?",
    "fi": r"(?:s[ei]a?|ks[ei]|u[dt]e|[dvjmtkp]?[aeiouy]{0,2})(?:n|t|a|ta|na|ksi|ssa|sta|an|en|in|on|un|yn|hin|seen|"
    r"siin|lla|lta|lle|den|ten|ja|ien|jen|iden|ina)?(?:ni|si|nsa|mme|nne|an|en)?(?:ko|kin|kaan)?",
    "hu": r"m?(?:j?[aeiou]{0,2}[kmdt]?(?:[aeiou]?[kmdit])?)(?:[nbrh][aeo][klnz]|[bt]ol|rol|ba|be|ra|re|[a-z]?[ae]l|ert|"
    r"kent|ig|on|en|an|t|ul|uk|unk|unkat|unknak|ot|at|et|es|kor)?",
}
_CHAIN = {language: re.compile(chain) for language, chain in _CHAINS.items()}
_LONGEST = 9
_LENITED = re.compile(r"^([bcdfgmpst])h")
_ECLIPSED = re.compile(r"^(?:bhf|mb|gc|nd|ng|bp|dt|ts)")


def fold(word: str) -> str:
    """A word casefolded and without accents ("Żądanie" gives "zadanie"); its length may change."""
    plain = unicodedata.normalize("NFKD", word.casefold()).casefold()  # "㋌" decomposes to "Hg"
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)


def spans(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, in order, with their offsets."""
    return [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]


def marked(word: str) -> bool:
    """Whether a word carries accents, so that its writer sets them."""
    return fold(word) != word.casefold()


def normal(word: str, language: str) -> str:
    """A word folded the language's own way: Irish initial mutations undone, German ae, oe, ue read as umlauts."""
    folded = fold(word)
    if language == "ga":
        folded = _ECLIPSED.sub(lambda m: m[0][-1], folded) if _ECLIPSED.match(folded) else folded
        return _LENITED.sub(r"\1", folded)
    if language == "de":
        return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return folded


def distance(name: str, word: str, language: str) -> int | None:
    """How many letters a normal word differs from a base form at the end, or None when it is no form of it."""
    if name == word:
        return 0
    shared = _common(name, word)
    if language in _CHAIN:
        same = _chained(shared, name[shared:], word[shared:], language)
    else:
        same = any(_listed(n, name[n:], word[n:], language) for n in range(shared, max(2, shared - 3), -1))
    return len(name) + len(word) - 2 * shared if same else None


def _common(a: str, b: str) -> int:
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    return shared


def _listed(shared: int, lost: str, gained: str, language: str) -> bool:
    endings = _SETS.get(language)
    if endings is None or lost not in endings or gained not in endings:
        return False
    if language in _TIGHT and shared <= 4 and max(len(lost), len(gained)) > 1:  # noqa: PLR2004
        return False
    short = language == "en" or (language not in _GROWING and shared + len(lost) == 4 and lost in _VOWELS)  # noqa: PLR2004
    return shared >= (3 if short else 4)


def _chained(shared: int, lost: str, gained: str, language: str) -> bool:
    """A short base form only grows ("laps", not "laste" and "lasta"); a longer one may change its last letters."""
    if shared < 4 or len(gained) > _LONGEST:  # noqa: PLR2004
        return False
    if lost and (shared < 5 or not gained or lost not in _LOSES[language]):  # noqa: PLR2004
        return False
    return _CHAIN[language].fullmatch(gained) is not None
