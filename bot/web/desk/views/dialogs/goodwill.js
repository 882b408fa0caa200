// @ts-check
/** Making good: reasons with the company's sums, those that the record bears out first. */
import { useEffect, useState } from 'preact/hooks';
import { call, casePath } from '../../api.js';
import { makeGood } from '../../casework.js';
import { html } from '../../html.js';
import { money, t, tKey } from '../../i18n.js';
import { current } from '../../store.js';
import { Dialog } from './dialog.js';
import { textOf } from './fields.js';

/** @typedef {{reasons: {reason: string, amount_eur: number, happened: boolean}[], limit_eur: number, left_eur: number,
 *   given: import('../../types.js').Given[]}} Fitting */

/** @param {{id: string}} props */
export function Goodwill({ id }) {
  const [fitting, setFitting] = useState(/** @type {Fitting | null} */ (null));
  const [sum, setSum] = useState('');
  useEffect(() => {
    call('GET', casePath(id, 'goodwill')).then(setFitting, () => {});
  }, [id]);
  if (!fitting) return null;
  const given = new Set(fitting.given.map((one) => one.reason));
  const reasons = fitting.reasons.filter((one) => !given.has(one.reason));
  const may = fitting.left_eur > 0 && reasons.length > 0;
  /** @param {FormData} form */
  function onDo(form) {
    const text = textOf(form, 'text');
    makeGood(id, { reason: textOf(form, 'goodwill'), amount_eur: Number(sum), ...(text ? { text } : {}) });
  }
  if (!may) return html`<${Dialog} title=${t('goodwill_title')} lead=${t('goodwill_none')} />`;
  return html`
    <${Dialog} title=${t('goodwill_title')} lead=${t('goodwill_lead')} doWord=${t('goodwill_do')} onDo=${onDo}>
      <fieldset class="options">
        <legend>${t('goodwill_why')}</legend>
        ${reasons.map((one, at) => html`
          <label key=${one.reason}>
            <input type="radio" name="goodwill" value=${one.reason} required data-first=${at === 0 ? true : undefined}
              onChange=${() => setSum(String(Math.min(one.amount_eur, fitting.left_eur)))} />
            <span>${tKey('goodwill', one.reason, one.reason.replaceAll('_', ' '))} <small>${money(one.amount_eur)}</small>
              ${one.happened && html` <span class="tag high">${t('goodwill_here')}</span>`}</span>
          </label>`)}
      </fieldset>
      <label for="sum">${t('goodwill_sum')}</label>
      <input id="sum" name="sum" type="number" min="0.01" step="0.01" max=${fitting.left_eur} required value=${sum} aria-describedby="sum-left"
        onInput=${(/** @type {any} */ e) => setSum(e.currentTarget.value)} />
      <p class="hint" id="sum-left">${t('goodwill_left', { left: money(fitting.left_eur).replace(/[€\s]/g, '') })}</p>
      <label for="text">${t('goodwill_text')}</label>
      <textarea id="text" name="text" rows="2" maxlength="500" lang=${current.value.found?.state.language}></textarea>
    <//>
  `;
}
