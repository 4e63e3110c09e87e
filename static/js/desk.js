// A run over many submissions goes on by itself: its form is sent again until nothing is left.
"use strict";
const form = document.querySelector("form[data-continue]");
if (form) {
  let stopped = false;
  form.querySelector("[name=stop]").addEventListener("click", () => { stopped = true; });
  window.setTimeout(() => { if (!stopped) form.submit(); }, 400);
}
