// @ts-check
/** A photo of somebody: chosen, shown as customers see it, taken away. */
import { useRef } from 'preact/hooks';
import { call, sendPhoto } from '../../api.js';
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { Face } from '../face.js';
import { Trouble, useDeed } from './form.js';

/** @param {{who: import('./person.js').Account, changed: (photo: string | null) => void}} props */
export function Photo({ who, changed }) {
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
  const { trouble, run, waits } = useDeed();
  const path = `/accounts/${encodeURIComponent(who.id)}/photo`;
  /** @param {any} event */
  async function chosen(event) {
    const [file] = event.currentTarget.files ?? [];
    if (!file) return;
    const got = await run(() => sendPhoto(path, file), t('photo_kept'));
    if (picker.current) picker.current.value = '';
    if (got) changed(got.account.photo);
  }
  const drop = async () => (await run(() => call('DELETE', path), t('photo_dropped'))) && changed(null);
  return html`
    <section class="section photo" aria-labelledby="photo">
      <h3 id="photo">${t('photo')}</h3>
      <p class="hint">${t('photo_lead')}</p>
      <div class="ends">
        <${Face} name=${who.name} kind="agent" photo=${who.photo} />
        <input ref=${picker} type="file" accept="image/jpeg,image/png,image/webp" hidden data-photo onChange=${chosen} />
        <button type="button" aria-disabled=${waits} onClick=${() => picker.current?.click()}>${t('photo_choose')}</button>
        ${who.photo && html` <button type="button" onClick=${drop}>${t('photo_drop')}</button>`}
      </div>
      <${Trouble} trouble=${trouble} />
    </section>
  `;
}
