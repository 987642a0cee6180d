"""Small words for the sentences of a suggestion."""

from __future__ import annotations

from collections.abc import Iterable


def listed(words: Iterable[str], last: str = "and") -> str:
    """Join words as in a sentence, each once: "a", "a and b", "a, b and c"."""
    parts = list(dict.fromkeys(words))
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentence(text: str) -> str:
    """Begin with a capital, leaving the rest alone."""
    return text[:1].upper() + text[1:]
