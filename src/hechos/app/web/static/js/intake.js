// Sends the chosen files in pieces, two files at a time; what stopped goes on where it was.
const form = document.getElementById("intake");
const field = document.getElementById("files");
const list = document.getElementById("sending");
const zone = field.closest(".drop");
const token = document.querySelector('meta[name="csrf-token"]').content;
const EDGE = 65536;
const AT_ONCE = 2;
const TRIES = 8;

async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
}

// What tells this file from another of the same name: its ends, size and time of change.
async function markOf(file) {
  const ends = await new Blob([file.slice(0, EDGE), file.slice(-EDGE)]).arrayBuffer();
  const about = new TextEncoder().encode(`${file.name}\n${file.size}\n${file.lastModified}\n`);
  return sha256(await new Blob([about, ends]).arrayBuffer());
}

async function ask(address, options) {
  const headers = { "X-CSRFToken": token, Accept: "application/json", ...options.headers };
  return fetch(address, { ...options, headers, credentials: "same-origin", redirect: "error" });
}

function row(file) {
  const item = document.createElement("li");
  const name = document.createElement("bdi");
  const bar = document.createElement("progress");
  const words = document.createElement("small");
  name.textContent = file.name;
  bar.max = Math.max(1, file.size);
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  words.textContent = list.dataset.waiting;
  item.append(name, " ", bar, " ", words);
  list.append(item);
  return { bar, words };
}

async function sentenceOf(answer) {
  const text = await answer.text();
  const said = new DOMParser().parseFromString(text, "text/html").querySelector("h1");
  return said ? said.textContent : `${answer.status}`;
}

class Refused extends Error {}

async function sendPiece(file, at, piece, offset) {
  const data = await file.slice(offset, offset + piece).arrayBuffer();
  const headers = { "Upload-Offset": `${offset}`, "Piece-Sha256": await sha256(data) };
  const answer = await ask(at.address, { method: "PUT", headers, body: data });
  if (answer.status === 200 || answer.status === 409) return answer.json();
  if (answer.status >= 500) throw new Error(await sentenceOf(answer));
  throw new Refused(await sentenceOf(answer));
}

async function send(file, goes, shown) {
  const body = new URLSearchParams({ name: file.name, size: file.size, mark: await markOf(file) });
  const answer = await ask(goes.announce, { method: "POST", body });
  if (answer.status !== 201) throw new Refused(await sentenceOf(answer));
  let at = await answer.json();
  let failed = 0;
  while (at.state === "receiving") {
    try {
      at = { ...at, ...(await sendPiece(file, at, goes.piece, at.offset)) };
      failed = 0;
      shown.bar.value = at.offset;
      shown.words.textContent = `${Math.floor((100 * at.offset) / Math.max(1, file.size))} %`;
    } catch (error) {
      if (error instanceof Refused || ++failed > TRIES) throw error;
      shown.words.textContent = list.dataset.going;
      await new Promise((again) => setTimeout(again, 500 * 2 ** failed));
      const now = await ask(at.address, { method: "GET" }).catch(() => null);
      if (now?.ok) at = { ...at, ...(await now.json()) };
    }
  }
  shown.bar.value = shown.bar.max;
  shown.words.textContent = list.dataset.done;
}

async function sendAll(files, goes) {
  const waiting = files.map((file) => [file, row(file)]);
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [file, shown] = next;
      try {
        await send(file, goes, shown);
      } catch (error) {
        shown.words.textContent =
          error instanceof Refused ? error.message : list.dataset.stopped;
      }
      document.body.dispatchEvent(new Event("sent"));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

form.addEventListener("submit", async (event) => {
  const files = [...field.files];
  if (!files.length) return; // a folder of the server, or nothing: the form goes as it is
  event.preventDefault();
  const body = new FormData(form);
  body.delete("files");
  const button = form.querySelector("button.main");
  button.disabled = true;
  try {
    const answer = await ask(form.action, { method: "POST", body: new URLSearchParams(body) });
    const said = await answer.json();
    if (answer.status !== 201) throw new Error(said.sentence);
    field.value = "";
    await sendAll(files, said);
  } catch (error) {
    const words = document.createElement("li");
    words.textContent = error.message;
    list.append(words);
  } finally {
    button.disabled = false;
  }
});

for (const name of ["dragover", "dragleave", "drop"]) {
  zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
}
