"""What every record of the domain shares."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=80)]
"""A kebab-case id, for ever the same once it has been published."""


class Record(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def slug(heading: str) -> str:
    """The anchor of a heading: lower case, every run of other characters than a–z and 0–9 one hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
