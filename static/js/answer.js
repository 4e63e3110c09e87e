// The answer form with a script: live word counts, recommendations added and removed without a
// page load. Without it the buttons do the same. What is typed is kept by draft.js.
"use strict";

const form = document.querySelector("[data-answer-form]");
const list = form.querySelector("[data-recommendations]");
const blank = form.querySelector("[data-blank]");
const addButton = form.querySelector("[data-add]");
const total = form.querySelector("[name=recommendations-TOTAL_FORMS]");
const most = Number(list.dataset.most);

function showCount(area) {
  const words = countWords(area.value);
  const limit = Number(area.dataset.maxWords);
  let line = area.parentElement.querySelector(".word-count");
  if (!line) {
    line = document.createElement("p");
    line.className = "word-count";
    area.after(line);
  }
  line.textContent = `${words} / ${limit}`;
  line.classList.toggle("over", words > limit);
}

function panels() {
  return [...list.querySelectorAll("[data-panel]")];
}

// Names and ids hold the place of a recommendation: after a change all are written anew.
function renumber() {
  panels().forEach((panel, index) => {
    for (const element of panel.querySelectorAll("[name],[id],[for],[aria-describedby]")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace(/recommendations-(\d+|__prefix__)/g, `recommendations-${index}`));
      }
    }
    for (const element of [panel.querySelector("[data-panel-title]"), panel.querySelector("legend"), panel.querySelector("[data-remove] span")]) {
      if (element) element.textContent = element.textContent.replace(/\d+|__number__/, String(index + 1));
    }
    const remove = panel.querySelector("[data-remove]");
    if (remove) {
      remove.value = `remove-${index}`;
      remove.hidden = panels().length === 1;
    }
  });
  total.value = String(panels().length);
  addButton.hidden = panels().length >= most;
}

addButton.addEventListener("click", (event) => {
  event.preventDefault();
  const panel = blank.content.cloneNode(true);
  // It keeps this name wherever it is moved, so that drafts of two windows come together.
  panel.querySelector("[name$=-mark]").value = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => (byte % 32).toString(32)).join("");
  list.append(panel);
  renumber();
  panels().at(-1).querySelector("input[type=text]").focus();
});

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button || panels().length === 1) return;
  const panel = button.closest("[data-panel]");
  const isEmpty = [...panel.querySelectorAll("input[type=text], textarea")].every((field) => !field.value.trim());
  // A filled one goes by the server, which shows the page again: Back brings the words back.
  if (!isEmpty) return;
  event.preventDefault();
  panel.remove();
  renumber();
  addButton.focus();
});

form.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-max-words]")) showCount(event.target);
});

form.querySelectorAll("textarea[data-max-words]").forEach(showCount);
const summary = document.getElementById("errors");
if (summary) summary.focus();
