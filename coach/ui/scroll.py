"""Where the page stands: at what there is to read next, without taking it from under the learner's eyes.

Streamlit's own way, following the end of the page, would scroll past the key points and jump whenever one is opened.
"""

import json

import streamlit as st

from coach.domain.practice import Mode, Practice, TurnState
from coach.domain.transcript import Message

Place = tuple[str, str]
"""The last element that a selector finds, and how it is brought into view: its `start`, or as little as is needed."""

_QUESTION: Place = ('article[aria-label="Question"]', "nearest")
_SUMMARY: Place = ('article[aria-label="Summary"], article[aria-label="Before the debrief"]', "start")
_SAID: Place = (".msg.learner", "start")
_OUTCOME: Place = (".msg.outcome", "nearest")
_MODEL_ANSWER: Place = (".msg.model", "nearest")
_LAST: Place = (".msg", "nearest")

# For each change of the practice, however often the page is drawn; again and again for a moment, since what is drawn
# late moves what is there, but only until the learner moves the page.
_SCRIPT = """<script>(() => {
  const [practice, revision, arriving, changing] = %s;
  const arrives = window.coachPractice !== practice;
  if (!arrives && window.coachRevision === revision) return;
  [window.coachPractice, window.coachRevision] = [practice, revision];
  const [selector, block] = arrives ? arriving : changing;
  window.coachScroll?.abort();
  const still = window.coachScroll = new AbortController();
  for (const move of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(move, () => still.abort(), {capture: true, passive: true, signal: still.signal});
  [80, 300, 700, 1200].forEach((wait, at, waits) => setTimeout(() => {
    if (still.signal.aborted) return;
    [...document.querySelectorAll(selector)].at(-1)?.scrollIntoView({block});
    if (at === waits.length - 1) still.abort();
  }, wait));
})()</script>"""


def bring_into_view(practice: Practice, revision: int, messages: tuple[Message, ...]) -> None:
    """Let the browser show what has changed; on arrival, what to go on with."""
    where = [practice.id, revision, _on_arrival(practice, messages), _on_change(practice, messages)]
    script = _SCRIPT % json.dumps(where).replace("<", "\\u003c")
    with st.container(key="scroll"):
        st.html(script, unsafe_allow_javascript=True)


def _on_arrival(practice: Practice, messages: tuple[Message, ...]) -> Place:
    open_question = practice.ended_at is None and messages[-1].kind == "question"
    return _QUESTION if open_question else _on_change(practice, messages)


def _on_change(practice: Practice, messages: tuple[Message, ...]) -> Place:
    last = messages[-1]
    if practice.ended_at is not None:
        return _SUMMARY
    if last.kind == "question" and last.turn.position:
        before = practice.turns[last.turn.position - 1]
        if practice.plan.mode is Mode.MOCK_INTERVIEW:
            return _QUESTION
        return {TurnState.GRADED: _OUTCOME, TurnState.GAVE_UP: _MODEL_ANSWER}.get(before.state, _QUESTION)
    if last.turn.state in {TurnState.ANSWERED, TurnState.SUGGESTED} or _awaits_reply(last):
        return _SAID
    return _LAST


def _awaits_reply(message: Message) -> bool:
    entry = message.turn.entries[message.entry] if message.entry is not None else None
    return entry is not None and entry.kind == "aside" and entry.is_open
