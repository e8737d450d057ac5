"""Words meant to do harm, from the learner and from the model: shown as words."""

import pytest
from playwright.sync_api import Locator, expect

from coach.domain.knowledge import Knowledge
from coach.domain.scoring import Verdict
from tests.canned import Canned
from tests.ui.conftest import Tabs
from tests.ui.replies import answer_with, grading
from tests.ui.server import Server
from tests.ui.visitor import Visitor, until_graded

pytestmark = pytest.mark.browser

MARKUP = (
    "<script>window.harmed = 1</script><img src=x onerror=\"window.harmed = 1\"><svg onload='alert(1)'></svg>"
    '<style>* {display: none}</style></article><a href="javascript:alert(2)">look</a>'
    " ![leak](http://leak.example/pixel.png) [look](javascript:alert(3)) :material/bolt: $x$"
)
STRANGE = "NUL here:\x00. שלום, עולם. مرحبا 🙂 👩‍👩‍👧"
CODE = "```html\n<script>window.harmed = 2</script>\n  if a < b && c > d:\n```"


@pytest.fixture(autouse=True)
def _quick(model: Canned) -> None:
    model.delay = 0.0


def _is_unharmed(me: Visitor, *where: Locator) -> None:
    assert me.page.evaluate("window.harmed") is None
    for place in where:
        expect(place.locator("script, img, svg, style, [onerror], [onload], a[href^=javascript]")).to_have_count(0)
    expect(me.page.locator("img[src*=leak]")).to_have_count(0)


def test_hostile_words_are_shown_as_words(tabs: Tabs, modelled: Server, model: Canned, knowledge: Knowledge) -> None:
    me = tabs.visit(modelled)
    question = knowledge.questions[me.practise().question]
    reply = grading(question, Verdict.COVERED, Verdict.PARTIAL, feedback=f"{MARKUP}\n\n{CODE}")
    reply["points"][1] |= {"quote": MARKUP, "why": MARKUP}
    heaviest = max(question.key_points[2:], key=lambda point: (point.core, point.weight))
    reply["follow_up"] = {"targets": heaviest.id, "ask": f"And then? {MARKUP}"}
    model.says(reply)

    me.say(f"{answer_with(question, 1)}\n\n{MARKUP}\n\n{STRANGE}\n\n{CODE}")

    expect(me.outcomes).to_have_count(1)
    me.outcomes.locator("summary").nth(1).click()
    answer, outcome = me.page.locator(".answer"), me.outcomes
    _is_unharmed(me, answer, outcome, me.questions.last)
    expect(answer).to_contain_text("<script>window.harmed = 1</script>")
    expect(answer).to_contain_text("![leak](http://leak.example/pixel.png)")
    expect(answer).to_contain_text("שלום, עולם. مرحبا 🙂 👩‍👩‍👧")
    expect(answer.locator(".said").first).to_have_attribute("dir", "auto")
    expect(answer.locator("pre code")).to_have_text("<script>window.harmed = 2</script>\n  if a < b && c > d:\n")
    expect(outcome.locator(".feedback pre code")).to_contain_text("if a < b && c > d:")
    expect(me.questions.last).to_contain_text("<script>window.harmed = 1</script>")
    expect(me.page.locator(".answer mark").nth(1)).to_be_visible()


def test_a_hostile_question_and_reply_are_words_too(tabs: Tabs, modelled: Server, model: Canned) -> None:
    me = tabs.visit(modelled)
    me.practise()
    model.says(f"{MARKUP} It spreads the load.")

    me.say(f"/ask why does jitter help a cache? {MARKUP}")

    expect(me.page.get_by_text("It spreads the load.")).to_be_visible()
    _is_unharmed(me, me.page.locator(".aside"), me.page.locator(".learner"))
    expect(me.page.locator(".learner")).to_contain_text("<script>")


def test_a_notice_that_repeats_words_shows_them_as_words(tabs: Tabs, modelled: Server, model: Canned) -> None:
    me = tabs.visit(modelled)
    me.practise()
    model.stalls(3.0, "It spreads the load.")
    me.say("/ask why does jitter help a cache?")
    expect(me.stage).to_be_visible()

    me.say(f"/ask {MARKUP}")

    expect(me.notice).to_contain_text("One question at a time")
    expect(me.notice).to_contain_text("![leak](http://leak.example/pixel.png)")
    _is_unharmed(me, me.notice.locator("p"))
    expect(me.page.get_by_text("It spreads the load.")).to_be_visible()


def test_fifty_thousand_characters_are_kept_whole(tabs: Tabs, modelled: Server, knowledge: Knowledge) -> None:
    me = tabs.visit(modelled)
    answer = answer_with(knowledge.questions[me.practise().question], 2)
    answer += "\n\n" + "And so it went on for a while, as such stories do. " * 1000
    answer = answer[:49_999] + "."

    me.say(answer)

    done = until_graded(modelled, me.practice)
    assert done.answer
    assert done.answer.text == answer
    expect(me.outcomes).to_have_count(1)
    expect(me.page.locator(".answer")).to_contain_text("as such stories do.")
