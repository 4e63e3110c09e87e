// The answer form with a script: live word counts. What is typed is kept by draft.js.
"use strict";

const form = document.querySelector("[data-answer-form]");
const list = form.querySelector("[data-recommendations]");

// The number is read out when the field is reached, and told when the limit is passed: never at
// each key.
function showCount(area, isTold) {
  const words = countWords(area.value);
  const limit = Number(area.dataset.maxWords);
  let line = area.parentElement.querySelector(".word-count");
  if (!line) {
    line = document.createElement("p");
    line.className = "word-count";
    area.after(line);
  }
  line.id = `${area.id}_count`;
  const described = (area.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && !id.endsWith("_count"));
  area.setAttribute("aria-describedby", [...described, line.id].join(" "));
  const isOver = words > limit;
  if (isTold && isOver !== line.classList.contains("over")) {
    const number = area.closest("[data-panel]").querySelector("[data-panel-title]").textContent.match(/\d+/);
    const text = isOver ? list.dataset.over : list.dataset.within;
    form.querySelector("[data-said]").textContent = text.replace("{number}", number);
  }
  line.textContent = `${words} / ${limit}`;
  line.classList.toggle("over", isOver);
}

form.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-max-words]")) showCount(event.target, true);
});

form.querySelectorAll("textarea[data-max-words]").forEach((area) => showCount(area, false));
const summary = document.getElementById("errors");
if (summary) summary.focus();

// What arranges, saves and finds comes behind the page, so that it is there soon on a slow line; until
// then the buttons go by the server. What was typed meanwhile is saved, too.
form.addEventListener("input", () => { form.dataset.typed = ""; }, { once: true });
window.addEventListener("load", () => {
  for (const src of form.dataset.later.split(" ")) document.body.append(Object.assign(document.createElement("script"), { src, async: false }));
});
