// @ts-check
/** What an agent does around a case: promises kept and moved, lines for later, putting off, asking, making good, ending. */
import { dayAndClock, t } from './i18n.js';
import { keepDraft, recallDraft } from './keep.js';
import { go } from './route.js';
import { agent, openDialog, refill, tell } from './store.js';
import { act } from './verbs.js';

/** @typedef {'confirm' | 'kept' | 'tried' | 'withdraw' | 'move'} PromiseDeed */

const PROMISE_WORDS = /** @type {const} */ ({
  confirm: 'confirmed_now', kept: 'kept_now', tried: 'tried_now', withdraw: 'withdrawn_now', move: 'moved_now',
});

/** @param {string} id @param {string} pid @param {PromiseDeed} deed @param {{text?: string, due_at?: string, asked?: boolean}} [more] */
export async function endPromise(id, pid, deed, more = {}) {
  if (await act(id, `promises/${encodeURIComponent(pid)}`, { do: deed, ...more })) tell('good', t(PROMISE_WORDS[deed]));
}

/** What stands in the field goes out under my name at a time. @param {string} id @param {string} text @param {string} at */
export async function sendLater(id, text, at) {
  if (!(await act(id, 'later', { text, at }))) return;
  keepDraft(agent.value?.id ?? '', id, 'message', '');
  refill.value = { text: '', kind: 'message' };
  tell('good', t('later_now', { time: dayAndClock(at) }));
}

/** @param {string} id @param {import('./types.js').LaterLine} line */
export async function takeLaterBack(id, line) {
  if (!(await act(id, `later/${encodeURIComponent(line.id)}`, {}, 'DELETE'))) return;
  refill.value = { text: line.text, kind: 'message' };
  tell('good', t('later_back'));
}

/** @param {string} id @param {string} until */
export async function snooze(id, until) {
  if (await act(id, 'snooze', { until })) tell('good', t('snoozed_now', { time: dayAndClock(until) }));
}

/** @param {string} id */
export async function wake(id) {
  if (await act(id, 'wake', {})) tell('good', t('woken_now'));
}

/** @param {string} id */
export async function reopen(id) {
  if (await act(id, 'reopen', {})) tell('good', t('reopened_now'));
}

/** @param {string} id @param {string} to a colleague's id @param {string} text @param {string} name */
export async function ask(id, to, text, name) {
  if (await act(id, 'ask', { to, text })) tell('good', t('asked_now', { name }));
}

/** Shows the link by which somebody without an account answers. @param {string} id @param {string} to @param {string} text */
export async function askOutside(id, to, text) {
  const done = await act(id, 'ask-outside', { to, text });
  if (done?.json.link) openDialog('link', JSON.stringify({ name: to, link: new URL(done.json.link, location.href).href }));
}

/** @param {string} id @param {{reason: string, amount_eur: number, text?: string}} what */
export async function makeGood(id, what) {
  if (await act(id, 'goodwill', what)) tell('good', t('goodwill_now'));
}

/** @param {string} id @param {string} into */
export async function merge(id, into) {
  if (!(await act(id, 'merge', { into }))) return;
  go('now', into);
  tell('good', t('merged_now'));
}

/** @param {string} id @param {string} reason @param {number} days */
export async function block(id, reason, days) {
  if (await act(id, 'block', { reason, days })) tell('good', t('blocked_now'));
}

/** @param {string} id @param {string} reason */
export async function lift(id, reason) {
  if (await act(id, 'lift', { reason }, 'POST', `/blocked/${encodeURIComponent(id)}/lift`)) tell('good', t('blocked_lifted'));
}

/** A lead's word to whoever has the case. @param {string} id @param {string} text */
export async function helpIn(id, text) {
  if (await act(id, 'help', { text })) tell('good', t('help_in_now'));
}

/** @param {string} id @param {string} reason */
export async function takeOver(id, reason) {
  if (await act(id, 'take-over', { reason })) tell('good', t('taken_over_now'));
}

/** @param {string} id @returns {string} what I have written to the customer and not sent */
export const draftOf = (id) => recallDraft(agent.value?.id ?? '', id, 'message');
