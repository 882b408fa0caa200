// @ts-check
import { html } from '../html.js';
import { Row } from './row.js';

/** @typedef {import('../types.js').Row} RowData */

/** Rows under a title; without rows and without a word for that, nothing. @param {{title: string, rows: RowData[], kind: string, view: import('../store.js').View, empty?: string}} props */
export function Group({ title, rows, kind, view, empty = '' }) {
  if (!rows.length && !empty) return null;
  return html`
    <div class="group ${kind}">
      <h3 id="group-${kind}">${title} ${rows.length > 0 && html`<span class="count">${rows.length}</span>`}</h3>
      ${rows.length
        ? html`<ul class="rows" aria-labelledby="group-${kind}">${rows.map((row) => html`<${Row} key=${row.id} row=${row} kind=${kind} view=${view} />`)}</ul>`
        : html`<p class="empty">${empty}</p>`}
    </div>
  `;
}
