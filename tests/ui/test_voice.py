"""Speaking an answer, from a (fake) microphone to a graded answer; and questions read aloud."""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from streamlit.testing.v1 import AppTest

from coach.bootstrap import App
from coach.domain.practice import Mode, Plan, TurnState
from coach.ui import resources
from tests.canned import Canned
from tests.recordings import wav
from tests.ui.conftest import ARGUMENTS, CHROMIUM, Tabs, each_look
from tests.ui.server import ME, ROOT, Server
from tests.ui.test_access import SIDEWAYS, _barriers
from tests.ui.test_screens import TIMEOUT, html, practice_of, shown
from tests.ui.visitor import Visitor, until_graded

SAID = "Um, so one caller takes a short lock and rebuilds the entry, while the rest get the stale copy for a while."
MEANT = SAID.replace("Um, so one", "One")


@pytest.fixture(scope="module")
def speaking(new_data: Callable[[], Path], some_knowledge: Path, model: Canned) -> Iterator[Server]:
    """The app with a model that grades and one that writes down."""
    settings = {
        "OPENAI_BASE_URL": model.base_url,
        "OPENAI_API_KEY": "sk-nothing",
        "COACH_COACH": "openai",
        "COACH_MODEL": "canned",
        "COACH_TRANSCRIBE_MODEL": "canned-whisper",
        "COACH_KNOWLEDGE": str(some_knowledge),
    }
    server = Server(new_data(), settings)
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def microphone(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose microphone hears a tone, and that needn't ask whether it may listen."""
    tone = tmp_path_factory.mktemp("tone") / "tone.wav"
    tone.write_bytes(wav(10.0))
    listening = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={tone}",
    ]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *listening])
    yield browser
    browser.close()


@pytest.fixture
def heard_tabs(microphone: Browser, request: pytest.FixtureRequest) -> Iterator[Tabs]:
    tabs = Tabs(microphone, request.node.name)
    yield tabs
    tabs.close()


def _record(me: Visitor, seconds: float = 2.0) -> None:
    widget = me.page.get_by_test_id("stAudioInput")
    widget.get_by_role("button", name="Record").click()
    expect(widget.get_by_role("button", name="Stop recording")).to_be_visible()
    me.page.wait_for_timeout(1000 * seconds)
    widget.get_by_role("button", name="Stop recording").click()


@pytest.mark.browser
def test_an_answer_is_spoken_corrected_and_graded(heard_tabs: Tabs, speaking: Server, model: Canned) -> None:
    me = heard_tabs.visit(speaking)
    turn = me.practise()
    me.press("Answer by speaking")
    expect(me.page.get_by_text("written down by canned-whisper, and the recording isn't kept")).to_be_visible()
    expect(me.page.get_by_test_id("stAudioInput")).to_be_visible()
    heard_tabs.shoot(me.page, "microphone")
    model.hears(SAID)

    _record(me)

    words = me.page.get_by_label("What I heard.")
    expect(words).to_have_value(SAID)
    expect(me.page.get_by_label("How you said it")).to_contain_text("words a minute")
    expect(me.page.get_by_label("How you said it")).to_contain_text("1 filler (um 1)")
    me.settled()
    use = me.button("Use as my answer")
    expect(use).to_be_in_viewport()
    me.page.wait_for_timeout(400)
    box, chat = use.bounding_box(), me.page.get_by_test_id("stChatInput").bounding_box()
    assert box
    assert chat
    assert box["y"] + box["height"] <= chat["y"], "the chat's input hides the button"
    heard_tabs.shoot(me.page, "correct")
    assert me.record.turns[0].state is TurnState.ASKED  # nothing is graded before it was looked at
    assert model.heard[-1]["file"].startswith(b"RIFF")
    words.fill(MEANT)
    me.press("Use as my answer")

    done = until_graded(speaking, me.practice)
    assert done.id == turn.id
    assert done.answer
    assert done.answer.text == MEANT
    expect(me.outcomes).to_have_count(1)
    expect(me.page.get_by_test_id("stAudioInput")).to_have_count(0)
    expect(me.button("Answer by speaking")).to_be_visible()
    expect(me.box).to_have_value("")


