"""Which column of a list says what of a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hechos.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The columns of a list by what they hold; None where the list has no such column.

    `name` is a whole name as written, else `given` and `surname`. `date` is that of the act and
    may be partial (EDTF: 2019, 2019-03), `birth` that of birth. `source` names the list that a
    row is from. `number` is a personal number, `codes` are short marks (postcode, house number),
    `texts` anything else that is compared as spelt. `tradition` is how the names are written;
    `unique` says that no person is twice in one source.
    """

    id: str = "id"
    source: str | None = None
    name: str | None = None
    given: str | None = None
    surname: str | None = None
    date: str | None = None
    birth: str | None = None
    age: str | None = None
    sex: str | None = None
    minor: str | None = None
    place: str | None = None
    region: str | None = None
    number: str | None = None
    codes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    tradition: str = "es"
    unique: bool = False

    def columns(self) -> tuple[str, ...]:
        """Return all columns that are read, without the id."""
        one = (self.source, self.name, self.given, self.surname, self.date, self.birth, self.age)
        two = (self.sex, self.minor, self.place, self.region, self.number)
        return (*(c for c in (*one, *two) if c), *self.codes, *self.texts)

    def called(self) -> dict[str, str]:
        """Return the list's own names of the columns that are numbered when prepared."""
        kinds = (("code", self.codes), ("text", self.texts))
        return {f"{kind}{k}": name for kind, names in kinds for k, name in enumerate(names)}

    def check(self, columns: Iterable[str]) -> None:
        """Raise where the list has no names or lacks a column that these fields name."""
        present = list(columns)
        missing = [c for c in (self.id, *self.columns()) if c not in present]
        if missing:
            raise InputError(
                f"The list has no column {', '.join(missing)}.",
                hint=f"Its columns are {', '.join(present)}.",
            )
        if not self.name and not (self.given and self.surname):
            raise not_identifiable("it has no column of names")


def not_identifiable(because: str) -> InputError:
    """Return the refusal to link rows that do not name persons."""
    return InputError(
        f"The persons of this list are not identifiable: {because}.",
        hint="Without names, rows of two people look like one person; keep such rows as groups "
        "of an incident. Name the column of names, or those of given name and surname.",
    )
