// The player of the page. It works on what the HTML says: sentences bear data-start (seconds),
// chapters are links to #t=seconds. Without this file the page is a text under <audio controls>.
"use strict";

const RATES = [0.75, 1, 1.25, 1.5, 1.75, 2];
const BACK_S = 15, AHEAD_S = 30, NUDGE_S = 5;
const SAVE_EVERY_S = 5;

const $ = (id) => document.getElementById(id);
const root = document.documentElement;

/** What is remembered on this machine; nothing where the browser forbids it. */
const memory = {
  get(key) {
    try { return localStorage.getItem(`briefing:${key}`); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(`briefing:${key}`, value); } catch { /* private mode: not remembered */ }
  },
};

/** 83.2 → "1:23", 3600 → "1:00:00" */
function clock(seconds) {
  const whole = Math.floor(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** "#t=83.2", "#t=1:23", "#t=1:00:00" → seconds; anything else → null (Media Fragments 1.0, 4.2.1) */
function fragment(hash) {
  const match = /^#t=(?:npt:)?(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d*)?)$/.exec(hash);
  return match && (match[1] || 0) * 3600 + (match[2] || 0) * 60 + Number(match[3]);
}

/** The last of the sorted starts that is not after the time; -1 before the first. */
function last(starts, time) {
  let low = 0, high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= time + 0.01) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Mark one of several elements as the current one. */
function mark(elements) {
  let marked = -1;
  return (now) => {
    if (now === marked) return false;
    elements[marked]?.removeAttribute("aria-current");
    elements[now]?.setAttribute("aria-current", "true");
    marked = now;
    return true;
  };
}

class Player {
  constructor(dock) {
    this.audio = $("audio");
    this.about = { ...dock.dataset };
    this.wanted = null;
    this.saved = 0;
    this.shown = {};
    this.watchers = [];
    this.audio.controls = false;
    this.audio.preservesPitch = true;
    this.#bind();
    const rate = Number(memory.get("rate"));
    this.rate(RATES.includes(rate) ? rate : 1, { silent: true });
    if (this.about.guid) this.#begin();
  }

  get duration() {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : Number(this.about.duration);
  }
  get time() { return this.wanted ?? this.audio.currentTime; }
  get playing() { return !this.audio.paused; }

  /** Load another episode and play it. */
  load(about) {
    this.#save();
    this.about = { ...this.about, ...about };
    this.audio.src = $("download").href = about.audio;
    $("now-playing").textContent = about.title;
    $("seek").max = about.duration;
    $("total").textContent = clock(about.duration);
    this.#begin();
    this.play();
  }

  play() {
    this.audio.play().catch((error) => {
      if (error.name !== "AbortError") say("ऑडियो नहीं चल सका।");
    });
  }
  toggle() { if (this.playing) this.audio.pause(); else this.play(); }

  /** Go to a time in seconds, also before the browser knows the file. */
  seek(seconds) {
    const time = Math.min(Math.max(0, seconds), Math.max(0, this.duration - 0.05));
    this.wanted = time;
    if (this.audio.readyState > 0) this.audio.currentTime = time;
    this.show();
  }
  skip(seconds) { this.seek(this.time + seconds); }

  rate(rate, { silent = false } = {}) {
    this.audio.defaultPlaybackRate = this.audio.playbackRate = rate;
    $("rate").value = String(rate);
    memory.set("rate", rate);
    if (!silent) say(`रफ़्तार ${rate}×`);
  }
  faster(steps) {
    const index = RATES.indexOf(this.audio.playbackRate) + steps;
    this.rate(RATES[Math.min(Math.max(0, index), RATES.length - 1)]);
  }

  /** Bring the page in line with the time; writes only what has changed. */
  show() {
    const { time, duration } = this;
    const whole = Math.floor(time);
    if (this.shown.whole !== whole) {
      this.shown.whole = whole;
      $("elapsed").textContent = clock(time);
      $("seek").value = whole;
      $("seek").setAttribute("aria-valuetext", `${clock(time)} / ${clock(duration)}`);
    }
    const width = duration ? Math.round((time / duration) * 1000) / 1000 : 0;
    if (this.shown.width !== width) {
      this.shown.width = width;
      $("played").setAttribute("width", width * $("played").ownerSVGElement.viewBox.baseVal.width);
    }
    for (const watch of this.watchers) watch(time);
    if (Math.abs(time - this.saved) > SAVE_EVERY_S) this.#save();
  }

  /** Start where the link says, else where the listener stopped. */
  #begin() {
    const key = `at:${this.about.guid}`;
    const linked = fragment(location.hash);
    const stopped = Number(memory.get(key)) || 0;
    const over = stopped > this.duration - 10;
    this.wanted = null;
    this.seek(linked ?? (over ? 0 : stopped));
    if (linked === null && stopped > 0 && !over) say(`पिछली बार ${clock(stopped)} तक सुना था।`);
    this.#announce();
  }

  #save() {
    if (!this.about.guid) return;
    this.saved = this.time;
    memory.set(`at:${this.about.guid}`, this.time.toFixed(1));
  }

  #bind() {
    const { audio } = this;
    const frame = () => {
      this.show();
      if (this.playing) requestAnimationFrame(frame);
    };
    const state = () => {
      const word = this.playing ? "रोकें" : "चलाएँ";
      $("play").toggleAttribute("data-playing", this.playing);
      $("play").setAttribute("aria-label", word);
      if ("mediaSession" in navigator) {
        navigator.mediaSession.playbackState = this.playing ? "playing" : "paused";
      }
      for (const watch of this.watchers) watch(this.time);
    };
    audio.addEventListener("play", () => { state(); requestAnimationFrame(frame); });
    audio.addEventListener("pause", () => { state(); this.#save(); });
    audio.addEventListener("ended", () => { state(); this.#save(); });
    audio.addEventListener("loadedmetadata", () => {
      if (this.wanted !== null) audio.currentTime = this.wanted;
    });
    audio.addEventListener("seeked", () => { this.wanted = null; this.show(); this.#position(); });
    audio.addEventListener("timeupdate", () => this.show());
    audio.addEventListener("ratechange", () => this.#position());
    audio.addEventListener("error", () => { if (audio.src) say("ऑडियो नहीं खुल सका।"); });
    addEventListener("pagehide", () => this.#save());
    $("play").addEventListener("click", () => this.toggle());
    $("back").addEventListener("click", () => this.skip(-BACK_S));
    $("ahead").addEventListener("click", () => this.skip(AHEAD_S));
    $("seek").addEventListener("input", (event) => this.seek(Number(event.target.value)));
    $("rate").addEventListener("change", (event) => this.rate(Number(event.target.value)));
  }

  /** Tell the system's media keys and lock screen. */
  #announce() {
    if (!("mediaSession" in navigator)) return;
    const { title, author, show, artwork } = this.about;
    navigator.mediaSession.metadata = new MediaMetadata({
      title, artist: author, album: show,
      artwork: [{ src: new URL(artwork, location.href).href, sizes: "600x600", type: "image/jpeg" }],
    });
    const actions = {
      play: () => this.play(),
      pause: () => this.audio.pause(),
      stop: () => { this.audio.pause(); this.seek(0); },
      seekbackward: ({ seekOffset }) => this.skip(-(seekOffset || BACK_S)),
      seekforward: ({ seekOffset }) => this.skip(seekOffset || AHEAD_S),
      seekto: ({ seekTime }) => this.seek(seekTime),
    };
    for (const [name, action] of Object.entries(actions)) onMedia(name, action);
  }

  #position() {
    if (!navigator.mediaSession?.setPositionState || !(this.duration > 0)) return;
    navigator.mediaSession.setPositionState({
      duration: this.duration,
      playbackRate: this.audio.playbackRate,
      position: Math.min(this.time, this.duration),
    });
  }
}

/** Take a media key, where the browser knows of it. */
function onMedia(name, action) {
  try { navigator.mediaSession?.setActionHandler(name, action); } catch { /* unknown to this browser */ }
}

/** Say something to those who hear the page. */
function say(words) { $("status").textContent = words; }

/** Chapters: they seek, and show where the listener is. Returns a function that steps by chapters. */
function chapters(player) {
  const links = [...document.querySelectorAll(".contents a")];
  const starts = links.map((link) => fragment(link.hash));
  const titles = links.map((link) => link.firstElementChild.textContent);
  const current = mark(links);
  player.watchers.push((time) => {
    const index = last(starts, time);
    if (current(index) && titles[index]) {
      $("now-playing").textContent = titles[index];
      reveal(links[index]);
    }
  });
  const step = (by) => {
    const index = last(starts, player.time);
    // Back goes to the beginning of this chapter first, as players do.
    const back = by < 0 && player.time - starts[index] > 3 ? 0 : by;
    const target = Math.min(Math.max(0, index + back), links.length - 1);
    if (!links.length) return;
    player.seek(starts[target]);
    say(titles[target]);
  };
  if (links.length) {
    onMedia("previoustrack", () => step(-1));
    onMedia("nexttrack", () => step(1));
  }
  return step;
}

/** Scroll the list of chapters, not the page, to a chapter. */
function reveal(link) {
  const box = link.closest(".contents");
  if (box.scrollHeight <= box.clientHeight) return;
  const offset = link.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTop += offset - box.clientHeight / 2;
}

/** The text: it follows the speech sentence by sentence, and a click on a sentence goes there. */
function transcript(player) {
  const sentences = [...document.querySelectorAll("[data-start]")];
  if (!sentences.length) return;
  const starts = sentences.map((sentence) => Number(sentence.dataset.start));
  const current = mark(sentences);
  let following = true, index = -1, words = [], times = [], lit = null;

  /** Light the word that is heard, where its time is known. */
  const light = (time) => {
    const word = words[last(times, time)] ?? null;
    if (word === lit) return;
    lit?.classList.remove("lit");
    word?.classList.add("lit");
    lit = word;
  };

  const bring = () => {
    const box = sentences[index]?.getBoundingClientRect();
    const floor = innerHeight - $("player").offsetHeight;
    if (!box || (box.top > 64 && box.bottom < floor - 64)) return;
    const top = scrollY + box.top - floor * 0.3;
    const far = Math.abs(top - scrollY) > 2 * innerHeight;
    const calm = far || matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  };
  const follow = (on) => {
    following = on;
    $("follow").hidden = on || !player.playing;
    if (on) bring();
  };

  player.watchers.push((time) => {
    // Before the first sound nothing is being said.
    index = time > 0 || player.playing ? last(starts, time) : -1;
    const moved = current(index);
    if (moved) {
      words = [...sentences[index]?.querySelectorAll("[data-at]") ?? []];
      times = words.map((word) => Number(word.dataset.at));
    }
    light(time);
    $("follow").hidden = following || !player.playing;
    if (moved && following && player.playing) bring();
  });
  for (const kind of ["wheel", "touchmove"]) {
    addEventListener(kind, ({ target }) => {
      if (player.playing && !target.closest?.("#player, .contents")) follow(false);
    }, { passive: true });
  }
  addEventListener("keydown", ({ key }) => {
    const scrolls = ["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"].includes(key);
    if (scrolls && player.playing) follow(false);
  });
  $("follow").addEventListener("click", () => follow(true));
  document.querySelector("main").addEventListener("click", (event) => {
    const sentence = event.target.closest("[data-start]");
    if (!sentence || event.target.closest("a") || !getSelection().isCollapsed) return;
    player.seek(Number(sentence.dataset.start));
    follow(true);
  });
  return follow;
}

/** Links to a time seek instead of scrolling; the address keeps it, to be shared. */
function links(player, follow) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#t="]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    player.seek(fragment(link.hash));
    player.play();
    follow?.(true);
  });
  addEventListener("hashchange", () => {
    const time = fragment(location.hash);
    if (time !== null) player.seek(time);
  });
}

/** The list of episodes: each can be heard at once. */
function list(player) {
  const buttons = [...document.querySelectorAll(".list .play")];
  const rows = buttons.map((button) => button.closest("li"));
  for (const button of buttons) {
    const left = Number(button.dataset.duration) - Number(memory.get(`at:${button.dataset.guid}`));
    const begun = left < Number(button.dataset.duration);
    if (begun && left > 10) rows[buttons.indexOf(button)].querySelector(".left").textContent = `${clock(left)} बाकी`;
    button.addEventListener("click", () => {
      if (player.about.guid === button.dataset.guid) player.toggle();
      else player.load(button.dataset);
      $("player").hidden = false;
    });
  }
  if (!player.about.guid) $("player").hidden = true;
  player.watchers.push(() => {
    for (const button of buttons) {
      const on = player.about.guid === button.dataset.guid;
      button.toggleAttribute("data-playing", on && player.playing);
      button.setAttribute("aria-label", `${on && player.playing ? "रोकें" : "चलाएँ"}: ${button.dataset.title}`);
      if (on) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  });
}

/** Copy a text; the old way where the page is neither on HTTPS nor on this machine. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.className = "hidden";
    field.value = text;
    (document.querySelector("dialog[open]") ?? document.body).append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

/** A button that copies what a function gives, and says for a moment that it did. */
function copies(button, text) {
  const words = button.textContent;
  button.addEventListener("click", async () => {
    button.textContent = await copy(text()) ? "कॉपी हुआ ✓" : "कॉपी नहीं हो सका";
    say(button.textContent);
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}

/** Sharing: the address of the episode, from the beginning or from where the listener is. */
function sharing(player) {
  const dialog = $("sharing"), link = $("link");
  const show = () => {
    const { href, address, title } = player.about;
    const url = new URL(href || "", address || location.href.replace(/#.*/, ""));
    if ($("from").checked) url.hash = `t=${Math.floor(player.time)}`;
    link.value = url.href;
    $("whatsapp").href = `${whatsapp}${encodeURIComponent(`${title}\n${url.href}`)}`;
  };
  const whatsapp = $("whatsapp").getAttribute("href");
  $("from").addEventListener("change", show);
  link.addEventListener("focus", () => link.select());
  copies($("copy"), () => link.value);
  $("send").hidden = !navigator.share;
  $("send").addEventListener("click", () => {
    navigator.share({ title: player.about.title, url: link.value }).catch(() => { /* the listener chose none */ });
  });
  const open = () => {
    $("from").checked = player.time >= 1;
    $("from-clock").textContent = clock(player.time);
    show();
    dialog.showModal();
  };
  $("share").addEventListener("click", open);
  return open;
}

/** The name of a key; under a Hindi layout that of the Latin letter in its place. */
function named(event) {
  const { key, code } = event;
  if (key.length > 1) return key;
  if (key <= "~") return key.toLowerCase();
  return { BracketLeft: "[", BracketRight: "]" }[code] ?? code.replace(/^Key/, "").toLowerCase();
}

/** The keyboard, wherever the focus is, save in what needs the key itself. */
function keyboard(player, step, share) {
  const keys = {
    " ": () => player.toggle(),
    k: () => player.toggle(),
    j: () => player.skip(-BACK_S),
    l: () => player.skip(AHEAD_S),
    ArrowLeft: () => player.skip(-NUDGE_S),
    ArrowRight: () => player.skip(NUDGE_S),
    "[": () => step(-1),
    "]": () => step(1),
    "<": () => player.faster(-1),
    ">": () => player.faster(1),
    s: share,
    d: () => theme.toggle(),
    "?": () => $("keys").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey || event.altKey;
    if ((command && !event.getModifierState("AltGraph")) || document.querySelector("dialog[open]")) return;
    const key = named(event);
    const own = event.target.closest("select, input:not([type=range]), textarea");
    const pressed = key === " " && event.target.closest("button, a, summary");
    // WCAG 2.2, 2.1.4: who speaks or mistypes into the page can turn the letters off.
    const off = key !== " " && key.length === 1 && !$("letters").checked;
    if (own || pressed || off || !Object.hasOwn(keys, key) || !player.about.guid) return;
    event.preventDefault();
    keys[key]();
  });
  $("help").addEventListener("click", () => $("keys").showModal());
  $("letters").checked = memory.get("letters") !== "off";
  $("letters").addEventListener("change", ({ target }) => memory.set("letters", target.checked ? "on" : "off"));
}

/** Light and dark: the system's choice until the listener makes one. */
const theme = {
  get dark() {
    const set = root.dataset.theme;
    return set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  },
  toggle() {
    root.dataset.theme = this.dark ? "light" : "dark";
    memory.set("theme", root.dataset.theme);
    this.show();
  },
  show() { $("theme").setAttribute("aria-pressed", String(this.dark)); },
};

// Before anything is painted: this file stands in the head.
root.classList.add("js");
if (["light", "dark"].includes(memory.get("theme"))) root.dataset.theme = memory.get("theme");

document.addEventListener("DOMContentLoaded", () => {
  theme.show();
  $("theme").addEventListener("click", () => theme.toggle());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme.show());
  for (const button of document.querySelectorAll("[data-copy]")) {
    copies(button, () => new URL(button.dataset.copy, location.href).href);
  }
  if (!$("player")) return;
  const player = new Player($("player"));
  const step = chapters(player);
  const follow = transcript(player);
  links(player, follow);
  list(player);
  keyboard(player, step, sharing(player));
  player.show();
});
