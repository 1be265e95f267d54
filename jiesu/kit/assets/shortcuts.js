// Keys: ? the list of keys, / search, j and k through the rows, n new, g then h home, [ and ] pages.
const typing = (target) => target.closest("input, select, textarea, [contenteditable], dialog[open]");

function step(by) {
  const rows = [...document.querySelectorAll(".rows tbody a:first-of-type")].filter((a) => a.closest("td:not(.pick)"));
  const firsts = rows.filter((a, i) => rows.findIndex((b) => b.closest("tr") === a.closest("tr")) === i);
  const here = firsts.findIndex((a) => a.closest("tr").contains(document.activeElement));
  firsts[Math.min(Math.max(here + by, 0), firsts.length - 1)]?.focus();
}

const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click();

export function shortcuts() {
  let led = 0;
  const dialog = document.getElementById("shortcuts");
  document.querySelectorAll("[data-shortcuts]").forEach((b) => b.addEventListener("click", () => dialog?.showModal()));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const afterG = Date.now() - led < 1200;
    led = 0;
    if (event.key === "?") dialog?.showModal();
    else if (event.key === "/") { event.preventDefault(); document.querySelector("[type=search]")?.focus(); }
    else if (event.key === "g") led = Date.now();
    else if (event.key === "h" && afterG) press("home");
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (["n", "[", "]"].includes(event.key)) press(event.key);
  });
}
