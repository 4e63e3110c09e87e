// Words that are selected in a recommendation become the quotation of its form.
"use strict";
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const words = selection.toString().trim();
  if (!words || selection.rangeCount === 0) return;
  const place = selection.getRangeAt(0).commonAncestorContainer;
  const element = place.nodeType === Node.ELEMENT_NODE ? place : place.parentElement;
  const source = element && element.closest("[data-words]");
  if (!source) return;
  const card = source.closest("[data-quotable]");
  card.querySelector("[name=quote]").value = words.replace(/\s+/g, " ");
  card.querySelector("details").open = true;
});
