from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hechos import packs
from hechos.errors import LexiconError, NotFoundError

PACK = packs.load("ve")
GENERIC = packs.generic()
FOLDER = Path(packs.__file__).parent


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("CNE", "cne"),
        ("National Electoral Council", "cne"),
        ("Consejo Nacional Electoral", "cne"),
        ("CONSEJO NACIONAL ELECTORAL", "cne"),
        ("the National Electoral Council (CNE)", "cne"),
        ("Conselho Nacional Eleitoral", "cne"),
        ("guardia nacional", "fanb.gnb"),
        ("la Guardia Nacional Bolivariana", "fanb.gnb"),
        ("the SEBIN", "sebin"),
        ("Ministerio Publico", "mp"),
        ("PSUV", "psuv"),
        ("Plataforma Unitaria", "pud"),
        ("cne", None),
        ("Rowing Club", None),
        ("", None),
    ],
)
def test_a_body_is_known_by_any_of_its_names(name: str, want: str | None) -> None:
    found = PACK.organisation_of(name)
    assert (found.id if found else None) == want


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("IACHR", "iachr"),
        ("the IACHR", "iachr"),
        ("CIDH", "iachr"),
        ("Comisión Interamericana de Derechos Humanos (CIDH)", "iachr"),
        ("Inter-American Commission on Human Rights", "iachr"),
        ("U.N.", "un"),
        ("ONU", "un"),
        ("Amnesty International", "amnesty"),
        ("Anistia Internacional", "amnesty"),
        ("Agence France-Presse", "afp"),
        ("Corte Penal Internacional", "icc"),
    ],
)
def test_world_bodies_need_no_pack(name: str, want: str) -> None:
    found = GENERIC.organisation_of(name)
    assert found is not None
    assert found.id == want


def test_agencies_are_marked() -> None:
    marked = {one.id for one in GENERIC.organisations if one.is_agency}
    assert {"afp", "reuters", "ap", "efe", "sputnik"} <= marked
    assert "bbc" not in marked


def test_names_come_in_the_language_asked_for() -> None:
    found = PACK.organisation("cne")
    assert found is not None
    assert found.called("pt") == "Conselho Nacional Eleitoral"
    assert found.called("fr") == "National Electoral Council"


def test_every_kind_of_side_is_in_the_pack() -> None:
    kinds = {one.kind.value for one in PACK.organisations}
    state = {"armed_force", "police", "court", "electoral", "prosecutor", "executive"}
    groups = {"armed_group", "gang", "opposition_group", "pro_government_group", "foreign_force"}
    society = {"party", "ngo", "media", "religious", "union", "igo"}
    assert state | groups | society <= kinds


def test_a_pack_holds_no_role() -> None:
    fields = {field.name for field in dataclasses.fields(packs.Organisation)}
    assert fields.isdisjoint({"role", "roles", "perpetrator", "side", "acts", "accused"})
    with pytest.raises(dataclasses.FrozenInstanceError):
        PACK.name = "other"  # type: ignore[misc]


def test_the_country_has_its_entities_and_parishes() -> None:
    states = [place for place in PACK.places if place.level == "state"]
    parishes = [place for place in PACK.places if place.parent == "ve:city:caracas"]
    assert len({place.iso for place in states}) == 24
    assert sum(place.level == "parish" for place in parishes) == 22
    assert PACK.country == "VE"


def test_names_that_lead_to_one_body_only() -> None:
    for pack in (PACK, GENERIC):
        for one in pack.organisations:
            names = (*one.names.all(), *one.acronyms)
            assert any(pack.organisation_of(name) is one for name in names), one.id


def test_packs_are_listed_without_the_template() -> None:
    assert packs.available() == ("ve",)


def test_an_unknown_pack_is_a_sentence_with_the_choice() -> None:
    with pytest.raises(NotFoundError, match="no context pack") as error:
        packs.load("atlantis")
    assert "ve" in error.value.hint


@pytest.mark.parametrize("name", ["", ".", "..", "../ve", "no/such/folder"])
def test_odd_names_are_not_found(name: str) -> None:
    with pytest.raises(NotFoundError):
        packs.load(name)


def copy_of_template(folder: Path) -> Path:
    return Path(shutil.copytree(FOLDER / "template", folder / "xx"))


def test_a_pack_of_ones_own_loads_from_its_folder(tmp_path: Path) -> None:
    pack = packs.load(str(copy_of_template(tmp_path)))
    assert pack.name == "xx"
    assert [one.id for one in pack.organisations] == ["guard", "guard.harbour"]
    assert pack.country == "XX"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "armed_force"', 'kind = "villain"', "closed list"),
        ('parent = "guard"', 'parent = "nobody"', "nobody is no entry"),
        ('names = { en = "Harbour Unit" }', "names = { }", "no name"),
        ('parent = "guard"', 'role = "perpetrator"', "no key role"),
    ],
)
def test_a_wrong_entry_names_itself(tmp_path: Path, old: str, new: str, says: str) -> None:
    folder = copy_of_template(tmp_path)
    path = folder / "organisations.toml"
    path.write_text(path.read_text().replace(old, new), encoding="utf-8")
    with pytest.raises(LexiconError, match=says):
        packs.load(str(folder))


def test_a_place_in_nowhere_is_refused(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    path = folder / "places.csv"
    path.write_text(path.read_text().replace("xx:state:example,,", "xx:state:none,,"))
    with pytest.raises(LexiconError, match="is no place"):
        packs.load(str(folder))


def test_the_hash_changes_with_the_files(tmp_path: Path) -> None:
    folder = copy_of_template(tmp_path)
    before = packs.load(str(folder)).hash
    packs.load.cache_clear()
    path = folder / "organisations.toml"
    path.write_text(path.read_text() + "\n# one more line\n")
    assert packs.load(str(folder)).hash != before


@given(st.text())
def test_looking_a_name_up_never_fails(name: str) -> None:
    PACK.organisation_of(name)
    GENERIC.organisation_of(name)
