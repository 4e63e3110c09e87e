// Words that are selected in a recommendation become the quotation of its form.
"use strict";
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const words = selection.toString().trim();
  if (!words || selection.rangeCount === 0) return;
  // Where it begins: three clicks select a paragraph up to the start of what follows it.
  const place = selection.getRangeAt(0).startContainer;
  const element = place.nodeType === Node.ELEMENT_NODE ? place : place.parentElement;
  const source = element && element.closest("[data-words]");
  if (!source) return;
  const card = source.closest("[data-quotable]");
  card.querySelector("[name=quote]").value = words.replace(/\s+/g, " ");
  const details = card.querySelector("details");
  if (details) details.open = true;
});
