// @ts-check
/** The open case: fetched once, then carried on by the feed; fetched again when its state may have changed. */
import { call, casePath, Problem } from './api.js';
import { changesState, laterDelivery, mergeEvents, overtake } from './reduce.js';
import { current, notice, unread, writing } from './store.js';

/** @typedef {import('./types.js').Event} Event */
/** @typedef {import('./types.js').State} State */

const SETTLE_MS = 120;
const AGAIN_MS = 2000;

/** Events that came while the case was being fetched. @type {Event[]} */
let meanwhile = [];
/** The latest that was told of the open case's chat. @type {import('./types.js').Delivery | null} */
let chat = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {string | null} id opens this case; null: none */
export function openCase(id) {
  clearTimeout(timer);
  if ((id ?? '') === current.value.id) return;
  meanwhile = [];
  chat = null;
  current.value = { id: id ?? '', found: null, missing: false };
  writing.value = 'message';
  notice.value = null;
  if (!id) return;
  seen(id);
  fetchCase();
}

/** Fetches the open case, and again until the server has answered. */
export async function fetchCase() {
  const { id } = current.value;
  if (!id) return;
  clearTimeout(timer);
  try {
    const fetched = await call('GET', casePath(id));
    if (current.value.id !== id) return;
    const known = current.value.found?.events ?? [];
    const delivery = laterDelivery(fetched.delivery, chat);
    current.value = { id, found: { ...overtake(fetched, mergeEvents(known, meanwhile)), delivery }, missing: false };
    meanwhile = [];
  } catch (error) {
    if (current.value.id !== id) return;
    if (error instanceof Problem && !error.passing) current.value = { ...current.value, missing: !current.value.found };
    else timer = setTimeout(fetchCase, AGAIN_MS);
  }
}

/** @param {Event} event one of the feed, of any case */
export function showInCase(event) {
  const { id, found } = current.value;
  if (event.conversation !== id) return;
  if (!found) {
    meanwhile.push(event);
    return;
  }
  current.value = { ...current.value, found: { ...found, events: mergeEvents(found.events, [event]) } };
  if (changesState(event)) {
    clearTimeout(timer);
    timer = setTimeout(fetchCase, SETTLE_MS);
  }
}

/** How far the open case's chat has been told now. @param {import('./types.js').Delivery & {conversation?: string}} frame */
export function showDelivery({ conversation, channel, sent, retry_at, why, n = 0 }) {
  const { id, found } = current.value;
  if (conversation !== id || n <= (chat?.n ?? 0)) return;
  chat = { channel, sent, retry_at, why, n };
  if (!found?.delivery) return;
  current.value = { ...current.value, found: { ...found, delivery: laterDelivery(found.delivery, chat) } };
}

/** @param {string} id @param {State | undefined} state what a verb answered */
export function setState(id, state) {
  const { found } = current.value;
  if (state && found && current.value.id === id) current.value = { ...current.value, found: { ...found, state } };
}

/** @param {string} id */
export function seen(id) {
  if (!unread.value.has(id)) return;
  unread.value = new Set([...unread.value].filter((one) => one !== id));
}
