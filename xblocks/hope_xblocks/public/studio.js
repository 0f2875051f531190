/* The Studio editor of all kinds: a text with numbered lines, judged by the server while it is typed.
 *
 * The server judges, renders and says everything; here is no word of the interface. Nothing typed
 * is kept in the browser, and nothing typed is thrown away without asking.
 */
function HopeStudio(runtime, element) {
  "use strict";
  var PAUSE = 350; // after the last key, before the text is checked
  var root = (element.nodeType ? element : element[0]).querySelector(".hope-studio");
  if (!root) { return; }
  var text = part("textarea[data-field=text]");
  var lines = part(".hope-studio-lines");
  var list = part(".hope-studio-faults");
  var shown = part(".hope-studio-preview");
  var question = part(".hope-studio-ask");
  var drawn = []; // the lines that have a number
  var faults = [];
  var attempts = null; // a number of attempts that is not in the text yet
  var timer = 0;
  var checking = false;
  var again = false;
  var saving = false;
  var closed = false;
  var kept = typed();

  function part(selector) { return root.querySelector(selector); }

  function field(name) { return part("[data-field=" + name + "]"); }

  function say(where, words) {
    var place = part(".hope-studio-" + where);
    if (place.textContent !== words) { place.textContent = words; }
  }

  // What was typed

  function typed() {
    var now = {
      text: text.value,
      title: field("title").value,
      weight: field("weight").value,
      content_note: field("content_note").value,
      may_skip: field("may_skip").checked
    };
    if (attempts !== null) { now.attempts = attempts; }
    return now;
  }

  function changed() {
    var now = typed();
    return Object.keys(now).some(function (key) { return now[key] !== kept[key]; });
  }

  function insert(words, from, to) {
    // The browser's own way to type: what the author did can be undone.
    text.focus();
    text.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, words)) {
      text.setRangeText(words, from, to, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function replace(words) {
    // Only what differs, so that the cursor stays where it is.
    var old = text.value, from = 0, to = old.length, end = words.length;
    while (from < to && from < end && old[from] === words[from]) { from += 1; }
    while (to > from && end > from && old[to - 1] === words[end - 1]) { to -= 1; end -= 1; }
    if (from === to && from === end) { return; }
    text.setRangeText(words.slice(from, end), from, to, "preserve");
    number();
  }

  // Lines with numbers stand behind the text, in the same type: so they wrap as it does.

  function number() {
    var now = text.value.split("\n");
    var from = 0, to = drawn.length, end = now.length;
    while (from < to && from < end && drawn[from] === now[from]) { from += 1; }
    while (to > from && end > from && drawn[to - 1] === now[end - 1]) { to -= 1; end -= 1; }
    while (to > from) { to -= 1; lines.removeChild(lines.children[to]); }
    var before = lines.children[from] || null;
    now.slice(from, end).forEach(function (line) {
      var row = document.createElement("div");
      row.textContent = line || "\u00a0";
      lines.insertBefore(row, before);
    });
    drawn = now;
    mark();
  }

  function mark() {
    Array.prototype.forEach.call(lines.querySelectorAll(".hope-studio-marked"), function (row) {
      row.className = "";
    });
    faults.forEach(function (fault) {
      var row = fault.field === "text" && lines.children[fault.line - 1];
      if (row) { row.className = "hope-studio-marked"; }
    });
  }

  function go(fault) {
    var input = field(fault.field), folded = input.closest("details");
    if (folded) { folded.open = true; }
    if (input !== text) { input.focus(); return; }
    var all = text.value.split("\n");
    var line = Math.min(Math.max(fault.line, 1), all.length);
    var start = all.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    // The server counts characters, the browser halves of them.
    var before = Array.from(all[line - 1]).slice(0, Math.max(fault.column - 1, 0)).join("").length;
    text.focus({ preventScroll: true });
    text.setSelectionRange(start + before, start + before);
    show(lines.children[line - 1]);
  }

  function show(row) {
    var frame = lines.parentNode;
    if (!row) { return; }
    if (row.offsetTop < frame.scrollTop || row.offsetTop + row.offsetHeight > frame.scrollTop + frame.clientHeight) {
      frame.scrollTop = Math.max(row.offsetTop - frame.clientHeight / 3, 0);
    }
    row.scrollIntoView({ block: "nearest" });
  }

  // Asking the server

  function ask(handler, message) {
    var cookie = document.cookie.match("(?:^|; )csrftoken=([^;]*)");
    return window.fetch(runtime.handlerUrl(element, handler), {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": cookie ? decodeURIComponent(cookie[1]) : ""
      },
      body: JSON.stringify(message)
    }).then(function (response) {
      if (!response.ok) { throw new Error(response.status); }
      return response.json();
    });
  }

  function soon(pause) {
    window.clearTimeout(timer);
    timer = window.setTimeout(check, pause);
  }

  function check() {
    if (closed || !root.isConnected) { return; }
    if (checking || saving) { again = true; return; }
    var message = typed();
    checking = true;
    again = false;
    ask("check", message).then(function (answer) {
      checking = false;
      if (again || message.text !== text.value || message.attempts !== typed().attempts) { soon(PAUSE); return; }
      if (!about("attempts", answer.faults)) { attempts = null; }
      replace(answer.text);
      judge(answer);
      look(answer.preview);
      var input = field("attempts");
      if (input && attempts === null) { input.value = answer.attempts === null ? "" : answer.attempts; }
    }, function () {
      checking = false;
      say("summary", root.dataset.unchecked);
    });
  }

  function about(name, found) {
    return found.filter(function (fault) { return fault.field === name; })[0];
  }

  function judge(answer) {
    say("summary", answer.summary);
    if (JSON.stringify(faults) !== JSON.stringify(answer.faults)) {
      faults = answer.faults;
      tell();
    }
    mark();
  }

  function tell() {
    var focused = list.contains(document.activeElement);
    list.textContent = "";
    faults.forEach(function (fault) {
      var item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.lang = "en"; // as all that is said of an author's text
      button.dir = "ltr";
      // What stands between backticks is to be typed as it is.
      fault.said.split("`").forEach(function (words, at) {
        var piece = document.createElement(at % 2 ? "code" : "span");
        piece.textContent = words;
        button.appendChild(piece);
      });
      button.addEventListener("click", function () { go(fault); });
      item.appendChild(button);
      list.appendChild(item);
    });
    if (focused) { (list.querySelector("button") || text).focus(); }
    list.hidden = !faults.length;
    part(".hope-studio-report").className = "hope-studio-report" + (faults.length ? " hope-studio-open" : "");
    each(root, "[data-field]", function (input) {
      var fault = about(input.dataset.field, faults);
      if (fault) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
      var place = document.getElementById(input.id + "-fault");
      if (place) { place.textContent = fault ? fault.message + (fault.hint ? "; " + fault.hint : "") : ""; }
    });
  }

  // The preview is to be read, not played.

  function look(html) {
    part(".hope-studio-stale").hidden = html !== null || !shown.firstChild;
    part(".hope-studio-nothing").hidden = html !== null || Boolean(shown.firstChild);
    if (html === null) { return; }
    part(".hope-studio-pictures").hidden = !/["'(]\/static\//.test(html);
    var fresh = document.createElement("div");
    fresh.innerHTML = html;
    each(fresh, "button, input, select, textarea", function (control) { control.disabled = true; });
    each(fresh, "a[href^='#']", function (link) { link.removeAttribute("href"); });
    each(fresh, "[data-focus], [data-live]", function (place) { place.removeAttribute("tabindex"); });
    shown.textContent = "";
    shown.hidden = false;
    while (fresh.firstChild) { shown.appendChild(fresh.firstChild); }
    turn();
  }

  function turn() {
    var chosen = part(".hope-studio-switch input:checked").value;
    each(shown, "[data-pane]", function (pane) { pane.hidden = pane.dataset.pane !== chosen; });
  }

  function each(place, selector, what) {
    Array.prototype.forEach.call(place.querySelectorAll(selector), what);
  }

  // Saving and leaving

  function save() {
    if (saving) { return; }
    var message = typed();
    saving = true;
    question.hidden = true;
    window.clearTimeout(timer);
    say("status", root.dataset.saving);
    ask("save_content", message).then(function (answer) {
      saving = false;
      judge(answer);
      if (!answer.saved) {
        say("status", root.dataset.faulty);
        list.querySelector("button").focus();
        soon(PAUSE);
        return;
      }
      if (text.value === message.text) { replace(answer.text); }
      kept = Object.assign({}, message, { text: answer.text });
      delete kept.attempts;
      if (attempts === message.attempts) { attempts = null; } // it is in the text now
      say("status", root.dataset.saved);
      runtime.notify("save", { state: "start" });
      runtime.notify("save", { state: "end" });
    }, function () {
      saving = false;
      say("status", root.dataset.unsaved);
      soon(PAUSE);
    });
  }

  function cancel() {
    if (changed() && question.hidden) {
      question.hidden = false;
      part(".hope-studio-stay").focus();
      return;
    }
    leave();
  }

  function stay() {
    question.hidden = true;
    text.focus();
  }

  function leave() {
    closed = true;
    runtime.notify("cancel", {});
  }

  function warn(event) {
    if (closed || !root.isConnected) {
      window.removeEventListener("beforeunload", warn);
    } else if (changed()) {
      event.preventDefault();
      event.returnValue = "";
    }
  }

  // An example

  function example() {
    var sample = part(".hope-studio-sample").value.replace(/\s+$/, "") + "\n";
    if (!text.value.trim()) {
      insert(sample, 0, text.value.length);
      text.setSelectionRange(0, 0);
      say("status", root.dataset.inserted);
      return;
    }
    // Below the text, as notes: whatever stands above, the text means what it meant.
    var from = text.value.length;
    var gap = /\n$/.test(text.value) ? "\n" : "\n\n";
    insert(gap + sample.replace(/^/gm, "# ").replace(/# $/, ""), from, from);
    text.setSelectionRange(from + gap.length, from + gap.length);
    show(lines.children[text.value.slice(0, from + gap.length).split("\n").length - 1]);
    say("status", root.dataset.appended);
  }

  text.addEventListener("keydown", function (event) {
    // The Tab key is left alone: it leads on. Enter begins where the line above began.
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    var from = text.selectionStart;
    var line = text.value.slice(text.value.lastIndexOf("\n", from - 1) + 1, from);
    event.preventDefault();
    insert("\n" + line.match(/^ */)[0], from, text.selectionEnd);
  });

  root.addEventListener("input", function (event) {
    if (!event.target.dataset.field) { return; }
    say("status", "");
    if (event.target === text) { number(); }
    // A number of attempts is written into the text once it has been typed to its end.
    if (event.target.dataset.field === "attempts") { attempts = event.target.value; } else { soon(PAUSE); }
  });

  root.addEventListener("change", function (event) {
    if (event.target.type === "radio") { turn(); }
    if (event.target.dataset.field === "attempts") { soon(0); }
  });

  question.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    event.stopPropagation();
    stay();
  });

  [
    [".save-button", save],
    [".cancel-button", cancel],
    [".hope-studio-stay", stay],
    [".hope-studio-leave", leave],
    [".hope-studio-example", example]
  ].forEach(function (pair) {
    part(pair[0]).addEventListener("click", function (event) {
      event.preventDefault();
      pair[1]();
    });
  });

  window.addEventListener("beforeunload", warn);
  number();
  soon(0);
}
