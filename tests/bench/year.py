"""A learner with a year on record, 2,000 turns: what planning costs, and how fast the pages open."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from coach.bootstrap import SystemClock, build_knowledge, build_store, build_today
from coach.domain.knowledge import Knowledge
from coach.domain.practice import Practice
from coach.settings import Settings
from tests.bench.measuring import once, p50_p95, times
from tests.bench.serving import chromium_page, serving
from tests.past import practices

TURNS = 2_000
LEARNER = "local"
PAGES = ("Today", "Progress", "Syllabus", "Notes", "History")
ROUNDS = 7
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


def rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Planning by itself, then each page in a real browser, from the click on its name until it is drawn."""
    data = folder / "year"
    if (folder / "notes" / "index").exists():  # with the vectors: made anew beside the pages, they would slow them
        shutil.copytree(folder / "notes", data, ignore=shutil.ignore_patterns("record*"))
    settings = Settings(data=data)
    knowledge, store = build_knowledge(settings), build_store(settings)
    for practice in practices(knowledge, SystemClock().now(), turns=TURNS, days=365):
        store.create(practice)
    verdicts = len(store.counted_verdicts(LEARNER))

    cold = min(once(lambda: build_today(knowledge, store).agenda(LEARNER)) for _ in range(3))
    yield "a year: plan, first time in a process", f"{cold * 1e3:.0f} ms", f"{TURNS:,} turns, {verdicts:,} verdicts"
    today = build_today(knowledge, store)
    today.agenda(LEARNER)
    one_more = (_another(knowledge, number) for number in range(100))
    store.create(next(one_more))
    changed = once(lambda: today.agenda(LEARNER))
    yield (
        "a year: plan, after a change of the record",
        f"{changed * 1e3:.0f} ms",
        "what changed is read and folded again",
    )
    yield "a year: plan, nothing changed, p50 / p95", p50_p95(times(lambda: today.agenda(LEARNER), 15)), ""

    with serving(data, COACH_COACH="embedded") as server, chromium_page() as page:
        page.goto(f"{server.address}/history")
        page.wait_for_selector(SETTLED, timeout=60_000)
        page.wait_for_function("!document.body.innerText.includes('Indexing the notes')", timeout=240_000)
        for name in PAGES:
            seconds = []
            for _ in range(ROUNDS):
                other = "History" if name != "History" else "Syllabus"
                _turn_to(page, other)
                seconds.append(once(partial(_turn_to, page, name)))
            yield f"a year: {name} opens, p50 / p95", p50_p95(seconds[1:]), "from the click to drawn, in a browser"
        seconds = []
        for _ in range(ROUNDS):
            _turn_to(page, "History")
            store.create(next(one_more))
            seconds.append(once(partial(_turn_to, page, "Today")))
        yield "a year: Today opens after an answer", p50_p95(seconds[1:]), "the same, the record changed in between"


def _another(knowledge: Knowledge, number: int) -> Practice:
    """Another sitting, of yesterday."""
    practice = next(practices(knowledge, SystemClock().now(), turns=8, days=1, seed=1000 + number))
    turns = tuple(turn.model_copy(update={"id": f"more-{number}-{turn.id}"}) for turn in practice.turns)
    return practice.model_copy(update={"id": f"more-{number}", "turns": turns})


def _turn_to(page: object, name: str) -> None:
    from playwright.sync_api import Page

    assert isinstance(page, Page)
    page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
    address = name.lower()
    page.wait_for_url(f"**/{address}*")
    title = page.locator(".plan-sentence") if name == "Today" else page.get_by_role("heading", name=name, exact=True)
    title.first.wait_for(timeout=60_000)
    page.wait_for_selector(SETTLED, timeout=60_000)
