"""What a learner can do besides answering, by button and by slash-command; the end; and a long practice."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from coach.domain.choosing import next_question
from coach.domain.knowledge import Knowledge
from coach.domain.moves import asked, closed
from coach.domain.practice import Plan, Practice
from coach.domain.scoring import Verdict
from tests.canned import Canned
from tests.ui.conftest import PACE, Tabs
from tests.ui.replies import answer_with, grading
from tests.ui.server import ME, Server
from tests.ui.visitor import Visitor, until_graded

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _quick(model: Canned) -> None:
    model.delay = 0.0


def _by_command(me: Visitor, move: str) -> None:
    me.say({"Hint": "/hint", "Explain": "/explain", "Model answer": "/answer", "Skip": "/skip", "End": "/end"}[move])


def _by_button(me: Visitor, move: str) -> None:
    me.press(move)


@pytest.mark.parametrize("make", [_by_command, _by_button])
def test_every_move_works(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge, make: Callable[[Visitor, str], None]
) -> None:
    me = tabs.visit(modelled)
    question = knowledge.questions[me.practise().question]

    make(me, "Hint")
    expect(me.page.locator(".hint")).to_contain_text(question.hints[0].split("`")[0])

    make(me, "Explain")
    expect(me.page.locator(".aside details.source").first).to_be_visible()

    if make is _by_command:
        me.say("/ask why does jitter help?")
    else:
        me.press("Ask something")
        expect(me.box).to_have_attribute("placeholder", "Ask the coach anything about this")
        me.say("jitter, in one sentence")
    expect(me.page.locator(".aside")).to_have_count(2)
    expect(me.questions).to_have_count(1)

    for shown in (1, 2):
        make(me, "Model answer")
        expect(me.page.locator(".model")).to_have_count(shown)
        expect(me.questions).to_have_count(shown + 1)

    make(me, "Skip")
    expect(me.page.get_by_text("Skipped.")).to_be_visible()
    expect(me.questions).to_have_count(4)

    question = knowledge.questions[me.turn.question]
    model.says(grading(question, Verdict.COVERED))
    me.say(answer_with(question, 1))
    until_graded(modelled, me.practice, position=3)
    expect(me.questions).to_have_count(5)

    make(me, "End")
    summary = me.page.locator('article[aria-label="Summary"]')
    expect(summary).to_contain_text("This practice:")
    expect(summary).to_contain_text("1 question graded, 1 skipped, 2 shown")
    expect(summary.locator("ol > li")).to_have_count(3)
    summary.locator("ol summary").first.click()
    expect(summary.locator("ol .passage").first).to_be_visible()
    expect(me.box).to_have_count(0)
    expect(summary.locator(".question")).to_be_in_viewport()
    tabs.shoot(me.page, "summary")
    ended = me.practice
    assert me.record.ended_at

    me.press("Practise again")
    expect(summary).to_have_count(0)
    expect(me.questions).to_have_count(1)
    expect(me.box).to_be_editable()
    assert me.practice != ended
    assert me.record.plan == modelled.practice(ended).plan


def test_help_is_told_once_and_nothing_is_answered(tabs: Tabs, modelled: Server) -> None:
    me = tabs.visit(modelled)
    me.practise()

    me.say("/help")
    for command in ("/hint", "/skip", "/answer", "/explain", "/ask", "/end"):
        expect(me.notice).to_contain_text(command)
    assert me.turn.answer is None

    me.press("Hint")
    expect(me.page.locator(".hint")).to_be_visible()
    expect(me.notice).to_have_count(0)


def test_not_knowing_brings_a_hint_and_then_the_answer(tabs: Tabs, modelled: Server) -> None:
    me = tabs.visit(modelled)
    me.practise()

    me.say("I don't know")
    expect(me.page.locator(".hint")).to_be_visible()
    expect(me.questions).to_have_count(1)
    me.say("no idea")
    expect(me.page.locator(".model")).to_be_visible()
    expect(me.questions).to_have_count(2)
    expect(me.page.locator(".learner")).to_have_count(2)


def test_only_the_last_twenty_messages_are_shown_and_older_ones_page_in(
    tabs: Tabs, modelled: Server, knowledge: Knowledge
) -> None:
    now = datetime.now(UTC)
    practice = Practice(id="a-long-practice", learner=ME, plan=Plan(), created_at=now)
    for number in range(25):
        question = next_question(knowledge, practice)
        assert question
        practice = asked(practice, question, now, turn=f"long-{number}")
        if number < 24:
            practice = closed(practice, f"long-{number}", "skipped")
    modelled.store.create(practice)

    me = tabs.visit(modelled).open("?practice=a-long-practice")
    # By their whole names: while the page is drawn anew, the old button may still stand beside the new one.
    me.page.get_by_role("button", name="Show earlier (29)").wait_for()
    expect(me.questions).to_have_count(10)
    expect(me.questions.last).to_be_in_viewport()
    tabs.shoot(me.page, "long")

    me.page.get_by_role("button", name="Show earlier (29)").click()
    me.page.get_by_role("button", name="Show earlier (9)").wait_for()
    expect(me.questions).to_have_count(20)

    me.page.get_by_role("button", name="Show earlier (9)").click()
    expect(me.page.get_by_role("button", name=re.compile("Show earlier"))).to_have_count(0)
    expect(me.questions).to_have_count(25)
    expect(me.page.get_by_text("I ask, you answer in your own words")).to_be_visible()


def test_the_page_stands_at_what_there_is_to_read(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge
) -> None:
    me = tabs.visit(modelled)
    question = knowledge.questions[me.practise().question]
    model.delay = PACE
    for turn in (1, 2):
        me.say(answer_with(question, 2))
        expect(me.stage).to_be_in_viewport()
        expect(me.page.locator(".answer").last).to_be_in_viewport()
        expect(me.outcomes).to_have_count(turn)
        expect(me.outcomes.last.locator(".point").first).to_be_in_viewport()

    me.page.reload()
    expect(me.questions.last).to_be_in_viewport()
    me.press("Skip")
    expect(me.questions).to_have_count(4)
    expect(me.questions.last).to_be_in_viewport()
