/* The preview of a slip template: what is typed is drawn by the server, a moment after the last key. */
"use strict";

addEventListener("DOMContentLoaded", () => {
  const editor = document.querySelector(".slip-editor");
  if (!editor) return;
  const find = (selector) => editor.querySelector(selector);
  const text = find("textarea");
  const form = text.form;
  const numbers = find(".slip-numbers");
  const paper = find(".slip-paper");
  const picture = find("img");
  const error = find(".slip-error");
  const PAUSE = 250;
  let timer = 0;
  let asked = null;
  let wrong = 0;
  let kept = text.value;

  function count() {
    const lines = text.value.split("\n").length;
    while (numbers.childElementCount > lines) numbers.lastChild.remove();
    while (numbers.childElementCount < lines) {
      const number = document.createElement("b");
      number.textContent = numbers.childElementCount + 1;
      numbers.append(number);
    }
    [...numbers.children].forEach((one, at) => one.classList.toggle("wrong", at + 1 === wrong));
    numbers.scrollTop = text.scrollTop;
  }

  function say(problem) {
    wrong = problem ? problem.line || 0 : 0;
    error.hidden = !problem;
    error.firstElementChild.textContent = problem ? problem.message : "";
    error.dataset.column = problem ? problem.column || 1 : 1;
    paper.classList.toggle("stale", Boolean(problem));
    count();
  }

  function goThere() {
    if (!wrong) return;
    const before = text.value.split("\n").slice(0, wrong - 1).join("\n").length + (wrong > 1);
    const at = before + Number(error.dataset.column) - 1;
    text.focus();
    text.setSelectionRange(at, at);
    text.scrollTop = Math.max(0, (wrong - 6) * 20);
  }

  async function draw() {
    if (asked) asked.abort();
    asked = new AbortController();
    const given = new FormData(form);
    given.set("columns", find("input[name=preview-columns]:checked").value);
    given.set("sample", find(".slip-sample").value);
    paper.classList.add("stale");
    try {
      const answer = await fetch(editor.dataset.preview, {
        method: "POST", body: given, signal: asked.signal, credentials: "same-origin",
      });
      if (!answer.ok) {
        say({ message: `There is no preview (${answer.status}). Your text is still here.` });
      } else if (answer.headers.get("Content-Type").startsWith("image/")) {
        const old = picture.src;
        picture.src = URL.createObjectURL(await answer.blob());
        if (old) URL.revokeObjectURL(old);
        say(null);
      } else {
        say(await answer.json());
      }
    } catch (problem) {
      if (problem.name !== "AbortError") {
        say({ message: "The server cannot be reached. Your text is still here." });
      }
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  }

  function write(words) {
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    count();
    soon();
  }

  text.addEventListener("input", () => { count(); soon(); });
  text.addEventListener("scroll", () => { numbers.scrollTop = text.scrollTop; });
  error.firstElementChild.addEventListener("click", goThere);
  editor.addEventListener("change", (event) => { if (event.target !== text) soon(); });
  document.querySelectorAll("[data-insert]").forEach((button) => {
    button.addEventListener("click", () => write(button.dataset.insert));
  });
  form.addEventListener("submit", () => { kept = text.value; });
  addEventListener("beforeunload", (event) => {
    if (text.value !== kept) event.preventDefault();
  });
  count();
  draw();
});
