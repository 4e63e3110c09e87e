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

});

form.querySelectorAll("textarea[data-max-words]").forEach((area) => showCount(area, false));
const summary = document.getElementById("errors");
if (summary) summary.focus();

// The field that finds countries comes behind the page: until then the list is there.
window.addEventListener("load", () => document.body.append(Object.assign(document.createElement("script"), { src: form.dataset.countries })));
