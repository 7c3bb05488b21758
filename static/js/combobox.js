"use strict";
// Suggestions under a field while somebody types: a combobox as the ARIA practices describe it.
// One with an address leads there; any other is told to the field's own script as "chosen".
// Without this script the form sends what was typed.
for (const input of document.querySelectorAll("[data-suggestions]")) {
  const box = input.closest(".combobox");
  const list = box.querySelector("[role=listbox]");
  const status = box.querySelector("[role=status]");
  let suggestions = [];
  let active = -1;
  let asked = 0;
  let timer;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (index) => {
    const options = list.children;
    options[active]?.setAttribute("aria-selected", "false");
    active = (index + options.length) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  };

  const choose = (index) => {
    clearTimeout(timer);
    asked += 1;
    close();
    const suggestion = suggestions[index];
    if (suggestion.address) location.assign(suggestion.address);
    else input.dispatchEvent(new CustomEvent("chosen", { detail: suggestion }));
  };

  const option = ({ name, hint }, index) => {
    const item = document.createElement("li");
    item.id = `${list.id}_${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const beside = document.createElement("span");
    beside.className = "hint";
    beside.textContent = hint;
    item.append(`${name} `, beside);
    return item;
  };

  const suggest = async () => {
    const typed = input.value.trim();
    const number = ++asked;
    if (!typed) {
      status.textContent = "";
      close();
      return;
    }
    const address = input.dataset.suggestions + encodeURIComponent(typed);
    const response = await fetch(address).catch(() => null);
    if (!response?.ok || number !== asked) return;
    const answer = await response.json();
    if (number !== asked || document.activeElement !== input) return;
    close();
    ({ suggestions } = answer);
    list.replaceChildren(...suggestions.map(option));
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = suggestions.length
      ? `${input.dataset.found} ${suggestions.length}`
      : answer.reason || input.dataset.none;
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, 150);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && list.hidden) suggest();
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active < 0 ? -1 : active - 1);
    else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  // Before the field loses its focus, which closes the list.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("[role=option]");
    if (item) choose([...list.children].indexOf(item));
  });
}
