/* The one script of all kinds: carries moves to the server and shows its answer.
 *
 * The server renders; here is no word of the interface and no answer. A page may use:
 *   form                       its submit button names the move: <button name="move" value="submit">
 *   form[data-autosave=MOVE]   its values are sent as MOVE a moment after each change
 *   input[name="marks.a"]      becomes {marks: {a: value}} in the move
 *   [data-live]                alone is shown anew after an autosave, so that nobody loses their place
 *   [data-focus]               gets the focus when the page is shown anew, and is thereby announced
 *   a[data-goto=ID]            leads to ID, and to its first input
 *   [data-mirror=NAME]         gets data-value of its input, or of [data-shows=NAME], and from the
 *                              <strong> in the latter its data-label
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
  var waiting = null; // the next thing to send; a later autosave replaces an earlier one
  var sending = false;
  var timer = 0;

  function say(what) {
    status.textContent = what ? status.dataset[what] : "";
    status.dataset.now = what;
  }

  function name() {
    var bytes = window.crypto.getRandomValues(new Uint8Array(8));
    return "m" + Array.prototype.map.call(bytes, function (byte) {
      return ("0" + byte.toString(16)).slice(-2);
    }).join("");
  }

  function read(form, move) {
    var made = { move: move };
    new FormData(form).forEach(function (value, key) {
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
    if (waiting && waiting.show && !show) { return; }
    waiting = { form: form, move: move, show: show };
    if (!sending) { next(); }
  }

  function next() {
    if (!waiting) { return; }
    var job = waiting;
    waiting = null;
    sending = true;
    say("saving");
    var shown = body.querySelector("[data-content]");
    post(job, {
      id: name(),
      revision: revision,
      content: shown ? shown.dataset.content : "",
      live: !job.show,
      move: read(job.form, job.move)
    }, 1);
  }

  function post(job, message, wait) {
    // A lost answer is asked for again under the same name: the server does nothing twice.
    window.fetch(url, {
      method: "POST",
      credentials: "same-origin",
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
      body: JSON.stringify(message)
    }).then(function (response) {
      if (response.ok) { return response.json(); }
      if (response.status < 500 && response.status !== 429) { return null; }
      throw new Error(response.status);
    }).then(function (answer) {
      sending = false;
      if (!answer) { waiting = null; say("failed"); return; }
      revision = answer.revision;
      if (answer.status === "too-long") { say("toolong"); return; }
      var refused = answer.status === "stale" || answer.status === "closed";
      if (job.show || refused) { waiting = null; }
      show(answer.html, job.show || refused);
      say(refused ? answer.status : "saved");
      next();
    }, function () {
      say("retry");
      window.setTimeout(function () { post(job, message, Math.min(wait * 2, 30)); }, wait * 1000);
    });
  }

  function show(html, all) {
    if (all) {
      var kept = {};
      body.querySelectorAll("[data-keep]").forEach(function (old) { kept[old.dataset.keep] = old; });
      body.innerHTML = html;
      body.querySelectorAll("[data-keep]:empty").forEach(function (now) {
        var old = kept[now.dataset.keep];
        while (old && old.firstChild) { now.appendChild(old.firstChild); }
      });
      reflect();
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
  }

  root.addEventListener("submit", function (event) {
    event.preventDefault();
    var button = event.submitter || event.target.querySelector("[name=move]");
    send(event.target, button.value, true);
  });

  root.addEventListener("change", function (event) {
    var form = event.target.form;
    reflect();
    if (!form || !form.dataset.autosave) { return; }
    window.clearTimeout(timer);
    timer = window.setTimeout(send, 500, form, form.dataset.autosave, false);
  });

  root.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-goto]");
    if (!link) { return; }
    event.preventDefault();
    var there = document.getElementById(link.dataset.goto);
    there.tabIndex = -1;
    (there.querySelector("input:checked") || there.querySelector("input") || there).focus();
    there.scrollIntoView({ block: "nearest" });
  });

  window.addEventListener("pagehide", function () {
    var form = body.querySelector("form[data-autosave]");
    if (timer && form && status.dataset.now !== "saved") { send(form, form.dataset.autosave, false); }
  });
}
