// Order and sound: forms are sent in the background, so that the keyboard stays where it was.
"use strict";

(() => {
  const WAIT_MS = 3000;
  const $ = (id) => document.getElementById(id);

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post") return;
    event.preventDefault();
    const button = event.submitter;
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    stop();
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.title = page.title;
    if (!answer.ok) {
      $("status").textContent = document.querySelector("h1").textContent;
      $("content").focus();
      return;
    }
    $("status").textContent = form.dataset.done || "";
    begin();
    focusOn(form, button);
  });

  /** The time line: a click plays from there, the arrow keys move, chapters and music have buttons. */
  function begin() {
    const audio = $("whole");
    const range = $("range");
    if (range) {
      fetch("range").then((answer) => (answer.ok ? answer.text() : "–")).then((words) => { range.textContent = words.trim(); });
    }
    if (!audio) return;
    if (document.querySelector(".drawing").dataset.pending) setTimeout(draw, WAIT_MS);
    audio.removeAttribute("controls");
    audio.ontimeupdate = show;
    audio.onplay = audio.onpause = () => { $("whole-play").toggleAttribute("data-playing", !audio.paused); };
    $("seek").oninput = () => { audio.currentTime = Number($("seek").value); show(); };
    $("seek").onpointerup = () => { start(audio); };
    show();
  }

  /** Ask again for a waveform that was not measured yet. */
  async function draw() {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [old, drawing] = [document, page].map((each) => each.querySelector(".drawing"));
    if (!old || !drawing) return;
    old.querySelector("svg").replaceWith(drawing.querySelector("svg"));
    old.dataset.pending = drawing.dataset.pending;
    show();
    if (drawing.dataset.pending) setTimeout(draw, WAIT_MS);
  }

  function show() {
    const { currentTime } = $("whole");
    const seek = $("seek");
    seek.value = currentTime;
    const words = clock(currentTime);
    seek.setAttribute("aria-valuetext", words);
    $("elapsed").textContent = words;
    const svg = $("head").ownerSVGElement.viewBox.baseVal;
    $("head").setAttribute("transform", `translate(${(svg.width * currentTime) / (Number(seek.max) || 1)} 0)`);
  }

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  function stop() {
    $("whole")?.pause();
    $("mix")?.pause();
    for (const button of document.querySelectorAll(".preview[data-playing]")) button.removeAttribute("data-playing");
  }

  function start(audio) {
    stop();
    audio.play().catch(() => { /* stopped before it began, or onerror tells */ });
  }

  /** The mix with the values of all forms as they are, saved or not. */
  function tried(form) {
    const query = new URLSearchParams();
    for (const each of document.querySelectorAll(".settings-form")) {
      for (const [key, value] of new FormData(each)) if (/^(sound|pauses)\./.test(key)) query.set(key, value);
    }
    return `preview/${form.elements.place.value}.mp3?${query}`;
  }

  /** The first sentence of a speaker in the voice that is chosen beside the button. */
  function inVoice(button) {
    const voice = button.parentElement.querySelector("select").value;
    return `voice.wav?${new URLSearchParams({ speaker: button.dataset.speaker, voice })}`;
  }

  document.addEventListener("click", (event) => {
    const at = event.target.closest("[data-at]");
    const preview = event.target.closest(".preview");
    if (at) {
      $("whole").currentTime = Number(at.dataset.at);
      start($("whole"));
    } else if (event.target.closest("#whole-play")) {
      if ($("whole").paused) start($("whole"));
      else stop();
    } else if (preview?.hasAttribute("data-playing")) {
      stop();
    } else if (preview) {
      const mix = $("mix");
      mix.src = preview.dataset.preview || (preview.form.elements.place ? tried(preview.form) : inVoice(preview));
      preview.setAttribute("aria-busy", "true");
      mix.onplaying = () => { preview.removeAttribute("aria-busy"); };
      mix.onended = stop;
      mix.onerror = () => { preview.removeAttribute("aria-busy"); stop(); $("status").textContent = "✗"; };
      start(mix);
      preview.setAttribute("data-playing", "");
    }
  });

  begin();

  /** The same button of the chapter that was changed, or the chapter itself. */
  function focusOn(form, button) {
    const place = form.elements.then ? $(`c${form.elements.then.value}`) : null;
    const again = button?.value ? place?.querySelector(`[value="${button.value}"]`) : null;
    (again || place || $("content")).focus();
  }
})();
