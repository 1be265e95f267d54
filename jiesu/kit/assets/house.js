// The house's own script: small helps over pages that work without it. No inline code anywhere (strict CSP).
import "htmx.org/dist/htmx.esm.js";
import { drafts, forgetDrafts } from "./drafts.js";
import { shortcuts } from "./shortcuts.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);

function theme() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    document.documentElement.dataset.bsTheme = next;
    document.cookie = `jiesu_theme=${next}; path=/; max-age=31536000; samesite=lax`;
    document.dispatchEvent(new CustomEvent("house:theme"));
  });
}

function menus() {
  const close = (except) => all("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  document.addEventListener("click", (event) => close(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = one("details.menu[open]");
    if (open) { open.open = false; one("summary", open).focus(); }
  });
}

// A form or button with data-confirm asks first, in a dialog; without script it simply goes.
function confirms() {
  const dialog = one("#confirm");
  let waiting = null;
  document.addEventListener("submit", (event) => {
    const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (!asked || !dialog || event.target.dataset.sure) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form: event.target, button: event.submitter };
    one("[data-asked]", dialog).textContent = asked;
    dialog.returnValue = "";
    dialog.showModal();
  }, true);
  dialog?.addEventListener("close", () => {
    if (dialog.returnValue !== "yes" || !waiting) return;
    waiting.form.dataset.sure = "1";
    waiting.form.requestSubmit(waiting.button);
    delete waiting.form.dataset.sure;
  });
}

// A form goes once. The hidden idempotency key protects where this does not run.
function once() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => all("button:not([type=button])", form).forEach((button) => { button.disabled = true; }));
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    all("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      all("button", form).forEach((button) => { button.disabled = false; });
    });
  });
}

function filters() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-filters]");
    if (form && !event.target.matches("[type=search]")) form.requestSubmit();
  });
}

function bulk() {
  const refresh = (root) => {
    const ticked = all("input[name=pick]:checked", root).length;
    const bar = one("[data-bulk]", root);
    if (!bar) return;
    bar.hidden = !ticked;
    one("[data-ticked]", bar).textContent = ticked;
  };
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-bulk-form]");
    if (!box) return;
    if (event.target.matches("[data-pick-all]")) {
      all("input[name=pick]", box).forEach((tick) => { tick.checked = event.target.checked; });
    }
    refresh(box);
  });
  all("[data-bulk-form]").forEach(refresh);
}

async function waiting() {
  const nav = one("[data-waiting]");
  if (!nav) return;
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(nav.dataset.waiting, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const counts = await answer.json();
    all("[data-count-of]").forEach((place) => { place.textContent = counts[place.dataset.countOf] ?? ""; });
  };
  await ask();
  setInterval(ask, 60000);
}

function tools() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-print],[data-copy],[data-show-password]");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    if ("copy" in button.dataset) await navigator.clipboard?.writeText(button.dataset.copy);
    if ("showPassword" in button.dataset) {
      const field = document.getElementById(button.dataset.showPassword);
      field.type = field.type === "password" ? "text" : "password";
      button.setAttribute("aria-pressed", String(field.type === "text"));
    }
  });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-logout]")) forgetDrafts(); });
}

// What went wrong on the wire is said, not swallowed.
function wire() {
  const say = () => {
    const place = one("#said");
    const words = one("#wire-words");
    if (place && words) place.replaceChildren(words.content.cloneNode(true));
  };
  document.addEventListener("htmx:sendError", say);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([403, 409, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
    else if (event.detail.xhr.status >= 500) say();
  });
  document.addEventListener("htmx:afterSwap", () => drafts());
}

theme();
menus();
confirms();
once();
filters();
bulk();
tools();
wire();
shortcuts();
drafts();
waiting();
one("[data-error-summary]")?.focus();
