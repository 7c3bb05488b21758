"use strict";
// What a commune chosen from the suggestions does to the form. Without this script the form sends
// what was typed, and the page that answers asks which commune is meant.
(() => {
  const input = document.getElementById("id_place");
  const { form } = input;
  const code = form.querySelector("[type=hidden][name=commune]");
  const territories = "[name=region], [name=department]";

  // The name of the commune that the address has stands there: its code says it all.
  if (form.method === "get" && code.value) input.removeAttribute("name");
  input.addEventListener("chosen", ({ detail: commune }) => {
    input.value = commune.name;
    // The code says it all: what was typed is no longer sent.
    input.removeAttribute("name");
    code.value = commune.code;
    // A commune takes the place of a region or a department, as it does without this script.
    for (const control of form.querySelectorAll(territories)) {
      if (control.type === "checkbox") control.checked = false;
      else control.value = "";
    }
    // So it does of those that the page offers for want of this script.
    for (const radio of form.querySelectorAll("[type=radio][name=commune]")) radio.checked = false;
    code.dispatchEvent(new Event("change", { bubbles: true }));
  });
  // A region or a department takes the place of a commune in turn. Before htmx reads the form.
  form.addEventListener("change", ({ target }) => {
    if (target.matches(territories) && (target.checked || (target.type !== "checkbox" && target.value))) {
      code.value = input.value = "";
      if (form.elements.radius) form.elements.radius.value = "";
    }
  }, true);
  // A distance alone counts from nowhere: it waits for a commune.
  form.addEventListener("formdata", ({ formData }) => {
    if (!formData.get("commune") && !formData.get("place")) formData.delete("radius");
  });
  input.addEventListener("input", () => {
    if (!input.name) code.value = ""; // what was chosen here is being changed
    input.name = "place";
  });
  // A name half typed is no filter yet: the form hears of it when it is sent.
  input.addEventListener("change", (event) => event.stopPropagation());
})();
