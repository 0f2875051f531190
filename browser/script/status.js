// @ts-check
/* What became of the last change: in the status line, and beside the change. */

/** Tells it in the words that the status line brings. */
export class Status {
  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} line
   */
  constructor(root, line) {
    this.root = root;
    this.line = line;
    /** @type {HTMLElement | null} where the learner is looking */
    this.near = null;
  }

  /** What was said last; "" before. */
  get now() {
    return this.line.dataset.now || "";
  }

  /** @param {string} what which of the words; "" for none */
  say(what) {
    const words = what ? this.line.dataset[what] || "" : "";
    this.line.textContent = words;
    this.line.dataset.now = what;
    if (!this.near) { return; }
    this.near.dataset.now = what;
    this.near.dataset.said = words;
  }

  /** @param {Element | null} at where the learner is looking now */
  look(at) {
    if (this.near) { this.near.removeAttribute("data-said"); }
    this.near = at && at.closest("fieldset, .hope-actions");
    this.root.dataset.near = this.near ? "yes" : "";
  }
}
