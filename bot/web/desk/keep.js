// @ts-check
/** What this browser remembers: settings, and per agent the drafts and the lines on their way. */

/** @typedef {import('./types.js').Outgoing} Outgoing */
/** @typedef {import('./types.js').LineKind} LineKind */

const ROOT = 'aina.desk.';

/** @template T @param {string} key @param {T} otherwise @returns {T} */
export function recall(key, otherwise) {
  try {
    const text = localStorage.getItem(ROOT + key);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** @param {string} key @param {unknown} value undefined or an empty string forgets it */
export function remember(key, value) {
  try {
    if (value === undefined || value === '') localStorage.removeItem(ROOT + key);
    else localStorage.setItem(ROOT + key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage must not stop a reply: it then lives as long as the page.
  }
}

/** @param {string} agent @param {string} conversation @param {LineKind} kind */
const draftKey = (agent, conversation, kind) => `draft.${agent}.${conversation}.${kind}`;

/** @param {string} agent @param {string} conversation @param {LineKind} kind @returns {string} */
export const recallDraft = (agent, conversation, kind) => recall(draftKey(agent, conversation, kind), '');

/** @param {string} agent @param {string} conversation @param {LineKind} kind @param {string} text */
export const keepDraft = (agent, conversation, kind, text) => remember(draftKey(agent, conversation, kind), text);

/** @param {string} agent forgets what was written and not sent: customers' matters stay on no shared machine */
export function forgetWritten(agent) {
  keepOutbox(agent, []);
  const mine = `${ROOT}draft.${agent}.`;
  for (const key of Object.keys(localStorage)) if (key.startsWith(mine)) localStorage.removeItem(key);
}

/** @param {string} agent @returns {Outgoing[]} */
export const recallOutbox = (agent) => recall(`outbox.${agent}`, /** @type {Outgoing[]} */ ([]));

/** @param {string} agent @param {Outgoing[]} lines */
export const keepOutbox = (agent, lines) => remember(`outbox.${agent}`, lines.length ? lines : undefined);
