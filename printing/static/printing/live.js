// Keeps the state and the queue of printers up to date without loading the page again.
"use strict";

(() => {
  const EVERY = 3000;
  const CELLS = ["field-state", "field-condition_detail", "field-queue"];

  function rows(page) {
    const found = new Map();
    for (const row of page.querySelectorAll("#result_list tbody tr")) {
      const box = row.querySelector("input.action-select");
      const link = row.querySelector("th a");
      found.set(box ? box.value : link && link.pathname, row);
    }
    return found;
  }

  async function refresh() {
    const answer = await fetch(window.location.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) {
      return;
    }
    const fresh = rows(new DOMParser().parseFromString(await answer.text(), "text/html"));
    for (const [key, row] of rows(document)) {
      for (const name of CELLS) {
        const before = row.querySelector(`.${name}`);
        const after = fresh.get(key) && fresh.get(key).querySelector(`.${name}`);
        if (before && after && before.innerHTML !== after.innerHTML) {
          before.replaceChildren(...after.childNodes);
        }
      }
    }
  }

  async function keep() {
    if (!document.hidden) {
      // A server that is away for a moment is asked again later.
      await refresh().catch(() => undefined);
    }
    window.setTimeout(keep, EVERY);
  }

  window.addEventListener("DOMContentLoaded", () => {
    if (document.getElementById("result_list")) {
      window.setTimeout(keep, EVERY);
    }
  });
})();
