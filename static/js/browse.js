// The list of recommendations changes in place: htmx fetches the same pages that its links and forms lead to. This
// keeps the reader's place, tells what was found, and offers another try. htmx comes when a reader first turns to the
// controls, so that the first view stays light; whoever is faster follows the link or sends the form.
"use strict";

const source = document.currentScript.dataset.htmx;
const form = () => document.getElementById("ask");
const found = () => document.getElementById("found");
const box = document.getElementById("q");
const told = document.querySelector("[data-told]");
const failed = document.querySelector("[data-failed]");
let isAsked = false; // for htmx
let isChanged = false; // before it came
let kept = null; // of the list that is about to go

function ask() {
  if (isAsked) return;
  isAsked = true;
  const script = document.createElement("script");
  script.src = source;
  script.onload = () => {
    document.documentElement.classList.add("in-place");
    if (isChanged) htmx.trigger(form(), "change");
  };
  script.onerror = () => {
    isAsked = false;
    script.remove();
    if (isChanged) form().requestSubmit();
  };
  document.head.append(script);
}

// htmx starts at once only in a page that is complete.
function listen() {
  for (const event of ["pointerover", "pointerdown", "focusin"]) {
    document.getElementById("main").addEventListener(event, ask, { passive: true });
  }
}
if (document.readyState === "complete") listen();
else addEventListener("load", listen);

document.body.addEventListener("change", (event) => {
  isChanged = !window.htmx && event.target.form === form() && event.target !== box;
  if (isChanged && document.readyState === "complete") ask();
});

// Back, in a page that was opened anew and has no htmx yet.
addEventListener("popstate", (event) => {
  if (event.state?.htmx && !window.htmx) location.reload();
});

// Words that are not there make no part of an address.
document.body.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.formData.get("q")) event.detail.formData.delete("q");
});

document.body.addEventListener("htmx:beforeSwap", () => {
  told.textContent = "";
  kept = { focus: document.activeElement?.id, parts: [] };
  for (const part of document.querySelectorAll("#list details[id]")) {
    kept.parts.push([part.id, part.open, part.querySelector("ul")?.scrollTop]);
  }
});

document.body.addEventListener("htmx:afterSwap", () => {
  if (!kept) return;
  for (const [id, isOpen, top] of kept.parts) {
    const part = document.getElementById(id);
    if (!part) continue;
    part.open = isOpen;
    if (part.querySelector("ul")) part.querySelector("ul").scrollTop = top;
  }
  if (kept.focus) document.getElementById(kept.focus)?.focus({ preventScroll: true });
  kept = null;
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  failed.hidden = true;
  follow();
  // A link that was followed is gone with the list that it stood in. Words were typed on a screen, whose keyboard covers
  // what was found until the box is left.
  const isTouched = document.activeElement === box && matchMedia("(pointer: coarse)").matches;
  const isSent = event.detail.requestConfig?.triggeringEvent?.type === "submit";
  if (event.detail.requestConfig?.elt.matches("a, #list") || (isTouched && isSent)) show();
  else told.textContent = found().textContent;
});

// Back and forward put the list in place, and nothing outside it: the box holds what its list was asked for, also where
// the reader is still in it.
document.body.addEventListener("htmx:historyRestore", () => {
  box.value = form().dataset.query;
});

// Outside the list: the words in the box, and the same list in other languages.
function follow() {
  if (document.activeElement !== box || box.value.trim() === "") box.value = form().dataset.query;
  for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
}

function show() {
  found().focus({ preventScroll: true });
  if (found().getBoundingClientRect().top < 0) found().scrollIntoView();
}

document.body.addEventListener("click", (event) => {
  if (!event.target.closest("[data-show]")) return;
  event.preventDefault();
  found().focus({ preventScroll: true });
  found().scrollIntoView();
});

for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(kind, (event) => {
    const again = failed.querySelector("a");
    again.href = event.detail.pathInfo.finalRequestPath;
    failed.hidden = false;
  });
}

failed.querySelector("a").addEventListener("click", (event) => {
  event.preventDefault();
  htmx.ajax("GET", event.target.getAttribute("href"), { source: "#list", target: "#list" });
});
