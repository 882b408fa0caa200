"""What a screen reader says by itself: each change inside a live region that was there before, by the rules of WAI-ARIA."""

from __future__ import annotations

from playwright.sync_api import Page

# A status or an alert is read whole when it changes; of a log, what was added. A region that comes with its words in it,
# is hidden, or is off, says nothing. Text that goes is not read.
LISTEN = """
  window.heard = [];
  const LIVE = {status: 'polite', log: 'polite', alert: 'assertive'};
  const regionOf = (node) => {
    const here = node instanceof Element ? node : node.parentElement;
    const region = here?.closest('[aria-live], [role=status], [role=log], [role=alert]');
    const how = region?.getAttribute('aria-live') ?? LIVE[region?.getAttribute('role')] ?? 'off';
    return how === 'off' || here.closest('[aria-hidden=true]') || !region.checkVisibility() ? null : {region, how};
  };
  const words = (node) => {
    const seen = node.cloneNode(true);
    seen.querySelectorAll?.('[aria-hidden=true]').forEach((one) => one.remove());
    const texts = document.createTreeWalker(seen, NodeFilter.SHOW_TEXT);
    const parts = seen instanceof Text ? [seen.data] : [];
    while (texts.nextNode()) parts.push(texts.currentNode.data);
    return parts.join(' ').replace(/\\s+/g, ' ').trim();
  };
  const say = (how, text) => text && heard.push(`${how}: ${text}`);
  new MutationObserver((records) => {
    const whole = new Map();
    for (const {target, type, addedNodes} of records) {
      const found = target.isConnected && regionOf(target);
      if (!found) continue;
      const {region, how} = found;
      if (region.getAttribute('role') !== 'log') whole.set(region, how);
      else for (const node of type === 'childList' ? addedNodes : [target]) if (node.isConnected) say(how, words(node));
    }
    for (const [region, how] of whole) say(how, words(region));
  }).observe(document, {subtree: true, childList: true, characterData: true});
"""


def heard(page: Page) -> list[str]:
    """All that was said since the last look, in order, each as "polite: words" or "assertive: words"."""
    said: list[str] = page.evaluate("window.heard.splice(0)")
    return said


def hears(page: Page, *lines: str, calm_ms: int = 700) -> None:
    """These lines are said, in order, and nothing else until it has been quiet for a while."""
    page.wait_for_function("count => window.heard.length >= count", arg=len(lines))
    page.wait_for_timeout(calm_ms)
    assert heard(page) == list(lines)
