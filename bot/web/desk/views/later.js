// @ts-check
/** A line set for later: while it waits, and when it came back unsent. */
import { takeLaterBack } from '../casework.js';
import { whose } from '../directory.js';
import { html } from '../html.js';
import { clock, dayAndClock, t, tKey } from '../i18n.js';
import { current, refill, standing } from '../store.js';
import { Icon } from './icon.js';

/** @param {{key?: string, line: import('../types.js').LaterLine, language?: string}} props */
export function LaterLine({ line, language }) {
  return html`
    <div class="item agent later">
      <div class="said">
        <p class="by"><${Icon} name="clock" /><strong>${whose(line.agent)}</strong> <span class="tag">${t('later_set', { time: dayAndClock(line.at) })}</span></p>
        <div class="bubble" lang=${language}>${line.text}</div>
        ${standing.value === 'mine' && html`<p class="held"><button onClick=${() => takeLaterBack(current.value.id, line)}>${t('later_take_back')}</button></p>`}
      </div>
    </div>
  `;
}

/** @param {{event: import('../types.js').Event, language?: string}} props */
export function Dropped({ event, language }) {
  const text = event.text ?? event.data?.later?.text ?? '';
  return html`
    <div class="item suppressed">
      <div class="said">
        <p class="by"><${Icon} name="clock" /><strong>${t('ev_later_dropped')}</strong> <time datetime=${event.at}>${clock(event.at)}</time></p>
        <p class="hint">${tKey('later', event.data?.reason, '')}</p>
        <div class="bubble" lang=${language}>${text}</div>
        ${standing.value === 'mine' && event.data?.reason !== 'taken_back' && html`
          <p class="held"><button onClick=${() => (refill.value = { text, kind: 'message' })}>${t('later_field')}</button></p>`}
      </div>
    </div>
  `;
}
