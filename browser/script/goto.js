// @ts-check
/* Links that lead to a part of the lesson, and to its first field. */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} body
 */
export function installGoto(root, body) {
  root.addEventListener("click", (event) => {
    /** @type {HTMLElement | null} */
    const link = /** @type {Element} */ (event.target).closest("a[data-goto]");
    /** @type {HTMLElement | null} */
    const there = link && body.querySelector(`#${link.dataset.goto}`);
    if (!there) { return; }
    event.preventDefault();
    there.tabIndex = -1;
    (field(there, "input:checked") || field(there, "input, select, textarea") || there).focus();
    there.scrollIntoView({ block: "nearest", behavior: "instant" });
  });
}

/**
 * @param {HTMLElement} within
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
function field(within, selector) {
  return within.querySelector(selector);
}
