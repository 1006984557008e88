"""The forms about people and for a new case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from hechos.app.access.classes import CLASS_WORDS
from hechos.app.access.roles import roles
from hechos.app.accounts.models import Account, HomeRules
from hechos.app.casework.cases import STANDARDS
from hechos.app.web.account.forms import Form
from hechos.lang.edtf import earliest_latest
from hechos.packs import available
from hechos.records import LANGUAGES, Confidentiality

NAMES = {"ve": gettext_noop("Venezuela")}
"""What the packs that ship are called."""


class NewAccount(Form):
    name = forms.CharField(
        label=_("Name to sign in with"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text=_("Only this person and whoever keeps the accounts see it."),
    )
    pseudonym = forms.CharField(
        label=_("Pseudonym"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("It stands under everything this person decides, for good."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    administrator = forms.BooleanField(label=_("Keeps the accounts of this home"), required=False)


class Rules(Form):
    second_factor = forms.ChoiceField(
        label=_("Who needs a second factor"),
        choices=(
            (HomeRules.ALL, _("everybody")),
            (HomeRules.SEALED, _("whoever may see sources of class C2 or C3 in a case")),
            (HomeRules.NONE, _("nobody; each may choose")),
        ),
    )
    idle_minutes = forms.IntegerField(
        label=_("Minutes without typing or clicking after which the desk is locked"),
        min_value=1,
        max_value=120,
    )


class TeamForm(Form):
    name = forms.CharField(label=_("Name of the team"), max_length=80)
    accounts = forms.MultipleChoiceField(
        label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Account.objects.filter(is_active=True).order_by("pseudonym")
        self.fields["accounts"].choices = [(a.pk, a.pseudonym) for a in people]  # type: ignore[attr-defined]


class Place(Form):
    """Give a place in a case, to one account by its pseudonym or to a team by its name."""

    who = forms.CharField(label=_("Pseudonym, or name of a team"), max_length=80)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [
            (r.name, f"{gettext(r.label)}: {gettext(r.about)}") for r in roles().values()
        ],
    )
    clearance = forms.TypedChoiceField(label=_("Sees sources up to"), coerce=int)
    because = forms.CharField(label=_("Why"), max_length=400)

    def __init__(self, *args: Any, up_to: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(int(n), words) for n, words in CLASS_WORDS.items() if n <= up_to]
        self.fields["clearance"].choices = choices  # type: ignore[attr-defined]


class NewCase(Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    slug = forms.CharField(
        label=_("Short name in addresses"),
        max_length=100,
        required=False,
        help_text=_(
            "Lower-case letters, digits and - (for example north-2024). It stays. "
            "Left empty, it is made of the title."
        ),
    )
    start = forms.CharField(
        label=_("First day of the mandate"),
        required=False,
        max_length=40,
        help_text=_("2024-02-28, 2024-02 or 2024. Leave it empty where it is open."),
    )
    end = forms.CharField(label=_("Last day of the mandate"), required=False, max_length=40)
    territory = forms.CharField(label=_("Where it reaches"), required=False, max_length=200)
    matter = forms.CharField(label=_("What it is about"), required=False, max_length=400)
    standard = forms.ChoiceField(label=_("Standard of proof"), initial="reasonable_grounds")
    pack = forms.ChoiceField(label=_("Names and places of"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages whose claims are coded"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(code, dict(settings.LANGUAGES)[code]) for code in LANGUAGES],
        initial=LANGUAGES,
        help_text=_("Sources in other languages are kept and read by people."),
    )
    klass = forms.TypedChoiceField(
        label=_("Class of new sources"),
        coerce=int,
        choices=[(int(n), words) for n, words in CLASS_WORDS.items()],
        initial=1,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, _(name.replace("_", " "))) for name in STANDARDS]
        self.fields["standard"].choices = names  # type: ignore[attr-defined]
        named = ((one, _(NAMES.get(one, one))) for one in available())
        packs = [("", _("no country in particular")), *named]
        self.fields["pack"].choices = packs  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["slug"] = given.get("slug") or slugify(given.get("title", ""))[:100]
        if not given["slug"] and given.get("title"):
            self.add_error("slug", _("No short name can be made of this title: give one."))
        for name in ("start", "end"):
            if given.get(name) and earliest_latest(given[name]) == (None, None):
                self.add_error(name, _("This is no date."))
        return given

    def klass_of(self) -> Confidentiality:
        return Confidentiality(self.cleaned_data["klass"])
