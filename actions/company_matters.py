"""What the company itself answers: password, delivery terms, products, fraud, privacy, newsletter and points, complaints."""

from __future__ import annotations

from actions.facts import COMPANY
from actions.kinds import has, kind_of
from actions.reply import Reply
from actions.skill import Skill
from actions.speech import methods, money
from actions.steps import steps
from actions.turn import Turn

KINDS = ("newsletter", "points")


class AccountPassword(Skill):
    """How to get back in."""

    intent = "account_password"

    def answer(self, turn: Turn) -> Reply:
        """The steps, one at a time to who asked for that; without the e-mail that the link would go to, the person."""
        if has(turn.text, "no_email"):
            return Reply().say("account.no_email").offer("complexity", miss=True)
        if has(turn.text, "no_link"):
            return self.no_link(turn).offer("complexity", miss=True)
        if turn.slots.get("slow"):
            return steps(["account.step_1", "account.step_2", "account.step_3"])
        return Reply().say("account.reset")

    def no_link(self, turn: Turn) -> Reply:
        """The spam folder is named once; who has no link after that either needs the person."""
        again = any(intent == self.intent and has(text, "no_link") for intent, text in turn.before)
        return Reply().say("account.no_link_again" if again else "account.no_link")


class DeliveryInfo(Skill):
    """Ways of delivery, prices and times from company.yml."""

    intent = "delivery_info"

    def answer(self, turn: Turn) -> Reply:
        """All methods in one line."""
        free = money(COMPANY.facts["delivery"]["free_over_eur"], turn.language)
        return Reply().say("delivery_info.all", methods=methods(turn.language), free=free)


class ProductQuestion(Skill):
    """About the goods: the person knows."""

    intent = "product_question"

    def answer(self, turn: Turn) -> Reply:
        """Said at once, with the person."""
        return Reply().say("product.person").offer("product", miss=True)


class FraudCheck(Skill):
    """Calm advice; where details were given away already, the person at once."""

    intent = "fraud_check"

    def answer(self, turn: Turn) -> Reply:
        """Advice first."""
        if has(turn.text, "gave_details"):
            signals = [{"name": "fraud", "text": turn.text[:120]}]
            return (
                Reply()
                .say("fraud.given")
                .handoff("critical", urgency="critical", alarm=True, signals=signals)
            )
        return Reply().say("fraud.advice").leave()


class PrivacyRequest(Skill):
    """One's own data: a person does it."""

    intent = "privacy_request"

    def answer(self, turn: Turn) -> Reply:
        """The right, and the person."""
        return Reply().leave().say("privacy.right").offer("privacy")


class LoyaltyNewsletter(Skill):
    """Newsletter and bonus points."""

    intent = "loyalty_newsletter"

    def answer(self, turn: Turn) -> Reply:
        """By which of the two; a newsletter that still comes needs the person."""
        kind = kind_of(turn.text, KINDS) or self.told_last(turn)
        if kind != "points" and has(turn.text, "still_comes"):
            return Reply().say("loyalty.still_comes").offer("loyalty", miss=True)
        reply = Reply().say(f"loyalty.{kind or 'points'}")
        return reply if kind == "newsletter" else reply.offer("loyalty")

    def told_last(self, turn: Turn) -> str | None:
        """The one that was asked about before; None: neither."""
        earlier = (kind_of(text, KINDS) for intent, text in turn.before if intent == self.intent)
        return next(filter(None, earlier), None)


class Complaint(Skill):
    """Something went wrong: heard, and the person brought forward."""

    intent = "complaint"

    def answer(self, turn: Turn) -> Reply:
        """No questions, no rephrasing."""
        return Reply().leave().say("complaint.heard").offer("frustration")
