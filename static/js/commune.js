"use strict";
// Suggestions while a commune is typed: a combobox as the ARIA practices describe it. Without this
// script the form sends what was typed, and the page that answers asks which commune is meant.
(() => {
  const input = document.getElementById("id_place");
  const list = document.getElementById("id_place_list");
  const { form } = input;
  const code = form.querySelector("[type=hidden][name=commune]");
  const territories = "[name=region], [name=department]";
  const status = input.closest(".combobox").querySelector("[role=status]");
  let active = -1;
  let asked = 0;
  let timer;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    const options = list.children;
    options[active]?.setAttribute("aria-selected", "false");
    active = (index + options.length) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function choose(option) {
    clearTimeout(timer);
    asked += 1;
    input.value = option.dataset.name;
    // The code says it all: what was typed is no longer sent.
    input.removeAttribute("name");
    code.value = option.dataset.code;
    // A commune takes the place of a region or a department, as it does without this script.
    for (const control of form.querySelectorAll(territories)) {
      if (control.type === "checkbox") control.checked = false;
      else control.value = "";
    }
    // So it does of those that the page offers for want of this script.
    for (const radio of form.querySelectorAll("[type=radio][name=commune]")) radio.checked = false;
    close();
    code.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function option({ code: insee, name, hint }, index) {
    const item = document.createElement("li");
    item.id = `${list.id}_${index}`;
    item.dataset.code = insee;
    item.dataset.name = name;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const where = document.createElement("span");
    where.className = "hint";
    where.textContent = hint;
    item.append(`${name} `, where);
    return item;
  }

  async function suggest() {
    const typed = input.value.trim();
    const number = ++asked;
    if (!typed) {
      status.textContent = "";
      close();
      return;
    }
    const address = `${input.dataset.suggestions}?${new URLSearchParams({ place: typed })}`;
    const response = await fetch(address).catch(() => null);
    if (!response?.ok || number !== asked) return;
    const { communes } = await response.json();
    if (number !== asked || document.activeElement !== input) return;
    close();
    list.replaceChildren(...communes.map(option));
    list.hidden = !communes.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = communes.length
      ? `${input.dataset.found} ${communes.length}`
      : input.dataset.none;
  }

  // A region or a department takes the place of a commune in turn. Before htmx reads the form.
  form.addEventListener("change", ({ target }) => {
    if (target.matches(territories) && (target.checked || (target.type !== "checkbox" && target.value))) {
      code.value = input.value = "";
      if (form.elements.radius) form.elements.radius.value = "";
    }
  }, true);
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    if (!input.name) code.value = ""; // what was chosen here is being changed
    input.name = "place";
    clearTimeout(timer);
    timer = setTimeout(suggest, 150);
  });
  // A name half typed is no filter yet: the form hears of it when it is sent.
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active < 0 ? -1 : active - 1);
    else if (event.key === "Enter" && active >= 0) choose(list.children[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  // Before the field loses its focus, which closes the list.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("[role=option]");
    if (item) choose(item);
  });
})();
