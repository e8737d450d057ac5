"""Today, Progress and the marks of the syllabus, as a learner with a past sees them."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coach.bootstrap import SystemClock
from coach.domain.knowledge import Knowledge
from coach.domain.preparation import Mark
from coach.practice.preparing import preparation_of, prepare
from tests.past import practices
from tests.ui.conftest import Tabs, each_look
from tests.ui.server import ME, Server
from tests.ui.test_access import SIDEWAYS, _barriers

pytestmark = pytest.mark.browser
PAGES = ("today", "progress", "syllabus")


@pytest.fixture(scope="module")
def practised(new_data: Callable[[], Path], some_knowledge: Path, knowledge: Knowledge) -> Iterator[Server]:
    """The app with three months on record."""
    server = Server(new_data(), {"COACH_COACH": "embedded", "COACH_KNOWLEDGE": str(some_knowledge)})
    for practice in practices(knowledge, SystemClock().now(), turns=240, days=90):
        server.store.create(practice)
    server.start()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _unprepared(practised: Server) -> None:
    prepare(practised.store, ME, lambda one: type(one)())


def test_a_first_visit_has_a_question_and_today_says_why_it_is_empty(tabs: Tabs, embedded: Server) -> None:
    me = tabs.visit(embedded).open()
    expect(me.questions).to_have_count(1)
    me.turn_to("Today")
    expect(me.page.get_by_text("There is nothing to plan from yet.")).to_be_visible()
    tabs.shoot(me.page, "empty")
    me.turn_to("Progress")
    expect(me.page.get_by_text("Nothing to show yet.")).to_be_visible()
    me.turn_to("Today")
    me.page.get_by_role("link", name="Answer a first question").click()
    expect(me.questions).to_have_count(1)


def test_home_says_what_to_practise_and_one_button_starts_it(
    tabs: Tabs, practised: Server, knowledge: Knowledge
) -> None:
    me = tabs.visit(practised).open()
    sentence = me.page.locator(".plan-sentence")
    expect(sentence).to_have_text(re.compile(r"^5 questions, about 20 minutes: .+ due"))
    items = me.page.locator(".agenda li")
    expect(items).to_have_count(5)
    tabs.shoot(me.page, "home")

    me.press("Start")

    expect(me.questions).to_have_count(1)
    turn = me.turn
    first = knowledge.syllabus.topic(turn.topic).title
    assert me.record.plan.questions == 5
    me.turn_to("Today")
    expect(items.first).to_contain_text(first)
    me.press("Start")
    expect(me.questions).to_have_count(1)
    assert me.turn.id == turn.id, "the same practice, since nothing was said in it"


def test_a_date_is_set_with_a_click_and_removed_with_one(tabs: Tabs, practised: Server) -> None:
    me = tabs.visit(practised).open("today")
    soon = SystemClock().now().date() + timedelta(days=12)

    me.button("Choose date").click()
    day = me.page.get_by_role("button", name=f"{soon:%A, %B} {soon.day}, {soon.year}")
    if not day.count():
        me.button("Next month").click()
    day.click()
    expect(me.page.get_by_text("The interview is in 12 days.")).to_be_visible()
    assert preparation_of(practised.store, ME).interview == soon
    tabs.shoot(me.page, "dated")

    me.page.reload()
    expect(me.page.get_by_text("The interview is in 12 days.")).to_be_visible()
    me.press("Remove the date")
    expect(me.page.get_by_text("The interview is in 12 days.")).to_have_count(0)
    assert preparation_of(practised.store, ME).interview is None


def test_the_minutes_size_the_plan(tabs: Tabs, practised: Server) -> None:
    me = tabs.visit(practised).open("today")
    me.page.get_by_test_id("stSelectbox").click()
    me.page.get_by_role("option", name="10 minutes").click()
    expect(me.page.locator(".plan-sentence")).to_have_text(re.compile("^2 questions, about 8 minutes"))
    assert preparation_of(practised.store, ME).minutes == 10


def test_topics_are_marked_by_hand_and_a_hidden_one_never_shows(tabs: Tabs, practised: Server) -> None:
    me = tabs.visit(practised).open("syllabus")
    me.press("Mark topics")
    marks = me.page.get_by_role("radiogroup", name="Mark SQL", exact=True)
    marks.get_by_role("radio", name="Hidden").click()
    me.settled()
    tabs.shoot(me.page, "marking")
    me.press("Back to the list")
    expect(me.page.locator(".hidden-topic")).to_have_count(1)
    assert list(preparation_of(practised.store, ME).marks.values()) == [Mark.HIDDEN]
    me.open("today")
    expect(me.page.locator(".agenda")).not_to_contain_text("SQL")


def test_every_picture_has_a_table_with_the_same_figures(tabs: Tabs, practised: Server, knowledge: Knowledge) -> None:
    me = tabs.visit(practised).open("progress")
    pictures = me.page.locator(".picture")
    expect(pictures).to_have_count(5)
    for number in range(5):
        tables = pictures.nth(number).locator("details.behind")
        assert tables.count() >= 1
        tables.first.locator("summary").click()
        expect(tables.first.locator("table")).to_be_visible()
    assert me.page.locator("figure[role=img]:not([aria-label])").count() == 0
    title = knowledge.syllabus.topic("sql").title
    row = pictures.first.locator("tr", has=me.page.get_by_role("rowheader", name=title, exact=True)).first
    shown = me.page.locator(".cell", has_text=title).first.locator(".number").inner_text()
    expect(row).to_contain_text(shown)
    tabs.shoot(me.page, "tables")


@each_look
def test_nothing_bars_the_way_and_nothing_scrolls_sideways(
    tabs: Tabs, practised: Server, dark: bool, width: int
) -> None:
    soon = SystemClock().now().date() + timedelta(days=20)
    prepare(practised.store, ME, lambda one: one.model_copy(update={"interview": soon, "focus": {"sql": 2.0}}))
    me = tabs.dressed(width=width, dark=dark).visit(practised)
    barriers: list[str] = []
    for path in PAGES:
        me.open(path)
        tabs.shoot(me.page, path)
        assert me.page.evaluate(SIDEWAYS) == []
        barriers += _barriers(me.page, path)
    me.press("Mark topics")
    expect(me.page.get_by_role("radiogroup")).to_have_count(48)
    me.settled()
    tabs.shoot(me.page, "marks")
    assert me.page.evaluate(SIDEWAYS) == []
    barriers += _barriers(me.page, "marks")
    assert not barriers, "\n".join(barriers)
