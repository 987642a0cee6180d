"""The report as one HTML file: no network, no build step, quick to open.

The index (what the tables need of each note) and the details (text, facts, findings, some notes to a chunk) are JSON,
gzipped and base64: the page unpacks the index when it opens and a chunk when one of its notes is asked for. So no word
of a note is ever part of the markup; the page puts words in as text. The content security policy names the one script
and the one style sheet by their hashes, and allows nothing else: no connection, no
other script, no image but the page's own.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.resources import files
from typing import Any, BinaryIO

from notelint.report.batch import Batch
from notelint.report.reviews import Reviews
from notelint.report.series import drift, workups
from notelint.report.tables import RuleName, label, tip_names
from notelint.report.visits import Codes, Visit, load

CHUNK = 40
"""Notes to a chunk: few, so that a note opens at once; many enough for their words to compress."""

STRIDE = 4000
"""Notes whose details are fetched from the tables at once."""

SCRIPTS = ("core", "data", "charts", "grid", "overview", "lists", "note")
LEVEL = 6

_STATES = {"met": "m", "unmet": "u", "na": "n"}


@dataclass(frozen=True)
class Made:
    """What a page is made from.

    Attributes:
        batch: The batch.
        rules: What the rules say of themselves, by id; rules that this version does not know are named by the batch.
        text: Show the notes' words. False leaves them out everywhere, also those that messages quote.
        title: Heading of the report.
        made: The day on which it is made.
        today: The day to which open workups are counted; that of the batch where None.
        reviews: What reviewers said.
        review: The page is served for review, not written to a file.
        visits: The notes, where they have been read before.
    """

    batch: Batch
    rules: Mapping[str, RuleName]
    text: bool
    title: str
    made: dt.date
    today: dt.date | None = None
    reviews: Reviews | None = None
    review: bool = False
    visits: list[Visit] = field(default_factory=list)


def asset(name: str) -> str:
    """A file of the page."""
    return files("notelint.report").joinpath("assets", name).read_text(encoding="utf-8")


def write_page(out: BinaryIO, made: Made) -> None:
    """Write the HTML, chunk by chunk."""
    style = asset("page.css") + (asset("review.css") if made.review else "")
    parts = (*SCRIPTS, "review" if made.review else "reviewless", "main")
    script = '"use strict";\n' + "\n".join(asset(f"{name}.js") for name in parts)
    visits = made.visits or load(made.batch)
    text = made.text and made.batch.has_text
    before, after = asset("page.html").split("{{chunks}}")
    values = {
        "policy": policy(script, style, served=made.review),
        "title": html.escape(made.title),
        "mode": "review" if made.review else "report",
        "style": style,
        "index": _packed(json.dumps(index(made, visits, text), ensure_ascii=False, separators=(",", ":"))),
        "script": script,
    }
    # All at once: what is put in is not looked at again.
    out.write(re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], before).encode("utf-8"))
    for number, chunk in enumerate(_chunks(made.batch, visits, text)):
        out.write(f'<script type="text/plain" id="chunk-{number}">{_packed(chunk)}</script>\n'.encode("ascii"))
    out.write(after.encode("utf-8"))


def policy(script: str, style: str, *, served: bool = False) -> str:
    """The content security policy: this script and this style, and no connection but to the server of the page."""
    connect = "'self'" if served else "'none'"
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; connect-src {connect}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode("utf-8"), LEVEL, mtime=0)).decode("ascii")


class _Names:
    """Names that are written once and told by number."""

    def __init__(self) -> None:
        self.at: dict[str, int] = {}

    def __call__(self, name: str | None) -> int:
        return -1 if name is None else self.at.setdefault(name, len(self.at))

    @property
    def every(self) -> list[str]:
        return list(self.at)


def index(made: Made, visits: Sequence[Visit], text: bool) -> dict[str, Any]:
    """What the page's tables need, notes by columns."""
    batch, guide = made.batch, made.batch.guide
    patients, providers, clinics, codes, rules = _Names(), _Names(), _Names(), _Names(), _Names()
    kinds, statuses, confidences, agreements = _Names(), _Names(), _Names(), _Names()
    for rule in rule_order(batch):
        rules(rule)
    columns: dict[str, list[Any]] = {
        "id": [visit.note_id for visit in visits],
        "patient": [patients(visit.patient) for visit in visits],
        "date": [visit.date and visit.date.isoformat() for visit in visits],
        "provider": [providers(visit.provider) for visit in visits],
        "clinic": [clinics(visit.clinic) for visit in visits],
        "visit": [kinds(visit.visit or "unstated") for visit in visits],
        "status": [statuses(visit.status or "unstated") for visit in visits],
        "supported": [codes(visit.supported) for visit in visits],
        "billed": [codes(visit.billed) for visit in visits],
        "claim": [[codes(code) for code in visit.codes] for visit in visits],
        "use": [[codes(code) for code in visit.instead] for visit in visits],
        "confidence": [confidences(visit.confidence or "default") for visit in visits],
        "agreement": [agreements(visit.agreement) for visit in visits],
        "unspecified": [int(visit.unspecified) for visit in visits],
        "rules": [[rules(rule) for rule in visit.rules] for visit in visits],
    }
    items, exclusions = tip_names(visits)
    dates = sorted(visit.date for visit in visits if visit.date)
    today = made.today or batch.today
    return {
        "version": version("notelint"),
        "made": made.made.isoformat(),
        "text": text,
        "problem": guide.title,
        "unspecified": Codes(guide).unspecified,
        "from": dates[0].isoformat() if dates else None,
        "to": dates[-1].isoformat() if dates else None,
        "asOf": today and today.isoformat(),
        "chunk": CHUNK,
        "notes": columns,
        "patients": patients.every,
        "providers": providers.every,
        "clinics": clinics.every,
        "visits": kinds.every,
        "statuses": statuses.every,
        "codes": codes.every,
        "confidences": confidences.every,
        "agreements": agreements.every,
        "rules": [vars(made.rules[rule]) for rule in rules.every],
        "tips": [
            {
                "label": f"{label(guide, name)}: present or ruled out" if name in exclusions else label(guide, name),
                "states": "".join(_STATES.get(visit.tips.get(name, ""), " ") for visit in visits),
            }
            for name in (*items, *exclusions)
        ],
        **_concepts(batch),
        "drift": [
            {
                "patient": one.patient,
                "visits": [visit.at for visit in one.visits],
                "longest": one.longest,
                "standing": one.standing,
                "unjustified": one.unjustified,
                "since": one.since.isoformat(),
                "until": one.until.isoformat(),
            }
            for one in drift(visits)
        ],
        "workups": [
            {
                "at": one.visit.at,
                "study": label(guide, one.waits_for),
                "state": one.state,
                "days": one.days,
                "mentions": [visit.at for visit in one.mentions],
                "closed": one.closed and one.closed.at,
            }
            for one in workups(batch, visits, today)
        ],
        "failures": batch.rows("SELECT note_id, path, error FROM failures ORDER BY path, note_id"),
        "reviews": made.reviews.summary() if made.reviews else None,
    }


