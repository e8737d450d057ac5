"""The first visit, without a model: from the open page to a practice that is found again."""

import re

import pytest
from playwright.sync_api import expect

from coach.domain.knowledge import Knowledge
from coach.domain.practice import TurnState
from coach.domain.scoring import Verdict
from tests.ui.conftest import Tabs
from tests.ui.server import Server
from tests.ui.visitor import until_graded

pytestmark = pytest.mark.browser


def test_a_newcomer_practises_asks_and_finds_it_all_again(tabs: Tabs, embedded: Server, knowledge: Knowledge) -> None:
    me = tabs.visit(embedded).open()
    expect(me.questions).to_have_count(1)
    expect(me.page.get_by_text("I ask, you answer in your own words")).to_be_visible()
    expect(me.page.get_by_text("Embedded coach, suggests verdicts")).to_be_visible()
    expect(me.box).to_be_editable()
    tabs.shoot(me.page, "opened")

    question = knowledge.questions[me.turn.question]
    strong = next(one for one in knowledge.graded_answers[question.id] if one.kind == "strong")
    me.say(strong.text)
    suggestions = me.page.locator(".suggestion")
    expect(suggestions).to_have_count(len(question.key_points))
    expect(me.page.get_by_text("Did you say this?")).to_be_visible()
    expect(suggestions.locator(".quote").first).to_be_visible()
    suggested = me.turn.assessment
    assert suggested
    assert suggested.suggested
    for verdict in suggested.verdicts:
        if verdict.quote:
            assert verdict.quote in strong.text
    tabs.shoot(me.page, "suggested")

    corrected = suggested.verdicts[0]
    choice = "○ No" if corrected.verdict is not Verdict.MISSING else "✓ Yes"
    wanted = Verdict.MISSING if choice == "○ No" else Verdict.COVERED
    me.page.get_by_role("radiogroup").first.get_by_role("radio", name=choice).click()
    me.press("Confirm and go on")

    done = until_graded(embedded, me.practice)
    assert done.assessment
    mine = done.assessment.verdicts[0]
    assert (mine.verdict, mine.suggested, mine.by) == (wanted, corrected.verdict, "self")
    assert done.assessment.graded_by == "self"
    expect(me.outcomes).to_have_count(1)
    expect(me.questions).to_have_count(2)

    me.say("why does jitter help?")
    source = me.page.locator(".aside details.source").first
    expect(source).to_be_visible()
    source.locator("summary").click()
    expect(source.locator(".passage")).to_contain_text(re.compile("jitter", re.IGNORECASE))
    assert me.turn.state is TurnState.ASKED
    practice = me.practice

    me.page.reload()
    expect(me.questions).to_have_count(2)
    expect(me.outcomes).to_have_count(1)
    expect(me.page.locator(".aside")).to_have_count(1)
    expect(me.page.locator(".answer")).to_contain_text(strong.text.split(".")[0])
    assert me.practice == practice

    me.turn_to("History")
    row = me.page.locator(".practice-row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("1 answer")
    tabs.shoot(me.page, "history")
    row.get_by_role("link", name="Go on").click()
    expect(me.questions).to_have_count(2)
    assert me.practice == practice
    expect(me.box).to_be_editable()


def test_the_old_address_opens_on_where_one_left_off(fresh: Server, tabs: Tabs) -> None:
    """On a record without a grade: with one, home says what to practise today."""
    me = tabs.visit(fresh)
    me.practise("sql")
    practice = me.practice
    me.press("Hint")
    expect(me.page.locator(".hint")).to_be_visible()
    me.page.close()

    back = tabs.visit(fresh).open()

    assert back.practice == practice
    expect(back.page.locator(".hint")).to_be_visible()
