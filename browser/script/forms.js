// @ts-check
/* Forms and what stands in them. */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Entry */
/** @typedef {Entry | HTMLButtonElement} Field */

/**
 * The move that a form makes: a field named "marks.a" becomes {marks: {a: value}}. Values are text.
 * @param {HTMLFormElement} form
 * @param {string} move
 */
export function moveOf(form, move) {
  /** @type {Record<string, any>} */
  const made = { move };
  new FormData(form).forEach((value, key) => {
    if (value === "") { return; } // not answered
    const steps = key.split("."), last = String(steps.pop());
    let at = made;
    steps.forEach((step) => { at = at[step] = at[step] || {}; });
    at[last] = value;
  });
  return made;
}

/**
 * @param {Element} field
 * @returns {field is HTMLInputElement}
 */
function isTicked(field) {
  return /radio|checkbox/.test(/** @type {Field} */ (field).type);
}

/**
 * All that stands in a form now.
 * @param {HTMLFormElement} form
 */
export function valuesOf(form) {
  return Array.from(form.elements, (field) => (
    isTicked(field) ? field.checked : /** @type {Field} */ (field).value
  ));
}

/**
 * Puts back what stood in a form.
 * @param {HTMLFormElement} form
 * @param {(string | boolean)[]} values
 */
export function restore(form, values) {
  Array.from(form.elements).forEach((field, at) => {
    if (isTicked(field)) {
      field.checked = Boolean(values[at]);
    } else {
      /** @type {Field} */ (field).value = String(values[at]);
    }
  });
}

/**
 * The form that an element belongs to.
 * @param {EventTarget | null} at
 */
export function formOf(at) {
  return /** @type {Field} */ (at).form || null;
}
