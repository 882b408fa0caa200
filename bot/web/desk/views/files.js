// @ts-check
import { useEffect, useRef, useState } from 'preact/hooks';
import { casePath } from '../api.js';
import { attach, detach, filesOf, uploadAgain } from '../files.js';
import { html } from '../html.js';
import { size, t } from '../i18n.js';
import { current } from '../store.js';
import { Icon } from './icon.js';

/** @typedef {import('../types.js').StoredFile} StoredFile */

/** @param {string} id of the file, in the open case */
const where = (id) => `/v1/desk${casePath(current.value.id, `files/${encodeURIComponent(id)}`)}`;

/** The files of a line: pictures as small previews encoded afresh, everything as a download. @param {{files?: StoredFile[], who: string}} props */
export function Files({ files, who }) {
  if (!Array.isArray(files) || !files.length) return null;
  return html`<ul class="files">${files.map((file) => html`<li key=${file.id}><${FileLink} file=${file} who=${who} /></li>`)}</ul>`;
}

/** @param {{file: StoredFile, who: string}} props */
function FileLink({ file, who }) {
  const [shown, setShown] = useState(Boolean(file.image));
  const words = [file.name, file.size ? size(file.size) : ''].filter(Boolean).join(', ');
  if (!file.id) return html`<span class="file"><${Icon} name="file" />${words}</span>`;
  return html`
    <a class="file" href=${where(file.id)} download=${file.name} aria-label=${t('file_open', { name: words })}>
      ${shown && html`<img src="${where(file.id)}?preview=1" alt=${t('file_picture', { who, name: file.name })} loading="lazy" onError=${() => setShown(false)} />`}
      <span><${Icon} name="file" />${words}</span>
    </a>
  `;
}

/** What goes with the next reply, each with how far it has come. @param {{id: string}} props */
export function Attachments({ id }) {
  const files = filesOf(id);
  if (!files.length) return null;
  return html`
    <ul class="attached" aria-label=${t('attached')}>
      ${files.map((one) => html`
        <li key=${one.key} class=${one.status}>
          <${Icon} name="file" />
          <span><span class="name">${one.name}</span> <small>${size(one.size)}</small><br />
            <small role="status">${stateWords(one)}</small></span>
          ${one.status === 'failed' && one.file && html`<button type="button" class="tool" aria-label=${t('attach_again', { name: one.name })} onClick=${() => uploadAgain(id, one)}><${Icon} name="again" /></button>`}
          <button type="button" class="tool" aria-label=${t('attach_remove', { name: one.name })} onClick=${() => remove(id, one.key)}><${Icon} name="close" /></button>
        </li>`)}
    </ul>
  `;
}

/** @param {string} id @param {string} key the focus goes back to the field, not to nowhere */
function remove(id, key) {
  detach(id, key);
  document.getElementById('field')?.focus();
}

/** @param {import('../types.js').Attached} one */
function stateWords(one) {
  if (one.status === 'failed') return t('attach_failed', { why: one.why ?? '' });
  return t(one.status === 'ready' ? 'attached_ready' : 'attaching');
}

/** @param {{id: string}} props */
export function AttachButton({ id }) {
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
  /** @param {any} change */
  function onChange(change) {
    attach(id, change.currentTarget.files ?? []);
    change.currentTarget.value = '';
    document.getElementById('field')?.focus();
  }
  return html`
    <button type="button" class="tool" aria-label=${t('attach')} title=${t('attach')} onClick=${() => picker.current?.click()}><${Icon} name="clip" /></button>
    <input type="file" multiple hidden ref=${picker} onChange=${onChange} data-picker />
  `;
}

/** Files dropped onto the conversation, or pasted into the field, are attached too. @param {string} id @param {boolean} may */
export function useDroppedFiles(id, may) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    /** @param {DragEvent} drag */
    const isFiles = (drag) => may && [...(drag.dataTransfer?.types ?? [])].includes('Files');
    /** @param {DragEvent} drag */
    const onOver = (drag) => {
      if (!isFiles(drag)) return;
      drag.preventDefault();
      setOver(true);
    };
    /** @param {DragEvent} drag */
    const onDrop = (drag) => {
      setOver(false);
      if (!isFiles(drag)) return;
      drag.preventDefault();
      attach(id, drag.dataTransfer?.files ?? []);
    };
    /** @param {DragEvent} drag */
    const onLeave = (drag) => drag.relatedTarget === null && setOver(false);
    addEventListener('dragover', onOver);
    addEventListener('drop', onDrop);
    addEventListener('dragleave', onLeave);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('drop', onDrop);
      removeEventListener('dragleave', onLeave);
    };
  }, [id, may]);
  return over;
}
