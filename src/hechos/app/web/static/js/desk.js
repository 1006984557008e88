// Loaded on every page. The token against forged requests goes with every request of htmx.
const token = document.querySelector('meta[name="csrf-token"]')?.content;
document.body.addEventListener("htmx:configRequest", (event) => {
  if (token) event.detail.headers["X-CSRFToken"] = token;
});

// What is open in the menu closes where a person goes on elsewhere; without script a second press does.
const open = () => document.querySelectorAll(".menu.wide details[open]");
document.addEventListener("click", (event) => {
  for (const one of open()) if (!one.contains(event.target)) one.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const one of open()) if (!one.contains(event.target)) one.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const one of open()) {
    one.open = false;
    one.querySelector("summary").focus();
  }
});
