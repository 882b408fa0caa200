// @ts-check
import { html } from '../html.js';
import { clock, t, tKey } from '../i18n.js';
import { Icon } from './icon.js';

/** @typedef {import('../types.js').Delivery} Delivery */

/** @param {string | null | undefined} why a key @param {string} [otherwise] where it is none of ours @returns {string} */
export const undelivered = (why, otherwise = t('undelivered_other')) => tKey('undelivered', why ?? '', otherwise);

/** How far the customer's chat has been told: only where there is one. @param {{one: import('../types.js').Case}} props */
export function ChatState({ one }) {
  const { delivery } = one;
  if (!delivery) return null;
  const bad = Boolean(delivery.unreachable || delivery.retry_at);
  return html`<p class="chat-state ${bad ? 'failure' : 'hint'}" role="status">${bad && html`<${Icon} name="alarm" />`}<span>${chatWords(delivery)}</span></p>`;
}

/** @param {Delivery} delivery */
function chatWords({ unreachable, retry_at: retryAt, why }) {
  if (unreachable) return t('chat_away', { why: undelivered(unreachable) });
  return retryAt ? t('chat_waits', { time: clock(retryAt), why: undelivered(why) }) : t('chat_sent');
}

/** What a chat says of where a line comes from. @param {{origin?: {reply_to?: string, forwarded_from?: string}}} props */
export const Origin = ({ origin = {} }) => html`
  ${origin.reply_to && html`<p class="origin"><span>${t('replies_to')}:</span> <q>${origin.reply_to}</q></p>`}
  ${origin.forwarded_from !== undefined && html`<p class="origin">${t('forwarded_from', { name: origin.forwarded_from || '?' })}</p>`}
`;
