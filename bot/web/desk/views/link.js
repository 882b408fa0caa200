// @ts-check
import { html } from '../html.js';
import { clock, t } from '../i18n.js';
import { link, outbox } from '../store.js';

/** @param {import('../types.js').Link} now @returns {string} the connection in plain words */
export function linkWords(now) {
  if (now.phase === 'reconnecting') return t('link_reconnecting', { time: clock(now.since) });
  return t(/** @type {const} */ ({ connecting: 'link_connecting', connected: 'link_connected', polling: 'link_polling' })[now.phase]);
}

/** The always visible line: connected, or since when not, and what waits to be sent. */
export function LinkLine() {
  const { phase } = link.value;
  const waits = outbox.value.filter((line) => line.status === 'waiting').length;
  const held = phase === 'reconnecting' && waits > 0;
  return html`
    <p class="link ${phase}" role="status">
      <span class="dot" aria-hidden="true"></span>
      <span>
        ${linkWords(link.value)}
        ${held && html` <strong>${waits === 1 ? t('link_waiting_one') : t('link_waiting', { n: waits })}</strong>`}
      </span>
    </p>
  `;
}
