// A statement can be dragged to its place: this fills in the form "Move a statement" and sends it.
"use strict";
const move = document.querySelector("form[data-move]");
let held = null;
for (const one of move ? document.querySelectorAll("[data-statement]") : []) {
  const grip = document.createElement("span");
  grip.className = "grip";
  grip.draggable = true;
  grip.setAttribute("aria-hidden", "true");
  grip.addEventListener("dragstart", (event) => {
    held = one;
    event.dataTransfer.setData("text/plain", one.dataset.statement);
    event.dataTransfer.setDragImage(one, 0, 0);
  });
  grip.addEventListener("dragend", () => { held = null; mark(null); });
  one.prepend(grip);
}
document.addEventListener("dragover", (event) => {
  const goal = held && event.target.closest("[data-statement], [data-section]");
  mark(goal, event.clientY);
  if (goal) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const goal = held && event.target.closest("[data-statement], [data-section]");
  if (!goal || goal === held) return;
  event.preventDefault();
  const number = Number(goal.dataset.statement), mine = Number(held.dataset.statement);
  move.elements.moved.value = mine;
  move.elements.to.value = goal.closest("[data-section]").dataset.section;
  move.elements.place.value = number ? number + below(goal, event.clientY) - (mine < number) : "";
  move.requestSubmit(move.querySelector("[name=do]"));
});
function below(goal, y) {
  const box = goal.getBoundingClientRect();
  return y > box.top + box.height / 2 ? 1 : 0;
}
function mark(goal, y) {
  for (const one of document.querySelectorAll("[data-drop]")) delete one.dataset.drop;
  if (goal && goal !== held) goal.dataset.drop = below(goal, y) ? "below" : "above";
}
