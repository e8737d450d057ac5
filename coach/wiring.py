"""The part of the wiring that has to do with documents and speech; the rest is `bootstrap`'s."""

from collections.abc import Sequence

from coach.domain.fault import Fault
from coach.domain.knowledge import Knowledge
from coach.errors import SettingsError
from coach.places import knowledge_folder
from coach.ports import Adviser, Coach, Retriever, Transcriber
from coach.practice.speaking import Speaking
from coach.practice.tailoring import Tailoring
from coach.settings import Settings


def build_tailoring(
    settings: Settings, knowledge: Knowledge, retriever: Retriever, coach: Coach
) -> tuple[Tailoring, Sequence[Fault]]:
    """What reads job descriptions and résumés, and the faults of its table of words."""
    from coach.adapters.files.vocabulary import read_vocabulary

    vocabulary, faults = read_vocabulary(settings.knowledge, knowledge_folder())
    tailoring = Tailoring(
        knowledge=knowledge,
        retriever=retriever,
        vocabulary=vocabulary,
        text_of=_text_of,
        adviser=_adviser(settings, coach),
    )
    return tailoring, faults


def build_speaking(settings: Settings) -> Speaking | None:
    """What has spoken answers written down; None where nothing can."""
    transcriber = build_transcriber(settings)
    return Speaking(transcriber) if transcriber else None


def build_transcriber(settings: Settings) -> Transcriber | None:
    """Who writes down spoken answers, or None. Only a coach that is a model sends what is said out of this machine.

    SettingsError if what was asked for can't be had.
    """
    from coach.adapters.speech.whisper import LocalWhisper, is_installed

    wanted = settings.transcribe_model.strip()
    if wanted == "off":
        return None
    if wanted == "local":
        if not is_installed():
            raise SettingsError(
                "COACH_TRANSCRIBE_MODEL is local, but the extra for speech isn't installed. Install "
                "interview-coach[speech], or take the setting away."
            )
        return LocalWhisper()
    by_openai = settings.uses_model and settings.openai_api_key is not None and settings.openai_base_url is None
    if wanted and not settings.has_model:
        raise SettingsError(
            f"COACH_TRANSCRIBE_MODEL is {wanted}, but no server is configured. Set OPENAI_API_KEY or OPENAI_BASE_URL."
        )
    if wanted or by_openai:
        from coach.adapters.openai.transcription import WHISPER, OpenAITranscriber

        return OpenAITranscriber(wanted or WHISPER, base_url=settings.openai_base_url, api_key=_key(settings))
    return LocalWhisper() if is_installed() else None


def _adviser(settings: Settings, coach: Coach) -> Adviser | None:
    """The model that reads documents along: the one that coaches, if one does."""
    if not coach.name.startswith("openai:"):
        return None
    from coach.adapters.openai.advising import OpenAIAdviser
    from coach.adapters.openai.client import Limits

    return OpenAIAdviser(
        coach.name.removeprefix("openai:"),
        ranks=settings.data / "tiktoken",
        base_url=settings.openai_base_url,
        api_key=_key(settings),
        context=settings.context_tokens,
        first_format="json_schema" if settings.json_mode == "auto" else settings.json_mode,
        limits=Limits(read=settings.timeout, whole=max(Limits().whole, 6 * settings.timeout), retries=1),
    )


def _text_of(data: bytes) -> str:
    from coach.adapters.documents.reading import text_of

    return text_of(data)


def _key(settings: Settings) -> str | None:
    return settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
