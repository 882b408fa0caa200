// @ts-check
// A page without a <support-chat> of its own gets one, with this script tag's data as attributes.

import { SupportChat } from './element.js';

if (!customElements.get('support-chat')) {
  customElements.define('support-chat', SupportChat);
  if (!document.querySelector('support-chat')) {
    const script = [...document.scripts].find(({ src }) => src === import.meta.url);
    const element = document.createElement('support-chat');
    for (const name in script?.dataset) element.setAttribute(name, script.dataset[name] ?? '');
    document.body.append(element);
  }
}
