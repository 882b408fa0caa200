// @ts-check
/** Accounts: invited by link, changed by those who may, ended at once. */
import { useState } from 'preact/hooks';
import { call } from '../../api.js';
import { html } from '../../html.js';
import { t, tKey } from '../../i18n.js';
import { fetchDirectory } from '../../lists.js';
import { agent, directory, openDialog } from '../../store.js';
import { Status } from '../people.js';
import { Trouble, useDeed, useFetched, valueOf } from './form.js';
import { Fields, ROLES } from './person.js';
import { Photo } from './photo.js';

/** @typedef {import('./person.js').Account} Account */

const isAdmin = () => Boolean(agent.value?.roles?.includes('admin'));

/** @param {string} id @param {string} [verb] */
const path = (id, verb) => `/accounts/${encodeURIComponent(id)}${verb ? `/${verb}` : ''}`;

export function Accounts() {
  const { found, failed, again } = useFetched('/accounts', /** @type {{accounts: Account[]}} */ ({ accounts: [] }));
  const [open, setOpen] = useState(/** @type {Account | 'new' | null} */ (null));
  const done = () => {
    setOpen(null);
    again();
    fetchDirectory().catch(() => {});
  };
  return html`
    ${failed && html`<p class="trouble">${t('room_failed')}</p>`}
    ${open === null && html`<p><button class="primary" onClick=${() => setOpen('new')}>${t('invite')}</button></p>`}
    ${open === 'new' && html`<${Invite} done=${done} />`}
    ${open && open !== 'new' && html`<${Change} key=${open.id} account=${open} done=${done} />`}
    <ul class="cards">${found.accounts.map((one) => html`
      <li key=${one.id}>
        <p><strong>${[one.name, one.surname].filter(Boolean).join(' ')}</strong> <${Status} status=${one.status} /></p>
        <p class="hint">${one.email} · ${one.roles.map((role) => tKey('role', role, role)).join(', ')}</p>
        <p class="deeds"><button aria-label=${t('edit', { name: one.name })} onClick=${() => setOpen(one)}>${t('edit_short')}</button></p>
      </li>`)}</ul>
  `;
}

/** @param {{done: () => void}} props */
function Invite({ done }) {
  const [who, setWho] = useState(/** @type {Partial<Account>} */ ({ team: directory.value.teams[0]?.id, languages: ['fi'], roles: ['agent'], capacity: 4 }));
  const { trouble, run, waits } = useDeed();
  /** @param {Event} submit */
  async function invite(submit) {
    submit.preventDefault();
    const got = await run(() => call('POST', '/invitations', who));
    if (!got) return;
    openDialog('link', JSON.stringify({ kind: 'invite', name: who.name, link: new URL(got.link, location.href).href }));
    done();
  }
  return html`
    <form class="sheet-form" onSubmit=${invite}>
      <p class="hint">${t('invite_lead')}</p>
      <label for="account-email">${t('email')}</label>
      <input id="account-email" type="email" required maxlength="254" value=${who.email ?? ''} autocomplete="off" onInput=${(/** @type {any} */ e) => setWho({ ...who, email: valueOf(e) })} />
      <${Fields} who=${who} set=${(/** @type {Partial<Account>} */ change) => setWho({ ...who, ...change })} roles=${isAdmin() ? ROLES : []} />
      <${Trouble} trouble=${trouble} />
      <div class="ends"><button type="button" onClick=${done}>${t('cancel')}</button><button class="primary" type="submit" aria-disabled=${waits}>${t('invite')}</button></div>
    </form>
  `;
}

/** @param {{key?: string, account: Account, done: () => void}} props */
function Change({ account, done }) {
  const [change, setChange] = useState(/** @type {Partial<Account>} */ ({}));
  const [photo, setPhoto] = useState(account.photo ?? null);
  const [sure, setSure] = useState(false);
  const { trouble, run, waits } = useDeed();
  const who = { ...account, ...change };
  /** @param {Event} submit */
  async function save(submit) {
    submit.preventDefault();
    if (await run(() => call('PUT', path(account.id), change), t('saved'))) done();
  }
  const out = () => run(() => call('POST', path(account.id, 'sign-out'), {}), t('account_out_done'));
  async function disable() {
    if (!sure) return setSure(true);
    if (await run(() => call('POST', path(account.id, 'disable'), {}), t('account_disabled'))) done();
  }
  return html`
    <${Photo} who=${{ ...account, photo }} changed=${setPhoto} />
    <form class="sheet-form" onSubmit=${save} aria-label=${t('edit', { name: account.name })}>
      <${Fields} who=${who} set=${(/** @type {Partial<Account>} */ more) => setChange({ ...change, ...more })} roles=${isAdmin() ? ROLES : []} />
      ${sure && html`<p class="heed" role="alert">${t('account_disable_sure', { name: account.name })}</p>`}
      <${Trouble} trouble=${trouble} />
      <div class="ends">
        ${isAdmin() && html`<button type="button" class="apart" onClick=${disable}>${t('account_disable')}</button> <button type="button" onClick=${out}>${t('account_out')}</button>`}
        <button type="button" onClick=${done}>${t('cancel')}</button>
        <button class="primary" type="submit" aria-disabled=${waits}>${t('save')}</button>
      </div>
    </form>
  `;
}
