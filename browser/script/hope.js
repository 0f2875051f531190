// @ts-check
/* The one script of all kinds: carries moves to the server and shows its answer.
 *
 * The server renders; here is no word of the interface and no answer. A page may use:
 *   form                     its submit button names the move: <button name="move" value="submit">
 *   form[data-autosave=MOVE] its values are sent as MOVE a moment after each change
 *   input[name="marks.a"]    becomes {marks: {a: value}} in the move
 *   button[data-undo]        takes back the last change in its form
 *   [data-live]              alone is shown anew after an autosave, so that nobody loses their
 *                            place
 *   [data-focus]             gets the focus when the page is shown anew, and is thereby announced
 *   a[data-goto=ID]          leads to ID, and to its first input
 *   fieldset, .hope-actions  get data-said, what became of the last change in them: the status
 *                            line may be far away, and the frame around a unit never scrolls
 *   [data-mirror=NAME]       gets data-value of its input, or of [data-shows=NAME], and from the
 *                            <strong> in the latter its data-label
 *   [data-if=NAME]           is there only while the box of that name is ticked; so are its inputs
 *   input[data-search]       shows only the [data-find] that have its words, opened, and tells how
 *                            many in [data-found], with the words of its data-some or data-none
 *   [data-content=HASH]      says which content is shown; an answer for the same content then
 *   [data-keep=NAME]         leaves these empty, and what stands in them now stays
 */

import { formOf, moveOf } from "./forms.js";
import { installGoto } from "./goto.js";
import { installMirrors } from "./mirrors.js";
import { MoveQueue } from "./moves.js";
import { isSearch, installSearch } from "./search.js";
import { ask, newName, pause, post } from "./server.js";
import { SHOWN, showAll, showParts } from "./shown.js";
import { Status } from "./status.js";
import { installUndo } from "./undo.js";

const AUTOSAVED_AFTER = 500; // milliseconds

/**
 * What the platform calls for each block.
 * @param {{handlerUrl: (element: any, handler: string) => string}} runtime
 * @param {any} element the block's, or a list of which it is the first
 */
export function HopeXBlock(runtime, element) {
  const root = find(element.nodeType ? element : element[0], ".hope");
  const body = find(root, ".hope-body");
  const status = new Status(root, find(root, ".hope-status"));
  const url = runtime.handlerUrl(element, "move");
  const autosave = new Autosave(send);
  const queue = new MoveQueue({
    ask: (message) => ask(url, message),
    pause,
    name: newName,
    say: (what) => { status.say(what); },
    show,
  }, Number(root.dataset.revision));

  /**
   * @param {HTMLFormElement} form
   * @param {string} move
   * @param {boolean} isWhole whether the whole page is to be shown anew
   */
  function send(form, move, isWhole) {
    autosave.callOff();
    const write = () => ({
      learner: root.dataset.learner,
      content: contentIn(body),
      live: !isWhole,
      move: moveOf(form, move),
    });
    queue.send({ show: isWhole, write });
  }

  /**
   * @param {string} html
   * @param {boolean} all
   */
  function show(html, all) {
    if (!all) {
      showParts(body, html);
      return;
    }
    status.look(null);
    autosave.callOff();
    showAll(body, html);
    tellShown();
    /** @type {HTMLElement | null} */
    const focus = body.querySelector("[data-focus]");
    if (focus) { focus.focus(); }
  }

  function tellShown() {
    root.dispatchEvent(new CustomEvent(SHOWN, { bubbles: true }));
  }

  installMirrors(root, body);
  installUndo(root, body);
  installSearch(root, body);
  installGoto(root, body);
  installAutosave();
  installHandingIn(root, (button, form) => {
    status.look(button);
    send(form, button.value, true);
  });
  installLock(body, queue);
  installLeaving();
  tellShown();

  function installAutosave() {
    ["input", "change"].forEach((kind) => {
      root.addEventListener(kind, (event) => {
        const form = formOf(event.target);
        if (isSearch(event.target) || !form || !form.dataset.autosave) { return; }
        status.look(/** @type {Element} */ (event.target));
        if (!queue.sending) { status.say(""); }
        autosave.soon(form);
      });
    });
  }

  function installLeaving() {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") { autosave.now(); }
    });
    window.addEventListener("pagehide", () => {
      autosave.now();
      const last = queue.last();
      if (last) { post(url, last).catch(() => {}); }
    });
    window.addEventListener("beforeunload", (event) => {
      if (!/retry|failed|other/.test(status.now)) { return; }
      event.preventDefault();
      event.returnValue = "";
    });
  }
}

/** The form with changes that are sent in a moment. */
class Autosave {
  /** @param {(form: HTMLFormElement, move: string, isWhole: boolean) => void} send */
  constructor(send) {
    this.send = send;
    this.timer = 0;
    /** @type {HTMLFormElement | null} */
    this.form = null;
  }

  /** @param {HTMLFormElement} form */
  soon(form) {
    window.clearTimeout(this.timer);
    this.form = form;
    this.timer = window.setTimeout(() => { this.now(); }, AUTOSAVED_AFTER);
  }

  callOff() {
    window.clearTimeout(this.timer);
    this.form = null;
  }

  now() {
    if (this.form) { this.send(this.form, this.form.dataset.autosave || "", false); }
  }
}

/**
 * Forms are handed in by their buttons alone.
 * @param {HTMLElement} root
 * @param {(button: HTMLButtonElement, form: HTMLFormElement) => void} handIn
 */
function installHandingIn(root, handIn) {
  /** @type {HTMLButtonElement | null} for browsers that do not tell the button */
  let pressed = null;
  root.addEventListener("click", (event) => {
    pressed = /** @type {Element} */ (event.target).closest("button[name=move]");
  });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = event.submitter
      || (pressed && pressed.form === form ? pressed : form.querySelector("[name=move]"));
    handIn(/** @type {HTMLButtonElement} */ (button), form);
  });
  // Enter in a field hands nothing in: what is handed in stays, and only its button says so.
  root.addEventListener("keydown", (event) => {
    const at = /** @type {Element} */ (event.target);
    if (event.key === "Enter" && at.matches("input, select")) { event.preventDefault(); }
  });
}

/**
 * What has been handed in stays as it is until the answer is there.
 * @param {HTMLElement} body
 * @param {MoveQueue} queue
 */
function installLock(body, queue) {
  ["mousedown", "click", "keydown"].forEach((kind) => {
    body.addEventListener(kind, (event) => {
      const fields = kind === "click" ? "label, input, button" : "input, select, textarea";
      const at = /** @type {Element} */ (event.target).closest(fields);
      const isTab = event instanceof KeyboardEvent && event.key === "Tab";
      if (queue.isLocked && at && !isTab) { event.preventDefault(); }
    });
  });
}

/**
 * Which content the lesson shows.
 * @param {HTMLElement} body
 */
function contentIn(body) {
  /** @type {HTMLElement | null} */
  const shown = body.querySelector("[data-content]");
  return (shown && shown.dataset.content) || "";
}

/**
 * @param {Element} within
 * @param {string} selector
 * @returns {HTMLElement}
 */
function find(within, selector) {
  return /** @type {HTMLElement} */ (within.querySelector(selector));
}
