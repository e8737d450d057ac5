"""Tailor: a job description or a résumé in, a focus out, and why."""

from pathlib import Path

import streamlit as st

from coach.bootstrap import App
from coach.domain.application import FILE_TYPES, LONGEST, MAX_BYTES, Document, Kind, read_document
from coach.domain.tailoring import Proposal, weights_of
from coach.errors import DocumentError
from coach.practice.preparing import preparation_of
from coach.practice.tailoring import apply, clear, forget_document, keep_document, kept_document, read
from coach.ui import session
from coach.ui.markup import literal, plain
from coach.ui.tailor_view import choose_weights, expected_html, focus_html, show_from_top

STYLE = Path(__file__).parents[1] / "tailor.css"
KINDS = {Kind.JOB: "A job description", Kind.RESUME: "My résumé"}
PLACEHOLDER = "What they ask for, or what you have done. Headings and list marks help me to read it."


def draw(app: App, learner: str) -> None:
    """Draw the focus, then what was read or the form to read something."""
    st.html(STYLE)
    st.title("Tailor")
    if notice := session.told():
        st.info(notice)
    _draw_focus(app, learner)
    read_last, proposal = _last_read(learner)
    if proposal is not None:
        _draw_proposal(app, learner, read_last, proposal)
    else:
        _draw_kept(app, learner)
        _draw_form(app, learner)
    show_from_top(session.jotted("proposal", learner) or "", preparation_of(app.store, learner).model_dump_json())


# -- what holds now ---------------------------------------------------------------------------------------------------


def _draw_focus(app: App, learner: str) -> None:
    html = focus_html(app, preparation_of(app.store, learner))
    if not html:
        return
    st.html(html)
    with st.container(horizontal=True, key="focus-acts"):
        if st.button("Change", type="tertiary", key="change-focus"):
            session.jot("proposal", learner, Proposal().model_dump_json())
            session.wipe("document", learner)
            st.rerun()
        if st.button("Clear", type="tertiary", key="clear-focus"):
            clear(app.store, learner)
            session.tell("Every topic counts as usual again.")
            st.rerun()


def _draw_kept(app: App, learner: str) -> None:
    kept = kept_document(app.store, learner)
    if kept is None:
        return
    words = len(kept.text.split())
    st.html(f'<p class="msg">You kept a {kept.kind} with your record: {words:,} words.</p>')
    with st.container(horizontal=True, key="kept-acts"):
        if st.button("Read it again", key="read-kept"):
            _take(app, learner, kept, ask_model=False)
        if st.button("Delete it", key="delete-kept"):
            forget_document(app.store, learner)
            session.tell("It is deleted. What you chose by it stays until you clear it.")
            st.rerun()


# -- reading something ------------------------------------------------------------------------------------------------


def _draw_form(app: App, learner: str) -> None:
    st.html(
        '<p class="msg">Give me the job description, or your résumé. I propose which topics to weigh more, show the '
        "words that say so, and you decide.</p>"
    )
    with st.form("document", border=False):
        kind = st.segmented_control(
            "What is it?", list(Kind), default=Kind.JOB, required=True, format_func=lambda one: KINDS[one], key="kind"
        )
        pasted = st.text_area("Paste it here", height=220, max_chars=LONGEST, placeholder=PLACEHOLDER, key="pasted")
        file = st.file_uploader(
            "Or choose a file: PDF, Word (.docx) or text", type=list(FILE_TYPES), max_upload_size=MAX_BYTES // 1_000_000
        )
        adviser = app.tailoring.adviser
        ask_model = False
        if adviser is not None:
            name = literal(adviser.name.removeprefix("openai:"))
            ask_model = st.checkbox(f"Have {name} read it too. The text is sent there.", value=True, key="ask-model")
        keep = st.checkbox("Keep the text with my record, to find it here again", key="keep")
        quiet = "It is read on this machine" + (" first" if adviser else "") + ", and forgotten when you close the tab"
        st.html(f'<p class="quiet">{quiet} unless you tick “Keep”.</p>')
        if not st.form_submit_button("Read it", type="primary"):
            return
    try:
        document = read(app.tailoring.text_of(file.getvalue()) if file else pasted, kind or Kind.JOB)
    except (DocumentError, ValueError) as error:
        st.warning(str(error))
        return
    if keep:
        keep_document(app.store, learner, document)
    _take(app, learner, document, ask_model=ask_model)


def _take(app: App, learner: str, document: Document, *, ask_model: bool) -> None:
    """Read the document and show what came of it; what the words say is put down before a model is waited for."""
    proposal = app.tailoring.propose(document)
    session.jot("document", learner, f"{document.kind.name}\n{document.text}")
    session.jot("proposal", learner, proposal.model_dump_json())
    if ask_model and app.tailoring.adviser is not None:
        with st.spinner(f"{literal(app.tailoring.adviser.name.removeprefix('openai:'))} is reading it"):
            proposal = app.tailoring.consult(document, proposal)
        session.jot("proposal", learner, proposal.model_dump_json())
    st.rerun()


# -- what came of it --------------------------------------------------------------------------------------------------


def _last_read(learner: str) -> tuple[Document | None, Proposal | None]:
    words = session.jotted("proposal", learner)
    if words is None:
        return None, None
    name, _, text = (session.jotted("document", learner) or "").partition("\n")
    document = read_document(text, Kind[name]) if name in Kind.__members__ else None
    return document, Proposal.model_validate_json(words)


def _draw_proposal(app: App, learner: str, document: Document | None, proposal: Proposal) -> None:
    kind = document.kind if document else Kind.JOB
    if proposal.notice:
        st.warning(literal(proposal.notice))
    used = not proposal.topics and bool(proposal.expected)
    if not used:
        _draw_weights(app, learner, kind, proposal)
    if expected := expected_html(app, proposal.expected, kind):
        st.html(expected)
    if st.button("Read something else" if used else "Never mind", type="tertiary", key="begin-anew"):
        _forget(learner)
        st.rerun()


def _draw_weights(app: App, learner: str, kind: Kind, proposal: Proposal) -> None:
    if proposal.topics:
        heading = "What your résumé will be asked about" if kind is Kind.RESUME else "What the job description asks for"
        by = "its words" if proposal.by == "words" else f"{proposal.by.removeprefix('openai:')} and by its words"
        st.html(
            f'<section class="msg"><h3>{heading}</h3>'
            f'<p class="quiet">Read by {plain(by)}. Nothing counts until you use it, below the list.</p></section>'
        )
    current = {} if proposal.topics else weights_of(preparation_of(app.store, learner))
    chosen = choose_weights(app, proposal, current)
    if chosen is None:
        return
    apply(app.store, learner, chosen)
    session.tell("Your practice draws on these weights from now on.")
    if proposal.expected:
        session.jot("proposal", learner, proposal.model_copy(update={"topics": (), "notice": ""}).model_dump_json())
    else:
        _forget(learner)
    st.rerun()


def _forget(learner: str) -> None:
    session.wipe("document", learner)
    session.wipe("proposal", learner)
