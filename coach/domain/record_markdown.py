"""A whole record as one Markdown document, to read or to print. It can't be brought back in: JSON can."""

from collections.abc import Mapping

from pydantic import JsonValue

from coach.domain.knowledge import Knowledge
from coach.domain.portable import Kept
from coach.domain.preparation import Preparation
from coach.domain.transcript_markdown import quoted, transcript_markdown


def record_markdown(kept: Kept, preparation: Preparation, knowledge: Knowledge) -> str:
    """The preparation, every practice the first begun first, every story."""
    parts = ["# Interview practice", *_preparation(preparation, knowledge)]
    parts += [transcript_markdown(one.practice, knowledge).strip() for one in kept.practices if one.practice.turns]
    parts += [_story(one.body) for one in kept.stories]
    return "\n\n".join(parts) + "\n"


def _preparation(preparation: Preparation, knowledge: Knowledge) -> list[str]:
    lines = [f"- Interview: {preparation.interview:%Y-%m-%d}"] if preparation.interview else []
    lines += [f"- {knowledge.title_of(topic)}: {mark}" for topic, mark in preparation.marks.items()]
    lines += [f"- {topic}: on my list, not in the syllabus" for topic in preparation.listed]
    return ["# Preparation", "\n".join(lines)] if lines else []


def _story(body: Mapping[str, JsonValue]) -> str:
    parts = [f"# Story: {body.get('title') or 'untitled'}"]
    if isinstance(question := body.get("question"), str) and question:
        parts.append(f"*{question}*")
    versions = body.get("versions")
    told = [one.get("text") for one in versions if isinstance(one, dict)] if isinstance(versions, list) else []
    parts += [quoted(text) for text in told if isinstance(text, str)]
    return "\n\n".join(parts)
