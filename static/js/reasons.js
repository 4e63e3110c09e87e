// A reason to begin with is put where reasons are typed, unless something else stands there.
"use strict";
for (const form of document.querySelectorAll("[data-reasons]")) {
  const choice = form.querySelector("[name=begin_with]");
  const reason = form.querySelector("[name=reason]");
  if (!choice || !reason) continue;
  let filled = "";
  choice.addEventListener("change", () => {
    if (reason.value.trim() && reason.value !== filled) return;
    filled = reason.value = choice.value;
  });
}
