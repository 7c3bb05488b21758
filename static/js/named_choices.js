/* The administration draws lists in which one searches; this gives them the name of their field,
   which the library leaves out, before the value that they have. */
"use strict";
(() => {
  function name() {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const label = select.labels[0];
      if (!label || label.id) continue;
      label.id = `${select.id}-label`;
      const drawn = select.nextElementSibling;
      for (const part of drawn.querySelectorAll("[role=combobox], [role=searchbox]")) {
        const value = part.getAttribute("aria-labelledby") ?? "";
        part.setAttribute("aria-labelledby", `${label.id} ${value}`.trim());
      }
      for (const value of drawn.querySelectorAll("[role=textbox]")) {
        value.title ||= label.textContent.trim();
      }
    }
  }
  const jQuery = window.django?.jQuery;
  if (!jQuery) return;
  // After the lists of the page have been drawn, and after those of each new row.
  jQuery(() => setTimeout(name));
  document.addEventListener("formset:added", () => setTimeout(name));
})();
