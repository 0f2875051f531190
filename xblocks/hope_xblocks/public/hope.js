/* Made by scripts/public.py from browser/script/hope.js: make changes there. */

(function () {
"use strict";

function moveOf(form, move) {
  const made = { move };
  new FormData(form).forEach((value, key) => {
    if (value === "") { return; } // not answered
    const steps = key.split("."), last = String(steps.pop());
    let at = made;
    steps.forEach((step) => { at = at[step] = at[step] || {}; });
    at[last] = value;
  });
  return made;
}

function isTicked(field) {
  return /radio|checkbox/.test((field).type);
}

function valuesOf(form) {
  return Array.from(form.elements, (field) => (
    isTicked(field) ? field.checked : (field).value
  ));
}

function restore(form, values) {
  Array.from(form.elements).forEach((field, at) => {
    if (isTicked(field)) {
      field.checked = Boolean(values[at]);
    } else {
      (field).value = String(values[at]);
    }
  });
}

function formOf(at) {
  return (at).form || null;
}

function installGoto(root, body) {
  root.addEventListener("click", (event) => {
    const link = (event.target).closest("a[data-goto]");
    const there = link && body.querySelector(`#${link.dataset.goto}`);
    if (!there) { return; }
    event.preventDefault();
    there.tabIndex = -1;
    (field(there, "input:checked") || field(there, "input, select, textarea") || there).focus();
    there.scrollIntoView({ block: "nearest", behavior: "instant" });
  });
}

function field(within, selector) {
  return within.querySelector(selector);
}

const SHOWN = "hope:shown";

function showAll(body, html) {
  const kept = {};
  all(body, "[data-keep]").forEach((old) => { kept[old.dataset.keep || ""] = old; });
  body.innerHTML = html;
  all(body, "[data-keep]:empty").forEach((now) => { keep(now, kept[now.dataset.keep || ""]); });
}

function keep(now, old) {
  while (old && old.firstChild) { now.appendChild(old.firstChild); }
  now.querySelectorAll("details").forEach((details) => { details.open = false; });
  all(now, "[data-focus]").forEach((past) => { past.removeAttribute("data-focus"); });
}

function showParts(body, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  all(body, "[data-live]").forEach((old) => {
    const now = fresh.getElementById(old.id);
    if (now) { old.textContent = now.textContent; }
  });
}

function all(within, selector) {
  return within.querySelectorAll(selector);
}

function installMirrors(root, body) {
  const reflect = () => {
    all(root, "[data-mirror]").forEach((mirror) => { mirrored(mirror, body); });
    all(root, "[data-if]").forEach((part) => { onlyIf(part, body); });
  };
  [SHOWN, "input", "change"].forEach((kind) => { root.addEventListener(kind, reflect); });
}

function mirrored(mirror, body) {
  const name = mirror.dataset.mirror;
  const source = body.querySelector(`[data-shows="${name}"], [name="${name}"]:checked`);
  mirror.dataset.value = source ? source.dataset.value || source.value : "";
  const label = source && source.dataset.shows && source.querySelector("strong");
  mirror.dataset.label = label ? label.textContent.trim() : "";
}

function onlyIf(part, body) {
  const isThere = Boolean(body.querySelector(`[name="${part.dataset.if}"]:checked`));
  part.hidden = !isThere;
  if (part instanceof HTMLOptionElement) {
    part.disabled = !isThere;
    if (part.matches(":checked") && !isThere) {
      (part.parentNode).value = "";
    }
  }
  part.querySelectorAll("input").forEach((field) => { field.disabled = !isThere; });
}

const LONGEST_PAUSE = 30;

class MoveQueue {
  constructor(world, revision) {
    this.world = world;
    this.revision = revision;
    this.waiting = null;
    this.sending = null;
    this.sentAs = "";
  }

  get isLocked() {
    return Boolean((this.sending && this.sending.show) || (this.waiting && this.waiting.show));
  }

  send(job) {
    if (this.waiting && this.waiting.show && !job.show) { return; }
    this.waiting = job;
    if (!this.sending) { this.next(); }
  }

  last() {
    return this.waiting && this.message(this.waiting, this.world.name(), this.sentAs);
  }

  next() {
    const job = this.sending = this.waiting;
    this.waiting = null;
    if (!job) { return; }
    this.world.say("saving");
    this.sentAs = this.world.name();
    this.deliver(this.message(job, this.sentAs, "")).then((answer) => this.settle(job, answer));
  }

  message(job, id, after) {
    return { id, revision: this.revision, after, ...job.write() };
  }

  async deliver(message) {
    let seconds = 1, isRepeated = false;
    for (;;) {
      const answer = await this.world.ask(message).catch(() => undefined);
      if (answer && answer.status === "again" && !isRepeated) {
        isRepeated = true; // another request came between: once more at once, and then later
        continue;
      }
      if (answer !== undefined && !(answer && answer.status === "again")) { return answer; }
      const pause = this.world.pause(seconds);
      this.world.say("retry");
      await pause;
      seconds = Math.min(seconds * 2, LONGEST_PAUSE);
    }
  }

  settle(job, answer) {
    this.sending = null;
    // What was typed stays on the page, and is sent with the next change.
    if (!answer || answer.status === "other") {
      this.waiting = null;
      this.world.say(answer ? "other" : "failed");
      return;
    }
    this.revision = answer.revision;
    if (answer.status === "too-long") {
      this.world.say("toolong");
    } else {
      const isRefused = answer.status === "stale" || answer.status === "closed";
      const all = job.show || isRefused;
      if (all) { this.waiting = null; }
      this.world.show(answer.html, all);
      this.world.say(isRefused ? answer.status : "saved");
    }
    this.next();
  }
}

const PATIENCE = 10; // seconds: an answer that does not come holds up nobody

class Line {
  constructor(later) {
    this.later = later;
    this.line = [];
    this.busy = 0;
    this.isHurried = false;
  }

  inTurn(ask) {
    return new Promise((resolve) => {
      this.line.push(() => resolve(this.begin(ask)));
      this.serve();
    });
  }

  hurry(isHurried) {
    this.isHurried = isHurried;
    this.serve();
  }

  serve() {
    while (this.line.length && (!this.busy || this.isHurried)) {
      const first = this.line.shift();
      if (first) { first(); }
    }
  }

  begin(ask) {
    let isOver = false;
    const end = () => {
      if (isOver) { return; }
      isOver = true;
      callOff();
      this.busy -= 1;
      this.serve();
    };
    const callOff = this.later(end, PATIENCE);
    this.busy += 1;
    const asked = ask();
    asked.then(end, end);
    return asked;
  }
}

function installSearch(root, body) {
  root.addEventListener("input", (event) => {
    if (isSearch(event.target)) { search(event.target, body); }
  });
}

function isSearch(at) {
  return at instanceof Element && at.matches("[data-search]");
}

function search(field, body) {
  const words = field.value.trim();
  const ranges = [];
  let count = 0;
  all(body, "[data-find]").forEach((part) => {
    const fits = words !== "" && plain(part.textContent).includes(plain(words));
    part.hidden = words !== "" && !fits;
    if (!fits) { return; }
    if (part instanceof HTMLDetailsElement) { part.open = true; }
    count += 1;
    ranges.push(...places(part, words.toLowerCase()));
  });
  all(body, "[data-found]").forEach((told) => {
    const found = (told.dataset.some || "").replace("{count}", String(count));
    told.textContent = words && (count ? found : told.dataset.none || "");
  });
  if (window.Highlight && CSS.highlights) {
    CSS.highlights.set("hope-found", new Highlight(...ranges));
  }
}

function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

function places(part, words) {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = (walker.currentNode), text = node.data.toLowerCase();
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, Math.min(at + words.length, node.data.length));
      found.push(range);
    }
  }
  return found;
}

