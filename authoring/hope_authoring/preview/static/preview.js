/* Starts the blocks of a page, keeps its progress up to date, and shows at once what the author has
 * changed: blocks that are the same as before stay as they are, with the reader's place in them. */
(function () {
  "use strict";
  var page = document.body;
  var stopped = document.getElementById("stopped");

  var runtime = {
    handlerUrl: function (element, handler, suffix, query) {
      var usage = (element.nodeType ? element : element[0]).dataset.usage;
      return page.dataset.base + "handler/" + encodeURIComponent(usage) + "/" + handler +
        (suffix ? "/" + suffix : "") + (query ? "?" + query : "");
    }
  };

  function start(within) {
    within.querySelectorAll("[data-init]").forEach(function (element) {
      var given = element.querySelector(":scope > .xblock_json_init_args");
      new window[element.dataset.init](runtime, element, given ? JSON.parse(given.textContent) : {});
    });
  }

  function say(words) {
    if (stopped.textContent !== words) { stopped.textContent = words; }
  }

  function parsed(html) {
    return new DOMParser().parseFromString(html, "text/html");
  }

  /* What a page needs besides its text; where that is not the same, the page is loaded anew. */
  function needs(of) {
    var blocks = of.querySelector(".blocks");
    var all = of.querySelectorAll("script[src], link[rel=stylesheet]");
    return Array.prototype.map.call(all, function (one) {
      return one.getAttribute("src") || one.getAttribute("href");
    }).concat(blocks ? "blocks " + blocks.lang : "no blocks").join("\n");
  }

  /* Where the reader is: the first block in sight, and how far down it stands. */
  function place() {
    var all = Array.prototype.slice.call(document.querySelectorAll("main .block, main section, main > *"));
    var seen = all.filter(function (one) { return one.id && one.getBoundingClientRect().bottom > 0; })[0];
    var top = seen ? seen.getBoundingClientRect().top : 0;
    var id = seen && seen.id;
    var y = window.scrollY;
    return function () {
      var there = id && document.getElementById(id);
      window.scrollTo({ top: y, behavior: "instant" });
      if (there && y) { window.scrollBy({ top: there.getBoundingClientRect().top - top, behavior: "instant" }); }
    };
  }

  /* What has the focus, told by what stays: its id, or its name and value, or its address. */
  function focused() {
    var at = document.activeElement;
    if (!at || at === page) { return function () {}; }
    var block = at.closest(".block");
    var same = at.id ? "#" + CSS.escape(at.id)
      : ["name", "value", "href"].map(function (name) {
        var value = at.getAttribute(name);
        return value === null ? "" : "[" + name + "=" + CSS.escape(value) + "]";
      }).join("");
    return function () {
      if (document.contains(at)) {
        if (document.activeElement !== at) { at.focus({ preventScroll: true }); }
        return;
      }
      var within = (block && document.getElementById(block.id)) || document;
      var now = same && within.querySelector(at.localName + same);
      if (now) { now.focus({ preventScroll: true }); }
    };
  }

  /* A block that somebody is writing in is not taken away from them. */
  function isTyping(block) {
    var at = document.activeElement;
    return block.contains(at) && (at.isContentEditable ||
      at.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit], [type=button])"));
  }

  function swapBlocks(old, now) {
    var known = {};
    Array.prototype.slice.call(old.children).forEach(function (block) {
      var next = now.querySelector("#" + CSS.escape(block.id));
      if (next && (next.dataset.version === block.dataset.version || isTyping(block))) {
        known[block.id] = block;
      } else {
        block.remove();
      }
    });
    var at = old.firstElementChild;
    Array.prototype.slice.call(now.children).forEach(function (next) {
      var block = known[next.id];
      if (!block) {
        old.insertBefore(document.adoptNode(next), at);
        start(next);
      } else if (block === at) {
        at = at.nextElementSibling;
      } else {
        old.insertBefore(block, at);
      }
    });
  }

  function swap(html) {
    var next = parsed(html);
    if (needs(next) !== needs(document)) { window.location.reload(); return; }
    // Blocks send what waits to be saved when a page goes; some of them go now.
    window.dispatchEvent(new Event("pagehide"));
    var back = place();
    var focus = focused();
    var open = Array.prototype.map.call(document.querySelectorAll("main details"), function (one) { return one.open; });
    var old = document.querySelector(".blocks"), now = next.querySelector(".blocks");
    document.title = next.title;
    page.dataset.version = next.body.dataset.version;
    document.querySelector(".top").replaceWith(next.querySelector(".top"));
    var main = document.querySelector("main"), after = next.querySelector("main");
    if (old) {
      swapBlocks(old, now);
      now.replaceWith(document.createComment("blocks"));
    }
    Array.prototype.slice.call(main.childNodes).forEach(function (one) { if (one !== old) { one.remove(); } });
    var here = old;
    Array.prototype.slice.call(after.childNodes).forEach(function (one) {
      if (one.nodeType === Node.COMMENT_NODE && one.data === "blocks") { here = null; return; }
      main.insertBefore(document.adoptNode(one), here);
    });
    if (!old) {
      main.querySelectorAll("details").forEach(function (one, at) { one.open = Boolean(open[at]); });
    }
    focus();
    back();
  }

  /* What is wrong with the course, over the page as it was. */
  function tell(html, version) {
    var box = document.getElementById("faults");
    if (!html) {
      if (box) { box.remove(); }
      return;
    }
    if (box && box.dataset.version === version) { return; }
    if (!box) {
      box = document.createElement("div");
      box.id = "faults";
      box.tabIndex = 0;
      box.setAttribute("role", "status");
      box.setAttribute("aria-label", "What is wrong with the course");
      page.appendChild(box);
    }
    box.dataset.version = version;
    box.replaceChildren.apply(box, parsed(html).querySelector("main").childNodes);
  }

  function ask() {
    if (document.hidden) { return Promise.resolve(); }
    return window.fetch(page.dataset.poll).then(function (answer) {
      var version = answer.headers.get("X-Preview-Version");
      var isNew = version && version !== page.dataset.version;
      say("");
      return answer.text().then(function (html) {
        if (answer.status === 503) {
          if (!("broken" in page.dataset)) { tell(html, version); return null; }
          return isNew ? window.location.reload() : null;
        }
        if ("broken" in page.dataset || answer.status === 404) { return isNew && window.location.reload(); }
        tell("");
        if (isNew) { return renew(); }
        var progress = document.getElementById("progress");
        if (answer.ok && progress && progress.dataset.shown !== html) {
          progress.innerHTML = html;
          progress.dataset.shown = html;
        }
        return null;
      });
    }).catch(function () { say(stopped.dataset.words); });
  }

  function renew() {
    return window.fetch(window.location.href).then(function (answer) {
      if (!answer.ok) { window.location.reload(); return null; }
      return answer.text().then(swap);
    });
  }

  start(document);
  (function again() {
    ask().then(function () { window.setTimeout(again, 250); });
  })();
})();
