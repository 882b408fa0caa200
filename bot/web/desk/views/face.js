// @ts-check
import { html } from '../html.js';
import { Icon } from './icon.js';

/** Who speaks, as a small round mark beside the name. @param {{name: string, kind: 'customer' | 'agent' | 'bot' | 'system'}} props */
export function Face({ name, kind }) {
  const first = Array.from(name.trim())[0]?.toUpperCase() ?? '';
  return html`
    <span class="face ${kind}" aria-hidden="true">${kind === 'bot' ? html`<${Icon} name="bot" />` : first || html`<${Icon} name="person" />`}</span>
  `;
}
