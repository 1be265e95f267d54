// Drafts: a form with data-draft="name" keeps what is typed in this browser until it has been sent.
// At most a day. Fields marked data-private (personal data), passwords and files are never kept. Logging out forgets all drafts.
const PREFIX = "jiesu:draft:";
const DAYS = 1;

const kept = (field) =>
  field.name && !field.disabled && !("private" in field.dataset) &&
  !["hidden", "password", "file", "submit", "button"].includes(field.type);

const nameOf = (form) => `${PREFIX}${document.body.dataset.actor}:${form.dataset.draft}`;

function read(form) {
  const values = {};
  for (const field of form.elements) {
    if (!kept(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) (values[field.name] ??= []).push(field.value);
    } else if (field.value) (values[field.name] ??= []).push(field.value);
  }
  return values;
}

function write(form, values) {
  for (const field of form.elements) {
    if (!kept(field) || !(field.name in values)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values[field.name].includes(field.value);
    else field.value = values[field.name].shift() ?? "";
  }
}

function load(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(name) ?? "null");
    return draft && Date.now() - draft.at < DAYS * 86400000 ? draft : null;
  } catch { return null; }
}

function note(form, name) {
  const place = form.querySelector("[data-draft-note]");
  if (!place) return;
  place.hidden = false;
  place.querySelector("button")?.addEventListener("click", () => {
    localStorage.removeItem(name);
    location.reload();
  });
}

function watch(form) {
  form.dataset.watched = "1";
  const name = nameOf(form);
  const draft = load(name);
  const answered = form.querySelector("[aria-invalid=true], .said-refusal");
  if (draft?.sent && !answered) localStorage.removeItem(name);
  else if (draft && !answered) { write(form, draft.values); note(form, name); }
  let timer = 0;
  const save = (sent) => {
    try { localStorage.setItem(name, JSON.stringify({ at: Date.now(), sent, values: read(form) })); } catch { /* full: no draft */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => save(false), 500); });
  form.addEventListener("submit", () => { clearTimeout(timer); save(true); });
}

// Whoever sits here now does not find what somebody else typed.
function forgetOthers() {
  const mine = `${PREFIX}${document.body.dataset.actor}:`;
  const theirs = (name) => name.startsWith(PREFIX) && !name.startsWith(mine);
  if (document.querySelector("[data-logout]")) Object.keys(localStorage).filter(theirs).forEach((name) => localStorage.removeItem(name));
}

export function drafts() {
  forgetOthers();
  document.querySelectorAll("form[data-draft]:not([data-watched])").forEach(watch);
}

export function forgetDrafts() {
  Object.keys(localStorage).filter((name) => name.startsWith(PREFIX)).forEach((name) => localStorage.removeItem(name));
}
