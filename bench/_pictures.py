"""Take pictures of the pages of the desk, on the cases of the demonstration.

usage: python bench/_pictures.py [NAME ...] [--into FOLDER]

Serves the demonstration in a home of its own (FOLDER keeps it for the next run), opens the
pages of _pictures.toml in Chromium and writes docs/pages/NAME.png, with few colours, and
docs/pages/README.md.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import subprocess
import sys
import tempfile
import threading
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pages"
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop runs in this thread

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["page"]
WIDE, NARROW = {"width": 1120, "height": 840}, {"width": 360, "height": 740}
LONGEST = 2200
COLOURS = 32
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless=new", "--no-sandbox", "--hide-scrollbars", "--enable-unsafe-swiftshader"]


def serve(home: Path) -> tuple[str, str]:
    """Serve the demonstration of a home; return the address and the cookie of its lead."""
    from click.testing import CliRunner

    from hechos.app.home import open_home
    from hechos.cli import main

    if not (home / "hechos.toml").exists():
        made = CliRunner().invoke(main, ["demo", "--into", str(home.parent)])
        if made.exit_code:
            raise SystemExit(made.output)
    open_home(home)
    import waitress
    from django.core.wsgi import get_wsgi_application
    from tests.app.cast import account

    from hechos.app.accounts.models import Account

    lead = account("Heron", "demo", roles=["lead"])
    account("Heron", "lumen", roles=["lead"])
    account("Kingfisher", "demo", roles=["reviewer"])
    account("Plover", "demo", roles=["reviewer", "investigator"])
    Account.objects.filter(name="Heron").update(is_administrator=True)
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    return f"http://localhost:{server.effective_port}", lead.cookies["hechos"].value


def go(page: Page, base: str, step: str) -> None:
    verb, _, rest = step.partition(" ")
    main = page.get_by_role("main")
    match verb:
        case "open":
            page.goto(base + rest)
        case "link":
            main.get_by_role("link", name=rest).first.click()
        case "row":
            main.locator("ul.plain li, ol.plain li", has_text=rest).first.get_by_role(
                "link"
            ).first.click()
        case "button":
            page.get_by_role("button", name=rest).last.click()
        case "summary":
            begins = re.compile(rf"^\s*{re.escape(rest)}")
            page.locator("summary:visible", has_text=begins).first.click()
        case "fill":
            where, _, words = rest.partition(" = ")
            page.locator(where).fill(words)
        case "choose":
            where, _, words = rest.partition(" = ")
            page.locator(where).select_option(label=words)
        case "key":
            page.keyboard.press(rest)
            page.wait_for_timeout(700)
        case "reach":
            page.locator(rest).first.scroll_into_view_if_needed()
        case _:
            raise SystemExit(f"What is “{step}”?")
    page.wait_for_load_state()


def take(page: Page, base: str, one: Mapping[str, Any]) -> bytes:
    page.set_viewport_size(NARROW if one.get("narrow") else WIDE)
    for step in one["steps"]:
        go(page, base, step)
    page.mouse.move(0, 0)
    for _ in range(60):  # a worker links the case anew after decisions
        if not page.locator(".notice", has_text="being brought up to date").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.locator("[aria-busy]").first.wait_for(state="detached")
    page.wait_for_timeout(1500 if "map" in one["name"] else 150)
    high = page.evaluate("document.documentElement.scrollHeight")
    if one.get("whole"):
        page.set_viewport_size({"width": WIDE["width"], "height": min(high, LONGEST)})
        page.evaluate("scrollTo(0, 0)")
    return few_colours(page.screenshot())


def few_colours(shot: bytes) -> bytes:
    from PIL import Image

    packed = io.BytesIO()
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(packed, "png", optimize=True)
    return packed.getvalue()


def write_index() -> None:
    about = "The two cases of the demonstration. Taken by `make pictures`."
    lines = ["# Pages of the desk", "", about, ""]
    for one in PAGES:
        lines += [f"## {one['title']}", "", f"![{one['title']}]({one['name']}.png)", ""]
    (FOLDER / "README.md").write_text("\n".join(lines).rstrip() + "\n", "utf-8")


def run(home: Path, names: list[str]) -> list[str]:
    """Take the pictures of these names, else all; return those that could not be taken."""
    from playwright.sync_api import Error, sync_playwright

    missing: list[str] = []
    base, cookie = serve(home)
    command = [sys.executable, "-m", "hechos", "--home", str(home), "worker"]
    with subprocess.Popen(command) as worker, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="en", reduced_motion="reduce", base_url=base)
        context.add_cookies([{"name": "hechos", "value": cookie, "url": base}])
        page = context.new_page()
        for one in PAGES:
            if not names or one["name"] in names:
                try:
                    packed = take(page, base, one)
                except Error as error:
                    missing.append(one["name"])
                    print(f"{one['name']}: {error.message.splitlines()[0]}")
                    continue
                (FOLDER / f"{one['name']}.png").write_bytes(packed)
                print(f"{one['name']:24} {len(packed) / 1000:6.1f} kB")
        browser.close()
        worker.terminate()
    write_index()
    return missing


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--into", type=Path)
    asked = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        lacking = run((asked.into or Path(folder)) / "home", asked.names)
        sys.stdout.flush()
        os._exit(1 if lacking else 0)  # the server's threads would go on
