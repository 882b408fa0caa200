// @ts-check
/** What an agent does to a case. Each tells in one sentence what came of it, and who has the case if another does. */
import { answerTo, casePath, newId, Problem } from './api.js';
import { fetchCase, setState } from './cases.js';
import { named } from './directory.js';
import { dayAndClock, t, tKey } from './i18n.js';
import { refreshLists } from './lists.js';
import { busy, dialog, notice, tell, wantsField, writing } from './store.js';

/** Ids of what was sent and never answered: the same deed again is the same deed. @type {Map<string, string>} */
const unanswered = new Map();

/**
 * @param {string} id
 * @param {string} verb
 * @param {Record<string, unknown>} body
 * @param {'POST' | 'DELETE'} [method]
 * @param {string} [path] where it is not one of the case's own
 * @returns {Promise<{asked: boolean, json: any} | null>} asked: the customer's choice is awaited; null: refused, and the agent told
 */
export async function act(id, verb, body, method = 'POST', path = casePath(id, verb)) {
  if (busy.value) return null;
  busy.value = true;
  notice.value = null;
  const key = JSON.stringify([id, verb, body]);
  const clientId = unanswered.get(key) ?? newId();
  unanswered.set(key, clientId);
  try {
    const { status, json } = await answerTo(method, path, method === 'DELETE' ? undefined : { client_id: clientId, ...body });
    unanswered.delete(key);
    setState(id, json.state);
    dialog.value = null;
    return { asked: status === 202, json };
  } catch (error) {
    if (error instanceof Problem && !error.passing) unanswered.delete(key);
    refused(error);
    return null;
  } finally {
    busy.value = false;
    refreshLists();
    fetchCase();
  }
}

/** @param {unknown} error */
export function refused(error) {
  if (!(error instanceof Problem)) return tell('bad', t('unreachable'));
  const { holder } = error;
  if (error.status === 409 && holder?.name) {
    dialog.value = null;
    return tell('bad', t('conflict_holder', { name: named(holder) }));
  }
  const next = error.body.next_free;
  const ours = tKey('problem', error.code, '', { time: next ? dayAndClock(next) : '–' });
  tell('bad', ours || t(error.status === 409 ? 'conflict_other' : 'refused', { detail: error.message }));
}

/** @param {string} id */
export async function claim(id) {
  if (!(await act(id, 'claim', {}))) return false;
  tell('good', t('claimed_now'));
  write('message');
  return true;
}

/** @param {string} id @param {string} reason */
export async function decline(id, reason) {
  if (await act(id, 'decline', { reason })) tell('good', t('declined_now'));
}

/** @param {string} id @param {string} to e-mail or team @param {string} reason @param {string} label who that is */
export async function transfer(id, to, reason, label) {
  const done = await act(id, 'transfer', { to, reason });
  if (done) tell('good', done.asked ? t('waits_customer') : t('transferred_now', { to: label }));
}

/** @param {string} id @param {string} reason */
export async function giveBack(id, reason) {
  const done = await act(id, 'return', reason ? { reason } : {});
  if (done) tell('good', t(done.asked ? 'waits_customer' : 'returned_now'));
}

/** @param {string} id @param {string} about in the agent's words; empty: not said */
export async function resolve(id, about) {
  if (await act(id, 'resolve', about ? { about } : {})) tell('good', t('resolved_now'));
}

/** @param {string} id @param {{what: string, due_at: string, where: string, phone?: string, text: string}} what */
export async function promise(id, what) {
  if (await act(id, 'promises', what)) tell('good', t('promised_now'));
}

/** @param {'message' | 'note'} kind puts the cursor where it is written */
export function write(kind) {
  writing.value = kind;
  wantsField.value += 1;
}
