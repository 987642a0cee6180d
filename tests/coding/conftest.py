"""Notes of a few words: each mention is one line of a table, with everything that the coder looks at.

"low_back_pain @history"                      a mention in a section, in a sentence of its own
"-sciatica"  "?strain"  "~x"  "!mri"  "*x"     absent, possible, historical, planned, hypothetical
"+ mechanical"                                 in the sentence of the mention before it
"duration =21"  "acuity =chronic"              a value: days, or a word
"sciatica <left"  "strain #diagnosis"          a side; a role (several may follow one another)
"low_back_pain past"                           in text of an earlier visit
"disc_displacement : L4-5 disc herniation"     the words, where they matter
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from notelint.models import DurationValue, Extraction, Fact

SIGNS = {"-": "absent", "?": "possible", "~": "historical", "!": "planned", "*": "hypothetical"}
Build = Callable[..., Extraction]


def mention(line: str, sentence: int, start: int) -> Fact:
    """One fact from a line of the table."""
    head, _, words = line.partition(" : ")
    tokens = head.removeprefix("+").split()
    concept = tokens[0].lstrip("".join(SIGNS))
    given: dict[str, Any] = {
        "concept": concept,
        "assertion": SIGNS.get(tokens[0][0], "present"),
        "text": words or concept.replace("_", " "),
    }
    roles: set[str] = set()
    for token in tokens[1:]:
        match token[0], token[1:]:
            case "@", section:
                given["section"] = section
            case "#", role:
                roles.add(role)
            case "<", side:
                given["side"] = side
            case "=", days if concept == "duration":
                number = None if days == "none" else int(days)
                given["value"] = DurationValue(days=number, text=given["text"])
            case "=", value:
                given["value"] = value
            case _ if token == "past":
                given["past"] = True
            case _:
                raise ValueError(f"not in the table's language: {token}")
    end = start + len(given["text"])
    return Fact(start=start, end=end, line=sentence + 1, column=1, sentence=sentence, roles=frozenset(roles), **given)


@pytest.fixture
def chart() -> Build:
    """Builds an extraction from lines of the table."""

    def build(*lines: str) -> Extraction:
        facts: list[Fact] = []
        sentence = -1
        for line in lines:
            sentence += not line.startswith("+")
            facts.append(mention(line, sentence, start=facts[-1].end + 1 if facts else 0))
        return Extraction(facts=tuple(facts))

    return build
