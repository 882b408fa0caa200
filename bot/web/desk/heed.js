// @ts-check
/** Events that call me by name: for each, whether it does, in which words, and with which sound. */
import { nameIn, notify, tellOf } from './alerts.js';
import { t } from './i18n.js';
import { chime } from './sound.js';
import { agent, current, mine, offeredIds, tell, visible } from './store.js';

/** @typedef {import('./types.js').Event} Event */
/**
 * @typedef {object} Call
 * @property {(event: Event, me: string) => boolean} [calls] absent: its `to` names me
 * @property {import('./i18n.js').Word} words
 * @property {import('./sound.js').Chime | null} [sound] absent: as for a message
 * @property {boolean} [warns] it stays on the screen until it is closed
 * @property {string} [tag] of all such in one notification
 * @property {boolean} [told] the open case's transcript says it as well
 */

/** @param {Event} event @param {string} me */
const toMe = ({ data }, me) => data?.['to'] === me || (Array.isArray(data?.['to']) && data['to'].includes(me));
/** @param {Event} event */
const inMine = ({ conversation }) => mine.value.rows.some((row) => row.id === conversation);

/** @type {Record<string, Call[]>} */
const CALLS = {
  'alert.raised': [
    { calls: (event, me) => toMe(event, me) && event.data?.['alarm'], words: 'alert_alarm', sound: 'alarm' },
    { calls: (event, me) => toMe(event, me) && !event.data?.['alarm'], words: 'alert_again', sound: 'waiting' },
  ],
  'colleague.asked': [{ words: 'asks_you' }],
  'colleague.answered': [{ words: 'answers_you' }],
  'nudge.raised': [{ words: 'nudge_told' }],
  'help.given': [{ words: 'help_told' }],
  'case.woken': [{ calls: (event, me) => toMe(event, me) && event.data?.['why'] === 'time', words: 'back_by_itself' }],
  'delivery.failed': [{ words: 'undelivered_told', sound: 'waiting', warns: true }],
  'promise.at_risk': [{ words: 'at_risk_told', sound: 'waiting', warns: true, tag: 'at-risk' }],
  'promise.reminded': [{ calls: ({ data }, me) => Boolean(data?.['agents']?.includes(me)), words: 'promise_soon' }],
  // A colleague was quicker; took what was mine (as I had asked, or as a lead); did not take what I handed on.
  'handoff.claimed': [{ calls: ({ by, conversation = '' }, me) => by.id !== me && offeredIds.value.has(conversation), words: 'claimed_by', sound: null, told: true }],
  'handoff.transferred': [{ calls: ({ by, data }, me) => by.id !== me && data?.['from'] === me, words: 'claimed_by', told: true }],
  'handoff.declined': [{ calls: (event, me) => event.by.id !== me && inMine(event), words: 'declined_by', told: true }],
};

/** @param {Event} event */
export function heed(event) {
  const me = agent.value?.id ?? '';
  const call = CALLS[event.type]?.find(({ calls = toMe }) => calls(event, me));
  if (!call) return;
  const { conversation: id = '', by } = event;
  const words = t(call.words, { by: by.name ?? '', name: nameIn(id) });
  if (call.sound !== null) chime(call.sound ?? 'message');
  if (call.warns) {
    notify(id, words, call.tag);
    tell('bad', words);
  } else if (!call.told || id !== current.value.id || !visible.value) tellOf(id, words);
}
