"use strict";
// What was left empty in a form stays out of the address. Without this script the lists answer a
// longer address with the short one. htmx, too, asks with what this event leaves.
document.addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "get") return; // what is sent in may be emptied
  for (const name of new Set(formData.keys())) {
    if (!formData.getAll(name).some(Boolean)) formData.delete(name);
  }
});
// A form that asks for the results, and not a box that was ticked, leads to them, as it does without
// a script: its address ends in "#total".
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.requestConfig?.triggeringEvent?.type === "submit") location.replace("#total");
});
