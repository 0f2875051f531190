/* Starts the blocks of a page, keeps its progress up to date, and reloads it when the course has changed. */
(function () {
  "use strict";
  var page = document.body;
  var progress = document.getElementById("progress");
  var stopped = document.getElementById("stopped");

  var runtime = {
    handlerUrl: function (element, handler, suffix, query) {
      var usage = (element.nodeType ? element : element[0]).dataset.usage;
      return "/handler/" + encodeURIComponent(usage) + "/" + handler +
        (suffix ? "/" + suffix : "") + (query ? "?" + query : "");
    }
  };

  document.querySelectorAll("[data-init]").forEach(function (element) {
    var given = element.querySelector(":scope > .xblock_json_init_args");
    new window[element.dataset.init](runtime, element, given ? JSON.parse(given.textContent) : {});
  });

  function isTyping() {
    var at = document.activeElement;
    return at.isContentEditable ||
      at.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button])");
  }

  function say(words) {
    if (stopped.textContent !== words) { stopped.textContent = words; }
  }

  function ask() {
    if (document.hidden) { return Promise.resolve(); }
    return window.fetch(page.dataset.poll).then(function (answer) {
      var version = answer.headers.get("X-Preview-Version");
      say("");
      if (version && version !== page.dataset.version) {
        if (!isTyping()) { window.location.reload(); }
        return "";
      }
      return answer.ok ? answer.text() : "";
    }).then(function (html) {
      if (html && progress && progress.dataset.shown !== html) {
        progress.innerHTML = html;
        progress.dataset.shown = html;
      }
    }, function () { say(stopped.dataset.words); });
  }

  (function again() {
    ask().then(function () { window.setTimeout(again, 1000); });
  })();
})();
