// @ts-check
/** Being told: by sound, by the browser's notification when the page is out of sight, and to screen readers. */
import { signal } from '@preact/signals';
import { call, casePath } from './api.js';
import { t } from './i18n.js';
import { recall, remember } from './keep.js';
import { nameOf } from './reduce.js';
import { href } from './route.js';
import { chime } from './sound.js';
import { agent, asked, mine, offered, practice, say, snoozed, team, visible, waiting } from './store.js';

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

/** Says it, and notifies. @param {string} id @param {string} words */
export function tellOf(id, words) {
  say(words);
  notify(id, words);
}

/**
 * Notifies where nobody looks at the page. No word of a customer's stands in it.
 * @param {string} id @param {string} words @param {string} [tag] a notification under the same tag takes the place of the one before
 */
export function notify(id, words, tag = id) {
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
export function nameIn(id) {
  const row = [waiting, offered, mine, asked, snoozed, practice, team].flatMap((list) => list.value.rows).find((one) => one.id === id);
  return nameOf(row) || t('customer');
}

/** The customer of a case of mine wrote where I do not look. @param {string} id */
export function tellOfLine(id) {
  chime('message');
  tellOf(id, t('new_line', { name: nameIn(id) }));
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
