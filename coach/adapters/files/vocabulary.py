"""The curated table of words for topics: `vocabulary.yaml` beside the syllabus."""

from pathlib import Path

from pydantic import ValidationError

from coach.adapters.files.validation import faults_of
from coach.adapters.files.yaml_source import YamlSource
from coach.domain.fault import Fault
from coach.domain.vocabulary import Vocabulary

NAME = "vocabulary.yaml"


def read_vocabulary(*folders: Path) -> tuple[Vocabulary, tuple[Fault, ...]]:
    """The table of the first folder that has one, and its faults; an empty table if none has, or it is broken.

    A folder of one's own need not have one: what its syllabus doesn't know is passed over.
    """
    for folder in folders:
        if (path := folder / NAME).is_file():
            source = YamlSource.read(path, NAME)
            try:
                return Vocabulary.model_validate(source.data or {}), tuple(source.faults)
            except ValidationError as error:
                return Vocabulary(), (*source.faults, *faults_of(error, source))
    return Vocabulary(), ()
