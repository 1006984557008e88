// Forms with data-passkey ask the browser for a passkey ("get") or make one ("create") and send it.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (some = []) => some.map((one) => ({ ...one, id: bytes(one.id) }));

async function make({ publicKey }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: listed(publicKey.excludeCredentials),
    },
  });
  return packed(made, {
    attestationObject: words(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function use({ publicKey }) {
  const used = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: listed(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, signature, userHandle } = used.response;
  return packed(used, {
    authenticatorData: words(authenticatorData),
    signature: words(signature),
    userHandle: userHandle ? words(userHandle) : null,
  });
}

function packed(one, response) {
  return {
    id: one.id,
    rawId: words(one.rawId),
    type: one.type,
    clientExtensionResults: one.getClientExtensionResults(),
    authenticatorAttachment: one.authenticatorAttachment,
    response: { clientDataJSON: words(one.response.clientDataJSON), ...response },
  };
}

async function question(form) {
  if (form.dataset.question) return JSON.parse(form.dataset.question);
  const answer = await fetch(form.dataset.from, { headers: { Accept: "application/json" } });
  return answer.json();
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const refused = form.querySelector("[role=alert]");
  refused.hidden = true;
  try {
    const ask = form.dataset.passkey === "create" ? make : use;
    form.elements.credential.value = JSON.stringify(await ask(await question(form)));
    form.submit();
  } catch {
    refused.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", send);
}
