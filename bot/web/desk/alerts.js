// @ts-check
/** Being told: by sound, by the browser's notification when the page is out of sight, and to screen readers. */
import { signal } from '@preact/signals';
import { call, casePath } from './api.js';
import { t } from './i18n.js';
import { recall, remember } from './keep.js';
import { nameOf } from './reduce.js';
import { href } from './route.js';
import { chime } from './sound.js';
import { agent, asked, current, mine, offered, offeredIds, practice, say, snoozed, team, tell, visible, waiting } from './store.js';

/** @typedef {import('./types.js').Event} Event */

const supported = 'Notification' in window;

/** Whether the page may ask for leave to notify: the browser has not been asked, nor has the agent said no here. */
export const mayAsk = signal(supported && Notification.permission === 'default' && !recall('unasked', false));

export async function askLeave() {
  mayAsk.value = false;
  if (supported) await Notification.requestPermission();
}

export function leaveAlone() {
  mayAsk.value = false;
  remember('unasked', true);
}

/**
 * Says it, and notifies where nobody looks at the page. No word of a customer's stands in it.
 * @param {string} id @param {string} words @param {string} [tag] a notification under the same tag takes the place of the one before
 */
export function tellOf(id, words, tag = id) {
  say(words);
  if (visible.value || !supported || Notification.permission !== 'granted') return;
  try {
    const note = new Notification('Aina', { body: words, tag, icon: 'icon.svg' });
    note.onclick = () => {
      focus();
      location.hash = href('now', id);
      note.close();
    };
  } catch {
    // Chrome on Android lets only service workers notify: the sound and the title remain.
  }
}

/** @param {string} id @returns {string} the customer's name, as far as a list shows it */
function nameIn(id) {
  const row = [waiting, offered, mine, asked, snoozed, practice, team].flatMap((list) => list.value.rows).find((one) => one.id === id);
  return nameOf(row) || t('customer');
}

/** The customer of a case of mine wrote where I do not look. @param {string} id */
export function tellOfLine(id) {
  chime('message');
  tellOf(id, t('new_line', { name: nameIn(id) }));
}

/** Events that call somebody by name. @param {Event} event */
export function heed(event) {
  const { data = {}, conversation: id = '', by } = event;
  const me = agent.value?.id ?? '';
  if (event.type === 'alert.raised' && data.to?.includes(me)) {
    chime(data.alarm ? 'alarm' : 'waiting');
    tellOf(id, t(data.alarm ? 'alert_alarm' : 'alert_again', { name: nameIn(id) }));
  } else if (event.type === 'colleague.asked' && data.to === me) {
    chime('message');
    tellOf(id, t('asks_you', { by: by.name ?? '', name: nameIn(id) }));
  } else if (event.type === 'colleague.answered' && data.to === me) {
    chime('message');
    tellOf(id, t('answers_you', { by: by.name ?? '', name: nameIn(id) }));
  } else if (event.type === 'nudge.raised' && data.to === me) {
    chime('message');
    tellOf(id, t('nudge_told', { name: nameIn(id) }));
  } else if (event.type === 'help.given' && data.to === me) {
    chime('message');
    tellOf(id, t('help_told', { by: by.name ?? '', name: nameIn(id) }));
  } else if (event.type === 'case.woken' && data.to === me && data.why === 'time') {
    chime('message');
    tellOf(id, t('back_by_itself', { name: nameIn(id) }));
  } else if (event.type === 'delivery.failed' && data.to === me) {
    chime('waiting');
    tellOf(id, t('undelivered_told', { name: nameIn(id) }));
    tell('bad', t('undelivered_told', { name: nameIn(id) }));
  } else if (event.type === 'promise.at_risk' && data.to?.includes(me)) {
    chime('waiting');
    tellOf(id, t('at_risk_told', { name: nameIn(id) }), 'at-risk');
    tell('bad', t('at_risk_told', { name: nameIn(id) }));
  } else if (event.type === 'handoff.claimed' && by.id !== me && offeredIds.value.has(id) && id !== current.value.id) {
    say(t('claimed_by', { by: by.name ?? '', name: nameIn(id) })); // of the open case its transcript says so
  } else if (event.type === 'promise.reminded' && (data.agents ?? []).includes(me)) {
    chime('message');
    tellOf(id, t('promise_soon', { name: nameIn(id) }));
  }
}

/** What was acknowledged, by case and by how often it had sounded: once is enough each time. @type {Set<string>} */
const acked = new Set();

/** I have seen that this one waits: it is quiet for a while. Where I have no room for it, it goes on to others. @param {string} id */
export async function acknowledge(id) {
  const row = waiting.value.rows.find((one) => one.id === id);
  if (!row || agent.value?.status !== 'online') return;
  if (row.acked_by?.some((one) => one?.id === agent.value?.id)) return;
  const key = `${id} ${row.alert_step ?? 0}`;
  if (acked.has(key)) return;
  acked.add(key);
  await call('POST', casePath(id, 'ack'), {}).catch(() => acked.delete(key));
}
