// Runs before the page is drawn: the theme that was chosen, else the one that the system prefers.
(() => {
  const root = document.documentElement;
  if (root.dataset.bsTheme) return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => { root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  follow();
  dark.addEventListener("change", () => { follow(); document.dispatchEvent(new CustomEvent("house:theme")); });
})();
