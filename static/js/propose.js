"use strict";
// Narrows a long list of boxes to those whose name has what is typed. Without this script they are
// all there, folded by kind.
(() => {
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  for (const field of document.querySelectorAll("[data-narrows]")) {
    const groups = document.getElementById(field.dataset.narrows).querySelectorAll(".group");
    field.hidden = false;
    field.querySelector("input").addEventListener("input", ({ target }) => {
      const wanted = fold(target.value.trim());
      for (const group of groups) {
        let shown = 0;
        for (const label of group.querySelectorAll("label")) {
          const isChosen = label.querySelector("input").checked;
          label.hidden = !isChosen && !fold(label.textContent).includes(wanted);
          shown += !label.hidden;
        }
        group.hidden = !shown;
        group.open = Boolean(wanted && shown);
      }
    });
    // Enter narrows; it does not send the form.
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }
  // What is ticked already is in sight.
  for (const group of document.querySelectorAll(".boxes .group")) {
    group.open = Boolean(group.querySelector(":checked"));
  }
})();
