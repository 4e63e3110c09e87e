// Shows a moment in the reader's own time zone. Without this script the page gives the call's zone and UTC.
// <div data-reader-time hidden><dt>Where you are</dt><dd><time datetime="2017-07-07T16:00:00Z"></time></dd></div>
"use strict";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
const place = zone.split("/").pop().replaceAll("_", " ");
const language = document.documentElement.lang;
// The United Nations write dates the British way.
const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
  weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
  hourCycle: "h23",
});

for (const row of document.querySelectorAll("[data-reader-time]")) {
  const time = row.querySelector("time");
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) continue;
  time.textContent = format.format(moment) + (place ? ` (${place})` : "");
  row.hidden = false;
}
