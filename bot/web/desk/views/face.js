// @ts-check
import { html } from '../html.js';
import { Icon } from './icon.js';

/** Who speaks, as a small round mark or photo beside the name. @param {{name: string, kind: 'customer' | 'agent' | 'bot' | 'system', photo?: string | null}} props */
export function Face({ name, kind, photo }) {
  if (photo) return html`<img class="face ${kind}" src=${photo} alt="" width="32" height="32" />`;
  const first = Array.from(name.trim())[0]?.toUpperCase() ?? '';
  return html`
    <span class="face ${kind}" aria-hidden="true">${kind === 'bot' ? html`<${Icon} name="bot" />` : first || html`<${Icon} name="person" />`}</span>
  `;
}
