"""A drill-down in a real browser: the map fills, the ladder moves, the end says what is owned."""

import re

import pytest
from playwright.sync_api import expect

from coach.domain.knowledge import Knowledge
from coach.domain.practice import Mode
from coach.domain.question import Level
from coach.domain.scoring import Verdict
from tests.canned import Canned
from tests.ui.conftest import Tabs, each_look
from tests.ui.replies import answer_with, grading
from tests.ui.server import Server
from tests.ui.test_access import SIDEWAYS, _barriers
from tests.ui.visitor import Visitor, until_graded

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _quick(model: Canned) -> None:
    model.delay = 0.0


def drilling(me: Visitor, topic: str = "caching") -> Visitor:
    me.open(f"?drill={topic}")
    expect(me.page).to_have_url(re.compile(r"practice="))
    return me


def answered(me: Visitor, server: Server, model: Canned, knowledge: Knowledge, verdict: Verdict) -> None:
    """Answer the open question, every point with the same verdict."""
    question = knowledge.questions[me.turn.question]
    position = me.turn.position
    points = len(question.key_points)
    model.says(grading(question, *[verdict] * points))
    me.say(answer_with(question, points))
    until_graded(server, me.practice, position)
    expect(me.questions).to_have_count(position + 2)


@each_look
def test_the_map_fills_and_the_end_tells_what_is_owned(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge, width: int, dark: bool
) -> None:
    me = drilling(tabs.dressed(width=width, dark=dark).visit(modelled))
    assert me.record.plan.mode is Mode.DRILL_DOWN
    spots = me.page.locator(".map .spot")
    expect(spots.first).to_contain_text("now")

    answered(me, modelled, model, knowledge, Verdict.COVERED)
    expect(spots.first).to_contain_text("owned at mid")
    assert knowledge.questions[me.turn.question].level is Level.SENIOR
    answered(me, modelled, model, knowledge, Verdict.MISSING)
    expect(spots.nth(1)).to_contain_text("not yet")
    expect(spots.nth(2)).to_have_attribute("aria-current", "true")
    me.settled()
    expect(me.page.locator(".map")).to_be_in_viewport()
    assert me.page.evaluate(SIDEWAYS) == []
    tabs.shoot(me.page, "midway")

    me.press("End")
    summary = me.page.locator('article[aria-label="Summary"]')
    expect(summary).to_contain_text("you own 1 of")
    expect(summary).to_contain_text("One question to sleep on")
    summary.locator("ol summary").first.click()
    expect(summary.locator("ol .passage").first).to_be_visible()
    me.settled()
    tabs.shoot(me.page, "end")
    assert me.page.evaluate(SIDEWAYS) == []
    assert _barriers(me.page, "drill") == []


def test_deeper_and_easier(tabs: Tabs, modelled: Server, knowledge: Knowledge) -> None:
    me = drilling(tabs.visit(modelled))
    first = knowledge.questions[me.turn.question]

    me.press("Go deeper")
    expect(me.button("Go deeper")).to_have_count(0)
    deeper = knowledge.questions[me.turn.question]
    assert (deeper.facet, deeper.level) == (first.facet, Level.SENIOR)

    me.press("Easier")
    expect(me.button("Go deeper")).to_be_visible()
    me.press("Easier")
    expect(me.button("Easier")).to_have_count(0)
    assert knowledge.questions[me.turn.question].level is Level.JUNIOR
    expect(me.questions).to_have_count(1)


def test_the_mode_is_chosen_in_the_line_and_the_syllabus_starts_a_drill(tabs: Tabs, modelled: Server) -> None:
    me = tabs.visit(modelled)
    topic = me.practise("sql").topic
    conversation = me.practice
    me.press("Conversation")
    me.page.get_by_text("Drill-down: one topic").click()
    expect(me.page.locator(".map")).to_be_visible()
    assert me.practice != conversation
    assert me.record.plan.topics == (topic,)

    me.open("syllabus")
    me.page.get_by_role("link", name=re.compile("Practise Unit Testing", re.IGNORECASE)).click()
    expect(me.page.locator(".map")).to_be_visible()
    expect(me.page).to_have_url(re.compile(r"practice="))
    assert me.record.plan == modelled.practice(me.practice).plan
    assert me.record.plan.topics == ("unit-testing",)
    assert me.record.plan.mode is Mode.DRILL_DOWN


def test_a_reload_and_a_second_tab_see_the_same_drill(tabs: Tabs, modelled: Server) -> None:
    me = drilling(tabs.visit(modelled), "sql")
    me.press("Go deeper")
    expect(me.button("Go deeper")).to_have_count(0)
    practice, turn = me.practice, me.turn
    me.page.reload()
    expect(me.questions).to_have_count(1)
    other = tabs.visit(modelled).open(f"?practice={practice}")
    expect(other.page.locator(".map")).to_be_visible()
    assert other.turn == turn
    me.press("Easier")
    expect(other.button("Go deeper")).to_be_visible()