@pytest.mark.browser
def test_what_was_heard_and_not_sent_outlives_a_reload(heard_tabs: Tabs, speaking: Server, model: Canned) -> None:
    me = heard_tabs.visit(speaking)
    me.practise()
    me.press("Answer by speaking")
    model.hears(SAID)
    _record(me)
    words = me.page.get_by_label("What I heard.")
    expect(words).to_have_value(SAID)
    words.fill(MEANT)
    me.page.wait_for_timeout(700)

    me.page.reload()

    expect(me.box).to_have_value(MEANT)
    expect(me.page.get_by_label("What I heard.")).to_have_count(0)


@pytest.mark.browser
def test_a_transcriber_that_fails_is_told_and_asked_again(heard_tabs: Tabs, speaking: Server, model: Canned) -> None:
    me = heard_tabs.visit(speaking)
    me.practise("sql")
    me.press("Answer by speaking")
    for _ in range(2):  # the package tries once more by itself
        model.hears_nothing(500)

    _record(me)

    expect(me.notice).to_contain_text("Your recording is still here.")
    model.hears(SAID)
    me.press("Try again")
    expect(me.page.get_by_label("What I heard.")).to_have_value(SAID)
    me.press("Type instead")
    expect(me.page.get_by_label("What I heard.")).to_have_count(0)
    assert me.record.turns[-1].state is TurnState.ASKED


@pytest.mark.browser
@each_look
def test_speaking_is_legible_everywhere(
    heard_tabs: Tabs, speaking: Server, model: Canned, dark: bool, width: int
) -> None:
    me = heard_tabs.dressed(width=width, dark=dark).visit(speaking)
    me.practise("unit-testing")
    me.press("Answer by speaking")
    model.hears(SAID)
    _record(me)
    expect(me.page.get_by_label("What I heard.")).to_have_value(SAID)
    me.settled()
    barriers = [one for one in _barriers(me.page, "speaking") if "stAudioInput" not in one]
    me.page.get_by_test_id("stAudioInput").scroll_into_view_if_needed()
    heard_tabs.shoot(me.page, "heard")
    me.button("Use as my answer").scroll_into_view_if_needed()
    heard_tabs.shoot(me.page, "form")
    assert me.page.evaluate(SIDEWAYS) == []
    assert not barriers, "\n".join(barriers)


@pytest.mark.browser
def test_a_question_is_read_aloud_and_stopped(tabs: Tabs, modelled: Server) -> None:
    tabs.context.add_init_script(
        "window.said = []; speechSynthesis.speak = one => window.said.push(one.text);"
        "speechSynthesis.cancel = () => window.said.push('(quiet)');"
    )
    me = tabs.visit(modelled)
    me.practise()
    question = me.questions.last
    button = question.locator("button.aloud")
    expect(button).to_be_visible()

    button.focus()
    me.page.keyboard.press("Enter")

    expect(button).to_have_text("Stop reading")
    expect(button).to_have_attribute("aria-pressed", "true")
    said = me.page.evaluate("window.said")
    assert said[-1].strip() == question.locator(".question").inner_text().strip()
    tabs.shoot(me.page, "reading")
    button.click()
    expect(button).to_have_text("Read aloud")
    assert me.page.evaluate("window.said").count("(quiet)") == 2


# -- without a browser ------------------------------------------------------------------------------------------------


@pytest.fixture
def app(
    monkeypatch: pytest.MonkeyPatch, new_data: Callable[[], Path], some_knowledge: Path, canned: Canned
) -> Iterator[Callable[..., App]]:
    """Makes the coach that the screen will find."""
    made: list[App] = []

    def make(**settings: str) -> App:
        monkeypatch.chdir(ROOT)
        given = {"COACH_DATA": str(new_data()), "COACH_KNOWLEDGE": str(some_knowledge), "COACH_COACH": "embedded"}
        for name, value in (given | settings).items():
            monkeypatch.setenv(name, value)
        resources.app.clear()
        made.append(resources.app())
        return made[-1]

    yield make
    for one in made:
        one.close()
    resources.app.clear()


