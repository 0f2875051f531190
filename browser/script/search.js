// @ts-check
/* A field that shows only the parts which have its words. */

import { all } from "./shown.js";

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} body
 */
export function installSearch(root, body) {
  root.addEventListener("input", (event) => {
    if (isSearch(event.target)) { search(event.target, body); }
  });
}

/**
 * @param {EventTarget | null} at
 * @returns {at is HTMLInputElement}
 */
export function isSearch(at) {
  return at instanceof Element && at.matches("[data-search]");
}

/**
 * @param {HTMLInputElement} field
 * @param {HTMLElement} body
 */
function search(field, body) {
  const words = field.value.trim();
  /** @type {Range[]} */
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

/**
 * Without accents, in small letters.
 * @param {string} text
 */
function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

/**
 * @param {Node} part
 * @param {string} words
 */
function places(part, words) {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode), text = node.data.toLowerCase();
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, Math.min(at + words.length, node.data.length));
      found.push(range);
    }
  }
  return found;
}
