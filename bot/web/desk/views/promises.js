// @ts-check
import { useComputed } from '@preact/signals';
import { endPromise } from '../casework.js';
import { html } from '../html.js';
import { dayAndClock, span, t, tKey } from '../i18n.js';
import { busy, current, now, openDialog } from '../store.js';

/** @typedef {import('../types.js').Promised} Promised */

const PENDING = ['open', 'moved', 'tried'];
const DEEDS = /** @type {const} */ (['kept', 'tried', 'move', 'withdraw']);
const SOON_MS = 60 * 60_000;

/** What has been promised, each with what its keeper can say of it. @param {{one: import('../types.js').Case}} props */
export function Promises({ one }) {
  const promises = one.state.promises ?? [];
  if (!promises.length) return null;
  return html`
    <section aria-labelledby="promises">
      <h3 id="promises">${t('promises')}</h3>
      <ul class="promises">${promises.map((made) => html`<${OnePromise} key=${made.id} made=${made} language=${one.state.language} />`)}</ul>
    </section>
  `;
}

/** @param {{made: Promised, language?: string}} props */
function OnePromise({ made, language }) {
  const pending = PENDING.includes(made.status);
  return html`
    <li class=${made.status}>
      <p><strong>${made.who?.name ?? ''}</strong>: ${tKey('what', made.what, made.what)} ${t('by_when', { time: dayAndClock(made.due_at) })}${made.where && `, ${tKey('where', made.where, made.where)}`}${made.phone && html` <a href="tel:${made.phone}">${made.phone}</a>`}</p>
      <p><span class="tag">${tKey('status', made.status, made.status)}</span> ${pending && html`<${Left} due=${made.due_at} />`}</p>
      ${made.text && html`<p lang=${language}>${made.text}</p>`}
      ${pending && html`<${Deeds} made=${made} />`}
    </li>
  `;
}

/** How long is left, once it is a matter of minutes. @param {{due: string}} props */
function Left({ due }) {
  const at = Date.parse(due);
  const words = useComputed(() => {
    const ms = at - now.value;
    if (ms > SOON_MS) return '';
    return ms >= 0 ? t('due_in', { time: span(ms) }) : t('due_past', { time: span(-ms) });
  });
  return html`<span class="left">${words}</span>`;
}

/** @param {{made: Promised}} props */
function Deeds({ made }) {
  const { id } = current.value;
  const deeds = DEEDS.filter((deed) => deed !== 'tried' || made.what === 'call');
  return html`
    <p class="deeds">
      <button disabled=${busy.value} onClick=${() => endPromise(id, made.id, 'confirm')}>${t('confirm_do')}</button>
      ${deeds.map((deed) => html`<button key=${deed} aria-haspopup="dialog" onClick=${() => openDialog(deed, made.id)}>${t(`${deed}_do`)}</button>`)}
    </p>
  `;
}
