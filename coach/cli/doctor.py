"""`coach doctor`: what is configured, what is reachable, and what to do."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import typer

from coach.errors import CoachError, RecordingError
from coach.settings import Settings, read_settings


@dataclass(frozen=True)
class Finding:
    """What one look found."""

    what: str
    good: bool
    said: str


def doctor() -> None:
    """Tell what is configured, what is reachable, and what to do about the rest."""
    try:
        settings = read_settings()
    except CoachError as error:
        typer.echo(f"✗ Settings: {error}", err=True)
        raise typer.Exit(1) from None
    findings = examine(settings)
    for finding in findings:
        typer.echo(f"{'✓' if finding.good else '✗'} {finding.what}: {finding.said}")
    raise typer.Exit(0 if all(finding.good for finding in findings) else 1)


def examine(settings: Settings) -> list[Finding]:
    """Look at everything once; a fault in one place doesn't hide the others."""
    looks: list[tuple[str, Callable[[Settings], str]]] = [
        ("Knowledge", _knowledge),
        ("Record", _record),
        ("Embedding", _embedding),
        ("Index", _index),
        ("Coach", _coach),
        ("Speech", _speech),
    ]
    return [_finding(what, look, settings) for what, look in looks]


def _finding(what: str, look: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(what, good=True, said=look(settings))
    except CoachError as error:
        return Finding(what, good=False, said=str(error))


def _knowledge(settings: Settings) -> str:
    from coach.adapters.files.loader import KnowledgeSource
    from coach.errors import ContentError
    from coach.places import knowledge_folder

    source = KnowledgeSource(settings.knowledge, base=knowledge_folder())
    if source.faults:
        raise ContentError(f"{len(source.faults)} faults in {settings.knowledge}; `coach check` names them.")
    found = source.knowledge
    total = len(list(found.syllabus.topics()))
    where = f"{settings.knowledge}{', on top of the built-in ones' if source.base else ''}"
    return f"{len(found.notes)} of {total} topics written, {len(found.questions)} questions, in {where}"


def _record(settings: Settings) -> str:
    from coach.bootstrap import build_store, place_of_record

    store = build_store(settings)
    practices = len(store.practices("local", limit=1000))
    return f"{practices} practices of yours in {place_of_record(settings)}"


def _embedding(settings: Settings) -> str:
    from coach.bootstrap import build_embedding

    embedding = build_embedding(settings)
    vector = embedding.embed(["Does it work?"])[0]
    return f"{embedding.id}, {len(vector)} dimensions"


def _index(settings: Settings) -> str:
    from coach.bootstrap import build_knowledge, build_retriever

    retriever = build_retriever(settings, build_knowledge(settings))
    hits = retriever.search("What is an index for?", k=1)
    place = _bare(settings.chroma_url) if settings.chroma_url else str(settings.data)
    return f"in {place}; a first search found {hits[0].passage.id if hits else 'nothing'}"


def _coach(settings: Settings) -> str:
    if not settings.uses_model:
        return "embedded (no key, no network). For a model set OPENAI_API_KEY, or OPENAI_BASE_URL and COACH_MODEL."
    from coach.bootstrap import build_coach
    from coach.domain.note import Passage
    from coach.ports import ReplyTask

    coach = build_coach(settings)
    passage = Passage(topic="doctor", anchor="check", heading="Check", text="The coach works when this is answered.")
    coach.reply(ReplyTask(asked="Does the coach work?", passages=(passage,)), lambda _: None)
    return f"{coach.name} answers" + (f" at {_bare(settings.openai_base_url)}" if settings.openai_base_url else "")


def _speech(settings: Settings) -> str:
    from coach.practice.speaking import silence
    from coach.wiring import build_transcriber

    transcriber = build_transcriber(settings)
    if transcriber is None:
        return "off: answers are typed. For spoken ones install interview-coach[speech], or set COACH_TRANSCRIBE_MODEL."
    with suppress(RecordingError):  # it was silence
        transcriber.transcribe(silence(1.0))
    return f"{transcriber.name} writes spoken answers down"


def _bare(url: str) -> str:
    """The address without the user and password that may stand in it, nor a query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