const LARGEST_KEPT_ALIVE = 20000; // characters; browsers refuse more than 64 kB

const line = new Line((end, seconds) => {
  const timer = window.setTimeout(end, seconds * 1000);
  return () => { window.clearTimeout(timer); };
});

let isLeaving = false;

function serve() {
  line.hurry(isLeaving || document.hidden);
}

serve();
document.addEventListener("visibilitychange", serve);
window.addEventListener("pageshow", () => {
  isLeaving = false;
  serve();
});
window.addEventListener("pagehide", () => {
  isLeaving = true;
  serve();
});

function post(url, message) {
  const body = JSON.stringify(message);
  return window.fetch(url, {
    method: "POST",
    credentials: "same-origin",
    keepalive: body.length < LARGEST_KEPT_ALIVE,
    headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
    body,
  });
}

async function ask(url, message) {
  const response = await line.inTurn(() => post(url, message));
  if (response.ok) { return response.json(); }
  if (response.status < 500 && response.status !== 429) { return null; }
  throw new Error(String(response.status));
}

function pause(seconds) {
  return new Promise((resolve) => {
    const end = () => {
      window.clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve();
    };
    const timer = window.setTimeout(end, seconds * 1000);
    window.addEventListener("online", end);
  });
}

function newName() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(8));
  return "m" + Array.from(bytes, (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
}

function cookie(key) {
  const found = document.cookie.match(`(?:^|; )${key}=([^;]*)`);
  return found ? decodeURIComponent(found[1]) : "";
}

class Status {
  constructor(root, line) {
    this.root = root;
    this.line = line;
    this.near = null;
  }

  get now() {
    return this.line.dataset.now || "";
  }

  say(what) {
    const words = what ? this.line.dataset[what] || "" : "";
    this.line.textContent = words;
    this.line.dataset.now = what;
    if (!this.near) { return; }
    this.near.dataset.now = what;
    this.near.dataset.said = words;
  }

  look(at) {
    if (this.near) { this.near.removeAttribute("data-said"); }
    this.near = at && at.closest("fieldset, .hope-actions");
    this.root.dataset.near = this.near ? "yes" : "";
  }
}

function installUndo(root, body) {
  let now = [];
  let before = [];

  root.addEventListener(SHOWN, () => {
    const button = buttonIn(body);
    before = [];
    now = button && button.form ? valuesOf(button.form) : [];
  });

  root.addEventListener("change", (event) => {
    const form = formOf(event.target), button = form && buttonIn(form);
    if (!form || !button) { return; }
    before.push(now);
    now = valuesOf(form);
    button.disabled = false;
  });

  root.addEventListener("click", (event) => {
    const at = (event.target);
    const button = at.closest("[data-undo]");
    const earlier = button && before.pop();
    if (!button || !button.form || !earlier) { return; }
    now = earlier;
    restore(button.form, now);
    if (!before.length) {
      button.disabled = true;
      (button.form.querySelector("input, select")).focus();
    }
    button.dispatchEvent(new Event("input", { bubbles: true })); // it is a change, and is saved
  });
}

function buttonIn(within) {
  return within.querySelector("[data-undo]");
}

const AUTOSAVED_AFTER = 500; // milliseconds

function HopeXBlock(runtime, element) {
  const root = find(element.nodeType ? element : element[0], ".hope");
  const body = find(root, ".hope-body");
  const status = new Status(root, find(root, ".hope-status"));
  const url = runtime.handlerUrl(element, "move");
  const autosave = new Autosave(send);
  const queue = new MoveQueue({
    ask: (message) => ask(url, message),
    pause,
    name: newName,
    say: (what) => { status.say(what); },
    show,
  }, Number(root.dataset.revision));

  function send(form, move, isWhole) {
    autosave.callOff();
    const write = () => ({
      learner: root.dataset.learner,
      content: contentIn(body),
      live: !isWhole,
      move: moveOf(form, move),
    });
    queue.send({ show: isWhole, write });
  }

  function show(html, all) {
    if (!all) {
      showParts(body, html);
      return;
    }
    status.look(null);
    autosave.callOff();
    showAll(body, html);
    tellShown();
    const focus = body.querySelector("[data-focus]");
    if (focus) { focus.focus(); }
  }

  function tellShown() {
    root.dispatchEvent(new CustomEvent(SHOWN, { bubbles: true }));
  }

  installMirrors(root, body);
  installUndo(root, body);
  installSearch(root, body);
  installGoto(root, body);
  installAutosave();
  installHandingIn(root, (button, form) => {
    status.look(button);
    send(form, button.value, true);
  });
  installLock(body, queue);
  installLeaving();
  tellShown();

  function installAutosave() {
    ["input", "change"].forEach((kind) => {
      root.addEventListener(kind, (event) => {
        const form = formOf(event.target);
        if (isSearch(event.target) || !form || !form.dataset.autosave) { return; }
        status.look((event.target));
        if (!queue.sending) { status.say(""); }
        autosave.soon(form);
      });
    });
  }

  function installLeaving() {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") { autosave.now(); }
    });
    window.addEventListener("pagehide", () => {
      autosave.now();
      const last = queue.last();
      if (last) { post(url, last).catch(() => {}); }
    });
    window.addEventListener("beforeunload", (event) => {
      if (!/retry|failed|other/.test(status.now)) { return; }
      event.preventDefault();
      event.returnValue = "";
    });
  }
}

