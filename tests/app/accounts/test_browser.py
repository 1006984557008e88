"""Sign-in, passkeys and the lock as a person meets them in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.app.cast import sign_in
from tests.app.test_served import (
    NAME,
    PASSWORD,
    Served,
    Watched,
    follow,
    make_first_account,
    served,
    watched,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["served", "watched"]
IDLE = "document.querySelector('dialog.lock').open"


@pytest.mark.browser
def test_a_passkey_signs_in_alone(served: Served, watched: Watched) -> None:
    page = watched.open()
    add_authenticator(page)
    make_first_account(page, served)
    page.goto(f"{served.base}/account/passkeys/")
    page.get_by_label("A name for it").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/account/recovery/")
    assert page.locator(".codes li").count() == 10
    page.goto(f"{served.base}/account/")
    assert "My laptop" in page.locator("main").inner_text()

    follow(page.get_by_role("button", name="Sign out", exact=True))
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{served.base}/")
    assert "Demonstration" in page.locator("main").inner_text()

    follow(page.get_by_role("button", name="Sign out", exact=True))
    sign_in(page, served.base, NAME, PASSWORD)
    assert page.url.endswith("/account/login/second/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{served.base}/")
    assert watched.said == []


def add_authenticator(page: Page) -> Any:
    """Give the browser a device that holds passkeys and whose person always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.browser
def test_an_idle_desk_covers_the_page_and_gives_back_what_was_typed(
    served: Served, watched: Watched
) -> None:
    """Two windows, one person: both are covered, one password opens both, the form can be sent."""
    page = watched.open()
    page.clock.install()
    make_first_account(page, served)
    page.goto(f"{served.base}/new-case/")
    page.get_by_label("Title").fill("Typed before the lock")
    page.get_by_label("Short name in addresses").fill("typed")
    other = page.context.new_page()
    other.goto(f"{served.base}/new-case/")
    other.get_by_label("Title").fill("Also typed")

    page.clock.run_for(16 * 60 * 1000)
    page.locator("dialog.lock").wait_for(state="visible")
    other.locator("dialog.lock").wait_for(state="visible")
    page.keyboard.press("Escape")
    assert page.evaluate(IDLE)
    assert other.goto(f"{served.base}/case/demo/").status == 401  # type: ignore[union-attr]

    page.get_by_label("Password of").fill("not the right word")
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("do not go together").wait_for()
    page.get_by_label("Password of").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.locator("dialog.lock").wait_for(state="hidden")
    assert page.get_by_label("Title").input_value() == "Typed before the lock"
    page.get_by_role("button", name="Make the case").click()
    page.wait_for_url("**/case/typed/")
    assert page.locator("h1").inner_text() == "Typed before the lock"


@pytest.mark.browser
def test_a_session_that_ended_elsewhere_keeps_the_page_too(
    served: Served, watched: Watched
) -> None:
    page = watched.open()
    page.clock.install()
    make_first_account(page, served)
    page.goto(f"{served.base}/new-case/")
    page.get_by_label("Title").fill("Typed before the end")
    page.get_by_label("Short name in addresses").fill("typed")
    page.context.clear_cookies()
    page.clock.run_for(16 * 60 * 1000)
    page.get_by_text("You are signed out.").wait_for()
    other = page.context.new_page()
    sign_in(other, served.base, NAME, PASSWORD)
    page.get_by_role("button", name="I have signed in").click()
    page.locator("dialog.lock").wait_for(state="hidden")
    page.get_by_role("button", name="Make the case").click()
    page.wait_for_url("**/case/typed/")
    assert page.locator("h1").inner_text() == "Typed before the end"