def rule_order(batch: Batch) -> list[str]:
    """The rules that fire in a batch, by id."""
    return [row[0] for row in batch.rows("SELECT DISTINCT rule FROM findings ORDER BY rule")]


def _concepts(batch: Batch) -> dict[str, Any]:
    """Names of concepts, their groups, assertions and sections: facts tell them by number, in these orders."""
    groups = {concept: name for name, concepts in batch.guide.groups.items() for concept in concepts}
    order = [*batch.guide.groups, "other"]
    concepts = [row[0] for row in batch.rows(_DISTINCT.format(name="concept"))]
    return {
        "groups": order,
        "concepts": [(batch.guide.label(concept), order.index(groups.get(concept, "other"))) for concept in concepts],
        "assertions": [row[0] for row in batch.rows(_DISTINCT.format(name="assertion"))],
        "sections": [row[0] for row in batch.rows(_DISTINCT.format(name="section"))],
    }


_DISTINCT = "SELECT DISTINCT {name} FROM facts WHERE {name} IS NOT NULL ORDER BY 1"


def _chunks(batch: Batch, visits: Sequence[Visit], text: bool) -> Iterator[str]:
    """The details of the notes as JSON, `CHUNK` notes each, in the order of the report."""
    for table, name in (("concept_at", "concept"), ("assertion_at", "assertion"), ("section_at", "section")):
        batch.rows(
            f"CREATE OR REPLACE TEMP TABLE {table} AS "
            f"SELECT name, row_number() OVER (ORDER BY name) - 1 AS at_ FROM ({_DISTINCT.format(name=name)}) AS t(name)"
        )
    batch.rows(
        "CREATE OR REPLACE TEMP TABLE rule_at AS SELECT name, row_number() OVER (ORDER BY name) - 1 AS at_ "
        "FROM (SELECT DISTINCT rule FROM findings) AS t(name)"
    )
    chunk: list[str] = []
    for first in range(0, len(visits), STRIDE):
        for (one,) in batch.rows(_details(text), {"first": first, "last": first + STRIDE}):
            chunk.append(one)
            if len(chunk) == CHUNK:
                yield f"[{','.join(chunk)}]"
                chunk = []
    if chunk:
        yield f"[{','.join(chunk)}]"


def _details(text: bool) -> str:
    def shown(column: str) -> str:
        """A column with sentences; without the note's words where those are left out."""
        return column if text else f"regexp_replace({column}, '{_QUOTED}', '\"…\"', 'g')"

    place = '"start", "end"' if text else "NULL, NULL"
    return f"""
WITH part AS (SELECT ord, note_id FROM visits WHERE ord >= $first AND ord < $last),
fact_lists AS (
  SELECT note_id, list([c.at_, {place}, a.at_, past::INT, s.at_, days] ORDER BY fact) AS f
  FROM facts SEMI JOIN part USING (note_id)
  JOIN concept_at c ON c.name = concept JOIN assertion_at a ON a.name = assertion
  LEFT JOIN section_at s ON s.name = section
  GROUP BY note_id),
finding_lists AS (
  SELECT note_id, list({{'r': r.at_, 'm': {shown("message")}, 's': {place.split(", ")[0]}, 'e': {place.split(", ")[1]},
    'f': facts, 'w': {shown("reason")}, 'u': source, 'c': suggested_code, 'q': {shown("question")}, 'o': origin
    }} ORDER BY finding) AS i
  FROM findings SEMI JOIN part USING (note_id) JOIN rule_at r ON r.name = rule
  GROUP BY note_id),
reason_lists AS (
  SELECT note_id,
    list_transform(reasons, lambda one: {{'t': {shown("one.text")}, 'f': one.facts}}) AS r,
    list_transform(rejected, lambda one: {{'code': one.code, 'why': {shown("one.why")}}}) AS n
  FROM suggestions SEMI JOIN part USING (note_id))
SELECT CAST(to_json({{'x': {"notes.text" if text else "NULL::VARCHAR"}, 'f': coalesce(f, []), 'i': coalesce(i, []),
  'r': coalesce(r, []), 'n': coalesce(n, [])}}) AS VARCHAR)
FROM part JOIN notes USING (note_id) LEFT JOIN fact_lists USING (note_id) LEFT JOIN finding_lists USING (note_id)
  LEFT JOIN reason_lists USING (note_id)
ORDER BY ord
"""


_QUOTED = '"[^"]*"|“[^”]*”'
