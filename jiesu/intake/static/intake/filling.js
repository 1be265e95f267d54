/* 填单: guesses fill the empty fields of the agent's form; Alt+n accepts guess n, Alt+Shift+n rejects it.
   What a person typed is never touched; what nobody confirmed is sent as "left" and stays a guess. */
(() => {
  const form = document.getElementById("intake-form");
  const pane = document.getElementById("reading");
  if (!form || !pane) return;
  const filled = new Map();
  const fate = new Map();
  const field = (name) => form.elements.namedItem(name);
  const id = (guess) => `${guess.dataset.field}=${guess.dataset.value}`;
  const guesses = () => [...pane.querySelectorAll("[data-guess]")];

  const tell = () => {
    field("left").value = [...filled.keys()].join(",");
    for (const guess of guesses()) {
      const known = fate.get(id(guess));
      const here = filled.get(guess.dataset.field) === guess.dataset.value;
      const word = known || (here ? "filled" : "");
      guess.querySelector("[data-fate]").textContent = word ? pane.dataset[word] : "";
    }
  };
  const put = (name, value, guessed) => {
    const input = field(name);
    if (!input) return;
    input.value = value;
    input.classList.toggle("is-guessed", guessed);
    if (guessed) filled.set(name, value);
    else filled.delete(name);
  };
  const accept = (guess) => {
    fate.set(id(guess), "accepted");
    put(guess.dataset.field, guess.dataset.value, false);
    tell();
  };
  const reject = (guess) => {
    fate.set(id(guess), "rejected");
    if (field(guess.dataset.field)?.value === guess.dataset.value) put(guess.dataset.field, "", false);
    tell();
  };
  const take = (guess, value) => {
    fate.set(id(guess), "rejected");
    put(guess.dataset.field, value, false);
    tell();
  };
  const fill = () => {
    for (const [name, value] of [...filled]) {
      const still = guesses().some((guess) => guess.dataset.field === name && guess.dataset.value === value);
      if (!still && field(name).value === value) put(name, "", false);
    }
    for (const guess of guesses()) {
      const input = field(guess.dataset.field);
      if (guess.dataset.fills && input && !input.value && !fate.has(id(guess))) put(guess.dataset.field, guess.dataset.value, true);
    }
    tell();
  };

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === pane || event.detail?.target === pane) fill();
  });
  form.addEventListener("input", (event) => {
    if (!filled.has(event.target.name)) return;
    filled.delete(event.target.name);
    event.target.classList.remove("is-guessed");
    tell();
  });
  pane.addEventListener("click", (event) => {
    const guess = event.target.closest("[data-guess]");
    if (guess && event.target.closest("[data-accept]")) accept(guess);
    if (guess && event.target.closest("[data-reject]")) reject(guess);
    const other = event.target.closest("[data-take]");
    if (guess && other) take(guess, other.dataset.take);
  });
  document.addEventListener("keydown", (event) => {
    const digit = /^Digit([1-9])$/.exec(event.code);
    if (!event.altKey || event.ctrlKey || event.metaKey || !digit) return;
    const guess = guesses()[Number(digit[1]) - 1];
    if (!guess) return;
    event.preventDefault();
    if (event.shiftKey) reject(guess);
    else accept(guess);
  });
})();
