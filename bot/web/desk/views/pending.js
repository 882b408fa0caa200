// @ts-check
import { html } from '../html.js';
import { clock, t } from '../i18n.js';
import { discard, release, takeBack } from '../outbox.js';
import { agent, link } from '../store.js';
import { myName } from '../directory.js';
import { Face } from './face.js';
import { Icon } from './icon.js';

/** A line of mine that the log does not show yet. @param {{line: import('../types.js').Outgoing}} props */
export function Pending({ line }) {
  const note = line.kind === 'note';
  return html`
    <div class="item ${note ? 'note' : 'agent'} pending ${line.status}">
      ${!note && html`<${Face} name=${agent.value?.name ?? ''} kind="agent" photo=${agent.value?.photo} />`}
      <div class="said">
        <p class="by">${note && html`<${Icon} name="note" />`}<strong>${myName()}</strong> <time>${clock(line.at)}</time>
          ${note && html` <span class="tag">${t('agents_only')}</span>`}</p>
        <div class="bubble">${line.text}</div>
        <p class="way">${wayWords(line)}</p>
        ${line.status === 'held' && html`
          <p class="held">
            <button onClick=${() => release(line)}>${t('send_again')}</button>
            <button onClick=${() => takeBack(line)}>${t('take_back')}</button>
            <button onClick=${() => discard(line)}>${t('discard')}</button>
          </p>`}
      </div>
    </div>
  `;
}

/** @param {import('../types.js').Outgoing} line @returns {string} */
function wayWords(line) {
  if (line.status === 'held') return t('held', { why: line.why ?? '' });
  if (line.status === 'sent') return t('sent');
  return t(link.value.phase === 'reconnecting' ? 'to_send' : 'sending');
}
