// @ts-check
import { useLayoutEffect, useRef } from 'preact/hooks';
import { html } from '../../html.js';
import { t } from '../../i18n.js';
import { busy, dialog, notice } from '../../store.js';

/**
 * A modal with one thing to do. Escape closes it, and the focus goes back to where it was.
 * @param {{title: string, lead?: string, doWord?: string, onDo?: (form: FormData) => void, children?: any, small?: boolean}} props
 */
export function Dialog({ title, lead, doWord, onDo, children }) {
  const box = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    const here = box.current;
    here?.showModal();
    /** @type {HTMLElement | null | undefined} */ (here?.querySelector('[data-first]') ?? here?.querySelector('.primary') ?? here?.querySelector('h2'))?.focus();
    return () => {
      here?.close();
      if (document.activeElement && document.activeElement !== document.body && !here?.contains(document.activeElement)) return;
      const goal = before?.isConnected && before !== document.body ? before : document.getElementById('case-heading');
      goal?.focus();
    };
  }, []);

  /** @param {SubmitEvent} submit */
  function onSubmit(submit) {
    submit.preventDefault();
    if (!busy.value) onDo?.(new FormData(/** @type {HTMLFormElement} */ (submit.currentTarget)));
  }
  const bad = notice.value?.kind === 'bad' ? notice.value.text : '';
  return html`
    <dialog ref=${box} aria-labelledby="dialog-title" onCancel=${(/** @type {Event} */ e) => (e.preventDefault(), close())}>
      <form onSubmit=${onSubmit}>
        <h2 id="dialog-title" tabindex="-1">${title}</h2>
        ${lead && html`<p class="lead">${lead}</p>`}
        ${children}
        <p class="trouble" role="alert">${bad}</p>
        <div class="ends">
          <button type="button" onClick=${close}>${t(onDo ? 'cancel' : 'close')}</button>
          ${onDo && html`<button class="primary" type="submit" aria-disabled=${busy.value}>${doWord}</button>`}
        </div>
      </form>
    </dialog>
  `;
}

export function close() {
  dialog.value = null;
  if (notice.value?.kind === 'bad') notice.value = null;
}
