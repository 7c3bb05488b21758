/* One switch of language for a whole form of the administration, its inlines included. Its last
   tab shows both, side by side where there is room.
   Without this script the languages of a text stand one under the other. */
"use strict";
(() => {
  const tablist = document.querySelector(".translation-tabs");
  if (!tablist || !document.querySelector(".form-row [lang]")) return;
  const tabs = [...tablist.querySelectorAll("[role=tab]")];
  const remembered = "translation-language";
  let panels = [];

  /* Make a panel of each row that holds a text in one language. */
  function findPanels() {
    const fields = [...document.querySelectorAll(".form-row :is(input, textarea)[lang]")];
    panels = fields
      .filter((field) => !field.closest(".empty-form"))
      .map((field) => {
        const row = field.closest(".form-row");
        row.id = `${field.id}-panel`;
        row.setAttribute("role", "tabpanel");
        row.dataset.language = field.lang;
        row.setAttribute("aria-labelledby", `translation-tab-${field.lang}`);
        return { row, field, language: field.lang };
      });
    for (const tab of tabs) {
      tab.setAttribute("aria-controls", panels.filter(belongsTo(tab)).map(({ row }) => row.id).join(" "));
    }
  }

  function belongsTo(tab) {
    const language = tab.dataset.language;
    return (panel) => !language || panel.language === language;
  }

  function open(tab) {
    for (const each of tabs) {
      each.setAttribute("aria-selected", each === tab);
      each.tabIndex = each === tab ? 0 : -1;
    }
    const isShown = belongsTo(tab);
    for (const panel of panels) panel.row.hidden = !isShown(panel);
    tablist.closest("form").classList.toggle("side-by-side", tab === tabs.at(-1));
  }

  function choose(tab) {
    open(tab);
    localStorage.setItem(remembered, tab.id);
  }

  const selected = () => tabs.find((tab) => tab.getAttribute("aria-selected") === "true");

  /* Say beside each language how many texts exist in another one only. */
  function countMissing() {
    for (const tab of tabs.filter(({ dataset }) => dataset.language)) {
      const language = tab.dataset.language;
      const missing = panels.filter(({ field }) => {
        if (field.lang !== language || field.value.trim()) return false;
        const stem = field.id.slice(0, -language.length);
        return panels.some((other) => other.field.id === stem + other.language && other.field.value.trim());
      });
      const mark = tab.querySelector(".translation-missing");
      mark.hidden = missing.length === 0;
      mark.querySelector("b").textContent = missing.length;
    }
  }

  /* Mark the languages with errors; return the tab that shows all of these, if any. */
  function markErrors() {
    const wrong = tabs.filter((tab) => {
      const language = tab.dataset.language;
      return language && panels.some((panel) => panel.language === language && panel.row.querySelector(".errorlist"));
    });
    for (const tab of wrong) tab.querySelector(".translation-errors").hidden = false;
    return wrong.length > 1 ? tabs.at(-1) : wrong[0];
  }

  tablist.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab);
  });

  tablist.addEventListener("keydown", (event) => {
    const place = tabs.indexOf(event.target);
    const next = {
      ArrowLeft: place - 1,
      ArrowRight: place + 1,
      Home: 0,
      End: -1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const tab = tabs.at(next % tabs.length);
    choose(tab);
    tab.focus();
  });

  /* A row that was added to an inline needs its text in the first language: show it. */
  document.addEventListener("formset:added", () => {
    findPanels();
    open(selected() === tabs[0] ? tabs[0] : tabs.at(-1));
  });

  document.addEventListener("formset:removed", () => {
    findPanels();
    countMissing();
  });

  document.addEventListener("input", countMissing);

  findPanels();
  countMissing();
  /* A new record begins with the first language, whatever was open in another form. */
  const last = "remember" in tablist.dataset ? localStorage.getItem(remembered) : null;
  open(markErrors() ?? tabs.find((tab) => tab.id === last) ?? tabs[0]);
  tablist.hidden = false;
})();
