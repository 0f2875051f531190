/* The one script of all kinds: carries moves to the server and shows its answer.
 *
 * The server renders; here is no word of the interface and no answer. A page may use:
 *   form                       its submit button names the move: <button name="move" value="submit">
 *   form[data-autosave=MOVE]   its values are sent as MOVE a moment after each change
 *   input[name="marks.a"]      becomes {marks: {a: value}} in the move
 *   button[data-undo]          takes back the last change in its form
 *   [data-live]                alone is shown anew after an autosave, so that nobody loses their place
 *   [data-focus]               gets the focus when the page is shown anew, and is thereby announced
 *   a[data-goto=ID]            leads to ID, and to its first input
 *   fieldset, .hope-actions    get data-said, what became of the last change in them: the status line
 *                              may be far away, and the frame around a unit never scrolls
 *   [data-mirror=NAME]         gets data-value of its input, or of [data-shows=NAME], and from the
 *                              <strong> in the latter its data-label
 *   [data-if=NAME]             is there only while the box of that name is ticked; so are its inputs
 *   input[data-search]         shows only the [data-find] that have its words, opened, and tells how
 *                              many in [data-found], with the words of its data-some or data-none
 *   [data-content=HASH]        says which content is shown; an answer for the same content then
 *   [data-keep=NAME]           leaves these empty, and what stands in them now stays
 */
