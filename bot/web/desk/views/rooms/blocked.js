// @ts-check
/** Who is blocked, by whom and why: looked at again by somebody else. */
import { useState } from 'preact/hooks';
import { call } from '../../api.js';
import { whose } from '../../directory.js';
import { html } from '../../html.js';
import { dayAndClock, t } from '../../i18n.js';
import { href } from '../../route.js';
import { Trouble, useDeed, useFetched, valueOf } from './form.js';

/** @typedef {{conversation: string, name?: string | null, by: string, reason: string, at: string, until: string}} Blocking */

export function Blocked() {
  const { found, failed, again } = useFetched('/blocked', /** @type {{blocked: Blocking[]}} */ ({ blocked: [] }));
  return html`
    ${failed && html`<p class="trouble">${t('room_failed')}</p>`}
    ${!failed && !found.blocked.length && html`<p class="hint">${t('blocked_none')}</p>`}
    <ul class="cards">${found.blocked.map((one) => html`<${One} key=${one.conversation} one=${one} again=${again} />`)}</ul>
  `;
}

/** @param {{key?: string, one: Blocking, again: () => void}} props */
function One({ one, again }) {
  const [why, setWhy] = useState('');
  const { trouble, run, waits } = useDeed();
  /** @param {Event} submit */
  async function lift(submit) {
    submit.preventDefault();
    const done = await run(() => call('POST', `/blocked/${encodeURIComponent(one.conversation)}/lift`, { reason: why.trim() }), t('blocked_lifted'));
    if (done) again();
  }
  const field = `why-${one.conversation}`;
  return html`
    <li>
      <p><strong>${one.name || t('customer')}</strong> <span class="hint">${t('blocked_by', { name: whose(one.by), time: dayAndClock(one.until) })}</span></p>
      <p>${one.reason}</p>
      <p><a href=${href('now', one.conversation)}>${t('blocked_open')}</a></p>
      <form class="inline-form" onSubmit=${lift}>
        <label for=${field}>${t('blocked_why')}</label>
        <input id=${field} required maxlength="500" value=${why} onInput=${(/** @type {any} */ e) => setWhy(valueOf(e))} />
        <button type="submit" aria-disabled=${waits}>${t('blocked_lift')}</button>
        <${Trouble} trouble=${trouble} />
      </form>
    </li>
  `;
}
