"""Keyboard alone, assistive technology, a phone, the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coach.domain.knowledge import Knowledge
from coach.domain.scoring import Verdict
from tests.canned import Canned
from tests.ui.conftest import Tabs
from tests.ui.replies import answer_with, grading
from tests.ui.server import Server
from tests.ui.visitor import Visitor

pytestmark = pytest.mark.browser

PAGES = ("practice", "syllabus", "notes?topic=caching", "history")
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), around = getComputedStyle(one.parentElement);
  const shown = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
    || one.tagName === 'TEXTAREA';
  return {name: (one.getAttribute('aria-label') || one.innerText || one.placeholder || '').trim(), shown,
          tag: one.tagName};
}"""
SIDEWAYS = """() => [...document.querySelectorAll('html, body, [data-testid=stMain], .stMainBlockContainer')]
  .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => `${one.tagName} ${one.scrollWidth}`)"""


@pytest.fixture(autouse=True)
def _quick(model: Canned) -> None:
    model.delay = 0.0


def _graded(me: Visitor, model: Canned, knowledge: Knowledge) -> None:
    """Be at a practice with a graded answer of every verdict, and a question answered from the notes."""
    question = knowledge.questions[me.practise().question]
    model.says(grading(question, Verdict.COVERED, Verdict.PARTIAL, Verdict.CONTRADICTED))
    me.say(answer_with(question, 3))
    expect(me.outcomes).to_have_count(1)
    me.say("why does jitter help?")
    expect(me.page.locator(".aside details.source").first).to_be_visible()
    expect(me.box).to_be_editable()


def test_everything_is_reached_and_opened_by_keyboard(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge
) -> None:
    me = tabs.visit(modelled)
    _graded(me, model, knowledge)
    me.page.reload()
    expect(me.outcomes).to_have_count(1)
    me.settled()

    met: list[str] = []
    unseen: list[str] = []
    opened = False
    for _ in range(60):
        me.page.keyboard.press("Tab")
        focused = me.page.evaluate(FOCUSED)
        met.append(f"{focused['tag']} {focused['name']}")
        if not focused["shown"]:
            unseen.append(met[-1])
        if focused["tag"] == "SUMMARY" and not opened:
            opened = True
            _open_and_close(me.page)
        if focused["tag"] == "TEXTAREA":
            break

    reached = "\n".join(met)
    for control in ("Syllabus", "Notes", "History", "Caching strategies", "mid", "covered", "More", "Skip", "Explain"):
        assert control in reached, f"no way by Tab to “{control}”:\n{reached}"
    assert opened
    assert met[-1].startswith("TEXTAREA"), reached
    assert not unseen, f"focus can't be seen on: {unseen}"
    me.page.keyboard.type("/hint")
    me.page.keyboard.press("Enter")
    expect(me.notice.or_(me.page.locator(".hint")).first).to_be_visible()


def _open_and_close(page: Page) -> None:
    drawer = page.locator(".point details").first
    page.keyboard.press("Enter")
    expect(drawer).to_have_attribute("open", "")
    expect(drawer.locator(".why")).to_be_visible()
    page.keyboard.press("Space")
    expect(drawer.locator(".why")).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_barrier_on_any_page(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge, dark: bool
) -> None:
    me = tabs.dressed(dark=dark).visit(modelled)
    _graded(me, model, knowledge)
    me.page.locator(".point summary").first.click()
    barriers = _barriers(me.page, "practice")
    for path in PAGES[1:]:
        me.open(path)
        barriers += _barriers(me.page, path)
        tabs.shoot(me.page, path.partition("?")[0])
    assert not barriers, "\n".join(barriers)


def test_no_serious_barrier_in_the_suggestions(tabs: Tabs, embedded: Server, knowledge: Knowledge) -> None:
    me = tabs.visit(embedded)
    me.say(answer_with(knowledge.questions[me.practise().question], 2))
    expect(me.button("Confirm and go on")).to_be_visible()
    barriers = _barriers(me.page, "suggestions")
    assert not barriers, "\n".join(barriers)


def _barriers(page: Page, where: str) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{where}: {one['id']} ({one['impact']}): {node['target']} {node['html'][:200]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_phone_never_scrolls_sideways(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge, dark: bool
) -> None:
    me = tabs.dressed(width=390, dark=dark).visit(modelled)
    _graded(me, model, knowledge)
    me.page.locator(".point summary").first.click()
    tabs.shoot(me.page, "practice")
    assert me.page.evaluate(SIDEWAYS) == []
    for path in PAGES[1:]:
        me.open(path)
        tabs.shoot(me.page, path.partition("?")[0])
        assert me.page.evaluate(SIDEWAYS) == []
    background = me.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert background == ("rgb(20, 24, 23)" if dark else "rgb(253, 253, 251)")


def test_targets_are_large_enough_for_a_thumb(tabs: Tabs, embedded: Server, knowledge: Knowledge) -> None:
    me = tabs.dressed(width=390).visit(embedded)
    me.say(answer_with(knowledge.questions[me.practise("unit-testing").question], 2))
    expect(me.button("Confirm and go on")).to_be_visible()
    assert me.page.evaluate(SIDEWAYS) == []
    small = me.page.evaluate(
        """() => [...document.querySelectorAll('.stMainBlockContainer button, .stMainBlockContainer summary')]
          .map(one => [one.innerText, one.getBoundingClientRect().height]).filter(([, height]) => height < 44)"""
    )
    assert small == []
