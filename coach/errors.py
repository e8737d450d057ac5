"""Everything the coach raises on purpose.

CoachError                  shown to the learner as it stands
├── ContentError            a note or rubric is wrong: file, line, what, how to mend
├── UnusableFile            a file or text that was handed in can't be used, and why
├── SettingsError           a setting is missing or makes no sense, and how to set it
├── ModelError              the language model could not help
│   ├── ModelUnavailable    trying again may help (429, 5xx, time-out, cut stream)
│   ├── ModelMisconfigured  trying again will not (no key, unknown model, 401)
│   └── ModelRefused        the model declined
├── CannotGrade             there is a reply, but no grade in it
├── DocumentError           a file that was handed in can't be read
├── RecordingError          a recording can't be used: too short, too long, silent, no sound
├── RetrievalError          the notes' index could not be built or read
├── StoreError              the record could not be read or written
│   ├── NotFound            there is no such practice, or it isn't this learner's
│   └── Corrupt             the record is damaged or newer than this program
├── NotNow                  the practice isn't in a state for that (answered elsewhere, ended)
└── Stopped                 the learner pressed Stop

A message says what happened, what is safe, and what to do next.
"""


class CoachError(Exception):
    """The root: its text is fit to be shown to the learner."""


class ContentError(CoachError):
    """A note, rubric or syllabus file is wrong."""


class UnusableFile(CoachError):
    """A file or text that the learner handed in can't be used."""


class SettingsError(CoachError):
    """A setting is missing or makes no sense."""


class ModelError(CoachError):
    """The language model could not help."""


class ModelUnavailable(ModelError):
    """Trying again may help: rate limit, server fault, time-out, cut stream, empty reply."""


class ModelMisconfigured(ModelError):
    """Trying again will not help before a setting changes: key, model's name, base URL."""


class ModelRefused(ModelError):
    """The model declined to answer."""


class CannotGrade(CoachError):
    """The model replied, but there is no grade in the reply."""


class DocumentError(CoachError):
    """A file that was handed in can't be read: locked, scanned, broken, too large."""


class RecordingError(CoachError):
    """A recording can't be used: too short, too long, silent, or no sound at all."""


class RetrievalError(CoachError):
    """The notes' index could not be built or read."""


class StoreError(CoachError):
    """The record could not be read or written."""


class NotFound(StoreError):
    """There is no such practice, or it belongs to somebody else."""


class Corrupt(StoreError):
    """The record is damaged, or was written by a newer version of the coach."""


class NotNow(CoachError):
    """The practice isn't in a state for that: answered in another tab, already ended."""


class Stopped(CoachError):
    """The learner pressed Stop."""
