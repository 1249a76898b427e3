"""Answers to a confirmation that take back what it confirms: a whole mail of nothing else."""

from __future__ import annotations

from milepost.sharing.replying.choosing import plain

_WORDS = {
    "en": ("undo", "undo it", "undo that", "undo this", "please undo", "take it back", "revert"),
    "de": ("rückgängig", "rückgängig machen", "bitte rückgängig machen", "zurücknehmen"),
    "fr": ("annuler", "annulez", "annuler svp", "annule", "défaire"),
    "es": ("deshacer", "deshazlo", "anular", "deshacer por favor"),
    "pt": ("desfazer", "anular", "desfaça"),
    "it": ("annulla", "annullare", "annulla per favore"),
    "nl": ("ongedaan maken", "maak ongedaan", "terugdraaien"),
    "ja": ("元に戻す", "元に戻してください", "取り消し", "取り消してください"),
}
_ALL = frozenset(plain(words) for several in _WORDS.values() for words in several)


def is_undo(text: str) -> bool:
    """Whether the text asks for an undo, and for nothing else."""
    return plain(text) in _ALL
