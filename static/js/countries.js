// The list of countries as a field to type in: finds a country by any part of its name, by other
// names and codes, whatever the accents. The list itself stays what is sent; without a script it is
// what is shown. Pattern: ARIA combobox with a list; the first that is found is taken on leaving.
"use strict";
{
  const ARABIC = { "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": "" };
  const ranked = [
    ({ all }, query) => all.includes(query),
    ({ name }, query) => name.startsWith(query) || name.startsWith(`ال${query}`),
    ({ name }, query) => name.includes(` ${query}`) || name.includes(` ال${query}`),
    ({ all }, query) => all.some((one) => one.startsWith(query) || one.includes(` ${query}`)),
    ({ name }, query) => name.includes(query),
  ];

  // By the rules of common/text.py (fold); what parts words becomes a blank.
  function fold(text) {
    const bare = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return bare.replace(/[أإآٱىةـ]/g, (sign) => ARABIC[sign]).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  function enhance(select, names) {
    const options = [...select.options].filter((option) => option.value).map((option) => {
      const name = fold(option.text);
      return { option, name, all: [name, ...(names[option.value] || []).map(fold)] };
    });
    const make = (tag, attributes) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
      return element;
    };
    const id = select.id;
    const input = make("input", {
      type: "text", id, role: "combobox", autocomplete: "off", spellcheck: "false", dir: "auto",
      "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${id}_list`,
      "aria-describedby": [select.getAttribute("aria-describedby"), `${id}_none`].filter(Boolean).join(" "),
      "aria-invalid": select.getAttribute("aria-invalid"), placeholder: select.options[0].text,
    });
    const label = document.querySelector(`label[for="${id}"]`);
    if (!label.id) label.id = `${id}_label`;
    const list = make("ul", { id: `${id}_list`, role: "listbox", "aria-labelledby": label.id });
    const none = make("p", { id: `${id}_none`, role: "status", class: "error" });
    const box = make("div", { class: "combobox" });
    list.hidden = true;
    select.id = `${id}_code`;
    const isReached = document.activeElement === select;
    select.hidden = true;
    select.after(box);
    box.append(input, list, none);
    if (isReached) input.focus();

    let active = -1;
    let isOwn = false;
    const shown = () => [...list.children];
    const nameOf = () => (select.value ? select.selectedOptions[0].text : "");
    const found = (query) => {
      if (!query) return options;
      const rank = (one) => ranked.findIndex((test) => test(one, query));
      return options.map((one) => [rank(one), one]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0]).map(([, one]) => one);
    };

    function activate(index) {
      const items = shown();
      active = items.length ? Math.max(-1, Math.min(index, items.length - 1)) : -1;
      items.forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
      if (active < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", items[active].id);
        items[active].scrollIntoView({ block: "nearest" });
      }
    }

    function open(query) {
      const items = found(query);
      list.replaceChildren(...items.map(({ option }) => {
        const item = make("li", { id: `${id}_${option.value}`, role: "option" });
        item.textContent = option.text;
        item.dataset.value = option.value;
        return item;
      }));
      list.hidden = !items.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      none.textContent = items.length ? "" : select.dataset.none;
      activate(query ? 0 : items.findIndex(({ option }) => option.value === select.value));
    }

    function close() {
      list.hidden = true;
      activate(-1);
      input.setAttribute("aria-expanded", "false");
    }

    function choose(value) {
      const isNew = select.value !== value;
      select.value = value;
      if (value) input.value = nameOf();
      if (value) none.textContent = "";
      close();
      if (!isNew) return;
      isOwn = true;
      for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
      isOwn = false;
    }

    // On leaving: what is marked in the list, or what was typed whole; else nothing is chosen.
    function settle() {
      if (!input.value.trim()) return choose("");
      if (!list.hidden && active >= 0) return choose(shown()[active].dataset.value);
      if (input.value === nameOf()) return close();
      const exact = found(fold(input.value))[0];
      if (exact && exact.all.includes(fold(input.value))) return choose(exact.option.value);
      none.textContent = select.dataset.none;
      return choose("");
    }

    input.addEventListener("input", () => open(fold(input.value)));
    input.addEventListener("click", () => { if (list.hidden) open(""); });
    input.addEventListener("blur", settle);
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        if (list.hidden) open("");
        else activate((active + step + shown().length) % shown().length);
        if (active < 0) activate(step > 0 ? 0 : shown().length - 1);
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        if (active >= 0) choose(shown()[active].dataset.value);
        else close();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        input.value = nameOf();
        close();
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) choose(item.dataset.value);
    });
    // What else writes into the list: the browser on Back, and what restores a draft.
    const follow = () => { if (!isOwn && document.activeElement !== input) input.value = nameOf(); };
    select.addEventListener("change", follow);
    window.addEventListener("pageshow", follow);
    follow();
  }

  // countries.json: code -> the code of three letters, the English name, and what people also say.
  const form = document.querySelector("[data-answer-form]");
  fetch(form.dataset.names).then((response) => response.json()).catch(() => ({})).then((names) => {
    enhance(form.querySelector("select[name=country]"), names);
  });
}
