// Gives Django's own widgets the names that they have for the eye only: lists to search in, pictures.
"use strict";
function nameWidgets(root) {
  for (const list of root.querySelectorAll(".select2-selection")) {
    const shown = list.querySelector(".select2-selection__rendered");
    const select = list.closest(".select2-container").previousElementSibling;
    const label = select && document.querySelector(`label[for="${select.id}"]`);
    if (!shown || !label) continue;
    label.id = label.id || `${select.id}_label`;
    list.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
    shown.removeAttribute("role");  // the list beside it has the role, and the name
    shown.removeAttribute("aria-readonly");
  }
  for (const picture of root.querySelectorAll("span[aria-label]:not([role])")) picture.setAttribute("role", "img");
}
// Django makes its lists when jQuery is ready, which it is not before the page says so, and the rest on load.
if (window.django && django.jQuery) django.jQuery(() => nameWidgets(document));
window.addEventListener("load", () => nameWidgets(document));
document.addEventListener("formset:added", event => nameWidgets(event.target));
