"""A real server and a real Chromium; notes on three topics, indexed once."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from coach.bootstrap import build_knowledge, build_retriever
from coach.domain.knowledge import Knowledge
from coach.settings import Settings
from tests.canned import Canned
from tests.conftest import replacing
from tests.ui.server import ROOT, Server
from tests.ui.visitor import PATIENCE, Visitor
from tests.ui.watching import Watch

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ARTEFACTS = ROOT / "test-artefacts"
TOPICS = ("caching", "sql", "unit-testing")
"""Few, so that the index takes seconds."""
PACE = 0.04
"""Seconds between two chunks of the model's: a grading takes about two."""

each_look = pytest.mark.parametrize(("width", "dark"), [(1100, False), (390, True)], ids=["wide-light", "phone-dark"])
"""A page in every width and every theme, if not in every pair of them: each is a whole visit."""

expect.set_options(timeout=PATIENCE * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser test that a busy machine tripped runs again, at most twice; the summary tells which. No other does."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def some_knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the whole syllabus and a few topics."""
    folder = tmp_path_factory.mktemp("knowledge")
    source = ROOT / "knowledge"
    replacing(folder)
    for topic in TOPICS:
        shutil.copytree(source / "topics" / topic, folder / "topics" / topic)
    return folder


@pytest.fixture(scope="session")
def knowledge(some_knowledge: Path) -> Knowledge:
    return build_knowledge(Settings(knowledge=some_knowledge))


@pytest.fixture(scope="session")
def indexed(some_knowledge: Path, knowledge: Knowledge, pytestconfig: pytest.Config) -> Path:
    """A data folder with the index and without a record; kept from one session to the next, since it is a cache."""
    cache = pytestconfig.cache
    assert cache is not None
    data = cache.mkdir("coach-data")
    build_retriever(Settings(knowledge=some_knowledge, data=data), knowledge)
    return data


NewData = Callable[[], Path]


@pytest.fixture(scope="session")
def new_data(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> NewData:
    """Makes data folders that have the index already."""

    def make() -> Path:
        return shutil.copytree(indexed, tmp_path_factory.mktemp("data"), dirs_exist_ok=True)

    return make


@pytest.fixture(scope="module")
def embedded(new_data: NewData, some_knowledge: Path) -> Iterator[Server]:
    """The app without a model."""
    server = Server(new_data(), {"COACH_COACH": "embedded", "COACH_KNOWLEDGE": str(some_knowledge)})
    server.start()
    yield server
    server.close()


@pytest.fixture
def fresh(new_data: NewData, some_knowledge: Path) -> Iterator[Server]:
    """The same with an empty record, for one test; named before `tabs`, it outlives them."""
    server = Server(new_data(), {"COACH_COACH": "embedded", "COACH_KNOWLEDGE": str(some_knowledge)})
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def model() -> Iterator[Canned]:
    """The model of the module's server."""
    with Canned(delay=PACE) as canned:
        yield canned


@pytest.fixture(scope="module")
def modelled(new_data: NewData, some_knowledge: Path, model: Canned) -> Iterator[Server]:
    """The app with a model, which says what `model` is told to."""
    yield from _with_model(new_data(), some_knowledge, model)


@pytest.fixture(scope="module")
def opinionated(new_data: NewData, some_knowledge: Path, model: Canned) -> Iterator[Server]:
    """The same, asking for three opinions."""
    yield from _with_model(new_data(), some_knowledge, model, COACH_GRADE_SAMPLES="3")


def _with_model(data: Path, knowledge: Path, model: Canned, **more: str) -> Iterator[Server]:
    settings = {
        "OPENAI_BASE_URL": model.base_url,
        "OPENAI_API_KEY": "sk-nothing",
        "COACH_COACH": "openai",
        "COACH_MODEL": "canned",
        "COACH_KNOWLEDGE": str(knowledge),
        **more,
    }
    server = Server(data, settings)
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser. For this package alone: Playwright leaves an event loop running in the thread."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"There is no Chromium at {CHROMIUM}, and CI needs one.")
        pytest.skip(f"There is no Chromium at {CHROMIUM}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Tabs:
    """Tabs of one browser, watched; closing leaves a screenshot of each."""

    def __init__(self, chromium: Browser, name: str) -> None:
        self._chromium = chromium
        self._name = re.sub(r"\W+", "-", name.removeprefix("test_")).strip("-")
        self._shots = count(1)
        self._opened: list[tuple[Page, Watch]] = []
        self.context = chromium.new_context(viewport={"width": 1100, "height": 950})
        self.watch = Watch(self.context)

    def dressed(self, *, width: int = 1100, dark: bool = False) -> "Tabs":
        """The same with another width, or dark."""
        self.context.close()
        self.context = self._chromium.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 950},
            color_scheme="dark" if dark else "light",
            has_touch=width < 600,
        )
        self.watch = Watch(self.context)
        return self

    def visit(self, server: Server) -> Visitor:
        """A new tab."""
        return Visitor(self.context.new_page(), server)

    def shoot(self, page: Page, name: str = "") -> None:
        """Keep a screenshot."""
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTEFACTS / f"{self._name}-{name or next(self._shots)}.png")

    def close(self) -> None:
        for page in self.context.pages:
            self.shoot(page)
        self.context.close()
        self.watch.verdict()


@pytest.fixture
def tabs(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Tabs]:
    """The learner's browser. Console errors, failed requests, dialogs and requests to elsewhere fail the test."""
    tabs = Tabs(chromium, request.node.name)
    yield tabs
    tabs.close()
