// @ts-check
import { reopen, wake } from '../casework.js';
import { html } from '../html.js';
import { t } from '../i18n.js';
import { busy, claimable, current, fits, heads, liftable, offeredIds, openDialog, standing } from '../store.js';
import { claim } from '../verbs.js';
import { Disclosure } from './disclosure.js';

/** @typedef {import('../store.js').Dialog} Dialog */

/** The verbs that make sense now; the rarer ones behind "more". */
export function Verbs() {
  const { id, found } = current.value;
  const mine = standing.value === 'mine';
  const put = Boolean(found?.snoozed_until);
  const over = standing.value === 'resolved' && !found?.merged_into && !found?.blocked_until;
  return html`
    <div class="verbs" role="group" aria-label=${t('actions')} aria-busy=${busy.value}>
      ${claimable.value && html`<${Verb} key="c" keys="C" primary onClick=${() => claim(id)}>${t('claim')}<//>`}
      ${!mine && offeredIds.value.has(id) && html`<${Opens} keys="D" which="decline">${t('decline')}<//>`}
      ${mine && html`
        <${Opens} keys="E" which="resolve" primary>${t('resolve')}<//>
        <${Opens} keys="P" which="promise">${t('promise')}<//>
        <${Opens} keys="T" which="transfer">${t('transfer')}<//>
        ${put && html`<${Verb} keys="W" onClick=${() => wake(id)}>${t('wake')}<//>`}`}
      ${over && html`<${Verb} key="o" keys="O" onClick=${() => reopen(id)}>${t('reopen')}<//>`}
      ${liftable.value && html`<${Opens} keys="" which="lift">${t('blocked_lift')}<//>`}
      ${!mine && standing.value !== 'resolved' && html`<${Opens} keys="A" which="ask">${t('ask')}<//>`}
      ${standing.value === 'other' && heads.value && html`
        <${Opens} keys="" which="help_in">${t('help_in')}<//>
        <${Opens} keys="" which="take_over">${t('take_over')}<//>`}
      ${mine && html`
        <${Disclosure} name="more-verbs" title=${html`${t('more_verbs')} <span aria-hidden="true">▾</span>`} chooses>
          <${Opens} keys="A" which="ask">${t('ask')}<//>
          <${Opens} keys="L" which="later">${t('send_later')}<//>
          <${Opens} keys="Z" which="snooze">${t('snooze')}<//>
          <${Opens} keys="G" which="goodwill">${t('goodwill')}<//>
          <${Opens} keys="B" which="return">${t('return_bot')}<//>
          <${Opens} keys="" which="merge">${t('merge')}<//>
          <${Opens} keys="" which="block">${t('block')}<//>
        <//>`}
    </div>
  `;
}

/** @param {{which: Dialog, keys: string, primary?: boolean, children: any}} props */
const Opens = ({ which, ...rest }) => fits(which) && html`<${Verb} ...${rest} popup onClick=${() => openDialog(which)} />`;

/** @param {{keys: string, primary?: boolean, popup?: boolean, onClick: () => void, children: any}} props */
function Verb({ keys, primary, popup, onClick, children }) {
  return html`
    <button class=${primary ? 'primary' : ''} aria-keyshortcuts=${keys || undefined} aria-haspopup=${popup ? 'dialog' : undefined}
      aria-disabled=${busy.value} onClick=${() => !busy.value && onClick()}>${children}${keys && html`<kbd aria-hidden="true">${keys}</kbd>`}</button>
  `;
}
