"""Other coders on a case: what may be sent, what is kept, what is left of it after a withdrawal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.coding.coders.conftest import Server, claim, respond, serving
from tests.conftest import Cli, Prepared, Texts, configure, remove_register, write_texts

pytestmark = pytest.mark.skipif(not find_spec("pydantic_ai"), reason="needs the extra llm")

PORT = """Published: 3 May 2024

PORT ANSEL - Police arrested at least 14 dockers on Thursday, the Harbour Committee said.

Nobody has seen the welder Ulf Brandt since the march.
"""
ODD = "Nobody has seen the welder Ulf Brandt since the march"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    from hechos.coding.coders import client

    monkeypatch.setattr(client, "_FIRST_PAUSE", 0.001)
    with serving() as state:
        state.answer = lambda text: [claim(ODD, "missing")] if "Ulf" in text else []
        yield state


Asking = Callable[..., Cli]


@pytest.fixture
def asking(prepared: Prepared, server: Server) -> Asking:
    """A case with the note of the port, in a home with an endpoint: `asking("C1", url=…)`."""

    def make(klass: str = "C1", consent: str = "", **settings: Any) -> Cli:
        def begin(cli: Cli) -> None:
            cli("new", "port")
            folder = cli.home.parent
            extra = ["--consent", str(consent_file(folder, consent))] if consent else []
            cli("add", "port", str(write_texts(folder, port=PORT)), "--class", klass, *extra)

        cli = prepared(f"asked-{klass}-{consent}", begin)
        endpoint(cli.home, **{"url": server.url, "model": "m", **settings})
        return cli

    return make


def endpoint(home: Path, **settings: Any) -> None:
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    configure(home, "[coder.endpoint]", *lines)


def consent_file(folder: Path, answer: str) -> Path:
    path = folder / "consent.toml"
    path.write_text(f'given_by = "W1"\n[purposes]\ninternal_use = "{answer}"\n', encoding="utf-8")
    return path


def ask(cli: Cli, *words: str, code: int = 0, stdin: str | None = None) -> str:
    return cli("code", "port", "--coder", "endpoint", *words, code=code, stdin=stdin).output


def of_models(cli: Cli) -> list[dict[str, Any]]:
    shown = [json.loads(cli("show", c["id"], "--json").stdout) for c in cli.rows("claims", "port")]
    return [c for c in shown if c["made"]["by"].startswith("model:")]


def custody(cli: Cli) -> list[dict[str, Any]]:
    (log,) = cli.home.glob("cases/*/custody/log.jsonl")
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def test_claims_of_a_model_stand_beside_those_of_the_rules(asking: Asking) -> None:
    cli = asking()
    before = cli.rows("claims", "port")
    assert "1 claims beside" in ask(cli, "--yes")
    after = cli.rows("claims", "port")
    assert len(after) == len(before) + 1
    assert [c for c in after if c["id"] in {b["id"] for b in before}] == before
    (found,) = [c for c in after if c not in before]
    assert found["state"] == "proposed"
    assert PORT[found["passages"][0]["start"] : found["passages"][0]["end"]] == ODD


def test_what_both_find_is_the_claim_of_the_rules(asking: Asking, server: Server) -> None:
    cli = asking()
    before = cli.rows("claims", "port")
    server.answer = lambda text: [
        claim("Police arrested at least 14 dockers", number="14", source="Police")
        for _ in range("dockers" in text)
    ]
    ask(cli, "--yes")
    assert cli.rows("claims", "port") == before
    doubts = [d["text"] for d in cli.rows("doubts", "port") if d["type"] == "second reading"]
    assert any("reads the source as “Police”" in text for text in doubts)


def test_answers_outlive_the_register_and_are_not_asked_for_again(
    asking: Asking, server: Server
) -> None:
    cli = asking()
    ask(cli, "--yes")
    before, calls = cli.rows("claims", "port"), len(server.requests)
    remove_register(cli.home)
    cli("rebuild")
    assert cli.rows("claims", "port") == before
    ask(cli)
    assert len(server.requests) == calls
    assert cli.rows("claims", "port") == before
    cli("verify", "--deep")


def test_a_decision_on_a_claim_of_a_model_survives_a_rebuild(asking: Asking) -> None:
    cli = asking()
    before = {c["id"] for c in cli.rows("claims", "port")}
    ask(cli, "--yes")
    (found,) = [c for c in cli.rows("claims", "port") if c["id"] not in before]
    cli("decide", found["id"], "accept", "--by", "keeper", "--because", "read")
    cli("rebuild")
    states = {c["id"]: c["state"] for c in cli.rows("claims", "port")}
    assert states[found["id"]] == "accepted"


def test_the_first_call_shows_all_and_waits_for_yes(asking: Asking, server: Server) -> None:
    cli = asking()
    output = ask(cli, stdin="n\n", code=1)
    assert not server.requests
    for shown in (server.url.split("/")[2], "this machine", "1 of class C1", "You list what", ODD):
        assert shown in output
    assert "host_allowed" not in {e["op"] for e in custody(cli)}
    ask(cli, stdin="y\n")
    assert len(server.requests) == 1
    assert "First call" not in ask(cli)


def test_each_call_is_a_custody_event(asking: Asking, server: Server) -> None:
    cli = asking()
    ask(cli, "--yes", "--by", "keeper")
    allowed, sent, answered = [e for e in custody(cli) if "call" in e]
    assert [e["op"] for e in (allowed, sent, answered)] == [
        "host_allowed",
        "sent_to_model",
        "model_answered",
    ]
    assert sent["call"]["host"] == "127.0.0.1"
    assert sent["call"]["model"] == "m"
    assert {"prompt", "request", "bytes"} < set(sent["call"])
    assert len(answered["call"]["reply"]) == 64
    (capture,) = cli.rows("captures", "port")
    assert sent["record"] == capture["id"]
    cli("verify", "--deep")


def test_a_changed_custody_event_is_found(asking: Asking) -> None:
    cli = asking()
    ask(cli, "--yes")
    (log,) = cli.home.glob("cases/*/custody/log.jsonl")
    log.chmod(0o600)
    log.write_text(log.read_text("utf-8").replace('"model":"m"', '"model":"n"', 1), "utf-8")
    cli("verify", code=3)


def test_a_withdrawal_removes_what_the_model_said(asking: Asking) -> None:
    cli = asking()
    ask(cli, "--yes")
    (capture,) = cli.rows("captures", "port")
    cli("withdraw", capture["id"], "--by", "keeper", "--because", "asked for")
    holding = [
        path
        for path in cli.home.rglob("*")
        if path.is_file() and b"Ulf Brandt" in path.read_bytes()
    ]
    assert not holding
    cli("verify", "--deep")
    cli("rebuild")
    assert not cli.rows("claims", "port")


REFUSED = {
    "C3 stays": ("C3", "yes", "goes to no model"),
    "C2 without a consent stays": ("C2", "", "needs a consent"),
    "C1 against its source's word stays": ("C1", "no", "did not consent"),
    "C0 against its source's word stays": ("C0", "ask_again", "did not consent"),
}


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_may_not_go_does_not_whatever_is_agreed(
    asking: Asking, server: Server, case: str
) -> None:
    klass, consent, why = REFUSED[case]
    cli = asking(klass, consent)
    assert why in ask(cli, "--yes", code=1)
    assert not server.requests
    assert not [e for e in custody(cli) if "call" in e]


def test_c2_goes_to_this_machine_where_its_source_consents(asking: Asking, server: Server) -> None:
    ask(asking("C2", "yes"), "--yes")
    assert len(server.requests) == 1


@pytest.mark.parametrize("klass", ["C1", "C2", "C3"])
def test_only_public_texts_may_go_to_another_machine(asking: Asking, klass: str) -> None:
    cli = asking(klass, url="https://models.invalid/v1")
    assert "were not sent" in ask(cli, "--yes", code=1)
    assert not [e for e in custody(cli) if "call" in e]


def test_a_public_text_to_another_machine_is_shown_as_that(asking: Asking) -> None:
    cli = asking("C0", url="https://models.invalid/v1", retries=0)
    output = ask(cli, stdin="n\n", code=1)
    assert "ANOTHER MACHINE" in output


def test_a_public_text_whose_source_shares_with_others_only_stays(asking: Asking) -> None:
    cli = asking("C0", "yes", url="https://models.invalid/v1")
    assert "did not consent to share:models.invalid" in ask(cli, "--yes", code=1)


def test_an_endpoint_that_fails_leaves_the_case_as_it_was(asking: Asking, server: Server) -> None:
    cli = asking()
    before = cli.rows("claims", "port")
    server.reply = lambda handler: respond(handler, b"", 500)
    assert "answered with 500" in ask(cli, "--yes", code=1)
    assert cli.rows("claims", "port") == before
    cli("verify", "--deep")


SETTINGS = {
    "a key in the file": ({"key": "sk-1"}, "does not belong"),
    "an unknown setting": ({"modell": "m"}, "no setting modell"),
    "a limit in words": ({"calls": "many"}, "not of its kind"),
    "a key that is not set": ({"key_env": "HECHOS_NO_SUCH_KEY"}, "is not set"),
    "another machine over http": ({"url": "http://models.invalid/v1"}, "over https"),
}


@pytest.mark.parametrize("case", sorted(SETTINGS))
def test_wrong_settings_are_told_in_a_sentence(asking: Asking, case: str) -> None:
    settings, words = SETTINGS[case]
    assert words in ask(asking(**settings), "--yes", code=1)


def test_a_home_without_a_coder_has_none(cli: Cli, texts: Texts) -> None:
    cli("new", "port")
    cli("add", "port", str(texts(port=PORT)))
    assert "no table [coder.endpoint]" in ask(cli, code=1)
    assert "[coder.spacy]" in cli("code", "port", "--coder", "spacy", code=1).output


def test_another_coder_reads_one_case_and_prints_no_rows(cli: Cli) -> None:
    cli("code", "one", "two", "--coder", "endpoint", code=2)
    cli("code", "one", "--coder", "spacy", "--json", code=2)
