// @ts-check
import { html } from '../html.js';
import { t } from '../i18n.js';
import { href } from '../route.js';
import { setPresence, signOut } from '../session.js';
import { agent, dialog } from '../store.js';
import { Disclosure } from './disclosure.js';
import { Face } from './face.js';
import { Icon } from './icon.js';
import { LanguageChoice } from './language.js';
import { SoundSwitch } from './sound.js';

/** Presence, sound, help, and the agent's own menu. */
export function Tools() {
  const who = agent.value;
  return html`
    <div class="tools">
      <label class="presence ${who?.status ?? 'offline'}">
        <span class="hidden">${t('presence')}</span>
        <span class="dot" aria-hidden="true"></span>
        <select value=${who?.status ?? 'offline'} onChange=${(/** @type {any} */ e) => setPresence(e.currentTarget.value)}>
          ${(/** @type {const} */ (['online', 'away', 'offline'])).map((one) => html`<option value=${one}>${t(one === 'online' && who?.stands_by ? 'stands_by' : one)}</option>`)}
        </select>
      </label>
      <${SoundSwitch} />
      <button class="tool wide" aria-label=${t('help')} title=${t('help')} aria-keyshortcuts="?"
        onClick=${() => (dialog.value = 'help')}><${Icon} name="help" /></button>
      <${Menu} />
    </div>
  `;
}

function Menu() {
  const who = agent.value;
  return html`
    <${Disclosure} name="me" label="${t('settings')}: ${who?.name ?? ''}" title=${html`<${Face} name=${who?.name ?? ''} kind="agent" photo=${who?.photo} />`}>
      <p><strong>${who?.name}</strong><br />${who?.role}</p>
      <a href=${href('rooms', 'me')}>${t('room_me')}</a>
      <${LanguageChoice} />
      <button onClick=${() => (dialog.value = 'help')}>${t('help')}</button>
      <button onClick=${signOut}>${t('sign_out')}</button>
    <//>
  `;
}
