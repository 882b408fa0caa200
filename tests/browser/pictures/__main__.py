"""`python -m tests.browser.pictures`: takes docs/images/desk-*-fi.png, -phone.png and desk-practice-en.png of a real gateway's desk.

Everything is the product's own; only the bot's answers come from a stand-in for the assistant. The pictures of the README
(widget-*.png, desk-queue-en.png, desk-case-en.png) are taken by tests/e2e/test_the_real_thing.py with SHOTS=1.
"""

from __future__ import annotations

import asyncio
import tempfile

from playwright.async_api import async_playwright, expect

from tests import harness
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.pictures import shots
from tests.browser.pictures.day import answered, day
from tests.browser.real_desk import PATIENCE_MS
from tests.harness import FakeAssistant, redis_server, serving

PROVIDER = {
    "OIDC_ISSUER": "https://sso.example.fi",
    "OIDC_CLIENT_ID": "desk",
    "OIDC_CLIENT_SECRET": "secret",
}


async def main() -> None:
    expect.set_options(timeout=PATIENCE_MS)
    fake = FakeAssistant()
    fake.answer = answered
    with redis_server() as redis, tempfile.TemporaryDirectory() as folder:
        redis.empty()
        async with (
            serving(fake.app(), fake.port),
            harness.gateway(redis.url, fake, DATA_DIR=folder) as gateway,
            async_playwright() as playwright,
        ):
            chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
            liisa = await day(gateway, aino, mikko)
            await shots.doors(gateway, chromium, aino, liisa)
            page = await shots.signed_in(gateway, chromium)
            await shots.lists(page)
            await shots.casework(page, liisa)
            await shots.rooms(page)
            await shots.phone(await shots.signed_in(gateway, chromium), liisa)
            await shots.honesty(page, liisa)
            await shots.practice(gateway, chromium)
            await shots.second_step(gateway, chromium)
            async with harness.gateway(redis.url, fake, None, DATA_DIR=folder, **PROVIDER) as with_provider:
                await shots.provider(with_provider, chromium)
            await chromium.close()


if __name__ == "__main__":
    asyncio.run(main())
