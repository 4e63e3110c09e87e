// What was sent needs to be kept in this browser no more.
"use strict";
try {
  const call = document.querySelector("[data-sent-to]").dataset.sentTo;
  for (const name of Object.keys(localStorage)) {
    const found = name.startsWith("answer ") && JSON.parse(localStorage.getItem(name));
    if (found && found.call === call && found.isSent) localStorage.removeItem(name);
  }
  localStorage.removeItem(`draft ${call}`);
} catch { /* this browser keeps nothing */ }
