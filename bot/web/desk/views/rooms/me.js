// @ts-check
/** One's own account: what others see, the second step at sign-in, signing out everywhere. */
import { useState } from 'preact/hooks';
import { call } from '../../api.js';
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { fetchDirectory } from '../../lists.js';
import { agent } from '../../store.js';
import { Trouble, useDeed, useFetched, valueOf } from './form.js';
import { Fields } from './person.js';
import { OfferPractice } from '../practice.js';
import { Photo } from './photo.js';

/** @typedef {import('./person.js').Account} Account */

export function Me() {
  const me = /** @type {any} */ (agent.value);
  const [change, setChange] = useState(/** @type {Partial<Account>} */ ({}));
  const { trouble, run, waits } = useDeed();
  /** @param {Event} submit */
  async function save(submit) {
    submit.preventDefault();
    const got = await run(() => call('PUT', `/accounts/${encodeURIComponent(me.id)}`, change), t('saved'));
    if (!got) return;
    agent.value = { ...me, ...change };
    setChange({});
    fetchDirectory().catch(() => {});
  }
  const out = () => run(() => call('POST', `/accounts/${encodeURIComponent(me.id)}/sign-out`, {}));
  return html`
    <form class="sheet-form" onSubmit=${save}>
      <p class="hint">${t('me_lead')}</p>
      <${Fields} who=${{ ...me, ...change }} set=${(/** @type {Partial<Account>} */ more) => setChange({ ...change, ...more })} own roles=${[]} />
      <${Trouble} trouble=${trouble} />
      <div class="ends"><button class="primary" type="submit" aria-disabled=${waits}>${t('save')}</button></div>
    </form>
    <${Photo} who=${me} changed=${(/** @type {string | null} */ photo) => { agent.value = { ...me, photo }; fetchDirectory().catch(() => {}); }} />
    <section class="section"><h3>${t('practice_group')}</h3><${OfferPractice} /></section>
    <${SecondStep} />
    <${Telegram} />
    <p class="section"><button onClick=${out}>${t('account_out')}</button></p>
  `;
}

/** My own chat is told when somebody waits and nobody has taken them, while I am on shift. */
function Telegram() {
  const { found, again } = useFetched('/telegram', { linked: false });
  const [link, setLink] = useState('');
  const { trouble, run } = useDeed();
  const begin = async () => setLink((await run(() => call('POST', '/telegram', {})))?.url ?? '');
  const end = async () => (await run(() => call('DELETE', '/telegram'))) && again();
  return html`
    <section class="section" aria-labelledby="telegram">
      <h3 id="telegram">${t('telegram')}</h3>
      <p class="hint">${t('telegram_lead')}</p>
      <div role="status">${found.linked && t('telegram_linked')}${link && !found.linked && html`<a href=${link} target="_blank" rel="noreferrer">${t('telegram_open')}: ${link}</a>`}</div>
      <${Trouble} trouble=${trouble} />
      ${found.linked ? html`<button onClick=${end}>${t('telegram_end')}</button>` : html`<button onClick=${begin}>${t('telegram_do')}</button>`}
    </section>
  `;
}

/** @typedef {{secret: string, uri: string, setup: string, qr?: string}} Setup */

function SecondStep() {
  const [setup, setSetup] = useState(/** @type {Setup | null} */ (null));
  const [code, setCode] = useState('');
  const { trouble, run, waits } = useDeed();
  const begin = async () => setSetup(await run(() => call('POST', '/me/totp', {})));
  /** @param {Event} submit */
  async function confirm(submit) {
    submit.preventDefault();
    if (!(await run(() => call('POST', '/me/totp/confirm', { code: code.trim(), setup: setup?.setup }), t('totp_on')))) return;
    setSetup(null);
    setCode('');
  }
  async function remove() {
    if (await run(() => call('DELETE', '/me/totp', { code: code.trim() }), t('totp_off'))) setCode('');
  }
  return html`
    <section class="section" aria-labelledby="totp">
      <h3 id="totp">${t('totp')}</h3>
      <p class="hint">${t('totp_lead')}</p>
      <form class="sheet-form" onSubmit=${confirm}>
        ${setup && html`
          ${setup.qr && html`<img class="qr" src=${setup.qr} alt=${t('totp_qr')} width="180" height="180" />`}
          <p>${t('totp_secret')}</p>
          <p><code class="secret">${setup.secret.replace(/(.{4})/g, '$1 ')}</code></p>
          <p><a href=${setup.uri}>${t('totp_link')}</a></p>`}
        <label for="totp-code">${t('totp_code')}</label>
        <input id="totp-code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" value=${code} onInput=${(/** @type {any} */ e) => setCode(valueOf(e))} />
        <${Trouble} trouble=${trouble} />
        <div class="ends">
          ${setup
            ? html`<button class="primary" type="submit" aria-disabled=${waits}>${t('totp_confirm')}</button>`
            : html`<button type="button" onClick=${remove} disabled=${!code.trim()}>${t('totp_remove')}</button> <button type="button" onClick=${begin}>${t('totp_begin')}</button>`}
        </div>
      </form>
    </section>
  `;
}
