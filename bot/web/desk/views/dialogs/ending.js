// @ts-check
/** How a case ends: resolved with what it was about, merged into another, or its customer blocked. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { earlier, fetchEarlier, likelyAbout } from '../../beside.js';
import { block, draftOf, lift, merge } from '../../casework.js';
import { html } from '../../html.js';
import { dayAndClock, t } from '../../i18n.js';
import { current, mine } from '../../store.js';
import { resolve } from '../../verbs.js';
import { Dialog } from './dialog.js';
import { textOf } from './fields.js';

const PENDING = ['open', 'moved', 'tried'];

/** @param {{id: string}} props */
export function Resolve({ id }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [likely, setLikely] = useState(/** @type {string[]} */ ([]));
  useEffect(() => void likelyAbout(id).then(setLikely), [id]);
  const open = (current.value.found?.state.promises ?? []).some((one) => PENDING.includes(one.status));
  /** @param {string} words */
  function fill(words) {
    if (field.current) field.current.value = words;
    field.current?.focus();
  }
  return html`
    <${Dialog} title=${t('resolve_title')} lead=${t('resolve_lead')} doWord=${t('resolve')} onDo=${(/** @type {FormData} */ form) => resolve(id, textOf(form, 'about'))}>
      ${open && html`<p class="heed">${t('resolve_promises')}</p>`}
      ${draftOf(id) && html`<p class="heed">${t('resolve_draft')}</p>`}
      <label for="about">${t('resolve_about')}</label>
      <input id="about" name="about" maxlength="200" autocomplete="off" ref=${field} data-first aria-describedby="about-hint" />
      <p class="quick">${likely.map((one) => html`<button key=${one} type="button" onClick=${() => fill(one)}>${one}</button>`)}</p>
      <p class="hint" id="about-hint">${t('resolve_about_hint')}</p>
    <//>
  `;
}

/** @param {{id: string}} props */
export function Merge({ id }) {
  useEffect(() => void fetchEarlier(id), [id]);
  const held = new Set(mine.value.rows.map((row) => row.id));
  const others = earlier.value?.id === id ? earlier.value.rows.filter((row) => held.has(row.id)) : [];
  return html`
    <${Dialog} title=${t('merge_title')} lead=${t('merge_lead')} doWord=${t('merge')}
      onDo=${others.length ? (/** @type {FormData} */ form) => merge(id, textOf(form, 'into')) : undefined}>
      ${others.length
        ? html`
          <fieldset class="options">
            <legend>${t('merge_into')}</legend>
            ${others.map((row, at) => html`
              <label key=${row.id}><input type="radio" name="into" value=${row.id} required data-first=${at === 0 ? true : undefined} />
                <span><strong>${row.last_at ? dayAndClock(row.last_at) : ''}</strong><br /><small lang=${row.language}>${row.last_text}</small></span></label>`)}
          </fieldset>`
        : html`<p>${t('merge_none')}</p>`}
    <//>
  `;
}

/** @param {{id: string}} props */
export const Block = ({ id }) => html`
  <${Dialog} title=${t('block_title')} lead=${t('block_lead')} doWord=${t('block_do')}
    onDo=${(/** @type {FormData} */ form) => block(id, textOf(form, 'reason'), Number(form.get('days')))}>
    <label for="reason">${t('block_reason')}</label>
    <textarea id="reason" name="reason" rows="3" required maxlength="500" data-first></textarea>
    <label for="days">${t('block_days')}</label>
    <input id="days" name="days" type="number" min="1" max="90" value="30" required />
  <//>
`;

/** @param {{id: string}} props */
export const Lift = ({ id }) => html`
  <${Dialog} title=${t('blocked_lift')} lead=${t('lift_lead')} doWord=${t('blocked_lift')} onDo=${(/** @type {FormData} */ form) => lift(id, textOf(form, 'reason'))}>
    <label for="reason">${t('blocked_why')}</label>
    <input id="reason" name="reason" required maxlength="500" data-first autocomplete="off" />
  <//>
`;
