// @ts-check
/** Signing in and out, presence, and the wiring of the feed to lists, cases and outbox. */
import { tellOfLine } from './alerts.js';
import { call, csrf, keepCsrf, onSignedOut, Problem } from './api.js';
import { fetchCase, showDelivery, showInCase } from './cases.js';
import { heed } from './heed.js';
import { preferLanguage } from './i18n.js';
import { forgetWritten } from './keep.js';
import { fetchDirectory, refreshLists, showInRows, showPeople } from './lists.js';
import { listen } from './live.js';
import { flush, restoreOutbox, seenInFeed } from './outbox.js';
import { isCustomerLine } from './reduce.js';
import { customerHasSeen } from './seen.js';
import { agent, current, forgetAll, link, mine, now, outbox, phase, sessionEnded, typing, unread, visible } from './store.js';
import { refused } from './verbs.js';

/** @typedef {import('./types.js').Presence} Presence */
/** @typedef {import('./types.js').Event} Event */

const TYPING_MS = 5000;
const TYPING_EVERY_MS = 3000;

/** @type {ReturnType<typeof listen> | null} */
let live = null;

/** After a reload: is the session still good? */
export async function restoreSession() {
  onSignedOut(() => leave(true));
  addEventListener('online', () => live?.poke());
  addEventListener('offline', () => live?.offline());
  addEventListener('visibilitychange', () => {
    visible.value = document.visibilityState === 'visible';
    if (visible.value) comeBack();
  });
  for (;;) {
    try {
      return enter(await call('GET', '/me'), false);
    } catch (error) {
      if (error instanceof Problem && !error.passing) {
        phase.value = 'out';
        sessionEnded.value = false;
        return;
      }
      link.value = { phase: 'reconnecting', since: link.value.phase === 'reconnecting' ? link.value.since : Date.now() };
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
  }
}

/** @param {string} email @param {string} password @param {string} [code] of the second step @throws {Problem} wrong, too often, or a code is wanted */
export async function signIn(email, password, code) {
  const got = await call('POST', '/login', { email, password, ...(code ? { code } : {}) });
  enter(got, true);
  if (agent.value?.status !== 'online') setPresence('online');
}

/** @param {{csrf?: string, agent: import('./types.js').Agent, cursor?: string}} got @param {boolean} anew */
function enter(got, anew) {
  if (got.csrf) keepCsrf(got.csrf);
  agent.value = got.agent;
  preferLanguage(got.agent.language);
  sessionEnded.value = false;
  phase.value = 'in';
  restoreOutbox(anew && !ended);
  ended = false;
  refreshLists();
  fetchDirectory().catch(() => {});
  live?.close();
  live = listen({ onFrame: hear, onPhase: showPhase, onStartOver: startOver, onForbidden: renew }, got.cursor);
}

/** The session ended by itself, so what waited may go on when the same person is back. */
let ended = false;

export async function signOut() {
  const who = agent.value?.id;
  await call('POST', '/logout', {}).catch(() => {});
  if (who) forgetWritten(who);
  leave(false);
}

/** @param {boolean} bySystem */
function leave(bySystem) {
  if (phase.value !== 'in') return;
  ended = bySystem;
  live?.close();
  live = null;
  keepCsrf('');
  forgetAll();
  sessionEnded.value = bySystem;
  phase.value = 'out';
}

/** @param {Presence} status */
export async function setPresence(status) {
  const before = agent.value;
  if (!before) return;
  agent.value = { ...before, status };
  try {
    await call('PUT', '/presence', { status });
  } catch (error) {
    if (agent.value) agent.value = { ...agent.value, status: before.status };
    refused(error);
  }
}

/** @returns {Promise<boolean>} whether a new try makes sense */
async function renew() {
  try {
    const got = await call('GET', '/me');
    if (got.csrf) keepCsrf(got.csrf);
    return phase.value === 'in' && csrf() !== '';
  } catch (error) {
    return !(error instanceof Problem && error.status === 401);
  }
}

/** @param {import('./types.js').LinkPhase} next */
function showPhase(next) {
  if (next === 'connected' || next === 'polling') flush();
  if (next === 'connecting' && link.value.phase === 'reconnecting') return;
  if (next !== link.value.phase) link.value = { phase: next, since: Date.now() };
}

function comeBack() {
  now.value = Date.now();
  if (phase.value !== 'in') return;
  live?.poke();
  if (unread.value.has(current.value.id)) markSeen(current.value.id);
}

/** @param {string} id */
function markSeen(id) {
  unread.value = new Set([...unread.value].filter((one) => one !== id));
}

/** The cursor is not known any more: everything is fetched again. */
function startOver() {
  refreshLists();
  fetchCase();
}

/** @param {any} frame of the socket, or made from a poll */
function hear(frame) {
  switch (frame.type) {
    case 'welcome':
      if (frame.agent && agent.value) agent.value = { ...agent.value, ...frame.agent };
      refreshLists();
      if (frame.fresh) fetchCase();
      break;
    case 'events':
      for (const event of frame.events ?? []) take(event);
      break;
    case 'queue':
      refreshLists({ queueOnly: true });
      break;
    case 'polled':
      refreshLists();
      break;
    case 'people':
      showPeople(frame.people ?? []);
      break;
    case 'seen':
      customerHasSeen(frame.conversation ?? '', frame.event_id ?? '');
      break;
    case 'delivery':
      showDelivery(frame);
      break;
    case 'typing':
      if (frame.conversation) showTyping(frame.conversation, frame.by?.name ?? '');
      break;
    default:
  }
}

/** @param {Event} event */
function take(event) {
  seenInFeed(event);
  showInCase(event);
  showInRows(event);
  heed(event);
  if (event.type !== 'message' && event.type !== 'note') refreshLists();
  if (isCustomerLine(event)) customerWrote(event);
}

/** @param {Event} event */
function customerWrote(event) {
  const id = event.conversation ?? '';
  typing.value = { ...typing.value, [id]: { until: 0, name: '' } };
  if (!mine.value.rows.some((row) => row.id === id)) return;
  if (id === current.value.id && visible.value) return;
  unread.value = new Set([...unread.value, id]);
  tellOfLine(id);
}

/** @param {string} id @param {string} name */
function showTyping(id, name) {
  typing.value = { ...typing.value, [id]: { until: Date.now() + TYPING_MS, name } };
  setTimeout(() => (typing.value = { ...typing.value }), TYPING_MS + 50);
}

let typedAt = 0;

/** I am writing to the customer: the fact, never the text. @param {string} conversation */
export function sayTyping(conversation) {
  if (Date.now() - typedAt < TYPING_EVERY_MS) return;
  if (live?.send({ type: 'typing', conversation })) typedAt = Date.now();
}

/** @returns {boolean} something written is not stored yet */
export const unsent = () => outbox.value.some((line) => line.status !== 'sent');

