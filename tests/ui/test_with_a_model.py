"""A turn with a model, as it is seen while it streams."""

import pytest
from playwright.sync_api import expect

from coach.domain.knowledge import Knowledge
from coach.domain.scoring import Verdict
from tests.canned import Canned
from tests.ui.conftest import Tabs
from tests.ui.replies import FEEDBACK, answer_with, grading
from tests.ui.server import Server
from tests.ui.visitor import until_graded

pytestmark = pytest.mark.browser

COUNT_TICKS = """() => {
  window.ticks = [];
  new MutationObserver(() => {
    const all = document.querySelectorAll('.waiting .point').length;
    if (all) window.ticks.push([document.querySelectorAll('.waiting .point:not(.undecided)').length, all]);
  }).observe(document.body, {childList: true, subtree: true});
}"""


def test_key_points_tick_one_by_one_with_their_evidence(
    tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge
) -> None:
    me = tabs.visit(modelled)
    turn = me.practise()
    question = knowledge.questions[turn.question]
    me.page.evaluate(COUNT_TICKS)
    model.says(grading(question, Verdict.COVERED, Verdict.PARTIAL))

    me.say(answer_with(question, 2))
    expect(me.page.locator(".waiting .point:not(.undecided)").first).to_be_visible()
    tabs.shoot(me.page, "streaming")
    undecided = me.page.locator(".point.undecided")
    for point in question.key_points[2:]:
        expect(undecided.filter(has_text=point.claim)).to_have_count(0)  # nothing is given away before it is decided
    expect(me.outcomes).to_have_count(1)

    ticks = me.page.evaluate("window.ticks")
    total = len(question.key_points)
    between = {decided for decided, of in ticks if of == total and 0 < decided < total}
    assert len(between) >= 2, f"the points came all at once: {ticks}"
    assert [decided for decided, _ in ticks] == sorted(decided for decided, _ in ticks)

    points = me.outcomes.locator(".point")
    expect(points).to_have_count(total)
    expect(points.nth(0)).to_contain_text("✓")
    expect(points.nth(0)).to_contain_text("covered")
    expect(points.nth(1)).to_contain_text("partly")
    expect(points.nth(2)).to_contain_text("missed")
    expect(me.outcomes.locator(".feedback")).to_have_text(FEEDBACK)
    expect(me.outcomes.locator(".band")).to_have_count(1)

    marks = me.page.locator(".answer mark")
    expect(marks.first).to_contain_text(question.key_points[0].claim.split()[0])
    expect(me.page.locator(".answer mark.kp1")).not_to_have_count(0)

    drawer = points.nth(0).locator("details")
    expect(drawer.locator(".passage")).to_be_hidden()
    points.nth(0).locator("summary").click()
    expect(drawer.locator(".passage")).to_be_visible()
    expect(drawer.locator(".quote")).to_contain_text("You said")
    assert me.page.url.endswith(me.practice)  # in place, not on another page

    done = until_graded(modelled, me.practice)
    assert done.assessment
    assert done.assessment.graded_by == "openai:canned"
    follow_up = me.turn.follow_up
    assert follow_up
    missed = [point for point in question.key_points[2:] if any(one.targets == point.id for one in question.follow_ups)]
    heaviest = max(missed, key=lambda point: (point.core, point.weight))
    asked = question.key_point(follow_up.target)
    assert (asked.core, asked.weight) == (heaviest.core, heaviest.weight)
    expect(me.questions.last).to_contain_text("Follow-up")
    expect(me.questions.last).to_contain_text(follow_up.ask.split("`")[0].strip()[:40])


def test_a_question_in_the_middle_is_answered_from_the_notes_as_it_streams(tabs: Tabs, modelled: Server) -> None:
    me = tabs.visit(modelled)
    turn = me.practise("sql")

    me.say("why does jitter help?")
    source = me.page.locator(".aside details.source").first
    expect(source).to_be_visible()

    source.locator("summary").click()
    expect(source.locator(".passage")).to_contain_text("Jitter")
    expect(me.questions).to_have_count(1)
    assert me.turn.id == turn.id
    assert me.turn.answer is None
