// Names that begin like what is typed, from the case itself; the field works without them.
const form = document.querySelector("form.search");
const waiting = new Map();

async function suggest(input) {
  const list = document.getElementById(input.getAttribute("list"));
  const asked = new URLSearchParams({ field: input.dataset.suggests, q: input.value });
  const answer = await fetch(`${form.dataset.names}?${asked}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { found } = await answer.json();
  list.replaceChildren(...found.map((name) => Object.assign(document.createElement("option"), { value: name })));
}

form?.addEventListener("input", ({ target }) => {
  if (!target.dataset.suggests || target.value.length < 2) return;
  clearTimeout(waiting.get(target));
  waiting.set(target, setTimeout(() => suggest(target), 150));
});

// An address without what is empty is shorter and can be read.
form?.addEventListener("submit", () => {
  for (const input of form.querySelectorAll("input, select")) {
    if (!input.value || (input.name === "block" && form.querySelectorAll(".block").length === 1 && input.value === "all")) input.disabled = true;
  }
  setTimeout(() => form.querySelectorAll(":disabled").forEach((input) => { input.disabled = false; }));
});
