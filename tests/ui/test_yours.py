"""The page Yours in a real browser: one's list, one's question, one's record."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from coach.domain.practice import TurnState
from coach.domain.preparation import Mark
from coach.practice.preparing import preparation_of
from tests.canned import Canned
from tests.practice.conftest import until
from tests.ui.conftest import Tabs, each_look
from tests.ui.server import ME, Server
from tests.ui.visitor import PATIENCE, Visitor, until_graded

pytestmark = pytest.mark.browser

GIVEN = Path(__file__).parents[1] / "data" / "syllabus.txt"
QUESTION = "What does log compaction do, and what does it cost?"
REFERENCE = "Compaction keeps the newest record of each key. A deleted key stays as a tombstone for a while."
ANSWER = "It keeps the newest record of each key and drops the older ones."


def marks(server: Server) -> dict[str, Mark]:
    return dict(preparation_of(server.store, ME).marks)


def answered(me: Visitor) -> None:
    """Be given up on one question, so that the record has something in it."""
    me.practise()
    me.press("Model answer")
    until(lambda: me.record.turns[0].state is TurnState.GAVE_UP)


def test_the_users_own_list_is_pasted_looked_at_and_taken_over(fresh: Server, tabs: Tabs) -> None:
    me = tabs.visit(fresh).open("yours")
    tabs.shoot(me.page, "empty")

    me.page.get_by_label("Your list", exact=True).fill(GIVEN.read_text(encoding="utf-8"))
    me.press("Show what you find")

    expect(me.page.locator(".found")).to_have_text("9 sections, 48 topics, 6 done, 0 unknown")
    section = me.page.locator("details.listed", has_text="System Design")
    expect(section.locator("summary")).to_contain_text("11 topics, 6 done")
    section.locator("summary").click()
    expect(section.locator("li", has_text="Caching strategies")).to_contain_text("✓ done")
    assert marks(fresh) == {}, "a preview changes nothing"
    tabs.shoot(me.page, "preview")

    me.press("Take it over")
    expect(me.notice.filter(has_text="Taken over: 9 sections, 48 topics, 6 done, 0 unknown.")).to_be_visible()
    done = {topic for topic, mark in marks(fresh).items() if mark is Mark.DONE}
    assert done == {"caching", "rate-limiting", "scaling", "async-processing", "microservices", "cap-consistency"}


def test_an_uploaded_list_with_unknown_topics_and_the_others_hidden(fresh: Server, tabs: Tabs, tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_text(
        "# Plan\n- [x] Caching <b>\n- [ ] SQL\n- <img src=x onerror=alert(1)>\n- Haskell\n", encoding="utf-8"
    )
    me = tabs.visit(fresh).open("yours")

    me.page.locator("input[type=file]").first.set_input_files(file)
    expect(me.page.get_by_text("plan.md")).to_be_visible()
    me.press("Show what you find")
    unknown = me.page.locator("details.listed", has_text="Unknown to me")
    expect(unknown.locator("li")).to_have_text(["<img src=x onerror=alert", "Haskell"])
    me.page.get_by_text("Leave out of practice what the list doesn't name").click()
    me.settled()
    me.press("Take it over")

    expect(me.notice.filter(has_text="2 unknown")).to_be_visible()
    kept = marks(fresh)
    assert kept["caching"] is Mark.DONE
    assert "sql" not in kept
    assert kept["go"] is Mark.HIDDEN
    expect(me.page.get_by_text("On your list and not in the syllabus")).to_contain_text("Haskell")


@pytest.mark.parametrize(("content", "said"), [(b"\x00\x01", "isn't text"), (b"\n", "no topic in that")])
def test_a_list_that_is_none_is_told(tabs: Tabs, embedded: Server, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(content)
    me = tabs.visit(embedded).open("yours")
    me.page.locator("input[type=file]").first.set_input_files(file)
    expect(me.page.get_by_text("list.txt")).to_be_visible()
    me.press("Show what you find")
    expect(me.notice.filter(has_text=said)).to_be_visible()


def test_a_question_with_a_reference_is_practised_and_survives_a_reload(tabs: Tabs, embedded: Server) -> None:
    me = tabs.visit(embedded).open("yours")
    me.page.get_by_label("The question").fill(QUESTION)
    me.page.get_by_label("A reference answer, if you have one").fill(REFERENCE)
    me.press("Go on to its key points")

    points = me.page.get_by_label("Key points, one a line")
    expect(points).to_have_value(
        "Compaction keeps the newest record of each key.\nA deleted key stays as a tombstone for a while."
    )
    tabs.shoot(me.page, "points")
    points.fill(f"{points.input_value()}\nCompaction costs disk reads and writes in the background.")
    me.press("Practise it")

    expect(me.questions).to_contain_text(QUESTION)
    expect(me.page.get_by_text("Your own question").first).to_be_visible()
    me.page.reload()
    expect(me.questions).to_contain_text(QUESTION)
    me.say(ANSWER)
    expect(me.page.get_by_text("Did you say this?")).to_be_visible()
    tabs.shoot(me.page, "own")
    me.press("Confirm and go on")
    turn = until_graded(embedded, me.practice)
    assert turn.own is not None
    assert len(turn.own.key_points) == 3
    expect(me.page.locator('article[aria-label="Summary"]')).to_be_visible()
    first = me.practice
    me.press("Practise again")
    expect(me.page).not_to_have_url(re.compile(re.escape(first)))
    expect(me.questions).to_contain_text(QUESTION)
    me.open("history")
    expect(me.page.get_by_text("Your own question")).to_be_visible()


def test_without_reference_or_model_it_says_that_it_cannot_grade(tabs: Tabs, embedded: Server) -> None:
    me = tabs.visit(embedded).open("yours")
    me.page.get_by_label("The question").fill("Why does a cache stampede bring a database down?")
    me.press("Go on to its key points")
    expect(me.page.get_by_text("I can discuss it and not grade it")).to_be_visible()
    note = me.page.locator("article", has_text="What the notes say on it")
    expect(note.locator("summary").first).to_be_visible()
    tabs.shoot(me.page, "discussed")
    me.press("Write the key points")
    me.press("Practise it")
    expect(me.notice.filter(has_text="nothing to grade by")).to_be_visible()


def test_a_model_drafts_key_points_that_the_learner_mends(tabs: Tabs, modelled: Server, model: Canned) -> None:
    me = tabs.visit(modelled).open("yours")
    model.says({"key_points": ["It keeps the newest record of each key.", "Deleting takes a tombstone."]})
    me.page.get_by_label("The question").fill(QUESTION)
    me.press("Go on to its key points")
    points = me.page.get_by_label("Key points, one a line")
    expect(points).to_have_value("It keeps the newest record of each key.\nDeleting takes a tombstone.")
    points.fill("It keeps the newest record of each key.")
    me.press("Practise it")
    expect(me.questions).to_contain_text(QUESTION)
    assert me.turn.own is not None
    assert [point.claim for point in me.turn.own.key_points] == ["It keeps the newest record of each key."]


def test_a_model_that_fails_costs_nothing_that_was_typed(tabs: Tabs, modelled: Server, model: Canned) -> None:
    me = tabs.visit(modelled).open("yours")
    model.refuses()
    me.page.get_by_label("The question").fill(QUESTION)
    me.press("Go on to its key points")
    expect(me.notice.filter(has_text="declined")).to_be_visible()
    expect(me.page.get_by_label("The question")).to_have_value(QUESTION)
    expect(me.button("Write the key points")).to_be_visible()


def test_the_record_is_taken_away_deleted_and_brought_back(fresh: Server, tabs: Tabs, tmp_path: Path) -> None:
    me = tabs.visit(fresh)
    answered(me)
    fresh.store.prefer(ME, "level", "senior")
    kept = fresh.store.kept(ME)
    copy = fresh.data / "record.sqlite.before-0002-20261122T090000000000Z"
    copy.write_bytes(b"old")
    me.open("yours")

    taken = {}
    for name, ending in (
        ("JSON, to bring back", "json"),
        ("Markdown, to read", "md"),
        ("Anki, what you missed", "apkg"),
    ):
        with me.page.expect_download(timeout=PATIENCE * 1000) as download:
            me.press(name)
        taken[ending] = tmp_path / f"record.{ending}"
        download.value.save_as(taken[ending])
    assert json.loads(taken["json"].read_text(encoding="utf-8"))["format"] == "interview-coach-record"
    assert taken["md"].read_text(encoding="utf-8").startswith("# Interview practice")
    assert "collection.anki2" in zipfile.ZipFile(taken["apkg"]).namelist()

    expect(me.page.get_by_text(copy.name)).to_be_visible()
    me.page.get_by_label("Type “delete” to confirm").fill("no")
    me.press("Delete everything")
    expect(me.notice.filter(has_text="Nothing was deleted")).to_be_visible()
    tabs.shoot(me.page, "delete")
    me.page.get_by_label("Type “delete” to confirm").fill("delete")
    me.press("Delete everything")
    expect(me.notice.filter(has_text="Everything of yours is deleted.")).to_be_visible()
    assert fresh.store.kept(ME).is_empty
    assert not copy.exists()

    me.page.locator("input[type=file]").last.set_input_files(taken["json"])
    expect(me.page.get_by_text("record.json")).to_be_visible()
    me.press("Bring it in")
    expect(me.page.get_by_text("brought in, 0 there already.")).to_be_visible()
    assert fresh.store.kept(ME) == kept
    me.page.locator("input[type=file]").last.set_input_files(_bad(tmp_path))
    expect(me.page.get_by_text("bad.json")).to_be_visible()
    me.press("Bring it in")
    expect(me.notice.filter(has_text="isn't a record")).to_be_visible()


def _bad(folder: Path) -> Path:
    file = folder / "bad.json"
    file.write_text('{"format": "other"}', encoding="utf-8")
    return file


@each_look
def test_it_is_readable_in_both_themes_and_on_a_phone(tabs: Tabs, embedded: Server, dark: bool, width: int) -> None:
    look = f"{'dark' if dark else 'light'}-{width}"
    me = tabs.dressed(width=width, dark=dark).visit(embedded).open("yours")
    _sound(me)
    _whole(me, f"yours-empty-{look}")

    me.page.get_by_label("Your list", exact=True).fill(
        "1. Databases\nSQL (joins, indexing) Done\nNoSQL\nVector stores\n"
    )
    me.press("Show what you find")
    expect(me.page.locator(".found")).to_be_visible()
    me.settled()
    _sound(me)
    _whole(me, f"yours-preview-{look}")


def _whole(me: Visitor, name: str) -> None:
    """A picture of all of the page, which scrolls inside itself."""
    size = me.page.viewport_size
    assert size is not None
    height = me.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    me.page.set_viewport_size({"width": size["width"], "height": int(height) + 80})
    me.page.screenshot(path=_shot(name))
    me.page.set_viewport_size(size)


def _shot(name: str) -> Path:
    from tests.ui.conftest import ARTEFACTS

    ARTEFACTS.mkdir(exist_ok=True)
    return ARTEFACTS / f"{name}.png"


def _sound(me: Visitor) -> None:
    """Nothing that axe finds fault with, and nothing wider than the window."""
    # Streamlit draws a grey bar where a widget's own code hasn't come yet.
    for widget in ("Type “delete” to confirm", "A JSON file that you took away here or elsewhere"):
        expect(me.page.get_by_text(widget)).to_be_visible()
    expect(me.button("Anki, what you missed")).to_be_visible()
    expect(me.page.get_by_test_id("stSkeleton")).to_have_count(0)
    found = Axe().run(me.page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [one for one in found if one["impact"] in {"serious", "critical"}]
    faults = [f"{one['id']}: {one['nodes'][0]['html'][:300]}" for one in serious]
    assert not faults, "\n".join(faults)
    assert me.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
