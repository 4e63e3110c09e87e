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
  const quote = card.querySelector("[name=quote]");
  if (quote.dataset.typed) return; // by hand: a stray click in the text must not take it away
  quote.value = words.replace(/\s+/g, " ");
  card.querySelector("details").open = true;
});
document.addEventListener("input", (event) => {
  if (event.target.name === "quote") event.target.dataset.typed = event.target.value.trim();
});
