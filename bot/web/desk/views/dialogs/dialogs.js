// @ts-check
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { SHORTCUTS, toggleKeys } from '../../keys.js';
import { current, dialog, keysOn } from '../../store.js';
import { Ask, Link } from './asking.js';
import { Dialog } from './dialog.js';
import { Block, Lift, Merge, Resolve } from './ending.js';
import { Goodwill } from './goodwill.js';
import { Decline, Return, Transfer } from './handing.js';
import { HelpIn, TakeOver } from './leading.js';
import { Kept, Move, PromiseDialog, Tried, Withdraw } from './promise.js';
import { Later, Snooze } from './putting.js';

/** @type {Record<import('../../store.js').Dialog, any>} */
const PARTS = {
  decline: Decline, transfer: Transfer, return: Return, resolve: Resolve, promise: PromiseDialog, help: Help, kept: Kept, tried: Tried,
  move: Move, withdraw: Withdraw, later: Later, snooze: Snooze, ask: Ask, link: Link, goodwill: Goodwill, merge: Merge, block: Block, lift: Lift, help_in: HelpIn, take_over: TakeOver,
};

/** The dialog that is open, if one is. */
export function Dialogs() {
  const which = dialog.value;
  return which && html`<${PARTS[which]} key=${which} id=${current.value.id} />`;
}

function Help() {
  return html`
    <${Dialog} title=${t('help_title')} lead=${t('help_lead')}>
      <label class="switch"><input type="checkbox" checked=${keysOn.value} onChange=${toggleKeys} /> ${t('keys_on')}</label>
      <dl class="shortcuts">
        ${SHORTCUTS.map(([keys, word]) => html`
          <div key=${word}><dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${t(word)}</dd></div>`)}
      </dl>
    <//>
  `;
}
