// Keys for the review of a pair: a letter chooses what is said, Ctrl+Enter decides, the right arrow
// leads to the next pair. Nothing happens while somebody types.
const form = document.querySelector("form[data-keys]");

const typing = (target) =>
  target instanceof HTMLElement && target.matches("textarea, select, input:not([type=radio])");

document.addEventListener("keydown", (event) => {
  if (!form || event.altKey || event.metaKey) return;
  if (event.ctrlKey) {
    if (event.key === "Enter") form.requestSubmit();
    return;
  }
  if (typing(event.target)) return;
  const choice = form.querySelector(`input[data-key="${CSS.escape(event.key)}"]`);
  if (choice) {
    event.preventDefault();
    choice.checked = true;
    form.querySelector("textarea").focus();
  } else if (event.key === "ArrowRight" && !event.target.matches?.("input[type=radio]")) {
    const next = document.querySelector("a[data-next]");
    if (next) next.click();
  }
});
