"""Pydantic's complaints as faults with file and line."""

from collections.abc import Iterator

from pydantic import ValidationError

from coach.adapters.files.yaml_source import YamlSource
from coach.domain.fault import Fault

_MEND = {
    "extra_forbidden": "Remove it, or mend its spelling.",
    "missing": "Add it.",
    "string_pattern_mismatch": "Ids are kebab-case: a–z, 0–9 and single hyphens.",
}


def faults_of(error: ValidationError, source: YamlSource, *prefix: str | int) -> Iterator[Fault]:
    """One fault for each complaint, at the line of the value that it is about."""
    for complaint in error.errors(include_url=False, include_input=False):
        path = (*prefix, *complaint["loc"])
        where = ".".join(str(part) for part in complaint["loc"]) or "this"
        what = (
            "unknown key"
            if complaint["type"] == "extra_forbidden"
            else complaint["msg"][:1].lower() + complaint["msg"][1:]
        )
        yield source.fault(*path, what=f"{where}: {what}.", mend=_MEND.get(complaint["type"], ""))
