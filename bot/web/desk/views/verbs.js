// @ts-check
import { html } from '../html.js';
import { t } from '../i18n.js';
import { busy, claimable, current, dialog, offeredIds, standing } from '../store.js';
import { claim } from '../verbs.js';

/** @typedef {import('../store.js').Dialog} Dialog */

/** The verbs that make sense now. */
export function Verbs() {
  const { id } = current.value;
  const mine = standing.value === 'mine';
  return html`
    <div class="verbs" role="group" aria-label=${t('actions')} aria-busy=${busy.value}>
      ${claimable.value && html`<${Verb} key="c" keys="C" primary onClick=${() => claim(id)}>${t('claim')}<//>`}
      ${!mine && offeredIds.value.has(id) && html`<${Opens} keys="D" which="decline">${t('decline')}<//>`}
      ${mine && html`
        <${Opens} keys="E" which="resolve" primary>${t('resolve')}<//>
        <${Opens} keys="P" which="promise">${t('promise')}<//>
        <${Opens} keys="T" which="transfer">${t('transfer')}<//>
        <${Opens} keys="B" which="return">${t('return_bot')}<//>`}
    </div>
  `;
}

/** @param {{which: Dialog, keys: string, primary?: boolean, children: any}} props */
const Opens = ({ which, ...rest }) => html`<${Verb} ...${rest} popup onClick=${() => (dialog.value = which)} />`;

/** @param {{keys: string, primary?: boolean, popup?: boolean, onClick: () => void, children: any}} props */
function Verb({ keys, primary, popup, onClick, children }) {
  return html`
    <button class=${primary ? 'primary' : ''} aria-keyshortcuts=${keys} aria-haspopup=${popup ? 'dialog' : undefined}
      aria-disabled=${busy.value} onClick=${() => !busy.value && onClick()}>${children}<kbd aria-hidden="true">${keys}</kbd></button>
  `;
}
