// Loaded on every page. The token against forged requests goes with every request of htmx.
const token = document.querySelector('meta[name="csrf-token"]')?.content;
document.body.addEventListener("htmx:configRequest", (event) => {
  if (token) event.detail.headers["X-CSRFToken"] = token;
});

// A narrow screen begins with the menu folded; without script it stays open.
const menu = document.querySelector(".pages-of-case");
if (menu && matchMedia("(max-width: 40rem)").matches) menu.open = false;
