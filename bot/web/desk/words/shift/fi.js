// @ts-check
/** Päivä töissä suomeksi. @type {typeof import('./en.js').en} */
export const fi = {
  practice_group: 'Harjoitus',
  practice_tag: 'harjoitus',
  practice_lead: 'Uusi täällä? Harjoitusasiakas kysyy vain sinulta. Kukaan muu ei näe sitä, eikä se näy missään luvussa.',
  practice_do: 'Ota harjoitusasiakas',
  practice_here: 'Tämä on harjoitusasiakas. Kokeile kaikkea: kukaan oikea ei lue tätä, eikä kukaan muu näe sitä.',
  problem_practice_alone: 'Tämä on harjoitusasiakas: muita ei voi pyytää mukaan.',
  first_days: 'Ensimmäiset päivät: yksi keskustelu kerralla {day} asti',

  photo: 'Kuva',
  photo_lead: 'Asiakkaat näkevät sen nimen vieressä. JPEG, PNG tai WebP; keskikohta, pienennettynä.',
  photo_choose: 'Valitse kuva',
  photo_drop: 'Poista kuva',
  photo_kept: 'Kuva on käytössä.',
  photo_dropped: 'Kuva on poistettu.',
  problem_photo_type_refused: 'Kuva on JPEG, PNG tai WebP.',

  hours: 'Omat työajat, jos eri kuin tiimin',
  hours_of: 'Työajat, jos eri kuin tiimin',
  hours_hint: 'Rivi kerrallaan: ”ma-to 8-16”. Viikonpäivät: ma ti ke to pe la su.',
  hours_problem: 'Kirjoita päivät ja ajat, kuten ”ma-to 8-16”, kukin omalle rivilleen.',
  hours_shown: 'töissä {hours}',

  at_risk_away: 'ei ole paikalla',
  at_risk_too_much: 'on muuta luvattu liikaa ennen tätä',
  at_risk_told: 'Luvattu tänään, mutta tämän päivän väki ei ehdi: {name}',
  ev_promise_at_risk: 'Tämän päivän väki ei ehdi pitää lupausta ({agent}): vastaaville kerrottiin',

  chat_sent: 'Telegram: perillä',
  chat_waits: 'Telegram: odottaa, yritetään uudelleen {time} ({why})',
  chat_away: 'Telegram: mikään ei mene perille ({why}). Lupauksissa on toinen tapa.',
  undelivered_blocked: 'asiakas on estänyt keskustelun',
  undelivered_deactivated: 'asiakkaan tiliä ei enää ole',
  undelivered_chat_gone: 'keskustelua ei enää ole',
  undelivered_refused: 'Telegram ei ottanut tätä viestiä',
  undelivered_too_many: 'liian monta viestiä kerralla',
  undelivered_failed: 'vika on meillä',
  undelivered_other: 'Telegram ei vastaa',
  ev_delivery_restored: 'Telegram toimii taas; puuttuneet viestit lähtivät perään',
  ev_channel_changed: 'Keskustelu jatkuu toisessa kanavassa',
  replies_to: 'Vastaa tähän',
  forwarded_from: 'Välitetty, lähde {name}',

  problem_oidc_refused: 'Yrityksen tunnuksella kirjautuminen ei onnistunut. Aloita alusta tai kysy kutsujaltasi.',
  problem_oidc_unavailable: 'Yrityksen kirjautuminen ei vastaa. Yritä hetken päästä uudelleen tai käytä salasanaasi.',

  totp_qr: 'QR-koodi tunnistautumissovellukselle',
};
