// @ts-check
/** How far I have read, told to the server; and how far the customer has. */
import { effect, untracked } from '@preact/signals';
import { call, casePath } from './api.js';
import { isCustomerLine } from './reduce.js';
import { current, link, standing, visible } from './store.js';

const SETTLE_MS = 400;

/** The last event told, by conversation. @type {Map<string, string>} */
const told = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** While I hold the open case and look at it, the customer's newest line counts as read. */
export function tellSeen() {
  effect(() => {
    const { id, found } = current.value;
    if (!found || standing.value !== 'mine' || !visible.value || link.value.phase === 'reconnecting') return;
    const last = found.events.findLast(isCustomerLine)?.id;
    if (!last || last === found.seen?.agent || told.get(id) === last) return;
    untracked(() => later(id, last));
  });
}

/** @param {string} id @param {string} event */
function later(id, event) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (current.value.id !== id || !visible.value) return;
    told.set(id, event);
    call('PUT', casePath(id, 'seen'), { event_id: event }).catch(() => told.delete(id));
  }, SETTLE_MS);
}

/** @param {string} id @param {string} event the customer has read up to this one */
export function customerHasSeen(id, event) {
  const { found } = current.value;
  if (!found || current.value.id !== id) return;
  current.value = { ...current.value, found: { ...found, seen: { ...found.seen, customer: event } } };
}

/**
 * The line of ours that carries the mark, and whether the customer has seen it.
 * @param {import('./types.js').Case} one
 * @returns {{id: string, seen: boolean} | null} null: nobody of us has written
 */
export function seenMark(one) {
  const at = one.events.findLastIndex((event) => event.type === 'message' && event.by?.kind === 'agent');
  const line = one.events[at];
  if (!line) return null;
  const until = one.events.findIndex((event) => event.id === one.seen?.customer);
  const answered = one.events.findLastIndex(isCustomerLine) > at;
  return { id: line.id, seen: answered || until >= at };
}
