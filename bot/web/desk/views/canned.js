// @ts-check
/** Canned replies: "/" at the start of a line opens them, arrows choose, Enter inserts, Escape closes. */
import { useEffect, useState } from 'preact/hooks';
import { canned, fetchCanned, matching } from '../beside.js';
import { html } from '../html.js';
import { t } from '../i18n.js';

const TYPED = /(^|\n)\/([^\s/]*)$/;
export const GAP = '____';

/** @param {string} text up to the caret @returns {string | null} what was typed after "/"; null: no reply is being looked for */
export const typedAfterSlash = (text) => TYPED.exec(text)?.[2] ?? null;

/**
 * The replies that fit what is typed, and how the keys move among them.
 * @param {string} id of the case @param {string | null} typed
 * @param {(text: string) => void} insert
 */
export function usePicker(id, typed, insert) {
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState(false);
  const looks = typed !== null && !closed;
  useEffect(() => {
    setAt(0);
    if (typed === null) setClosed(false);
  }, [typed]);
  useEffect(() => {
    if (looks) fetchCanned(id).catch(() => {});
  }, [looks, id]);
  const found = looks && canned.value.id === id ? matching(canned.value.rows, typed) : [];
  const open = looks && canned.value.id === id;

  /** @param {KeyboardEvent} press @returns {boolean} whether the key was for the list */
  function onKey(press) {
    if (!open) return false;
    if (press.key === 'Escape') setClosed(true);
    else if (!found.length) return false;
    else if (press.key === 'ArrowDown') setAt((at + 1) % found.length);
    else if (press.key === 'ArrowUp') setAt((at + found.length - 1) % found.length);
    else if ((press.key === 'Enter' && !press.shiftKey) || press.key === 'Tab') insert(found[at]?.filled?.text ?? '');
    else return false;
    press.preventDefault();
    return true;
  }
  return { open, found, at, onKey, active: open && found[at] ? `canned-${found[at].id}` : undefined };
}

/** @param {{picker: ReturnType<typeof usePicker>, insert: (text: string) => void}} props */
export function CannedList({ picker, insert }) {
  const { open, found, at } = picker;
  useEffect(() => {
    document.getElementById(picker.active ?? '')?.scrollIntoView({ block: 'nearest' });
  }, [picker.active]);
  if (!open) return html`<p class="hidden" role="status"></p>`;
  return html`
    <p class="hidden" role="status">${found.length ? t('canned_found', { n: found.length }) : t('canned_none')}</p>
    ${!found.length && html`<p class="hint canned-none">${t('canned_none')}</p>`}
    <ul class="canned" id="canned" role="listbox" aria-label=${t('canned')} hidden=${!found.length}>
      ${found.map((one, index) => html`
        <li key=${one.id} id="canned-${one.id}" role="option" aria-selected=${index === at}
          onMouseDown=${(/** @type {Event} */ e) => (e.preventDefault(), insert(one.filled?.text ?? ''))}>
          <strong>${one.name}</strong> <kbd>/${one.id}</kbd><br /><span lang=${one.filled?.language}>${one.filled?.text}</span>
        </li>`)}
    </ul>
  `;
}
