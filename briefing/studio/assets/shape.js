// Order and sound: forms are sent in the background, so that the keyboard stays where it was.
"use strict";

(() => {
  const $ = (id) => document.getElementById(id);

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post") return;
    event.preventDefault();
    const button = event.submitter;
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.title = page.title;
    if (!answer.ok) {
      $("status").textContent = document.querySelector("h1").textContent;
      $("content").focus();
      return;
    }
    $("status").textContent = form.dataset.done || "";
    focusOn(form, button);
  });

  /** The same button of the chapter that was changed, or the chapter itself. */
  function focusOn(form, button) {
    const place = form.elements.then ? $(`c${form.elements.then.value}`) : null;
    const again = button?.value ? place?.querySelector(`[value="${button.value}"]`) : null;
    (again || place || $("content")).focus();
  }
})();
