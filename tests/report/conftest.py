"""What the tests of the report share: a batch of invented notes, linted once, and a real browser."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the batch extra is not installed")
pytest.importorskip("duckdb", reason="the batch extra is not installed")

from notelint.cli import main

from .invented import records


def run_batch(folder: Path, *options: str, rows: list[dict[str, Any]] | None = None) -> Path:
    """Lint the invented notes, or other records, into a folder."""
    source = folder.parent / f"{folder.name}.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in (rows or records())), encoding="utf-8")
    fixed = ["--jobs", "1", "--quiet", "--isolated", "--today", "2026-07-01"]
    status = main(["batch", str(source), "--out", str(folder), *fixed, *options])
    assert status in (0, 2), status  # 2: one of the records cannot be read, on purpose
    return folder


@pytest.fixture(scope="session")
def linted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the batch; not to be written to."""
    return run_batch(tmp_path_factory.mktemp("batch") / "results")


@pytest.fixture
def folder(linted: Path, tmp_path: Path) -> Path:
    """A copy of the results to work with."""
    return Path(shutil.copytree(linted, tmp_path / "results"))


@pytest.fixture(scope="session")
def page(linted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report as a page."""
    file = tmp_path_factory.mktemp("page") / "report.html"
    assert main(["report", str(linted), "--out", str(file), "--title", "First half-year"]) == 0
    return file


# --- The browser -----------------------------------------------------------------------------------------------------

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage", "--window-size=1400,1000",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium with a profile of its own, for all tests that want one."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("Chromium and its driver are not installed (on Debian: apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(DRIVER)
    driver = webdriver.Chrome(options, service)
    yield driver
    driver.quit()


class Browser:
    """A page in the browser, with what tests ask of it."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        """Open a page and wait until it is drawn."""
        self.driver.get("about:blank")
        self.logs()
        self.driver.get(address)
        self.until("document.body.dataset.ready === 'yes'")

    def js(self, script: str, *values: Any) -> Any:
        """The value of an expression."""
        return self.driver.execute_script(f"return ({script})", *values)

    def until(self, condition: str, seconds: float = 20) -> None:
        """Wait until an expression holds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            # While a page is loaded there may be nothing to ask.
            with contextlib.suppress(Exception):
                if self.js(condition):
                    return
            time.sleep(0.02)
        raise AssertionError(f"never came true: {condition}")

    def go(self, hash_: str) -> None:
        """Go to a view and wait until it is drawn."""
        name = hash_.split("/")[1]
        self.js("document.getElementById('main').replaceChildren()")
        self.js(f"(location.hash = '#/x', location.hash = '{hash_}')")
        self.until(f"document.body.dataset.view === '{name}' && document.querySelector('main h2')")

    def press(self, keys: str) -> None:
        """Press keys where the focus is."""
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(keys).perform()

    def logs(self) -> list[str]:
        """What the console said since it was asked last."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requested(self) -> list[str]:
        """Addresses that pages asked for since this was asked last; the browser's own pages and data are none."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                found.append(message["params"]["request"]["url"])
        return [address for address in found if not address.startswith(("about:", "data:", "chrome"))]


@pytest.fixture
def browser(chromium: Any) -> Iterator[Browser]:
    """The browser, as if just opened."""
    one = Browser(chromium)
    one.requested()
    yield one
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.get("about:blank")


Open = Callable[[str], Browser]
