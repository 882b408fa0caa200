// @ts-check
import { useRef } from 'preact/hooks';
import { html } from '../html.js';

/**
 * A small sheet that opens under its button. Escape closes it and gives the focus back; leaving it or choosing closes it too.
 * @param {{label?: string, title: any, name: string, children: any, chooses?: boolean}} props `chooses`: a press inside closes it
 */
export function Disclosure({ label, title, name, children, chooses }) {
  const box = useRef(/** @type {HTMLDetailsElement | null} */ (null));
  function close() {
    if (box.current) box.current.open = false;
  }
  /** @param {KeyboardEvent} press */
  function onKeyDown(press) {
    if (press.key !== 'Escape' || !box.current?.open) return;
    press.preventDefault();
    close();
    box.current.querySelector('summary')?.focus();
  }
  /** @param {FocusEvent} out */
  function onFocusOut(out) {
    if (out.relatedTarget instanceof Node && !box.current?.contains(out.relatedTarget)) close();
  }
  return html`
    <details class="menu ${name}" ref=${box} onKeyDown=${onKeyDown} onFocusOut=${onFocusOut}>
      <summary aria-label=${label}>${title}</summary>
      <div class="sheet" onClick=${(/** @type {any} */ e) => chooses && e.target.closest('button') && close()}>${children}</div>
    </details>
  `;
}
