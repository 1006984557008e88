// A rectangle drawn on a page fills in the numbers that say where it is; numbers move it.
const form = document.getElementById("mark-form");
const mark = document.getElementById("marking");
const draw = document.getElementById("draw");
const svg = mark?.ownerSVGElement;
const sides = { x: "x", y: "y", w: "width", h: "height" };
let from = null;

const field = (side) => form.querySelector(`input[name="${side}"]`);
const percent = (share) => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10;

function show() {
  for (const [side, name] of Object.entries(sides))
    mark.setAttribute(name, `${Number(field(side).value) || 0}%`);
}

function at(event) {
  const box = svg.getBoundingClientRect();
  return [percent((event.clientX - box.left) / box.width), percent((event.clientY - box.top) / box.height)];
}

function stretch(event) {
  const [x, y] = at(event);
  const span = { x: Math.min(x, from[0]), y: Math.min(y, from[1]), w: Math.abs(x - from[0]), h: Math.abs(y - from[1]) };
  for (const [side, value] of Object.entries(span)) field(side).value = value.toFixed(1);
  show();
}

function press() {
  const on = draw.getAttribute("aria-pressed") !== "true";
  draw.setAttribute("aria-pressed", String(on));
  svg.parentElement.classList.toggle("drawing", on);
  if (on) svg.scrollIntoView({ block: "nearest" });
}

if (form && svg && draw) {
  draw.hidden = false;
  draw.addEventListener("click", press);
  form.addEventListener("input", show);
  svg.addEventListener("pointerdown", (event) => {
    if (draw.getAttribute("aria-pressed") !== "true" || event.button || svg.clientHeight < 8) return;
    event.preventDefault();
    from = at(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => from && stretch(event));
  svg.addEventListener("pointerup", (event) => {
    if (!from) return;
    stretch(event);
    from = null;
    press();
    form.closest("form").querySelector("button:not([type=button])")?.focus();
  });
  svg.addEventListener("pointercancel", () => (from = null));
  show();
}
