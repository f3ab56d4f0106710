"""Words by which comments restrict in other languages, and in jargon: `секретно`, `noexport`, `under NDA`.

They count in comments only, which the readers of a page do not see: in a sentence, most of them are ordinary words.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.text.characters import skeleton

_STEMS = (
    # Russian, Ukrainian, Bulgarian
    "секретн, конфиденциальн, конфіденційн, поверительн, для служебного, для внутр, не публик, не для публик, дсп",
    # Polish, Czech, Slovak, Croatian, Hungarian, Romanian
    "zastrzeżon, poufn, tajn, nie publik, důvěrn, dôvern, neveřejn, povjerljiv, bizalmas, titkos, nem nyilvános",
    "confidențial, strict secret",
    # Finnish, Estonian, Swedish, Norwegian, Danish, Dutch
    "luottamuksel, salai, salas, ei julki, konfidents, konfident, sekretess, hemlig, fortroli, hemmelig, vertrouwelijk",
    "niet public, niet openbaar",
    # Turkish, Greek, Arabic, Hebrew, Persian
    "gizli, hizmete özel, yayınlama, εμπιστευτικ, απόρρητ, سري, سرية, للاستخدام الداخلي, סודי, חסוי, محرمانه",  # noqa: RUF001  # as it is written
    # Hindi, Thai, Vietnamese, Indonesian, Filipino
    "गोपनीय, ลับ, tuyệt mật, bảo mật, nội bộ, rahasia, sulit",
    # Spanish, Portuguese, Italian
    "reservad, uso intern, secreto, restrito, sigilos, não publi, não divulg, riservat, segret, solo intern",
    # French, German
    "usage intern, interne uniquement, uniquement intern, diffusion restr, diffusion limit, ne pas diff, ne pas divulg",
    "firmengeheim, betriebsgeheim, dienstgeheim, nicht für die öffentlichkeit, nicht für kunden",
    # Chinese, Japanese, Korean
    "秘密, 対外秘, 對外, マル秘, 丸秘, 社外, 部外, 绝密, 絕密, 不公开, 不公開, 外传, 外傳",
    "비밀, 사내용, 내부용, 비공개, 공개 금지",
    # English, of lawyers, officials and programs
    "fouo, for official use, law enforcement sensitive, privileged, attorney-client, legal hold, under nda",
    "proprietary, trade secret, do not leak, do not send, off the record, chatham house, keep internal, keep private",
    "keep secret, keep this internal, keep this private, before publi, before release",
    "to be redact, redact th, redact be, noexport, no-export, no_export",
    "nopubli, no-publi, no_publi, unpubli, exclude-from, exclude from",
)
"""How each of these words begins."""
_WHOLE = (
    "nda pii cui mật privado privada privato hush redact 秘 ㊙ 赤 赤色 アンバー レッド rot rojo rouge rosso красный"
)
"""What restricts where a comment says nothing else."""
_SETTING = (
    r"(?<![^\W_])(?:visib(?:le|ility)|audience|readers?|sensitivity|classification|clearance|acl|access|only|level)"
    r"(?:[ _-]?(?:to|for|level|class))?\s*[:=]"
)
_LONGEST = 200
"""A longer comment is text that somebody switched off, or code that has a comment's signs, and may say anything."""


def restricts_in_other_words(comment: str) -> bool:
    """Whether a comment, as its skeleton, restricts in another language or in jargon."""
    return len(comment) <= _LONGEST and _pattern().search(comment) is not None


@cache
def _pattern() -> re.Pattern[str]:
    """Compiled when the first comment is looked at: most files have none."""
    stems = [_plain(stem.strip()) for line in _STEMS for stem in line.split(",")]
    spaced = "|".join(stem for stem in stems if not _UNSPACED.match(stem))
    unspaced = "|".join(stem for stem in stems if _UNSPACED.match(stem))
    whole = "|".join(_plain(word) for word in _WHOLE.split())
    return re.compile(rf"(?<![^\W_])(?:{spaced})|{unspaced}|\A[\W_]*(?:{whole})[\W_]*\Z|{_SETTING}")


_UNSPACED = re.compile(r"\\?[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
"""The first letter of what is written without spaces, so that no word begins or ends there."""


def _plain(word: str) -> str:
    return re.escape(skeleton(word))
