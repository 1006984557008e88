// Review by keyboard. Without this every claim has its forms.
import { afterAll, answered, isSent, send } from "./sending.js";

const room = document.getElementById("room");
const said = document.getElementById("said");
const decided = [];
let current = null;

const all = () => [...room.querySelectorAll(".note[data-claim]")];
const note = (claim) => document.getElementById(`c-${claim}`);
const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

function select(claim, { focus = true, show = true } = {}) {
  const one = note(claim);
  if (!one) return;
  current = claim;
  point();
  if (focus) one.focus({ preventScroll: true });
  one.scrollIntoView({ block: "nearest", behavior });
  const first = room.querySelector(`.page [data-claims~="${claim}"]`);
  if (show && first) first.scrollIntoView({ block: "center", behavior });
}

// Show which claim one is on, at its note and in the text: also in what has just come from the desk.
function point() {
  for (const other of all()) {
    other.classList.toggle("now", other.dataset.claim === current);
    if (other.dataset.claim === current) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  for (const mark of room.querySelectorAll(".page [data-claims]"))
    mark.classList.toggle("now", mark.dataset.claims.split(" ").includes(current));
}

function step(by, wanted = () => true) {
  const notes = all();
  let at = notes.findIndex((one) => one.dataset.claim === current);
  for (at += by; at >= 0 && at < notes.length; at += by)
    if (wanted(notes[at])) return select(notes[at].dataset.claim);
  const turn = room.querySelector(by > 0 ? 'a[rel="next"]' : 'a[rel="prev"]');
  if (turn) turn.focus();
  else tell(by > 0 ? "end" : "start");
}

const waits = (one) => one.dataset.state === "proposed" && !isSent(one.dataset.claim);

function nextWaiting() {
  const notes = all();
  const at = notes.findIndex((one) => one.dataset.claim === current);
  const next = [...notes.slice(at + 1), ...notes.slice(0, at)].find(waits);
  if (next) select(next.dataset.claim);
  else {
    tell("done");
    document.getElementById("next-text")?.focus();
  }
}

const tell = (what) => (said.textContent = room.dataset[what] ?? "");
const waiting = (act) => afterAll(act) || tell("busy");

const goesOn = () => document.getElementById("onward")?.checked;

function decide(selector) {
  if (send(note(current), selector) && goesOn()) nextWaiting();
}

function undo() {
  if (send(note(current), ".undo")) return;
  const last = decided.pop();
  if (!last || !note(last)) return;
  select(last);
  send(note(last), ".undo");
}

function reject() {
  const box = note(current)?.querySelector(".reject");
  if (!box) return;
  box.open = true;
  box.querySelector("select").focus();
}

function help() {
  const keys = document.getElementById("keys");
  if ((keys.open = !keys.open)) keys.querySelector("summary").focus();
}

const acts = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
  n: nextWaiting, a: () => decide(".accept"), e: () => note(current)?.querySelector(".change")?.click(),
  r: reject, u: () => waiting(undo), "?": help, t: () => waiting(() => document.getElementById("next-text")?.click()),
};

function typing(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const box = event.target.closest(".reject select");
  if (box && /^[1-9]$/.test(event.key) && box.options[event.key - 1]) {
    box.selectedIndex = event.key - 1;
    event.preventDefault();
    decide(".reject form");
  } else if (event.key === "Escape" && event.target.closest(".note")) {
    const open = event.target.closest(".reject");
    if (open) open.open = false;
    event.target.closest(".note").querySelector("a.button[hx-get$='/note/']")?.click();
    select(current);
  } else if (!typing(event.target) && acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  }
});

room?.addEventListener("click", (event) => {
  const marked = event.target.closest(".page [data-claims] a, .page a[data-claims]");
  const inside = event.target.closest(".note[data-claim]");
  if (marked) {
    event.preventDefault();
    const claims = marked.closest("[data-claims]").dataset.claims.split(" ");
    const at = claims.indexOf(current);
    select(claims[at < 0 ? claims.length - 1 : (at + claims.length - 1) % claims.length], { show: false });
  } else if (inside && inside.dataset.claim !== current) select(inside.dataset.claim, { focus: false, show: true });
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.detail.elt.closest?.(".note[data-claim]");
  if (!swapped || !room.contains(swapped)) return;
  const { claim } = swapped.dataset;
  for (const patch of room.querySelectorAll(`.page a[data-claims="${claim}"] .patch`))
    patch.classList.replace([...patch.classList].at(-1), swapped.dataset.state);
  const path = event.detail.pathInfo?.requestPath ?? "";
  const here = claim === current;
  if (here) select(claim, { show: false, focus: !swapped.classList.contains("editing") });
  else point();
  if (swapped.classList.contains("editing")) (swapped.querySelector("[aria-invalid]") ?? swapped.querySelector("input:not([type=hidden]), select"))?.focus();
  else if (/\/(decide|edit)\/$/.test(path) && swapped.dataset.state !== "proposed") {
    decided.push(claim);
    if (here && goesOn()) nextWaiting();
  }
  answered(swapped);
});

document.body.addEventListener("htmx:responseError", ({ detail }) => {
  const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  said.textContent = page.querySelector("main")?.textContent.replace(/\s+/g, " ").trim() ?? "";
});

if (room) {
  room.classList.add("scripted");
  const asked = new URLSearchParams(location.search).get("claim");
  const onward = document.getElementById("onward");
  if (onward) {
    onward.checked = localStorage.getItem("onward") === "1";
    onward.addEventListener("change", () => localStorage.setItem("onward", onward.checked ? "1" : "0"));
  }
  const first = (asked && note(asked)) || all().find(waits) || all()[0];
  if (location.hash === "#here") document.getElementById("here")?.focus();
  else if (first) select(first.dataset.claim, { show: Boolean(asked) });
}
