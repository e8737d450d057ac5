"""A verdict contested in the browser, and several opinions as they are shown."""

import pytest
from playwright.sync_api import expect

from coach.domain.knowledge import Knowledge
from coach.domain.scoring import Verdict
from tests.canned import Canned
from tests.practice.conftest import until
from tests.ui.conftest import Tabs
from tests.ui.replies import answer_with, grading
from tests.ui.server import Server
from tests.ui.visitor import until_graded

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("dress", ["light", "dark", "phone"])
def test_a_contested_verdict_is_looked_at_again_in_place(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge, dress: str
) -> None:
    tabs.dressed(width=390 if dress == "phone" else 1100, dark=dress == "dark")
    me = tabs.visit(modelled)
    turn = me.practise()
    question = knowledge.questions[turn.question]
    model.says(grading(question, Verdict.COVERED, Verdict.MISSING))
    me.say(answer_with(question, 2))
    until_graded(modelled, me.practice)
    expect(me.outcomes).to_have_count(1)

    me.page.get_by_role("button", name="Contest a verdict").first.click()
    me.page.get_by_label("Which point?").click()
    me.page.get_by_role("option").nth(1).click()
    me.page.get_by_label("What does it overlook?").fill("My second paragraph says exactly that.")
    tabs.shoot(me.page, f"contest-open-{dress}")
    point = question.key_points[1]
    model.says(grading(question.only(point.id), Verdict.COVERED))
    me.press("Look again")
    until(lambda: bool(me.record.turns[0].contests) and not me.record.turns[0].contests[0].is_open, 30)

    line = me.outcomes.first.locator(".point").nth(1)
    expect(line).to_contain_text("covered")
    expect(line).to_contain_text("contested")
    line.locator("summary").first.click()
    expect(line).to_contain_text("You contested this")
    expect(line).to_contain_text("It was “missed”, and is now “covered”")
    tabs.shoot(me.page, f"contested-{dress}")
    me.page.reload()
    expect(me.outcomes.first.locator(".point").nth(1)).to_contain_text("contested")


def test_offline_the_learner_decides(tabs: Tabs, embedded: Server) -> None:
    me = tabs.visit(embedded)
    me.practise()
    me.say("One caller rebuilds the entry while the others are served the old copy, and the database sees one read.")
    me.press("Confirm and go on")
    expect(me.outcomes).to_have_count(1)

    me.page.get_by_role("button", name="Contest a verdict").first.click()
    me.page.get_by_label("What does it overlook?").fill("I did say it.")
    tabs.shoot(me.page, "decide")
    me.press("Decide")

    expect(me.outcomes.first).to_contain_text("contested")
    contest = me.record.turns[0].contests[0]
    assert contest.by == "self"


def test_how_many_agree_is_shown(tabs: Tabs, opinionated: Server, model: Canned, knowledge: Knowledge) -> None:
    me = tabs.visit(opinionated)
    turn = me.practise()
    question = knowledge.questions[turn.question]
    for verdict in (Verdict.COVERED, Verdict.COVERED, Verdict.MISSING):
        model.says(grading(question, verdict))

    me.say(answer_with(question, 1))
    until_graded(opinionated, me.practice)

    first = me.outcomes.first.locator(".point").first
    expect(first).to_contain_text("2 of 3 agree")
    first.locator("summary").first.click()
    expect(first).to_contain_text("The opinions differed")
    more = me.outcomes.first.locator("details.more")
    more.locator("summary").first.click()
    more.get_by_text("What was sent, and what came back").click()
    expect(more).to_contain_text("KEY POINTS")
    tabs.shoot(me.page, "opinions")
