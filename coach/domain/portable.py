"""A learner's whole record as one value, to take away and to bring back: nothing of it is lost on the way.

Nobody's id is in it: whoever brings it in becomes its owner. `docs/record.md` tells the format.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, Field, JsonValue, ValidationError, model_validator

from coach.domain.base import Record
from coach.domain.practice import Practice, Turn
from coach.domain.story import Story
from coach.errors import UnusableFile

VERSION = 1
"""Raised when a file of the new kind can't be read by a program of the old."""
NOBODY = ""
"""Whose a practice is in a file."""


class KeptPractice(Record):
    """A practice with the time of its last change, by which lists are sorted."""

    updated_at: AwareDatetime
    practice: Practice


class KeptStory(Record):
    """A story of the story bank, as it is stored."""

    id: str = Field(min_length=1)
    updated_at: AwareDatetime
    body: dict[str, JsonValue]


class Kept(Record):
    """All that is kept of one learner."""

    practices: tuple[KeptPractice, ...] = ()
    stories: tuple[KeptStory, ...] = ()
    preferences: Mapping[str, str] = Field(default={}, description="Level, preparation and whatever else was chosen.")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not (self.practices or self.stories or self.preferences)

    @property
    def words(self) -> str:
        """How much it is."""
        counts = (("practice", "practices", self.practices), ("story", "stories", self.stories))
        return ", ".join(f"{len(found)} {one if len(found) == 1 else many}" for one, many, found in counts)

    def owned_by(self, learner: str) -> "Kept":
        """The same as that learner's."""
        return self.model_copy(
            update={
                "practices": tuple(
                    one.model_copy(update={"practice": one.practice.model_copy(update={"learner": learner})})
                    for one in self.practices
                ),
                "stories": tuple(
                    one.model_copy(update={"body": {**one.body, "learner": learner}}) if "learner" in one.body else one
                    for one in self.stories
                ),
            }
        )


class RecordFile(Kept):
    """What a file holds."""

    format: Literal["interview-coach-record"]
    version: int = Field(ge=1, le=VERSION)
    exported_at: AwareDatetime

    @model_validator(mode="after")
    def _whole(self) -> "RecordFile":
        practices = [one.practice for one in self.practices]
        _each_once((practice.id for practice in practices), "practice")
        _each_once((turn.id for practice in practices for turn in practice.turns), "turn")
        _each_once((story.id for story in self.stories), "story")
        for one in self.stories:
            if Story.model_validate({"learner": NOBODY, **one.body}).id != one.id:
                raise ValueError(f"story “{one.id}” says that it is another")
        for practice in practices:
            earlier: set[str] = set()
            for place, turn in enumerate(practice.turns):
                if turn.position != place:
                    raise ValueError(f"turn {place} of practice “{practice.id}” says it is number {turn.position}")
                if turn.follow_up and turn.follow_up.of not in earlier:
                    raise ValueError(f"turn “{turn.id}” follows one that isn't before it")
                earlier.add(turn.id)
            if (where := _without_zone(practice.model_dump())) is not None:
                raise ValueError(f"a time of practice “{practice.id}” has no zone: {where}")
        return self


class Imported(Record):
    """What came of bringing a record in."""

    added: int = Field(default=0, description="Practices, stories and choices that are new.")
    same: int = Field(default=0, description="Those that were there already, to the letter.")
    different: tuple[str, ...] = Field(
        default=(), description="What was there otherwise, in words: left as it was, and not brought in."
    )


class Copies(Record):
    """Copies of the whole record beside it: made before an upgrade, or when it was found damaged."""

    names: tuple[str, ...] = ()
    shared: bool = Field(description="Whether others are on record too: then the copies are theirs as well, and stay.")


class Forgotten(Record):
    """What was deleted beside the record's own rows."""

    copies: tuple[str, ...] = Field(default=(), description="Files beside the record that held copies of it.")
    left: tuple[str, ...] = Field(default=(), description="Those that stayed, since they hold others' record too.")
    scrubbed: bool = Field(description="Whether the room that the rows took was cleared, too.")


def record_file(kept: Kept, at: datetime) -> RecordFile:
    """The learner's record as a file."""
    bare = kept.owned_by(NOBODY)
    return RecordFile(
        format="interview-coach-record",
        version=VERSION,
        exported_at=at,
        practices=bare.practices,
        stories=bare.stories,
        preferences=dict(bare.preferences),
    )


def read_record_file(text: str | bytes) -> RecordFile:
    """The file. UnusableFile, with the place and the reason, if any of it is not as it should be."""
    try:
        return RecordFile.model_validate_json(text)
    except ValidationError as error:
        raise UnusableFile(_why(error)) from None


def _why(error: ValidationError) -> str:
    first, count = error.errors(include_url=False)[0], error.error_count()
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "json_invalid":
        return "That file is not JSON, so nothing was brought in. Choose one that the coach exported as JSON."
    if place == "version" and first["type"] == "less_than_equal":
        return "That file was exported by a newer version of the coach. Install that one, then bring it in."
    if place in {"format", "version", "exported_at", ""} and first["type"] != "value_error":
        return "That file isn't a record that the coach exported, so nothing was brought in."
    more = f" (and {count - 1} more)" if count > 1 else ""
    where = f" at {place}" if place else ""
    return f"That file is damaged{where}, so nothing of it was brought in: {first['msg']}{more}."


def _without_zone(value: object, place: str = "") -> str | None:
    """The place of the first time that has no zone: nobody could say later which one was meant."""
    if isinstance(value, datetime):
        return place if value.tzinfo is None else None
    if isinstance(value, Mapping):
        inside: Iterable[tuple[object, object]] = value.items()
    elif isinstance(value, list | tuple):
        inside = enumerate(value)
    else:
        return None
    found = (_without_zone(one, f"{place}.{key}".lstrip(".")) for key, one in inside)
    return next((one for one in found if one is not None), None)


def _each_once(ids: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f"the {what} “{one}” stands in it twice")
        seen.add(one)


def rekeyed_practice(practice: Practice) -> Practice:
    """The same practice under other ids, where somebody else has those that it came with.

    The same owner and ids always make the same new ones, so that bringing a file in again adds nothing.
    """
    owner = practice.learner
    ids = {turn.id: rekeyed(turn.id, owner) for turn in practice.turns}
    turns = tuple(_rekeyed_turn(turn, ids) for turn in practice.turns)
    return practice.model_copy(update={"id": rekeyed(practice.id, owner), "turns": turns})


def rekeyed_story(story: KeptStory, owner: str) -> KeptStory:
    """The same for a story."""
    new = rekeyed(story.id, owner)
    body = {**story.body, "id": new} if story.body.get("id") == story.id else story.body
    return story.model_copy(update={"id": new, "body": body})


def rekeyed(name: str, owner: str) -> str:
    """The id that a thing of that name has for that owner."""
    return hashlib.sha256(f"{owner}\0{name}".encode()).hexdigest()[:16]


def _rekeyed_turn(turn: Turn, ids: Mapping[str, str]) -> Turn:
    follow_up = turn.follow_up
    if follow_up is not None:
        follow_up = follow_up.model_copy(update={"of": ids.get(follow_up.of, follow_up.of)})
    return turn.model_copy(update={"id": ids[turn.id], "follow_up": follow_up})
