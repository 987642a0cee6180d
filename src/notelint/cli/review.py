"""`notelint review`: serves a batch's report on localhost, with controls to accept or reject findings."""

from __future__ import annotations

import datetime as dt
import io
from typing import Annotated

import typer

from notelint.cli.batch import require
from notelint.cli.console import UsageError, guarded
from notelint.cli.report import Folder, NoText, Title, rule_names, warn_of

Port = Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Port to listen on.  [default: a free one]")]
Browse = Annotated[bool, typer.Option("--open", help="Open the page in the browser of this machine.")]


@guarded
def review(
    folder: Folder, port: Port = 0, no_text: NoText = False, title: Title = None, browse: Browse = False
) -> None:
    """Review the findings of a batch in the browser.

    Serves the report to this machine alone, at an address with a token that is drawn for each run, until it is
    stopped with Ctrl-C. Each finding is accepted or rejected, with a comment; samples are drawn at random or of each
    rule. Verdicts are kept in the batch's DuckDB file, and notelint report shows what they add up to.
    """
    require("duckdb", command="review")
    from notelint.report.batch import Batch
    from notelint.report.page import Made, write_page
    from notelint.report.visits import load
    from notelint.review.server import HOST, ReviewServer
    from notelint.review.store import ReviewStore

    store = ReviewStore(folder)
    with Batch(folder) as batch:
        warn_of(batch)
        visits = load(batch)
        page = io.BytesIO()  # never in a file: it holds words of notes
        write_page(
            page,
            Made(
                batch=batch,
                rules=rule_names(batch),
                text=not no_text,
                title=title or folder.resolve().name,
                made=dt.date.today(),
                visits=visits,
                review=True,
            ),
        )
    store.read()  # what cannot be read is told now
    try:
        server = ReviewServer(page.getvalue(), visits, store, port)
    except OSError as error:
        raise UsageError(f"--port: {HOST}:{port} cannot be listened on: {error.strerror}") from None
    with server:
        print(f"Review at {server.address}", flush=True)
        print("For this machine alone; whoever knows the address can read the notes. Stop with Ctrl-C.", flush=True)
        if browse:
            import webbrowser

            webbrowser.open(server.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            found = store.read()
            print(f"Stopped. Verdicts: {len(found.every)}, by {len(found.reviewers)}.")
