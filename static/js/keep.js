// Leaving the page asks first while words that were typed into another form would be lost.
"use strict";
const typed = new Set();
let sent = null;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.method === "post") typed.add(form);
});
document.addEventListener("submit", (event) => { sent = event.target; });
window.addEventListener("beforeunload", (event) => {
  const lost = [...typed].some((form) => form !== sent && [...form.elements].some(changed));
  sent = null;
  if (lost) event.preventDefault();
});
function changed(field) {
  return field.tagName !== "SELECT" && field.type !== "hidden"
    && (field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}
