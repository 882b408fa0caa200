// @ts-check
import { useEffect, useRef } from 'preact/hooks';
import { fetchCase } from '../cases.js';
import { html } from '../html.js';
import { dayAndClock, t, tKey } from '../i18n.js';
import { backToList } from '../keys.js';
import { nameOf } from '../reduce.js';
import { current, standing } from '../store.js';
import { named, whose } from '../directory.js';
import { About, Standing } from './about.js';
import { Composer } from './composer.js';
import { ChatState } from './delivery.js';
import { Icon } from './icon.js';
import { Marks, Since } from './row.js';
import { Transcript } from './transcript.js';
import { Verbs } from './verbs.js';

/** The open conversation: who, what one can do, why and brief, everything said so far, and the field. */
export function Case() {
  const { id, found, missing } = current.value;
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const there = Boolean(found) || missing;
  useEffect(() => {
    if (there && !document.activeElement?.closest('.composer, dialog')) heading.current?.focus({ preventScroll: true });
  }, [id, there]);
  return html`
    <article class="case" aria-labelledby="case-heading" aria-busy=${!there}>
      <header class="head">
        <button class="tool back" aria-label=${t('back')} onClick=${backToList}><${Icon} name="back" /></button>
        <div class="titles">
          <h2 id="case-heading" tabindex="-1" ref=${heading}>${found ? nameOf(found) || t('customer') : missing ? t('case_gone') : t('loading')}</h2>
          ${found && html`<${Facts} /><${Awaited} /><${Standing} /><${ChatState} one=${found} />`}
          ${found?.practice && html`<p class="practice-here">${t('practice_here')}</p>`}
        </div>
        ${found && html`<${Verbs} />`}
      </header>
      ${missing && html`<p class="gone"><button onClick=${fetchCase}>${t('try_again')}</button></p>`}
      ${found && html`
        <${About} />
        <${Transcript} key=${id} />
        <${Composer} key=${`field-${id}`} />`}
    </article>
  `;
}

/** What is being waited for: the next person's word, or the customer's. */
function Awaited() {
  const { transfer, asked } = current.value.found ?? {};
  if (asked) return html`<p class="awaited">${t('awaits_customer')}</p>`;
  return transfer?.to ? html`<p class="awaited">${t('transfer_waits', { to: whose(transfer.to) })}</p>` : null;
}

/** Under the name: who has it, urgency, how long, channel and language. */
function Facts() {
  const one = /** @type {import('../types.js').Case} */ (current.value.found);
  const waits = standing.value === 'queue';
  return html`
    <p class="facts">
      <span class="standing ${standing.value}">${standingWords(one)}</span>
      <${Marks} row=${one} fresh=${false} />
      ${waits && one.waiting_since && html`<${Since} at=${one.waiting_since} waits=${true} />`}
      ${waits && html`<span>${toldWords(one)}</span>`}
      <span>${tKey('lang', one.state.language ?? one.language, '')}</span>
      <span>${tKey('channel', one.channel, one.channel ?? '')}</span>
    </p>
  `;
}

/** What the customer's screen says of the wait: the same facts. @param {import('../types.js').Case} one @returns {string} */
function toldWords({ state: { outlook, queue, human } }) {
  if (outlook === 'range' && queue) return t('told_range', { low: queue.wait_s[0] / 60, high: queue.wait_s[1] / 60 });
  if (outlook !== 'opens' && outlook !== 'unknown') return '';
  return human?.expected_at ? t(`told_${outlook}`, { time: dayAndClock(human.expected_at) }) : '';
}

/** @param {import('../types.js').Case} one @returns {string} */
function standingWords({ state }) {
  const name = named(state.human);
  switch (standing.value) {
    case 'mine':
      return t('has_it_you');
    case 'other':
      return t('has_it', { name });
    case 'resolved':
      return name ? t('resolved_with', { name }) : t('has_it_resolved');
    default:
      return t(standing.value === 'bot' ? 'has_it_bot' : 'has_it_queue');
  }
}
