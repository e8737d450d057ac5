"""Tailoring as a learner does it: paste or choose a file, look at why, change a weight, use it, take it back."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
import yaml
from playwright.sync_api import Locator, expect

from coach.practice.preparing import preparation_of
from tests.canned import Canned
from tests.conftest import replacing
from tests.ui.conftest import Tabs, each_look
from tests.ui.server import ME, ROOT, Server
from tests.ui.test_access import SIDEWAYS, _barriers
from tests.ui.visitor import Visitor

pytestmark = pytest.mark.browser

DATA = ROOT / "tests" / "data" / "tailoring"
JOB: str = yaml.safe_load((DATA / "jobs.yaml").read_text(encoding="utf-8"))[0]["text"]
RESUME = (DATA / "resume.txt").read_text(encoding="utf-8")
TOPICS = ("caching", "past-projects", "debugging-stories", "trade-offs", "collaboration")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Knowledge with behavioural questions."""
    root = tmp_path_factory.mktemp("behavioural")
    replacing(root)
    shutil.copy(ROOT / "knowledge" / "vocabulary.yaml", root)
    for topic in TOPICS:
        shutil.copytree(ROOT / "knowledge" / "topics" / topic, root / "topics" / topic)
    return root


def served(folder: Path, model: Canned, tmp: pytest.TempPathFactory, **settings: str) -> Iterator[Server]:
    """The app; its notes are indexed by the canned server's embedding, which takes no time."""
    given = {
        "OPENAI_BASE_URL": model.base_url,
        "OPENAI_API_KEY": "sk-nothing",
        "COACH_EMBEDDING": "openai:canned",
        "COACH_KNOWLEDGE": str(folder),
        **settings,
    }
    server = Server(tmp.mktemp("data"), given)
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def alone(folder: Path, model: Canned, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Without a model that coaches."""
    yield from served(folder, model, tmp_path_factory, COACH_COACH="embedded")


@pytest.fixture(scope="module")
def advised(folder: Path, model: Canned, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With one."""
    yield from served(folder, model, tmp_path_factory, COACH_COACH="openai", COACH_MODEL="canned")


@pytest.fixture(autouse=True)
def _nothing_from_before(request: pytest.FixtureRequest) -> None:
    """Every test begins without a focus and without a kept text."""
    for name in ("alone", "advised"):
        if name in request.fixturenames:
            store = request.getfixturevalue(name).store
            store.prefer(ME, "preparation", "{}")
            store.prefer(ME, "tailoring", "")


def _paste(me: Visitor, text: str, *, resume: bool = False) -> None:
    if resume:
        me.page.get_by_role("radio", name="My résumé").or_(
            me.page.get_by_role("button", name="My résumé")
        ).first.click()
    me.page.get_by_label("Paste it here").fill(text)
    me.press("Read it")


def _weight(me: Visitor, title: str) -> Locator:
    return me.page.get_by_label(f"{title}: how much it counts", exact=True)


def _chosen(me: Visitor, title: str) -> str:
    group = _weight(me, title)
    return str(
        group.evaluate(
            "one => [...one.querySelectorAll('button')].find(b => b.getAttribute('kind')?.endsWith('Active') "
            "|| b.getAttribute('aria-checked') === 'true')?.innerText"
        )
    )


def test_a_job_description_is_read_edited_used_and_cleared(tabs: Tabs, alone: Server) -> None:
    me = tabs.visit(alone).open("tailor")
    tabs.shoot(me.page, "empty")
    _paste(me, JOB)

    expect(me.page.get_by_role("heading", name="What the job description asks for")).to_be_visible()
    me.settled()
    assert _chosen(me, "Java") == "More"
    assert _chosen(me, "Python") == "Less"
    expect(me.page.locator(".weight-row", has_text="Event-driven architecture").locator("mark")).to_have_text("Kafka")
    expect(me.page.get_by_label("Questions to expect")).to_contain_text("postmortem")
    tabs.shoot(me.page, "proposal")
    assert preparation_of(alone.store, ME).focus == {}  # nothing counts before it is used

    _weight(me, "Java").get_by_text("Leave out").click()
    me.press("Use these weights")

    expect(me.notice).to_contain_text("draws on these weights")
    expect(me.page.get_by_label("Your focus")).to_contain_text("Event-driven architecture")
    tabs.shoot(me.page, "applied")
    focus = preparation_of(alone.store, ME).focus
    assert focus["java"] == 0.0
    assert focus["event-driven"] == 2.0
    assert focus["python"] == 0.5
    assert not any("Lindenpay" in (alone.store.preference(ME, key) or "") for key in ("preparation", "tailoring"))

    me.press("Change")
    expect(me.button("Use these weights")).to_be_visible()
    me.settled()
    assert _chosen(me, "Java") == "Leave out"
    me.press("Never mind")
    me.press("Clear")
    expect(me.notice).to_contain_text("as usual again")
    expect(me.page.get_by_label("Your focus")).to_have_count(0)
    assert preparation_of(alone.store, ME).focus == {}


def test_a_resume_in_word_leads_to_questions_about_its_projects(tabs: Tabs, alone: Server, tmp_path: Path) -> None:
    document = docx.Document()
    for line in RESUME.splitlines():
        document.add_paragraph(line.removeprefix("• "), style="List Bullet" if line.startswith("•") else None)
    out = io.BytesIO()
    document.save(out)
    (tmp_path / "resume.docx").write_bytes(out.getvalue())
    me = tabs.visit(alone).open("tailor")
    me.page.get_by_text("My résumé", exact=True).click()
    me.page.locator("input[type=file]").set_input_files(tmp_path / "resume.docx")
    expect(me.page.get_by_text("resume.docx")).to_be_visible()

    me.press("Read it")

    questions = me.page.get_by_label("Questions to expect")
    expect(questions).to_contain_text("Ledgerline: you write “Built Ledgerline, a double-entry ledger")
    expect(questions).to_contain_text("Dock Planner")
    questions.scroll_into_view_if_needed()
    tabs.shoot(me.page, "questions")


def test_what_cannot_be_read_is_told_and_nothing_is_lost(tabs: Tabs, alone: Server, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnot really")
    me = tabs.visit(alone).open("tailor")
    me.press("Read it")
    expect(me.notice).to_contain_text("There is nothing to read.")
    me.page.locator("input[type=file]").set_input_files(tmp_path / "broken.pdf")
    expect(me.page.get_by_text("broken.pdf")).to_be_visible()
    me.press("Read it")
    expect(me.notice).to_contain_text("The PDF is broken")


def test_a_text_is_kept_only_when_ticked_and_deleted_on_the_page(tabs: Tabs, alone: Server) -> None:
    me = tabs.visit(alone).open("tailor")
    me.page.get_by_text("Keep the text with my record").click()
    _paste(me, JOB)
    expect(me.button("Use these weights")).to_be_visible()
    assert "Lindenpay" in (alone.store.preference(ME, "tailoring") or "")

    other = tabs.visit(alone).open("tailor")  # another tab knows nothing of what this one read
    expect(other.page.get_by_text("You kept a job description")).to_be_visible()
    expect(other.button("Use these weights")).to_have_count(0)
    tabs.shoot(other.page, "kept")
    other.press("Delete it")

    expect(other.notice).to_contain_text("It is deleted.")
    assert alone.store.preference(ME, "tailoring") == ""


def test_hostile_words_are_shown_as_words(tabs: Tabs, alone: Server) -> None:
    me = tabs.visit(alone).open("tailor")
    _paste(me, "Requirements\n- <img src=x onerror=alert(1)> Kafka **bold** [link](https://example.org)\n- $x$ Redis")
    row = me.page.locator(".weight-row", has_text="Event-driven architecture")
    expect(row).to_contain_text("<img src=x onerror=alert(1)> Kafka **bold** [link](https://example.org)")
    expect(row.locator("img, a, strong")).to_have_count(0)


def test_a_model_reads_along_and_only_what_it_quotes_counts(tabs: Tabs, advised: Server, model: Canned) -> None:
    model.says(
        {
            "topics": [
                {"quote": "Kubernetes, Terraform", "topic": "kubernetes", "weight": "more"},
                {"quote": "ten years of C++", "topic": "algorithms", "weight": "more"},
            ],
            "questions": [],
        }
    )
    me = tabs.visit(advised).open("tailor")
    expect(me.page.get_by_text("Have canned read it too. The text is sent there.")).to_be_visible()
    _paste(me, JOB)

    expect(me.page.get_by_text("Read by canned and by its words.")).to_be_visible()
    me.settled()
    assert _chosen(me, "Kubernetes basics") == "More"
    expect(me.page.locator(".weight-row", has_text="Algorithms").first).to_be_hidden()
    assert "Lindenpay" in model.asked[-1].messages[-1].content


def test_a_model_that_fails_is_told_and_the_words_stand(tabs: Tabs, advised: Server, model: Canned) -> None:
    model.fails(401)
    me = tabs.visit(advised).open("tailor")
    _paste(me, JOB)
    expect(me.notice).to_contain_text("This is what the words alone say.")
    assert _chosen(me, "Java") == "More"


def test_unticked_the_text_is_not_sent_anywhere(tabs: Tabs, advised: Server, model: Canned) -> None:
    asked = len(model.asked)
    me = tabs.visit(advised).open("tailor")
    me.page.get_by_text("Have canned read it too").click()
    _paste(me, JOB)
    expect(me.page.get_by_text("Read by its words.")).to_be_visible()
    assert len(model.asked) == asked
    assert not any("Lindenpay" in text or "double-entry ledger correct" in text for text in model.embedded)


def _at_rest(me: Visitor) -> None:
    """Wait until all is drawn: what is new fades in, and is pale until then."""
    me.settled()
    expect(me.page.locator("[data-stale=true]")).to_have_count(0)
    me.page.wait_for_timeout(500)


@each_look
def test_it_is_legible_everywhere(tabs: Tabs, alone: Server, dark: bool, width: int) -> None:
    me = tabs.dressed(width=width, dark=dark).visit(alone).open("tailor")
    _at_rest(me)
    barriers = _barriers(me.page, "empty")
    tabs.shoot(me.page, "empty")
    _paste(me, JOB)
    expect(me.button("Use these weights")).to_be_visible()
    _at_rest(me)
    barriers += _barriers(me.page, "proposal")
    assert me.page.evaluate(SIDEWAYS) == []
    tabs.shoot(me.page, "proposal")
    me.page.get_by_label("Questions to expect").scroll_into_view_if_needed()
    tabs.shoot(me.page, "questions")
    me.press("Use these weights")
    expect(me.page.get_by_label("Your focus")).to_be_visible()
    me.settled()
    expect(me.notice).to_be_in_viewport()
    tabs.shoot(me.page, "applied")
    assert me.page.evaluate(SIDEWAYS) == []
    assert not barriers, "\n".join(barriers)
