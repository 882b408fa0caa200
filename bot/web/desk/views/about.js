// @ts-check
import { useEffect, useState } from 'preact/hooks';
import { html } from '../html.js';
import { dayAndClock, language, reasonWords, t, tKey } from '../i18n.js';
import { reasonKeys } from '../reduce.js';
import { current, signals } from '../store.js';

/** @typedef {import('../types.js').Case} CaseData */

const WIDE = matchMedia('(min-width: 75rem)');

/** Why it came to a person, what was understood, what was promised: beside the transcript, or folded above it. */
export function About() {
  const [wide, setWide] = useState(WIDE.matches);
  useEffect(() => {
    const change = () => setWide(WIDE.matches);
    WIDE.addEventListener('change', change);
    return () => WIDE.removeEventListener('change', change);
  }, []);
  const one = /** @type {CaseData} */ (current.value.found);
  if (wide) return html`<aside class="about" aria-label=${t('about')} tabindex="0"><${Parts} one=${one} /></aside>`;
  const matter = (one.brief ?? one.state.brief)?.matter;
  const reasons = reasonKeys(one.reasons).map(reasonWords).join(' · ');
  return html`
    <aside class="about folded" aria-label=${t('about')}>
      <details>
        <summary><strong>${matter ?? t('about')}</strong>${reasons && html` <span>${reasons}</span>`}</summary>
        <${Parts} one=${one} />
      </details>
    </aside>
  `;
}

/** @param {{one: CaseData}} props */
const Parts = ({ one }) => html`<${Why} one=${one} /><${BriefBox} one=${one} /><${Promises} one=${one} />`;

/** Reasons in words, never a score, with the customer's own words that raised each signal. @param {{one: CaseData}} props */
function Why({ one }) {
  const reasons = reasonKeys(one.reasons);
  return html`
    <section aria-labelledby="why">
      <h3 id="why">${t('why')}</h3>
      ${reasons.length
        ? html`<ul class="reasons">${reasons.map((key) => html`<li key=${key}>${reasonWords(key)}</li>`)}</ul>`
        : html`<p class="hint">${t('why_none')}</p>`}
      ${signals.value.length > 0 && html`
        <h4>${t('own_words')}</h4>
        <ul class="signals">
          ${signals.value.map((signal) => html`
            <li key=${signal.name + signal.text}>
              ${signal.text && html`<q lang=${one.state.language}>${signal.text}</q>`}
              <span>${tKey('signal', signal.name, reasonWords(signal.name))}</span>
            </li>`)}
        </ul>`}
    </section>
  `;
}

/** @param {{one: CaseData}} props */
function BriefBox({ one }) {
  const brief = one.brief ?? one.state.brief ?? {};
  const lines = (/** @type {const} */ (['matter', 'order', 'tried', 'wants'])).filter((key) => brief[key]);
  return html`
    <section aria-labelledby="brief">
      <h3 id="brief">${t('brief')}</h3>
      ${lines.length
        ? html`
          <dl lang=${one.state.language}>${lines.map((key) => html`<div key=${key}><dt lang=${language.value}>${t(key)}</dt><dd>${brief[key]}</dd></div>`)}</dl>
          <p class="hint">${t('brief_lead')}</p>`
        : html`<p class="hint">${t('brief_none')}</p>`}
    </section>
  `;
}

/** @param {{one: CaseData}} props */
function Promises({ one }) {
  const promises = one.state.promises ?? [];
  if (!promises.length) return null;
  return html`
    <section aria-labelledby="promises">
      <h3 id="promises">${t('promises')}</h3>
      <ul class="promises">
        ${promises.map((made) => html`
          <li key=${made.id} class=${made.status}>
            <strong>${made.who?.name ?? ''}</strong>: ${tKey('what', made.what, made.what)} ${t('by_when', { time: dayAndClock(made.due_at) })}
            ${made.where && html`, ${tKey('where', made.where, made.where)}`} <span class="tag">${tKey('status', made.status, made.status)}</span>
            ${made.text && html`<br /><span lang=${one.state.language}>${made.text}</span>`}
          </li>`)}
      </ul>
    </section>
  `;
}
