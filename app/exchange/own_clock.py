"""Whether the date a package is signed on can be right: told before it leaves the computer."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.exchange.certificates import load_certificate
from app.exchange.keys import Signer
from app.exchange.reasons import reason

_DAY = timedelta(days=1)


def doubts(signer: Signer, now: datetime, last_sent: datetime | None) -> tuple[str, ...]:
    """Sentences about a date outside the signer's certificate, or before the last package."""
    certificate = load_certificate(signer.certificate)
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    here = f"{now:%d.%m.%Y}"
    if now > end:
        return (reason("W_OWN_CLOCK_PAST_END", now=here, date=f"{end:%d.%m.%Y}"),)
    if now < start - _DAY:
        return (reason("W_OWN_CLOCK_BEHIND", now=here, date=f"{start:%d.%m.%Y}"),)
    if last_sent is not None and now < last_sent - _DAY:
        return (reason("W_OWN_CLOCK_BACK", now=here, date=f"{last_sent:%d.%m.%Y}"),)
    return ()
