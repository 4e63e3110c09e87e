// Keeps the form of an answer as it is typed: on the server some seconds after a change, and in
// this browser until the server has it. Without it the Save button does the same.
"use strict";
{
  const DELAY = 2000, LONGEST = 10000, SLOWEST = 60000;
  const form = document.querySelector("[data-answer-form]");
  const panel = document.querySelector("[data-draft]");
  // What a document filled has an address of its own: from here on it is the page's.
  const action = form.getAttribute("action");
  if (action !== location.pathname && action.includes("/drafts/")) history.replaceState(null, "", action);
  const call = form.dataset.call, isFresh = "fresh" in form.dataset;
  const said = document.querySelector("[data-save-words]").dataset;
  const time = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  let changes = 0, saved = 0, isMirrored = false, isLeaving = false, wait = 0;
  let lastSaved = "", timer, first = 0, running = null;

  const kept = {
    get: (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); return true; } catch { return false; } },
    drop: (name) => { try { localStorage.removeItem(name); } catch { /* there is none */ } },
    names: () => { try { return Object.keys(localStorage); } catch { return []; } },
  };
  const mirrorName = () => `answer ${form.elements.key.value}`;
  const draftName = `draft ${call}`;

  function fields() {
    const data = new FormData(form);
    for (const name of ["files", "csrfmiddlewaretoken"]) data.delete(name);
    return [...data];
  }

  // A field that is left tells of a change that was told of before.
  const OWN = ["seen_revision", "tab", "count"];
  const wordsIn = (pairs) => JSON.stringify(pairs.filter(([name]) => !OWN.includes(name)));
  let known = wordsIn(fields());

  function body(pairs) {
    const data = new FormData();
    for (const [name, value] of pairs) data.append(name, value);
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("do", "save");
    return data;
  }

  async function post(address, pairs, options) {
    const headers = { Accept: "application/json" };
    const response = await fetch(address, { method: "POST", headers, body: body(pairs), ...options });
    if (!(response.headers.get("Content-Type") || "").includes("json")) throw new Error(response.status);
    return response.json();
  }

  function show(text, isSafe, address) {
    for (const line of document.querySelectorAll("[data-saved-line]")) {
      line.textContent = text.replace("{time}", lastSaved);
      line.closest(".saved, .saved-bar").classList.toggle("unsaved", !isSafe);
      if (address) {
        const link = document.createElement("a");
        link.href = address;
        link.textContent = said.both;
        line.append(" ", link);
      }
    }
  }

  function mirror() {
    isMirrored = kept.set(mirrorName(), { call, address: location.pathname, fields: fields(), isSent: isLeaving });
  }

  function touched() {
    isLeaving = false;  // the page was not left after all
    const now = wordsIn(fields());
    if (now === known) return;
    known = now;
    changes += 1;
    // What is late on its way, with less, is told from what is new.
    form.elements.count.value = changes;
    mirror();
    clearTimeout(timer);
    first = first || Date.now();
    timer = setTimeout(save, Math.min(DELAY, Math.max(0, first + LONGEST - Date.now())));
  }

  async function save() {
    if (running || isLeaving || changes === saved) return;
    clearTimeout(timer);
    const at = changes;
    first = 0;
    running = new AbortController();
    try {
      const signal = AbortSignal.any ? AbortSignal.any([running.signal, AbortSignal.timeout(20000)]) : running.signal;
      taken(await post(location.pathname, fields(), { signal }), at);
    } catch {
      if (!isLeaving) failed();
    }
    running = null;
    if (changes !== saved && !wait) timer = setTimeout(save, DELAY);
  }

  function taken(answer, at) {
    saved = at;
    wait = 0;
    lastSaved = time();
    if (answer.csrf) form.elements.csrfmiddlewaretoken.value = answer.csrf;
    if (changes === saved) kept.drop(mirrorName());
    if (answer.state === "sent") return show(said.sent, true);
    if (!answer.address) return undefined;
    // What another window wrote is not on this page: it goes on from what it shows.
    if (answer.state === "saved") form.elements.seen_revision.value = answer.revision;
    if (location.pathname !== answer.address) history.replaceState(null, "", answer.address);
    form.setAttribute("action", answer.address);
    if (!panel.querySelector("[data-private-address]")) panel.innerHTML = answer.panel;
    kept.set(draftName, answer.address);
    return answer.state === "merged" ? show(said.merged, false, answer.address) : show(said.saved, true);
  }

  function failed() {
    mirror();
    show(isMirrored ? (lastSaved ? said.since : said.never) : said.lost, false);
    wait = Math.min(SLOWEST, (wait || DELAY) * 2);
    timer = setTimeout(() => { wait = 0; save(); }, wait);
  }

  // Words of an earlier visit that the server never got: they go there first, and come back as a draft.
  async function bringBack() {
    for (const name of kept.names().filter((one) => one.startsWith("answer "))) {
      const found = kept.get(name);
      const isOwn = Boolean(found) && name === mirrorName();
      if (!found || (!isOwn && !(isFresh && found.call === call))) continue;
      // Shown again by the server: it has them.
      if (isOwn && wordsIn(found.fields) === wordsIn(fields())) {
        kept.drop(name);
        continue;
      }
      try {
        const answer = await post(found.address, found.fields);
        kept.drop(name);
        if (!answer.address) continue;
        kept.set(draftName, answer.address);
        if (isOwn && !changes) return location.replace(answer.address);
      } catch { /* they stay in this browser */ }
    }
    return undefined;
  }

  async function offer() {
    const address = kept.get(draftName), line = document.querySelector("[data-continue]");
    if (!address || !line || !isFresh || changes) return;
    const response = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response) return;
    const state = response.ok ? (await response.json()).state : "gone";
    if (state !== "saved") return kept.drop(draftName);
    line.querySelector("a").href = address;
    line.hidden = false;
  }

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", () => {
    isLeaving = true;
    if (changes !== saved) mirror();
    clearTimeout(timer);
    if (running) running.abort();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) isLeaving = false; });
  addEventListener("online", () => { wait = 0; save(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || isLeaving || changes === saved) return;
    // Browsers carry 64 kB on for a page that goes; more stays in the mirror.
    if (running) running.abort();
    const pairs = fields(), at = changes;
    if (JSON.stringify(pairs).length < 50000) {
      post(location.pathname, pairs, { keepalive: true }).then((answer) => taken(answer, at)).catch(() => {});
    }
  });
  addEventListener("beforeunload", (event) => {
    const isFileLeft = Boolean(form.elements.files && form.elements.files.value);
    if (!isLeaving && ((changes !== saved && !isMirrored) || isFileLeft)) event.preventDefault();
  });
  for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false;
  form.dataset.ready = "";
  if ("typed" in form.dataset) {
    known = "";
    touched();
  }
  bringBack().then(offer);
}
