"""`notelint review`: samples, verdicts, who is let in, and the page in a browser."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from notelint.cli import main
from notelint.cli.report import rule_names
from notelint.report.batch import DATABASE, Batch
from notelint.report.page import Made, write_page
from notelint.report.reviews import Review, read_reviews
from notelint.report.visits import Visit, load
from notelint.review.sample import at_random, of_each_rule, places
from notelint.review.server import TOKEN_HEADER, ReviewServer
from notelint.review.store import ReviewError, ReviewStore, now

from .conftest import Browser, run_batch
from .invented import records

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


@pytest.fixture
def server(folder: Path) -> Iterator[ReviewServer]:
    """A server that answers, on a free port."""
    page = io.BytesIO()
    with Batch(folder) as batch:
        visits = load(batch)
        made = Made(batch, rule_names(batch), True, "Review", dt.date(2026, 7, 1), visits=visits, review=True)
        write_page(page, made)
    with ReviewServer(page.getvalue(), visits, ReviewStore(folder)) as one:
        thread = threading.Thread(target=one.serve_forever, daemon=True)
        thread.start()
        yield one
        one.shutdown()
        thread.join()


# --- Samples ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def visits(linted: Path) -> list[Visit]:
    with Batch(linted) as batch:
        return load(batch)


def test_a_draw_can_be_repeated_and_goes_on(visits: list[Visit]) -> None:
    ten, thirty = at_random(visits, 10, 1), at_random(visits, 30, 1)
    assert ten == thirty[:10] and len(set(thirty)) == 30
    assert at_random(visits, 30, 2) != thirty
    assert sorted(at_random(visits, 10_000, 3)) == sorted(place for place, _, _ in places(visits))


def test_each_finding_is_as_likely_as_any_other(visits: list[Visit]) -> None:
    every = [place for place, _, _ in places(visits)]
    drawn = Counter(place for seed in range(400) for place in at_random(visits, 10, seed))
    expected = 400 * 10 / len(every)
    squares = sum((drawn[place] - expected) ** 2 / expected for place in every)
    # Chi squared: its mean is the degrees of freedom, its deviation the root of twice that; five deviations are much.
    free = len(every) - 1
    assert abs(squares - free) < 5 * (2 * free) ** 0.5


def test_of_each_rule(visits: list[Visit]) -> None:
    every = Counter(rule for _, _, rule in places(visits))
    drawn = Counter(visits[at].rules[number] for at, number in of_each_rule(visits, 2, 1))
    assert drawn == {rule: min(2, many) for rule, many in every.items()}


# --- Verdicts --------------------------------------------------------------------------------------------------------


def verdict(
    finding: int = 0, reviewer: str = "ann", said: str = "accept", comment: str | None = None, **more: Any
) -> Review:
    return Review(("PT-1003-1", more.get("rule", "D101"), finding), reviewer, said, comment, more.get("at", now()))


def test_the_last_verdict_counts_and_all_are_kept(folder: Path) -> None:
    store = ReviewStore(folder)
    store.add(verdict(said="accept", at=dt.datetime(2026, 7, 1)))
    store.add(verdict(said="reject", at=dt.datetime(2026, 7, 2), comment="no"))
    found = store.read()
    assert [(one.verdict, one.comment) for one in found.every] == [("reject", "no")]
    with duckdb.connect(str(folder / DATABASE), read_only=True) as db:
        rows = db.execute("SELECT count(*), count(DISTINCT review_id) FROM reviews").fetchall()
        views = db.execute("SELECT count(*) FROM findings_by_rule").fetchall()
    assert rows == [(2, 2)]
    assert views[0][0] > 5, "the batch's own views are still there"


def test_what_is_no_verdict_is_refused(folder: Path) -> None:
    store = ReviewStore(folder)
    for wrong in (
        verdict(said="maybe"),
        verdict(reviewer=" "),
        verdict(comment="x" * 2001),
        verdict(reviewer="x" * 81),
    ):
        with pytest.raises(ReviewError):
            store.add(wrong)
    assert read_reviews(folder) is None


def test_a_batch_that_is_run_anew_keeps_its_reviews(tmp_path: Path) -> None:
    folder = run_batch(tmp_path / "again", rows=records()[:2])
    ReviewStore(folder).add(verdict())
    run_batch(folder, "--fresh", rows=records()[:2])
    found = read_reviews(folder)
    assert found is not None and len(found.every) == 1


def test_the_report_shows_precision_and_kappa(folder: Path) -> None:
    store = ReviewStore(folder)
    for finding in range(4):
        store.add(verdict(finding, "ann", "accept"))
        store.add(verdict(finding, "bo", "reject" if finding == 3 else "accept"))
    store.add(verdict(4, "ann", "reject"))
    store.add(verdict(4, "bo", "reject"))
    assert main(["report", str(folder), "--format", "md"]) == 0
    text = (folder / "report.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"^\| D101 \|.*$", text, re.MULTILINE)
    # Three accepted, one rejected, one disputed; Wilson's interval of 3 in 4.
    assert [cell.strip() for cell in row.split("|")[7:-1]] == ["3", "1", "1", "75.0%", "30.1%", "95.4%"]
    assert "| ann | bo | 5 | 4 | 80.0% | 0.545 |" in text


# --- Who is let in ---------------------------------------------------------------------------------------------------


def ask(
    server: ReviewServer, path: str, method: str = "GET", body: Any = None, **headers: str | None
) -> tuple[int, Any, dict[str, str]]:
    """A request such as the page makes; headers of None are left out."""
    host = f"127.0.0.1:{server.server_port}"
    given = {
        "Host": host, "Origin": f"http://{host}", TOKEN_HEADER: server.token, "Content-Type": "application/json",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    sent = json.dumps(body).encode() if body is not None else b""
    for name, value in {**given, "Content-Length": str(len(sent))}.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(sent)
    answer = connection.getresponse()
    data = answer.read()
    told = json.loads(data) if answer.getheader("Content-Type") == "application/json" else data
    connection.close()
    return answer.status, told, dict(answer.getheaders())


def judged(server: ReviewServer, **changes: Any) -> dict[str, Any]:
    at = next(visit.at for visit in server.visits if visit.note_id == "PT-1003-1")
    return {"note": at, "finding": 0, "reviewer": "ann", "verdict": "accept", "comment": None, **changes}


def test_the_page_is_for_those_who_know_the_address(server: ReviewServer) -> None:
    status, page, headers = ask(server, f"/{server.token}/")
    assert status == 200 and b"connect-src 'self'" in page
    assert headers["Cache-Control"] == "no-store" and headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer" and "Python" not in headers["Server"]
    for path in ("/", "/reviews", "/wrong/", f"/{server.token}", f"/{server.token[:-1]}/", "/../", "//", "*"):
        assert ask(server, path)[0] == 404, path
    assert server.server_address[0] == "127.0.0.1"
    assert len(server.token) >= 40


def test_a_verdict_is_kept(server: ReviewServer, folder: Path) -> None:
    assert ask(server, f"/{server.token}/reviews", "POST", judged(server, comment="right"))[0] == 200
    status, told, _ = ask(server, f"/{server.token}/reviews")
    assert status == 200
    (one,) = told["every"]
    assert (one["reviewer"], one["verdict"], one["comment"]) == ("ann", "accept", "right")
    rule = server.visits[one["note"]].rules[0]
    assert told["summary"]["rules"][rule]["accepted"] == 1
    found = read_reviews(folder)
    assert found is not None and list(found.verdicts) == [("PT-1003-1", rule, 0)]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:80"},
        {"Host": "127.0.0.1"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {TOKEN_HEADER: None},
        {TOKEN_HEADER: "wrong"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
    ],
    ids=str,
)
def test_others_are_kept_out(server: ReviewServer, folder: Path, headers: dict[str, str | None]) -> None:
    assert ask(server, f"/{server.token}/reviews", "POST", judged(server), **headers)[0] in (403, 415, 421)
    assert read_reviews(folder) is None


def test_reading_wants_the_token_in_a_header_too(server: ReviewServer) -> None:
    assert ask(server, f"/{server.token}/reviews", **{TOKEN_HEADER: None})[0] == 403
    assert ask(server, f"/{server.token}/sample?kind=random&n=3&seed=1", **{TOKEN_HEADER: "é"})[0] == 403
    assert ask(server, f"/{server.token}/", Host="evil.example")[0] == 421


def test_a_wrong_request_is_told_what_is_wrong(server: ReviewServer, folder: Path) -> None:
    path = f"/{server.token}/reviews"
    for wrong in (
        {"note": 9999}, {"note": -1}, {"note": True}, {"note": "0"}, {"finding": 99}, {"finding": -1}, {"verdict": "x"},
        {"reviewer": ""}, {"reviewer": 5}, {"comment": ["x"]}, {"comment": "x" * 2001},
    ):  # fmt: skip
        status, told, _ = ask(server, path, "POST", judged(server, **wrong))
        assert status == 400 and told["error"], wrong
    assert ask(server, path, "POST", [1])[0] == 400
    assert ask(server, path, "POST", judged(server, comment="x" * 70_000))[0] == 413
    assert ask(server, f"/{server.token}/sample?kind=best&n=3")[0] == 400
    assert ask(server, f"/{server.token}/sample?kind=random&n=0")[0] == 400
    assert ask(server, f"/{server.token}/sample?kind=random&n=99999999999")[0] == 400
    assert ask(server, path, "DELETE")[0] == 501
    assert read_reviews(folder) is None


def test_the_command_says_where_and_stops(folder: Path) -> None:
    started = subprocess.Popen(
        [sys.executable, "-m", "notelint", "review", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored in the background
    )  # fmt: skip
    try:
        assert started.stdout is not None
        line = started.stdout.readline()
        match = re.fullmatch(r"Review at http://127\.0\.0\.1:(\d+)/([\w-]{40,})/\n", line)
        assert match, line
        connection = http.client.HTTPConnection("127.0.0.1", int(match[1]), timeout=10)
        connection.request("GET", f"/{match[2]}/")
        assert connection.getresponse().status == 200
        connection.close()
        started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=20)
    finally:
        with contextlib.suppress(ProcessLookupError):
            started.kill()
    assert started.returncode == 0 and err == ""
    assert "Stopped. Verdicts: 0" in out


# --- In the browser --------------------------------------------------------------------------------------------------


def test_two_reviewers_judge_a_sample(server: ReviewServer, browser: Browser, folder: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    for name, keys in (("ann", "aaa"), ("bo", "aar")):
        browser.open(server.address)
        box = browser.driver.find_element("id", "reviewer")
        box.clear()
        box.send_keys(name)
        size = browser.driver.find_element("id", "sample-size")
        size.clear()
        size.send_keys("3" + Keys.ENTER)
        browser.until("document.querySelector('.finding.lit')")
        for place, key in enumerate(keys):
            browser.until(f"document.querySelector('.queue').innerText.includes('{place + 1} of 3')")
            browser.press(key)
            browser.until(f"document.querySelector('.queue').innerText.includes('{place + 1} judged')")
            browser.press("n")
    found = read_reviews(folder)
    assert found is not None
    assert found.reviewers == ["ann", "bo"] and len(found.every) == 6
    assert sorted(Counter(one.verdict for one in found.every).items()) == [("accept", 5), ("reject", 1)]
    assert browser.driver.execute_script(CONTRAST)["low"] == []
    browser.go("#/review")
    assert browser.driver.execute_script(CONTRAST)["low"] == []
    assert "ann and bo" in browser.js("document.getElementById('main').innerText")
    assert browser.logs() == []
    asked = browser.requested()
    assert server.address + "reviews" in asked
    assert [address for address in asked if not address.startswith(server.address)] == []


def test_what_others_said_is_shown_once_it_is_judged(server: ReviewServer, browser: Browser) -> None:
    at = judged(server)["note"]
    ask(server, f"/{server.token}/reviews", "POST", judged(server, reviewer="ann", comment="<b>sure</b>"))
    browser.open(server.address)
    browser.driver.find_element("id", "reviewer").send_keys("bo")
    browser.go(f"#/note/{at}")
    assert "sure" not in browser.js("document.querySelector('#finding-0').innerText")
    browser.driver.find_element("css selector", "#finding-0 .reject").click()
    browser.until("document.querySelector('#finding-0 .reject').getAttribute('aria-pressed') === 'true'")
    assert "ann: accept (<b>sure</b>)" in browser.js("document.querySelector('#finding-0').innerText")


def test_a_verdict_wants_a_name(server: ReviewServer, browser: Browser, folder: Path) -> None:
    browser.open(server.address)
    browser.js("sessionStorage.clear()")
    browser.open(server.address)
    browser.go(f"#/note/{judged(server)['note']}")
    browser.driver.find_element("css selector", "#finding-0 .accept").click()
    browser.until("document.querySelector('.reviewproblem')")
    assert read_reviews(folder) is None
