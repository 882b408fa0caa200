// @ts-check
// Puts the chat on the demo page the way any shop would: with one script tag, which is then shown as it is.
// The gateway is the one in `?gateway=`, or the one that serves this page. On localhost it is spoken to as 127.0.0.1: for the
// browser that is another origin, as a shop's own is.

const gateway = new URLSearchParams(location.search).get('gateway') ?? location.origin.replace('//localhost:', '//127.0.0.1:');
const tag = document.createElement('script');
tag.type = 'module';
tag.src = new URL('/widget/support-chat.js', gateway).href;
tag.dataset.language = document.documentElement.lang;
// Known to the page itself, so that it is on show even when the gateway is not there.
tag.dataset.phone = document.querySelector('a[href^="tel:"]')?.textContent ?? '';

const shown = document.getElementById('tag');
if (shown) shown.textContent = tag.outerHTML;
document.body.append(tag);

for (const link of document.querySelectorAll('a')) {
  if (link.hreflang) link.search = location.search;
}
