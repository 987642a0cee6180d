"""How far reviewers agree with the findings, and with each other.

Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference. Cohen, J. (1960), A
coefficient of agreement for nominal scales.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist
from typing import Any

Z95 = NormalDist().inv_cdf(0.975)
"""Standard deviations on either side of a 95% interval."""

Verdicts = Mapping[Any, Mapping[str, str]]
"""What each reviewer said of each finding: finding, reviewer, `accept` or `reject`."""


def wilson(hits: int, total: int, z: float = Z95) -> tuple[float, float] | None:
    """Confidence interval of a share, by Wilson's score; None where there is nothing to judge by."""
    if total <= 0:
        return None
    share = hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    below = 1 + z * z / total
    # At the ends the interval ends there, whatever rounding makes of it.
    low = 0.0 if hits == 0 else (middle - spread) / below
    return low, 1.0 if hits == total else (middle + spread) / below


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of the findings judged were right. `disputed` ones have as many verdicts for as against; they count in
    neither number."""

    accepted: int = 0
    rejected: int = 0
    disputed: int = 0

    @property
    def share(self) -> float | None:
        """Accepted, as a share of those accepted or rejected."""
        total = self.accepted + self.rejected
        return self.accepted / total if total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95% interval of that share."""
        return wilson(self.accepted, self.accepted + self.rejected)


def precision(verdicts: Iterable[Mapping[str, str]]) -> Precision:
    """Count findings by what most of their reviewers said; each finding counts once."""
    counts: Counter[str] = Counter()
    for said in verdicts:
        votes = Counter(said.values())
        if votes:
            lead = votes["accept"] - votes["reject"]
            counts["accepted" if lead > 0 else "rejected" if lead < 0 else "disputed"] += 1
    return Precision(counts["accepted"], counts["rejected"], counts["disputed"])


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement of two reviewers over the findings that both judged: from -1 to 1; `kappa` is None where chance alone
    would have them agree always (both said one and the same of everything)."""

    first: str
    second: str
    findings: int
    agreed: int
    kappa: float | None


def cohen(pairs: Iterable[tuple[str, str]]) -> tuple[int, int, float | None]:
    """Number of pairs, number of equal ones, and Cohen's kappa of two raters."""
    both = Counter(pairs)
    total = sum(both.values())
    if not total:
        return 0, 0, None
    agreed = sum(count for (one, other), count in both.items() if one == other)
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for (one, other), count in both.items():
        left[one] += count
        right[other] += count
    chance = sum(left[value] * right[value] for value in left) / total**2
    return total, agreed, None if chance == 1 else (agreed / total - chance) / (1 - chance)


def kappas(verdicts: Verdicts) -> list[Kappa]:
    """Cohen's kappa for every two reviewers who judged a finding in common."""
    reviewers = sorted({name for said in verdicts.values() for name in said})
    found = []
    for one, other in combinations(reviewers, 2):
        shared = [(said[one], said[other]) for said in verdicts.values() if one in said and other in said]
        if shared:
            found.append(Kappa(one, other, *cohen(shared)))
    return found
