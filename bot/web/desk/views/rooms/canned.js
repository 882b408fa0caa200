// @ts-check
/** Canned replies, kept by leads; the tone guide is held when one is saved. */
import { useState } from 'preact/hooks';
import { call } from '../../api.js';
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { Refused, Texts, useDeed, useFetched, valueOf, written } from './form.js';

/** @typedef {{id: string, name: string, texts: Record<string, string>}} Kept */

/** @param {string} id */
const path = (id) => `/canned/${encodeURIComponent(id)}`;

export function Canned() {
  const { found, failed, again } = useFetched('/canned', /** @type {{canned: Kept[], facts: string[]}} */ ({ canned: [], facts: [] }));
  const [open, setOpen] = useState(/** @type {Kept | null} */ (null));
  const done = () => (setOpen(null), again());
  return html`
    <p class="lead">${t('canned_lead', { facts: found.facts.map((one) => `{${one}}`).join(' ') })}</p>
    ${failed && html`<p class="trouble">${t('room_failed')}</p>`}
    ${open ? html`<${Editor} key=${open.id} kept=${open} done=${done} />` : html`<p><button class="primary" onClick=${() => setOpen({ id: '', name: '', texts: {} })}>${t('add')}</button></p>`}
    <ul class="cards">${found.canned.map((one) => html`
      <li key=${one.id}>
        <p><strong>${one.name}</strong> <kbd>/${one.id}</kbd></p>
        ${Object.entries(one.texts).map(([key, text]) => html`<p key=${key} lang=${key}>${text}</p>`)}
        <p class="deeds"><button aria-label=${t('edit', { name: one.name })} onClick=${() => setOpen(one)}>${t('edit_short')}</button></p>
      </li>`)}</ul>
  `;
}

/** @param {{key?: string, kept: Kept, done: () => void}} props */
function Editor({ kept, done }) {
  const [id, setId] = useState(kept.id);
  const [name, setName] = useState(kept.name);
  const [texts, setTexts] = useState(kept.texts);
  const { trouble, problem, run, waits } = useDeed();
  /** @param {Event} submit */
  async function save(submit) {
    submit.preventDefault();
    if (await run(() => call('PUT', path(id.trim()), { name: name.trim(), texts: written(texts) }), t('saved'))) done();
  }
  const drop = async () => (await run(() => call('DELETE', path(kept.id)), t('canned_gone', { name }))) && done();
  return html`
    <form class="sheet-form" onSubmit=${save}>
      <label for="canned-id">${t('canned_id')}</label>
      <input id="canned-id" required maxlength="40" value=${id} readonly=${Boolean(kept.id)} autocomplete="off" onInput=${(/** @type {any} */ e) => setId(valueOf(e))} />
      <label for="canned-name">${t('canned_name')}</label>
      <input id="canned-name" required maxlength="80" value=${name} autocomplete="off" onInput=${(/** @type {any} */ e) => setName(valueOf(e))} />
      <${Texts} texts=${texts} set=${setTexts} name="canned-text" />
      <${Refused} trouble=${trouble} problem=${problem} />
      <div class="ends">
        ${kept.id && html`<button type="button" class="apart" onClick=${drop}>${t('remove')}</button>`}
        <button type="button" onClick=${done}>${t('cancel')}</button>
        <button class="primary" type="submit" aria-disabled=${waits}>${t('save')}</button>
      </div>
    </form>
  `;
}
