"""Writing reports in any format."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from notelint.models import Failure, NoteReport, RunSummary
from notelint.output import Options, formats

Render = Callable[..., str]


@pytest.fixture
def render() -> Render:
    """Writes reports in a format and gives what was printed."""

    def rendered(
        kind: str,
        *reports: NoteReport,
        summary: RunSummary | None = None,
        failures: Sequence[Failure] = (),
        **options: Any,
    ) -> str:
        out = io.StringIO()
        writer = formats()[kind](out, Options(**options))
        for one in reports:
            writer.write(one)
        found = {s: sum(f.severity == s for r in reports for f in r.findings) for s in ("error", "warning", "info")}
        failed = len({failure.path for failure in failures})
        writer.close(summary or RunSummary(notes=len(reports), failed=failed, findings=found), failures)
        return out.getvalue()

    return rendered
