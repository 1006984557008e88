"""The family of errors: each is a sentence for a person, a hint what to do, and a stable code.

HechosError
├── InputError            what the user gave cannot be used
│   ├── UnreadableSourceError   one source cannot be read; the item is kept as failed
│   ├── TooLargeError           a source is beyond a limit
│   ├── LexiconError            a data file of ours or the user's is wrong
│   └── CoderError              a coder does not keep the contract of coders
├── CustodyError          preserved bytes, a log or the journal are damaged
├── ConflictError         somebody else changed the same thing in the meantime
├── NotAllowedError       the member may not do this
├── NotFoundError         no such case, record or file
└── UnavailableError      something outside is missing or busy; `retry` says whether to try again
"""

from __future__ import annotations


class HechosError(Exception):
    """A failure that a person can act on; `str(error)` is one sentence, `sentence` the same as it
    was given (it may be one that can be said in other languages)."""

    code = "error"

    def __init__(self, sentence: str, *, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class InputError(HechosError):
    code = "input"


class UnreadableSourceError(InputError):
    """One source cannot be read. `code` names the kind of trouble."""

    code = "unreadable"

    def __init__(self, sentence: str, *, hint: str = "", code: str = "unreadable") -> None:
        super().__init__(sentence, hint=hint)
        self.code = code


class TooLargeError(UnreadableSourceError):
    def __init__(self, sentence: str, *, hint: str = "") -> None:
        super().__init__(sentence, hint=hint, code="too_large")


class LexiconError(InputError):
    code = "lexicon"


class CoderError(InputError):
    code = "coder"


class CustodyError(HechosError):
    code = "custody"


class NotAllowedError(HechosError):
    code = "not_allowed"


class ConflictError(HechosError):
    code = "conflict"


class NotFoundError(HechosError):
    code = "not_found"


class UnavailableError(HechosError):
    code = "unavailable"

    def __init__(self, sentence: str, *, hint: str = "", retry: bool = False) -> None:
        super().__init__(sentence, hint=hint)
        self.retry = retry
