// @ts-check
// <script type="module" src="https://GATEWAY/widget/support-chat.js" data-language="fi" data-phone="…"></script>
// registers <support-chat> and, where the page has none, puts one at its end with the script's data as attributes.

import { SupportChat } from './element.js';

if (!customElements.get('support-chat')) {
  customElements.define('support-chat', SupportChat);
  if (!document.querySelector('support-chat')) {
    const script = [...document.scripts].find(({ src }) => src === import.meta.url);
    document.body.append(Object.entries(script?.dataset ?? {}).reduce((node, [name, value]) => {
      node.setAttribute(name, value ?? '');
      return node;
    }, document.createElement('support-chat')));
  }
}