class Autosave {
  constructor(send) {
    this.send = send;
    this.timer = 0;
    this.form = null;
  }

  soon(form) {
    window.clearTimeout(this.timer);
    this.form = form;
    this.timer = window.setTimeout(() => { this.now(); }, AUTOSAVED_AFTER);
  }

  callOff() {
    window.clearTimeout(this.timer);
    this.form = null;
  }

  now() {
    if (this.form) { this.send(this.form, this.form.dataset.autosave || "", false); }
  }
}

function installHandingIn(root, handIn) {
  let pressed = null;
  root.addEventListener("click", (event) => {
    pressed = (event.target).closest("button[name=move]");
  });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = (event.target);
    const button = event.submitter
      || (pressed && pressed.form === form ? pressed : form.querySelector("[name=move]"));
    handIn((button), form);
  });
  // Enter in a field hands nothing in: what is handed in stays, and only its button says so.
  root.addEventListener("keydown", (event) => {
    const at = (event.target);
    if (event.key === "Enter" && at.matches("input, select")) { event.preventDefault(); }
  });
}

function installLock(body, queue) {
  ["mousedown", "click", "keydown"].forEach((kind) => {
    body.addEventListener(kind, (event) => {
      const fields = kind === "click" ? "label, input, button" : "input, select, textarea";
      const at = (event.target).closest(fields);
      const isTab = event instanceof KeyboardEvent && event.key === "Tab";
      if (queue.isLocked && at && !isTab) { event.preventDefault(); }
    });
  });
}

function contentIn(body) {
  const shown = body.querySelector("[data-content]");
  return (shown && shown.dataset.content) || "";
}

function find(within, selector) {
  return (within.querySelector(selector));
}

window.HopeXBlock = HopeXBlock;
}());