def _button(screen: AppTest, label: str) -> None:
    next(one for one in screen.button if one.label == label).click().run()


def test_without_a_transcriber_no_microphone_is_offered_and_how_to_is_told(app: Callable[..., App]) -> None:
    app(COACH_TRANSCRIBE_MODEL="off")
    screen = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT).run()

    assert not screen.exception
    assert not screen.get("audio_input")
    assert "Answer by speaking" not in [one.label for one in screen.button]
    told = " ".join(one.value for one in screen.markdown)
    assert "COACH_TRANSCRIBE_MODEL" in told
    assert "interview-coach[speech]" in told


def test_a_recording_is_written_down_once_and_kept_nowhere(app: Callable[..., App], canned: Canned) -> None:
    running = app(OPENAI_BASE_URL=canned.base_url, COACH_TRANSCRIBE_MODEL="canned-whisper")
    canned.hears(SAID)
    screen = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT).run()
    _button(screen, "Answer by speaking")
    audio = wav(2.0)

    screen.audio_input[0].set_value(("answer.wav", audio, "audio/wav")).run()

    assert not screen.exception
    assert screen.text_area[0].value == SAID
    assert "words a minute" in shown(screen)
    screen.run()
    assert len(canned.heard) == 1
    screen.text_area[0].set_value(MEANT)
    _button(screen, "Use as my answer")
    turn = practice_of(screen, running).turns[0]
    assert turn.answer
    assert turn.answer.text == MEANT
    digest = hashlib.sha256(audio).hexdigest()
    for file in running.settings.data.rglob("*"):
        if file.is_file() and file.name.startswith("record"):
            assert audio[1000:1100] not in file.read_bytes()
    assert digest[:16] not in str(running.store.practice(str(screen.query_params["practice"]), ME).model_dump_json())


def test_silence_is_told_and_never_sent(app: Callable[..., App], canned: Canned) -> None:
    app(OPENAI_BASE_URL=canned.base_url, COACH_TRANSCRIBE_MODEL="canned-whisper")
    screen = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT).run()
    _button(screen, "Answer by speaking")

    screen.audio_input[0].set_value(("answer.wav", wav(2.0, loud=0.0), "audio/wav")).run()

    assert "nothing but silence" in screen.warning[0].value
    assert not canned.heard
    assert not screen.text_area


def test_hostile_words_in_a_transcript_are_words(app: Callable[..., App], canned: Canned) -> None:
    app(OPENAI_BASE_URL=canned.base_url, COACH_TRANSCRIBE_MODEL="canned-whisper")
    canned.hears("<script>alert(1)</script> um, I would cache it.")
    screen = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT).run()
    _button(screen, "Answer by speaking")
    screen.audio_input[0].set_value(("answer.wav", wav(2.0), "audio/wav")).run()
    assert str(screen.text_area[0].value).startswith("<script>alert(1)</script>")
    assert not re.search(r"<script>alert", html(screen))


def test_a_mock_interview_takes_spoken_answers_too(app: Callable[..., App], canned: Canned) -> None:
    running = app(OPENAI_BASE_URL=canned.base_url, COACH_TRANSCRIBE_MODEL="canned-whisper")
    plan = Plan(mode=Mode.MOCK_INTERVIEW, topics=("caching",), questions=3, minutes=30)
    practice = running.conversation.start(ME, plan)
    canned.hears(SAID)
    screen = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT)
    screen.query_params["practice"] = practice.id
    screen.run()
    _button(screen, "Answer by speaking")

    screen.audio_input[0].set_value(("answer.wav", wav(2.0), "audio/wav")).run()
    _button(screen, "Use as my answer")

    assert not screen.exception
    answer = running.store.practice(practice.id, ME).turns[0].answer
    assert answer
    assert answer.text == SAID
