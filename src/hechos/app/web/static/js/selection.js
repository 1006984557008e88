// Words selected in a text lead to the form of a new claim. Offsets are code points, as Python's.
const reading = document.querySelector(".reading[data-claim-at]");
const take = document.getElementById("take");

export const codePoints = (text) => Array.from(text).length;

function offsetIn(row, node, at) {
  const before = document.createRange();
  before.selectNodeContents(row);
  before.setEnd(node, at);
  return Number(row.dataset.start) + codePoints(before.toString());
}

// The stretch of the text that is selected: [start, end), or null.
export function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const rows = [...reading.querySelectorAll(".text")].filter((row) => range.intersectsNode(row));
  if (!rows.length) return null;
  const [first, last] = [rows[0], rows.at(-1)];
  const start = first.contains(range.startContainer)
    ? offsetIn(first, range.startContainer, range.startOffset)
    : offsetIn(first, first, 0);
  const end = last.contains(range.endContainer)
    ? offsetIn(last, range.endContainer, range.endOffset)
    : offsetIn(last, last, last.childNodes.length);
  return end > start ? { start, end } : null;
}

function place() {
  const span = selected();
  take.hidden = !span;
  if (!span) return;
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  take.style.insetBlockStart = `${Math.max(4, box.bottom + scrollY + 6)}px`;
  take.style.insetInlineStart = `${Math.max(4, Math.min(box.left, innerWidth - take.offsetWidth - 12))}px`;
}

function open() {
  const span = selected();
  if (!span) return;
  take.hidden = true;
  const address = `${reading.dataset.claimAt}?start=${span.start}&end=${span.end}`;
  htmx.ajax("GET", address, { target: "#new-claim", swap: "innerHTML" }).then(() => {
    const form = document.getElementById("new-note");
    form?.scrollIntoView({ block: "nearest" });
    form?.querySelector("select, textarea")?.focus();
  });
}

if (reading && take) {
  document.body.append(take);
  document.addEventListener("selectionchange", place);
  take.addEventListener("mousedown", (event) => event.preventDefault());
  take.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.key === "c" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, textarea, select")) open();
  });
  document.getElementById("new-claim").addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    document.getElementById("new-claim").replaceChildren();
  });
}
