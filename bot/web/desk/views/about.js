// @ts-check
import { useEffect, useState } from 'preact/hooks';
import { whose } from '../directory.js';
import { html } from '../html.js';
import { dayAndClock, language, money, reasonWords, t, tKey } from '../i18n.js';
import { reasonKeys } from '../reduce.js';
import { href } from '../route.js';
import { agent, current, signals } from '../store.js';
import { Earlier, OrderBox } from './beside.js';
import { Promises } from './promises.js';

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
const Parts = ({ one }) => html`
  <${BriefBox} one=${one} /><${Promises} one=${one} /><${Why} one=${one} /><${OrderBox} one=${one} /><${MadeGood} one=${one} />
  <${Earlier} one=${one} /><${Joined} one=${one} />
`;

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

/** Three to six lines from the log: what need not be asked again. @param {{one: CaseData}} props */
function BriefBox({ one }) {
  const lines = one.brief_lines ?? [];
  return html`
    <section aria-labelledby="brief">
      <h3 id="brief">${t('brief')}</h3>
      ${lines.length
        ? html`
          <dl lang=${one.state.language}>${lines.map((line) => html`
            <div key=${line.kind}><dt lang=${language.value}>${tKey('line', line.kind, line.kind)}</dt>
              <dd>${line.by && `${whose(line.by)}: `}${tKey('what', line.text, line.text)}${line.at && ` (${t('by_when', { time: dayAndClock(line.at) })})`}</dd></div>`)}</dl>
          <p class="hint">${t('brief_lead')}</p>`
        : html`<p class="hint">${t('brief_none')}</p>`}
    </section>
  `;
}

/** What was given already, so that nobody gives it twice or forgets it. @param {{one: CaseData}} props */
function MadeGood({ one }) {
  if (!one.goodwill?.length) return null;
  return html`
    <section aria-labelledby="given">
      <h3 id="given">${t('goodwill_given')}</h3>
      <ul>${one.goodwill.map((each) => html`<li key=${each.reason}>${money(each.amount_eur)}, ${tKey('goodwill', each.reason, each.reason)}, ${whose(each.agent)}</li>`)}</ul>
    </section>
  `;
}

/** @param {{one: CaseData}} props */
function Joined({ one }) {
  if (!one.joined?.length) return null;
  return html`
    <section><p class="hint">${t('joined', { n: one.joined.length })}${one.joined.map((id) => html` <a key=${id} href=${href('now', id)}>${t('merged_open')}</a>`)}</p></section>
  `;
}

/** Who was asked and has not answered, me among them; and what stands in the way. */
export function Standing() {
  const one = /** @type {CaseData} */ (current.value.found);
  const me = agent.value?.id;
  const waits = (one.asked_of ?? []).map(({ to, by }) =>
    to?.id === me ? t('asked_of_me', { name: by?.name ?? '' }) : t('asked_of', { name: to?.name ?? '' }),
  );
  if (one.snoozed_until) waits.push(t('snoozed_until', { time: dayAndClock(one.snoozed_until) }));
  if (one.blocked_until) waits.push(t('blocked_until', { time: dayAndClock(one.blocked_until) }));
  return html`
    ${waits.map((words) => html`<p key=${words} class="awaited">${words}</p>`)}
    ${one.merged_into && html`<p class="awaited">${t('merged_into')} <a href=${href('now', one.merged_into)}>${t('merged_open')}</a></p>`}
  `;
}
