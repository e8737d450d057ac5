"""Answering by speaking, and having questions read aloud."""

import hashlib
from functools import cache
from pathlib import Path

import streamlit as st
from pydantic import ValidationError

from coach.bootstrap import App
from coach.domain.base import Record
from coach.domain.practice import Practice, Turn, TurnState
from coach.domain.speech import Transcript, delivery_of, in_words
from coach.errors import CoachError, NotNow
from coach.practice.speaking import MAX_SECONDS, Speaking, hint_for
from coach.ui import session
from coach.ui.markup import literal, plain

HERE = Path(__file__).parent
ENABLE = """\
An answer can be spoken where something writes it down. One of these is enough; then start the coach again.

- On this machine, in English, with nothing sent anywhere: install the extra `interview-coach[speech]`.
- By a server: set `COACH_TRANSCRIBE_MODEL` to its model for speech, such as `whisper-1` at OpenAI.
"""
# Once for each recording, so that its words and the button below them aren't hidden by the chat's input.
_SHOW = """<script>(() => {
  if (window.coachHeard === "%s") return;
  window.coachHeard = "%s";
  setTimeout(() => document.querySelector(".st-key-heard")?.scrollIntoView({block: "center"}), 150);
})()</script>"""


class Heard(Record):
    """A transcript and the recording that it is of."""

    recording: str
    transcript: Transcript


@cache
def _script() -> str:
    return f"<script>{(HERE / 'voice.js').read_text(encoding='utf-8')}</script>"


def offer_voice(app: App, practice: Practice, turn: Turn) -> None:
    """Let questions be read aloud and, while the turn awaits an answer, let it be spoken."""
    with st.container(key="voice-script"):
        st.html(HERE / "voice.css")
        st.html(_script(), unsafe_allow_javascript=True)
    if turn.state not in {TurnState.ASKED, TurnState.NOT_GRADED} or session.asking():
        return
    if app.speaking is None:
        with st.popover("Speaking is off", type="tertiary"):
            st.markdown(ENABLE)
        return
    with st.container(key="voice"):
        _draw(app, app.speaking, practice, turn)


def _draw(app: App, speaking: Speaking, practice: Practice, turn: Turn) -> None:
    learner = practice.learner
    on = session.jotted("speaking", learner) == turn.id
    if st.button("Type instead" if on else "Answer by speaking", type="tertiary", key="speak"):
        _put_away(learner)
        if not on:
            session.jot("speaking", learner, turn.id)
        st.rerun()
    if not on:
        return
    audio = st.audio_input("Your answer, spoken", key=f"audio:{turn.id}")
    st.html(f'<p class="quiet">{_where(speaking)}</p>')
    heard = _heard(app, speaking, turn, learner, audio.getvalue() if audio else None)
    if heard is not None:
        _draw_transcript(app, practice, turn, heard)


def _where(speaking: Speaking) -> str:
    """What becomes of what is said, in a line."""
    place = "on this machine" if speaking.is_local else f"by {plain(speaking.name.removeprefix('openai:'))}"
    return f"{MAX_SECONDS / 60:.0f} minutes at most. It is written down {place}, and the recording isn't kept."


def _heard(app: App, speaking: Speaking, turn: Turn, learner: str, audio: bytes | None) -> Heard | None:
    """What was said, written down once for each recording; a transcript outlives its recording on a page change."""
    known = _jotted(learner)
    if audio is None:
        return known
    recording = hashlib.sha256(audio).hexdigest()[:16]
    if known is not None and known.recording == recording:
        return known
    try:
        with st.spinner("Writing down what you said"):
            transcript = speaking.write_down(audio, hint=hint_for(turn, app.knowledge))
    except CoachError as error:
        st.warning(literal(str(error)))
        st.button("Try again", key="write-down-again")
        return None
    heard = Heard(recording=recording, transcript=transcript)
    session.jot("heard", learner, heard.model_dump_json())
    return heard


def _jotted(learner: str) -> Heard | None:
    words = session.jotted("heard", learner)
    try:
        return Heard.model_validate_json(words) if words else None
    except ValidationError:
        return None


def _draw_transcript(app: App, practice: Practice, turn: Turn, heard: Heard) -> None:
    with st.container(key="heard"):
        st.html(_SHOW.replace("%s", heard.recording), unsafe_allow_javascript=True)
        _draw_form(app, practice, turn, heard)


def _draw_form(app: App, practice: Practice, turn: Turn, heard: Heard) -> None:
    with st.form(f"heard:{turn.id}", border=False):
        text = st.text_area(
            "What I heard. Put right what I misheard: only these words are graded.",
            value=heard.transcript.text,
            height=150,
            max_chars=60_000,
            key=f"words:{turn.id}:{heard.recording}",
        )
        remarks = "".join(f"<li>{plain(one)}</li>" for one in in_words(delivery_of(heard.transcript)))
        if remarks:
            st.html(f'<ul class="delivery" aria-label="How you said it">{remarks}</ul>')
        if not st.form_submit_button("Use as my answer", type="primary"):
            return
    if not text.strip():
        st.warning("There are no words in it. Record it again, or type your answer.")
        return
    _answer(app, practice, turn, text)


def _answer(app: App, practice: Practice, turn: Turn, text: str) -> None:
    try:
        told = app.conversation.say(practice.id, practice.learner, turn.id, text)
    except NotNow as error:
        session.tell(f"{error} You said: {literal(text)}")
    else:
        if told.notice:
            session.tell(told.notice)
    _put_away(practice.learner)
    st.rerun()


def _put_away(learner: str) -> None:
    session.wipe("speaking", learner)
    session.wipe("heard", learner)