function HopeXBlock(runtime, element) {
  "use strict";
  var root = (element.nodeType ? element : element[0]).querySelector(".hope");
  var body = root.querySelector(".hope-body");
  var status = root.querySelector(".hope-status");
  var url = runtime.handlerUrl(element, "move");
  var revision = Number(root.dataset.revision);
  var changed = null; // the form with changes that wait for their autosave
  var waiting = null; // the next thing to send; a later autosave replaces an earlier one
  var sending = null; // what is on its way
  var timer = 0;
  var near = null; // where the learner is looking
  var pressed = null;
  var AGAIN = {};
  var now = null; // the values of the form that can be undone, and
  var before = []; // those before each change

  function say(what) {
    var words = what ? status.dataset[what] : "";
    status.textContent = words;
    status.dataset.now = what;
    if (!near) { return; }
    near.dataset.now = what;
    near.dataset.said = words;
  }

  function look(at) {
    if (near) { near.removeAttribute("data-said"); }
    near = at && at.closest("fieldset, .hope-actions");
    root.dataset.near = near ? "yes" : "";
  }

  function name() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(8));
    return "m" + Array.prototype.map.call(bytes, function (byte) {
      return ("0" + byte.toString(16)).slice(-2);
    }).join("");
  }

  function snapshot(form) {
    return Array.prototype.map.call(form.elements, function (field) {
      return /radio|checkbox/.test(field.type) ? field.checked : field.value;
    });
  }

  function begin() {
    var button = body.querySelector("[data-undo]");
    before = [];
    now = button && snapshot(button.form);
  }

  function remember(form) {
    var button = form.querySelector("[data-undo]");
    if (!button) { return; }
    before.push(now);
    now = snapshot(form);
    button.disabled = false;
  }

  function undo(button) {
    now = before.pop();
    Array.prototype.forEach.call(button.form.elements, function (field, at) {
      if (/radio|checkbox/.test(field.type)) { field.checked = now[at]; } else { field.value = now[at]; }
    });
    if (!before.length) {
      button.disabled = true;
      button.form.querySelector("input, select").focus();
    }
    autosaved(button);
  }

  function read(form, move) {
    var made = { move: move };
    new FormData(form).forEach(function (value, key) {
      if (value === "") { return; } // not answered
      var steps = key.split("."), last = steps.pop(), at = made;
      steps.forEach(function (step) { at = at[step] = at[step] || {}; });
      at[last] = value;
    });
    return made;
  }

  function cookie(key) {
    var found = document.cookie.match("(?:^|; )" + key + "=([^;]*)");
    return found ? decodeURIComponent(found[1]) : "";
  }

  function send(form, move, show) {
    window.clearTimeout(timer);
    changed = null;
    if (waiting && waiting.show && !show) { return; }
    waiting = { form: form, move: move, show: show };
    if (!sending) { next(); }
  }

  function autosave() {
    if (changed) { send(changed, changed.dataset.autosave, false); }
  }

  function next() {
    if (!waiting) { return; }
    var job = sending = waiting;
    waiting = null;
    say("saving");
    var message = written(job);
    job.id = message.id;
    post(job, message, 1);
  }

  function written(job, before) {
    var shown = body.querySelector("[data-content]");
    return {
      id: name(),
      revision: revision,
      after: before || "",
      content: shown ? shown.dataset.content : "",
      live: !job.show,
      move: read(job.form, job.move)
    };
  }

  function ask(message) {
    var text = JSON.stringify(message);
    return window.fetch(url, {
      method: "POST",
      credentials: "same-origin",
      keepalive: text.length < 20000, // browsers refuse more than 64 kB
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
      body: text
    });
  }

  function taken(answer) {
    if (answer.status === "again") { throw AGAIN; }
    return answer;
  }

  function post(job, message, wait, twice) {
    // A lost answer is asked for again under the same name: the server does nothing twice.
    HopeXBlock.inTurn(function () { return ask(message); }).then(function (response) {
      if (response.ok) { return response.json().then(taken); }
      if (response.status < 500 && response.status !== 429) { return null; }
      throw new Error(response.status);
    }).then(function (answer) {
      sending = null;
      if (!answer) { waiting = null; say("failed"); return; }
      revision = answer.revision;
      if (answer.status === "too-long") { say("toolong"); next(); return; }
      var refused = answer.status === "stale" || answer.status === "closed";
      if (job.show || refused) { waiting = null; }
      show(answer.html, job.show || refused);
      say(refused ? answer.status : "saved");
      next();
    }, function (error) {
      // Another request came between: once more at once, and then only after a while.
      if (error === AGAIN && !twice) { post(job, message, wait, true); return; }
      var timer = window.setTimeout(again, wait * 1000);
      function again() {
        window.clearTimeout(timer);
        window.removeEventListener("online", again);
        post(job, message, Math.min(wait * 2, 30), twice);
      }
      window.addEventListener("online", again);
      say("retry");
    });
  }

  function show(html, all) {
    if (all) {
      look(null);
      window.clearTimeout(timer);
      changed = null;
      var kept = {};
      body.querySelectorAll("[data-keep]").forEach(function (old) { kept[old.dataset.keep] = old; });
      body.innerHTML = html;
      body.querySelectorAll("[data-keep]:empty").forEach(function (now) {
        var old = kept[now.dataset.keep];
        while (old && old.firstChild) { now.appendChild(old.firstChild); }
        now.querySelectorAll("details").forEach(function (details) { details.open = false; });
        now.querySelectorAll("[data-focus]").forEach(function (past) { past.removeAttribute("data-focus"); });
      });
      reflect();
      begin();
      var focus = body.querySelector("[data-focus]");
      if (focus) { focus.focus(); }
      return;
    }
    var fresh = new DOMParser().parseFromString(html, "text/html");
    body.querySelectorAll("[data-live]").forEach(function (old) {
      var now = fresh.getElementById(old.id);
      if (now) { old.textContent = now.textContent; }
    });
  }

  function reflect() {
    root.querySelectorAll("[data-mirror]").forEach(function (mirror) {
      var name = mirror.dataset.mirror;
      var source = body.querySelector('[data-shows="' + name + '"], [name="' + name + '"]:checked');
      mirror.dataset.value = source ? source.dataset.value || source.value : "";
      var label = source && source.dataset.shows && source.querySelector("strong");
      mirror.dataset.label = label ? label.textContent.trim() : "";
    });
    root.querySelectorAll("[data-if]").forEach(function (part) {
      var there = Boolean(body.querySelector('[name="' + part.dataset.if + '"]:checked'));
      part.hidden = !there;
      if (part.matches("option")) { part.disabled = !there; }
      if (part.matches("option:checked") && !there) { part.parentNode.value = ""; }
      part.querySelectorAll("input").forEach(function (field) { field.disabled = !there; });
    });
  }

  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  function places(part, words) {
    var walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), found = [], at, range;
    while (walker.nextNode()) {
      for (at = -1; (at = walker.currentNode.data.toLowerCase().indexOf(words, at + 1)) >= 0;) {
        range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, Math.min(at + words.length, walker.currentNode.data.length));
        found.push(range);
      }
    }
    return found;
  }

  function search(field) {
    var words = field.value.trim(), count = 0, ranges = [];
    body.querySelectorAll("[data-find]").forEach(function (part) {
      var fits = words && plain(part.textContent).indexOf(plain(words)) >= 0;
      part.hidden = Boolean(words) && !fits;
      if (fits) {
        part.open = true;
        count += 1;
        ranges = ranges.concat(places(part, words.toLowerCase()));
      }
    });
    body.querySelectorAll("[data-found]").forEach(function (told) {
      told.textContent = words ? (count ? told.dataset.some.replace("{count}", count) : told.dataset.none) : "";
    });
    if (window.Highlight && CSS.highlights) {
      CSS.highlights.set("hope-found", Reflect.construct(window.Highlight, ranges));
    }
  }

  root.addEventListener("submit", function (event) {
    event.preventDefault();
    var form = event.target;
    var button = event.submitter || (pressed && pressed.form === form ? pressed : form.querySelector("[name=move]"));
    look(button);
    send(form, button.value, true);
  });

  function autosaved(at) {
    reflect();
    if (!at.form || !at.form.dataset.autosave) { return; }
    look(at);
    if (!sending) { say(""); }
    changed = at.form;
    window.clearTimeout(timer);
    timer = window.setTimeout(autosave, 500);
  }

  root.addEventListener("input", function (event) {
    if (event.target.matches("[data-search]")) { search(event.target); return; }
    autosaved(event.target);
  });
  root.addEventListener("change", function (event) {
    if (event.target.matches("[data-search]")) { return; }
    if (event.target.form) { remember(event.target.form); }
    autosaved(event.target);
  });

  // What has been handed in stays as it is until the answer is there.
  ["mousedown", "click", "keydown"].forEach(function (kind) {
    body.addEventListener(kind, function (event) {
      var locked = (sending && sending.show) || (waiting && waiting.show);
      var at = event.target.closest(kind === "click" ? "label, input, button" : "input, select, textarea");
      if (locked && at && event.key !== "Tab") { event.preventDefault(); }
    });
  });

  root.addEventListener("click", function (event) {
    pressed = event.target.closest("button[name=move]");
    var back = event.target.closest("[data-undo]");
    if (back) { undo(back); }
    var link = event.target.closest("a[data-goto]");
    var there = link && body.querySelector("#" + link.dataset.goto);
    if (!there) { return; }
    event.preventDefault();
    there.tabIndex = -1;
    (there.querySelector("input:checked") || there.querySelector("input, select, textarea") || there).focus();
    there.scrollIntoView({ block: "nearest", behavior: "instant" });
  });

  // Enter in a field hands nothing in: what is handed in stays, and only its button says so.
  body.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.matches("input, select")) { event.preventDefault(); }
  });

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") { autosave(); }
  });

  window.addEventListener("pagehide", function () {
    autosave();
    // No time to wait for the answer to what is on its way: it is taken to be a good one.
    if (waiting) { ask(written(waiting, sending.id)).catch(function () {}); }
  });

  window.addEventListener("beforeunload", function (event) {
    if (!/retry|failed/.test(status.dataset.now)) { return; }
    event.preventDefault();
    event.returnValue = "";
  });

  reflect();
  begin();
}

/* Moves of all blocks of a page, one after the other: what is the learner's own, all of them write. */
HopeXBlock.inTurn = (function () {
  "use strict";
  var line = [], busy = 0, leaving = false;

  function serve() {
    // Who leaves the page sends all at once; the server keeps them apart, too.
    while (line.length && (!busy || leaving || document.hidden)) { line.shift()(); }
  }

  function begin(ask) {
    var timer = window.setTimeout(end, 10000); // an answer that does not come holds up nobody
    busy += 1;
    function end() {
      if (!timer) { return; }
      window.clearTimeout(timer);
      timer = 0;
      busy -= 1;
      serve();
    }
    var asked = ask();
    asked.then(end, end);
    return asked;
  }

  document.addEventListener("visibilitychange", serve);
  window.addEventListener("pageshow", function () { leaving = false; });
  window.addEventListener("pagehide", function () { leaving = true; serve(); });

  return function (ask) {
    return new Promise(function (resolve) {
      line.push(function () { resolve(begin(ask)); });
      serve();
    });
  };
}());
