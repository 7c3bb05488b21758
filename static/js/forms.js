"use strict";
// What was left empty in a form stays out of the address. Without this script the lists answer a
// longer address with the short one. htmx, too, asks with what this event leaves.
document.addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "get") return; // what is sent in may be emptied
  for (const name of new Set(formData.keys())) {
    if (!formData.getAll(name).some(Boolean)) formData.delete(name);
  }
});
