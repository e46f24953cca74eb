// The studio's own script: it plays sentences, sends forms without losing one's place, and shows
// the progress of work. Without it, everything but the sound works by links and forms.
"use strict";

(() => {
  const $ = (id) => document.getElementById(id);
  const status = (words) => { $("status").textContent = words; };

  /** Sound: one sentence, or from one to the last, each with the pause that follows it. */
  const player = {
    row: null,
    on: false,
    timer: 0,
    play(row, on) {
      this.stop();
      if (!row) return;
      this.row = row;
      this.on = on;
      const audio = $("sound");
      audio.src = row.dataset.sound;
      audio.onended = () => this.next();
      audio.onerror = () => { this.stop(); status("✗"); };
      audio.play().catch(() => { /* stopped before it began, or onerror tells */ });
      row.setAttribute("aria-current", "true");
      row.querySelector(".play").setAttribute("data-playing", "");
      $("play-all")?.replaceChildren($("play-all").dataset.stop);
      if (on) row.scrollIntoView({ block: "nearest" });
      follow(row);
    },
    next() {
      const { row, on } = this;
      this.stop();
      if (!on || !row.nextElementSibling) return;
      this.timer = setTimeout(() => this.play(row.nextElementSibling, true), Number(row.dataset.pause));
    },
    stop() {
      clearTimeout(this.timer);
      $("sound")?.pause();
      this.row?.removeAttribute("aria-current");
      this.row?.querySelector(".play").removeAttribute("data-playing");
      $("play-all")?.replaceChildren($("play-all").dataset.play);
      this.row = null;
    },
  };

  /** Words: the one that is heard is underlined, where the voice tells when it is. */
  const heard = globalThis.CSS?.highlights && new Highlight();
  if (heard) CSS.highlights.set("heard", heard);

  async function follow(row) {
    const written = row.querySelector(".written");
    if (!heard || !written) return;
    const answer = await fetch(row.dataset.sound.replace(".wav", ".json"));
    const words = answer.ok ? places(written, await answer.json()) : [];
    const starts = words.map((word) => word.at);
    const step = () => {
      heard.clear();
      if (player.row !== row) return;
      const word = words[last(starts, $("sound").currentTime)];
      if (word) heard.add(word.range);
      requestAnimationFrame(step);
    };
    step();
  }

  /** Where words stand in the text of an element, and when each is heard. */
  function places(element, words) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const nodes = [];
    for (let node; (node = walker.nextNode());) nodes.push(node);
    const ends = [];
    nodes.reduce((end, node) => { ends.push(end + node.length); return end + node.length; }, 0);
    const put = (set, offset) => {
      const index = ends.findIndex((end) => offset <= end);
      set(nodes[index], offset - ends[index] + nodes[index].length);
    };
    const text = element.textContent;
    let from = 0;
    return words.flatMap(([word, start]) => {
      const at = text.indexOf(word, from);
      if (at < 0) return [];
      from = at + word.length;
      const range = new Range();
      put((node, offset) => range.setStart(node, offset), at);
      put((node, offset) => range.setEnd(node, offset), from);
      return [{ range, at: start / 1000 }];
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sound] .play");
    const from = event.target.closest(".from");
    const token = event.target.closest(".token");
    if (button) {
      const row = button.closest("[data-sound]");
      if (player.row === row) player.stop();
      else player.play(row, false);
    } else if (from) {
      player.play(from.closest("[data-sound]"), true);
    } else if (event.target.closest("#play-all")) {
      if (player.row) player.stop();
      else player.play(document.querySelector(".rows > [data-sound]"), true);
    } else if (token) {
      choose(token);
    }
  });

  /** A click on a token opens the correction with that token. */
  function choose(token) {
    const row = token.closest("li");
    row.querySelector("details").open = true;
    row.querySelector("[name=written]").value = token.dataset.written;
    const spoken = row.querySelector("[name=spoken]");
    spoken.value = token.dataset.spoken;
    spoken.select();
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, summary, button, a");
    if (event.key === "Escape") player.stop();
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...document.querySelectorAll(".rows > [data-sound]")];
    const at = rows.indexOf(player.row);
    if (event.key === " " && rows.length) {
      event.preventDefault();
      if (player.row) player.stop();
      else player.play(rows[0], true);
    } else if (event.key === "j" && at > 0) player.play(rows[at - 1], player.on);
    else if (event.key === "k" && at >= 0) player.play(rows[at + 1], player.on);
  });

  /** Corrections are sent in the background: the page comes back at the same place, and speaks. */
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const action = form.getAttribute("action");
    if (!["text", "reading", "undo"].includes(action)) return;
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(".case");
    if (found) {
      show(found, form);
      return;
    }
    player.stop();
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.title = page.title;
    status(document.querySelector("h1").textContent);
    if (!answer.ok) {
      $("content").focus();
      return;
    }
    const row = $(`s${form.elements.index?.value}`);
    row?.querySelector("summary").focus({ preventScroll: true });
    if (action !== "undo") player.play(row, false);
  });

  /** A test case appears below its form, and is on the clipboard where the browser lets it. */
  function show(found, form) {
    form.querySelector(".case")?.remove();
    form.append(found);
    const text = found.querySelector("textarea");
    text.focus();
    text.select();
    navigator.clipboard?.writeText(text.value).then(() => status(form.dataset.copied), () => { /* it is selected */ });
  }

  /** Progress of work, as the server sends it; at the end the page is asked for again. */
  const job = $("job");
  if (job && !job.dataset.done) {
    const events = new EventSource(job.dataset.events);
    events.onmessage = ({ data }) => {
      const { done, total, finished } = JSON.parse(data);
      $("job-done").textContent = done;
      $("job-total").textContent = total || "…";
      job.querySelector("progress").max = total || 1;
      job.querySelector("progress").value = done;
      if (finished) {
        events.close();
        location.reload();
      }
    };
  }
})();
