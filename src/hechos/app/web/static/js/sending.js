// Decisions on their way. They are sent one after the other (hx-sync in the page), so that no answer
// is overtaken by an older one; keys do not wait for them, and nobody leaves before they arrived.
const sent = new Set();
let later = null;

export const isSent = (claim) => sent.has(claim);

// Press the button of a form of a note; true where it is there, and no decision on the note is out.
export function send(note, selector) {
  const button = note?.querySelector(`${selector} button`);
  if (!button || sent.has(note.dataset.claim) || !button.form.reportValidity()) return false;
  sent.add(note.dataset.claim);
  note.setAttribute("aria-busy", "true");
  button.click();
  return true;
}

// Do what needs all answers once they are here; false where it has to wait.
export function afterAll(act) {
  if (sent.size) later = act;
  else act();
  return !sent.size;
}

export function answered(note) {
  sent.delete(note?.dataset.claim);
  note?.removeAttribute("aria-busy");
  if (sent.size || !later) return;
  const act = later;
  later = null;
  act();
}

for (const lost of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
  document.body.addEventListener(lost, ({ detail }) => answered(detail.elt.closest?.(".note[data-claim]")));

addEventListener("beforeunload", (event) => {
  if (sent.size) event.preventDefault();
});
