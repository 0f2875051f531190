// @ts-check
/* A button that takes back the last change in its form. */

import { formOf, restore, valuesOf } from "./forms.js";
import { SHOWN } from "./shown.js";

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} body
 */
export function installUndo(root, body) {
  /** @type {(string | boolean)[]} the values now */
  let now = [];
  /** @type {(string | boolean)[][]} and those before each change */
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
    const at = /** @type {Element} */ (event.target);
    /** @type {HTMLButtonElement | null} */
    const button = at.closest("[data-undo]");
    const earlier = button && before.pop();
    if (!button || !button.form || !earlier) { return; }
    now = earlier;
    restore(button.form, now);
    if (!before.length) {
      button.disabled = true;
      /** @type {HTMLElement} */ (button.form.querySelector("input, select")).focus();
    }
    button.dispatchEvent(new Event("input", { bubbles: true })); // it is a change, and is saved
  });
}

/**
 * @param {Element} within
 * @returns {HTMLButtonElement | null}
 */
function buttonIn(within) {
  return within.querySelector("[data-undo]");
}
