// @ts-check
/* Shows what the server has answered. */

/** Told to an element of class `hope` when its lesson is there, and whenever it is there anew. */
export const SHOWN = "hope:shown";

/**
 * The whole page anew; what it leaves empty, and was there before, stays.
 * @param {HTMLElement} body
 * @param {string} html
 */
export function showAll(body, html) {
  /** @type {Record<string, HTMLElement>} */
  const kept = {};
  all(body, "[data-keep]").forEach((old) => { kept[old.dataset.keep || ""] = old; });
  body.innerHTML = html;
  all(body, "[data-keep]:empty").forEach((now) => { keep(now, kept[now.dataset.keep || ""]); });
}

/**
 * @param {HTMLElement} now
 * @param {HTMLElement | undefined} old
 */
function keep(now, old) {
  while (old && old.firstChild) { now.appendChild(old.firstChild); }
  now.querySelectorAll("details").forEach((details) => { details.open = false; });
  all(now, "[data-focus]").forEach((past) => { past.removeAttribute("data-focus"); });
}

/**
 * Only the parts that say so, so that nobody loses their place.
 * @param {HTMLElement} body
 * @param {string} html
 */
export function showParts(body, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  all(body, "[data-live]").forEach((old) => {
    const now = fresh.getElementById(old.id);
    if (now) { old.textContent = now.textContent; }
  });
}

/**
 * @param {Element} within
 * @param {string} selector
 * @returns {NodeListOf<HTMLElement>}
 */
export function all(within, selector) {
  return within.querySelectorAll(selector);
}
