// Recommendations added, moved, taken out and put back without a page load. The buttons do the same
// by the server (submissions/forms/arranging.py); what is taken out goes along in hidden fields.
"use strict";
{
  const list = document.querySelector("[data-recommendations]");
  const blank = document.querySelector("[data-blank]");
  const removedBlank = document.querySelector("[data-removed-blank]");
  const addButton = document.querySelector("[data-add]");
  const total = document.querySelector("[name=recommendations-TOTAL_FORMS]");
  const status = document.querySelector("[data-said]");
  const most = Number(list.dataset.most);

  const panels = () => [...list.querySelectorAll("[data-panel]")];
  const fieldsOf = (panel) => [...panel.querySelectorAll("[name^=recommendations-]")];
  const isTypedIn = (field) => field.type !== "hidden" && isChosen(field);
  const isChosen = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value.trim() !== "");
  const partOf = (field) => field.name.replace(/^(recommendations|removed)-\w+-/, "");

  function withNumber(element, number) {
    if (element) element.textContent = element.textContent.replace(/\d+|__number__/, String(number));
  }

  // Names and ids hold the place of a recommendation: after a change all are written anew.
  function renumber() {
    const all = panels();
    // Radio buttons of one name let go of each other's choice: first all get names of their own.
    for (const stem of ["moving", "recommendations"]) {
      all.forEach((panel, index) => {
        for (const element of panel.querySelectorAll("[name],[id],[for],[aria-describedby]")) {
          for (const name of ["name", "id", "for", "aria-describedby"]) {
            const value = element.getAttribute(name);
            if (value) element.setAttribute(name, value.replace(/(recommendations|moving)-(\d+|__prefix__)/g, `${stem}-${index}`));
          }
        }
      });
    }
    all.forEach((panel, index) => {
      withNumber(panel.querySelector("[data-panel-title]"), index + 1);
      withNumber(panel.querySelector("legend"), index + 1);
      for (const button of panel.querySelectorAll("[data-move], [data-remove]")) {
        const word = button.dataset.move || "remove";
        button.value = `${word}-${index}`;
        withNumber(button.querySelector("span"), index + 1);
        button.hidden = { up: index === 0, down: index === all.length - 1, remove: all.length === 1 }[word];
      }
    });
    list.querySelectorAll("[data-removed]").forEach((notice, index) => {
      notice.querySelector("[data-restore]").value = `restore-${index}`;
      for (const field of notice.querySelectorAll("input")) field.name = field.name.replace(/^removed-\w+?-/, `removed-${index}-`);
    });
    total.value = String(all.length);
    addButton.hidden = all.length >= most;
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function say(text, values) {
    status.textContent = text.replace(/\{(\w+)\}/g, (_all, name) => String(values[name]));
  }

  function add(before = null) {
    const panel = blank.content.cloneNode(true);
    // It keeps this name wherever it is moved, so that the drafts of two windows come together.
    const random = [...crypto.getRandomValues(new Uint8Array(12))];
    panel.querySelector("[name$=-mark]").value = random.map((byte) => (byte % 32).toString(32)).join("");
    list.insertBefore(panel, before);
    renumber();
    return before ? before.previousElementSibling : panels().at(-1);
  }

  function move(panel, button) {
    const all = panels();
    const from = all.indexOf(panel);
    const to = button.dataset.move === "up" ? from - 1 : from + 1;
    if (to < 0 || to >= all.length) return;
    if (to < from) all[to].before(panel);
    else all[to].after(panel);
    renumber();
    (button.hidden ? panel.querySelector("[data-move]:not([hidden])") : button).focus();
    say(list.dataset.moved, { before: from + 1, after: to + 1 });
  }

  function remove(panel) {
    const all = panels();
    const place = all.indexOf(panel);
    if (all.length === 1) return;
    const held = fieldsOf(panel).filter(isChosen);
    if (!held.some(isTypedIn)) {
      panel.remove();
      renumber();
      (panels()[place] || panels().at(-1)).querySelector("[data-remove]:not([hidden]), input[type=text]").focus();
      return;
    }
    const notice = removedBlank.content.cloneNode(true).firstElementChild;
    notice.querySelectorAll("[data-number]").forEach((element) => withNumber(element, place + 1));
    notice.querySelector("[data-title]").textContent = panel.querySelector("input[type=text]").value;
    const keep = (name, value) => notice.prepend(Object.assign(document.createElement("input"), { type: "hidden", name: `removed-0-${name}`, value }));
    held.forEach((field) => keep(partOf(field), field.value));
    if (!held.some((field) => partOf(field) === "number")) keep("number", "");
    keep("at", String(place));
    panel.replaceWith(notice);
    renumber();
    notice.querySelector("[data-restore]").focus();
  }

  function restore(notice) {
    const kept = [...notice.querySelectorAll("input")];
    const place = Number(kept.find((field) => partOf(field) === "at").value);
    const all = panels();
    if (all.length === 1 && !fieldsOf(all[0]).some(isTypedIn)) all[0].remove();
    const panel = add(panels()[place] || notice);
    for (const field of fieldsOf(panel)) {
      const values = kept.filter((one) => partOf(one) === partOf(field)).map((one) => one.value);
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
    notice.remove();
    renumber();
    panel.querySelectorAll("textarea").forEach((area) => area.dispatchEvent(new Event("input", { bubbles: true })));
    panel.querySelector("input[type=text]").focus();
    say(list.dataset.back, { number: panels().indexOf(panel) + 1 });
  }

  addButton.addEventListener("click", (event) => {
    event.preventDefault();
    add().querySelector("input[type=text]").focus();
  });

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move], [data-remove], [data-restore]");
    if (!button) return;
    event.preventDefault();
    const panel = button.closest("[data-panel]");
    if (button.dataset.move) move(panel, button);
    else if (panel) remove(panel);
    else restore(button.closest("[data-removed]"));
  });
}
