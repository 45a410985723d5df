"""Parts of a text to block on."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["piece"]

_SOUNDS = str.maketrans("ckqgxzjfwvpbdtmnlr", "kkkksssfffppttmnlr", "aeiouyh")


def piece(value: str, part: str) -> str:
    """The part of a folded text (``model.PARTS``); empty where there is none."""
    words = value.split()
    if not words:
        return ""
    if part in ("first", "last"):
        return words[0 if part == "first" else -1]
    if part == "words":
        return " ".join(sorted(words))
    if part == "sound":
        return " ".join(_sound(w) for w in words)
    return value[:3]


@lru_cache(maxsize=1 << 16)
def _sound(word: str) -> str:
    """The consonants of a word, each class of like-sounding ones as one letter, doubled ones once."""
    plain = word.replace("ph", "f").replace("ck", "k").translate(_SOUNDS)
    kept = "".join(c for i, c in enumerate(plain) if not i or plain[i - 1] != c)
    return kept or word[:1]
