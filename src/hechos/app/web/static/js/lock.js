// Covers the page when nobody typed or clicked for a while, in every window of the desk at once.
// The page underneath stays as it is, with all that was typed.
const dialog = document.querySelector("dialog.lock");
const form = dialog.querySelector("form");
const refused = form.querySelector(".refused");
const signedOut = dialog.querySelector(".signed-out");
const limit = Number(dialog.dataset.minutes) * 60000;
const windows = new BroadcastChannel("hechos-lock");
const LOOK = Math.min(15000, limit / 4);
const TELL = Math.min(60000, limit / 4);
let active = Date.now();
let told = Date.now();

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

function renew(value) {
  if (!value) return;
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (meta) meta.content = value;
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) {
    field.value = value;
  }
}

async function ask(address, fields) {
  const options = fields && {
    method: "POST",
    headers: { "X-CSRFToken": token() },
    body: new URLSearchParams(fields),
  };
  return fetch(address, options);
}

function cover(out = false) {
  form.hidden = out;
  signedOut.hidden = !out;
  if (!dialog.open) dialog.showModal();
}

function uncover() {
  active = told = Date.now();
  form.reset();
  refused.hidden = true;
  if (dialog.open) dialog.close();
}

// Ask the server how things stand, and take over the token that fits the session as it is now.
async function look(fields) {
  try {
    const answer = await ask(dialog.dataset.state, fields);
    if (answer.status === 403) return look();
    const state = await answer.json();
    renew(state.token);
    if (!state.signed_in) cover(true);
    else if (state.locked) cover();
    else uncover();
  } catch {
    // The server cannot be reached: the page stays as it is.
  }
}

function noticed(event) {
  if (dialog.open || !event.isTrusted) return;
  active = Date.now();
  if (active - told < TELL) return;
  told = active;
  windows.postMessage("active");
  look({ active: "1" });
}

async function prove(event) {
  event.preventDefault();
  const answer = await ask(form.action, new FormData(form));
  if (answer.status === 401) return cover(true);
  const said = await answer.json();
  if (answer.ok) {
    renew(said.token);
    uncover();
    windows.postMessage("open");
  } else {
    refused.textContent = said.sentence;
    refused.hidden = false;
    form.reset();
  }
}

for (const kind of ["keydown", "pointerdown", "input", "scroll"]) {
  document.addEventListener(kind, noticed, { passive: true, capture: true });
}
windows.addEventListener("message", ({ data }) => {
  if (data === "active") active = told = Date.now();
  if (data === "lock") cover();
  if (data === "open") look();
});
dialog.addEventListener("cancel", (event) => event.preventDefault());
form.addEventListener("submit", prove);
signedOut.querySelector("button").addEventListener("click", () => look());
document.body.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status === 401) look();
});
setInterval(() => {
  if (dialog.open || Date.now() - active < limit) return;
  cover();
  windows.postMessage("lock");
  look({ lock: "1" });
}, LOOK);
// A page that comes back from the browser's memory may be older than the lock.
window.addEventListener("pageshow", (event) => event.persisted && look());
