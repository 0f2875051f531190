// @ts-check
/* Elements that show what is chosen elsewhere in the lesson. */

import { SHOWN, all } from "./shown.js";

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} body
 */
export function installMirrors(root, body) {
  const reflect = () => {
    all(root, "[data-mirror]").forEach((mirror) => { mirrored(mirror, body); });
    all(root, "[data-if]").forEach((part) => { onlyIf(part, body); });
  };
  [SHOWN, "input", "change"].forEach((kind) => { root.addEventListener(kind, reflect); });
}

/**
 * @param {HTMLElement} mirror
 * @param {HTMLElement} body
 */
function mirrored(mirror, body) {
  const name = mirror.dataset.mirror;
  /** @type {HTMLInputElement | null} */
  const source = body.querySelector(`[data-shows="${name}"], [name="${name}"]:checked`);
  mirror.dataset.value = source ? source.dataset.value || source.value : "";
  const label = source && source.dataset.shows && source.querySelector("strong");
  mirror.dataset.label = label ? label.textContent.trim() : "";
}

/**
 * @param {HTMLElement} part
 * @param {HTMLElement} body
 */
function onlyIf(part, body) {
  const isThere = Boolean(body.querySelector(`[name="${part.dataset.if}"]:checked`));
  part.hidden = !isThere;
  if (part instanceof HTMLOptionElement) {
    part.disabled = !isThere;
    if (part.matches(":checked") && !isThere) {
      /** @type {HTMLSelectElement} */ (part.parentNode).value = "";
    }
  }
  part.querySelectorAll("input").forEach((field) => { field.disabled = !isThere; });
}
