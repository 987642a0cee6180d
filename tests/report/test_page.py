"""The page in a real browser: drawn, sorted, filtered, read, by mouse and by keys; nothing asked of any network."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from notelint.report import tables
from notelint.report.batch import Batch
from notelint.report.visits import load

from .conftest import Browser
from .invented import CLINICS, HOSTILE

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
ROWS = "document.querySelectorAll('main tbody tr').length"


@pytest.fixture
def opened(browser: Browser, page: Path) -> Browser:
    browser.open(page.as_uri())
    return browser


def cells(browser: Browser, column: str) -> list[str]:
    """What stands in a column of the first table."""
    return list(
        browser.js(
            f"""(() => {{
              const table = document.querySelector("main table");
              const at = [...table.tHead.rows[0].cells].findIndex((head) => head.dataset.key === "{column}");
              return [...table.tBodies[0].rows].map((row) => row.cells[at].innerText.trim());
            }})()"""
        )
    )


def choose(browser: Browser, name: str, value: str) -> None:
    """Choose in a list, as a hand does."""
    from selenium.webdriver.support.select import Select

    Select(browser.driver.find_element("id", name)).select_by_value(value)


def test_it_opens_without_an_error_or_a_request(opened: Browser, page: Path) -> None:
    for view in ("#/notes", "#/patients", "#/workups", "#/note/0", "#/overview"):
        opened.go(view)
    assert opened.logs() == []
    asked = [address.split("#")[0] for address in opened.requested()]
    assert page.as_uri() in asked, "what is asked for is seen"
    assert [address for address in asked if address != page.as_uri()] == []


def test_the_policy_of_the_page_stops_a_request(opened: Browser) -> None:
    opened.driver.set_script_timeout(10)
    said = opened.driver.execute_async_script(
        "const done = arguments[0]; fetch('http://127.0.0.1:9/x').then(() => done('went'), () => done('stopped'))"
    )
    assert said == "stopped"
    assert any("Content Security Policy" in line for line in opened.logs())


def test_charts_are_drawn(opened: Browser) -> None:
    assert opened.js("document.querySelectorAll('svg.plot').length") == 2
    assert opened.js("document.querySelectorAll('svg.plot')[0].querySelectorAll('rect.fill').length") >= 6
    assert opened.js("document.querySelectorAll('svg.plot')[1].querySelectorAll('circle.dot').length") >= 6
    assert opened.js(
        "[...document.querySelectorAll('svg.plot')].every((plot) => plot.getBoundingClientRect().height > 100)"
    )
    assert opened.js("document.querySelectorAll('svg.bar').length") > 20
    assert opened.js("[...document.querySelectorAll('svg[role=img]')].every((each) => each.getAttribute('aria-label'))")
    opened.go("#/patients")
    assert opened.js("document.querySelector('svg.strip').querySelectorAll('rect').length") == 4


def test_the_figures_are_those_of_the_tables(opened: Browser, linted: Path) -> None:
    with Batch(linted) as batch:
        visits = load(batch)
        tips = tables.tips(visits, batch.guide)
    points = cells(opened, "label")
    assert points == [row[0] for row in tips.rows]
    assert cells(opened, "met") == [f"{row[2]} of {row[1]}" for row in tips.rows]
    rules = Counter(rule for visit in visits for rule in visit.rules)
    drawn = opened.js(
        """Object.fromEntries([...document.querySelectorAll("main .panel")]
             .find((panel) => panel.querySelector("h3").innerText === "Findings by rule")
             .querySelectorAll("tbody tr").values()
             .map((row) => [row.cells[0].innerText, Number(row.cells[3].innerText)]))"""
    )
    assert drawn == dict(rules)
    matrix = Counter((visit.supported, visit.billed) for visit in visits)
    labels = opened.js(
        "[...document.querySelectorAll('.matrix td button')].map((each) => each.getAttribute('aria-label'))"
    )
    assert len(labels) == len(matrix)
    assert "1 note supporting M54.51, billed M54.51" in labels


def test_a_head_sorts_and_says_so(opened: Browser) -> None:
    opened.go("#/notes")
    for order in (False, True):
        opened.driver.find_element("css selector", "th[data-key=id] button").click()
        ids = cells(opened, "id")
        assert ids == sorted(ids, key=lambda name: [int(part) for part in name[3:].split("-")], reverse=order)
        state = opened.js("document.querySelector('th[data-key=id]').getAttribute('aria-sort')")
        assert state == ("descending" if order else "ascending")
    assert opened.js("document.activeElement.closest('th').dataset.key") == "id", "the focus stays"
    assert opened.js("document.getElementById('status').textContent") == "Sorted by Note, descending"


def test_filters_hold_for_every_part(opened: Browser) -> None:
    opened.go("#/notes")
    every = opened.js(ROWS)
    who = next(iter(CLINICS))
    choose(opened, "f-provider", who)
    opened.until(f"{ROWS} < {every}")
    assert set(cells(opened, "provider")) == {who}
    opened.go("#/overview")
    assert opened.js("document.querySelector('.tile strong').innerText") == opened.js(
        "document.getElementById('many').innerText.split(' ')[0]"
    )
    opened.go("#/workups")
    assert set(cells(opened, "provider")) == {who}
    opened.driver.find_element("id", "reset").click()
    opened.go("#/notes")
    assert opened.js(ROWS) == every


def test_a_search_finds_notes(opened: Browser) -> None:
    opened.go("#/notes")
    opened.press("/")
    assert opened.js("document.activeElement.id") == "f-q"
    opened.press("pt-1004 m54.41")
    opened.until(f"{ROWS} === 2")
    assert opened.js("document.activeElement.id") == "f-q", "one can go on writing"
    opened.press(" nowhere")
    opened.until("document.querySelector('main .empty')")


def test_a_number_leads_to_its_notes(opened: Browser) -> None:
    label = "1 note supporting M54.51, billed M54.51"
    opened.driver.find_element("css selector", f'button[aria-label="{label}"]').click()
    opened.until("document.body.dataset.view === 'notes'")
    assert cells(opened, "id") == ["PT-1001-4"]
    chip = opened.driver.find_element("css selector", ".chipbutton")
    assert "Billed: M54.51" in chip.text
    chip.click()
    opened.until("!document.querySelector('.chipbutton')")


def note(browser: Browser, name: str) -> None:
    """Open a note by its link in the list."""
    browser.go("#/notes")
    browser.js(f"[...document.querySelectorAll('main tbody a')].find((link) => link.innerText === '{name}').click()")
    browser.until(f"document.querySelector('main h2')?.innerText === '{name}'")


def test_a_note_shows_its_text_its_facts_and_its_findings(opened: Browser) -> None:
    note(opened, "PT-1002-1")
    marks = opened.js(
        "[...document.querySelectorAll('.text mark')].map((mark) => [mark.innerText, mark.title, mark.className])"
    )
    said = {words: (title, tone) for words, title, tone in marks}
    assert "mechanical" in said["mechanical"][0] and "present" in said["mechanical"][1]
    assert "absent" in said["sciatica"][0] and "absent" in said["sciatica"][1]
    rules = opened.js("[...document.querySelectorAll('.finding header b')].map((each) => each.innerText)")
    assert "C101" in rules
    assert "M54.59" in opened.js("document.querySelector('.codes').innerText")
    at = rules.index("C101")
    opened.driver.find_element("css selector", f"#finding-{at} button.small").click()
    lit = opened.js("[...document.querySelectorAll('.text mark.lit')].map((mark) => mark.innerText)")
    assert "mechanical" in lit


def test_words_of_a_note_do_nothing(opened: Browser) -> None:
    note(opened, "PT-1012-2")
    text = opened.js(
        """(() => { const text = document.querySelector(".text").cloneNode(true);
                    text.querySelectorAll("a.ref").forEach((each) => each.remove()); return text.textContent; })()"""
    )
    assert text == HOSTILE
    assert opened.js("document.querySelectorAll('main img, main script, .text b').length") == 0
    assert "owned" not in opened.driver.title
    found = opened.js("[...document.querySelectorAll('.text mark')].map((mark) => mark.innerText)")
    assert "mechanical" in found, "offsets hold behind signs outside the first plane"
    assert opened.logs() == []


def test_it_can_be_worked_by_keys(opened: Browser) -> None:
    from selenium.webdriver.common.keys import Keys

    opened.js("document.activeElement.blur()")
    opened.press(Keys.TAB)
    assert opened.js("document.activeElement.className") == "skip"
    opened.press(Keys.TAB)
    assert opened.js("document.activeElement.innerText") == "Overview"
    assert opened.js("getComputedStyle(document.activeElement).outlineStyle") == "solid", "the focus can be seen"
    opened.press(Keys.TAB)
    opened.press(Keys.ENTER)
    opened.until("document.body.dataset.view === 'notes'")
    for _ in range(80):
        opened.press(Keys.TAB)
        if opened.js("document.activeElement.matches('tbody a')"):
            break
    first = opened.js("document.activeElement.innerText")
    opened.press(Keys.ENTER)
    opened.until(f"document.querySelector('main h2')?.innerText === '{first}'")
    opened.press("j")
    opened.until(f"document.querySelector('main h2')?.innerText !== '{first}'")
    opened.press("k")
    opened.until(f"document.querySelector('main h2')?.innerText === '{first}'")
    opened.press(Keys.ESCAPE)
    opened.until("document.body.dataset.view === 'notes'")


def test_controls_have_names_and_tables_have_captions(opened: Browser) -> None:
    unnamed = """[...document.querySelectorAll("button, a, select, input, textarea")].filter((each) => {
      const label = each.id && document.querySelector(`label[for="${each.id}"]`);
      return !(each.textContent.trim() || each.getAttribute("aria-label") || label || each.closest("label"));
    }).map((each) => each.outerHTML.slice(0, 80))"""
    for view in ("#/overview", "#/notes", "#/patients", "#/workups", "#/note/3"):
        opened.go(view)
        assert opened.js(unnamed) == []
        assert opened.js("[...document.querySelectorAll('main table')].every((table) => table.caption?.textContent)")
        assert opened.js("[...document.querySelectorAll('thead th')].every((head) => head.scope)")
        ids = opened.js("[...document.querySelectorAll('[id]')].map((each) => each.id)")
        assert len(ids) == len(set(ids))
    assert opened.js("document.documentElement.lang") == "en"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("by", ["system", "switch"])
def test_contrast(opened: Browser, theme: str, by: str) -> None:
    features = [
        {"name": "prefers-color-scheme", "value": theme if by == "system" else "light"},
        {"name": "prefers-reduced-motion", "value": "reduce"},  # colours that are still changing are no measure
    ]
    opened.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen", "features": features})
    if by == "switch":
        choose(opened, "theme", theme)
    ground = opened.js("getComputedStyle(document.body).backgroundColor")
    assert (sum(int(part) for part in ground[4:-1].split(",")) < 384) == (theme == "dark")
    low: dict[str, Any] = {}
    for view in ("#/overview", "#/notes", "#/patients", "#/workups", *(f"#/note/{at}" for at in range(4))):
        opened.go(view)
        opened.js("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        found = opened.driver.execute_script(CONTRAST)
        assert found["seen"] > 30
        if found["low"]:
            low[view] = found["low"]
    if by == "switch":
        opened.js("localStorage.clear()")
    assert low == {}


def test_the_measure_of_contrast_can_fail(opened: Browser) -> None:
    opened.js("document.querySelector('h1').style.color = 'rgb(200, 205, 210)'")
    assert any("H1" in line for line in opened.driver.execute_script(CONTRAST)["low"])


def test_it_fits_a_narrow_window(opened: Browser) -> None:
    metrics = {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    opened.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for view in ("#/overview", "#/notes", "#/patients", "#/workups", "#/note/3"):
        opened.go(view)
        assert opened.js("document.documentElement.scrollWidth") <= 400, view


def test_it_prints(opened: Browser) -> None:
    opened.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    paper = {"width": 688, "height": 1000, "deviceScaleFactor": 1, "mobile": False}  # A4 within its margins, at 96 dpi
    opened.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", paper)
    for view in ("#/overview", "#/patients", "#/note/3"):
        opened.go(view)
        wide = opened.js(
            "[...document.querySelectorAll('.scroll')].filter((e) => e.scrollWidth > e.clientWidth + 1).length"
        )
        assert wide == 0, view
    hidden = opened.js(
        "['nav', '#filters', '.tools'].every((e) => getComputedStyle(document.querySelector(e)).display === 'none')"
    )
    assert hidden
    assert opened.js("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    pdf = opened.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})["data"]
    assert len(pdf) > 10_000
